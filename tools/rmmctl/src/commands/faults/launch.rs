// SPDX-License-Identifier: GPL-2.0

//! A program whose faults are counted from its execution on: another rmmctl stops itself, and
//! executes the program when it continues.

use crate::{
    error::CommandError,
    stop_signals::WaitEnd, //
};
use rustix::process::{
    getpid,
    kill_process,
    set_parent_process_death_signal,
    waitpid,
    Pid,
    Signal,
    WaitOptions, //
};
use std::{
    env,
    ffi::OsString,
    io,
    os::unix::process::{
        CommandExt,
        ExitStatusExt, //
    },
    process::{
        Child,
        Command, //
    },
};

/// Shells return the number of the signal that ended a program plus this.
const SIGNAL_STATUS: i32 = 128;

/// A program that has not been executed yet. It is killed if it is dropped in this state.
pub(super) struct PausedCommand {
    child: Child,
    is_paused: bool,
}

impl PausedCommand {
    /// Starts a process that will execute a program; `None` without a program.
    pub(super) fn start(words: &[OsString]) -> Result<Option<Self>, CommandError> {
        if words.is_empty() {
            return Ok(None);
        }
        let own =
            env::current_exe().map_err(|error| CommandError::file("/proc/self/exe", &error))?;
        let mut command = Command::new(&own);
        command.args(["faults", "--stopped", "--"]).args(words);
        let child = command
            .spawn()
            .map_err(|error| CommandError::execute(&own, &error))?;
        let mut waiting = Self {
            child,
            is_paused: true,
        };
        let waited = waitpid(Some(waiting.id()), WaitOptions::UNTRACED);
        let is_stopped = waited.map(|found| found.is_some_and(|(_, status)| status.stopped()));
        match is_stopped {
            Ok(true) => Ok(Some(waiting)),
            Ok(false) => {
                // It was reaped, so its pid may be that of another process.
                waiting.is_paused = false;
                Err(CommandError::execute(&own, &io::ErrorKind::Other.into()))
            }
            Err(error) => Err(CommandError::file("waitpid", &error.into())),
        }
    }

    fn id(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// The pid.
    pub(super) fn pid(&self) -> i32 {
        self.id().as_raw_nonzero().get()
    }

    /// Lets the program be executed.
    pub(super) fn resume(&mut self) -> Result<(), CommandError> {
        self.is_paused = false;
        kill_process(self.id(), Signal::CONT)
            .map_err(|error| CommandError::file("kill", &error.into()))
    }

    /// The exit status, with that of a signal as in shells. After a signal the program is asked to end,
    /// as perf stat does, and a second one ends the wait. After the last interval it goes on, and the
    /// status is 0.
    pub(super) fn end(mut self, waited: WaitEnd) -> Result<u8, CommandError> {
        match waited {
            WaitEnd::Time => return Ok(0),
            WaitEnd::Exit => {}
            // Not waited for yet, so the pid is still its own.
            WaitEnd::Signal => {
                let _ = kill_process(self.id(), Signal::TERM);
            }
        }
        let status = self.child.wait();
        let status = status.map_err(|error| CommandError::file("waitpid", &error))?;
        let signal = status.signal().map(|signal| signal + SIGNAL_STATUS);
        let code = status.code().or(signal).unwrap_or(1);
        Ok(u8::try_from(code).unwrap_or(1))
    }
}

impl Drop for PausedCommand {
    fn drop(&mut self) {
        if self.is_paused {
            // It has exited already if this fails.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// Stops this process, and executes the program when it continues. Returns only if that fails.
pub(super) fn execute_stopped(words: &[OsString]) -> CommandError {
    let Some((program, arguments)) = words.split_first() else {
        return CommandError::Usage("a command is needed".to_owned());
    };
    // The other rmmctl may end before it continues this process, which would then stay stopped.
    let stopped = set_parent_process_death_signal(Some(Signal::KILL))
        .and_then(|()| kill_process(getpid(), Signal::STOP))
        .and_then(|()| set_parent_process_death_signal(None));
    if let Err(error) = stopped {
        return CommandError::file("kill", &error.into());
    }
    let error = Command::new(program).args(arguments).exec();
    CommandError::execute(program, &error)
}
