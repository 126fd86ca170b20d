// SPDX-License-Identifier: GPL-2.0

//! The `summary` product: counts by VMA kind × page kind × level × node.

use super::{
    attrs_reading::{
        attrs_for_filter,
        slot_of,
        AttrsReadings, //
    },
    paging,
    walk::{
        entries,
        TableVisitor,
        WalkEntry, //
    },
};
use crate::{
    abi::{
        names::{
            PageKind,
            TableLevel,
            VmaFlag,
            VmaKind, //
        },
        page::PageAttribute, //
    },
    model::{
        page_filter::PageFilter,
        paging::Paging,
        summary::{
            SummaryAmount,
            SummaryFull,
            SummaryKey,
            SummaryTable, //
        },
    },
    sys::mm::{
        leaf::attrs,
        table::TableSnapshot,
        vma::{
            VmaFacts,
            VmaRead, //
        },
    },
};

use kernel::prelude::*;

/// The key and the amount of one entry; `None` for an empty entry.
pub(crate) fn count(
    facts: &VmaFacts,
    level: TableLevel,
    entry: &WalkEntry<'_>,
) -> Option<(SummaryKey, SummaryAmount)> {
    let leaf = &entry.leaf;
    let page_kind = leaf.kind(level, facts.flags & VmaFlag::HUGETLB != 0);
    (page_kind != PageKind::None).then(|| keyed(facts, level, entry, page_kind))
}

fn keyed(
    facts: &VmaFacts,
    level: TableLevel,
    entry: &WalkEntry<'_>,
    page_kind: PageKind,
) -> (SummaryKey, SummaryAmount) {
    let leaf = &entry.leaf;
    let bytes_if = |set| if set { entry.bytes } else { 0 };
    (
        SummaryKey {
            vma_kind: facts.kind,
            page_kind,
            level,
            node: leaf.node(),
        },
        SummaryAmount {
            entries: if entry.first { entry.entries } else { 0 },
            bytes: entry.bytes,
            young: bytes_if(leaf.young()),
            dirty: bytes_if(leaf.dirty()),
            writable: bytes_if(leaf.writable()),
            shared: bytes_if(leaf.maybe_shared()),
        },
    )
}

/// Bits of attrs that [`count`] uses.
pub(crate) const ATTRS: u64 =
    attrs::KIND | attrs::NODE | attrs::YOUNG | attrs::DIRTY | attrs::WRITE | attrs::SHARED;

/// Counts into cells; stops at the first entry for which no cell is left.
pub(crate) struct SummaryVisitor<'a> {
    cells: SummaryTable<'a>,
    accumulator: SummaryAccumulator,
    filter: PageFilter,
    readings: AttrsReadings,
    paging: Paging,
}

impl<'a> SummaryVisitor<'a> {
    /// Counts the entries that `filter` accepts into `cells`.
    pub(crate) fn new(cells: SummaryTable<'a>, filter: PageFilter) -> Self {
        Self {
            cells,
            accumulator: SummaryAccumulator::new(),
            filter,
            readings: AttrsReadings::new(filter, 0),
            paging: paging(),
        }
    }

    /// A buffer that captures runs of entries with equal keys.
    pub(crate) fn table(&self, buffer: TableSnapshot) -> Result<TableSnapshot> {
        let age = if self.filter.by_age() {
            PageAttribute::AGE
        } else {
            0
        };
        buffer.for_runs(ATTRS | attrs_for_filter(&self.filter), age, false)
    }

    /// The counts.
    pub(crate) fn end(&mut self) -> &SummaryTable<'a> {
        self.accumulator.empty(&mut self.cells);
        &self.cells
    }
}

impl TableVisitor for SummaryVisitor<'_> {
    fn vma(&mut self, _vma: &VmaRead<'_>, _facts: &VmaFacts, _addr: u64) -> bool {
        true
    }

    fn table(&mut self, facts: &VmaFacts, table: &TableSnapshot) -> Option<u64> {
        let other = self.readings.start_table(facts, table);
        if other {
            self.accumulator.empty(&mut self.cells);
        }
        self.accumulator.vma_kind = facts.kind;
        for entry in entries(table, self.paging) {
            if self.accumulator.counted(&entry) {
                continue;
            }
            let reading = self.readings.read(&entry.leaf);
            if !reading.passes {
                continue;
            }
            let (key, amount) = keyed(facts, table.level(), &entry, reading.kind);
            let begun = self.accumulator.begin(&mut self.cells, &entry, key, amount);
            if begun.is_err() {
                return Some(entry.addr);
            }
        }
        None
    }
}

/// attrs words counted side by side.
const SLOTS: usize = 8;

/// Counts by attrs word and kind of VMA before they go into cells, for tables in which they have one
/// meaning.
///
/// One spare cell is reserved for each used slot, so that flushing the slots cannot fail.
struct SummaryAccumulator {
    slots: [Option<SummarySlot>; SLOTS],
    used: usize,
    /// Kind of the VMA of this table.
    vma_kind: VmaKind,
}

#[derive(Clone, Copy)]
struct SummarySlot {
    attrs: u64,
    key: SummaryKey,
    /// Amount of the first entry.
    amount: SummaryAmount,
    /// Entries after the first.
    entries: u64,
    bytes: u64,
}

impl SummarySlot {
    fn sum(&self) -> SummaryAmount {
        let mut sum = self.amount;
        // Equal attrs have equal flags, so either all bytes count or none.
        let more = |bytes: u64| if bytes == 0 { 0 } else { self.bytes };
        sum.add(&SummaryAmount {
            entries: self.entries,
            bytes: self.bytes,
            young: more(sum.young),
            dirty: more(sum.dirty),
            writable: more(sum.writable),
            shared: more(sum.shared),
        });
        sum
    }
}

impl SummaryAccumulator {
    fn new() -> Self {
        Self {
            slots: [None; SLOTS],
            used: 0,
            vma_kind: VmaKind::Anon,
        }
    }

    fn place(&self, attrs: u64) -> usize {
        (slot_of(attrs) ^ self.vma_kind as usize) % SLOTS
    }

    /// Adds an entry whose attrs word has a slot.
    #[inline]
    fn counted(&mut self, entry: &WalkEntry<'_>) -> bool {
        let (attrs, vma_kind) = (entry.leaf.attrs(), self.vma_kind);
        let place = self.place(attrs);
        match &mut self.slots[place] {
            Some(slot) if slot.attrs == attrs && slot.key.vma_kind == vma_kind => {
                slot.entries += if entry.first { entry.entries } else { 0 };
                slot.bytes += entry.bytes;
                true
            }
            _ => false,
        }
    }

    /// Adds an entry whose attrs word has no slot yet.
    fn begin(
        &mut self,
        cells: &mut SummaryTable<'_>,
        entry: &WalkEntry<'_>,
        key: SummaryKey,
        amount: SummaryAmount,
    ) -> Result<(), SummaryFull> {
        let attrs = entry.leaf.attrs();
        let place = self.place(attrs);
        let slot = &mut self.slots[place];
        if let Some(old) = slot.take() {
            self.used -= 1;
            cells.add(&old.key, &old.sum())?;
        }
        if cells.free_cells() > self.used {
            self.used += 1;
            *slot = Some(SummarySlot {
                attrs,
                key,
                amount,
                entries: 0,
                bytes: 0,
            });
            return Ok(());
        }
        self.empty(cells);
        cells.add(&key, &amount)
    }

    fn empty(&mut self, cells: &mut SummaryTable<'_>) {
        if self.used == 0 {
            return;
        }
        for old in self.slots.iter().flatten() {
            let _ = cells.add(&old.key, &old.sum());
        }
        self.slots = [None; SLOTS];
        self.used = 0;
    }
}
