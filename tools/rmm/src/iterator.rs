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
    fmt,
    io::ErrorKind,
    iter::FusedIterator,
    thread,
    time::Duration,
    vec, //
};

/// The result of one call of a series.
pub(crate) struct CallProgress {
    /// The range is done.
    pub(crate) is_done: bool,
    /// Cost of the call.
    pub(crate) cost: WalkCost,
}

/// Calls that are made again during memory hotplug, which takes a few ms for a block of memory.
const HOTPLUG_TRIES: u32 = 100;
const HOTPLUG_PAUSE: Duration = Duration::from_millis(1);

/// Decides which calls are made again. The module returns these errors before a call did anything.
#[derive(Debug, Default)]
pub(crate) struct CallRepeats {
    /// Calls in succession that found memory hotplug in progress.
    busy: u32,
}

impl CallRepeats {
    /// Whether a failed call must be made again. Sleeps for 1 ms if hotplug is in progress.
    pub(crate) fn allow(&mut self, error: &RmmError) -> bool {
        match error {
            RmmError::System { source, .. } => source.kind() == ErrorKind::Interrupted,
            RmmError::HotplugBusy { .. } if self.busy < HOTPLUG_TRIES => {
                self.busy += 1;
                thread::sleep(HOTPLUG_PAUSE);
                true
            }
            _ => false,
        }
    }
}

/// Makes one call and appends what it returned. After an error, the same call can be made again.
type CallStep<T> = Box<dyn FnMut(&mut Vec<T>) -> Result<CallProgress, RmmError> + Send>;

/// Returns records one at a time. When the records of a call are used up, the next call continues
/// where it ended. An error ends the iteration.
///
/// `next()` makes calls until there is a record, which takes long if a filter passes few. A program
/// that can be stopped calls [`RecordIterator::next_batch`] and checks between two calls:
///
/// ```no_run
/// # use std::sync::atomic::{AtomicBool, Ordering};
/// # static STOP: AtomicBool = AtomicBool::new(false);
/// # fn main() -> Result<(), rmm::RmmError> {
/// let rmm = rmm::Rmm::open()?;
/// let mut frames = rmm.frames(&rmm::FramesOptions::default());
/// while let Some(batch) = frames.next_batch() {
///     println!("{} page frames", batch?.len());
///     if STOP.load(Ordering::Relaxed) {
///         break;
///     }
/// }
/// # Ok(())
/// # }
/// ```
pub struct RecordIterator<T> {
    step: CallStep<T>,
    ready: vec::IntoIter<T>,
    is_done: bool,
    cost: WalkCost,
    /// `None`: an error is final.
    repeats: Option<CallRepeats>,
}

impl<T> fmt::Debug for RecordIterator<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordIterator")
            .field("ready", &self.ready.len())
            .field("is_done", &self.is_done)
            .field("cost", &self.cost)
            .finish_non_exhaustive()
    }
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
            repeats: Some(CallRepeats::default()),
        }
    }

    /// An iterator whose step repeats its calls by itself.
    pub(crate) fn not_repeated(
        step: impl FnMut(&mut Vec<T>) -> Result<CallProgress, RmmError> + Send + 'static,
    ) -> Self {
        Self {
            repeats: None,
            ..Self::new(step)
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

    /// Makes one call and returns its records; `None` at the end. Records of the last call that
    /// `next()` did not return yet are returned first, without a call.
    ///
    /// A batch is empty if the call found nothing, if a signal interrupted it, or if memory hotplug is
    /// in progress, for which the call waits 1 ms. The iteration continues with the next batch. The
    /// budget of the request limits the duration of a call, and a signal with a handler ends it.
    pub fn next_batch(&mut self) -> Option<Result<Vec<T>, RmmError>> {
        if self.ready.len() != 0 {
            return Some(Ok(std::mem::take(&mut self.ready).collect()));
        }
        if self.is_done {
            return None;
        }
        let mut found = Vec::new();
        match (self.step)(&mut found) {
            Ok(progress) => {
                self.is_done = progress.is_done;
                self.repeats = self.repeats.take().map(|_| CallRepeats::default());
                add_cost(&mut self.cost, &progress.cost);
                Some(Ok(found))
            }
            Err(error) if self.is_repeated(&error) => Some(Ok(Vec::new())),
            Err(error) => {
                self.is_done = true;
                Some(Err(error))
            }
        }
    }

    fn is_repeated(&mut self, error: &RmmError) -> bool {
        self.repeats
            .as_mut()
            .is_some_and(|repeats| repeats.allow(error))
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
            match self.next_batch()? {
                Ok(found) => self.ready = found.into_iter(),
                Err(error) => return Some(Err(error)),
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
