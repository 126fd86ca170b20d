// SPDX-License-Identifier: GPL-2.0

//! Every entry that maps a page, in any process.

use super::{
    frame_fields::FRAME_FIELDS,
    process_fields::to_json,
    CommandResult, //
};
use crate::{
    arguments::{
        parse_address,
        FrameRange,
        ProcessArgument, //
    },
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
use rmm::{
    abi::{
        names::VmaFlag,
        rmap::{
            MappingFlag,
            RmapState, //
        },
        translate::EntryFlag,
        NamedBits, //
    },
    Rmm,
};
use serde_json::{
    json,
    Value, //
};

const FIELDS: &FieldMeanings = &[
    ("addr", FieldMeaning::Address),
    ("entry", FieldMeaning::Address),
    ("entry_bits", FieldMeaning::Bits(EntryFlag::NAMES)),
    ("vma_start", FieldMeaning::Address),
    ("vma_end", FieldMeaning::Address),
    ("vma_flags", FieldMeaning::Bits(VmaFlag::NAMES)),
];
const COLUMNS: &[GridColumn] = &[
    GridColumn::plain("pid", 0),
    GridColumn::plain("addr", 0),
    GridColumn::plain("level", 0),
    GridColumn::plain("entry_bits", 0),
    GridColumn::plain("vma_start", 0),
    GridColumn::plain("vma_end", 0),
];

/// Arguments.
#[derive(Args)]
pub(crate) struct RmapArguments {
    /// Pid, or self, or `pfn`.
    target: String,
    /// The address in hexadecimal; after `pfn`, the number of the page frame.
    place: String,
}

/// Runs the command.
pub(super) fn run(arguments: &RmapArguments) -> CommandResult {
    let usage = CommandError::Usage;
    let found = if arguments.target == "pfn" {
        let FrameRange(range) = arguments.place.parse().map_err(usage)?;
        if range.end - range.start != 1 {
            return Err(usage("rmap needs one page frame".to_owned()));
        }
        Rmm::open()?.mappings(range.start)
    } else {
        let process: ProcessArgument = arguments.target.parse().map_err(usage)?;
        let address = parse_address(&arguments.place).map_err(usage)?;
        process.open(&Rmm::open()?)?.mappings(address)
    };
    let found = found.map_err(CommandError::from)?;
    let mappings = found.mappings.iter();
    let mappings = mappings.map(|mapping| Value::Object(to_json(mapping, FIELDS)));
    let mappings: Vec<Value> = mappings.collect();
    let state = found.state.map(RmapState::text);
    let bits: Vec<&str> = rmm::set_words(MappingFlag::NAMES, found.bits.into()).collect();
    let mut grid = TextGrid::from_described(&mappings, COLUMNS);
    let pfn = rmm::present(found.pfn);
    let shown = pfn.map_or("-".to_owned(), |pfn| pfn.to_string());
    grid.note(format!("pfn {shown}"));
    grid.note(format!("state {}", state.unwrap_or("unknown")));
    let frame = Value::Object(to_json(&found.frame, FRAME_FIELDS));
    Ok(CommandOutput {
        json: json!({
            "pfn": pfn, "state": state, "bits": bits, "frame": frame, "mappings": mappings,
        }),
        grid,
    })
}
