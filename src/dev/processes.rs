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
        file::records::{
            IoctlArg,
            UserArray, //
        },
        system,
        task::{
            cred::{
                both_capable,
                Capability, //
            },
            pid::Pid, //
        },
    },
};
use kernel::{
    fs::File,
    prelude::*,
    time::{
        Instant,
        Monotonic, //
    },
};

/// Answers `RMM_PROCESSES` on `file`, which is an open `/dev/rmm`.
pub(super) fn processes(file: &File, arg: usize) -> Result<isize> {
    let mut argument = IoctlArg::<ProcessesArgs>::read(arg)?;
    let value = &mut argument.value;
    if value.flags & !ProcessesFlag::ALL != 0 || value.reserved != 0 || value.first < 0 {
        return Err(EINVAL);
    }
    let mut array = UserArray::new(value.buf, value.capacity, value.record_size)?;
    let begun = Instant::<Monotonic>::now();
    let mut processes = ProcessCursor::new(value.flags)?;
    // The budget is checked between processes; each record is complete.
    let mode = WalkMode::Interruptible { budget_us: 0 };
    let alone = !both_capable(file, Capability::SysPtrace);
    value.next = value.first;
    loop {
        let found = if alone {
            own(&mut processes, value.next, mode)
        } else {
            processes.next(value.next, mode)
        };
        let process = match found {
            Ok(Some(process)) => process,
            Ok(None) => {
                value.next = 0;
                break;
            }
            // Records found before the signal are returned.
            Err(error) if error == EINTR && array.count() != 0 => break,
            Err(error) => return Err(error),
        };
        array.push(&process)?;
        value.next = process.pid.checked_add(1).unwrap_or(0);
        let spent_us = begun.elapsed().as_nanos() as u64 / 1000;
        let late = value.budget_us != 0 && spent_us >= value.budget_us;
        if late || value.next == 0 || array.room() == 0 || system::signal_pending() {
            break;
        }
    }
    value.count = array.count();
    value.cost = processes.cost;
    argument.write()?;
    Ok(0)
}

/// The caller, if its pid is at least `first`.
fn own(
    processes: &mut ProcessCursor,
    first: i32,
    mode: WalkMode,
) -> Result<Option<crate::abi::process::ProcessRecord>> {
    let pid = Pid::of_caller().ok_or(ESRCH)?;
    let nr = pid.nr();
    if nr < first {
        return Ok(None);
    }
    processes.process(nr, &pid, mode).map(Some)
}
