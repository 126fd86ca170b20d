// SPDX-License-Identifier: GPL-2.0

//! Iterators over records, which repeat a call until its range is done.

use crate::{
    abi::{
        walk_cost::WalkCost,
        AbiRecord, //
    },
    error::RmmError,
};
use std::{
    iter::FusedIterator,
    vec, //
};

/// The result of one call of a series.
pub(crate) struct CallProgress {
    /// The range is done.
    pub(crate) is_done: bool,
    /// Cost of the call.
    pub(crate) cost: WalkCost,
}

/// Makes one call and appends what it returned.
type CallStep<T> = Box<dyn FnMut(&mut Vec<T>) -> Result<CallProgress, RmmError> + Send>;

/// Returns records one at a time. When the records of a call are used up, the next call continues
/// where it ended. An error ends the iteration.
pub struct RecordIterator<T> {
    step: CallStep<T>,
    ready: vec::IntoIter<T>,
    is_done: bool,
    cost: WalkCost,
}

impl<T> RecordIterator<T> {
    pub(crate) fn new(
        step: impl FnMut(&mut Vec<T>) -> Result<CallProgress, RmmError> + Send + 'static,
    ) -> Self {
        Self {
            step: Box::new(step),
            ready: Vec::new().into_iter(),
            is_done: false,
            cost: WalkCost::ZERO,
        }
    }

    /// An iterator that returns an error, because the request cannot be made.
    pub(crate) fn failed(error: RmmError) -> Self
    where
        T: 'static,
    {
        let mut error = Some(error);
        Self::new(move |_| match error.take() {
            Some(error) => Err(error),
            None => Ok(CallProgress {
                is_done: true,
                cost: WalkCost::ZERO,
            }),
        })
    }

    /// Cost of the calls so far. Requests without a cost leave it zero.
    pub fn cost(&self) -> WalkCost {
        self.cost
    }
}

impl<T> Iterator for RecordIterator<T> {
    type Item = Result<T, RmmError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(record) = self.ready.next() {
                return Some(Ok(record));
            }
            if self.is_done {
                return None;
            }
            let mut found = Vec::new();
            match (self.step)(&mut found) {
                Ok(progress) => {
                    self.is_done = progress.is_done;
                    add_cost(&mut self.cost, &progress.cost);
                    self.ready = found.into_iter();
                }
                Err(error) => {
                    self.is_done = true;
                    return Some(Err(error));
                }
            }
        }
    }
}

impl<T> FusedIterator for RecordIterator<T> {}

/// Adds the cost of a call to that of a series.
pub(crate) fn add_cost(sum: &mut WalkCost, cost: &WalkCost) {
    sum.entries += cost.entries;
    sum.tables += cost.tables;
    sum.vmas += cost.vmas;
    sum.drops += cost.drops;
    sum.longest_hold_ns = sum.longest_hold_ns.max(cost.longest_hold_ns);
    sum.elapsed_ns += cost.elapsed_ns;
}
