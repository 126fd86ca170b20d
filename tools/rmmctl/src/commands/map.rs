// SPDX-License-Identifier: GPL-2.0

//! The VMAs of a process.

use super::prelude::*;
use crate::{
    columns::ColumnExpansion,
    names::shown_name, //
};
use clap::Args;
use rmm::{
    abi::{
        arena::PlacementKind,
        mempolicy::{
            MempolicyFlag,
            MempolicyMode,
            MempolicySource, //
        },
        names::{
            VmaFlag,
            VmaKind, //
        },
        vma::{
            VmaRecord,
            VmaState, //
        },
    },
    NamedVma,
    VmasOptions, //
};

const FIELDS: &FieldMeanings = &[
    ("start", FieldMeaning::Address),
    ("end", FieldMeaning::Address),
    ("flags", FieldMeaning::Bits(VmaFlag::NAMES)),
    ("kind", FieldMeaning::Word(&VmaKind::NAMES)),
    ("state", FieldMeaning::Bits(VmaState::NAMES)),
    ("policy_mode", FieldMeaning::Word(&MempolicyMode::NAMES)),
    ("policy_flags", FieldMeaning::Bits(MempolicyFlag::NAMES)),
    ("policy_source", FieldMeaning::Word(&MempolicySource::NAMES)),
    ("policy_home_node", FieldMeaning::Node),
    ("arena_policy", FieldMeaning::Word(&PlacementKind::NAMES)),
    ("thp_eligible", FieldMeaning::Narrow),
    ("pkey", FieldMeaning::Narrow),
    ("policy_nodes", FieldMeaning::Hidden),
    ("node_bytes", FieldMeaning::ByNode("more_nodes_bytes")),
    ("more_nodes_bytes", FieldMeaning::Hidden),
    ("name_offset", FieldMeaning::Hidden),
    ("name_len", FieldMeaning::Hidden),
];

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "map",
    doc: "A VMA.",
    record: Some(&VmaRecord::DESCRIPTION),
    meanings: &[FIELDS, PROCESS_FIELDS],
    added: &[
        added(
            "perms",
            FieldMeaning::Text,
            "Permissions, as in /proc/PID/maps.",
        ),
        added("size_bytes", FieldMeaning::Number, "Size."),
        added(
            "rss_bytes",
            FieldMeaning::Number,
            "Resident memory without hugetlb: Rss of smaps.",
        ),
        added(
            "policy_nodes",
            FieldMeaning::Nested,
            "Nodes of the memory policy.",
        ),
        added(
            "name",
            FieldMeaning::Text,
            "File or name of the memory, as in /proc/PID/maps, escaped.",
        ),
    ],
    keys: &["start"],
    columns: &[
        "start",
        "end",
        "perms",
        "kind",
        "size_bytes",
        "rss_bytes",
        "pss_bytes",
        "anon_bytes",
        "file_bytes",
        "shmem_bytes",
        "swap_bytes",
        "huge_bytes",
        "name",
    ],
    spare: &[
        "pss_bytes",
        "shmem_bytes",
        "swap_bytes",
        "huge_bytes",
        "file_bytes",
        "end",
    ],
    totals: RecordTotals::Always(&[]),
    ..RecordShape::EMPTY
};

/// Arguments.
#[derive(Args)]
pub(crate) struct MapArguments {
    #[command(flatten)]
    pub(super) process: RangeArguments,
    /// Also read the folio of each page: PSS, dirty, referenced and private memory.
    #[arg(long)]
    pss: bool,
}

/// Runs the command.
pub(super) fn run(arguments: &MapArguments) -> CommandResult {
    let rmm = Rmm::open()?;
    let memory = arguments.process.pid.open(&rmm)?;
    let options = VmasOptions {
        range: arguments.process.addresses(),
        folios: arguments.pss,
        ..VmasOptions::default()
    };
    let name = arguments.process.vma.clone();
    let rows = memory.vmas(&options).filter_map(move |vma| match vma {
        Err(error) => Some(Err(error.into())),
        Ok(vma) => {
            let is_wanted = name.as_ref().is_none_or(|name| name.is_match(&vma.name));
            is_wanted.then(|| Ok(vma_row(&vma)))
        }
    });
    Ok(CommandOutput::stream(&SHAPE, rows)
        .expansion(ColumnExpansion::of_machine())
        .of_process(arguments.process.pid))
}

/// A VMA, with what the columns need.
fn vma_row(vma: &NamedVma) -> OutputRow {
    let letter = |flag, letter| if vma.flags & flag != 0 { letter } else { '-' };
    let perms = String::from_iter([
        letter(VmaFlag::READ, 'r'),
        letter(VmaFlag::WRITE, 'w'),
        letter(VmaFlag::EXEC, 'x'),
        // As /proc/PID/maps shows it.
        if vma.flags & VmaFlag::MAYSHARE != 0 {
            's'
        } else {
            'p'
        },
    ]);
    let words = vma.policy_nodes.iter().zip((0u32..).step_by(64));
    let nodes: Vec<u32> = words
        .flat_map(|(&word, first)| {
            (0..64)
                .filter(move |bit| (word >> bit) & 1 != 0)
                .map(move |bit| first + bit)
        })
        .collect();
    OutputRow::new(
        &vma.record,
        [
            perms.into(),
            vma.size().into(),
            vma.resident_bytes().into(),
            nodes.into(),
            shown_name(&vma.name).into(),
        ],
    )
}
