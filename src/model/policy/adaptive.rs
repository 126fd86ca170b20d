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

/// Weighted interleave whose weights follow a table of bandwidths. A weight is halved when an
/// allocation on its node fails, and recovers step by step when the node has room again.
pub struct AdaptivePolicy {
    /// Pages in a cycle, from the table.
    full_weights: [u8; NODES],
    /// Halvings so far, and misses since the last one, in one word: `halvings * 2^16 + misses`.
    misses: [AtomicU32; NODES],
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
        })
    }

    fn weight(&self, node: u32) -> u64 {
        let node = node as usize;
        if node >= NODES || self.full_weights[node] == 0 {
            return 0;
        }
        let halvings = (self.misses[node].load(Ordering::Relaxed) >> 16).min(7);
        (u64::from(self.full_weights[node]) >> halvings).max(1)
    }

    /// Undoes one halving of every node that has room again.
    fn recover_weights(&self, context: &PlacementContext<'_>) {
        for node in context.allowed.iter() {
            let missed = &self.misses[node as usize % NODES];
            let now = missed.load(Ordering::Relaxed);
            let memory = context.machine.memory(node);
            if now >= 1 << 16 && memory.free > memory.high {
                // A concurrent update serves as well: no retry.
                let _ = missed.compare_exchange(
                    now,
                    now - (1 << 16),
                    Ordering::Relaxed,
                    Ordering::Relaxed,
                );
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
        // Seldom, so that a node is tried again without oscillation.
        if page % (CYCLE_PAGES * 16) == 0 {
            self.recover_weights(context);
        }
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
        // Relaxed: an inexact count does no harm.
        let _ = missed.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |now| {
            let (halvings, misses) = (now >> 16, now & 0xffff);
            Some(if misses + 1 < MISSES_PER_HALVING {
                now + 1
            } else {
                (halvings + 1).min(7) << 16
            })
        });
    }
}
