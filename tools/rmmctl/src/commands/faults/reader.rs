// SPDX-License-Identifier: GPL-2.0

//! Reads the fault records of a process while it runs, often enough for the ring.

use super::places::FaultPlaces;
use crate::{
    error::CommandError,
    stop_signals::{
        StopSignals,
        WaitEnd, //
    },
};
use rmm::{
    FaultCounter,
    FaultRecords,
    FaultRecordsOptions,
    ProcessTarget,
    Rmm,
    RmmError,
    VmasOptions, //
};
use std::{
    os::fd::BorrowedFd,
    time::{
        Duration,
        Instant, //
    },
};

/// Time between two reads of fault records, in which the ring must not become full. It is shorter at
/// first, because a program maps most of its VMAs when it starts.
const DRAIN: Duration = Duration::from_millis(20);
const FIRST_DRAIN: Duration = Duration::from_millis(1);
/// Records of the ring: as many faults in each drain would be three million a second.
const RING_RECORDS: u32 = 1 << 16;

/// Reads the fault records of a process while it runs.
pub(super) struct PlaceReader<'a> {
    rmm: &'a Rmm,
    process: BorrowedFd<'a>,
    records: FaultRecords,
    pub(super) places: FaultPlaces,
    /// Time until the next read.
    pause: Duration,
}

impl<'a> PlaceReader<'a> {
    /// Starts to count and record a process.
    pub(super) fn start(
        rmm: &'a Rmm,
        pid: i32,
        process: BorrowedFd<'a>,
        from_exec: bool,
    ) -> Result<(FaultCounter, Self), CommandError> {
        let options = FaultRecordsOptions {
            from_exec,
            ring_records: RING_RECORDS,
        };
        let (counter, records) = rmm.record_faults(pid, &options)?;
        let reader = Self {
            rmm,
            process,
            records,
            places: FaultPlaces::default(),
            pause: FIRST_DRAIN,
        };
        Ok((counter, reader))
    }

    /// Attributes the records in the ring to the VMAs that exist now.
    fn drain(&mut self) -> Result<(), CommandError> {
        self.pause = DRAIN.min(self.pause * 2);
        // A process that faults faster than this reads must not keep it here.
        let found = self.records.by_ref().take(RING_RECORDS as usize);
        let found: Vec<_> = found.collect::<Result<_, RmmError>>()?;
        if found.is_empty() {
            return Ok(());
        }
        // The process may have gone, or have no memory yet: then the VMAs stay as they were.
        if let Ok(space) = self.rmm.process(ProcessTarget::Pidfd(self.process)) {
            let vmas = space.vmas(&VmasOptions {
                resident: false,
                ..VmasOptions::default()
            });
            if let Ok(vmas) = vmas.collect::<Result<Vec<_>, RmmError>>() {
                self.places.see_vmas(vmas);
            }
        }
        for record in &found {
            self.places.add(record);
        }
        Ok(())
    }

    /// Faults without a record.
    pub(super) fn lost(&self) -> u64 {
        self.records.losses().lost
    }

    /// What all records say, as lines after a table.
    pub(super) fn notes(&self) -> Vec<String> {
        let (all, lost) = (&self.places.all, self.lost());
        let mut lines = vec![format!(
            "{} page faults, {} of them major, took {:.3} ms; the time of {} is not known.",
            all.faults,
            all.major,
            all.time.as_secs_f64() * 1e3,
            all.untimed(),
        )];
        if lost != 0 {
            lines.push(format!("{lost} page faults have no record."));
        }
        lines
    }
}

/// Waits for an interval, and reads fault records meanwhile and at its end.
pub(super) fn wait_interval(
    stop: &StopSignals,
    interval: Duration,
    process: Option<BorrowedFd<'_>>,
    mut reader: Option<&mut PlaceReader<'_>>,
) -> Result<WaitEnd, CommandError> {
    let begun = Instant::now();
    loop {
        let rest = interval.saturating_sub(begun.elapsed());
        let pause = match &reader {
            Some(reader) => rest.min(reader.pause),
            None => rest,
        };
        let waited = stop.wait(pause, process);
        let waited = waited.map_err(|error| CommandError::file("poll", &error))?;
        if let Some(reader) = &mut reader {
            reader.drain()?;
        }
        if waited != WaitEnd::Time || begun.elapsed() >= interval {
            return Ok(waited);
        }
    }
}
