// SPDX-License-Identifier: GPL-2.0

//! `RMM_PROCESSES`: one record for each process.

use crate::{
    abi::process::{
        ProcessesArgs,
        ProcessesFlag, //
    },
    mm::{
        processes::ProcessCursor,
        walk::WalkMode, //
    },
    sys::{
        file::{
            records::{
                IoctlArg,
                UserArray, //
            },
            resume::{
                resume,
                CallBudget,
                ResumeStep, //
            },
        },
        task::{
            pid::Pid,
            rights::{
                is_granted,
                Capability, //
            },
        },
    },
};
use kernel::{
    fs::File,
    prelude::*, //
};

/// Answers `RMM_PROCESSES` on `file`, which is an open `/dev/rmm`.
#[inline(never)]
pub(super) fn processes(file: &File, arg: usize) -> Result<isize> {
    let mut argument = IoctlArg::<ProcessesArgs>::read(arg)?;
    let value = &mut argument.value;
    if value.flags & !ProcessesFlag::ALL != 0 || value.reserved != 0 || value.first < 0 {
        return Err(EINVAL);
    }
    let mut array = UserArray::new(value.buf, value.capacity, value.record_size)?;
    let budget = CallBudget::new(value.budget_us);
    let caller = Pid::of_caller().ok_or(ESRCH)?;
    let mut processes = ProcessCursor::new(caller.clone(), value.flags)?;
    // The budget is checked between processes; each record is complete.
    let mode = WalkMode::Interruptible { budget_us: 0 };
    let only_caller = !is_granted(file, Capability::SysPtrace);
    let next = resume(value.first, &mut array, &budget, |first, array| {
        let found = if only_caller {
            processes.only(first, &caller.mm_handle()?, mode)?
        } else {
            processes.next(first, mode)?
        };
        let Some(process) = found else {
            return Ok(ResumeStep::End);
        };
        array.push(&process)?;
        Ok(process
            .pid
            .checked_add(1)
            .map_or(ResumeStep::End, ResumeStep::To))
    })?;
    value.next = next.unwrap_or(0);
    value.count = array.count();
    value.cost = processes.cost;
    argument.write()?;
    Ok(0)
}
