// SPDX-License-Identifier: GPL-2.0

//! Counts of faults, migrations and reclaim while a session requests them.

use crate::{
    abi::{
        self,
        faults::{
            FaultCountRecord,
            FaultKind,
            FaultsArgs,
            FaultsFlag, //
        },
        AbiRecord, //
    },
    calls::{
        grow,
        CallHandle, //
    },
    error::RmmError,
    session::Rmm, //
};
use std::{
    iter::FusedIterator,
    time::Duration, //
};

/// Counts until it is dropped, and keeps the session open. A session has one at a time.
#[derive(Debug)]
pub struct FaultCounter {
    device: CallHandle,
}

impl Rmm {
    /// Starts to count the events of one process, or of the machine. Probes are attached while the
    /// counter exists.
    ///
    /// # Errors
    ///
    /// [`RmmError::MissingCapability`]; [`RmmError::InvalidRequest`] while another counter of this
    /// session exists.
    pub fn count_faults(&self, pid: Option<i32>) -> Result<FaultCounter, RmmError> {
        self.attach_counter(pid, 0, 0)
    }

    pub(crate) fn attach_counter(
        &self,
        pid: Option<i32>,
        flags: u32,
        ring_records: u32,
    ) -> Result<FaultCounter, RmmError> {
        let device = self.device.clone();
        let mut argument = FaultsArgs {
            flags: FaultsFlag::ATTACH | flags,
            pid: pid.unwrap_or(0),
            ring_records,
            ..FaultsArgs::ZERO
        };
        match (device.call_alone(abi::FAULTS, &mut argument), pid) {
            (Ok(()), _) => Ok(FaultCounter { device }),
            (Err(RmmError::NoProcess { .. }), Some(pid)) => Err(RmmError::NoProcess {
                target: format!("process {pid}"),
            }),
            (Err(error), _) => Err(error),
        }
    }
}

fn fault_call(
    device: &CallHandle,
    flags: u32,
) -> Result<(Duration, Vec<FaultCountRecord>), RmmError> {
    let mut records = vec![FaultCountRecord::ZERO; 256];
    loop {
        let mut argument = FaultsArgs {
            flags,
            ..FaultsArgs::ZERO
        };
        device.call(abi::FAULTS, &mut argument, &mut records, &mut [])?;
        // Detaching must not be repeated.
        if flags == 0 && argument.total as usize > records.len() && grow(&mut records) {
            continue;
        }
        records.truncate(argument.count as usize);
        return Ok((Duration::from_nanos(argument.watched_ns), records));
    }
}

impl FaultCounter {
    /// Time since the start, and the counts by kind.
    pub fn counts(&self) -> Result<(Duration, Vec<FaultCountRecord>), RmmError> {
        fault_call(&self.device, 0)
    }

    /// The counts of successive intervals. Each `next()` reads the counters and ends an interval, so
    /// the caller decides when. The iterator ends after an error, and counts until it is dropped.
    pub fn intervals(self) -> FaultIntervals {
        FaultIntervals {
            counter: self,
            has_failed: false,
            time: Duration::ZERO,
            totals: Vec::new(),
        }
    }
}

/// The counts of one interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultInterval {
    /// Length of the interval.
    pub elapsed: Duration,
    /// Time since the start of the counter.
    pub time: Duration,
    /// Counts of the interval by kind. [`FaultKind::ReclaimLongestNs`] is not a sum: it is the maximum
    /// since the start.
    pub counts: Vec<FaultCountRecord>,
    /// Counts since the start, in the same order.
    pub totals: Vec<FaultCountRecord>,
}

/// The iterator of [`FaultCounter::intervals`].
#[derive(Debug)]
pub struct FaultIntervals {
    counter: FaultCounter,
    has_failed: bool,
    time: Duration,
    totals: Vec<FaultCountRecord>,
}

impl Iterator for FaultIntervals {
    type Item = Result<FaultInterval, RmmError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_failed {
            return None;
        }
        let (time, totals) = match self.counter.counts() {
            Ok(read) => read,
            Err(error) => {
                self.has_failed = true;
                return Some(Err(error));
            }
        };
        let counts = totals.iter().map(|total| {
            let before = self.totals.iter().find(|before| before.kind == total.kind);
            let is_sum = total.fault_kind() != Some(FaultKind::ReclaimLongestNs);
            let count = match before {
                Some(before) if is_sum && total.count != abi::ABSENT => {
                    total.count.saturating_sub(before.count)
                }
                _ => total.count,
            };
            FaultCountRecord { count, ..*total }
        });
        let counts = counts.collect();
        let elapsed = time.saturating_sub(self.time);
        self.time = time;
        self.totals.clone_from(&totals);
        Some(Ok(FaultInterval {
            elapsed,
            time,
            counts,
            totals,
        }))
    }
}

impl FusedIterator for FaultIntervals {}

impl Drop for FaultCounter {
    fn drop(&mut self) {
        // Without success the probes are detached when the session is closed.
        let _ = fault_call(&self.device, FaultsFlag::DETACH);
    }
}
