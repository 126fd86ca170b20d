// SPDX-License-Identifier: GPL-2.0

//! Compares table counts with sets of the tables and entries that a map of pages needs.

use proptest::{
    collection::{
        btree_map,
        vec, //
    },
    prelude::*, //
};
use rmm_host::{
    abi::names::TableLevel,
    model::{
        page_tables::{
            PageTableCount,
            TableLevelCount, //
        },
        paging::{
            Paging,
            PAGE_SIZE, //
        },
    },
};
use std::collections::{
    BTreeMap,
    BTreeSet, //
};

/// A leaf at its level, by the address it maps.
#[derive(Clone, Copy, Debug)]
enum TestLeaf {
    Page,
    Swap,
    Huge,
}

impl TestLeaf {
    fn level(self) -> TableLevel {
        match self {
            TestLeaf::Huge => TableLevel::Pmd,
            TestLeaf::Page | TestLeaf::Swap => TableLevel::Pte,
        }
    }
}

/// Addresses near the boundaries of tables, where counting is error-prone.
fn address(paging: Paging) -> impl Strategy<Value = u64> {
    let step = prop_oneof![Just(12u32), Just(21), Just(30), Just(39), Just(48)];
    let jump = (step, 0u64..4).prop_map(|(shift, n)| n << shift);
    vec(jump, 1..5).prop_map(move |jumps| jumps.iter().sum::<u64>() % paging.user_end())
}

/// Mapped leaves: at most one huge leaf, or pages, in each 2 MiB.
fn map(paging: Paging) -> impl Strategy<Value = BTreeMap<u64, TestLeaf>> {
    let leaf = prop_oneof![
        Just(TestLeaf::Page),
        Just(TestLeaf::Swap),
        Just(TestLeaf::Huge)
    ];
    btree_map(address(paging), leaf, 0..60).prop_map(move |raw| {
        let span = |leaf: TestLeaf| paging.entry_span(leaf.level());
        let mut map = BTreeMap::new();
        let mut free_from = 0;
        for (addr, leaf) in raw {
            let start = addr & !(span(leaf) - 1);
            if start >= free_from {
                free_from = start + span(leaf);
                map.insert(start, leaf);
            }
        }
        map
    })
}

fn paging() -> impl Strategy<Value = Paging> {
    prop_oneof![Just(4), Just(5)].prop_map(|levels| Paging::new(levels).unwrap())
}

/// The counts by their definition.
fn by_definition(paging: Paging, map: &BTreeMap<u64, TestLeaf>) -> [Option<TableLevelCount>; 5] {
    let mut tables = BTreeSet::from([(TableLevel::Pgd, 0)]);
    let mut entries = BTreeSet::new();
    for (&addr, leaf) in map {
        for &level in TableLevel::ALL {
            if level <= leaf.level() && !paging.is_folded(level) {
                tables.insert((level, addr / paging.table_span(level)));
                let points = level < leaf.level() || !matches!(leaf, TestLeaf::Swap);
                entries.insert((level, addr / paging.entry_span(level), points));
            }
        }
    }
    std::array::from_fn(|i| {
        let level = TableLevel::ALL[i];
        let at = |leaf: fn(&TestLeaf) -> bool| map.values().filter(|l| leaf(l)).count() as u64;
        let tables = tables.iter().filter(|t| t.0 == level).count() as u64;
        (!paging.is_folded(level)).then(|| TableLevelCount {
            tables,
            bytes: tables * PAGE_SIZE,
            present: entries.iter().filter(|e| e.0 == level && e.2).count() as u64,
            huge: if level == TableLevel::Pmd {
                at(|l| matches!(l, TestLeaf::Huge))
            } else {
                0
            },
            other: if level == TableLevel::Pte {
                at(|l| matches!(l, TestLeaf::Swap))
            } else {
                0
            },
        })
    })
}

fn counted(count: &PageTableCount) -> [Option<TableLevelCount>; 5] {
    std::array::from_fn(|i| count.level(TableLevel::ALL[i]))
}

proptest! {
    #[test]
    fn counts_equal_the_definition(
        (paging, map) in paging().prop_flat_map(|p| (Just(p), map(p))),
        repeats in vec(1usize..4, 60),
    ) {
        let mut count = PageTableCount::new(paging, PAGE_SIZE);
        for ((&addr, leaf), repeats) in map.iter().zip(repeats) {
            // A walk may descend to a table several times, at any address inside.
            for repeat in 0..repeats {
                let last = paging.table_span(leaf.level()) - 1;
                let inside = if repeat == 0 { addr } else { addr | last };
                count.descend(inside, leaf.level());
            }
            match leaf {
                TestLeaf::Swap => count.add_leaves(TableLevel::Pte, 0, 1),
                TestLeaf::Page | TestLeaf::Huge => count.add_leaves(leaf.level(), 1, 0),
            }
        }
        prop_assert_eq!(counted(&count), by_definition(paging, &map));
    }

    #[test]
    fn extreme_values_do_not_panic(
        paging in paging(),
        calls in vec((any::<u64>(), 0u32..5, any::<u64>(), any::<u64>()), 0..40),
    ) {
        let mut count = PageTableCount::new(paging, PAGE_SIZE);
        for (addr, level, present, other) in calls {
            let level = TableLevel::from_raw(level).unwrap();
            count.descend(addr, level);
            count.add_leaves(level, present, other);
        }
        count.vm_pte_bytes();
    }
}
