// SPDX-License-Identifier: GPL-2.0

//! Counts of faults, migrations and reclaim while a session requests them.

use crate::{
    abi::{
        self,
        faults::{
            FaultCountRecord,
            FaultsArgs,
            FaultsFlag, //
        },
        AbiRecord, //
    },
    calls::grow,
    error::RmmError,
    session::Rmm, //
};
use std::time::Duration;

/// Counts until it is dropped. A session has one at a time.
pub struct FaultCounter<'a> {
    rmm: &'a Rmm,
}

impl Rmm {
    /// Starts to count the events of one process, or of the machine. Probes are attached while the
    /// counter exists.
    ///
    /// # Errors
    ///
    /// [`RmmError::MissingCapability`]; [`RmmError::InvalidRequest`] while another counter of this
    /// session exists.
    pub fn count_faults(&self, pid: Option<i32>) -> Result<FaultCounter<'_>, RmmError> {
        self.fault_call(FaultsFlag::ATTACH, pid.unwrap_or(0))?;
        Ok(FaultCounter { rmm: self })
    }

    fn fault_call(
        &self,
        flags: u32,
        pid: i32,
    ) -> Result<(Duration, Vec<FaultCountRecord>), RmmError> {
        let mut records = vec![FaultCountRecord::ZERO; 256];
        loop {
            let mut argument = FaultsArgs {
                flags,
                pid,
                ..FaultsArgs::ZERO
            };
            self.device
                .call(abi::FAULTS, &mut argument, &mut records, &mut [])?;
            // Attaching and detaching must not be repeated.
            if flags == 0 && argument.total as usize > records.len() && grow(&mut records) {
                continue;
            }
            records.truncate(argument.count as usize);
            return Ok((Duration::from_nanos(argument.watched_ns), records));
        }
    }
}

impl FaultCounter<'_> {
    /// Time since the start, and the counts by kind.
    pub fn counts(&self) -> Result<(Duration, Vec<FaultCountRecord>), RmmError> {
        self.rmm.fault_call(0, 0)
    }
}

impl Drop for FaultCounter<'_> {
    fn drop(&mut self) {
        // Without success the probes are detached when the session is closed.
        let _ = self.rmm.fault_call(FaultsFlag::DETACH, 0);
    }
}
