// SPDX-License-Identifier: GPL-2.0

//! Per-CPU page lists of each zone with memory.

use super::{
    machine_fields::all_columns,
    CommandResult, //
};
use crate::fields::{
    FieldMeaning,
    FieldMeanings, //
};
use rmm::{
    abi::{
        pageset::PagesetFlag,
        NamedBits, //
    },
    Rmm,
};

const FIELDS: &FieldMeanings = &[("flags", FieldMeaning::Bits(PagesetFlag::NAMES))];

/// Runs the command.
pub(super) fn run() -> CommandResult {
    all_columns(Rmm::pagesets, FIELDS)
}
