// SPDX-License-Identifier: GPL-2.0

//! Progress on standard error, for commands that take longer than a second.

use indicatif::{
    ProgressBar,
    ProgressDrawTarget,
    ProgressStyle, //
};
use std::{
    io::{
        self,
        IsTerminal, //
    },
    time::{
        Duration,
        Instant, //
    },
};

/// Time after which progress is shown.
const PATIENCE: Duration = Duration::from_secs(1);
/// Rows between two looks at the clock.
const ROWS: u64 = 256;

/// Shows how many records were read, if standard error is a terminal and the rows do not scroll by
/// on another.
pub(crate) struct ProgressMeter {
    start: Instant,
    read: u64,
    is_on: bool,
    what: &'static str,
    bar: Option<ProgressBar>,
}

impl ProgressMeter {
    /// Starts the clock. `what` is read.
    pub(crate) fn new(what: &'static str) -> Self {
        Self {
            start: Instant::now(),
            read: 0,
            is_on: io::stderr().is_terminal(),
            what,
            bar: None,
        }
    }

    /// Counts records.
    pub(crate) fn add(&mut self, records: u64) {
        let before = self.read;
        self.read += records;
        if !self.is_on || before / ROWS == self.read / ROWS {
            return;
        }
        if self.bar.is_none() && self.start.elapsed() >= PATIENCE {
            let target = ProgressDrawTarget::stderr();
            let bar = ProgressBar::with_draw_target(None, target);
            // The usual style has no message.
            if let Ok(style) = ProgressStyle::with_template("{msg}") {
                bar.set_style(style);
            }
            self.bar = Some(bar);
        }
        if let Some(bar) = &self.bar {
            bar.set_message(format!("{} {}", self.read, self.what));
            bar.tick();
        }
    }
}

impl Drop for ProgressMeter {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
