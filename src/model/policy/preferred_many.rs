// SPDX-License-Identifier: GPL-2.0

//! The nearest of the given nodes that has memory.

use super::{
    NodeOrder,
    PlacementContext,
    PlacementPolicy,
    PolicySetup,
    PolicySetupError, //
};
use crate::abi::arena::PlacementReason;

/// As MPOL_PREFERRED_MANY.
pub struct PreferredManyPolicy;

impl PreferredManyPolicy {
    pub(super) fn new(setup: &PolicySetup<'_>) -> Result<Self, PolicySetupError> {
        setup.needs_nodes()?;
        setup.needs_no_weights()?;
        Ok(Self)
    }
}

impl PlacementPolicy for PreferredManyPolicy {
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
}
