// SPDX-License-Identifier: GPL-2.0

//! Records that several calls count, which are added up.

use crate::{
    abi::{
        file_cache::FileCacheRecord,
        histogram::{
            AgeRecord,
            FoliosRecord,
            NumaRecord,
            RunsRecord,
            SharingRecord, //
        },
        walk::SummaryRecord,
        AbiRecord, //
    },
    error::RmmError, //
};
use std::{
    collections::HashMap,
    hash::Hash, //
};

/// A record with a key and amounts.
pub trait SummedRecord: AbiRecord {
    /// The values in which records that count the same thing agree.
    type Key: Eq + Hash;

    /// The key of this record.
    fn key(&self) -> Self::Key;
    /// Adds the amounts of a record with the same key. Absent amounts stay absent.
    fn add(&mut self, other: &Self);
}

/// Adds up the records that have the same key, for example those of several ranges, in the order of
/// their first records. There may be as many keys as VMAs.
///
/// # Errors
///
/// The first error among the records.
pub fn sum_records<T: SummedRecord>(
    records: impl IntoIterator<Item = Result<T, RmmError>>,
) -> Result<Vec<T>, RmmError> {
    let mut sums: Vec<T> = Vec::new();
    let mut places = HashMap::new();
    for record in records {
        let record = record?;
        let place = *places.entry(record.key()).or_insert(sums.len());
        match sums.get_mut(place) {
            Some(sum) => sum.add(&record),
            None => sums.push(record),
        }
    }
    Ok(sums)
}

/// An amount, or amounts by index.
trait SummedAmount {
    fn add_up(self, other: Self) -> Self;
}

impl SummedAmount for u64 {
    fn add_up(self, other: Self) -> Self {
        // RMM_ABSENT is the largest number, so a saturated sum with it is absent.
        self.saturating_add(other)
    }
}

impl<const N: usize> SummedAmount for [u64; N] {
    fn add_up(mut self, other: Self) -> Self {
        for (sum, amount) in self.iter_mut().zip(other) {
            *sum = sum.add_up(amount);
        }
        self
    }
}

macro_rules! summed {
    ($($record:ty: [$($key:ident)+] [$($amount:ident)+];)+) => {
        $(impl SummedRecord for $record {
            // Holds the numbers of all key fields, signed and unsigned.
            type Key = [i128; [$(stringify!($key)),+].len()];

            fn key(&self) -> Self::Key {
                [$(self.$key.into()),+]
            }

            fn add(&mut self, other: &Self) {
                $(self.$amount = self.$amount.add_up(other.$amount);)+
            }
        })+
    };
}

summed! {
    SummaryRecord: [vma_kind page_kind level node]
        [entries bytes young_bytes dirty_bytes writable_bytes shared_bytes];
    FoliosRecord: [kind node order] [pages huge_pages aligned unaligned parts part_pages];
    SharingRecord: [kind mapcount]
        [bytes private_bytes shared_bytes pss_fraction inexact_bytes pss_dirty_fraction
            lazyfree_bytes];
    AgeRecord: [kind age] [bytes young_bytes referenced_bytes dirty_bytes];
    NumaRecord: [vma kind node] [pages dirty_pages bytes];
    RunsRecord: [vma_kind order] [runs pages];
    FileCacheRecord: [node kind order]
        [entries pages mapped_pages dirty_pages writeback_pages clean_pages active_pages
         inactive_pages unevictable_pages gen_pages];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        abi::{
            walk_cost::WalkCost,
            ABSENT, //
        },
        iterator::{
            CallProgress,
            RecordIterator, //
        },
    };

    #[test]
    fn records_with_the_same_key_are_added_up() {
        let record = |vma, node, pages| NumaRecord {
            vma,
            node,
            pages,
            ..NumaRecord::ZERO
        };
        let mut calls = vec![
            vec![record(2, 0, 20), record(ABSENT, -1, ABSENT)],
            vec![record(1, 0, 1), record(2, 0, 3), record(ABSENT, -1, 1)],
        ];
        let records = RecordIterator::new(move |found| {
            found.append(&mut calls.pop().unwrap());
            Ok(CallProgress {
                is_done: calls.is_empty(),
                cost: WalkCost::ZERO,
            })
        });
        let sums = sum_records(records).unwrap();
        let found: Vec<_> = sums
            .iter()
            .map(|sum| (sum.vma, sum.node, sum.pages))
            .collect();
        assert_eq!(found, [(1, 0, 1), (2, 0, 23), (ABSENT, -1, ABSENT)]);
    }

    #[test]
    fn many_keys_have_their_own_sums() {
        const KEYS: u64 = 200_000;
        let mut passes = 0;
        let records = RecordIterator::new(move |found| {
            passes += 1;
            found.extend((0..KEYS).map(|vma| NumaRecord {
                vma,
                pages: 1,
                ..NumaRecord::ZERO
            }));
            Ok(CallProgress {
                is_done: passes == 2,
                cost: WalkCost::ZERO,
            })
        });
        // A search through all sums for each record would take minutes.
        let sums = sum_records(records).unwrap();
        assert_eq!(sums.len() as u64, KEYS);
        assert!(sums.iter().all(|sum| sum.pages == 2));
    }
}
