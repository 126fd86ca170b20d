// SPDX-License-Identifier: GPL-2.0

//! One address: the entry at each level, then page, folio, VMA and file.
//!
//! This is a walk of one page. The capture keeps the entries that it descends through, and reads
//! the page's counts under the lock of the entry that maps it. An address outside of all VMAs
//! touches no table, because its tables may be about to be freed.

use super::{
    paging,
    walk::{
        PageTableWalker,
        TableVisitor,
        WalkMode, //
    },
};
use crate::{
    abi::{
        names::{
            PageKind,
            TableLevel,
            VmaFlag, //
        },
        page::{
            PageAttribute,
            ABSENT_32, //
        },
        translate::{
            EntryState,
            TranslateArgs,
            TranslateLevelRecord, //
        },
        vma::VmaState,
        AbiRecord,
        ABSENT, //
    },
    model::{
        entry_flags,
        paging::{
            page_down,
            Paging,
            PAGE_SIZE, //
        },
    },
    sys::{
        mm::{
            folio_state::FolioState,
            handle::MmHandle,
            page_facts::PageFacts,
            table::{
                Leaf,
                TableSnapshot, //
            },
            vma::{
                VmaFacts,
                VmaRead, //
            },
        },
        name_buffer::NameBuffer, //
    },
};
use kernel::prelude::*;

/// Facts about the page beyond its entry.
const ATTRIBUTES: u64 = PageAttribute::FOLIO
    | PageAttribute::MAPCOUNT
    | PageAttribute::REFERENCES
    | PageAttribute::STATE;

/// The translation of an address, with the name of its VMA.
pub(crate) struct AddressTranslation {
    pub(crate) record: TranslateArgs,
    name: NameBuffer,
    paging: Paging,
    /// The caller may see frames, entries and swap slots.
    frames: bool,
}

/// `EINVAL` for an address outside of the user half.
pub(crate) fn check(address: u64) -> Result {
    if address < paging().user_end() {
        Ok(())
    } else {
        Err(EINVAL)
    }
}

/// Translates an address. `frames` says whether the caller may see page frame numbers.
pub(crate) fn translate(mm: &MmHandle, address: u64, frames: bool) -> Result<AddressTranslation> {
    check(address)?;
    let paging = paging();
    let mut found = AddressTranslation {
        record: untranslated(address, paging),
        name: NameBuffer::new()?,
        paging,
        frames,
    };
    let mut table = TableSnapshot::with_room(1)?.for_pages(ATTRIBUTES)?;
    let page = page_down(address);
    loop {
        {
            let live_mm = mm.live()?;
            let mut walk = PageTableWalker::new(&live_mm, WalkMode::Killable, &mut table);
            walk.run(page, page + PAGE_SIZE, &mut found)?;
            found.record.cost = walk.cost();
        }
        if !found.name.grow()? {
            return Ok(found);
        }
        found.record = untranslated(address, paging);
    }
}

/// The page frame at an address. `None` if nothing is mapped there or the frame has no struct page.
pub(crate) fn page_at(mm: &MmHandle, address: u64) -> Result<Option<u64>> {
    check(address)?;
    let mut found = FrameVisitor {
        address,
        paging: paging(),
        pfn: None,
    };
    let mut table = TableSnapshot::with_room(1)?;
    let page = page_down(address);
    let live_mm = mm.live()?;
    PageTableWalker::new(&live_mm, WalkMode::Killable, &mut table).run(
        page,
        page + PAGE_SIZE,
        &mut found,
    )?;
    Ok(found.pfn)
}

/// Finds the page frame at an address.
struct FrameVisitor {
    address: u64,
    paging: Paging,
    pfn: Option<u64>,
}

impl TableVisitor for FrameVisitor {
    fn vma(&mut self, _vma: &VmaRead<'_>, _facts: &VmaFacts, _addr: u64) -> bool {
        true
    }

    fn table(&mut self, facts: &VmaFacts, table: &TableSnapshot) -> Option<u64> {
        let level = table.level();
        let below = self.address & (self.paging.entry_span(level) - 1);
        let leaf = table.leaves().next()?;
        let kind = leaf.kind(level, facts.flags & VmaFlag::HUGETLB != 0);
        self.pfn = leaf
            .pfn()
            .filter(|_| kind != PageKind::Pfn)
            .map(|pfn| pfn + below / PAGE_SIZE);
        None
    }
}

/// The record of an address outside of all VMAs.
fn untranslated(address: u64, paging: Paging) -> TranslateArgs {
    let mut record = TranslateArgs {
        address,
        page_kind: PageKind::None as u32,
        pfn: ABSENT,
        mapcount: ABSENT,
        folio_pfn: ABSENT,
        folio_order: ABSENT,
        folio_index: ABSENT,
        folio_mapcount: ABSENT,
        folio_refcount: ABSENT,
        swap_type: ABSENT,
        swap_offset: ABSENT,
        node: -1,
        vma_start: ABSENT,
        vma_end: ABSENT,
        file_offset: ABSENT,
        inode: ABSENT,
        folio_bits: ABSENT_32,
        pins: ABSENT_32,
        entire_mapcount: ABSENT_32,
        last_cpu: ABSENT_32,
        last_pid: ABSENT_32,
        ..TranslateArgs::ZERO
    };
    for (&level, slot) in TableLevel::ALL.iter().zip(&mut record.levels) {
        let state = if paging.is_folded(level) {
            EntryState::Folded
        } else {
            EntryState::Unreached
        };
        *slot = TranslateLevelRecord {
            level: level as u32,
            state: state as u32,
            entry: ABSENT,
            pfn: ABSENT,
            bits: 0,
        };
    }
    record
}

impl AddressTranslation {
    /// The name of the VMA; empty if it has none.
    pub(crate) fn name(&self) -> &[u8] {
        self.name.name()
    }

    fn if_frames(&self, value: Option<u64>) -> u64 {
        value.filter(|_| self.frames).unwrap_or(ABSENT)
    }

    fn set(&mut self, level: TableLevel, state: EntryState, raw: u64, pfn: Option<u64>, bits: u64) {
        self.record.level = level as u32;
        self.record.levels[level as usize] = TranslateLevelRecord {
            level: level as u32,
            state: state as u32,
            entry: self.if_frames(Some(raw)),
            pfn: self.if_frames(pfn),
            bits,
        };
    }

    /// An entry that points to a table, or at which the descent ended.
    fn above(&mut self, level: TableLevel, last: bool, raw: u64, pfn: u64) {
        match last {
            false => self.set(
                level,
                EntryState::Table,
                raw,
                Some(pfn),
                entry_flags::table_flags(raw),
            ),
            true if entry_flags::is_none(raw) => self.set(level, EntryState::None, raw, None, 0),
            true => self.set(
                level,
                EntryState::Bad,
                raw,
                None,
                entry_flags::table_flags(raw),
            ),
        }
    }

    /// The entry in the last table, and what it maps.
    fn leaf(&mut self, level: TableLevel, leaf: &Leaf<'_>, kind: PageKind) {
        let raw = leaf.entry();
        let pfn = leaf.pfn();
        let (state, bits) = match kind {
            PageKind::None => (EntryState::None, 0),
            _ if leaf.present() => (EntryState::Leaf, entry_flags::leaf_flags(raw, level)),
            _ => (EntryState::NotPresent, entry_flags::nonpresent_flags(raw)),
        };
        self.set(level, state, raw, pfn, bits);
        let below = self.record.address & (self.paging.entry_span(level) - 1);
        let swap = leaf.swap();
        self.record.page_kind = kind as u32;
        self.record.pfn = self.if_frames(pfn.map(|pfn| pfn + below / PAGE_SIZE));
        self.record.swap_type = self.if_frames(swap.map(|(area, _)| area.into()));
        self.record.swap_offset = self.if_frames(swap.map(|(_, offset)| offset));
        self.record.node = leaf.node();
    }

    fn page(&mut self, page: PageFacts<'_>, pfn: Option<u64>) {
        if let Some(place) = page.folio_position() {
            let index = u64::from(place.index);
            self.record.folio_order = place.order.into();
            self.record.folio_index = self.if_frames(Some(index));
            self.record.folio_pfn = self.if_frames(pfn.map(|pfn| pfn.wrapping_sub(index)));
        }
        if let Some(count) = page.mapcount() {
            self.record.mapcount = if count.exact {
                count.page.into()
            } else {
                ABSENT
            };
            self.record.folio_mapcount = count.folio.into();
        }
        if let Some(references) = page.references() {
            self.record.folio_refcount = self.if_frames(Some(references.into()));
        }
        let state = page.folio_state().filter(|_| self.frames);
        let state = state.unwrap_or(FolioState::ABSENT);
        self.record.folio_bits = state.bits;
        self.record.pins = state.pins;
        self.record.entire_mapcount = state.entire_mapcount;
        self.record.last_cpu = state.last_cpu;
        self.record.last_pid = state.last_pid;
    }
}

impl TableVisitor for AddressTranslation {
    fn vma(&mut self, vma: &VmaRead<'_>, facts: &VmaFacts, _addr: u64) -> bool {
        let record = &mut self.record;
        self.name.read(|buf| vma.name(buf));
        record.name_len = self.name.len() as u32;
        if self.name.is_too_long() {
            record.vma_state |= VmaState::NAME_TOO_LONG;
        }
        record.vma_start = facts.start;
        record.vma_end = facts.end;
        record.vma_flags = facts.flags;
        record.vma_kind = facts.kind as u32;
        if facts.file {
            record.file_offset = facts
                .offset
                .wrapping_add(record.address.wrapping_sub(facts.start));
            record.inode = facts.inode;
            record.dev_major = facts.dev_major;
            record.dev_minor = facts.dev_minor;
        }
        true
    }

    fn table(&mut self, facts: &VmaFacts, table: &TableSnapshot) -> Option<u64> {
        let last = table.level();
        for &level in TableLevel::ALL.iter().filter(|&&level| level <= last) {
            if let Some((raw, pfn)) = table.above(level) {
                if !self.paging.is_folded(level) {
                    self.above(level, level == last, raw, pfn);
                }
            }
        }
        if let Some(leaf) = table.leaves().next() {
            let kind = leaf.kind(last, facts.flags & VmaFlag::HUGETLB != 0);
            self.leaf(last, &leaf, kind);
            let below = table.addr() & (self.paging.entry_span(last) - 1);
            if let Some(page) = table.page(0) {
                self.page(page, leaf.pfn().map(|pfn| pfn + below / PAGE_SIZE));
            }
        }
        None
    }
}
