// SPDX-License-Identifier: GPL-2.0

//! Every entry that maps a page, in any process.

use super::{
    frame_fields::FRAME_SHAPE,
    prelude::*, //
};
use crate::arguments::{
    parse_address,
    process_candidates,
    FrameRange,
    ProcessArgument, //
};
use clap::Args;
use clap_complete::ArgValueCandidates;
use rmm::abi::{
    names::VmaFlag,
    rmap::{
        MappingFlag,
        MappingRecord,
        RmapState, //
    },
    translate::EntryFlag, //
};

const FIELDS: &FieldMeanings = &[
    ("addr", FieldMeaning::Address),
    ("entry", FieldMeaning::Address),
    ("entry_bits", FieldMeaning::Bits(EntryFlag::NAMES)),
    ("vma_start", FieldMeaning::Address),
    ("vma_end", FieldMeaning::Address),
    ("vma_flags", FieldMeaning::Bits(VmaFlag::NAMES)),
];

/// Shape of the facts about the page.
static ABOUT: RecordShape = RecordShape {
    name: "rmap.about",
    doc: "The page, and whether the list is complete.",
    added: &[
        added("pfn", FieldMeaning::Number, "Page frame."),
        added(
            "state",
            FieldMeaning::Word(&RmapState::NAMES),
            "Whether the list is complete (`RMM_RMAP_*`).",
        ),
        added(
            "bits",
            FieldMeaning::Bits(MappingFlag::NAMES),
            "What the list leaves out, or is not sure about.",
        ),
        added(
            "frame",
            FieldMeaning::Shaped(&FRAME_SHAPE),
            "The page frame.",
        ),
    ],
    ..RecordShape::EMPTY
};

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "rmap",
    doc: "An entry that maps the page.",
    record: Some(&MappingRecord::DESCRIPTION),
    meanings: &[FIELDS, PROCESS_FIELDS],
    keys: &["pid", "addr"],
    columns: &["pid", "addr", "level", "entry_bits", "vma_start", "vma_end"],
    about: Some(&ABOUT),
    ..RecordShape::EMPTY
};

/// Arguments.
#[derive(Args)]
pub(crate) struct RmapArguments {
    /// Pid, or self, or `pfn`.
    #[arg(add = ArgValueCandidates::new(process_candidates))]
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
    let found = found?;
    let bits: Value = rmm::set_words(MappingFlag::NAMES, found.bits.into())
        .map(Value::from)
        .collect();
    let frame = OutputRow::new(&found.frame, []).to_object(&FRAME_SHAPE.fields());
    let about = OutputRow::computed([
        rmm::present(found.pfn).into(),
        found.state.map(RmapState::text).into(),
        bits,
        frame.into(),
    ]);
    // A page can be mapped hundreds of thousands of times.
    let rows = found.mappings.into_iter();
    let rows = rows.map(|mapping| Ok(OutputRow::new(&mapping, [])));
    Ok(CommandOutput::stream(&SHAPE, rows).about(about))
}
