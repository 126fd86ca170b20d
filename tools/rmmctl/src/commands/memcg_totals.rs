// SPDX-License-Identifier: GPL-2.0

//! Sums over trees of memory cgroups.
//!
//! The module reports pages of LRU lists, pages of generations and local events of single cgroups,
//! because it reads one cgroup at a time. They are added up here. No other field of a cgroup is a
//! summand: usage, peaks, `events`, ages and costs include the cgroups below, the number of a
//! generation belongs to one cgroup, and limits and protections apply to the tree as they are.

use super::{
    memcgs::{
        by_name,
        tree_sums,
        CGROUP_TREE,
        LISTS,
        PATH, //
    },
    prelude::*, //
};
use crate::names::shown_name;
use rmm::{
    abi::{
        lru::{
            LruList,
            LruType, //
        },
        memcg::MemcgEvent, //
    },
    RmmError, //
};
use std::collections::HashMap;

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "memcgs-total",
    doc: "Counters of single memory cgroups, summed over one cgroup and all cgroups below it.",
    added: &[
        added(
            "cgroup",
            FieldMeaning::Number,
            "Inode number of the cgroup, which is its id.",
        ),
        added(
            "summed_cgroups",
            FieldMeaning::Number,
            "Number of cgroups in the sums, including this one.",
        ),
        added(
            "tree_list_pages",
            LISTS,
            "Pages by LRU list, on all nodes, as in memory.stat.",
        ),
        added(
            "tree_gen_pages",
            FieldMeaning::Nested,
            "Pages of MGLRU generations by age (0 is the youngest) and type, on all nodes; null \
             without MGLRU.",
        ),
        added(
            "tree_local_events",
            FieldMeaning::IndexedBy(&[&MemcgEvent::NAMES]),
            "Sums of `local_events`. `events` of the cgroup also has those of cgroups that were \
             removed.",
        ),
        PATH,
    ],
    keys: &["cgroup", "path"],
    columns: &["cgroup", "summed_cgroups", "tree_list_pages", "path"],
    counters: &["tree_local_events"],
    totals: RecordTotals::Refused(CGROUP_TREE),
    ..RecordShape::EMPTY
};

/// Runs `memcgs --total`.
pub(super) fn run(rmm: &Rmm) -> CommandResult {
    let nodes = rmm.memcg_nodes().collect::<Result<Vec<_>, RmmError>>()?;
    let memcgs = rmm.memcgs().collect::<Result<Vec<_>, RmmError>>()?;
    let parents: HashMap<u64, u64> = memcgs
        .iter()
        .map(|memcg| (memcg.cgroup, memcg.parent))
        .collect();
    let parent_of = |cgroup| parents.get(&cgroup).copied();
    let nodes = || nodes.iter();
    let cgroups = tree_sums(memcgs.iter().map(|one| (one.cgroup, (), [1])), parent_of);
    let lists = nodes().map(|node| (node.cgroup, (), node.list_pages));
    let lists = tree_sums(lists, parent_of);
    let generations = nodes().map(|node| (node.cgroup, (), node.gen_pages));
    let generations = tree_sums(generations, parent_of);
    let events = memcgs.iter().map(|one| (one.cgroup, (), one.local_events));
    let events = tree_sums(events, parent_of);
    let rows = memcgs.iter().map(|memcg| {
        let key = (memcg.cgroup, ());
        let ages = generations.get(&key).map_or(&[][..], |pages| pages);
        let ages = ages
            .chunks(LruType::ALL.len())
            .map(|types| by_name(&LruType::NAMES, types));
        OutputRow::computed([
            memcg.cgroup.into(),
            cgroups[&key][0].into(),
            by_name(&LruList::NAMES, lists.get(&key).map_or(&[], |sums| sums)),
            ages.collect(),
            by_name(&MemcgEvent::NAMES, &events[&key]),
            shown_name(&memcg.path).into(),
        ])
    });
    Ok(CommandOutput::rows(&SHAPE, rows.collect()))
}
