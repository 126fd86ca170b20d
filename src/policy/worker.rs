// SPDX-License-Identifier: GPL-2.0

//! The worker, which tends all tiered arenas ten times a second. There is one for the module.
//!
//! While it works on an arena it holds a reference, which may be the last one, and no lock. It is
//! stopped and waited for before the module is removed.

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
    /// Starts the worker.
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
        // Only the task that set `running` queues the work, so it is not queued yet.
        let _ = work::unbound().enqueue_delayed(self.clone(), delay);
    }
}

/// Stops the worker when dropped.
pub(crate) struct WorkerGuard(pub(crate) Arc<ArenaRegistry>);

impl Drop for WorkerGuard {
    fn drop(&mut self) {
        self.0.worker_state.lock().stopped = true;
        // A queued run executes once more and finds that it must stop.
        work::flush_delayed(&self.0.worker);
    }
}

impl Arena {
    /// Runs one round. Returns `false` if no arena needs the worker. Arms at most `rate` pages a
    /// second.
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
