// SPDX-License-Identifier: GPL-2.0

//! One node after another.

use super::{
    NodeOrder,
    PlacementContext,
    PlacementPolicy,
    PolicySetup,
    PolicySetupError, //
};
use crate::abi::arena::PlacementReason;

/// As MPOL_INTERLEAVE on a file: by the page's index (interleave_nid() in mm/mempolicy.c).
pub struct InterleavePolicy;

impl InterleavePolicy {
    pub(super) fn new(setup: &PolicySetup<'_>) -> Result<Self, PolicySetupError> {
        setup.needs_nodes()?;
        setup.needs_no_weights()?;
        Ok(Self)
    }
}

impl PlacementPolicy for InterleavePolicy {
    fn choose_nodes(
        &self,
        page: u64,
        context: &PlacementContext<'_>,
    ) -> (NodeOrder, PlacementReason) {
        let place = page.wrapping_add(context.bias);
        let turn = place % u64::from(context.allowed.len().max(1));
        let node = context.allowed.nth(turn as u32);
        (
            NodeOrder::single(node.unwrap_or(context.local)),
            PlacementReason::First,
        )
    }
}
