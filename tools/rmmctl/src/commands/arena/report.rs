// SPDX-License-Identifier: GPL-2.0

//! The contents of arenas: `arena list`, `stat`, `move` and `ring`.

use super::{
    super::prelude::*,
    arguments::{
        parse_offsets,
        ArenaName,
        PlacementNodes, //
    },
};
use crate::{
    columns::ColumnExpansion,
    names::shown_name, //
};
use clap::Args;
use rmm::{
    abi::arena::{
        ArenaFlag,
        ArenaMoveArgs,
        ArenaStatArgs,
        DecisionRecord,
        MigrationRefusal,
        PlacementKind,
        PlacementReason,
        ARENA_NODES, //
    },
    arena_holders,
    listed_arenas,
    ArenaDescriptor,
    RmmError, //
};
use std::{
    collections::HashSet,
    ops::Range, //
};

const STAT_FIELDS: &FieldMeanings = &[
    ("size", FieldMeaning::Hidden),
    ("flags", FieldMeaning::Hidden),
    ("uid", FieldMeaning::Narrow),
    ("maker_comm", FieldMeaning::Hidden),
    ("private_pages", FieldMeaning::ByNode("")),
    ("private_placed", FieldMeaning::ByNode("")),
    ("policy", FieldMeaning::Word(&PlacementKind::NAMES)),
    ("nodes", FieldMeaning::Hidden),
    ("arena_flags", FieldMeaning::Bits(ArenaFlag::NAMES)),
    ("node_pages", FieldMeaning::ByNode("")),
    ("placed", FieldMeaning::ByNode("")),
    ("moved_in", FieldMeaning::ByNode("")),
    ("moved_out", FieldMeaning::ByNode("")),
    (
        "reasons",
        FieldMeaning::IndexedBy(&[&PlacementReason::NAMES]),
    ),
    (
        "refusals",
        FieldMeaning::IndexedBy(&[&MigrationRefusal::NAMES]),
    ),
];
/// The source of arenas that were listed, and of those that were found by their descriptors.
const LISTED: &str = "/proc/rmm/arenas";
const HELD: &str = "/proc/PID/fd";
const NODES_DOC: &str =
    "Nodes that it places pages on; unknown for an arena that only mappings keep.";
const HOLDERS_DOC: &str =
    "Descriptors of the arena as PID:FD, in the processes whose /proc/PID/fd the caller may read.";

/// Shape of `arena list`.
pub(in super::super) static LIST_SHAPE: RecordShape = RecordShape {
    name: "arena-list",
    doc: "An arena and the descriptors of it.",
    record: Some(&ArenaStatArgs::DESCRIPTION),
    meanings: &[STAT_FIELDS, PROCESS_FIELDS],
    added: &[
        added("node_list", FieldMeaning::Text, NODES_DOC),
        added("holders", FieldMeaning::Texts, HOLDERS_DOC),
        added(
            "maker_comm",
            FieldMeaning::Text,
            "Name of the process that created the arena, as it was then, escaped.",
        ),
    ],
    keys: &["id"],
    columns: &[
        "id",
        "policy",
        "uid",
        "bytes",
        "cap",
        "resident_pages",
        "swapped_pages",
        "decisions",
        "holders",
    ],
    ..RecordShape::EMPTY
};

/// Shape of `arena stat`.
pub(in super::super) static STAT_SHAPE: RecordShape = RecordShape {
    name: "arena-stat",
    doc: "An arena: where its pages are and why.",
    layout: RecordLayout::FieldRows("id"),
    columns: &[],
    ..LIST_SHAPE
};

/// Shape of `arena move`.
pub(in super::super) static MOVE_SHAPE: RecordShape = RecordShape {
    name: "arena-move",
    doc: "The result of a migration.",
    record: Some(&ArenaMoveArgs::DESCRIPTION),
    meanings: &[
        &[
            ("size", FieldMeaning::Hidden),
            ("flags", FieldMeaning::Hidden),
            ("nodes", FieldMeaning::Hidden),
            ("start", FieldMeaning::Address),
            ("next", FieldMeaning::Hidden),
            (
                "refusals",
                FieldMeaning::IndexedBy(&[&MigrationRefusal::NAMES]),
            ),
        ],
        PROCESS_FIELDS,
    ],
    keys: &["start", "len"],
    ..RecordShape::EMPTY
};

/// Shape of `arena ring`.
pub(in super::super) static RING_SHAPE: RecordShape = RecordShape {
    name: "arena-ring",
    doc: "A placement decision. Missing numbers were overwritten.",
    record: Some(&DecisionRecord::DESCRIPTION),
    meanings: &[
        &[
            ("node", FieldMeaning::Hidden),
            ("wanted", FieldMeaning::Hidden),
            ("reason", FieldMeaning::Word(&PlacementReason::NAMES)),
        ],
        PROCESS_FIELDS,
    ],
    added: &[
        added(
            "node",
            FieldMeaning::Number,
            "Node that the page was placed on or migrated to.",
        ),
        added(
            "wanted",
            FieldMeaning::Number,
            "First choice of the policy; unknown if the kernel chose.",
        ),
    ],
    keys: &["number"],
    fixed_order: Some("decisions are shown in the order in which they were made"),
    columns: &[
        "number", "time_ns", "page", "reason", "local", "node", "wanted",
    ],
    ..RecordShape::EMPTY
};

/// One arena.
#[derive(Args)]
pub(crate) struct StatArguments {
    /// Number of `arena list`, or PID:FD.
    arena: ArenaName,
}

/// `arena move`.
#[derive(Args)]
pub(crate) struct MoveArguments {
    /// Number of `arena list`, or PID:FD.
    arena: ArenaName,
    /// Target nodes: a list such as 0-2,5. Pages on one of them stay.
    #[arg(long)]
    nodes: PlacementNodes,
    /// Offsets START-END in hexadecimal, by default the whole arena.
    #[arg(long, value_parser = parse_offsets)]
    range: Option<Range<u64>>,
}

/// `arena ring`.
#[derive(Args)]
pub(crate) struct RingArguments {
    /// Number of `arena list`, or PID:FD.
    arena: ArenaName,
    /// First decision.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    from: u64,
}

/// A row of `list` and `stat`.
fn stat_row(stat: &ArenaStatArgs, holders: &[String]) -> OutputRow {
    let nodes = rmm::present(stat.nodes).map(|nodes| PlacementNodes(nodes).list());
    let maker = stat.maker_comm.split(|&byte| byte == 0).next();
    let maker = maker.filter(|name| !name.is_empty()).map(shown_name);
    OutputRow::new(stat, [nodes.into(), holders.into(), maker.into()])
}

/// Descriptors by the inode of the arena.
struct KnownHolders(Vec<rmm::ArenaHolder>);

impl KnownHolders {
    fn names(&self, inode: u64) -> Vec<String> {
        let holders = self.0.iter().filter(|holder| holder.inode == inode);
        holders
            .map(|holder| format!("{}:{}", holder.pid, holder.fd))
            .collect()
    }
}

/// Every arena; without CAP_SYS_ADMIN, those that the caller's processes have open.
pub(super) fn list() -> CommandResult {
    let holders = KnownHolders(arena_holders()?);
    let (arenas, source, note) = match listed_arenas() {
        Ok(arenas) => (arenas, LISTED, None),
        Err(error) if error.is_missing_right() => (
            held_arenas(&holders),
            HELD,
            Some("Without CAP_SYS_ADMIN, only arenas that processes of the caller have open."),
        ),
        Err(error) => return Err(error.into()),
    };
    let rows = arenas
        .iter()
        .map(|stat| stat_row(stat, &holders.names(stat.inode)));
    let output = CommandOutput::rows(&LIST_SHAPE, rows.collect())
        .expansion(ColumnExpansion::of_machine())
        .source(source);
    Ok(match note {
        Some(note) => output.note(note),
        None => output,
    })
}

fn held_arenas(holders: &KnownHolders) -> Vec<ArenaStatArgs> {
    let mut seen = HashSet::new();
    let arenas = holders.0.iter().filter_map(|holder| {
        // The process may have closed it, or may not be traced by the caller.
        let arena = ArenaDescriptor::of_process(holder.pid, holder.fd).ok()?;
        let stat = arena.stat(true).ok()?;
        seen.insert(stat.id).then_some(stat)
    });
    let mut arenas: Vec<ArenaStatArgs> = arenas.collect();
    arenas.sort_by_key(|stat| stat.id);
    arenas
}

/// One arena. An arena without a descriptor is read from `/proc/rmm/arenas`.
pub(super) fn stat(arguments: &StatArguments) -> CommandResult {
    let (stat, source) = match (arguments.arena, arguments.arena.open()) {
        (_, Ok(arena)) => (arena.stat(true)?, HELD),
        (ArenaName::Id(id), Err(error @ RmmError::NoArenaDescriptor { .. })) => {
            let listed = listed_arenas().unwrap_or_default();
            let found = listed.into_iter().find(|stat| stat.id == id);
            (found.ok_or(CommandError::from(error))?, LISTED)
        }
        (_, Err(error)) => return Err(error.into()),
    };
    let holders = KnownHolders(arena_holders()?).names(stat.inode);
    let rows = vec![stat_row(&stat, &holders)];
    Ok(CommandOutput::rows(&STAT_SHAPE, rows).source(source))
}

/// Migrates pages.
pub(super) fn migrate(arguments: &MoveArguments) -> CommandResult {
    let arena = arguments.arena.open()?;
    // Pages beyond the end of the file do not exist.
    let end = arena.stat(false)?.bytes.next_multiple_of(4096);
    let range = arguments.range.clone().unwrap_or(0..end);
    let moved = arena.migrate(range.start..range.end.min(end), arguments.nodes.0)?;
    Ok(CommandOutput::rows(
        &MOVE_SHAPE,
        vec![OutputRow::new(&moved, [])],
    ))
}

/// The last decisions.
pub(super) fn ring(arguments: &RingArguments) -> CommandResult {
    let arena = arguments.arena.open()?;
    let rows = arena.decisions(arguments.from).map(|decision| {
        let decision = decision?;
        let node = |node: u32| (node < ARENA_NODES).then_some(node);
        let added = [node(decision.node).into(), node(decision.wanted).into()];
        Ok(OutputRow::new(&decision, added))
    });
    Ok(CommandOutput::stream(&RING_SHAPE, rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makers_have_names_and_unknown_nodes_are_null() {
        let mut stat = ArenaStatArgs::ZERO;
        stat.maker_comm[..3].copy_from_slice(b"a\nb");
        stat.private_pages = [rmm::abi::ABSENT; 64];
        stat.private_placed[1] = 7;
        let fields = LIST_SHAPE.fields();
        let object = stat_row(&stat, &[]).to_object(&fields);
        assert_eq!(object["maker_comm"], "a\\012b");
        assert_eq!(object["private_pages"], Value::Null);
        assert_eq!(object["private_placed"], json!({"1": 7}));
        assert_eq!(object["placed"], json!({}));
        let object = stat_row(&ArenaStatArgs::ZERO, &[]).to_object(&fields);
        assert_eq!(object["maker_comm"], Value::Null);
    }
}
