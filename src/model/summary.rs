// SPDX-License-Identifier: GPL-2.0

//! Counts of page-table entries by VMA kind, page kind, level and node.

use crate::abi::{
    names::{
        PageKind,
        TableLevel,
        VmaKind, //
    },
    walk::SummaryRecord, //
};

/// Attributes by which entries are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SummaryKey {
    /// Kind of the VMA.
    pub vma_kind: VmaKind,
    /// Kind of page that the entries stand for.
    pub page_kind: PageKind,
    /// Level of the entries.
    pub level: TableLevel,
    /// Node of the page; -1 where there is no page.
    pub node: i32,
}

/// Counts of entries. All fields but `entries` are in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SummaryAmount {
    /// Number of entries.
    pub entries: u64,
    /// Bytes that they map.
    pub bytes: u64,
    /// Bytes whose entry is accessed.
    pub young: u64,
    /// Bytes whose entry is dirty.
    pub dirty: u64,
    /// Bytes that are mapped writable.
    pub writable: u64,
    /// Bytes in folios that another address space may map.
    pub shared: u64,
}

impl SummaryAmount {
    /// Nothing.
    pub const ZERO: Self = Self {
        entries: 0,
        bytes: 0,
        young: 0,
        dirty: 0,
        writable: 0,
        shared: 0,
    };

    /// Adds the counts of other entries.
    pub fn add(&mut self, more: &Self) {
        self.entries = self.entries.saturating_add(more.entries);
        self.bytes = self.bytes.saturating_add(more.bytes);
        self.young = self.young.saturating_add(more.young);
        self.dirty = self.dirty.saturating_add(more.dirty);
        self.writable = self.writable.saturating_add(more.writable);
        self.shared = self.shared.saturating_add(more.shared);
    }
}

/// One cell of a summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SummaryCell {
    /// Attributes that the entries have in common.
    pub key: SummaryKey,
    /// Counts of the entries.
    pub amount: SummaryAmount,
}

impl SummaryCell {
    /// Initial value for the storage of [`SummaryTable`].
    pub const EMPTY: Self = Self {
        key: SummaryKey {
            vma_kind: VmaKind::Anon,
            page_kind: PageKind::None,
            level: TableLevel::Pgd,
            node: -1,
        },
        amount: SummaryAmount::ZERO,
    };

    /// The record of this cell.
    pub const fn record(&self) -> SummaryRecord {
        SummaryRecord {
            vma_kind: self.key.vma_kind as u32,
            page_kind: self.key.page_kind as u32,
            level: self.key.level as u32,
            node: self.key.node,
            entries: self.amount.entries,
            bytes: self.amount.bytes,
            young_bytes: self.amount.young,
            dirty_bytes: self.amount.dirty,
            writable_bytes: self.amount.writable,
            shared_bytes: self.amount.shared,
        }
    }
}

/// The storage is full. Nothing was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SummaryFull;

/// Cells with counts, sorted by key.
///
/// The caller provides the storage, allocated before any lock is taken, and with it the limit.
///
/// # Invariants
///
/// `cells[..len]` is in strictly ascending order of keys.
pub struct SummaryTable<'a> {
    cells: &'a mut [SummaryCell],
    len: usize,
    /// Cell of the last hit, because neighbouring entries mostly have the same key.
    last: usize,
}

impl<'a> SummaryTable<'a> {
    /// An empty summary with room for `storage.len()` cells.
    pub fn new(storage: &'a mut [SummaryCell]) -> Self {
        // INVARIANT: no rows.
        Self {
            cells: storage,
            len: 0,
            last: 0,
        }
    }

    /// Number of cells that can still be added.
    pub fn free_cells(&self) -> usize {
        self.cells.len() - self.len
    }

    /// Adds to the cell of `key`.
    pub fn add(&mut self, key: &SummaryKey, amount: &SummaryAmount) -> Result<(), SummaryFull> {
        let last = self.last;
        if last < self.len && self.cells[last].key == *key {
            self.cells[last].amount.add(amount);
            return Ok(());
        }
        match self.cells().binary_search_by(|cell| cell.key.cmp(key)) {
            Ok(found) => {
                self.last = found;
                self.cells[found].amount.add(amount);
                Ok(())
            }
            Err(place) => self.insert_cell(place, key, amount),
        }
    }

    /// The cells, in ascending order of keys.
    pub fn cells(&self) -> &[SummaryCell] {
        &self.cells[..self.len]
    }

    #[cold]
    fn insert_cell(
        &mut self,
        place: usize,
        key: &SummaryKey,
        amount: &SummaryAmount,
    ) -> Result<(), SummaryFull> {
        if self.len == self.cells.len() {
            return Err(SummaryFull);
        }
        // INVARIANT: `place` is where the key belongs, and the cells above it move up by one.
        self.cells.copy_within(place..self.len, place + 1);
        self.cells[place] = SummaryCell {
            key: *key,
            amount: *amount,
        };
        self.len += 1;
        self.last = place;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(page_kind: PageKind, node: i32) -> SummaryKey {
        SummaryKey {
            vma_kind: VmaKind::Anon,
            page_kind,
            level: TableLevel::Pte,
            node,
        }
    }

    const PAGE: SummaryAmount = SummaryAmount {
        entries: 1,
        bytes: 4096,
        young: 4096,
        dirty: 0,
        writable: 4096,
        shared: 0,
    };

    #[test]
    fn cells_are_sorted_and_added_up() {
        let mut storage = [SummaryCell::EMPTY; 8];
        let mut cells = SummaryTable::new(&mut storage);
        for node in [3, 0, 3, -1, 0, 3] {
            cells.add(&key(PageKind::Anon, node), &PAGE).unwrap();
        }
        let found = cells.cells().iter().map(|c| (c.key.node, c.amount.entries));
        assert!(found.eq([(-1, 1), (0, 2), (3, 3)]));
        assert_eq!(cells.cells()[2].amount.bytes, 3 * 4096);
    }

    #[test]
    fn full_summary_still_adds_to_its_cells() {
        let mut storage = [SummaryCell::EMPTY; 2];
        let mut cells = SummaryTable::new(&mut storage);
        assert_eq!(cells.add(&key(PageKind::Anon, 0), &PAGE), Ok(()));
        assert_eq!(cells.add(&key(PageKind::File, 0), &PAGE), Ok(()));
        assert_eq!(cells.add(&key(PageKind::Swap, -1), &PAGE), Err(SummaryFull));
        assert_eq!(cells.add(&key(PageKind::Anon, 0), &PAGE), Ok(()));
        assert_eq!(cells.cells().len(), 2);
        assert_eq!(cells.cells()[0].amount.entries, 2);
    }

    #[test]
    fn empty_storage_holds_nothing() {
        assert_eq!(
            SummaryTable::new(&mut []).add(&key(PageKind::Anon, 0), &PAGE),
            Err(SummaryFull)
        );
    }

    #[test]
    fn old_storage_content_is_ignored() {
        let mut storage = [SummaryCell::EMPTY; 2];
        SummaryTable::new(&mut storage)
            .add(&key(PageKind::Anon, 0), &PAGE)
            .unwrap();
        let mut cells = SummaryTable::new(&mut storage);
        assert!(cells.cells().is_empty());
        cells.add(&key(PageKind::Anon, 0), &PAGE).unwrap();
        assert_eq!(cells.cells()[0].amount, PAGE);
    }

    #[test]
    fn sums_saturate() {
        let mut amount = PAGE;
        amount.add(&SummaryAmount {
            bytes: u64::MAX,
            ..SummaryAmount::ZERO
        });
        assert_eq!((amount.bytes, amount.entries), (u64::MAX, 1));
    }

    #[test]
    fn cell_becomes_a_record() {
        let record = SummaryCell {
            key: key(PageKind::Swap, -1),
            amount: PAGE,
        }
        .record();
        assert_eq!((record.page_kind, record.node), (9, -1));
        assert_eq!((record.young_bytes, record.dirty_bytes), (4096, 0));
    }
}
