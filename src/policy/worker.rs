// SPDX-License-Identifier: GPL-2.0

//! The worker: ten times a second it tends to all arenas that want it, and there is none else.
//!
//! It takes no lock of a process, and holds none of its own while it works on an arena but a
//! reference, which may be the last. Before the module goes it is stopped, and waited for.

use super::{
    arena::Arena,
    registry::Registry, //
};
use crate::sys::work;
use kernel::{
    impl_has_delayed_work,
    sync::Arc,
    time::msecs_to_jiffies,
    workqueue::WorkItem, //
};

/// Time between two rounds.
const PERIOD_MS: u32 = 100;

/// Whether it runs.
#[derive(Default)]
pub(super) struct Pace {
    /// It is queued, or runs.
    running: bool,
    /// Somebody has asked for it since its round began.
    wanted: bool,
    /// It must not be queued any more.
    stopped: bool,
    /// Arenas that it had to tend to in its last round.
    arenas: u64,
}

impl_has_delayed_work! {
    impl HasDelayedWork<Self> for Registry { self.worker }
}

impl WorkItem for Registry {
    type Pointer = Arc<Self>;

    fn run(this: Arc<Self>) {
        let before = {
            let mut pace = this.pace.lock();
            pace.wanted = false;
            pace.arenas
        };
        let rate = this.samples.div_ceil(before.max(1));
        let (mut arenas, mut next) = (0, 0);
        while let Some(arena) = this.from(next) {
            next = arena.id() + 1;
            arenas += u64::from(arena.tend(rate));
        }
        let mut pace = this.pace.lock();
        pace.arenas = arenas;
        pace.running = !pace.stopped && (pace.wanted || arenas != 0);
        if pace.running {
            this.queue();
        }
    }
}

impl Registry {
    /// Has the worker tend to arenas from now on.
    pub(super) fn tend(self: &Arc<Self>) {
        let mut pace = self.pace.lock();
        pace.wanted = true;
        if !pace.running && !pace.stopped {
            pace.running = true;
            self.queue();
        }
    }

    fn queue(self: &Arc<Self>) {
        let delay = msecs_to_jiffies(PERIOD_MS);
        // It is queued by who sets `running`, so it is not queued yet.
        let _ = work::unbound().enqueue_delayed(self.clone(), delay);
    }
}

/// Stops the worker when it is dropped.
pub(crate) struct Stop(pub(crate) Arc<Registry>);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.pace.lock().stopped = true;
        // What is queued runs once more, and finds that.
        work::flush_delayed(&self.0.worker);
    }
}

impl Arena {
    /// One round; `false` if there is never anything to do. Arms `rate` pages a second at most.
    fn tend(&self, rate: u64) -> bool {
        let Some(heat) = &self.heat else {
            return false;
        };
        self.settle();
        self.sample(heat, rate);
        heat.learn_again(self.policy.get(), &self.context());
        self.demote(heat);
        true
    }
}
