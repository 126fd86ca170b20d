// SPDX-License-Identifier: GPL-2.0

//! Records of the `pages` product, built from a captured table and copied out. No lock is held.

use super::{
    attrs_reading::{
        AttrsReading,
        AttrsReadings, //
    },
    walk::{
        entries,
        WalkEntry, //
    },
};
use crate::{
    abi::{
        names::TableLevel,
        page::{
            PageAttribute,
            PageFlag,
            PageRecord,
            ABSENT_32,
            ABSENT_8,
            DEFAULT_ATTRIBUTES,
            PAGE_DEFAULT_SIZE, //
        },
        AbiRecord,
        ABSENT, //
    },
    model::{
        page_filter::PageFilter,
        paging::Paging, //
    },
    sys::{
        file::records::UserArray,
        mm::{
            folio_state::FolioState,
            page_facts::PageFacts,
            page_runs::{
                PageRunBuffer,
                SharedPageBuffer, //
            },
            table::{
                Leaf,
                TableSnapshot, //
            },
            vma::VmaFacts, //
        },
    },
};
use kernel::{
    page::{
        PAGE_SHIFT,
        PAGE_SIZE, //
    },
    prelude::*, //
};

/// Attributes that show something only to callers who may see page frames.
pub(crate) const ADMIN_ATTRIBUTES: u64 = PageAttribute::FRAME
    | PageAttribute::ENTRY
    | PageAttribute::FOLIO
    | PageAttribute::KPAGEFLAGS
    | PageAttribute::CGROUP
    | PageAttribute::STATE
    | REFERENCE_COUNTS;

/// Attributes of which callers who may not see page frames get nothing at all: on a shared page of a
/// file, the count changes with what other processes do.
const REFERENCE_COUNTS: u64 = PageAttribute::REFERENCES | PageAttribute::EXPECTED;

/// A parsed request for page records.
#[derive(Clone, Copy)]
pub(crate) struct PagesQuery {
    /// `PageAttribute` bits.
    pub(crate) attributes: u64,
    /// Selects entries.
    pub(crate) filter: PageFilter,
    /// The caller may see page frames.
    pub(crate) frames: bool,
    /// Records contain only the default attributes.
    pub(crate) narrow: bool,
}

impl PagesQuery {
    /// Parses a request for `attributes` in records of `size` bytes. `None` if it contains an
    /// unknown bit.
    pub(crate) fn new(attributes: u64, filter: PageFilter, size: u32) -> Option<Self> {
        let narrow = size == PAGE_DEFAULT_SIZE;
        let attributes = match attributes {
            0 => DEFAULT_ATTRIBUTES,
            known if known & !PageAttribute::ALL == 0 => known,
            _ => return None,
        };
        Some(Self {
            attributes: if narrow {
                attributes & DEFAULT_ATTRIBUTES
            } else {
                attributes
            },
            filter,
            frames: false,
            narrow,
        })
    }

    /// The query of a caller who may or may not see page frames.
    pub(crate) fn for_caller(self, frames: bool) -> Self {
        let hidden = if frames { 0 } else { REFERENCE_COUNTS };
        Self {
            frames,
            attributes: self.attributes & !hidden,
            ..self
        }
    }

    /// The attribute was requested, and the caller may see it.
    fn may_report(&self, attribute: u64) -> bool {
        self.frames && self.attributes & attribute != 0
    }

    /// Attributes that the capture has to collect.
    pub(super) fn captured(&self) -> u64 {
        let age = if self.filter.by_age() {
            PageAttribute::AGE
        } else {
            0
        };
        self.attributes | age
    }
}

/// Copies out the default attributes, run by run. Returns the address of the first entry that was
/// not copied.
pub(super) fn copy_narrow(
    runs: &mut PageRunBuffer,
    query: &PagesQuery,
    readings: &mut AttrsReadings,
    table: &TableSnapshot,
    vma: &VmaFacts,
    paging: Paging,
    array: &mut UserArray,
) -> Result<u64> {
    readings.start_table(vma, table);
    let mut page = PageRecord::ZERO;
    let mut column = 0;
    for entry in entries(table, paging) {
        let reading = readings.read(&entry.leaf);
        let (first, count) = (column, entry.entries as usize);
        column += count;
        if !reading.passes {
            continue;
        }
        let room = array.room() - runs.records();
        if room == 0 {
            runs.write(table, array)?;
            return Ok(entry.addr);
        }
        if runs.full() {
            runs.write(table, array)?;
        }
        fill_from_run(&mut page, vma, table.level(), reading, &entry.leaf, query);
        fill_from_entry(&mut page, &entry, query);
        // For mapped pages, the columns hold the value.
        let counted = |attribute| {
            if entry.leaf.has_counts() && query.attributes & attribute != 0 {
                0
            } else {
                ABSENT_32
            }
        };
        page.mapcount = counted(PageAttribute::MAPCOUNT);
        page.references = counted(PageAttribute::REFERENCES);
        if page.mapcount == 0 && entry.leaf.mapcount_exact() {
            page.bits |= PageFlag::MAPCOUNT_EXACT;
        }
        page.pages /= count.max(1) as u32;
        runs.add(&page, first, count.min(room));
        if room < count {
            runs.write(table, array)?;
            return Ok(entry.addr + (room as u64) * u64::from(page.pages) * PAGE_SIZE as u64);
        }
    }
    runs.write(table, array)?;
    Ok(table.next())
}

/// As [`copy_narrow`] for all attributes.
#[inline(never)] // with the frame of its caller it would be too large
pub(super) fn copy_whole(
    pages: &mut SharedPageBuffer,
    query: &PagesQuery,
    readings: &mut AttrsReadings,
    table: &TableSnapshot,
    vma: &VmaFacts,
    paging: Paging,
    array: &mut UserArray,
) -> Result<u64> {
    readings.start_table(vma, table);
    let mut column = 0;
    for (index, entry) in entries(table, paging).enumerate() {
        let reading = readings.read(&entry.leaf);
        let (first, count) = (column, entry.entries as usize);
        column += count;
        if !reading.passes {
            continue;
        }
        let room = array.room() - pages.records();
        if room == 0 {
            pages.write(table, array)?;
            return Ok(entry.addr);
        }
        if pages.full() {
            pages.write(table, array)?;
        }
        let (Some(facts), Some(page)) = (table.page(index), pages.next()) else {
            continue;
        };
        fill_from_run(page, vma, table.level(), reading, &entry.leaf, query);
        fill_from_entry(page, &entry, query);
        fill_counts(page, &facts);
        fill_optional(page, &entry, &facts, query);
        page.pages /= count.max(1) as u32;
        let bytes = u64::from(page.pages) * PAGE_SIZE as u64;
        pages.add(first, count.min(room));
        if room < count {
            pages.write(table, array)?;
            return Ok(entry.addr + (room as u64) * bytes);
        }
    }
    pages.write(table, array)?;
    Ok(table.next())
}

/// Fills the fields that follow from attrs. Fields are assigned one by one, because moving a record
/// calls memcpy.
#[inline(always)]
fn fill_from_run(
    page: &mut PageRecord,
    vma: &VmaFacts,
    level: TableLevel,
    reading: &AttrsReading,
    leaf: &Leaf<'_>,
    query: &PagesQuery,
) {
    let folio = query.attributes & PageAttribute::FOLIO != 0;
    page.bits = reading.bits;
    page.kind = reading.kind as u8;
    page.level = level as u8;
    page.vma_kind = vma.kind as u8;
    page.order = leaf.order().filter(|_| folio).unwrap_or(ABSENT_8);
    page.node = leaf.node();
}

/// Fills the fields that differ from entry to entry.
#[inline(always)]
fn fill_from_entry(page: &mut PageRecord, entry: &WalkEntry<'_>, query: &PagesQuery) {
    page.addr = entry.addr;
    page.pfn = match entry.leaf.pfn() {
        Some(pfn) if query.may_report(PageAttribute::FRAME) => pfn + (entry.skipped >> PAGE_SHIFT),
        _ => ABSENT,
    };
    page.pages = (entry.bytes >> PAGE_SHIFT) as u32;
}

#[inline(always)]
fn fill_counts(page: &mut PageRecord, facts: &PageFacts<'_>) {
    page.mapcount = match facts.mapcount() {
        Some(count) => {
            if count.exact {
                page.bits |= PageFlag::MAPCOUNT_EXACT;
            }
            count.page
        }
        None => ABSENT_32,
    };
    page.references = facts.references().unwrap_or(ABSENT_32);
}

/// Fills the fields beyond the default attributes.
#[inline(always)]
fn fill_optional(
    page: &mut PageRecord,
    entry: &WalkEntry<'_>,
    facts: &PageFacts<'_>,
    query: &PagesQuery,
) {
    let leaf = &entry.leaf;
    let admin = |value: Option<u64>| value.filter(|_| query.frames).unwrap_or(ABSENT);
    page.folio_mapcount = facts.mapcount().map_or(ABSENT_32, |count| count.folio);
    page.expected_references = facts.expected_references().unwrap_or(ABSENT_32);
    (page.folio_index, page.zone) = match facts.folio_position() {
        Some(place) if query.frames => (place.index, place.zone.unwrap_or(ABSENT_8)),
        _ => (ABSENT_32, ABSENT_8),
    };
    (page.swap_type, page.swap_offset) = match leaf.swap() {
        Some(place) if query.may_report(PageAttribute::FRAME) => place,
        _ => (ABSENT_8, ABSENT),
    };
    page.age = match query.attributes & PageAttribute::AGE {
        0 => ABSENT_8,
        _ => facts.age().unwrap_or(ABSENT_8),
    };
    page.entry = if query.may_report(PageAttribute::ENTRY) {
        leaf.entry()
    } else {
        ABSENT
    };
    page.kpageflags = admin(facts.kpageflags());
    page.cgroup = admin(facts.cgroup());
    let state = facts.folio_state().filter(|_| query.frames);
    let state = state.unwrap_or(FolioState::ABSENT);
    page.folio_bits = state.bits;
    page.pins = state.pins;
    page.entire_mapcount = state.entire_mapcount;
    page.last_cpu = state.last_cpu;
    page.last_pid = state.last_pid;
}
