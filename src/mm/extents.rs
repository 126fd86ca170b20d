// SPDX-License-Identifier: GPL-2.0

//! The `extents` product: address ranges whose entries agree in the attributes that the caller
//! chose.
//!
//! A table is captured as runs, and runs are joined across tables and VMAs while the buffer has
//! room. Then the address space is released, and all extents except the last, which may still grow,
//! are copied out.

use super::{
    attrs_reading::{
        attrs_for_filter,
        attrs_of_categories,
        AttrsReadings, //
    },
    buffers::WalkBuffers,
    paging,
    walk::{
        add_cost,
        entries,
        PageTableWalker,
        TableVisitor,
        WalkEntry,
        WalkMode, //
    },
};
use crate::{
    abi::{
        extent::{
            ExtentAttribute,
            ExtentRecord,
            PageCategory,
            DEFAULT_EXTENT_ATTRIBUTES, //
        },
        names::PageKind,
        page::{
            PageAttribute,
            ABSENT_32,
            ABSENT_8, //
        },
        walk_cost::WalkCost,
        AbiRecord,
        ABSENT, //
    },
    model::{
        extents::ExtentJoiner,
        page_filter::PageFilter,
        paging::Paging, //
    },
    sys::{
        file::{
            records::UserArray,
            resume::{
                resume_range,
                CallBudget,
                ResumeStep, //
            },
        },
        mm::{
            handle::MmHandle,
            leaf::{
                attrs,
                Leaf, //
            },
            page_facts::PageFacts,
            table::TableSnapshot,
            vma::{
                VmaFacts,
                VmaRead, //
            },
        },
    },
};
use kernel::{page::PAGE_SHIFT, prelude::*};

/// Attributes that need the right to see page frames.
pub(crate) const ADMIN_ATTRIBUTES: u64 =
    ExtentAttribute::ZONE | ExtentAttribute::CGROUP | ExtentAttribute::CONTIGUOUS;

/// A parsed request for extents.
#[derive(Clone, Copy)]
pub(crate) struct ExtentsQuery {
    /// `ExtentAttribute` bits that must agree.
    pub(crate) attributes: u64,
    /// `PageCategory` bits to return.
    returned: u64,
    filter: PageFilter,
}

impl ExtentsQuery {
    /// Parses a request. `None` if it contains an unknown bit.
    pub(crate) fn new(attributes: u64, returned: u64, filter: PageFilter) -> Option<Self> {
        let known = attributes & !ExtentAttribute::ALL == 0 && returned & !PageCategory::ALL == 0;
        known.then_some(Self {
            attributes: if attributes == 0 && returned == 0 {
                DEFAULT_EXTENT_ATTRIBUTES
            } else {
                attributes
            },
            returned,
            filter,
        })
    }

    fn has(&self, attribute: u64) -> bool {
        self.attributes & attribute != 0
    }

    fn table(&self, buffer: TableSnapshot) -> Result<TableSnapshot> {
        use ExtentAttribute as A;
        let sum = |parts: &[(bool, u64)]| {
            let wanted = parts.iter().filter(|(wanted, _)| *wanted);
            wanted.fold(0, |mask, (_, part)| mask | part)
        };
        let mask = sum(&[
            (self.has(A::KIND), attrs::KIND),
            (self.has(A::NODE), attrs::NODE),
            (self.has(A::ORDER), attrs::ORDER),
            (self.has(A::ZONE), attrs::ZONE),
            (self.has(A::AGE), attrs::AGE),
        ]);
        let attributes = sum(&[
            (self.has(A::AGE) || self.filter.by_age(), PageAttribute::AGE),
            (self.has(A::MAPCOUNT), PageAttribute::MAPCOUNT),
            (self.has(A::CGROUP), PageAttribute::CGROUP),
        ]);
        buffer.for_runs(
            mask | attrs_for_filter(&self.filter) | attrs_of_categories(self.returned),
            attributes,
            self.has(A::CONTIGUOUS),
        )
    }
}

/// Joins runs into extents until the buffer is full.
struct ExtentsVisitor<'a> {
    query: &'a ExtentsQuery,
    readings: &'a mut AttrsReadings,
    extents: ExtentJoiner<'a>,
    paging: Paging,
    full: bool,
}

impl ExtentsVisitor<'_> {
    fn byte(&self, attribute: u64, value: u32) -> u8 {
        if self.query.has(attribute) {
            value as u8
        } else {
            ABSENT_8
        }
    }

    /// Adds an entry, or a run of them, if the filter accepts it. `run` has the properties of its
    /// table; `false` if the buffer is full.
    #[inline(always)]
    fn add(
        &mut self,
        run: &mut ExtentRecord,
        entry: &WalkEntry<'_>,
        facts: Option<&PageFacts<'_>>,
    ) -> bool {
        use ExtentAttribute as A;
        let query = self.query;
        let some = |attribute, value: Option<u8>| {
            value.filter(|_| query.has(attribute)).unwrap_or(ABSENT_8)
        };
        let leaf = &entry.leaf;
        let reading = *self.readings.read(leaf);
        if !reading.passes {
            return true;
        }
        let is_counted = entry.first && reading.kind != PageKind::None;
        run.categories = reading.categories;
        run.kind = self.byte(A::KIND, reading.kind as u32);
        run.node = if query.has(A::NODE) { leaf.node() } else { -1 };
        run.order = some(A::ORDER, leaf.order());
        run.zone = some(A::ZONE, leaf.zone());
        run.age = some(A::AGE, leaf.age());
        run.addr = entry.addr;
        run.bytes = entry.bytes;
        run.entries = if is_counted { entry.entries } else { 0 };
        run.pfn = match leaf.pfn() {
            Some(pfn) if query.has(A::CONTIGUOUS) && leaf.present() => {
                pfn + (entry.skipped >> PAGE_SHIFT)
            }
            _ => ABSENT,
        };
        run.mapcount = facts
            .and_then(|facts| facts.mapcount())
            .map_or(ABSENT_32, |count| count.page);
        run.cgroup = facts.and_then(|facts| facts.cgroup()).unwrap_or(ABSENT);
        self.full = self.extents.push(run).is_err();
        !self.full
    }
}

impl TableVisitor for ExtentsVisitor<'_> {
    fn vma(&mut self, _vma: &VmaRead<'_>, _facts: &VmaFacts, _addr: u64) -> bool {
        true
    }

    fn table(&mut self, facts: &VmaFacts, table: &TableSnapshot) -> Option<u64> {
        use ExtentAttribute as A;
        self.readings.start_table(facts, table);
        let mut run = ExtentRecord {
            level: self.byte(A::LEVEL, table.level() as u32),
            vma_kind: self.byte(A::VMA_KIND, facts.kind as u32),
            ..ExtentRecord::ZERO
        };
        if table.is_hole() {
            let hole = WalkEntry {
                addr: table.addr(),
                bytes: table.next() - table.addr(),
                entries: 0,
                skipped: 0,
                first: false,
                leaf: Leaf::EMPTY,
            };
            return (!self.add(&mut run, &hole, None)).then_some(hole.addr);
        }
        for (index, entry) in entries(table, self.paging).enumerate() {
            if !self.add(&mut run, &entry, table.page(index).as_ref()) {
                return Some(entry.addr);
            }
        }
        None
    }
}

/// Walks `start..end` until `array` is full, `budget_us` is used up (0: no limit), or a signal is
/// pending. Returns the address at which it stopped, and the cost. Errors as of [`PageTableWalker::run`].
pub(crate) fn extents(
    mm: &MmHandle,
    buffers: &WalkBuffers,
    query: &ExtentsQuery,
    range: (u64, u64),
    budget_us: u64,
    array: &mut UserArray,
) -> Result<(u64, WalkCost)> {
    let mut table = query.table(buffers.table(range.1.saturating_sub(range.0))?)?;
    let mut storage = buffers.extents(array.room())?;
    let joined = join_table(
        mm,
        query,
        range,
        budget_us,
        (&mut table, &mut storage),
        array,
    );
    buffers.keep_table(table);
    buffers.keep_extents(storage);
    joined
}

fn join_table(
    mm: &MmHandle,
    query: &ExtentsQuery,
    (start, end): (u64, u64),
    budget_us: u64,
    (table, storage): (&mut TableSnapshot, &mut [ExtentRecord]),
    array: &mut UserArray,
) -> Result<(u64, WalkCost)> {
    let budget = CallBudget::new(budget_us);
    let mut cost = WalkCost::ZERO;
    // The last extent of a step, which may still grow. There is room for it in the array.
    let mut kept: Option<ExtentRecord> = None;
    let mut readings = AttrsReadings::new(query.filter, query.returned);
    let at = resume_range((start, end), array, &budget, |at, array| {
        let room = array.room().min(storage.len());
        let mut join = ExtentsVisitor {
            query,
            readings: &mut readings,
            extents: ExtentJoiner::new(
                &mut storage[..room],
                query.has(ExtentAttribute::CONTIGUOUS),
            ),
            paging: paging(),
            full: false,
        };
        if let Some(kept) = &kept {
            // Cannot fail: the extent has just been taken from this buffer.
            let _ = join.extents.push(kept);
        }
        let ran = {
            let live_mm = mm.live()?;
            let mode = WalkMode::Interruptible {
                budget_us: budget.left_us(),
            };
            let mut walk = PageTableWalker::new(&live_mm, mode, table);
            let ran = walk.run(at, end, &mut join);
            add_cost(&mut cost, &walk.cost());
            ran?
        };
        kept = None;
        let full = join.full;
        let extents = join.extents.extents();
        if !full || extents.len() == array.room() {
            array.push_all(extents)?;
            return Ok(ResumeStep::Stop(ran));
        }
        let (last, done) = extents.split_last().ok_or(EINVAL)?;
        array.push_all(done)?;
        kept = Some(*last);
        Ok(ResumeStep::To(ran))
    })?;
    if let Some(last) = &kept {
        array.push(last)?;
    }
    Ok((at, cost))
}
