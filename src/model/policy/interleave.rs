// SPDX-License-Identifier: GPL-2.0

//! One node after the other.

use super::{
    Context,
    Order,
    Policy,
    Setup,
    Wrong, //
};
use crate::abi::arena::Reason;

/// As MPOL_INTERLEAVE on a file: by the page's place (interleave_nid() in mm/mempolicy.c).
pub struct Interleave;

impl Interleave {
    pub(super) fn new(setup: &Setup<'_>) -> Result<Self, Wrong> {
        setup.needs_nodes()?;
        setup.needs_no_weights()?;
        Ok(Self)
    }
}

impl Policy for Interleave {
    fn place(&self, page: u64, context: &Context<'_>) -> (Order, Reason) {
        let place = page.wrapping_add(context.bias);
        let turn = place % u64::from(context.allowed.len().max(1));
        let node = context.allowed.nth(turn as u32);
        (Order::of(node.unwrap_or(context.local)), Reason::First)
    }
}
