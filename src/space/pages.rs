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
            chunk: KVec::with_capacity(CHUNK, GFP_KERNEL)?,
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
        for (index, entry) in entries(table, self.paging).enumerate() {
            if entry.leaf.empty() {
                continue;
            }
            let hugetlb = vma.flags & VmaFlag::HUGETLB != 0;
            let kind = entry.leaf.kind(table.level(), hugetlb);
            if ask.kinds & (1 << kind as u32) == 0 {
                continue;
            }
            if chunk.len() == array.room().min(CHUNK) {
                array.push_all(chunk)?;
                chunk.clear();
                if array.room() == 0 {
                    return Ok(entry.addr);
                }
            }
            let Some(facts) = table.page(index) else {
                continue;
            };
            let mut page = record(vma, kind, &entry, &facts, ask);
            page.level = table.level() as u8;
            chunk.push(page, GFP_KERNEL)?;
        }
        array.push_all(chunk)?;
        chunk.clear();
        Ok(table.next())
    }
}

fn record(
    vma: &VmaFacts,
    kind: PageKind,
    entry: &Entry<'_>,
    facts: &PageFacts<'_>,
    ask: &Ask,
) -> Page {
    let leaf = &entry.leaf;
    let asked = ask.attributes & Attribute::ENTRY != 0;
    let admin = |value: Option<u64>| value.filter(|_| ask.frames).unwrap_or(ABSENT);
    let told = |value: Option<u64>| admin(value.filter(|_| asked));
    let swap = leaf.swap().filter(|_| ask.frames && asked);
    let place = facts.place();
    let mapcount = facts.mapcount();
    Page {
        addr: entry.addr,
        bytes: entry.bytes,
        entry: told(Some(leaf.entry())),
        pfn: told(leaf.pfn().map(|pfn| pfn + (entry.skipped >> PAGE_SHIFT))),
        bits: bits(vma, kind, leaf, facts, asked),
        kind: kind as u8,
        level: 0,
        vma_kind: vma.kind as u8,
        order: place.as_ref().map_or(ABSENT_8, |place| place.order),
        node: leaf.node(),
        folio_index: place
            .as_ref()
            .filter(|_| ask.frames)
            .map_or(ABSENT_32, |place| place.index),
        mapcount: mapcount.as_ref().map_or(ABSENT_32, |count| count.page),
        folio_mapcount: mapcount.as_ref().map_or(ABSENT_32, |count| count.folio),
        references: facts.references().unwrap_or(ABSENT_32),
        expected_references: facts.expected_references().unwrap_or(ABSENT_32),
        swap_offset: swap.map_or(ABSENT, |(_, offset)| offset),
        swap_type: swap.map_or(ABSENT_8, |(area, _)| area),
        zone: place
            .filter(|_| ask.frames)
            .and_then(|place| place.zone)
            .unwrap_or(ABSENT_8),
        age: facts.age().unwrap_or(ABSENT_8),
        reserved: [0; 5],
        kpageflags: admin(facts.kpageflags()),
        cgroup: admin(facts.cgroup()),
    }
}

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
