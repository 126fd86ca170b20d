// SPDX-License-Identifier: GPL-2.0

//! `RMM_RMAP`: the mappings of a page.

use crate::{
    abi::{
        rmap::{
            MappingFlag,
            RmapArgs, //
        },
        ABSENT, //
    },
    mm::{
        rmap::{
            rmap,
            RmapAnswer,
            RmapContext,
            RmapCursor, //
        },
        translate::{
            check,
            page_at, //
        },
    },
    sys::{
        file::records::{
            IoctlArg,
            UserArray, //
        },
        mm::handle::MmHandle,
        task::pid::Pid, //
    },
};
use kernel::prelude::*;

/// Reads and checks the argument.
fn read(arg: usize) -> Result<(IoctlArg<RmapArgs>, RmapCursor, UserArray)> {
    let argument = IoctlArg::<RmapArgs>::read(arg)?;
    let value = &argument.value;
    if value.flags != 0 || value.reserved != 0 {
        return Err(EINVAL);
    }
    let cursor = RmapCursor::unpack(&value.cursor).ok_or(EINVAL)?;
    let array = UserArray::new(value.buf, value.capacity, value.record_size)?;
    Ok((argument, cursor, array))
}

fn write(mut argument: IoctlArg<RmapArgs>, answer: RmapAnswer, array: &UserArray) -> Result<isize> {
    let value = &mut argument.value;
    value.cursor = answer.cursor.pack();
    value.count = array.count();
    value.state = answer.state as u32;
    value.bits = answer.bits;
    value.frame = answer.frame;
    value.cost = answer.cost;
    argument.write()?;
    Ok(0)
}

/// The caller, whose PID namespace the PIDs of records belong to.
fn caller() -> Result<Pid> {
    Pid::of_caller().ok_or(ESRCH)
}

/// Answers `RMM_RMAP` on an open `/dev/rmm`.
pub(super) fn by_frame(rmaps: &RmapContext, arg: usize) -> Result<isize> {
    let (argument, cursor, mut array) = read(arg)?;
    let value = &argument.value;
    if value.address != 0 {
        return Err(EINVAL);
    }
    let answer = rmap(
        rmaps,
        &caller()?,
        value.pfn,
        cursor,
        value.budget_us,
        &mut array,
    )?;
    write(argument, answer, &array)
}

/// Answers `RMM_RMAP` on an address space, for a caller who may see page frames.
pub(super) fn by_address(rmaps: &RmapContext, mm: &MmHandle, arg: usize) -> Result<isize> {
    let (mut argument, cursor, mut array) = read(arg)?;
    let value = &mut argument.value;
    check(value.address)?;
    // A resumed call continues with the frame it began with.
    let pfn = match value.cursor[0] {
        0 => page_at(mm, value.address)?,
        _ => Some(value.pfn),
    };
    let Some(pfn) = pfn else {
        value.pfn = ABSENT;
        return write(argument, RmapAnswer::no_frame(), &array);
    };
    value.pfn = pfn;
    let mut answer = rmap(rmaps, &caller()?, pfn, cursor, value.budget_us, &mut array)?;
    if page_at(mm, value.address)? != Some(pfn) {
        answer.bits |= MappingFlag::MOVED;
    }
    write(argument, answer, &array)
}
