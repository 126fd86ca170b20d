// SPDX-License-Identifier: GPL-2.0

//! Records of the page faults of one process.

use crate::{
    abi::{
        self,
        faults::{
            FaultRecord,
            FaultRecordsArgs,
            FaultsFlag, //
        },
        AbiRecord, //
    },
    calls::{
        CallHandle,
        BATCH_RECORDS, //
    },
    error::RmmError,
    faults::FaultCounter,
    session::Rmm, //
};
use std::vec;

/// The extent of the counts and records of one process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FaultRecordsOptions {
    /// Start when the process next calls execve(2).
    pub from_exec: bool,
    /// Records that the ring has room for, up to [`abi::faults::FAULT_RING_MAX`]; 0 for the module's
    /// choice. A full ring loses faults, so it is read often enough.
    pub ring_records: u32,
}

/// Faults that have no record, or a record without its time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FaultLosses {
    /// Faults without a record.
    pub lost: u64,
    /// Faults whose end could not be recorded.
    pub untimed: u64,
}

impl Rmm {
    /// Starts to count the events of one process as [`Rmm::count_faults`] does, and to record its
    /// page faults.
    ///
    /// # Errors
    ///
    /// Those of [`Rmm::count_faults`].
    pub fn record_faults(
        &self,
        pid: i32,
        options: &FaultRecordsOptions,
    ) -> Result<(FaultCounter, FaultRecords), RmmError> {
        let mut flags = FaultsFlag::RECORDS;
        if options.from_exec {
            flags |= FaultsFlag::FROM_EXEC;
        }
        let counter = self.attach_counter(Some(pid), flags, options.ring_records)?;
        let records = FaultRecords {
            device: self.device.clone(),
            ready: Vec::new().into_iter(),
            losses: FaultLosses::default(),
        };
        Ok((counter, records))
    }
}

/// The records in the order in which the faults began. `None` says that there are none yet: the next
/// call of `next()` asks again. They are available as long as the counter, also after the exit of the
/// process.
///
/// A fault that has not ended when it is read has no time. If it ends, a record with
/// [`FaultRecordFlag::LATE`](abi::faults::FaultRecordFlag::LATE) repeats it with its time.
#[derive(Debug)]
pub struct FaultRecords {
    device: CallHandle,
    ready: vec::IntoIter<FaultRecord>,
    losses: FaultLosses,
}

impl FaultRecords {
    /// Losses since the start, as of the last call.
    pub fn losses(&self) -> FaultLosses {
        self.losses
    }

    fn read(&mut self) -> Result<(), RmmError> {
        let mut records = vec![FaultRecord::ZERO; BATCH_RECORDS];
        let mut argument = FaultRecordsArgs::ZERO;
        self.device
            .call(abi::FAULT_RECORDS, &mut argument, &mut records, &mut [])?;
        self.losses = FaultLosses {
            lost: argument.lost,
            untimed: argument.untimed,
        };
        records.truncate(argument.count as usize);
        self.ready = records.into_iter();
        Ok(())
    }
}

impl Iterator for FaultRecords {
    type Item = Result<FaultRecord, RmmError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ready.len() == 0 {
            if let Err(error) = self.read() {
                return Some(Err(error));
            }
        }
        self.ready.next().map(Ok)
    }
}
