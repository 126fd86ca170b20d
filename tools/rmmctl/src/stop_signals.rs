// SPDX-License-Identifier: GPL-2.0

//! SIGINT and SIGTERM as the regular end of a command that repeats something.

use rustix::{
    event::{
        poll,
        PollFd,
        PollFlags,
        Timespec, //
    },
    io::Errno,
};
use signal_hook::{
    consts::{
        SIGINT,
        SIGTERM, //
    },
    iterator::Signals,
    low_level::emulate_default_handler, //
};
use std::{
    io::{
        self,
        Write, //
    },
    os::{
        fd::{
            AsFd,
            BorrowedFd, //
        },
        unix::net::UnixStream, //
    },
    thread,
    time::{
        Duration,
        Instant, //
    },
};

/// Receives the first of these signals. The second one ends the program as if nobody waited for it.
pub(crate) struct StopSignals {
    received: UnixStream,
}

/// Why a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WaitEnd {
    /// The time is over.
    Time,
    /// A signal came.
    Signal,
    /// The process exited.
    Exit,
}

impl StopSignals {
    /// Installs the handlers.
    pub(crate) fn new() -> io::Result<Self> {
        let mut signals = Signals::new([SIGINT, SIGTERM])?;
        let (received, mut sender) = UnixStream::pair()?;
        thread::spawn(move || {
            let mut is_second = false;
            for signal in signals.forever() {
                if is_second || sender.write_all(b"x").is_err() {
                    // Nothing can be done if the default action is refused.
                    let _ = emulate_default_handler(signal);
                }
                is_second = true;
            }
        });
        Ok(Self { received })
    }

    /// Waits for so long, or until a signal comes or the process of a pidfd exits.
    pub(crate) fn wait(
        &self,
        time: Duration,
        process: Option<BorrowedFd<'_>>,
    ) -> io::Result<WaitEnd> {
        let end = Instant::now().checked_add(time);
        loop {
            // A time that has no end is looked at again.
            let rest = end.map_or(Duration::from_secs(1 << 20), |end| {
                end.saturating_duration_since(Instant::now())
            });
            let rest = Timespec::try_from(rest).map_err(io::Error::other)?;
            let signal = PollFd::from_borrowed_fd(self.received.as_fd(), PollFlags::IN);
            let process = process.map(|fd| PollFd::from_borrowed_fd(fd, PollFlags::IN));
            let mut descriptors: Vec<PollFd<'_>> = [signal].into_iter().chain(process).collect();
            match poll(&mut descriptors, Some(&rest)) {
                // The handler of a signal ran.
                Err(Errno::INTR) => continue,
                Err(error) => return Err(error.into()),
                Ok(0) if end.is_none_or(|end| end > Instant::now()) => continue,
                Ok(_) => {}
            }
            let mut ready = descriptors.iter().map(|one| !one.revents().is_empty());
            return Ok(match (ready.next(), ready.next()) {
                (Some(true), _) => WaitEnd::Signal,
                (_, Some(true)) => WaitEnd::Exit,
                _ => WaitEnd::Time,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::process::{
        pidfd_open,
        Pid,
        PidfdFlags, //
    };
    use std::process::Command;

    #[test]
    fn the_exit_of_a_process_ends_a_wait() {
        let stop = StopSignals::new().unwrap();
        let short = Duration::from_millis(5);
        let mut child = Command::new("sleep").arg("60").spawn().unwrap();
        let pidfd = pidfd_open(Pid::from_child(&child), PidfdFlags::empty()).unwrap();
        assert_eq!(
            stop.wait(short, Some(pidfd.as_fd())).unwrap(),
            WaitEnd::Time
        );
        child.kill().unwrap();
        // The pid may be used again after this, but the pidfd stays that of the child.
        child.wait().unwrap();
        let long = Duration::from_secs(60);
        assert_eq!(stop.wait(long, Some(pidfd.as_fd())).unwrap(), WaitEnd::Exit);
        assert_eq!(stop.wait(short, None).unwrap(), WaitEnd::Time);
    }
}
