// SPDX-License-Identifier: GPL-2.0

//! The use of page frames.

use super::{
    frame_fields::{
        FRAME_COLUMNS,
        FRAME_FIELDS, //
    },
    process_fields::to_json,
    CommandResult, //
};
use crate::{
    arguments::FrameRange,
    columns::GridColumn,
    error::CommandError,
    expression::filter_frames,
    grid::TextGrid,
    output::{
        CommandOutput,
        CommandResultKind,
        RecordStream, //
    },
};
use clap::Args;
use rmm::{
    abi::frame::{
        FrameAttribute,
        FrameKind, //
    },
    FramesOptions,
    Rmm, //
};
use serde_json::{
    json,
    Value, //
};
use std::collections::BTreeMap;

const SUMMARY_COLUMNS: &[GridColumn] = &[
    GridColumn::plain("kind", 0),
    GridColumn::plain("node", 0),
    GridColumn::plain("frames", 0),
    GridColumn::kib("kb", "bytes"),
];

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

/// Runs the command.
pub(super) fn run(arguments: &PfnArguments) -> Result<CommandResultKind, CommandError> {
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
        return summarize(&rmm, &options).map(CommandResultKind::Whole);
    }
    options.attributes = FrameAttribute::ALL;
    let records = rmm.frames(&options).map(|frame| {
        let frame = frame.map_err(CommandError::from)?;
        Ok(Value::Object(to_json(&frame, FRAME_FIELDS)))
    });
    Ok(CommandResultKind::Stream(RecordStream {
        records: Box::new(records),
        columns: FRAME_COLUMNS.to_vec(),
    }))
}

/// Counts frames by kind and node.
fn summarize(rmm: &Rmm, options: &FramesOptions) -> CommandResult {
    let mut counts: BTreeMap<(u8, i32), u64> = BTreeMap::new();
    // Neighbours are mostly of one kind and node.
    let mut run = ((0, 0), 0);
    for frame in rmm.frames(options) {
        let frame = frame.map_err(CommandError::from)?;
        let key = (frame.kind, frame.node);
        if key != run.0 {
            *counts.entry(run.0).or_default() += run.1;
            run = (key, 0);
        }
        run.1 += 1;
    }
    *counts.entry(run.0).or_default() += run.1;
    counts.retain(|_, frames| *frames != 0);
    let records = counts.iter().map(|(&(kind, node), &frames)| {
        let word = FrameKind::from_raw(kind.into()).map(FrameKind::text);
        json!({
            "kind": word.map_or_else(|| Value::from(kind), Value::from),
            "node": u32::try_from(node).ok(),
            "frames": frames,
            "bytes": frames * rmm.page_size(),
        })
    });
    let records: Vec<Value> = records.collect();
    let mut grid = TextGrid::from_described(&records, SUMMARY_COLUMNS);
    grid.push_total(&records, SUMMARY_COLUMNS);
    Ok(CommandOutput {
        grid,
        json: records.into(),
    })
}
