// SPDX-License-Identifier: GPL-2.0

//! The VMAs of a process.

use super::{
    process_fields::{
        node_bytes,
        to_json,
        RangeArguments, //
    },
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
    abi::{
        mempolicy::{
            MempolicyFlag,
            MempolicyMode,
            MempolicySource, //
        },
        names::{
            VmaFlag,
            VmaKind, //
        },
        vma::VmaState,
        NamedBits, //
    },
    escape_name,
    NamedVma,
    Rmm,
    VmasOptions, //
};
use serde_json::{
    json,
    Value, //
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
    ("thp_eligible", FieldMeaning::Narrow),
    ("pkey", FieldMeaning::Narrow),
    ("policy_nodes", FieldMeaning::Hidden),
    ("node_bytes", FieldMeaning::Hidden),
    ("more_nodes_bytes", FieldMeaning::Hidden),
    ("name_offset", FieldMeaning::Hidden),
    ("name_len", FieldMeaning::Hidden),
];
const COLUMNS: &[GridColumn] = &[
    GridColumn::plain("start", 0),
    GridColumn::plain("end", 0),
    GridColumn::plain("perms", 0),
    GridColumn::plain("kind", 0),
    GridColumn::kib("size_kb", "size_bytes"),
    GridColumn::kib("rss_kb", "rss_bytes"),
    GridColumn::kib("pss_kb", "pss_bytes"),
    GridColumn::kib("anon_kb", "anon_bytes"),
    GridColumn::kib("file_kb", "file_bytes"),
    GridColumn::kib("shmem_kb", "shmem_bytes"),
    GridColumn::kib("swap_kb", "swap_bytes"),
    GridColumn::kib("huge_kb", "huge_bytes"),
    GridColumn::plain("name", 0),
];

/// Arguments.
#[derive(Args)]
pub(crate) struct MapArguments {
    #[command(flatten)]
    process: RangeArguments,
    /// Only VMAs whose name matches this regular expression.
    #[arg(long)]
    name: Option<Regex>,
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
    let mut records = Vec::new();
    for vma in memory.vmas(&options) {
        let vma = vma.map_err(CommandError::from)?;
        let name = &arguments.name;
        if name.as_ref().is_none_or(|name| name.is_match(&vma.name)) {
            records.push(vma_json(&vma));
        }
    }
    let mut grid = TextGrid::from_described(&records, COLUMNS);
    grid.push_total(&records, COLUMNS);
    Ok(CommandOutput {
        grid,
        json: records.into(),
    })
}

/// A VMA as JSON, with what the columns need.
fn vma_json(vma: &NamedVma) -> Value {
    let mut json = to_json(&vma.record, FIELDS);
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
    let own = [
        ("perms", perms.into()),
        ("size_bytes", vma.size().into()),
        ("rss_bytes", vma.resident_bytes().into()),
        ("policy_nodes", json!(nodes)),
        (
            "node_bytes",
            node_bytes(&vma.node_bytes, vma.more_nodes_bytes),
        ),
        ("name", escape_name(&vma.name).into()),
    ];
    json.extend(own.map(|(name, value): (_, Value)| (name.to_owned(), value)));
    json.into()
}
