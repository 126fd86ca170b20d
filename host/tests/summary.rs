// SPDX-License-Identifier: GPL-2.0

//! Compares summaries with a map, and resident bytes with sums by counter.

use proptest::{
    collection::vec,
    prelude::*, //
};
use rmm_host::{
    abi::names::{
        PageKind,
        TableLevel,
        VmaKind, //
    },
    model::{
        resident_bytes::ResidentBytes,
        summary::{
            SummaryAmount,
            SummaryCell,
            SummaryFull,
            SummaryKey,
            SummaryTable, //
        },
    },
};
use std::collections::BTreeMap;

fn key() -> impl Strategy<Value = SummaryKey> {
    let kinds = (0..VmaKind::ALL.len(), 0..PageKind::ALL.len());
    (kinds, 0..TableLevel::ALL.len(), -1i32..4).prop_map(|((vma, page), level, node)| SummaryKey {
        vma_kind: VmaKind::ALL[vma],
        page_kind: PageKind::ALL[page],
        level: TableLevel::ALL[level],
        node,
    })
}

fn amount() -> impl Strategy<Value = SummaryAmount> {
    any::<[u32; 6]>().prop_map(|raw| {
        let [entries, bytes, young, dirty, writable, shared] = raw.map(u64::from);
        SummaryAmount {
            entries,
            bytes,
            young,
            dirty,
            writable,
            shared,
        }
    })
}

/// Runs of equal keys, as in page tables.
fn runs() -> impl Strategy<Value = Vec<(SummaryKey, Vec<SummaryAmount>)>> {
    vec((key(), vec(amount(), 1..6)), 0..40)
}

proptest! {
    #[test]
    fn cells_equal_those_of_a_map(runs in runs(), room in 0usize..40) {
        let mut storage = vec![SummaryCell::EMPTY; room];
        let mut cells = SummaryTable::new(&mut storage);
        let mut map = BTreeMap::<SummaryKey, SummaryAmount>::new();
        for (key, amounts) in runs {
            for amount in amounts {
                let fits = map.contains_key(&key) || map.len() < room;
                prop_assert_eq!(cells.add(&key, &amount), if fits { Ok(()) } else { Err(SummaryFull) });
                if fits {
                    map.entry(key).or_default().add(&amount);
                }
            }
        }
        let rows = cells.cells().iter().map(|cell| (cell.key, cell.amount));
        prop_assert!(rows.eq(map));
    }

    /// The records of a walk in several calls add up to those of one call.
    #[test]
    fn split_walk_has_the_same_sums(runs in runs(), cut in any::<prop::sample::Index>()) {
        let rows = |runs: &[(SummaryKey, Vec<SummaryAmount>)]| {
            let mut storage = vec![SummaryCell::EMPTY; runs.len()];
            let mut cells = SummaryTable::new(&mut storage);
            for (key, amounts) in runs {
                amounts.iter().for_each(|amount| cells.add(key, amount).unwrap());
            }
            cells.cells().to_vec()
        };
        let (first, second) = runs.split_at(cut.index(runs.len() + 1));
        let parts = [rows(first), rows(second)].concat();
        let mut storage = vec![SummaryCell::EMPTY; parts.len()];
        let mut joined = SummaryTable::new(&mut storage);
        parts.iter().for_each(|cell| joined.add(&cell.key, &cell.amount).unwrap());
        prop_assert_eq!(joined.cells(), &rows(&runs)[..]);
    }

    /// Every byte is in one counter or in none.
    #[test]
    fn resident_bytes_lose_and_repeat_nothing(runs in runs()) {
        let mut resident = ResidentBytes::default();
        let mut counted = 0;
        for (key, amounts) in &runs {
            for amount in amounts {
                let before = resident.rss() + resident.hugetlb + resident.swap;
                resident.add(key, amount);
                let grown = resident.rss() + resident.hugetlb + resident.swap - before;
                prop_assert!(grown == 0 || grown == amount.bytes);
                counted += grown;
            }
        }
        prop_assert_eq!(resident.rss() + resident.hugetlb + resident.swap, counted);
        prop_assert!(resident.huge <= resident.rss());
    }
}
