// SPDX-License-Identifier: GPL-2.0

//! Version of the module, and its features on this kernel.

use super::prelude::*;
use rmm::abi::info::FeatureOffReason;
use serde_json::Map;

/// Shape of the record.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "info",
    doc: "The module, and properties of the kernel.",
    added: &[
        added("version", FieldMeaning::Text, "Version of the module."),
        added(
            "release",
            FieldMeaning::Text,
            "Release of the running kernel.",
        ),
        added(
            "abi_version",
            FieldMeaning::Number,
            "Version of the interface.",
        ),
        added("levels", FieldMeaning::Number, "Levels of page tables."),
        added(
            "page_size",
            FieldMeaning::Number,
            "Size of a base page in bytes.",
        ),
        added(
            "nr_node_ids",
            FieldMeaning::Number,
            "Node numbers are below this.",
        ),
        added(
            "features",
            FieldMeaning::Nested,
            "Each feature: `on`, or the reason why it is off.",
        ),
    ],
    layout: RecordLayout::FieldRows("value"),
    ..RecordShape::EMPTY
};

/// Runs the command.
pub(super) fn run() -> CommandResult {
    let rmm = Rmm::open()?;
    let info = rmm.info();
    let features: Map<String, Value> = rmm
        .features()
        .map(|(name, off)| (name.to_owned(), off.map(FeatureOffReason::text).into()))
        .collect();
    let row = OutputRow::computed([
        rmm.version().into(),
        rmm.release().into(),
        info.abi_version.into(),
        info.levels.into(),
        info.page_size.into(),
        info.nr_node_ids.into(),
        features.into(),
    ]);
    Ok(CommandOutput::rows(&SHAPE, vec![row]))
}
