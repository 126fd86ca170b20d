// SPDX-License-Identifier: GPL-2.0

//! Processes: who uses memory where.

use super::{
    process_fields::{
        node_bytes,
        to_json, //
    },
    text_files::read_processes,
    CommandResult, //
};
use crate::{
    columns::GridColumn,
    error::CommandError,
    fields::{
        FieldMeaning,
        FieldMeanings, //
    },
    grid::TextGrid,
    output::CommandOutput, //
};
use clap::Args;
use regex::bytes::Regex;
use rmm::{
    abi::process::ProcessRecord,
    escape_name,
    ProcessesOptions,
    Rmm, //
};
use serde_json::{
    json,
    Map,
    Value, //
};
use std::{
    cmp::Ordering,
    collections::{
        BTreeSet,
        HashMap,
        HashSet, //
    },
    fs, //
};

const FIELDS: &FieldMeanings = &[
    ("owner", FieldMeaning::Node),
    ("comm", FieldMeaning::Hidden),
    ("node_bytes", FieldMeaning::Hidden),
    ("more_nodes_bytes", FieldMeaning::Hidden),
];
/// Columns before those of the nodes, and after them.
const FIRST_COLUMNS: &[GridColumn] = &[
    GridColumn::plain("pid", 0),
    GridColumn::plain("user", 0),
    GridColumn::kib("rss_kb", "rss_bytes"),
];
const PSS_COLUMNS: &[GridColumn] = &[
    GridColumn::kib("pss_kb", "pss_bytes"),
    GridColumn::kib("uss_kb", "uss_bytes"),
];
const MIDDLE_COLUMNS: &[GridColumn] = &[
    GridColumn::kib("anon_kb", "anon_bytes"),
    GridColumn::kib("file_kb", "file_bytes"),
    GridColumn::kib("shmem_kb", "shmem_bytes"),
    GridColumn::kib("hugetlb_kb", "hugetlb_bytes"),
    GridColumn::kib("huge_kb", "huge_bytes"),
    GridColumn::kib("swap_kb", "swap_bytes"),
    GridColumn::kib("table_kb", "table_bytes"),
];
const LAST_COLUMNS: &[GridColumn] = &[GridColumn::plain("cgroup", 0), GridColumn::plain("comm", 0)];

/// Arguments.
#[derive(Args)]
pub(crate) struct PsArguments {
    /// Only processes with memory on this node, most of it first.
    #[arg(long)]
    node: Option<u32>,
    /// Only processes in this cgroup and below it.
    #[arg(long, value_name = "PATH")]
    cgroup: Option<String>,
    /// Only processes of this user, a name or a number.
    #[arg(long)]
    user: Option<String>,
    /// Only processes whose name matches this regular expression.
    #[arg(long, value_name = "REGEX")]
    name: Option<Regex>,
    /// Column or field to sort by: numbers from the largest, text from A.
    #[arg(long, value_name = "COLUMN")]
    sort: Option<String>,
    /// Also read PSS and USS, at the cost of smaps_rollup for each process.
    #[arg(long)]
    pss: bool,
}

/// Runs the command.
pub(super) fn run(arguments: &PsArguments) -> CommandResult {
    let options = ProcessesOptions {
        resident: true,
        pss: arguments.pss,
        ..ProcessesOptions::default()
    };
    let records = match Rmm::open() {
        Ok(rmm) => rmm.processes(&options).collect::<Result<Vec<_>, _>>()?,
        Err(error) => read_processes(error, arguments.pss)?,
    };
    let users = user_names(&fs::read_to_string("/etc/passwd").unwrap_or_default());
    let has_name = |record: &&ProcessRecord| {
        let name = arguments.name.as_ref();
        name.is_none_or(|name| name.is_match(record.name()))
    };
    // The kernel's files of a process cost as much as its record, so its name is checked first.
    let records: Vec<Value> = records
        .iter()
        .filter(has_name)
        .map(|record| process_json(record, &users))
        .filter(|process| is_selected(process, arguments))
        .collect();
    list(records, arguments)
}

/// Names of users by number.
fn user_names(passwd: &str) -> HashMap<u32, String> {
    let users = passwd.lines().filter_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        Some((fields.nth(1)?.parse().ok()?, escape_name(name.as_bytes())))
    });
    // The first name of a number counts, as for getpwuid(3).
    let mut names = HashMap::new();
    for (number, name) in users {
        names.entry(number).or_insert(name);
    }
    names
}

/// Facts about a process that its address space does not have.
struct ProcessIdentity {
    uid: Option<u32>,
    cgroup: Option<String>,
}

impl ProcessIdentity {
    /// Reads the kernel's files of a process, which may have ended.
    fn read(pid: i32) -> Self {
        let status = fs::read(format!("/proc/{pid}/status")).unwrap_or_default();
        let status = String::from_utf8_lossy(&status);
        let uids = status.lines().find_map(|line| line.strip_prefix("Uid:"));
        // The second is the effective one.
        let uid = uids.and_then(|uids| uids.split_whitespace().nth(1)?.parse().ok());
        let cgroups = fs::read(format!("/proc/{pid}/cgroup")).unwrap_or_default();
        Self {
            uid,
            cgroup: memory_cgroup(&cgroups),
        }
    }
}

/// The path in the hierarchy of the memory controller, which is that of version 2 unless version 1
/// has it.
fn memory_cgroup(text: &[u8]) -> Option<String> {
    let lines = text.split(|&byte| byte == b'\n').filter_map(|line| {
        let mut fields = line.splitn(3, |&byte| byte == b':');
        let (_, controllers) = (fields.next()?, fields.next()?);
        Some((controllers, fields.next()?))
    });
    let has_memory = |controllers: &[u8]| {
        let mut names = controllers.split(|&byte| byte == b',');
        names.any(|name| name == b"memory")
    };
    let (first, second): (Vec<_>, Vec<_>) =
        lines.partition(|(controllers, _)| has_memory(controllers));
    let unified = second
        .iter()
        .find(|(controllers, _)| controllers.is_empty());
    first.first().or(unified).map(|(_, path)| escape_name(path))
}

fn process_json(record: &ProcessRecord, users: &HashMap<u32, String>) -> Value {
    let identity = ProcessIdentity::read(record.pid);
    let name = identity.uid.map(|uid| {
        let name = users.get(&uid);
        name.cloned().unwrap_or_else(|| uid.to_string())
    });
    let mut json = to_json(record, FIELDS);
    let own = [
        ("rss_bytes", record.resident_bytes().into()),
        (
            "node_bytes",
            node_bytes(&record.node_bytes, record.more_nodes_bytes),
        ),
        ("uid", identity.uid.into()),
        ("user", name.into()),
        ("cgroup", identity.cgroup.into()),
        ("comm", escape_name(record.name()).into()),
    ];
    json.extend(own.map(|(name, value): (_, Value)| (name.to_owned(), value)));
    json.into()
}

fn is_selected(process: &Value, arguments: &PsArguments) -> bool {
    let text = |field: &str| process[field].as_str();
    let has_node = arguments
        .node
        .is_none_or(|node| process["node_bytes"][node.to_string()].as_u64() > Some(0));
    let has_cgroup = arguments.cgroup.as_deref().is_none_or(|wanted| {
        let wanted = wanted.trim_end_matches('/');
        let rest = text("cgroup").and_then(|path| path.strip_prefix(wanted));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    let has_user = arguments.user.as_deref().is_none_or(|wanted| {
        text("user") == Some(wanted)
            || process["uid"].as_u64() == wanted.parse().ok() && process["uid"].is_number()
    });
    has_node && has_cgroup && has_user
}

/// The order of two values: numbers from the largest, text from A, absent values last.
fn order(a: &Value, b: &Value) -> Ordering {
    match (a.as_u64(), b.as_u64(), a.as_str(), b.as_str()) {
        (Some(a), Some(b), ..) => b.cmp(&a),
        (_, _, Some(a), Some(b)) => a.cmp(b),
        _ => a.is_null().cmp(&b.is_null()),
    }
}

/// The columns for these processes.
fn columns(records: &[Value], arguments: &PsArguments) -> Vec<GridColumn> {
    let nodes: BTreeSet<u32> = match arguments.node {
        Some(node) => [node].into(),
        None => {
            let nodes = records
                .iter()
                .filter_map(|record| record["node_bytes"].as_object());
            nodes
                .flat_map(|nodes| nodes.keys().filter_map(|node| node.parse().ok()))
                .collect()
        }
    };
    let nodes = nodes.into_iter().map(GridColumn::node_kib);
    let pss = if arguments.pss { PSS_COLUMNS } else { &[] };
    let fixed = [FIRST_COLUMNS, pss, MIDDLE_COLUMNS].concat();
    fixed
        .into_iter()
        .chain(nodes)
        .chain(LAST_COLUMNS.iter().cloned())
        .collect()
}

/// Sorts and adds up.
fn list(mut records: Vec<Value>, arguments: &PsArguments) -> CommandResult {
    let columns = columns(&records, arguments);
    let by_node = arguments.node.map(|node| format!("N{node}_kb"));
    if let Some(name) = arguments.sort.as_ref().or(by_node.as_ref()) {
        let Some(column) = columns.iter().find(|column| column.is_called(name)) else {
            let heads: Vec<&str> = columns.iter().map(|column| &*column.head).collect();
            return Err(CommandError::Usage(format!(
                "--sort: no column {name:?}; columns are {}",
                heads.join(", ")
            )));
        };
        records.sort_by(|a, b| order(column.value(a), column.value(b)));
    }
    let counted = without_shared(&records);
    let mut total = Map::new();
    for record in &counted {
        add_bytes(&mut total, record);
    }
    let mut grid = TextGrid::from_described(&records, &columns);
    grid.push_total(counted.iter().copied(), &columns);
    let shared = records.len() - counted.len();
    if shared != 0 {
        grid.note(format!(
            "{shared} processes share the address space of another; the total counts it once"
        ));
    }
    let mut json = Map::new();
    json.insert("processes".to_owned(), records.into());
    json.insert("total".to_owned(), total.into());
    Ok(CommandOutput {
        json: json.into(),
        grid,
    })
}

/// The processes without those that share the address space of another in the list.
fn without_shared(records: &[Value]) -> Vec<&Value> {
    let mut seen = HashSet::new();
    let counted = records.iter().filter(|record| {
        let owner = record["owner"].as_i64();
        seen.insert(owner.or(record["pid"].as_i64()))
    });
    counted.collect()
}

/// Adds the fields of bytes, also those by node.
fn add_bytes(sums: &mut Map<String, Value>, record: &Value) {
    for (name, value) in record.as_object().into_iter().flatten() {
        match value {
            Value::Object(_) => {
                let inner = sums.entry(name.clone()).or_insert_with(|| json!({}));
                if let Value::Object(inner) = inner {
                    add_bytes(inner, value);
                }
            }
            _ if name.ends_with("_bytes") || name.parse::<u32>().is_ok() || name == "more" => {
                // The sum with an absent value is absent.
                let sum = sums.entry(name.clone()).or_insert_with(|| 0.into());
                *sum = match (sum.as_u64(), value.as_u64()) {
                    (Some(sum), Some(bytes)) => (sum + bytes).into(),
                    _ => Value::Null,
                };
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments() -> PsArguments {
        PsArguments {
            node: None,
            cgroup: None,
            user: None,
            name: None,
            sort: None,
            pss: false,
        }
    }

    fn process(pid: i32, owner: i32, kib: u64, comm: &str) -> Value {
        json!({
            "pid": pid, "owner": owner, "rss_bytes": kib << 10, "uid": 7, "user": "web",
            "node_bytes": {"1": kib << 10}, "cgroup": "/a/b", "comm": comm,
        })
    }

    #[test]
    fn filters_select() {
        let found = process(1, 1, 4, "x\\033y");
        assert!(is_selected(&found, &arguments()));
        for (cgroup, selected) in [("/a", true), ("/a/b/", true), ("/a/bc", false), ("/", true)] {
            let mut wanted = arguments();
            wanted.cgroup = Some(cgroup.to_owned());
            assert_eq!(is_selected(&found, &wanted), selected, "{cgroup}");
        }
        for (user, selected) in [("web", true), ("7", true), ("8", false), ("we", false)] {
            let mut wanted = arguments();
            wanted.user = Some(user.to_owned());
            assert_eq!(is_selected(&found, &wanted), selected, "{user}");
        }
        for (node, selected) in [(1, true), (0, false)] {
            let mut wanted = arguments();
            wanted.node = Some(node);
            assert_eq!(is_selected(&found, &wanted), selected, "{node}");
        }
    }

    #[test]
    fn shared_address_spaces_count_once() {
        let records = vec![
            process(1, 1, 4, "a"),
            process(2, 1, 4, "b"),
            process(3, 3, 8, "c"),
        ];
        let mut wanted = arguments();
        wanted.sort = Some("rss_kb".to_owned());
        let output = list(records, &wanted).unwrap();
        assert_eq!(output.json["total"]["rss_bytes"], 12 << 10);
        assert_eq!(output.json["total"]["node_bytes"]["1"], 12 << 10);
        assert_eq!(output.json["processes"][0]["pid"], 3);
    }

    #[test]
    fn the_sum_with_an_absent_value_is_absent() {
        let mut total = Map::new();
        for record in [
            json!({"pss_bytes": 4, "anon_bytes": 1}),
            json!({"pss_bytes": null, "anon_bytes": 2}),
            json!({"pss_bytes": 8, "anon_bytes": 4}),
        ] {
            add_bytes(&mut total, &record);
        }
        assert_eq!(
            (&total["pss_bytes"], &total["anon_bytes"]),
            (&Value::Null, &json!(7))
        );
    }

    #[test]
    fn unknown_columns_are_refused() {
        let mut wanted = arguments();
        wanted.sort = Some("rrs".to_owned());
        let error = list(vec![process(1, 1, 4, "a")], &wanted).err().unwrap();
        assert!(error.message().contains("rss_kb"), "{}", error.message());
        assert_eq!(error.status(), 2);
    }

    #[test]
    fn finds_the_memory_cgroup() {
        assert_eq!(memory_cgroup(b"0::/a b\n").as_deref(), Some("/a b"));
        assert_eq!(
            memory_cgroup(b"5:cpu:/c\n4:hugetlb,memory:/m:x\n0::/u\n").as_deref(),
            Some("/m:x")
        );
        assert_eq!(memory_cgroup(b""), None);
    }
}
