// SPDX-License-Identifier: GPL-2.0

//! The `pages` product: one record for each entry.
//!
//! A table is captured, its VMA and the address space are let go, and only then is it made into
//! records and copied out: one that is captured needs no lock, and copying may wait for ever.

use super::{
    paging,
    walk::{
        add,
        entries,
        Entry,
        Patience,
        Visit,
        Walk, //
    },
};
use crate::{
    abi::{
        names::{
            PageKind,
            VmaFlag, //
        },
        page::{
            Attribute,
            Page,
            PageBit,
            ABSENT_32,
            ABSENT_8,
            DEFAULT_ATTRIBUTES, //
        },
        space::Cost,
        Record,
        ABSENT, //
    },
    model::level::Paging,
    sys::{
        mm::AddressSpace,
        page_facts::PageFacts,
        records::Array,
        system,
        table::{
            Leaf,
            Table, //
        },
        vma::{
            VmaFacts,
            VmaRead, //
        },
    },
};
use kernel::{
    page::PAGE_SHIFT,
    prelude::*,
    time::{
        Instant,
        Monotonic, //
    },
};

/// Attributes of which something is only for who may see page frames.
pub(crate) const ADMIN_ATTRIBUTES: u64 =
    Attribute::ENTRY | Attribute::FOLIO | Attribute::KPAGEFLAGS | Attribute::CGROUP;

/// Records that are copied out at once, 6 KiB.
const CHUNK: usize = 64;

/// What is to be told.
#[derive(Clone, Copy)]
pub(crate) struct Ask {
    /// `Attribute` bits.
    pub(crate) attributes: u64,
    /// Bit n: entries of `PageKind` n.
    pub(crate) kinds: u64,
    /// Whoever asks may see page frames.
    pub(crate) frames: bool,
}

impl Ask {
    /// What a caller asked for; nothing if there is a bit that is not known.
    pub(crate) fn new(attributes: u64, kinds: u64) -> Option<Self> {
        const EVERY: u64 = (1 << PageKind::ALL.len()) - 1;
        // Empty entries are not told.
        const KINDS: u64 = EVERY & !(1 << PageKind::None as u32);
        if attributes & !Attribute::ALL != 0 || kinds & !KINDS != 0 {
            return None;
        }
        Some(Self {
            attributes: if attributes == 0 {
                DEFAULT_ATTRIBUTES
            } else {
                attributes
            },
            kinds: if kinds == 0 { KINDS } else { kinds },
            frames: false,
        })
    }
}

/// Ends a walk at the first table that is not empty, and remembers its VMA.
struct Find(Option<VmaFacts>);

impl Visit for Find {
    fn vma(&mut self, _vma: &VmaRead<'_>, _facts: &VmaFacts, _addr: u64) -> bool {
        true
    }

    fn table(&mut self, facts: &VmaFacts, table: &Table) -> Option<u64> {
        if table.leaves().all(|leaf| leaf.empty()) {
            return None;
        }
        self.0 = Some(*facts);
        Some(table.next())
    }
}

/// One call's walk.
pub(crate) struct Pages {
    ask: Ask,
    /// What it has cost so far.
    pub(crate) cost: Cost,
    begun: Instant<Monotonic>,
    table: Table,
    chunk: KVec<Page>,
    paging: Paging,
}

impl Pages {
    /// A walk that has not begun.
    pub(crate) fn new(ask: Ask) -> Result<Self> {
        Ok(Self {
            ask,
            cost: Cost::ZERO,
            begun: Instant::now(),
            table: Table::with_pages(ask.attributes)?,
            chunk: KVec::from_elem(Page::ZERO, CHUNK, GFP_KERNEL)?,
            paging: paging(),
        })
    }

    /// Walks `start..end` until `array` is full, `budget_us` is used up (0: no limit), or a signal
    /// is pending, and returns where it stopped. Errors as of [`Walk::run`].
    pub(crate) fn walk(
        &mut self,
        space: &AddressSpace,
        start: u64,
        end: u64,
        budget_us: u64,
        array: &mut Array,
    ) -> Result<u64> {
        let mut at = start;
        while at < end && array.room() != 0 {
            let left = budget_us.saturating_sub(self.elapsed_us());
            if at != start && (system::signal_pending() || (budget_us != 0 && left == 0)) {
                break;
            }
            let mut find = Find(None);
            let patience = Patience::Call {
                // 0 would be no limit.
                budget_us: if budget_us == 0 { 0 } else { left.max(1) },
            };
            let ran = {
                let users = space.users()?;
                let mut walk = Walk::new(&users, patience, &mut self.table);
                let ran = walk.run(at, end, &mut find);
                add(&mut self.cost, &walk.cost());
                ran
            };
            at = match ran {
                Err(error) if error == EINTR && at != start => break,
                other => other?,
            };
            match find.0 {
                Some(vma) => at = self.copy(&vma, array)?,
                // The end, or a reason to stop.
                None => break,
            }
        }
        Ok(at)
    }

    fn elapsed_us(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_nanos()).unwrap_or(0) / 1000
    }

    /// Copies out what was captured; returns the address of the first entry that was not.
    fn copy(&mut self, vma: &VmaFacts, array: &mut Array) -> Result<u64> {
        let Self {
            ask, table, chunk, ..
        } = self;
        let hugetlb = vma.flags & VmaFlag::HUGETLB != 0;
        let level = table.level();
        let mut filled = 0;
        for (index, entry) in entries(table, self.paging).enumerate() {
            let kind = entry.leaf.kind(level, hugetlb);
            // Empty entries are never asked for.
            if ask.kinds & (1 << kind as u32) == 0 {
                continue;
            }
            if filled == array.room().min(CHUNK) {
                array.push_all(&mut chunk[..filled])?;
                filled = 0;
                if array.room() == 0 {
                    return Ok(entry.addr);
                }
            }
            let (Some(facts), Some(page)) = (table.page(index), chunk.get_mut(filled)) else {
                continue;
            };
            fill(page, vma, kind, &entry, &facts, ask);
            page.level = level as u8;
            filled += 1;
        }
        array.push_all(&mut chunk[..filled])?;
        Ok(table.next())
    }
}

/// Field by field where it stays: a record that is moved is a call of memcpy.
#[inline(always)]
fn fill(
    page: &mut Page,
    vma: &VmaFacts,
    kind: PageKind,
    entry: &Entry<'_>,
    facts: &PageFacts<'_>,
    ask: &Ask,
) {
    let leaf = &entry.leaf;
    let asked = ask.attributes & Attribute::ENTRY != 0;
    let told = asked && ask.frames;
    let admin = |value: Option<u64>| value.filter(|_| ask.frames).unwrap_or(ABSENT);
    page.addr = entry.addr;
    page.bytes = entry.bytes;
    page.entry = if told { leaf.entry() } else { ABSENT };
    page.pfn = match leaf.pfn() {
        Some(pfn) if told => pfn + (entry.skipped >> PAGE_SHIFT),
        _ => ABSENT,
    };
    page.bits = bits(vma, kind, leaf, facts, asked);
    page.kind = kind as u8;
    page.vma_kind = vma.kind as u8;
    page.node = leaf.node();
    (page.order, page.folio_index, page.zone) = match facts.place() {
        Some(place) if ask.frames => (place.order, place.index, place.zone.unwrap_or(ABSENT_8)),
        Some(place) => (place.order, ABSENT_32, ABSENT_8),
        None => (ABSENT_8, ABSENT_32, ABSENT_8),
    };
    (page.mapcount, page.folio_mapcount) = match facts.mapcount() {
        Some(count) => (count.page, count.folio),
        None => (ABSENT_32, ABSENT_32),
    };
    page.references = facts.references().unwrap_or(ABSENT_32);
    page.expected_references = facts.expected_references().unwrap_or(ABSENT_32);
    (page.swap_type, page.swap_offset) = match leaf.swap() {
        Some(place) if told => place,
        _ => (ABSENT_8, ABSENT),
    };
    page.age = facts.age().unwrap_or(ABSENT_8);
    page.reserved = [0; 5];
    page.kpageflags = admin(facts.kpageflags());
    page.cgroup = admin(facts.cgroup());
}

#[inline(always)]
fn bits(
    vma: &VmaFacts,
    kind: PageKind,
    leaf: &Leaf<'_>,
    facts: &PageFacts<'_>,
    entry: bool,
) -> u32 {
    const ACCESS: u64 = VmaFlag::READ | VmaFlag::WRITE | VmaFlag::EXEC;
    let hugetlb = vma.flags & VmaFlag::HUGETLB != 0;
    // Only of these does one count tell of address spaces: no THP is mapped in part, and no file
    // twice by one process.
    let exact = leaf.present() && leaf.anon() && kind != PageKind::Ksm;
    let small = hugetlb || facts.place().is_some_and(|place| place.order == 0);
    let mut bits = 0;
    let mut set = |bit, on: bool| bits |= if on { bit } else { 0 };
    set(PageBit::PRESENT, leaf.present());
    set(PageBit::YOUNG, leaf.young());
    set(PageBit::DIRTY, leaf.dirty());
    set(PageBit::WRITE, leaf.writable());
    set(PageBit::SPECIAL, leaf.special());
    set(PageBit::FOLIO, leaf.folio());
    set(PageBit::MAYBE_SHARED, leaf.maybe_shared());
    set(PageBit::SHARED_EXACT, exact && small);
    if entry {
        let whole = vma.flags & VmaFlag::SOFTDIRTY != 0;
        set(
            PageBit::SOFT_DIRTY,
            whole || (leaf.soft_dirty() && !hugetlb),
        );
        set(PageBit::UFFD, leaf.uffd() || kind == PageKind::MarkerUffdWp);
        set(PageBit::PROTNONE, leaf.protnone());
        // userfaultfd's read protection looks the same.
        let theirs = leaf.uffd() && vma.flags & VmaFlag::UFFD_RWP != 0;
        let hint = leaf.protnone() && vma.flags & ACCESS != 0 && !theirs;
        set(PageBit::NUMA_HINT, hint);
    }
    if let Some(count) = facts.mapcount() {
        set(PageBit::MAPCOUNT_EXACT, count.exact);
    }
    bits
}
