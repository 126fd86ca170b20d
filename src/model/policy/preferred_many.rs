// SPDX-License-Identifier: GPL-2.0

//! The nearest of some nodes while one of them has memory.

use super::{
    Context,
    Order,
    Policy,
    Setup,
    Wrong, //
};
use crate::abi::arena::Reason;

/// As MPOL_PREFERRED_MANY.
pub struct PreferredMany;

impl PreferredMany {
    pub(super) fn new(setup: &Setup<'_>) -> Result<Self, Wrong> {
        setup.needs_nodes()?;
        setup.needs_no_weights()?;
        Ok(Self)
    }
}

impl Policy for PreferredMany {
    fn place(&self, _page: u64, context: &Context<'_>) -> (Order, Reason) {
        (context.nearest_first(context.allowed), Reason::First)
    }
}
