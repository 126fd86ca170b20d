// SPDX-License-Identifier: GPL-2.0

//! The node of the CPU that asks.

use super::{
    Context,
    Order,
    Policy,
    Setup,
    Wrong, //
};
use crate::abi::arena::Reason;

/// As MPOL_LOCAL: the nodes that were named do not matter.
pub struct Local;

impl Local {
    pub(super) fn new(setup: &Setup<'_>) -> Result<Self, Wrong> {
        setup.needs_no_weights()?;
        Ok(Self)
    }
}

impl Policy for Local {
    fn place(&self, _page: u64, context: &Context<'_>) -> (Order, Reason) {
        (Order::of(context.local), Reason::First)
    }
}
