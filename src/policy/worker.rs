// SPDX-License-Identifier: GPL-2.0

//! The worker: ten times a second it tends to all arenas that want it, and there is none else.
//!
//! It takes no lock of a process, and holds none of its own while it works on an arena but a
//! reference, which may be the last. Before the module goes it is stopped, and waited for.

use super::{
    arena::Arena,
    registry::ArenaRegistry, //
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

impl_has_delayed_work! {
    impl HasDelayedWork<Self> for ArenaRegistry { self.worker }
}

impl WorkItem for ArenaRegistry {
    type Pointer = Arc<Self>;

    fn run(this: Arc<Self>) {
        let before = {
            let mut state = this.worker_state.lock();
            state.requested = false;
            state.tended_arenas
        };
        let rate = this.samples_per_second.div_ceil(before.max(1));
        let (mut arenas, mut next) = (0, 0);
        while let Some(arena) = this.arena_from(next) {
            next = arena.id() + 1;
            arenas += u64::from(arena.run_round(rate));
        }
        let mut state = this.worker_state.lock();
        state.tended_arenas = arenas;
        state.running = !state.stopped && (state.requested || arenas != 0);
        if state.running {
            this.enqueue();
        }
    }
}

impl ArenaRegistry {
    /// Has the worker tend to arenas from now on.
    pub(super) fn start_worker(self: &Arc<Self>) {
        let mut state = self.worker_state.lock();
        state.requested = true;
        if !state.running && !state.stopped {
            state.running = true;
            self.enqueue();
        }
    }

    fn enqueue(self: &Arc<Self>) {
        let delay = msecs_to_jiffies(PERIOD_MS);
        // It is queued by who sets `running`, so it is not queued yet.
        let _ = work::unbound().enqueue_delayed(self.clone(), delay);
    }
}

/// Stops the worker when it is dropped.
pub(crate) struct WorkerGuard(pub(crate) Arc<ArenaRegistry>);

impl Drop for WorkerGuard {
    fn drop(&mut self) {
        self.0.worker_state.lock().stopped = true;
        // What is queued runs once more, and finds that.
        work::flush_delayed(&self.0.worker);
    }
}

impl Arena {
    /// One round; `false` if there is never anything to do. Arms `rate` pages a second at most.
    fn run_round(&self, rate: u64) -> bool {
        let Some(heat) = &self.heat else {
            return false;
        };
        self.resolve_pending_promotions();
        self.sample_pages(heat, rate);
        heat.update_thresholds_if_due(self.policy.get(), &self.placement_context());
        self.demote_pages(heat);
        true
    }
}
