// SPDX-License-Identifier: GPL-2.0

//! Page faults of a process, by kind while a counter is attached to it.

use super::faults::FaultCounters;
use crate::{
    abi::{
        process::ProcessFaultsArgs,
        AbiRecord,
        ABSENT, //
    },
    model::faults::{
        FaultCounts,
        NR_FAULT_KINDS, //
    },
    sys::mm::handle::MmHandle, //
};
use kernel::prelude::*;

/// The record, whose head and array the caller fills, and the counts by kind. `ESRCH` if the
/// process is gone.
pub(crate) fn count_process_faults(
    mm: &MmHandle,
    counters: &FaultCounters,
) -> Result<(ProcessFaultsArgs, KBox<FaultCounts>)> {
    let mut counts = KBox::new([ABSENT; NR_FAULT_KINDS], GFP_KERNEL_ACCOUNT)?;
    let watched = match mm.pid().thread_group() {
        Some(pid) => counters.of_process(&pid, &mut counts)?,
        None => None,
    };
    // Read last, so that an exited process returns an error and no numbers.
    let faults = mm.faults()?;
    let record = ProcessFaultsArgs {
        minor: faults.minor,
        major: faults.major,
        children_minor: faults.children_minor,
        children_major: faults.children_major,
        total: NR_FAULT_KINDS as u32,
        watched_ns: watched.unwrap_or(ABSENT),
        ..ProcessFaultsArgs::ZERO
    };
    Ok((record, counts))
}
