// SPDX-License-Identifier: GPL-2.0

//! Zones with memory.

use super::{
    machine_fields::{
        collect,
        zone_name, //
    },
    CommandResult, //
};
use crate::{
    fields::{
        FieldMeaning,
        FieldMeanings, //
    },
    grid::TextGrid,
    output::CommandOutput, //
};
use rmm::{
    abi::{
        counters::ZoneStat,
        zone::ZoneFlag,
        NamedBits, //
    },
    Rmm,
};

const FIELDS: &FieldMeanings = &[
    ("flags", FieldMeaning::Bits(ZoneFlag::NAMES)),
    ("stat", FieldMeaning::IndexedBy(&[&ZoneStat::NAMES])),
    ("pending", FieldMeaning::IndexedBy(&[&ZoneStat::NAMES])),
];

/// Runs the command.
pub(super) fn run() -> CommandResult {
    let records = collect(Rmm::open()?.zones(true), FIELDS)?;
    let named = records.iter().map(|zone| {
        let mut named = zone.clone();
        named["zone"] = zone_name(&zone["node"], &zone["zone"]);
        named
    });
    Ok(CommandOutput {
        grid: TextGrid::transposed(&named.collect::<Vec<_>>(), "zone"),
        json: records.into(),
    })
}
