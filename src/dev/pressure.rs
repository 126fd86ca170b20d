// SPDX-License-Identifier: GPL-2.0

//! `RMM_PRESSURE`: memory pressure, node by node.

use crate::{
    abi::pressure::PressureArgs,
    machine::pressure::PressureMonitor,
    sys::file::records::{
        IoctlArg,
        UserArray, //
    },
};
use kernel::prelude::*;

/// Answers `RMM_PRESSURE`.
pub(super) fn answer(pressure: &PressureMonitor, arg: usize) -> Result<isize> {
    let mut argument = IoctlArg::<PressureArgs>::read(arg)?;
    let PressureArgs {
        size,
        flags,
        buf,
        capacity,
        record_size,
        ..
    } = *argument.value;
    if flags != 0 {
        return Err(EINVAL);
    }
    let mut array = UserArray::new(buf, capacity, record_size)?;
    let mut nodes = KVec::new();
    let machine = pressure.read(&mut nodes)?;
    let fit = array.room().min(nodes.len());
    array.push_all(&nodes[..fit])?;
    *argument.value = PressureArgs {
        size,
        buf,
        capacity,
        record_size,
        count: array.count(),
        ..machine
    };
    argument.write()?;
    Ok(0)
}
