// SPDX-License-Identifier: GPL-2.0

//! Calls that return a part of their records and the position at which to resume.

use crate::{
    abi::{
        self,
        blocks::FreeBlocksArgs,
        file_cache::FileCacheArgs,
        frame::PfnsArgs,
        histogram::HistogramArgs,
        machine_list::MachineListArgs,
        process::ProcessesArgs,
        walk::WalkArgs,
        walk_cost::WalkCost,
        AbiRecord, //
    },
    calls::{
        grow,
        is_full,
        CallHandle,
        BATCH_RECORDS, //
    },
    error::RmmError,
    iterator::{
        CallProgress,
        RecordIterator, //
    },
};
use std::io;

/// Argument of a call that resumes.
pub(crate) trait ResumableArgs: AbiRecord {
    /// Number of records that the call wrote.
    fn count(&self) -> u32;

    /// Moves to the position of the next call.
    fn advance(&mut self) -> CallProgress;
}

/// Arguments with a range: `start` moves until `next` is `end`.
macro_rules! resumable_ranges {
    ($($args:ty: $cost:expr;)+) => {$(
        impl ResumableArgs for $args {
            fn count(&self) -> u32 {
                self.count
            }

            fn advance(&mut self) -> CallProgress {
                self.start = self.next;
                let cost: fn(&Self) -> WalkCost = $cost;
                CallProgress {
                    is_done: self.next == self.end,
                    cost: cost(self),
                }
            }
        }
    )+};
}

resumable_ranges! {
    WalkArgs: |walk| walk.cost;
    HistogramArgs: |walk| walk.cost;
    PfnsArgs: |walk| walk.cost;
    FileCacheArgs: |walk| walk.cost;
    FreeBlocksArgs: |_| WalkCost::ZERO;
}

impl ResumableArgs for MachineListArgs {
    fn count(&self) -> u32 {
        self.count
    }

    fn advance(&mut self) -> CallProgress {
        self.start = self.next;
        CallProgress {
            is_done: self.next == abi::ABSENT,
            cost: WalkCost::ZERO,
        }
    }
}

impl ResumableArgs for ProcessesArgs {
    fn count(&self) -> u32 {
        self.count
    }

    fn advance(&mut self) -> CallProgress {
        self.first = self.next;
        CallProgress {
            is_done: self.next == 0,
            cost: self.cost,
        }
    }
}

impl CallHandle {
    /// Repeats a call and returns its records.
    pub(crate) fn resume<A: ResumableArgs + Send, T: AbiRecord + Send>(
        &self,
        request: u32,
        argument: A,
    ) -> RecordIterator<T> {
        self.resume_or(request, argument, move |handle, error| {
            handle.error(request, error)
        })
    }

    /// Like [`Self::resume`], with errors of its own.
    pub(crate) fn resume_or<A: ResumableArgs + Send, T: AbiRecord + Send>(
        &self,
        request: u32,
        mut argument: A,
        explain: impl Fn(&Self, io::Error) -> RmmError + Send + 'static,
    ) -> RecordIterator<T> {
        let handle = self.clone();
        let mut records = vec![T::ZERO; BATCH_RECORDS];
        RecordIterator::new(move |found| loop {
            match handle.try_call(request, &mut argument, &mut records, &mut []) {
                Err(error) if is_full(&error) && grow(&mut records) => continue,
                Err(error) => return Err(explain(&handle, error)),
                Ok(()) => {}
            }
            found.extend(records.iter().take(argument.count() as usize));
            return Ok(argument.advance());
        })
    }
}
