// SPDX-License-Identifier: GPL-2.0

//! FaultCounters, migrations and reclaim, while somebody counts them.
//!
//! Who counts everywhere shares one set of probes: each keeps what it had counted before him. Who
//! counts in one process has a set of his own, which whoever asks about that process may read.
//! Nothing is attached while nobody counts.

use crate::{
    abi::{
        events::EventKind,
        faults::FaultKind,
        ABSENT, //
    },
    model::{
        events::{
            EventTotals,
            NR_EVENTS, //
        },
        faults::{
            self,
            FaultCounts, //
        },
    },
    sys::{
        memory::vm_events,
        probes::{
            self,
            FaultWatch,
            Tracepoints, //
        },
        task::pid::Pid, //
    },
};
use kernel::{
    new_mutex,
    prelude::*,
    sync::{
        Arc,
        Mutex, //
    },
    time::{
        Instant,
        Monotonic, //
    },
};

/// Processes that may be counted at once: each costs every event of the machine a look, and the
/// counters of every CPU.
const PROCESSES: usize = 8;

/// Who counts.
#[pin_data]
pub(crate) struct FaultCounters {
    tracepoints: Tracepoints,
    #[pin]
    counting: Mutex<FaultCounterUsers>,
}

/// Held while probes are attached or detached, so that the first and the last do not cross.
struct FaultCounterUsers {
    /// There is one exactly while `everywhere` is not 0.
    shared: Option<Arc<FaultWatch>>,
    everywhere: u32,
    /// Longest first.
    processes: KVec<CountedProcess>,
}

/// A process that somebody counts in.
struct CountedProcess {
    pid: Pid,
    watch: Arc<FaultWatch>,
    begun: Instant<Monotonic>,
}

impl FaultCounters {
    /// Nobody counts.
    pub(crate) fn new(tracepoints: Tracepoints) -> impl PinInit<Self> {
        pin_init!(Self {
            tracepoints,
            counting <- new_mutex!(FaultCounterUsers {
                shared: None,
                everywhere: 0,
                processes: KVec::new(),
            }, "rmm::faults"),
        })
    }

    /// What has been counted in a process, by who has counted there for longest, and for how many
    /// ns; nothing if nobody does.
    pub(crate) fn of_process(&self, pid: &Pid, counts: &mut FaultCounts) -> Result<Option<u64>> {
        let users = self.counting.lock();
        let Some(process) = users.processes.iter().find(|process| process.pid == *pid) else {
            return Ok(None);
        };
        *counts = faults::fault_counts(&*process.watch.read()?, &probes::sources());
        Ok(Some(since(process.begun)))
    }
}

fn since(begun: Instant<Monotonic>) -> u64 {
    begun.elapsed().as_nanos().max(0) as u64
}

/// Somebody who counts, until he is dropped.
pub(crate) struct FaultCounting {
    faults: Arc<FaultCounters>,
    /// Nothing in `drop` alone.
    watch: Option<Arc<FaultWatch>>,
    process: bool,
    /// What had been counted before.
    base: KBox<FaultCounts>,
    begun: Instant<Monotonic>,
}

impl FaultCounting {
    /// Starts to count in a process, or everywhere. May sleep. `EBUSY` when too many processes are
    /// counted.
    pub(crate) fn start(faults: Arc<FaultCounters>, process: Option<&Pid>) -> Result<Self> {
        let mut before = KBox::new([ABSENT; faults::NR_FAULT_KINDS], GFP_KERNEL)?;
        let base = KBox::new([ABSENT; faults::NR_FAULT_KINDS], GFP_KERNEL)?;
        let mut users = faults.counting.lock();
        users.processes.reserve(1, GFP_KERNEL)?;
        let watch = match (process, &users.shared) {
            (Some(_), _) if users.processes.len() == PROCESSES => return Err(EBUSY),
            (None, Some(shared)) => shared.clone(),
            (process, _) => Arc::new(FaultWatch::start(faults.tracepoints, process)?, GFP_KERNEL)?,
        };
        let begun = Instant::now();
        // From here on nothing fails that would have to be undone here: `drop` does it.
        match process {
            Some(pid) => users.processes.push(
                CountedProcess {
                    pid: pid.clone(),
                    watch: watch.clone(),
                    begun,
                },
                GFP_KERNEL,
            )?,
            None => {
                users.everywhere += 1;
                users.shared = Some(watch.clone());
            }
        }
        drop(users);
        let mut counting = Self {
            faults,
            watch: Some(watch),
            process: process.is_some(),
            base,
            begun,
        };
        counting.total(&mut before)?;
        counting.base = before;
        Ok(counting)
    }

    /// He counts in one process.
    pub(crate) fn is_of_process(&self) -> bool {
        self.process
    }

    /// Nanoseconds since the start.
    pub(crate) fn watched_ns(&self) -> u64 {
        since(self.begun)
    }

    /// What was counted since the start.
    pub(crate) fn read(&self, counts: &mut FaultCounts) -> Result {
        self.total(counts)?;
        faults::subtract_base(counts, &self.base);
        Ok(())
    }

    /// What the probes have counted.
    fn total(&self, counts: &mut FaultCounts) -> Result {
        let Some(watch) = &self.watch else {
            return Err(ENXIO);
        };
        *counts = faults::fault_counts(&*watch.read()?, &probes::sources());
        if !self.process {
            let mut totals: KBox<EventTotals> = KBox::new([ABSENT; NR_EVENTS], GFP_KERNEL)?;
            vm_events::vm_events(&mut totals)?;
            for (kind, event) in [
                (FaultKind::SplitPage, EventKind::ThpSplitPage),
                (FaultKind::SplitPageFailed, EventKind::ThpSplitPageFailed),
                (FaultKind::SplitPmd, EventKind::ThpSplitPmd),
            ] {
                counts[kind as usize] = totals[event as usize];
            }
        }
        Ok(())
    }
}

impl Drop for FaultCounting {
    fn drop(&mut self) {
        let mut users = self.faults.counting.lock();
        if self.process {
            let own = |process: &CountedProcess| {
                let watch = self.watch.as_ref();
                watch.is_some_and(|watch| Arc::ptr_eq(watch, &process.watch))
            };
            users.processes.retain(|process| !own(process));
        } else {
            users.everywhere -= 1;
            if users.everywhere == 0 {
                users.shared = None;
            }
        }
        // The last owner detaches the probes, under the lock.
        self.watch = None;
    }
}
