// SPDX-License-Identifier: GPL-2.0

//! `RMM_FAULTS` and `RMM_FAULT_RECORDS`: counts and fault records kept by a descriptor of `/dev/rmm`.
//! `RMM_FAULTS_OF`: the faults of one process.

use crate::{
    abi::{
        faults::{
            FaultCountRecord,
            FaultKind,
            FaultRecord,
            FaultRecordsArgs,
            FaultsArgs,
            FaultsFlag,
            FAULT_RING_MAX, //
        },
        process::ProcessFaultsArgs,
        ABSENT, //
    },
    machine::{
        faults::{
            CountingOptions,
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
            rights::{
                is_granted,
                AccessRule,
                Capability, //
            }, //
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

/// Records of a ring without a size of its own.
const RING_RECORDS: u32 = 1 << 14;
/// Fault records copied out at a time, 2 KiB.
const PORTION: usize = 36;

/// The options of a call that attaches; `EINVAL` for some that do not fit together.
fn counting_options(value: &FaultsArgs) -> Result<CountingOptions> {
    let has = |flag| value.flags & flag != 0;
    let has_ring = has(FaultsFlag::RECORDS);
    let is_about_process = has_ring || has(FaultsFlag::FROM_EXEC);
    if is_about_process && (value.pid == 0 || !has(FaultsFlag::ATTACH))
        || value.ring_records > if has_ring { FAULT_RING_MAX } else { 0 }
    {
        return Err(EINVAL);
    }
    let records = match value.ring_records {
        0 => RING_RECORDS,
        records => records,
    };
    Ok(CountingOptions {
        from_exec: has(FaultsFlag::FROM_EXEC),
        ring_records: has_ring.then_some(records),
    })
}

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
            || value.reserved_2 != 0
            || value.pid < 0
            || (value.pid != 0 && !attach)
        {
            return Err(EINVAL);
        }
        let options = counting_options(value)?;
        if options.ring_records.is_some() && !FaultCounters::can_record() {
            return Err(EOPNOTSUPP);
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
                    nr => Some(Pid::find(nr).ok_or(ESRCH)?),
                };
                let faults = self.faults.clone();
                *counting = Some(FaultCounting::start(faults, process.as_ref(), options)?);
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

impl FaultsSince {
    /// Answers `RMM_FAULT_RECORDS` on `file`, which is this descriptor.
    pub(super) fn records(&self, file: &File, arg: usize) -> Result<isize> {
        let mut argument = IoctlArg::<FaultRecordsArgs>::read(arg)?;
        let value = &mut argument.value;
        if value.flags != 0 || value.reserved != 0 {
            return Err(EINVAL);
        }
        let mut array = UserArray::new(value.buf, value.capacity, value.record_size)?;
        AccessRule::PTRACE.permit(file)?;
        let shows_kernel = is_granted(file, Capability::Syslog);
        let mut taken = 0;
        let copied = self.copy_records(value, &mut array, shows_kernel, &mut taken);
        value.count = array.count();
        if let Err(error) = copied.and_then(|()| argument.write()) {
            // The caller does not know how many have arrived.
            if let Some(counting) = self.counting.lock().as_ref() {
                let _ = counting.lose_records(taken);
            }
            return Err(error);
        }
        Ok(0)
    }

    /// Takes the records that are in the ring now, as many as fit: a process that faults all the time
    /// does not keep the caller here.
    fn copy_records(
        &self,
        value: &mut FaultRecordsArgs,
        array: &mut UserArray,
        shows_kernel: bool,
        taken: &mut usize,
    ) -> Result {
        let mut portion = KVec::<FaultRecord>::with_capacity(PORTION, GFP_KERNEL_ACCOUNT)?;
        let mut pending = None;
        loop {
            // The lock makes this the only reader of the ring. It is not held while a user is waited
            // for.
            let counting = self.counting.lock();
            let found = counting.as_ref().ok_or(ENXIO)?;
            (value.lost, value.untimed) = found.losses()?;
            let rest = match pending {
                Some(pending) => pending - *taken,
                None => *pending.insert(found.pending_records()?),
            };
            portion.clear();
            while portion.len() < PORTION.min(array.room()).min(rest) {
                let Some(record) = found.take_record()? else {
                    break;
                };
                portion.push(visible_record(record, shows_kernel), GFP_KERNEL_ACCOUNT)?;
            }
            drop(counting);
            if portion.is_empty() {
                return Ok(());
            }
            *taken += portion.len();
            array.push_all(&portion)?;
        }
    }
}

/// Hides kernel addresses, which are those above half of the address space.
fn visible_record(mut record: FaultRecord, shows_kernel: bool) -> FaultRecord {
    for address in [&mut record.address, &mut record.ip] {
        if !shows_kernel && *address >> 63 != 0 {
            *address = ABSENT;
        }
    }
    record
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
