// SPDX-License-Identifier: GPL-2.0

//! The reverse map of KSM pages, which is private to KSM. The page tables of every process are
//! walked instead. This is slow, finds every mapping that stays in place, and is marked `forward`
//! in the answer.

use super::{
    mapping_flags,
    MappingSink,
    RmapCall, //
};
use crate::{
    abi::rmap::{
        MappingRecord,
        RmapState, //
    },
    mm::{
        paging, user_range,
        walk::{
            add_cost,
            entries,
            PageTableWalker,
            TableVisitor,
            WalkMode, //
        },
    },
    model::paging::Paging,
    sys::{
        mm::{
            processes::ProcessBatch,
            rmap::{
                MmId,
                RmapStatus, //
            },
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

/// Mappings taken from one process at a time, 4.5 KiB.
const FORWARD: usize = 64;

impl RmapCall<'_> {
    /// Walks the page tables of every process, from the cursor on.
    pub(super) fn forward(&mut self, sink: &mut impl MappingSink) -> Result {
        let mut table = TableSnapshot::new()?;
        let mut found = KVec::with_capacity(FORWARD, GFP_KERNEL_ACCOUNT)?;
        let mut processes = ProcessBatch::new()?;
        self.answer.cursor.forward = true;
        let mut next = Some(self.answer.cursor.pid.max(1));
        while let Some(from) = next {
            next = processes.find(from);
            for (pid, mm) in processes.iter() {
                if mm == MmId::default() {
                    continue;
                }
                let cursor = &mut self.answer.cursor;
                if pid != cursor.pid {
                    (cursor.pid, cursor.addr) = (pid, 0);
                }
                match self.forward_one(&mut table, &mut found, sink) {
                    Ok(true) => (),
                    Ok(false) => return Ok(()),
                    // The process has exited or has no memory any more.
                    Err(error) if error == ESRCH || error == ENXIO => (),
                    Err(error) => return Err(error),
                }
            }
        }
        self.answer.state = RmapState::Complete;
        Ok(())
    }

    /// Walks the rest of the cursor's process. Returns `false` if the call must end.
    fn forward_one(
        &mut self,
        table: &mut TableSnapshot,
        found: &mut KVec<MappingRecord>,
        sink: &mut impl MappingSink,
    ) -> Result<bool> {
        let mm = Pid::find_process(self.answer.cursor.pid)
            .ok_or(ESRCH)?
            .mm_handle()?;
        let (_, end) = user_range();
        while self.answer.cursor.addr < end {
            if self.budget.must_stop() || sink.room() == 0 {
                return Ok(false);
            }
            found.clear();
            let mut search = ForwardVisitor {
                pfn: self.pfn,
                pid: self.viewer.number_seen(self.answer.cursor.pid),
                paging: paging(),
                found,
            };
            let mode = WalkMode::Interruptible {
                budget_us: self.budget.left_us(),
            };
            let ran = {
                let live_mm = mm.live()?;
                let mut walk = PageTableWalker::new(&live_mm, mode, table);
                let ran = walk.run(self.answer.cursor.addr, end, &mut search);
                add_cost(&mut self.answer.cost, &walk.cost());
                ran
            };
            // A page that was freed in the meantime may have been reused.
            if !found.is_empty() && !self.still_there()? {
                return Ok(false);
            }
            for mapping in found.iter() {
                if sink.room() == 0 {
                    self.answer.cursor.addr = mapping.addr;
                    return Ok(false);
                }
                sink.put(mapping)?;
            }
            match ran {
                Ok(at) => self.answer.cursor.addr = at,
                Err(error) if error == EINTR => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    /// Whether the frame still holds the page of the first call. Otherwise, the state is set to
    /// `Stale`, or to `Contended` if it could not be read.
    fn still_there(&mut self) -> Result<bool> {
        let seen = self.capture_batch(1)?;
        self.answer.state = match seen {
            RmapStatus::Busy | RmapStatus::Contended => RmapState::Contended,
            _ if self.batch.identity() != self.answer.cursor.identity => RmapState::Stale,
            _ => RmapState::More,
        };
        Ok(self.answer.state == RmapState::More)
    }
}

/// Finds entries that map a frame; stops when the buffer is full.
struct ForwardVisitor<'a> {
    pfn: u64,
    pid: i32,
    paging: Paging,
    found: &'a mut KVec<MappingRecord>,
}

impl TableVisitor for ForwardVisitor<'_> {
    fn vma(&mut self, _vma: &VmaRead<'_>, _facts: &VmaFacts, _addr: u64) -> bool {
        true
    }

    fn table(&mut self, facts: &VmaFacts, table: &TableSnapshot) -> Option<u64> {
        let level = table.level();
        for found in entries(table, self.paging) {
            let Some(first) = found.leaf.pfn() else {
                continue;
            };
            let first = first + (found.skipped >> kernel::page::PAGE_SHIFT);
            let index = self.pfn.wrapping_sub(first);
            if index >= found.bytes >> kernel::page::PAGE_SHIFT {
                continue;
            }
            let raw = found.leaf.entry();
            let mapping = MappingRecord {
                pid: self.pid,
                level: level as u32,
                addr: found.addr + (index << kernel::page::PAGE_SHIFT),
                entry: raw,
                entry_bits: mapping_flags(raw, level, found.leaf.present()),
                vma_start: facts.start,
                vma_end: facts.end,
                vma_flags: facts.flags,
            };
            if self.found.push_within_capacity(mapping).is_err() {
                return Some(found.addr);
            }
        }
        None
    }
}
