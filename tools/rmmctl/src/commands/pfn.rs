// SPDX-License-Identifier: GPL-2.0

//! The use of page frames.

use super::{
    frame_fields::FRAME_STATE_SHAPE,
    prelude::*, //
};
use crate::{
    arguments::FrameRange,
    columns::ColumnExpansion,
    expression::filter_frames,
    output::{
        OutputOptions,
        ProgressMeter, //
    },
};
use clap::Args;
use rmm::{
    abi::frame::{
        FrameAttribute,
        FrameKind, //
    },
    FramesOptions,
};
use std::collections::BTreeMap;

/// Shape of the summary.
pub(super) static SUMMARY_SHAPE: RecordShape = RecordShape {
    name: "pfn-summary",
    doc: "Page frames of one kind on one node.",
    added: &[
        added(
            "kind",
            FieldMeaning::Mixed,
            "Use of the frames (`RMM_FRAME_*`).",
        ),
        added("node", FieldMeaning::Number, "Node number."),
        added("frames", FieldMeaning::Number, "Number of page frames."),
        added("bytes", FieldMeaning::Number, "Their size."),
    ],
    keys: &["kind", "node"],
    totals: RecordTotals::Always(&["frames"]),
    ..RecordShape::EMPTY
};

/// Arguments.
#[derive(Args)]
pub(crate) struct PfnArguments {
    /// One page frame, or A..B without B; `..` for all.
    frames: FrameRange,
    /// Filter, for example `kind=free & order>=9` or `node=1`.
    #[arg(long, value_name = "EXPR")]
    r#where: Option<String>,
    /// Count the frames by kind and node instead of listing them.
    #[arg(long)]
    summary: bool,
}

impl PfnArguments {
    /// The shape of the records.
    pub(super) fn shape(&self) -> &'static RecordShape {
        match self.summary {
            true => &SUMMARY_SHAPE,
            false => &FRAME_STATE_SHAPE,
        }
    }
}

/// The fields of each attribute. One of the bits says whether a mapcount is exact.
const ATTRIBUTE_FIELDS: &[(u64, &[&str])] = &[
    (
        FrameAttribute::MAPCOUNT,
        &["mapcount", "folio_mapcount", "bits"],
    ),
    (
        FrameAttribute::REFERENCES,
        &["references", "expected_references"],
    ),
    (FrameAttribute::AGE, &["age"]),
    (FrameAttribute::CGROUP, &["cgroup"]),
    (
        FrameAttribute::STATE,
        &[
            "folio_bits",
            "pins",
            "entire_mapcount",
            "last_cpu",
            "last_pid",
        ],
    ),
];

/// Runs the command.
pub(super) fn run(arguments: &PfnArguments, output: &OutputOptions) -> CommandResult {
    let mut options = FramesOptions {
        range: arguments.frames.0.clone(),
        ..FramesOptions::default()
    };
    if let Some(text) = &arguments.r#where {
        filter_frames(&mut options, text)
            .map_err(|error| CommandError::Usage(format!("--where: {}", error.show(text))))?;
    }
    let rmm = Rmm::open()?;
    if arguments.summary {
        return summarize(&rmm, &options);
    }
    let expansion = ColumnExpansion::default();
    let shape = &FRAME_STATE_SHAPE;
    let wanted = output.wanted_fields(shape, shape.columns, &expansion)?;
    options.attributes = wanted.needed_bits(FrameAttribute::ALL, ATTRIBUTE_FIELDS);
    let frames = rmm.frames(&options);
    let rows = frames.map(|frame| Ok(OutputRow::new(&frame?, [])));
    Ok(CommandOutput::stream(&FRAME_STATE_SHAPE, rows))
}

/// Counts frames by kind and node.
fn summarize(rmm: &Rmm, options: &FramesOptions) -> CommandResult {
    let mut counts: BTreeMap<(u8, i32), u64> = BTreeMap::new();
    let mut progress = ProgressMeter::new("page frames");
    let mut runs = rmm.frame_runs(options);
    while let Some(batch) = runs.next_batch() {
        let batch = batch?;
        for run in &batch {
            *counts.entry((run.kind, run.node)).or_default() += run.frames;
        }
        progress.add(batch.iter().map(|run| run.frames).sum());
    }
    let rows = counts.iter().map(|(&(kind, node), &frames)| {
        let word = FrameKind::from_raw(kind.into()).map(FrameKind::text);
        OutputRow::computed([
            word.map_or_else(|| Value::from(kind), Value::from),
            u32::try_from(node).ok().into(),
            frames.into(),
            (frames * rmm.page_size()).into(),
        ])
    });
    Ok(CommandOutput::rows(&SUMMARY_SHAPE, rows.collect()))
}
