// SPDX-License-Identifier: GPL-2.0

//! The `pages` product: one record for each entry.
//!
//! A table is captured, its VMA and the address space are let go, and only then is it made into
//! records and copied out: one that is captured needs no lock, and copying may wait for ever.

use super::{
    buffers::Buffers,
    paging,
    reading::{
        Reader,
        Reading, //
    },
    walk::{
        add,
        entries,
        pause,
        Entry,
        Patience,
        Visit,
        Walk, //
    },
};
use crate::{
    abi::{
        names::Level,
        page::{
            Attribute,
            Page,
            PageBit,
            ABSENT_32,
            ABSENT_8,
            DEFAULT_ATTRIBUTES,
            PAGE_DEFAULT_SIZE, //
        },
        space::Cost,
        Record,
        ABSENT, //
    },
    model::{
        filter::Filter,
        level::Paging, //
    },
    sys::{
        mm::AddressSpace,
        page_facts::PageFacts,
        page_runs::PageRuns,
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
    page::{
        PAGE_SHIFT,
        PAGE_SIZE, //
    },
    prelude::*,
    time::{
        Instant,
        Monotonic, //
    },
};

/// Attributes of which something is only for who may see page frames.
pub(crate) const ADMIN_ATTRIBUTES: u64 = Attribute::FRAME
    | Attribute::ENTRY
    | Attribute::FOLIO
    | Attribute::KPAGEFLAGS
    | Attribute::CGROUP;

/// Records that are copied out at once, 6 KiB.
const CHUNK: usize = 64;

/// What is to be told.
#[derive(Clone, Copy)]
pub(crate) struct Ask {
    /// `Attribute` bits.
    pub(crate) attributes: u64,
    /// Of which entries.
    pub(crate) filter: Filter,
    /// Whoever asks may see page frames.
    pub(crate) frames: bool,
    /// Records end behind what the default attributes tell.
    pub(crate) narrow: bool,
}

impl Ask {
    /// What is to be told when a caller asks for `attributes` in records of `size` bytes; nothing
    /// if there is a bit that is not known.
    pub(crate) fn new(attributes: u64, filter: Filter, size: u32) -> Option<Self> {
        let narrow = size == PAGE_DEFAULT_SIZE;
        let attributes = match attributes {
            0 => DEFAULT_ATTRIBUTES,
            known if known & !Attribute::ALL == 0 => known,
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

    /// It was asked for, and whoever asks may see it.
    fn told(&self, attribute: u64) -> bool {
        self.frames && self.attributes & attribute != 0
    }

    /// What has to be captured.
    fn captured(&self) -> u64 {
        let age = if self.filter.by_age() {
            Attribute::AGE
        } else {
            0
        };
        self.attributes | age
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
    records: Records,
    paging: Paging,
}

/// Where records are made.
enum Records {
    /// Of `PAGE_DEFAULT_SIZE` bytes: of what a run has in common.
    Narrow(PageRuns),
    /// Of any other size: each by itself.
    Whole(KVec<Page>),
}

impl Pages {
    /// A walk that has not begun.
    pub(crate) fn new(ask: Ask, buffers: &Buffers) -> Result<Self> {
        Ok(Self {
            ask,
            cost: Cost::ZERO,
            begun: Instant::now(),
            table: if ask.narrow {
                buffers.table()?.for_columns(ask.captured())?
            } else {
                buffers.table()?.for_pages(ask.captured())?
            },
            records: if ask.narrow {
                Records::Narrow(PageRuns::new()?)
            } else {
                Records::Whole(KVec::from_elem(Page::ZERO, CHUNK, GFP_KERNEL)?)
            },
            paging: paging(),
        })
    }

    /// Gives its buffer back.
    pub(crate) fn end(self, buffers: &Buffers) {
        buffers.keep_table(self.table);
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
            let (ran, wanted) = {
                let users = space.users()?;
                let mut walk = Walk::new(&users, patience, &mut self.table);
                let ran = walk.run(at, end, &mut find);
                add(&mut self.cost, &walk.cost());
                (ran, walk.wanted())
            };
            at = match ran {
                Err(error) if error == EINTR && at != start => break,
                other => other?,
            };
            match find.0 {
                Some(vma) => {
                    at = self.copy(&vma, array)?;
                    if wanted {
                        pause();
                    }
                }
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
        match &mut self.records {
            Records::Narrow(runs) => {
                copy_narrow(runs, &self.ask, &self.table, vma, self.paging, array)
            }
            Records::Whole(chunk) => {
                copy_whole(chunk, &self.ask, &self.table, vma, self.paging, array)
            }
        }
    }
}

/// Records of what the default attributes tell, run by run.
fn copy_narrow(
    runs: &mut PageRuns,
    ask: &Ask,
    table: &Table,
    vma: &VmaFacts,
    paging: Paging,
    array: &mut Array,
) -> Result<u64> {
    let mut reader = Reader::new(vma, table, &ask.filter, 0);
    let mut page = Page::ZERO;
    let mut column = 0;
    for entry in entries(table, paging) {
        let reading = reader.read(&entry.leaf);
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
        alike(&mut page, vma, table.level(), reading, &entry.leaf, ask);
        alone(&mut page, &entry, ask);
        // Of pages that are mapped, the columns have it.
        let counted = |attribute| {
            if entry.leaf.counted() && ask.attributes & attribute != 0 {
                0
            } else {
                ABSENT_32
            }
        };
        page.mapcount = counted(Attribute::MAPCOUNT);
        page.references = counted(Attribute::REFERENCES);
        if page.mapcount == 0 && entry.leaf.mapcount_exact() {
            page.bits |= PageBit::MAPCOUNT_EXACT;
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

fn copy_whole(
    chunk: &mut KVec<Page>,
    ask: &Ask,
    table: &Table,
    vma: &VmaFacts,
    paging: Paging,
    array: &mut Array,
) -> Result<u64> {
    let mut reader = Reader::new(vma, table, &ask.filter, 0);
    let mut filled = 0;
    for (index, entry) in entries(table, paging).enumerate() {
        let reading = reader.read(&entry.leaf);
        if !reading.passes {
            continue;
        }
        if filled == array.room().min(CHUNK) {
            array.push_all(&chunk[..filled])?;
            filled = 0;
            if array.room() == 0 {
                return Ok(entry.addr);
            }
        }
        let (Some(facts), Some(page)) = (table.page(index), chunk.get_mut(filled)) else {
            continue;
        };
        alike(page, vma, table.level(), reading, &entry.leaf, ask);
        alone(page, &entry, ask);
        counts(page, &facts);
        rest(page, &entry, &facts, ask);
        filled += 1;
    }
    array.push_all(&chunk[..filled])?;
    Ok(table.next())
}

/// What entries of one sign have in common. Field by field where it stays: a record that is moved
/// is a call of memcpy.
#[inline(always)]
fn alike(
    page: &mut Page,
    vma: &VmaFacts,
    level: Level,
    reading: &Reading,
    leaf: &Leaf<'_>,
    ask: &Ask,
) {
    let folio = ask.attributes & Attribute::FOLIO != 0;
    page.bits = reading.bits;
    page.kind = reading.kind as u8;
    page.level = level as u8;
    page.vma_kind = vma.kind as u8;
    page.order = leaf.order().filter(|_| folio).unwrap_or(ABSENT_8);
    page.node = leaf.node();
}

/// What the entry alone tells.
#[inline(always)]
fn alone(page: &mut Page, entry: &Entry<'_>, ask: &Ask) {
    page.addr = entry.addr;
    page.pfn = match entry.leaf.pfn() {
        Some(pfn) if ask.told(Attribute::FRAME) => pfn + (entry.skipped >> PAGE_SHIFT),
        _ => ABSENT,
    };
    page.pages = (entry.bytes >> PAGE_SHIFT) as u32;
}

#[inline(always)]
fn counts(page: &mut Page, facts: &PageFacts<'_>) {
    page.mapcount = match facts.mapcount() {
        Some(count) => {
            if count.exact {
                page.bits |= PageBit::MAPCOUNT_EXACT;
            }
            count.page
        }
        None => ABSENT_32,
    };
    page.references = facts.references().unwrap_or(ABSENT_32);
}

/// What the default attributes do not tell.
#[inline(always)]
fn rest(page: &mut Page, entry: &Entry<'_>, facts: &PageFacts<'_>, ask: &Ask) {
    let leaf = &entry.leaf;
    let admin = |value: Option<u64>| value.filter(|_| ask.frames).unwrap_or(ABSENT);
    page.folio_mapcount = facts.mapcount().map_or(ABSENT_32, |count| count.folio);
    page.expected_references = facts.expected_references().unwrap_or(ABSENT_32);
    (page.folio_index, page.zone) = match facts.place() {
        Some(place) if ask.frames => (place.index, place.zone.unwrap_or(ABSENT_8)),
        _ => (ABSENT_32, ABSENT_8),
    };
    (page.swap_type, page.swap_offset) = match leaf.swap() {
        Some(place) if ask.told(Attribute::FRAME) => place,
        _ => (ABSENT_8, ABSENT),
    };
    page.age = match ask.attributes & Attribute::AGE {
        0 => ABSENT_8,
        _ => facts.age().unwrap_or(ABSENT_8),
    };
    page.entry = if ask.told(Attribute::ENTRY) {
        leaf.entry()
    } else {
        ABSENT
    };
    page.kpageflags = admin(facts.kpageflags());
    page.cgroup = admin(facts.cgroup());
}
