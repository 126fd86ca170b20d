// SPDX-License-Identifier: GPL-2.0

//! Page faults of a process.

use crate::{
    abi::{
        process::FaultsOf,
        Record, //
    },
    sys::mm::AddressSpace,
};
use kernel::prelude::*;

/// The record; its head is the caller's to fill. `ESRCH` if the process is gone.
pub(crate) fn faults(space: &AddressSpace) -> Result<FaultsOf> {
    let faults = space.faults()?;
    Ok(FaultsOf {
        minor: faults.minor,
        major: faults.major,
        children_minor: faults.children_minor,
        children_major: faults.children_major,
        ..FaultsOf::ZERO
    })
}
