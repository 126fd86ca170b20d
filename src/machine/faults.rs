// SPDX-License-Identifier: GPL-2.0

//! Counters of faults, migrations and reclaim, which run while somebody uses them.
//!
//! Probes on tracepoints are attached with the first user and detached with the last; then the
//! kernel's code is as before. Users that count everywhere share one set of probes, and each
//! subtracts what had been counted when it started. A user that counts in one process has a set of
//! its own, which readers of that process's `faults` file may read. It may also have a ring of fault
//! records, which only this user may read.

use crate::{
    abi::{
        events::EventKind,
        faults::{
            FaultKind,
            FaultRecord, //
        },
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
        fault_ends::{
            allocate_ring,
            WatchRing, //
        },
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

/// Most processes counted at once. Each adds a comparison to every event of the machine, and
/// counters for every CPU.
const PROCESSES: usize = 8;

/// The users of the counters.
#[pin_data]
pub(crate) struct FaultCounters {
    tracepoints: Tracepoints,
    #[pin]
    counting: Mutex<FaultCounterUsers>,
}

/// Protected by the mutex, which is also held while probes are attached.
struct FaultCounterUsers {
    /// Present exactly while `everywhere` is not 0.
    shared: Option<Arc<FaultWatch>>,
    everywhere: u32,
    /// The one that has counted longest comes first.
    processes: KVec<CountedProcess>,
}

/// A process with a counter of its own.
struct CountedProcess {
    pid: Pid,
    watch: Arc<FaultWatch>,
    begun: Instant<Monotonic>,
}

impl FaultCounters {
    /// No users yet.
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

    /// Whether this kernel has the tracepoints that fault records are made of.
    pub(crate) fn can_record() -> bool {
        let found = probes::sources();
        found.fault_user && found.fault_kernel
    }

    /// The counts of a process and the time they cover in ns, from its longest-running counter.
    /// `None` if there is no counter.
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

/// A request to the counters of one process.
#[derive(Clone, Copy, Default)]
pub(crate) struct CountingOptions {
    /// Start when the process next calls execve(2).
    pub(crate) from_exec: bool,
    /// Record page faults in a ring for so many.
    pub(crate) ring_records: Option<u32>,
}

/// One user of the counters, until it is dropped.
pub(crate) struct FaultCounting {
    faults: Arc<FaultCounters>,
    /// `None` only during `drop`.
    watch: Option<Arc<FaultWatch>>,
    process: bool,
    /// The counts when this user started.
    base: KBox<FaultCounts>,
    begun: Instant<Monotonic>,
}

impl FaultCounting {
    /// Starts counting in a process, or everywhere. May sleep. `EBUSY` if too many processes are
    /// counted; `EINVAL` for options without a process.
    pub(crate) fn start(
        faults: Arc<FaultCounters>,
        process: Option<&Pid>,
        options: CountingOptions,
    ) -> Result<Self> {
        if process.is_none() && (options.from_exec || options.ring_records.is_some()) {
            return Err(EINVAL);
        }
        let exec = process.filter(|_| options.from_exec);
        let before_exec = exec.map(Pid::mm_handle).transpose()?;
        let ring = options.ring_records.map(allocate_ring).transpose()?;
        let mut before = KBox::new([ABSENT; faults::NR_FAULT_KINDS], GFP_KERNEL_ACCOUNT)?;
        let base = KBox::new([ABSENT; faults::NR_FAULT_KINDS], GFP_KERNEL_ACCOUNT)?;
        let mut users = faults.counting.lock();
        users.processes.reserve(1, GFP_KERNEL_ACCOUNT)?;
        let watch = match (process, &users.shared) {
            (Some(_), _) if users.processes.len() == PROCESSES => return Err(EBUSY),
            (None, Some(shared)) => shared.clone(),
            (process, _) => Arc::new(
                FaultWatch::start(faults.tracepoints, process, before_exec, ring)?,
                GFP_KERNEL_ACCOUNT,
            )?,
        };
        let begun = Instant::now();
        // Nothing below can fail; `drop` undoes it.
        match process {
            Some(pid) => users.processes.push(
                CountedProcess {
                    pid: pid.clone(),
                    watch: watch.clone(),
                    begun,
                },
                GFP_KERNEL_ACCOUNT,
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

    /// Whether this user counts in one process.
    pub(crate) fn is_of_process(&self) -> bool {
        self.process
    }

    /// Nanoseconds since the start.
    pub(crate) fn watched_ns(&self) -> u64 {
        since(self.begun)
    }

    /// The counts since the start.
    pub(crate) fn read(&self, counts: &mut FaultCounts) -> Result {
        self.total(counts)?;
        faults::subtract_base(counts, &self.base);
        Ok(())
    }

    /// Takes the next fault record of the ring; `None` if there is none yet, `ENXIO` without a ring.
    /// One caller at a time.
    pub(crate) fn take_record(&self) -> Result<Option<FaultRecord>> {
        Ok(self.ring()?.take_record())
    }

    /// Records that are in the ring now.
    pub(crate) fn pending_records(&self) -> Result<usize> {
        Ok(self.ring()?.pending() as usize)
    }

    /// Counts records as lost that were taken and did not reach the user.
    pub(crate) fn lose_records(&self, count: usize) -> Result {
        self.ring()?.lose(count as u64);
        Ok(())
    }

    /// Faults without a record, and faults whose end could not be recorded.
    pub(crate) fn losses(&self) -> Result<(u64, u64)> {
        let ring = self.ring()?;
        Ok((ring.lost(), ring.untimed()))
    }

    fn ring(&self) -> Result<&WatchRing> {
        let watch = self.watch.as_ref().ok_or(ENXIO)?;
        watch.ring().ok_or(ENXIO)
    }

    /// The counts of the probes.
    fn total(&self, counts: &mut FaultCounts) -> Result {
        let Some(watch) = &self.watch else {
            return Err(ENXIO);
        };
        *counts = faults::fault_counts(&*watch.read()?, &probes::sources());
        if !self.process {
            let mut totals: KBox<EventTotals> = KBox::new([ABSENT; NR_EVENTS], GFP_KERNEL_ACCOUNT)?;
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
        // The last reference detaches the probes and waits for them. Readers need not wait, too.
        drop(users);
        self.watch = None;
    }
}
