// SPDX-License-Identifier: GPL-2.0

//! The nearest of the given nodes, and no other.

use super::{
    NodeOrder,
    PlacementContext,
    PlacementPolicy,
    PolicySetup,
    PolicySetupError, //
};
use crate::abi::arena::PlacementReason;

/// As MPOL_BIND.
pub struct BindPolicy;

impl BindPolicy {
    pub(super) fn new(setup: &PolicySetup<'_>) -> Result<Self, PolicySetupError> {
        setup.needs_nodes()?;
        setup.needs_no_weights()?;
        Ok(Self)
    }
}

impl PlacementPolicy for BindPolicy {
    fn choose_nodes(
        &self,
        _page: u64,
        context: &PlacementContext<'_>,
    ) -> (NodeOrder, PlacementReason) {
        (
            context.nearest_first(context.allowed),
            PlacementReason::First,
        )
    }

    fn is_strict(&self) -> bool {
        true
    }
}
