// SPDX-License-Identifier: GPL-2.0

//! The driver of resumable calls: argument in, records out, and a position to resume at.
//!
//! A product supplies one step, which appends the records of one bounded unit of work (a page table,
//! a chunk of frames, a process). [`resume`] repeats it, under these rules:
//!
//! - It stops at the end of the range, when the array is full, when the budget is used up, and when a
//!   signal is pending. The last two are checked between steps, so that each call makes progress.
//! - An error of the first step is returned. A later `EINTR`, `EBUSY` or `ENXIO` ends the call with
//!   the records that were appended before; the next call returns the error if it persists.
//! - Nothing is locked or pinned between steps.

use super::records::UserArray;
use crate::sys::system::signal_pending;
use kernel::{
    prelude::*,
    time::{
        Instant,
        Monotonic, //
    },
};

/// The time that a call may take.
pub(crate) struct CallBudget {
    begun: Instant<Monotonic>,
    budget_us: u64,
}

impl CallBudget {
    /// A budget that starts now; 0 means no limit.
    pub(crate) fn new(budget_us: u64) -> Self {
        Self {
            begun: Instant::now(),
            budget_us,
        }
    }

    /// Time since the start of the call in ns.
    pub(crate) fn elapsed_ns(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_nanos()).unwrap_or(0)
    }

    /// Whether the budget is used up.
    pub(crate) fn is_used_up(&self) -> bool {
        self.budget_us != 0 && self.elapsed_ns() / 1000 >= self.budget_us
    }

    /// The remaining time in µs, at least 1; 0 if there is no limit.
    pub(crate) fn left_us(&self) -> u64 {
        match self.budget_us {
            0 => 0,
            budget_us => budget_us.saturating_sub(self.elapsed_ns() / 1000).max(1),
        }
    }

    /// Whether a call that has made progress must end.
    pub(crate) fn must_stop(&self) -> bool {
        signal_pending() || self.is_used_up()
    }
}

/// The result of one step.
pub(crate) enum ResumeStep<P> {
    /// Resume at this position.
    To(P),
    /// The records of the item at this position do not fit into the array.
    Full(P),
    /// The step itself ended the call (its walk met the budget or a signal); resume here.
    Stop(P),
    /// Nothing is left.
    End,
}

/// Repeats `step` from position `start`. Returns the position at which to resume, or `None` if
/// nothing is left. `ENOSPC` if the records of the first item do not fit.
pub(crate) fn resume<P: Copy + PartialEq>(
    start: P,
    array: &mut UserArray,
    budget: &CallBudget,
    mut step: impl FnMut(P, &mut UserArray) -> Result<ResumeStep<P>>,
) -> Result<Option<P>> {
    let mut at = start;
    let mut progressed = false;
    loop {
        if progressed && (array.room() == 0 || budget.must_stop()) {
            return Ok(Some(at));
        }
        at = match step(at, array) {
            Ok(ResumeStep::To(next)) => next,
            Ok(ResumeStep::Stop(next)) => return Ok(Some(next)),
            Ok(ResumeStep::End) => return Ok(None),
            Ok(ResumeStep::Full(_)) if array.count() == 0 => return Err(ENOSPC),
            Ok(ResumeStep::Full(next)) => return Ok(Some(next)),
            Err(error) if progressed && [EINTR, EBUSY, ENXIO].contains(&error) => {
                return Ok(Some(at));
            }
            Err(error) => return Err(error),
        };
        progressed = true;
    }
}

/// As [`resume`] for the range `start..end`. Returns the address or frame at which to resume, which
/// is `end` if nothing is left. An array without room is no error.
pub(crate) fn resume_range(
    (start, end): (u64, u64),
    array: &mut UserArray,
    budget: &CallBudget,
    mut step: impl FnMut(u64, &mut UserArray) -> Result<ResumeStep<u64>>,
) -> Result<u64> {
    if start >= end || array.room() == 0 {
        return Ok(start);
    }
    let stopped = resume(start, array, budget, |at, array| {
        Ok(match step(at, array)? {
            ResumeStep::To(next) | ResumeStep::Stop(next) if next >= end => ResumeStep::End,
            other => other,
        })
    })?;
    Ok(stopped.unwrap_or(end))
}
