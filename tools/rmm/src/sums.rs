// SPDX-License-Identifier: GPL-2.0

//! Records that several calls count, which are added up.

use crate::abi::{
    histogram::{
        AgeRecord,
        FoliosRecord,
        NumaRecord,
        RunsRecord,
        SharingRecord, //
    },
    walk::SummaryRecord,
    AbiRecord, //
};

/// A record with a key and amounts.
pub(crate) trait SummedRecord: AbiRecord {
    /// Whether both count the same thing.
    fn has_key_of(&self, other: &Self) -> bool;
    /// Adds the amounts of a record with the same key. Absent amounts stay absent.
    fn add(&mut self, other: &Self);
}

macro_rules! summed {
    ($($record:ty: [$($key:ident)+] [$($amount:ident)+];)+) => {
        $(impl SummedRecord for $record {
            fn has_key_of(&self, other: &Self) -> bool {
                $(self.$key == other.$key)&&+
            }

            fn add(&mut self, other: &Self) {
                // RMM_ABSENT is the largest number, so a saturated sum with it is absent.
                $(self.$amount = self.$amount.saturating_add(other.$amount);)+
            }
        })+
    };
}

summed! {
    SummaryRecord: [vma_kind page_kind level node]
        [entries bytes young_bytes dirty_bytes writable_bytes shared_bytes];
    FoliosRecord: [kind node order] [pages huge_pages aligned unaligned parts part_pages];
    SharingRecord: [kind mapcount]
        [bytes private_bytes shared_bytes pss_fraction inexact_bytes];
    AgeRecord: [kind age] [bytes young_bytes referenced_bytes dirty_bytes];
    NumaRecord: [vma kind node] [pages dirty_pages bytes];
    RunsRecord: [vma_kind order] [runs pages];
}
