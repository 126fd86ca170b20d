// SPDX-License-Identifier: GPL-2.0

//! Which mappings of a page the next batch of the reverse map holds.
//!
//! The kernel's interval trees have no stable order to resume in: they sort VMAs by file offset, the
//! VMAs that map a shared page mostly have the same offset, and a split or merge moves a VMA within the
//! tree. So mappings are enumerated by [`RmapPosition`], which does not change while a page stays
//! mapped at an address. A batch is selected from all VMAs of the tree: the positions that follow
//! the previous batch, as many as there is room for.

use super::heap_sort;

/// A position in the order in which the mappings of a page are enumerated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct RmapPosition {
    /// Keyed hash of the address space.
    pub order: u64,
    /// Virtual address of the page there.
    pub addr: u64,
}

/// A VMA that covers the page, and the position of the mapping that it may hold.
#[derive(Clone, Copy, Debug)]
pub struct RmapCandidate<V> {
    /// Position of the mapping.
    pub position: RmapPosition,
    /// The VMA.
    pub vma: V,
}

/// Selects the first positions of a part of the order. The caller owns the storage, whose length
/// bounds the selection.
///
/// # Invariants
///
/// `heap[..len]` is a binary heap with the last position on top. Every position that was offered,
/// lies behind `after` and is not above `up_to` is in it.
pub struct RmapSelection<'a, V> {
    heap: &'a mut [RmapCandidate<V>],
    len: usize,
    after: Option<RmapPosition>,
    up_to: Option<RmapPosition>,
    /// `up_to` at the start.
    last: Option<RmapPosition>,
    in_range: usize,
}

impl<'a, V> RmapSelection<'a, V> {
    /// Selects from the positions behind `after`, or from the first one, up to and including
    /// `up_to`, or to the last one.
    pub fn new(
        storage: &'a mut [RmapCandidate<V>],
        after: Option<RmapPosition>,
        up_to: Option<RmapPosition>,
    ) -> Self {
        // INVARIANT: Nothing was offered.
        Self {
            heap: storage,
            len: 0,
            after,
            up_to,
            last: up_to,
            in_range: 0,
        }
    }

    /// Number of candidates in the range of `new`, selected or not.
    pub fn in_range(&self) -> usize {
        self.in_range
    }

    /// The selected candidates, in no order.
    pub fn selected(&self) -> &[RmapCandidate<V>] {
        &self.heap[..self.len]
    }

    /// Adds a candidate, unless it lies outside of the range or behind a full selection. When the
    /// selection is full, the last candidate drops out and the range ends before it.
    pub fn offer(&mut self, candidate: RmapCandidate<V>) {
        let position = candidate.position;
        if self.after.is_some_and(|after| position <= after)
            || self.last.is_some_and(|last| position > last)
        {
            return;
        }
        self.in_range += 1;
        if self.up_to.is_some_and(|up_to| position > up_to) {
            return;
        }
        if self.len < self.heap.len() {
            self.heap[self.len] = candidate;
            self.len += 1;
            self.sift_up();
            return;
        }
        let Some(last) = self.heap.first_mut() else {
            return;
        };
        if position < last.position {
            *last = candidate;
            self.sift_down(self.len);
        }
        // INVARIANT: What dropped out, now or before, lies behind the new end.
        self.up_to = Some(self.heap[0].position);
    }

    /// The selected candidates in ascending order, and the position up to which they are complete;
    /// `None` if nothing follows them.
    pub fn finish(self) -> (&'a [RmapCandidate<V>], Option<RmapPosition>) {
        let selected = &mut self.heap[..self.len];
        heap_sort::sort_by_key(selected, |candidate| candidate.position);
        (selected, self.up_to)
    }

    /// Restores the heap after a candidate was appended.
    fn sift_up(&mut self) {
        let mut at = self.len - 1;
        while at > 0 {
            let parent = (at - 1) / 2;
            if self.heap[parent].position >= self.heap[at].position {
                break;
            }
            self.heap.swap(parent, at);
            at = parent;
        }
    }

    /// Restores the heap `[..end]` after its top was replaced.
    fn sift_down(&mut self, end: usize) {
        let mut at = 0;
        while 2 * at + 1 < end {
            let (left, right) = (2 * at + 1, 2 * at + 2);
            let child = match right < end && self.heap[right].position > self.heap[left].position {
                true => right,
                false => left,
            };
            if self.heap[at].position >= self.heap[child].position {
                break;
            }
            self.heap.swap(at, child);
            at = child;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        vec,
        vec::Vec, //
    };

    fn at(order: u64) -> RmapPosition {
        RmapPosition { order, addr: 7 }
    }

    fn select(
        room: usize,
        offered: &[u64],
        after: Option<u64>,
        up_to: Option<u64>,
    ) -> (Vec<u64>, Option<u64>) {
        let empty = RmapCandidate {
            position: at(0),
            vma: 0,
        };
        let mut storage = vec![empty; room];
        let mut selection = RmapSelection::new(&mut storage, after.map(at), up_to.map(at));
        for &order in offered {
            selection.offer(RmapCandidate {
                position: at(order),
                vma: order,
            });
        }
        let (selected, end) = selection.finish();
        assert!(selected
            .iter()
            .all(|found| found.position.order == found.vma));
        let orders = selected.iter().map(|found| found.vma).collect();
        (orders, end.map(|end| end.order))
    }

    #[test]
    fn all_that_fit_are_sorted() {
        assert_eq!(select(4, &[], None, None), (vec![], None));
        assert_eq!(
            select(4, &[9, 3, 7, 5], None, None),
            (vec![3, 5, 7, 9], None)
        );
    }

    #[test]
    fn a_full_selection_keeps_the_first_and_ends_at_them() {
        assert_eq!(
            select(3, &[9, 3, 7, 5, 1], None, None),
            (vec![1, 3, 5], Some(5))
        );
        assert_eq!(select(1, &[2, 1, 3], None, None), (vec![1], Some(1)));
        assert_eq!(select(0, &[2, 1], None, None), (vec![], None));
    }

    #[test]
    fn the_range_excludes_its_start_and_includes_its_end() {
        assert_eq!(
            select(4, &[1, 2, 3, 4, 5], Some(2), Some(4)),
            (vec![3, 4], Some(4))
        );
    }

    #[test]
    fn candidates_are_counted() {
        let mut storage = [RmapCandidate {
            position: at(0),
            vma: 0,
        }; 2];
        let mut selection = RmapSelection::new(&mut storage, Some(at(1)), Some(at(6)));
        for order in 0..10 {
            selection.offer(RmapCandidate {
                position: at(order),
                vma: order,
            });
        }
        assert_eq!(selection.in_range(), 5);
        assert_eq!(selection.selected().len(), 2);
    }

    /// Batches that start where the one before ended give every position once.
    #[test]
    fn batches_cover_everything_once() {
        let offered: Vec<u64> = (0..1000).map(|n| n * 7919 % 1009).collect();
        let mut expected = offered.clone();
        expected.sort_unstable();
        for room in [1, 2, 3, 16, 255, 999, 1000, 1001] {
            let (mut found, mut after) = (Vec::new(), None);
            loop {
                let (batch, end) = select(room, &offered, after, None);
                found.extend(batch);
                after = end;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(found, expected, "room for {room}");
        }
    }
}
