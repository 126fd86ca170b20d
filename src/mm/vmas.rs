// SPDX-License-Identifier: GPL-2.0

//! VMAs as records, with their resident memory on request.

use super::{
    sharing::ShareCounter,
    vma_sums::{
        set_absent,
        VmaSums,
        ATTRS,
        SHARES_ATTRIBUTES,
        SHARE_ATTRS, //
    },
    walk::{
        add_cost,
        PageTableWalker,
        TableVisitor,
        WalkMode, //
    },
};
use crate::{
    abi::{
        mempolicy::{
            MempolicyMode,
            MempolicySource, //
        },
        page::ABSENT_32,
        vma::{
            VmaRecord,
            VmaState,
            VmasFlag, //
        },
        walk_cost::WalkCost,
        AbiRecord, //
    },
    sys::{
        mm::{
            handle::{
                LiveMm,
                MmHandle, //
            },
            mempolicy::MempolicyFacts,
            table::TableSnapshot,
            vma::{
                VmaFacts,
                VmaRead, //
            },
        },
        name_buffer::NameBuffer, //
    },
};
use kernel::{
    page::PAGE_SIZE,
    prelude::*, //
};

/// Finds one VMA after another.
pub(crate) struct VmaCursor {
    table: TableSnapshot,
    found: KBox<FoundVma>,
}

/// Data of the VMA found last.
struct FoundVma {
    resident: bool,
    /// Present if each page is evaluated.
    shares: Option<ShareCounter>,
    name: NameBuffer,
    any: bool,
    state: u32,
    policy: Option<MempolicyFacts>,
    sums: VmaSums,
}

struct VmaVisitor<'a> {
    live_mm: &'a LiveMm,
    found: &'a mut FoundVma,
}

impl VmaCursor {
    /// Allocates buffers for a name and a table. `flags` are `VmasFlag` bits that select the walks.
    pub(crate) fn new(flags: u32) -> Result<Self> {
        let folios = flags & VmasFlag::FOLIOS != 0;
        Ok(Self {
            table: if folios {
                TableSnapshot::with_runs(SHARE_ATTRS, SHARES_ATTRIBUTES, false)?
            } else {
                TableSnapshot::with_runs(ATTRS, 0, false)?
            },
            found: KBox::new(
                FoundVma {
                    resident: flags & VmasFlag::RESIDENT != 0,
                    shares: if folios {
                        Some(ShareCounter::new()?)
                    } else {
                        None
                    },
                    name: NameBuffer::new()?,
                    any: false,
                    state: 0,
                    policy: None,
                    sums: VmaSums::new(),
                },
                GFP_KERNEL_ACCOUNT,
            )?,
        })
    }

    /// Fills the record of the first VMA of `start..end`, completely; `false` after the last one. The
    /// memory is pinned only during this call.
    pub(crate) fn next(
        &mut self,
        mm: &MmHandle,
        start: u64,
        end: u64,
        cost: &mut WalkCost,
        record: &mut VmaRecord,
    ) -> Result<bool> {
        loop {
            let facts = self.read_first(mm, start, end, cost)?;
            if self.found.name.grow()? {
                continue;
            }
            self.found.sums.end();
            if let Some(facts) = &facts {
                self.found.fill_record(facts, mm, record);
            }
            return Ok(facts.is_some());
        }
    }

    /// Reads the first VMA of `start..end`, without its memory if its name may fit after the buffer
    /// has grown.
    fn read_first(
        &mut self,
        mm: &MmHandle,
        start: u64,
        end: u64,
        cost: &mut WalkCost,
    ) -> Result<Option<VmaFacts>> {
        let Self { table, found } = self;
        found.name.clear();
        found.any = false;
        found.state = 0;
        found.policy = None;
        found.sums = VmaSums::new();
        let live_mm = mm.live()?;
        let mut walk = PageTableWalker::new(&live_mm, WalkMode::Killable, table);
        let mut visitor = VmaVisitor {
            live_mm: &live_mm,
            found,
        };
        let facts = walk.first_vma(start, end, &mut visitor)?;
        add_cost(cost, &walk.cost());
        Ok(facts)
    }

    /// The name of the VMA found last; empty if it has none.
    pub(crate) fn name(&self) -> &[u8] {
        self.found.name.name()
    }
}

impl FoundVma {
    fn fill_record(&self, facts: &VmaFacts, mm: &MmHandle, vma: &mut VmaRecord) {
        let policy = self.policy.unwrap_or_else(|| mm.policy());
        let has_mode = !matches!(
            policy.source,
            MempolicySource::Unknown | MempolicySource::Arena
        );
        let known = has_mode && MempolicyMode::from_raw(policy.mode).is_some();
        *vma = VmaRecord::ZERO;
        vma.start = facts.start;
        vma.end = facts.end;
        vma.flags = facts.flags;
        vma.offset = facts.offset;
        vma.inode = facts.inode;
        vma.dev_major = facts.dev_major;
        vma.dev_minor = facts.dev_minor;
        vma.kind = facts.kind as u32;
        vma.name_len = self.name.len() as u32;
        vma.state = self.state;
        vma.page_size = facts.page_size;
        vma.pkey = facts.pkey;
        vma.pgoff = facts.pgoff;
        vma.anon_pgoff = facts.anon_pgoff;
        vma.policy_mode = if known { policy.mode } else { ABSENT_32 };
        vma.policy_flags = policy.flags;
        vma.policy_source = policy.source as u32;
        vma.policy_home_node = policy.home_node;
        vma.policy_nodes = policy.nodes;
        vma.arena_policy = policy.placement.map_or(ABSENT_32, |kind| kind as u32);
        vma.thp_eligible = if never_thp(facts) { 0 } else { ABSENT_32 };
        set_absent(vma);
        if self.resident {
            self.sums.fill(vma, self.shares.is_some());
        }
    }
}

/// Whether no setting makes the VMA eligible for THP. smaps reports these as not eligible, and
/// others depending on settings that are not exported.
fn never_thp(facts: &VmaFacts) -> bool {
    // The smallest order is 4 pages for anonymous memory and 2 for files. An aligned range of that
    // size must fit into the VMA, as in thp_vma_suitable_order().
    let size = (PAGE_SIZE as u64) << if facts.anonymous { 2 } else { 1 };
    let last = facts.end.saturating_sub(size) & !(size - 1);
    facts.no_thp || last < facts.start
}

impl TableVisitor for VmaVisitor<'_> {
    fn vma(&mut self, vma: &VmaRead<'_>, _facts: &VmaFacts, _addr: u64) -> bool {
        let found = &mut *self.found;
        if found.any {
            return true;
        }
        found.any = true;
        found.policy = vma.policy();
        found.name.read(|buf| vma.name(buf));
        if found.name.is_too_long() {
            found.state |= VmaState::NAME_TOO_LONG;
        }
        found.resident && !found.name.may_grow()
    }

    fn torn(&mut self) {
        self.found.state |= VmaState::TORN;
    }

    fn table(&mut self, facts: &VmaFacts, table: &TableSnapshot) -> Option<u64> {
        let found = &mut *self.found;
        found
            .sums
            .add(self.live_mm, facts, table, found.shares.as_mut());
        None
    }
}
