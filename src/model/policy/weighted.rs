// SPDX-License-Identifier: GPL-2.0

//! One node after another, each for as many pages as its weight.

use super::{
    NodeOrder,
    NodeSet,
    PlacementContext,
    PlacementPolicy,
    PolicySetup,
    PolicySetupError,
    NODES, //
};
use crate::abi::arena::PlacementReason;

/// As MPOL_WEIGHTED_INTERLEAVE on a file (weighted_interleave_nid() in mm/mempolicy.c), with its
/// own weights instead of the machine's.
pub struct WeightedPolicy {
    weights: [u8; NODES],
}

impl WeightedPolicy {
    pub(super) fn new(setup: &PolicySetup<'_>) -> Result<Self, PolicySetupError> {
        setup.needs_nodes()?;
        // Without weights each node has weight 1, the kernel's default.
        let mut weights = [u8::from(setup.weights.is_empty()); NODES];
        for (slot, &weight) in weights.iter_mut().zip(setup.weights) {
            *slot = u8::try_from(weight).map_err(|_| PolicySetupError::Weight)?;
        }
        if setup.nodes.iter().all(|node| weights[node as usize] == 0) {
            return Err(PolicySetupError::Weight);
        }
        Ok(Self { weights })
    }
}

/// The node whose turn it is at index `place`; `None` if all weights are 0.
pub(super) fn node_at_turn(place: u64, nodes: NodeSet, weight: impl Fn(u32) -> u64) -> Option<u32> {
    let total: u64 = nodes.iter().map(&weight).sum();
    let mut left = place.checked_rem(total)?;
    nodes.iter().find(|&node| {
        let weight = weight(node);
        let here = left < weight;
        left = left.saturating_sub(weight);
        here
    })
}

impl PlacementPolicy for WeightedPolicy {
    fn choose_nodes(
        &self,
        page: u64,
        context: &PlacementContext<'_>,
    ) -> (NodeOrder, PlacementReason) {
        let place = page.wrapping_add(context.bias);
        let node = node_at_turn(place, context.allowed, |node| {
            self.weights.get(node as usize).copied().unwrap_or(0).into()
        });
        // The cpuset leaves only nodes without weight.
        let node = node.or_else(|| context.nearest(context.local, context.allowed));
        (
            NodeOrder::single(node.unwrap_or(context.local)),
            PlacementReason::First,
        )
    }
}
