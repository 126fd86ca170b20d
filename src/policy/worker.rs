// SPDX-License-Identifier: GPL-2.0

//! The worker, which tends all tiered arenas ten times a second. There is one for the module.
//!
//! Its samples and its time are divided among users, and among the arenas of each.
//!
//! While it works on an arena it holds a reference, which may be the last one, and no lock. It is
//! stopped and waited for before the module is removed.

use super::{
    arena::Arena,
    registry::ArenaRegistry, //
};
use crate::sys::{
    system::now_ns,
    work, //
};
use kernel::{
    impl_has_delayed_work,
    sync::Arc,
    time::msecs_to_jiffies,
    workqueue::WorkItem, //
};

/// Time between two rounds.
const PERIOD_MS: u32 = 100;
const PERIOD_NS: u64 = PERIOD_MS as u64 * 1_000_000;

/// Divisor for the share of one CPU's time that the worker may take.
const WORK_TIME_DIVISOR: u64 = 2;

/// A round that runs at all may take at least and at most so long.
const MIN_ROUND_NS: u64 = 1_000_000;
const MAX_ROUND_NS: u64 = 500_000_000;

impl_has_delayed_work! {
    impl HasDelayedWork<Self> for ArenaRegistry { self.worker }
}

impl WorkItem for ArenaRegistry {
    type Pointer = Arc<Self>;

    fn run(this: Arc<Self>) {
        this.worker_state.lock().requested = false;
        // Without memory for the list, this round is left out.
        let shares = this.divide_work();
        let mut tended = shares.is_err();
        let round = this.worker_state.lock().next_round();
        for share in shares.into_iter().flatten() {
            tended = true;
            if !share.is_due(share.arena, round) {
                continue;
            }
            // Not held while others are tended: a closed arena is charged until its last reference.
            if let Some(arena) = this.arena(share.arena) {
                arena.run_round(this.samples_per_second, share.divisor);
            }
        }
        let mut state = this.worker_state.lock();
        state.running = !state.stopped && (state.requested || tended);
        if state.running {
            this.enqueue();
        }
    }
}

/// What an arena may use of the worker in one round.
pub(super) struct RoundBudget {
    /// Time since the arena's last round.
    pub(super) elapsed_ms: u64,
    /// Most pages armed in a second, for all arenas.
    pub(super) samples_per_second: u64,
    /// The arena has one in `divisor` of them.
    pub(super) divisor: u64,
    /// When the arena's time is up.
    until_ns: u64,
}

impl RoundBudget {
    /// Whether the time is up.
    pub(super) fn is_spent(&self) -> bool {
        now_ns() >= self.until_ns
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
    /// Runs one round, with one in `divisor` of the worker's time and of `samples_per_second`. What a
    /// round takes beyond that is taken from the next ones: unmapping a page takes as long as its
    /// mappings are many, and no other arena should pay for that.
    fn run_round(&self, samples_per_second: u64, divisor: u64) {
        let Some(heat) = &self.heat else { return };
        let begun = now_ns();
        let share_ns = PERIOD_NS / (WORK_TIME_DIVISOR * divisor);
        if !heat.repay_work(share_ns) {
            return;
        }
        let budget = RoundBudget {
            elapsed_ms: heat.elapsed_ms().into(),
            samples_per_second,
            divisor,
            until_ns: begun + share_ns.clamp(MIN_ROUND_NS, MAX_ROUND_NS),
        };
        self.resolve_pending_promotions();
        // Where a CPU is slow or is taken away, the first of the two uses the time up.
        let demotes_first = heat.demotes_first();
        if demotes_first {
            self.demote_pages(heat, &budget);
        }
        self.sample_pages(heat, &budget);
        heat.update_thresholds_if_due(self.policy.get(), &self.placement_context());
        if !demotes_first {
            self.demote_pages(heat, &budget);
        }
        // The worker may have lost its CPU for a part of the time, which no arena should pay for.
        let overspent_ns = (now_ns() - begun).saturating_sub(share_ns);
        heat.overspend_work(overspent_ns.min(MAX_ROUND_NS));
    }
}
