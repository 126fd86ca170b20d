// SPDX-License-Identifier: GPL-2.0

//! The node of the calling CPU.

use super::{
    NodeOrder,
    PlacementContext,
    PlacementPolicy,
    PolicySetup,
    PolicySetupError, //
};
use crate::abi::arena::PlacementReason;

/// As MPOL_LOCAL; the named nodes are ignored.
pub struct LocalPolicy;

impl LocalPolicy {
    pub(super) fn new(setup: &PolicySetup<'_>) -> Result<Self, PolicySetupError> {
        setup.needs_no_weights()?;
        Ok(Self)
    }
}

impl PlacementPolicy for LocalPolicy {
    fn choose_nodes(
        &self,
        _page: u64,
        context: &PlacementContext<'_>,
    ) -> (NodeOrder, PlacementReason) {
        (NodeOrder::single(context.local), PlacementReason::First)
    }
}
