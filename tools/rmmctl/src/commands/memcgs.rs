// SPDX-License-Identifier: GPL-2.0

//! Memory cgroups, parents before their children.

use super::{
    memcg_totals,
    prelude::*, //
};
use crate::names::shown_name;
use clap::Args;
use rmm::{
    abi::{
        lru::{
            LruList,
            LruType, //
        },
        memcg::{
            MemcgEvent,
            MemcgFlag,
            MemcgNodeRecord,
            MemcgRecord, //
        },
        ValueNames,
        ABSENT, //
    },
    RmmError, //
};
use std::{
    collections::HashMap,
    hash::Hash, //
};

const FIELDS: &FieldMeanings = &[
    ("flags", FieldMeaning::Bits(MemcgFlag::NAMES)),
    ("events", FieldMeaning::IndexedBy(&[&MemcgEvent::NAMES])),
    (
        "local_events",
        FieldMeaning::IndexedBy(&[&MemcgEvent::NAMES]),
    ),
    ("name_offset", FieldMeaning::Hidden),
    ("name_len", FieldMeaning::Hidden),
];
pub(super) const LISTS: FieldMeaning = FieldMeaning::IndexedBy(&[&LruList::NAMES]);
const NODE_FIELDS: &FieldMeanings = &[
    ("list_pages", LISTS),
    ("min_seq", FieldMeaning::IndexedBy(&[&LruType::NAMES])),
    ("reclaim_cost", FieldMeaning::IndexedBy(&[&LruType::NAMES])),
    (
        "refaults_at_reclaim",
        FieldMeaning::IndexedBy(&[&LruType::NAMES]),
    ),
];
pub(super) const PATH: crate::shape::AddedField = added(
    "path",
    FieldMeaning::Text,
    "Path relative to the root of the hierarchy, escaped.",
);

/// Why records of cgroups are not added up.
pub(super) const CGROUP_TREE: &str = "a cgroup includes those below it";

/// Shape of the charges and limits.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "memcgs",
    doc: "Charges and limits of one memory cgroup, which include its descendants.",
    record: Some(&MemcgRecord::DESCRIPTION),
    meanings: &[FIELDS],
    added: &[PATH],
    keys: &["cgroup", "path"],
    columns: &[
        "cgroup",
        "usage_pages",
        "peak_pages",
        "low_pages",
        "high_pages",
        "max_pages",
        "swap_usage_pages",
        "path",
    ],
    spare: &["low_pages", "high_pages", "peak_pages"],
    counters: &["events", "local_events", "failcnt"],
    legend: &["a limit of `-` is not set (max)"],
    totals: RecordTotals::Refused(CGROUP_TREE),
    ..RecordShape::EMPTY
};

/// Shape of the lists by node.
pub(super) static NODES_SHAPE: RecordShape = RecordShape {
    name: "memcgs-nodes",
    doc: "LRU lists of one memory cgroup on one node.",
    record: Some(&MemcgNodeRecord::DESCRIPTION),
    meanings: &[NODE_FIELDS],
    added: &[
        added(
            "tree_list_pages",
            LISTS,
            "Pages by list, of the cgroup and of all cgroups below it.",
        ),
        PATH,
    ],
    keys: &["cgroup", "path", "node"],
    columns: &["cgroup", "node", "tree_list_pages", "path"],
    totals: RecordTotals::Refused(CGROUP_TREE),
    ..RecordShape::EMPTY
};

/// Arguments.
#[derive(Args)]
pub(crate) struct MemcgsArguments {
    /// Show LRU lists by node instead of charges and limits.
    #[arg(long)]
    nodes: bool,
    /// With --nodes, show the lists of each cgroup without those of the cgroups below it.
    #[arg(long, requires = "nodes")]
    local: bool,
    /// Show counters of single cgroups, summed over each cgroup and all cgroups below it.
    #[arg(long, conflicts_with = "nodes")]
    total: bool,
}

impl MemcgsArguments {
    /// The shape of the records.
    pub(super) fn shape(&self) -> &'static RecordShape {
        match (self.nodes, self.total) {
            (true, _) => &NODES_SHAPE,
            (_, true) => &memcg_totals::SHAPE,
            _ => &SHAPE,
        }
    }
}

/// Runs the command.
pub(super) fn run(arguments: &MemcgsArguments) -> CommandResult {
    let rmm = Rmm::open()?;
    if arguments.nodes {
        let output = run_by_node(&rmm)?;
        return Ok(match arguments.local {
            true => output.columns(vec!["cgroup", "node", "list_pages", "path"]),
            false => output,
        });
    }
    if arguments.total {
        return memcg_totals::run(&rmm);
    }
    let rows = rmm.memcgs().map(|memcg| {
        let memcg = memcg?;
        Ok(OutputRow::new(
            &memcg.record,
            [shown_name(&memcg.path).into()],
        ))
    });
    Ok(CommandOutput::stream(&SHAPE, rows))
}

/// LRU lists by node, with sums over the tree.
fn run_by_node(rmm: &Rmm) -> CommandResult {
    let lists = rmm.memcg_nodes().collect::<Result<Vec<_>, RmmError>>()?;
    let mut places = HashMap::new();
    for memcg in rmm.memcgs() {
        let memcg = memcg?;
        places.insert(memcg.cgroup, (memcg.parent, shown_name(&memcg.path)));
    }
    let own = lists
        .iter()
        .map(|record| (record.cgroup, record.node, record.list_pages));
    let sums = tree_sums(own, |cgroup| places.get(&cgroup).map(|&(parent, _)| parent));
    // Made while they are written: the sums of a cgroup take much more memory as JSON.
    let rows = lists.into_iter().map(move |record| {
        let sums = sums.get(&(record.cgroup, record.node));
        let sums = by_name(&LruList::NAMES, sums.map_or(&[], |sums| sums));
        // A cgroup that was made between the two requests has no path yet.
        let path = places.get(&record.cgroup).map(|(_, path)| path.clone());
        Ok(OutputRow::new(&record, [sums, path.into()]))
    });
    Ok(CommandOutput::stream(&NODES_SHAPE, rows))
}

/// Numbers with the names of their indices.
pub(super) fn by_name(names: &ValueNames, numbers: &[u64]) -> Value {
    let named = names.items.iter().enumerate().map(|(at, name)| {
        let number = numbers.get(at).copied().and_then(rmm::present);
        (name.text.to_owned(), number.into())
    });
    Value::Object(named.collect())
}

/// Sums over each cgroup and those below it, by cgroup and key. `own` has the numbers of single
/// cgroups, of which absent ones do not count; a sum without a present one is absent.
pub(super) fn tree_sums<K: Copy + Eq + Hash, const N: usize>(
    own: impl IntoIterator<Item = (u64, K, [u64; N])>,
    parent_of: impl Fn(u64) -> Option<u64>,
) -> HashMap<(u64, K), [u64; N]> {
    let mut sums = HashMap::new();
    for (cgroup, key, numbers) in own {
        let mut cgroup = Some(cgroup);
        while let Some(at) = cgroup.and_then(rmm::present) {
            let sum = sums.entry((at, key)).or_insert([ABSENT; N]);
            for (sum, number) in sum.iter_mut().zip(numbers) {
                if let Some(number) = rmm::present(number) {
                    *sum = rmm::present(*sum).unwrap_or(0) + number;
                }
            }
            cgroup = parent_of(at);
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_are_added_up() {
        let own = [
            (1, 0, [1, ABSENT]),
            (2, 0, [10, ABSENT]),
            (3, 0, [100, ABSENT]),
            (3, 1, [7, 5]),
            (2, 1, [ABSENT, ABSENT]),
        ];
        let sums = tree_sums(own, |cgroup| match cgroup {
            1 => Some(ABSENT),
            other => Some(other - 1),
        });
        assert_eq!(sums[&(1, 0)], [111, ABSENT]);
        assert_eq!(sums[&(2, 0)], [110, ABSENT]);
        assert_eq!(sums[&(1, 1)], [7, 5]);
        assert_eq!(sums[&(3, 1)], [7, 5]);
    }
}
