// SPDX-License-Identifier: GPL-2.0

//! A rate limit.

use core::sync::atomic::{
    AtomicU64,
    Ordering, //
};

/// Allows `per_second` operations in any second, and a burst of as many at first.
pub struct RateLimit {
    per_second: u64,
    /// Time in ns at which the operations so far would be used up at an even pace.
    spent_until: AtomicU64,
}

const NS_PER_SECOND: u64 = 1_000_000_000;

impl RateLimit {
    /// A rate; 0 allows nothing.
    pub const fn new(per_second: u64) -> Self {
        Self {
            per_second,
            spent_until: AtomicU64::new(0),
        }
    }

    /// Takes one operation at time `now` in ns; `false` if it is too early.
    pub fn take(&self, now: u64) -> bool {
        let Some(cost) = NS_PER_SECOND.checked_div(self.per_second) else {
            return false;
        };
        self.spent_until
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |until| {
                let until = until.max(now).saturating_add(cost.max(1));
                (until <= now.saturating_add(NS_PER_SECOND)).then_some(until)
            })
            .is_ok()
    }
}
