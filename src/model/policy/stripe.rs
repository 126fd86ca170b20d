// SPDX-License-Identifier: GPL-2.0

//! By a hash of the page's index.

use super::{
    NodeOrder,
    PlacementContext,
    PlacementPolicy,
    PolicySetup,
    PolicySetupError, //
};
use crate::abi::arena::PlacementReason;

/// The same page is always on the same node, in whichever file, as long as the nodes are the same.
/// In a row of as many pages as there are nodes, each node gets one; a hash of the row's number
/// rotates the order, so that no stride prefers a node.
pub struct StripePolicy;

impl StripePolicy {
    pub(super) fn new(setup: &PolicySetup<'_>) -> Result<Self, PolicySetupError> {
        setup.needs_nodes()?;
        setup.needs_no_weights()?;
        Ok(Self)
    }
}

/// A bijection whose every bit depends on every bit of `x`.
fn hash_row(mut x: u64) -> u64 {
    x ^= x >> 31;
    x = x.wrapping_mul(0x9e6c_63d0_876a_9a47);
    x ^= x >> 29;
    x = x.wrapping_mul(0xd6e8_feb8_6659_fd93);
    x ^ (x >> 32)
}

impl PlacementPolicy for StripePolicy {
    fn choose_nodes(
        &self,
        page: u64,
        context: &PlacementContext<'_>,
    ) -> (NodeOrder, PlacementReason) {
        let nodes = u64::from(context.allowed.len().max(1));
        let turned = (page % nodes + hash_row(page / nodes) % nodes) % nodes;
        let node = context.allowed.nth(turned as u32);
        (
            NodeOrder::single(node.unwrap_or(context.local)),
            PlacementReason::First,
        )
    }
}
