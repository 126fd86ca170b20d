// SPDX-License-Identifier: GPL-2.0

//! Processes, one record each.
//!
//! A process is taken by find_ge_pid() under RCU, in the PID namespace of the viewer, and its memory is held for one record only. The
//! position is a pid number.

use super::{
    mapped_pages::mapped_pages,
    paging,
    sharing::{
        ShareCounter,
        ATTRIBUTES,
        ATTRS,
        FRACTION_BITS, //
    },
    user_range,
    vma_sums::NodeBytes,
    walk::{
        add_cost,
        PageTableWalker,
        TableVisitor,
        WalkMode, //
    },
};
use crate::{
    abi::{
        names::{
            PageKind,
            TableLevel, //
        },
        process::{
            ProcessRecord,
            ProcessesFlag,
            NODES, //
        },
        walk_cost::WalkCost,
        ABSENT, //
    },
    model::paging::Paging,
    sys::{
        mm::{
            handle::{
                LiveMm,
                MmHandle, //
            },
            leaf::attrs,
            table::TableSnapshot,
            vma::{
                VmaFacts,
                VmaRead, //
            },
        },
        task::pid::Pid, //
    },
};
use kernel::prelude::*;

/// How often a process is tried that keeps calling execve(2).
const EXEC_TRIES: u32 = 3;

/// Finds one process after another.
pub(crate) struct ProcessCursor {
    /// Processes and PIDs are those of its PID namespace.
    viewer: Pid,
    flags: u32,
    /// `None` if no walk was requested.
    table: Option<TableSnapshot>,
    shares: Option<ShareCounter>,
    /// Cost of all walks so far.
    pub(crate) cost: WalkCost,
}

/// Adds up the pages of one process.
struct ResidentVisitor<'a> {
    live_mm: &'a LiveMm,
    shares: Option<&'a mut ShareCounter>,
    /// Counts nodes and huge pages.
    resident: bool,
    paging: Paging,
    huge: u64,
    nodes: NodeBytes,
    uss: u64,
    /// In units of 2^-12 bytes, as the next fields.
    pss: u64,
    pss_dirty: u64,
    pss_anon: u64,
    pss_file: u64,
    pss_shmem: u64,
    lazyfree: u64,
    inexact: u64,
}

impl ProcessCursor {
    /// Allocates what the walks requested by `flags` (`ProcessesFlag` bits) need. The cursor finds the
    /// processes in the PID namespace of `viewer`.
    pub(crate) fn new(viewer: Pid, flags: u32) -> Result<Self> {
        let pss = flags & ProcessesFlag::PSS != 0;
        // A change of the node ends a run, so nodes are captured only if they are counted.
        let node = match flags & ProcessesFlag::RESIDENT {
            0 => 0,
            _ => attrs::NODE,
        };
        Ok(Self {
            viewer,
            flags,
            table: match flags {
                0 => None,
                _ if pss => Some(TableSnapshot::with_runs(ATTRS | node, ATTRIBUTES, false)?),
                _ => Some(TableSnapshot::with_runs(attrs::KIND | node, 0, false)?),
            },
            shares: if pss {
                Some(ShareCounter::new()?)
            } else {
                None
            },
            cost: crate::abi::AbiRecord::ZERO,
        })
    }

    /// The first process with a pid of at least `first` that has an address space; `None` after the
    /// last. `EINTR` if a signal that ends `mode` arrived during its walk.
    pub(crate) fn next(&mut self, first: i32, mode: WalkMode) -> Result<Option<ProcessRecord>> {
        let mut first = first;
        while let Some((nr, pid)) = Pid::next_process(first, &self.viewer) {
            // It may call execve(2) meanwhile: then it is the same process with another mm.
            for _ in 0..EXEC_TRIES {
                let found = pid.mm_handle().and_then(|mm| self.record(nr, &mm, mode));
                match found {
                    Err(error) if error == ESRCH => {}
                    Err(error) if error == ENXIO => break,
                    other => return other.map(Some),
                }
                if pid.is_gone() {
                    break;
                }
            }
            // The process has exited or is exiting, or has no memory: try the next one.
            let Some(next) = nr.checked_add(1) else {
                break;
            };
            first = next;
        }
        Ok(None)
    }

    /// The record of the process of `mm`, if its PID is at least `first`. `ESRCH` if it has exited or
    /// called execve(2) since `mm` was opened.
    pub(crate) fn only(
        &mut self,
        first: i32,
        mm: &MmHandle,
        mode: WalkMode,
    ) -> Result<Option<ProcessRecord>> {
        match mm.pid().nr_seen_by(&self.viewer) {
            Some(nr) if nr >= first => self.record(nr, mm, mode).map(Some),
            _ => Ok(None),
        }
    }

    fn record(&mut self, nr: i32, mm: &MmHandle, mode: WalkMode) -> Result<ProcessRecord> {
        let live_mm = mm.live()?;
        let account = live_mm.account(&self.viewer);
        let (uid, real_uid) = mm.pid().user_ids().ok_or(ESRCH)?;
        let mut process = ProcessRecord {
            pid: nr,
            owner: account.owner,
            comm: mm.comm()?,
            virtual_bytes: account.virt,
            anon_bytes: account.anon,
            file_bytes: account.file,
            shmem_bytes: account.shmem,
            hugetlb_bytes: account.hugetlb,
            swap_bytes: account.swap,
            table_bytes: account.tables,
            huge_bytes: ABSENT,
            node_bytes: [ABSENT; NODES as usize],
            more_nodes_bytes: ABSENT,
            uss_bytes: ABSENT,
            pss_bytes: ABSENT,
            inexact_bytes: ABSENT,
            pss_dirty_bytes: ABSENT,
            pss_anon_bytes: ABSENT,
            pss_file_bytes: ABSENT,
            pss_shmem_bytes: ABSENT,
            lazyfree_bytes: ABSENT,
            memory_cgroup: account.memory_cgroup,
            uid,
            real_uid,
        };
        let Some(table) = &mut self.table else {
            return Ok(process);
        };
        let mut sums = ResidentVisitor {
            live_mm: &live_mm,
            shares: self.shares.as_mut(),
            resident: self.flags & ProcessesFlag::RESIDENT != 0,
            paging: paging(),
            huge: 0,
            nodes: NodeBytes::default(),
            uss: 0,
            pss: 0,
            pss_dirty: 0,
            pss_anon: 0,
            pss_file: 0,
            pss_shmem: 0,
            lazyfree: 0,
            inexact: 0,
        };
        let (start, end) = user_range();
        let mut walk = PageTableWalker::new(&live_mm, mode, table);
        let ran = walk.run(start, end, &mut sums);
        add_cost(&mut self.cost, &walk.cost());
        if ran? != end {
            return Err(EINTR);
        }
        if self.flags & ProcessesFlag::RESIDENT != 0 {
            process.huge_bytes = sums.huge;
            process.node_bytes = sums.nodes.first;
            process.more_nodes_bytes = sums.nodes.more;
        }
        if self.flags & ProcessesFlag::PSS != 0 {
            process.uss_bytes = sums.uss;
            process.pss_bytes = sums.pss >> FRACTION_BITS;
            process.inexact_bytes = sums.inexact;
            process.pss_dirty_bytes = sums.pss_dirty >> FRACTION_BITS;
            process.pss_anon_bytes = sums.pss_anon >> FRACTION_BITS;
            process.pss_file_bytes = sums.pss_file >> FRACTION_BITS;
            process.pss_shmem_bytes = sums.pss_shmem >> FRACTION_BITS;
            process.lazyfree_bytes = sums.lazyfree;
        }
        Ok(process)
    }
}

impl TableVisitor for ResidentVisitor<'_> {
    fn vma(&mut self, _vma: &VmaRead<'_>, _facts: &VmaFacts, _addr: u64) -> bool {
        true
    }

    fn table(&mut self, facts: &VmaFacts, table: &TableSnapshot) -> Option<u64> {
        for page in mapped_pages(facts, table, self.paging) {
            if self.resident && page.resident() {
                let huge = page.level != TableLevel::Pte && page.kind != PageKind::Hugetlb;
                self.huge += page.bytes_if(huge);
                self.nodes.add(page.entry.leaf.node(), page.entry.bytes);
            }
            if let Some(shares) = self.shares.as_mut() {
                let (dirty, lazily_freed) = (page.dirty(), page.is_lazily_freed());
                // The folio decides, as in smaps: a private mapping of a file has both.
                let pss_of_kind = match (page.entry.leaf.anon(), page.entry.leaf.swapbacked()) {
                    (true, _) => &mut self.pss_anon,
                    (false, true) => &mut self.pss_shmem,
                    (false, false) => &mut self.pss_file,
                };
                shares.for_each(self.live_mm, &page, |share| {
                    self.uss += if share.private { share.bytes } else { 0 };
                    self.pss += share.pss;
                    *pss_of_kind += share.pss;
                    self.pss_dirty += if dirty { share.pss } else { 0 };
                    self.lazyfree += if lazily_freed { share.bytes } else { 0 };
                    self.inexact += if share.exact { 0 } else { share.bytes };
                });
            }
        }
        None
    }
}
