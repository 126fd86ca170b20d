// SPDX-License-Identifier: GPL-2.0

//! Watched processes: those with a directory in /proc/rmm.

use super::prelude::*;
use crate::arguments::{
    pid_candidates,
    watched_candidates, //
};
use clap::Args;
use clap_complete::ArgValueCandidates;
use rmm::{
    unwatch_process,
    watch_process,
    watched_processes, //
};

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "watch",
    doc: "A watched process.",
    added: &[
        added(
            "pid",
            FieldMeaning::Number,
            "The process, if it is in the caller's pid namespace.",
        ),
        added(
            "state",
            FieldMeaning::Text,
            "running, or gone if the process has exited and files of its directory are open.",
        ),
        added(
            "directory",
            FieldMeaning::Text,
            "The directory of its text files (docs/procfs.md).",
        ),
    ],
    keys: &["pid"],
    ..RecordShape::EMPTY
};

/// `watch`.
#[derive(Args)]
pub(crate) struct WatchArguments {
    /// Processes to watch; without any, list those that are watched.
    #[arg(
        value_name = "PID",
        value_parser = clap::value_parser!(i32).range(1..),
        add = ArgValueCandidates::new(pid_candidates),
    )]
    pids: Vec<i32>,
}

impl WatchArguments {
    /// The name of the command, if it changes something.
    pub(super) fn change(&self) -> Option<&'static str> {
        (!self.pids.is_empty()).then_some("watch PID")
    }
}

/// `unwatch`.
#[derive(Args)]
pub(crate) struct UnwatchArguments {
    /// Processes.
    #[arg(
        value_name = "PID",
        required = true,
        value_parser = clap::value_parser!(i32).range(1..),
        add = ArgValueCandidates::new(watched_candidates),
    )]
    pids: Vec<i32>,
}

/// Creates directories, and lists those of the processes.
pub(super) fn watch(arguments: &WatchArguments) -> CommandResult {
    for &pid in &arguments.pids {
        watch_process(pid)?;
    }
    list(|pid| arguments.pids.is_empty() || pid.is_some_and(|pid| arguments.pids.contains(&pid)))
}

/// Removes directories, and lists those that are left.
pub(super) fn unwatch(arguments: &UnwatchArguments) -> CommandResult {
    for &pid in &arguments.pids {
        unwatch_process(pid)?;
    }
    list(|_| true)
}

fn list(is_shown: impl Fn(Option<i32>) -> bool) -> CommandResult {
    let watched = watched_processes()?;
    let shown = watched.iter().filter(|watched| is_shown(watched.pid));
    let rows = shown.map(|watched| {
        let state = if watched.is_gone { "gone" } else { "running" };
        let directory = format!("/proc/rmm/{}", watched.directory);
        OutputRow::computed([watched.pid.into(), state.into(), directory.into()])
    });
    Ok(CommandOutput::rows(&SHAPE, rows.collect()).source("/proc/rmm/watch"))
}
