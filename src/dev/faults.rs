// SPDX-License-Identifier: GPL-2.0

//! `RMM_FAULTS`: counts kept by a descriptor of `/dev/rmm`. `RMM_FAULTS_OF`: the faults of one
//! process.

use crate::{
    abi::{
        faults::{
            FaultCountRecord,
            FaultKind,
            FaultsArgs,
            FaultsFlag, //
        },
        process::ProcessFaultsArgs, //
    },
    machine::{
        faults::{
            FaultCounters,
            FaultCounting, //
        },
        process_faults::count_process_faults, //
    },
    model::faults::{
        FaultCounts,
        NR_FAULT_KINDS, //
    },
    sys::{
        file::records::{
            IoctlArg,
            UserArray, //
        },
        mm::handle::MmHandle,
        task::{
            pid::Pid,
            rights::AccessRule, //
        },
    },
};
use kernel::{
    fs::File,
    new_mutex,
    prelude::*,
    sync::{
        Arc,
        Mutex, //
    },
};

/// The running count of a descriptor, if it has one.
#[pin_data]
pub(super) struct FaultsSince {
    faults: Arc<FaultCounters>,
    #[pin]
    counting: Mutex<Option<FaultCounting>>,
}

impl FaultsSince {
    /// State of a descriptor that counts nothing.
    pub(super) fn new(faults: Arc<FaultCounters>) -> impl PinInit<Self> {
        pin_init!(Self {
            faults,
            counting <- new_mutex!(None, "rmm::counter"),
        })
    }

    /// The fault counters of the machine.
    pub(super) fn faults(&self) -> &Arc<FaultCounters> {
        &self.faults
    }

    /// Answers `RMM_FAULTS` on `file`, which is this descriptor.
    pub(super) fn answer(&self, file: &File, arg: usize) -> Result<isize> {
        let mut argument = IoctlArg::<FaultsArgs>::read(arg)?;
        let value = &mut argument.value;
        let attach = value.flags & FaultsFlag::ATTACH != 0;
        if value.flags & !FaultsFlag::ALL != 0
            || value.reserved != 0
            || value.pid < 0
            || (value.pid != 0 && !attach)
        {
            return Err(EINVAL);
        }
        let mut array = match value.capacity {
            0 => None,
            _ => Some(UserArray::new(
                value.buf,
                value.capacity,
                value.record_size,
            )?),
        };
        if value.pid != 0 {
            AccessRule::PTRACE.permit(file)?;
        }
        let mut counts = KBox::new([0; NR_FAULT_KINDS], GFP_KERNEL_ACCOUNT)?;
        {
            let mut counting = self.counting.lock();
            if attach {
                if counting.is_some() {
                    return Err(EBUSY);
                }
                let process = match value.pid {
                    0 => None,
                    nr => Some(Pid::find_process(nr).ok_or(ESRCH)?),
                };
                *counting = Some(FaultCounting::start(self.faults.clone(), process.as_ref())?);
            }
            let found = counting.as_ref().ok_or(ENXIO)?;
            if found.is_of_process() {
                AccessRule::PTRACE.permit(file)?;
            }
            value.watched_ns = found.watched_ns();
            found.read(&mut counts)?;
            if value.flags & FaultsFlag::DETACH != 0 {
                *counting = None;
            }
        }
        value.total = NR_FAULT_KINDS as u32;
        value.count = 0;
        if let Some(array) = &mut array {
            push(array, &counts)?;
            value.count = array.count();
        }
        argument.write()?;
        Ok(0)
    }
}

/// Appends the counts as records, as many as there is room for.
fn push(array: &mut UserArray, counts: &FaultCounts) -> Result {
    for (&kind, &count) in FaultKind::ALL.iter().zip(counts) {
        if array.room() == 0 {
            break;
        }
        array.push(&FaultCountRecord {
            kind: kind as u32,
            reserved: 0,
            count,
        })?;
    }
    Ok(())
}

/// Answers `RMM_FAULTS_OF` on an address space.
pub(super) fn report(mm: &MmHandle, on: &FaultCounters, arg: usize) -> Result<isize> {
    let mut argument = IoctlArg::<ProcessFaultsArgs>::read(arg)?;
    let ProcessFaultsArgs {
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
    let mut array = match capacity {
        0 => None,
        _ => Some(UserArray::new(buf, capacity, record_size)?),
    };
    let (found, counts) = count_process_faults(mm, on)?;
    if let Some(array) = &mut array {
        push(array, &counts)?;
    }
    *argument.value = ProcessFaultsArgs {
        size,
        buf,
        capacity,
        record_size,
        count: array.map_or(0, |array| array.count()),
        ..found
    };
    argument.write()?;
    Ok(0)
}
