// SPDX-License-Identifier: GPL-2.0

//! Faults, migrations, reclaim and compaction, counted while the command runs; where the page faults
//! of one process occur, and the time they take.

mod launch;
pub(super) mod places;
mod reader;

use super::prelude::*;
use crate::{
    arguments::pid_candidates,
    columns::ColumnExpansion,
    output::{
        OutputFormat,
        OutputOptions,
        StreamError, //
    },
    stop_signals::{
        StopSignals,
        WaitEnd, //
    },
};
use clap::{
    Args,
    ValueEnum, //
};
use clap_complete::ArgValueCandidates;
use launch::PausedCommand;
use reader::{
    wait_interval,
    PlaceReader, //
};
use rmm::{
    abi::faults::{
        FaultCountRecord,
        FaultKind, //
    },
    FaultInterval,
    RmmError, //
};
use rustix::{
    io::Errno,
    process::{
        pidfd_open,
        Pid,
        PidfdFlags, //
    },
};
use std::{
    ffi::OsString,
    io::{
        self,
        Write, //
    },
    os::fd::{
        AsFd,
        OwnedFd, //
    },
    time::Duration, //
};

/// Time between two tables of a process or the machine.
const INTERVAL: Duration = Duration::from_secs(1);

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "faults",
    doc: "Count of one kind of event.",
    record: Some(&FaultCountRecord::DESCRIPTION),
    meanings: &[&[("kind", FieldMeaning::Word(&FaultKind::NAMES))]],
    added: &[
        added(
            "elapsed_ms",
            FieldMeaning::Number,
            "Length of the interval that was counted.",
        ),
        added("total", FieldMeaning::Number, "Events since the start."),
        added("time_ms", FieldMeaning::Number, "Time since the start."),
        added(
            "part",
            FieldMeaning::Text,
            "interval, or total for the counts since the start.",
        ),
    ],
    keys: &["kind"],
    columns: &["part", "kind", "count", "total", "elapsed_ms", "time_ms"],
    ..RecordShape::EMPTY
};

/// What faults are summed up by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FaultGrouping {
    /// The kind of event.
    Kind,
    /// The VMA.
    Vma,
    /// The page that was accessed.
    Address,
}

/// Arguments.
#[derive(Args)]
pub(crate) struct FaultsArguments {
    /// The process, by its pid; without it, the whole machine.
    #[arg(
        value_parser = clap::value_parser!(i32).range(1..),
        conflicts_with = "command",
        add = ArgValueCandidates::new(pid_candidates),
    )]
    pid: Option<i32>,
    /// Seconds between two tables of kinds, by default 1; with a command, there is one at its end.
    #[arg(long, value_name = "SECONDS", value_parser = parse_interval)]
    interval: Option<Duration>,
    /// End after so many intervals. Otherwise Ctrl-C or the exit of the process ends the command.
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
    count: Option<u64>,
    /// Print these sums only, the last two of one process; a table has all of them by default.
    #[arg(long, value_enum)]
    by: Option<FaultGrouping>,
    /// Show so many VMAs and addresses.
    #[arg(long, default_value_t = 10)]
    top: usize,
    /// Stop before the program is executed, for the rmmctl that started this one.
    #[arg(long, hide = true, requires = "command")]
    stopped: bool,
    /// A program to start and count from its execution on, and its arguments.
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

fn parse_interval(text: &str) -> Result<Duration, String> {
    let seconds: Option<f64> = text.parse().ok();
    seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|interval| *interval >= Duration::from_millis(1))
        .ok_or_else(|| "at least 0.001 seconds are needed".to_owned())
}

/// A pidfd, which unlike a pid never means another process.
fn open_process(pid: i32) -> Result<OwnedFd, CommandError> {
    let found = Pid::from_raw(pid).ok_or(Errno::SRCH);
    let found = found.and_then(|pid| pidfd_open(pid, PidfdFlags::empty()));
    found.map_err(|error| match error {
        // Nonexistent, or a thread that does not lead its process.
        Errno::SRCH | Errno::INVAL | Errno::NOENT => CommandError::from(RmmError::NoProcess {
            target: format!("process {pid}"),
        }),
        error => CommandError::file("pidfd_open", &error.into()),
    })
}

/// The counts of an interval. Kinds without events are left out unless `is_whole`.
fn rows(interval: &FaultInterval, part: &str, is_whole: bool) -> Vec<OutputRow> {
    let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    let pairs = interval.counts.iter().zip(&interval.totals);
    let rows = pairs.filter_map(|(count, total)| {
        let is_shown = is_whole || rmm::present(count.count).is_some_and(|count| count != 0);
        is_shown.then(|| {
            OutputRow::new(
                count,
                [
                    millis(interval.elapsed).into(),
                    rmm::present(total.count).into(),
                    millis(interval.time).into(),
                    part.into(),
                ],
            )
        })
    });
    rows.collect()
}

impl FaultsArguments {
    /// The shape of the records that are printed first.
    fn shape(&self) -> &'static RecordShape {
        match self.by {
            None | Some(FaultGrouping::Kind) => &SHAPE,
            Some(FaultGrouping::Vma) => &places::VMAS_SHAPE,
            Some(FaultGrouping::Address) => &places::ADDRESSES_SHAPE,
        }
    }

    /// Counts until a signal, the last interval or the exit of the process, and then writes the
    /// totals. Unless the form is one document, it writes the counts of each interval before.
    /// Returns the exit status of a command.
    pub(crate) fn run(
        &self,
        options: &OutputOptions,
        mut write: impl FnMut(CommandOutput, &OutputOptions) -> Result<(), StreamError>,
    ) -> Result<u8, StreamError> {
        if self.stopped {
            return Err(launch::execute_stopped(&self.command).into());
        }
        let shape = self.shape();
        options.wanted_fields(shape, shape.columns, &ColumnExpansion::default())?;
        let has_kinds = matches!(self.by, None | Some(FaultGrouping::Kind));
        let is_about_process = self.pid.is_some() || !self.command.is_empty();
        if !has_kinds && !is_about_process {
            let text = "--by: places are those of one process: name a pid or a command";
            return Err(CommandError::Usage(text.to_owned()).into());
        }
        let has_places = match self.by {
            None => options.format.is_table() && is_about_process,
            Some(_) => !has_kinds,
        };
        let rmm = Rmm::open().map_err(CommandError::from)?;
        let stop = StopSignals::new().map_err(|error| CommandError::file("sigaction", &error))?;
        let mut command = PausedCommand::start(&self.command)?;
        let pid = command.as_ref().map(PausedCommand::pid).or(self.pid);
        // Opened before the counter: if the pid is used again meanwhile, the process has exited.
        let process = pid.map(open_process).transpose()?;
        let (counter, mut reader) = match (pid, &process) {
            (Some(pid), Some(process)) if has_places || command.is_some() => {
                let (counter, reader) =
                    PlaceReader::start(&rmm, pid, process.as_fd(), command.is_some())?;
                (counter, Some(reader))
            }
            _ => (rmm.count_faults(pid).map_err(CommandError::from)?, None),
        };
        if let Some(command) = &mut command {
            command.resume()?;
        }
        let interval = match (self.interval, &command) {
            (None, Some(_)) => Duration::MAX,
            (interval, _) => interval.unwrap_or(INTERVAL),
        };
        let format = options.format;
        let has_parts = has_kinds
            && interval != Duration::MAX
            && !matches!(format, OutputFormat::Json | OutputFormat::OpenMetrics);
        let mut options = options.clone();
        let mut intervals = counter.intervals();
        let mut rounds = 0;
        loop {
            let process = process.as_ref().map(AsFd::as_fd);
            let waited = wait_interval(&stop, interval, process, reader.as_mut())?;
            rounds += 1;
            let is_gone = waited == WaitEnd::Exit;
            let is_last = waited != WaitEnd::Time || self.count == Some(rounds);
            // The iterator has no end.
            let Some(interval) = intervals.next() else {
                return Ok(0);
            };
            let interval = interval.map_err(CommandError::from)?;
            let part = rows(&interval, "interval", false);
            if has_parts && (format.is_table() || !part.is_empty()) {
                write(CommandOutput::rows(&SHAPE, part), &options)?;
                // Separated values have one head.
                options.has_head &= format.is_table();
                if format.is_table() {
                    writeln!(io::stdout())?;
                }
            }
            if is_last {
                let totals = FaultInterval {
                    elapsed: interval.time,
                    counts: interval.totals.clone(),
                    ..interval
                };
                let notes = reader.as_ref().map_or_else(Vec::new, PlaceReader::notes);
                let has_ended = is_gone || command.is_some() && waited == WaitEnd::Signal;
                let ended = command.map_or(Ok(0), |command| command.end(waited))?;
                let exit = match (has_ended, ended) {
                    (true, 0) => Some("The process exited.".to_owned()),
                    (true, status) => Some(format!("The process exited with status {status}.")),
                    (false, _) => None,
                };
                let mut outputs = Vec::new();
                if has_kinds {
                    let totals = rows(&totals, "total", !format.is_table());
                    outputs.push(CommandOutput::rows(&SHAPE, totals));
                }
                if let Some(reader) = reader.filter(|_| has_places) {
                    outputs.extend(self.place_outputs(&reader, format.is_table()));
                }
                let last = outputs.len().saturating_sub(1);
                for (at, mut output) in outputs.into_iter().enumerate() {
                    if at == last {
                        let lines = notes.iter().chain(&exit);
                        output = lines.fold(output, |output, line| output.note(line.clone()));
                    }
                    write(output, &options)?;
                    // The columns and the order that the caller chose are those of the first table.
                    options.columns = None;
                    options.sort = None;
                    if format.is_table() && at != last {
                        writeln!(io::stdout())?;
                    }
                }
                return Ok(ended);
            }
        }
    }

    fn place_outputs(&self, reader: &PlaceReader<'_>, is_table: bool) -> Vec<CommandOutput> {
        let places = &reader.places;
        let mut outputs = Vec::new();
        if matches!(self.by, None | Some(FaultGrouping::Vma)) {
            let rows = places.vma_rows(self.top);
            outputs.push(CommandOutput::rows(&places::VMAS_SHAPE, rows));
        }
        if matches!(self.by, None | Some(FaultGrouping::Address)) {
            let rows = places.address_rows(self.top);
            outputs.push(CommandOutput::rows(&places::ADDRESSES_SHAPE, rows));
        }
        // Under a table there are notes.
        if !is_table {
            let lost = reader.lost();
            outputs = outputs
                .into_iter()
                .map(|output| output.about(places.about(lost)))
                .collect();
        }
        outputs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_have_a_least_length() {
        assert_eq!(parse_interval("0.5"), Ok(Duration::from_millis(500)));
        for text in ["0", "-1", "x", "", "inf", "nan"] {
            assert!(parse_interval(text).is_err(), "{text}");
        }
    }

    #[test]
    fn kinds_without_events_are_left_out_of_tables() {
        let record = |kind: FaultKind, count| FaultCountRecord {
            kind: kind as u32,
            count,
            ..FaultCountRecord::ZERO
        };
        let counts = vec![
            record(FaultKind::FaultUser, 3),
            record(FaultKind::FaultKernel, 0),
            record(FaultKind::OomVictim, rmm::abi::ABSENT),
        ];
        let interval = FaultInterval {
            elapsed: Duration::from_millis(1500),
            time: Duration::from_secs(3),
            counts: counts.clone(),
            totals: counts,
        };
        let shown = |is_whole| {
            let rows = rows(&interval, "interval", is_whole);
            let fields = SHAPE.fields();
            let objects = rows.iter().map(|row| Value::Object(row.to_object(&fields)));
            Value::Array(objects.collect())
        };
        let first = json!({
            "kind": "fault_user", "count": 3, "elapsed_ms": 1500, "total": 3, "time_ms": 3000,
            "part": "interval",
        });
        assert_eq!(shown(false), json!([first]));
        assert_eq!(shown(true)[2]["count"], Value::Null);
        assert_eq!(shown(true)[1]["count"], 0);
    }
}
