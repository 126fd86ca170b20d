// SPDX-License-Identifier: GPL-2.0

//! Counts of page-table entries by VMA kind, page kind, level and node.

use crate::abi::{
    names::{
        Level,
        PageKind,
        VmaKind, //
    },
    space::Summary, //
};

/// What entries are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// What the VMA is for.
    pub vma_kind: VmaKind,
    /// What the entry stands for.
    pub page_kind: PageKind,
    /// Where the entry stands.
    pub level: Level,
    /// Node of the page; -1 where there is no page.
    pub node: i32,
}

/// What is counted. All but `entries` is in bytes of address space.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amount {
    /// Entries.
    pub entries: u64,
    /// Mapped by them.
    pub bytes: u64,
    /// Of these, with the accessed bit.
    pub young: u64,
    /// Of these, with the dirty bit.
    pub dirty: u64,
    /// Of these, mapped writable.
    pub writable: u64,
    /// Of these, in a folio that another address space may map.
    pub shared: u64,
}

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self {
        entries: 0,
        bytes: 0,
        young: 0,
        dirty: 0,
        writable: 0,
        shared: 0,
    };

    /// Adds another amount to this.
    pub fn add(&mut self, more: &Self) {
        self.entries = self.entries.saturating_add(more.entries);
        self.bytes = self.bytes.saturating_add(more.bytes);
        self.young = self.young.saturating_add(more.young);
        self.dirty = self.dirty.saturating_add(more.dirty);
        self.writable = self.writable.saturating_add(more.writable);
        self.shared = self.shared.saturating_add(more.shared);
    }
}

/// One row of a summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What these entries have in common.
    pub key: Key,
    /// How much there is of them.
    pub amount: Amount,
}

impl Cell {
    /// Fills the storage of [`Cells`].
    pub const EMPTY: Self = Self {
        key: Key {
            vma_kind: VmaKind::Anon,
            page_kind: PageKind::None,
            level: Level::Pgd,
            node: -1,
        },
        amount: Amount::ZERO,
    };

    /// This row as user space sees it.
    pub const fn record(&self) -> Summary {
        Summary {
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

/// There is no room for another row: nothing was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

/// A summary in the making: rows in ascending order of their keys.
///
/// The storage is the caller's, who allocates it once, outside every lock, and decides how many
/// rows there may be by the slice it lends.
///
/// # Invariants
///
/// `cells[..len]` is in strictly ascending order of keys.
pub struct Cells<'a> {
    cells: &'a mut [Cell],
    len: usize,
    /// Row of the last hit: neighbours in a page table mostly fall into the same row.
    last: usize,
}

impl<'a> Cells<'a> {
    /// An empty summary with room for as many rows as `storage` has; what it held is forgotten.
    pub fn new(storage: &'a mut [Cell]) -> Self {
        // INVARIANT: no rows.
        Self {
            cells: storage,
            len: 0,
            last: 0,
        }
    }

    /// Rows that there is still room for.
    pub fn spare(&self) -> usize {
        self.cells.len() - self.len
    }

    /// Adds to the row of `key`.
    pub fn add(&mut self, key: &Key, amount: &Amount) -> Result<(), Full> {
        let last = self.last;
        if last < self.len && self.cells[last].key == *key {
            self.cells[last].amount.add(amount);
            return Ok(());
        }
        match self.rows().binary_search_by(|cell| cell.key.cmp(key)) {
            Ok(found) => {
                self.last = found;
                self.cells[found].amount.add(amount);
                Ok(())
            }
            Err(place) => self.insert(place, key, amount),
        }
    }

    /// The rows, ascending by key.
    pub fn rows(&self) -> &[Cell] {
        &self.cells[..self.len]
    }

    #[cold]
    fn insert(&mut self, place: usize, key: &Key, amount: &Amount) -> Result<(), Full> {
        if self.len == self.cells.len() {
            return Err(Full);
        }
        // INVARIANT: `place` is where the key belongs, and the rows behind it move up by one.
        self.cells.copy_within(place..self.len, place + 1);
        self.cells[place] = Cell {
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

    fn key(page_kind: PageKind, node: i32) -> Key {
        Key {
            vma_kind: VmaKind::Anon,
            page_kind,
            level: Level::Pte,
            node,
        }
    }

    const PAGE: Amount = Amount {
        entries: 1,
        bytes: 4096,
        young: 4096,
        dirty: 0,
        writable: 4096,
        shared: 0,
    };

    #[test]
    fn rows_are_sorted_and_added_up() {
        let mut storage = [Cell::EMPTY; 8];
        let mut cells = Cells::new(&mut storage);
        for node in [3, 0, 3, -1, 0, 3] {
            cells.add(&key(PageKind::Anon, node), &PAGE).unwrap();
        }
        let found = cells.rows().iter().map(|c| (c.key.node, c.amount.entries));
        assert!(found.eq([(-1, 1), (0, 2), (3, 3)]));
        assert_eq!(cells.rows()[2].amount.bytes, 3 * 4096);
    }

    #[test]
    fn a_full_summary_still_adds_to_its_rows() {
        let mut storage = [Cell::EMPTY; 2];
        let mut cells = Cells::new(&mut storage);
        assert_eq!(cells.add(&key(PageKind::Anon, 0), &PAGE), Ok(()));
        assert_eq!(cells.add(&key(PageKind::File, 0), &PAGE), Ok(()));
        assert_eq!(cells.add(&key(PageKind::Swap, -1), &PAGE), Err(Full));
        assert_eq!(cells.add(&key(PageKind::Anon, 0), &PAGE), Ok(()));
        assert_eq!(cells.rows().len(), 2);
        assert_eq!(cells.rows()[0].amount.entries, 2);
    }

    #[test]
    fn no_room_at_all() {
        assert_eq!(
            Cells::new(&mut []).add(&key(PageKind::Anon, 0), &PAGE),
            Err(Full)
        );
    }

    #[test]
    fn old_content_is_forgotten() {
        let mut storage = [Cell::EMPTY; 2];
        Cells::new(&mut storage)
            .add(&key(PageKind::Anon, 0), &PAGE)
            .unwrap();
        let mut cells = Cells::new(&mut storage);
        assert!(cells.rows().is_empty());
        cells.add(&key(PageKind::Anon, 0), &PAGE).unwrap();
        assert_eq!(cells.rows()[0].amount, PAGE);
    }

    #[test]
    fn sums_saturate() {
        let mut amount = PAGE;
        amount.add(&Amount {
            bytes: u64::MAX,
            ..Amount::ZERO
        });
        assert_eq!((amount.bytes, amount.entries), (u64::MAX, 1));
    }

    #[test]
    fn a_row_becomes_a_record() {
        let record = Cell {
            key: key(PageKind::Swap, -1),
            amount: PAGE,
        }
        .record();
        assert_eq!((record.page_kind, record.node), (9, -1));
        assert_eq!((record.young_bytes, record.dirty_bytes), (4096, 0));
    }
}
