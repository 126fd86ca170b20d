// SPDX-License-Identifier: GPL-2.0

//! Histograms: counts keyed by attributes, in storage of fixed size.
//!
//! When a new key does not fit, the walk ends early, its caller takes the buckets and resumes the
//! walk with an empty histogram. So a key may be returned several times, and its counts add up.

use crate::abi::{
    histogram::{
        AgeRecord,
        FoliosRecord,
        NumaRecord,
        RunsRecord,
        SharingRecord, //
    },
    ABSENT, //
};
use core::ops::DerefMut;

/// A record with key fields and count fields.
pub trait HistogramBucket: Copy {
    /// Fields by which a bucket is found.
    type Key: Ord;

    /// The key of this bucket.
    fn key(&self) -> Self::Key;

    /// Adds the counts of a bucket with the same key.
    fn add(&mut self, more: &Self);
}

/// Adds two counts. A sum with [`ABSENT`] is [`ABSENT`].
fn add_or_absent(one: &mut u64, more: u64) {
    *one = match (*one, more) {
        (ABSENT, _) | (_, ABSENT) => ABSENT,
        (one, more) => one.saturating_add(more),
    };
}

macro_rules! histogram_bucket {
    ($record:ty: $($key:ident: $type:ty),+; $($count:ident)+) => {
        impl HistogramBucket for $record {
            type Key = ($($type,)+);

            fn key(&self) -> Self::Key {
                ($(self.$key,)+)
            }

            fn add(&mut self, more: &Self) {
                $(add_or_absent(&mut self.$count, more.$count);)+
            }
        }
    };
}

histogram_bucket!(FoliosRecord: kind: u32, node: i32, order: u32;
    pages huge_pages aligned unaligned parts part_pages);
histogram_bucket!(SharingRecord: kind: u32, mapcount: u32;
    bytes private_bytes shared_bytes pss_fraction inexact_bytes pss_dirty_fraction lazyfree_bytes);
histogram_bucket!(AgeRecord: kind: u32, age: u32; bytes young_bytes referenced_bytes dirty_bytes);
histogram_bucket!(NumaRecord: vma: u64, kind: u32, node: i32; pages dirty_pages bytes);
histogram_bucket!(RunsRecord: vma_kind: u32, order: u32; runs pages);

/// The storage is full. The counts of a new key were not added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistogramFull;

/// Buckets with counts, sorted by key. The caller provides the storage, and with it the limit.
///
/// # Invariants
///
/// `rows[..len]` is in strictly ascending order of keys.
pub struct Histogram<S> {
    rows: S,
    len: usize,
    /// Bucket of the last hit, because neighbouring pages mostly have the same key.
    last: usize,
}

impl<R: HistogramBucket, S: DerefMut<Target = [R]>> Histogram<S> {
    /// An empty histogram with room for `storage.len()` buckets.
    pub fn new(storage: S) -> Self {
        // INVARIANT: no rows.
        Self {
            rows: storage,
            len: 0,
            last: 0,
        }
    }

    /// Removes every bucket.
    pub fn clear(&mut self) {
        // INVARIANT: no rows.
        self.len = 0;
        self.last = 0;
    }

    /// The cells, in ascending order of keys.
    pub fn buckets(&self) -> &[R] {
        &self.rows[..self.len]
    }

    /// The buckets, mutable so that they can be moved out.
    pub fn buckets_mut(&mut self) -> &mut [R] {
        &mut self.rows[..self.len]
    }

    /// Number of cells that can still be added.
    pub fn free_buckets(&self) -> usize {
        self.rows.len() - self.len
    }

    /// Adds counts to the bucket with the same key.
    #[inline]
    pub fn add(&mut self, row: &R) -> Result<(), HistogramFull> {
        let key = row.key();
        let last = self.last;
        if last < self.len && self.rows[last].key() == key {
            self.rows[last].add(row);
            return Ok(());
        }
        match self
            .buckets()
            .binary_search_by(|there| there.key().cmp(&key))
        {
            Ok(found) => {
                self.last = found;
                self.rows[found].add(row);
            }
            Err(place) => {
                if self.free_buckets() == 0 {
                    return Err(HistogramFull);
                }
                // INVARIANT: `place` is where the key belongs, and the buckets above it move up by
                // one.
                self.rows.copy_within(place..self.len, place + 1);
                self.rows[place] = *row;
                self.len += 1;
                self.last = place;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::abi::AbiRecord;
    use std::vec;

    fn runs(order: u32, pages: u64) -> RunsRecord {
        RunsRecord {
            order,
            runs: 1,
            pages,
            ..RunsRecord::ZERO
        }
    }

    #[test]
    fn buckets_are_sorted_and_added_up() {
        let mut tally = Histogram::new(vec![RunsRecord::ZERO; 3]);
        for (order, pages) in [(2, 4), (0, 1), (2, 5), (1, 3), (0, 1)] {
            tally.add(&runs(order, pages)).unwrap();
        }
        let found: vec::Vec<_> = tally
            .buckets()
            .iter()
            .map(|r| (r.order, r.runs, r.pages))
            .collect();
        assert_eq!(found, [(0, 2, 2), (1, 1, 3), (2, 2, 9)]);
    }

    #[test]
    fn full_histogram_still_adds_to_its_buckets() {
        let mut tally = Histogram::new(vec![RunsRecord::ZERO; 1]);
        tally.add(&runs(1, 2)).unwrap();
        assert_eq!(tally.add(&runs(2, 4)), Err(HistogramFull));
        assert_eq!(tally.add(&runs(1, 2)), Ok(()));
        assert_eq!((tally.free_buckets(), tally.buckets()[0].pages), (0, 4));
        tally.clear();
        assert_eq!((tally.free_buckets(), tally.buckets().len()), (1, 0));
    }

    #[test]
    fn sum_with_absent_is_absent() {
        let mut row = SharingRecord {
            pss_fraction: ABSENT,
            bytes: 1,
            ..SharingRecord::ZERO
        };
        row.add(&SharingRecord { bytes: 2, ..row });
        assert_eq!((row.bytes, row.pss_fraction), (3, ABSENT));
    }
}
