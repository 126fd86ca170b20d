// SPDX-License-Identifier: GPL-2.0

//! Processes: who uses memory where.

mod filter;
mod names;
mod sort;

use super::{
    prelude::*,
    text_files::read_processes, //
};
use crate::{
    arguments::{
        cgroup_candidates,
        parse_name_pattern, //
    },
    columns::ColumnExpansion,
    names::shown_name,
    output::{
        sort_column,
        OutputOptions, //
    },
};
use clap::Args;
use clap_complete::ArgValueCandidates;
use filter::{
    check_node,
    ProcessFilter,
    WantedCgroup, //
};
use names::{
    cgroup_paths,
    user_names,
    ProcessNames, //
};
use regex::bytes::Regex;
use rmm::{
    abi::process::ProcessRecord,
    ProcessesOptions, //
};
use sort::sorted_rows;
use std::{
    collections::HashSet,
    fs,
    time::Duration, //
};

/// Time limit of one request, so that the first processes are shown at once.
const BUDGET: Duration = Duration::from_millis(15);

const FIELDS: &FieldMeanings = &[
    ("owner", FieldMeaning::Node),
    ("uid", FieldMeaning::Narrow),
    ("real_uid", FieldMeaning::Narrow),
    ("comm", FieldMeaning::Hidden),
    ("node_bytes", FieldMeaning::ByNode("more_nodes_bytes")),
    ("more_nodes_bytes", FieldMeaning::Hidden),
];

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "ps",
    doc: "A process.",
    record: Some(&ProcessRecord::DESCRIPTION),
    meanings: &[FIELDS],
    added: &[
        added("rss_bytes", FieldMeaning::Number, "Resident memory: VmRSS."),
        added(
            "user",
            FieldMeaning::Text,
            "Name of the effective user, or its number.",
        ),
        added(
            "cgroup",
            FieldMeaning::Text,
            "Path of `memory_cgroup`, relative to the root of the hierarchy, escaped; that of \
             /proc/PID/cgroup if the caller may not list memory cgroups.",
        ),
        added("comm", FieldMeaning::Text, "Name of the process, escaped."),
    ],
    keys: &["pid", "comm"],
    columns: COLUMNS,
    spare: &[
        "lazyfree_bytes",
        "pss_dirty_bytes",
        "hugetlb_bytes",
        "huge_bytes",
        "table_bytes",
        "shmem_bytes",
        "swap_bytes",
        "user",
        "cgroup",
    ],
    totals: RecordTotals::Always(&[]),
    ..RecordShape::EMPTY
};

const COLUMNS: &[&str] = &[
    "pid",
    "user",
    "rss_bytes",
    "anon_bytes",
    "file_bytes",
    "shmem_bytes",
    "hugetlb_bytes",
    "huge_bytes",
    "swap_bytes",
    "table_bytes",
    "node_bytes",
    "cgroup",
    "comm",
];
/// The columns with --pss, after `rss_bytes`.
const PSS_COLUMNS: [&str; 4] = [
    "pss_bytes",
    "uss_bytes",
    "pss_dirty_bytes",
    "lazyfree_bytes",
];

/// Fields that need no walk of the page tables.
const COUNTED_FIELDS: &[&str] = &[
    "pid",
    "owner",
    "virtual_bytes",
    "anon_bytes",
    "file_bytes",
    "shmem_bytes",
    "swap_bytes",
    "memory_cgroup",
    "uid",
    "real_uid",
    "rss_bytes",
    "user",
    "cgroup",
    "comm",
];

/// Arguments.
#[derive(Args)]
pub(crate) struct PsArguments {
    /// Only processes with memory on this node, most of it first.
    #[arg(long)]
    node: Option<u32>,
    /// Only processes in this cgroup and below it.
    #[arg(long, value_name = "PATH", add = ArgValueCandidates::new(cgroup_candidates))]
    cgroup: Option<String>,
    /// Only processes of this user, a name or a number.
    #[arg(long)]
    user: Option<String>,
    /// Only processes whose name matches this regular expression.
    #[arg(long, value_name = "REGEX", value_parser = parse_name_pattern)]
    name: Option<Regex>,
    /// Also read PSS and USS, at the cost of smaps_rollup for each process.
    #[arg(long)]
    pss: bool,
}

/// Makes rows of the processes that are shown.
#[derive(Default)]
struct ProcessLister {
    filter: ProcessFilter,
    names: ProcessNames,
    /// The cgroup is a column.
    has_cgroup: bool,
    /// Owners of the address spaces so far.
    seen: HashSet<i32>,
}

impl ProcessLister {
    /// Whether the address space of a process was shown before; `None` if the process is not shown.
    fn pick(&mut self, record: &ProcessRecord) -> Option<bool> {
        if !self.filter.passes(record, &mut self.names) {
            return None;
        }
        let owner = match record.owner {
            -1 => record.pid,
            owner => owner,
        };
        Some(!self.seen.insert(owner))
    }

    fn row(&mut self, record: &ProcessRecord, is_repeated: bool) -> OutputRow {
        let user = rmm::present_32(record.uid).map(|uid| self.names.user(uid).to_owned());
        let cgroup = self.has_cgroup.then(|| self.names.cgroup(record));
        let mut row = OutputRow::new(
            record,
            [
                record.resident_bytes().into(),
                user.into(),
                cgroup.flatten().into(),
                shown_name(record.name()).into(),
            ],
        );
        row.is_repeated = is_repeated;
        row
    }
}

/// Runs the command. Memory is only read for columns that are shown.
pub(super) fn run(arguments: &PsArguments, options: &OutputOptions) -> CommandResult {
    if let Some(node) = arguments.node {
        check_node(node)?;
    }
    let expansion = ColumnExpansion {
        nodes: match arguments.node {
            Some(node) => vec![node],
            None => ColumnExpansion::of_machine().nodes,
        },
        ..ColumnExpansion::default()
    };
    let mut columns = COLUMNS.to_vec();
    if arguments.pss {
        columns.splice(3..3, PSS_COLUMNS);
    }
    let by_node = arguments.node.map(|node| format!("N{node}"));
    let sort = options.sort.as_ref().or(by_node.as_ref());
    let sort = sort.map(|name| sort_column(name, &SHAPE.fields(), COLUMNS, &expansion));
    let sort = sort.transpose()?;
    let mut wanted = options.wanted_fields(&SHAPE, &columns, &expansion)?;
    if let Some(column) = &sort {
        wanted.add(&column.field.name);
    }
    let request = ProcessesOptions {
        resident: wanted.has_others_than(COUNTED_FIELDS),
        pss: arguments.pss,
        budget: Some(BUDGET),
        ..ProcessesOptions::default()
    };
    let has_cgroup = wanted.has("cgroup");
    let mut names = ProcessNames {
        users: user_names(&fs::read("/etc/passwd").unwrap_or_default()),
        ..ProcessNames::default()
    };
    let filter = ProcessFilter {
        node: arguments.node,
        cgroup: arguments.cgroup.as_deref().map(WantedCgroup::new),
        user: arguments.user.clone(),
        name: arguments.name.clone(),
    };
    let mut source = rmm::DEVICE.to_owned();
    let records: Box<dyn Iterator<Item = Result<ProcessRecord, CommandError>>> = match Rmm::open() {
        Ok(rmm) => {
            if has_cgroup || filter.cgroup.is_some() {
                names.cgroups = cgroup_paths(&rmm);
            }
            let records = rmm.processes(&request);
            Box::new(records.map(|record| record.map_err(CommandError::from)))
        }
        Err(error) => {
            let (records, path) = read_processes(error, arguments.pss)?;
            source = path;
            Box::new(records.into_iter().map(Ok))
        }
    };
    filter.check_user(&names)?;
    if let Some(cgroup) = &filter.cgroup {
        cgroup.check(names.cgroups.values())?;
    }
    let mut lister = ProcessLister {
        filter,
        names,
        has_cgroup,
        ..ProcessLister::default()
    };
    let output = match sort {
        Some(column) => CommandOutput::stream(&SHAPE, sorted_rows(records, lister, &column)?),
        None => CommandOutput::stream(
            &SHAPE,
            records.filter_map(move |record| match record {
                Ok(record) => {
                    let is_repeated = lister.pick(&record)?;
                    Some(Ok(lister.row(&record, is_repeated)))
                }
                Err(error) => Some(Err(error)),
            }),
        ),
    };
    Ok(output
        .expansion(expansion)
        .columns(columns)
        .source(source)
        .repeated_note("processes share the address space of another; the total counts it once"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_users_are_absent() {
        let record = ProcessRecord {
            uid: u32::MAX,
            real_uid: u32::MAX,
            ..ProcessRecord::ZERO
        };
        let row = ProcessLister::default().row(&record, false);
        let object = row.to_object(&SHAPE.fields());
        for name in ["uid", "real_uid", "user"] {
            assert_eq!(object[name], Value::Null, "{name}");
        }
    }
}
