// SPDX-License-Identifier: GPL-2.0

//! The nearest of some nodes, and none but these.

use super::{
    Context,
    Order,
    Policy,
    Setup,
    Wrong, //
};
use crate::abi::arena::Reason;

/// As MPOL_BIND.
pub struct Bind;

impl Bind {
    pub(super) fn new(setup: &Setup<'_>) -> Result<Self, Wrong> {
        setup.needs_nodes()?;
        setup.needs_no_weights()?;
        Ok(Self)
    }
}

impl Policy for Bind {
    fn place(&self, _page: u64, context: &Context<'_>) -> (Order, Reason) {
        (context.nearest_first(context.allowed), Reason::First)
    }

    fn strict(&self) -> bool {
        true
    }
}
