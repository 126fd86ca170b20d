// SPDX-License-Identifier: GPL-2.0

//! Fields that records about processes share, and the commands whose records are all read at once.

use super::CommandResult;
use crate::{
    arguments::{
        AddressRange,
        ProcessArgument, //
    },
    columns::GridColumn,
    error::CommandError,
    fields::{
        decode,
        FieldMeaning,
        FieldMeanings, //
    },
    grid::TextGrid,
    output::CommandOutput, //
};
use clap::Args;
use rmm::{
    abi::{
        names::{
            PageKind,
            TableLevel,
            VmaKind, //
        },
        zone_kind::ZoneKind,
        AbiRecord, //
    },
    Rmm,
};
use serde_json::{
    Map,
    Value, //
};

/// The shared meanings.
pub(super) const PROCESS_FIELDS: &FieldMeanings = &[
    ("node", FieldMeaning::Node),
    ("level", FieldMeaning::Word(&TableLevel::NAMES)),
    ("vma_kind", FieldMeaning::Word(&VmaKind::NAMES)),
    ("page_kind", FieldMeaning::Word(&PageKind::NAMES)),
    ("zone", FieldMeaning::Word(&ZoneKind::NAMES)),
    ("order", FieldMeaning::Narrow),
    ("age", FieldMeaning::Narrow),
    ("mapcount", FieldMeaning::Narrow),
];

/// A record as JSON, with the shared meanings, of which its own replace some.
pub(super) fn to_json<T: AbiRecord>(record: &T, own: &FieldMeanings) -> Map<String, Value> {
    decode(record, &[own, PROCESS_FIELDS].concat())
}

/// Bytes by node as an object: nodes from 0 on that have memory of the process.
pub(super) fn node_bytes(bytes: &[u64], more: u64) -> Value {
    let nodes = bytes.iter().enumerate();
    let nodes = nodes
        .filter(|&(_, &bytes)| rmm::present(bytes).is_some_and(|bytes| bytes != 0))
        .map(|(node, &bytes)| (node.to_string(), Value::from(bytes)));
    let more = rmm::present(more).filter(|&bytes| bytes != 0);
    nodes
        .chain(more.map(|bytes| ("more".to_owned(), bytes.into())))
        .collect::<Map<_, _>>()
        .into()
}

/// A process and a range of its addresses.
#[derive(Args)]
pub(crate) struct RangeArguments {
    /// Pid, or self.
    pub(super) pid: ProcessArgument,
    /// Addresses: START-END in hexadecimal, as in /proc/PID/maps.
    #[arg(long)]
    pub(super) range: Option<AddressRange>,
}

impl RangeArguments {
    /// The addresses.
    pub(super) fn addresses(&self) -> std::ops::Range<u64> {
        self.range.clone().unwrap_or_default().0
    }
}

/// A process.
#[derive(Args)]
pub(crate) struct TargetArguments {
    /// Pid, or self.
    pub(super) pid: ProcessArgument,
}

/// The result of a command with declared columns.
pub(super) fn described<T: AbiRecord>(
    records: &[T],
    fields: &FieldMeanings,
    columns: &[GridColumn],
) -> CommandOutput {
    let records = records
        .iter()
        .map(|record| Value::Object(to_json(record, fields)));
    let records: Vec<Value> = records.collect();
    CommandOutput {
        grid: TextGrid::from_described(&records, columns),
        json: records.into(),
    }
}

/// Opens a process and makes a table of what `read` returns.
pub(super) fn run_on<T: AbiRecord>(
    pid: ProcessArgument,
    read: impl FnOnce(&rmm::AddressSpace) -> Result<Vec<T>, rmm::RmmError>,
    fields: &FieldMeanings,
    columns: &[GridColumn],
) -> CommandResult {
    let rmm = Rmm::open()?;
    let records = read(&pid.open(&rmm)?).map_err(CommandError::from)?;
    Ok(described(&records, fields, columns))
}
