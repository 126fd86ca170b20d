// SPDX-License-Identifier: GPL-2.0

//! Weighted interleave by bandwidth, adapted to failed allocations.

use super::{
    weighted::node_at_turn,
    NodeOrder,
    PlacementContext,
    PlacementPolicy,
    PolicySetup,
    PolicySetupError,
    NODES, //
};
use crate::abi::arena::PlacementReason;
use core::sync::atomic::{
    AtomicU32,
    Ordering, //
};

/// Approximate sum of the weights of all nodes: the length of a cycle.
const CYCLE_PAGES: u64 = 64;

/// Misses that halve a node's weight.
const MISSES_PER_HALVING: u32 = 32;

/// Time in ms after which one halving is undone. It is long enough for a weight not to oscillate, and
/// does not depend on which pages are placed.
const RECOVERY_MS: u32 = 100;

/// Most halvings: the largest weight becomes 1.
const MAX_HALVINGS: u32 = 7;

/// Weighted interleave whose weights follow a table of bandwidths. A weight is halved when an
/// allocation on its node fails. One halving is undone for each [`RECOVERY_MS`] that passes, of nodes
/// that have room again.
pub struct AdaptivePolicy {
    /// Pages in a cycle, from the table.
    full_weights: [u8; NODES],
    /// Halvings so far, and misses since the last one, in one word: `halvings * 2^16 + misses`.
    misses: [AtomicU32; NODES],
    /// Time from which the next recovery is measured; 0 until a decision after the first halving.
    recovered_ms: AtomicU32,
}

impl AdaptivePolicy {
    pub(super) fn new(setup: &PolicySetup<'_>) -> Result<Self, PolicySetupError> {
        setup.needs_nodes()?;
        let bandwidth =
            |node: u32| u64::from(setup.weights.get(node as usize).copied().unwrap_or(0));
        let total: u64 = setup.nodes.iter().map(bandwidth).sum();
        if total == 0 {
            return Err(PolicySetupError::Weight);
        }
        let mut full_weights = [0; NODES];
        for node in setup.nodes.iter().filter(|&node| bandwidth(node) != 0) {
            let part = (bandwidth(node) * CYCLE_PAGES + total / 2) / total;
            full_weights[node as usize] = part.clamp(1, CYCLE_PAGES) as u8;
        }
        Ok(Self {
            full_weights,
            misses: [const { AtomicU32::new(0) }; NODES],
            recovered_ms: AtomicU32::new(0),
        })
    }

    fn weight(&self, node: u32) -> u64 {
        let node = node as usize;
        if node >= NODES || self.full_weights[node] == 0 {
            return 0;
        }
        let halvings = (self.misses[node].load(Ordering::Relaxed) >> 16).min(MAX_HALVINGS);
        (u64::from(self.full_weights[node]) >> halvings).max(1)
    }

    fn halvings(&self, node: u32) -> u32 {
        self.misses[node as usize % NODES].load(Ordering::Relaxed) >> 16
    }

    /// Undoes halvings of every node that has room again, one for each [`RECOVERY_MS`] since the last
    /// call that did so. A concurrent change serves as well, so nothing is retried.
    fn recover_weights(&self, context: &PlacementContext<'_>) {
        if context.allowed.iter().all(|node| self.halvings(node) == 0) {
            return;
        }
        let now = context.machine.now_ms().max(1);
        let last = self.recovered_ms.load(Ordering::Relaxed);
        let steps = match last {
            0 => 0,
            _ => now.wrapping_sub(last) / RECOVERY_MS,
        };
        if last != 0 && steps == 0 {
            return;
        }
        let (ordering, order) = (Ordering::Relaxed, Ordering::Relaxed);
        let taken = (self.recovered_ms).compare_exchange(last, now, ordering, order);
        if taken.is_err() || last == 0 {
            return;
        }
        for node in context.allowed.iter() {
            let missed = &self.misses[node as usize % NODES];
            let now = missed.load(Ordering::Relaxed);
            let memory = context.machine.memory(node);
            let undone = steps.min(now >> 16);
            if undone != 0 && memory.free > memory.high {
                let _ = missed.compare_exchange(now, now - (undone << 16), ordering, order);
            }
        }
    }
}

impl PlacementPolicy for AdaptivePolicy {
    fn choose_nodes(
        &self,
        page: u64,
        context: &PlacementContext<'_>,
    ) -> (NodeOrder, PlacementReason) {
        self.recover_weights(context);
        let place = page.wrapping_add(context.bias);
        let node = node_at_turn(place, context.allowed, |node| self.weight(node));
        let node = node.or_else(|| context.nearest(context.local, context.allowed));
        (
            NodeOrder::single(node.unwrap_or(context.local)),
            PlacementReason::First,
        )
    }

    fn note_miss(&self, wanted: u32) {
        let Some(missed) = self.misses.get(wanted as usize) else {
            return;
        };
        let mut is_first_halving = false;
        // Relaxed: an inexact count does no harm.
        let _ = missed.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |now| {
            let (halvings, misses) = (now >> 16, now & 0xffff);
            let halves = misses + 1 >= MISSES_PER_HALVING;
            is_first_halving = halves && halvings == 0;
            Some(match halves {
                true => (halvings + 1).min(MAX_HALVINGS) << 16,
                false => now + 1,
            })
        });
        if is_first_halving {
            // The time before the halving does not count. The next decision reads the clock.
            self.recovered_ms.store(0, Ordering::Relaxed);
        }
    }
}
