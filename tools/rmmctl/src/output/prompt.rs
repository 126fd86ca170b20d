// SPDX-License-Identifier: GPL-2.0

//! When the first records are shown, although buffers and columns would rather wait for more.

use std::{
    io::{
        self,
        Write, //
    },
    time::{
        Duration,
        Instant, //
    },
};

/// Time after which the rows so far are written. People notice 50 ms.
pub(super) const PROMPT: Duration = Duration::from_millis(20);

/// Flushes a buffer once, after the first records.
pub(super) struct PromptFlush(Option<Instant>);

impl PromptFlush {
    /// Starts the clock.
    pub(super) fn new() -> Self {
        Self(Some(Instant::now()))
    }

    /// Whether the time is up, once.
    pub(super) fn is_due(&mut self) -> bool {
        let is_due = self.0.is_some_and(|start| start.elapsed() >= PROMPT);
        if is_due {
            self.0 = None;
        }
        is_due
    }

    /// Writes the rows so far if it is time.
    pub(super) fn after_row(&mut self, out: &mut dyn Write) -> io::Result<()> {
        match self.is_due() {
            true => out.flush(),
            false => Ok(()),
        }
    }
}
