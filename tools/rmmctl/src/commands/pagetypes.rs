// SPDX-License-Identifier: GPL-2.0

//! Free blocks by migrate type and order.

use super::{
    machine_fields::all_columns,
    CommandResult, //
};
use rmm::Rmm;

/// Runs the command.
pub(super) fn run() -> CommandResult {
    all_columns(Rmm::page_types, &[])
}
