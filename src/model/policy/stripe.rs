// SPDX-License-Identifier: GPL-2.0

//! By a hash of the page's place.

use super::{
    Context,
    Order,
    Policy,
    Setup,
    Wrong, //
};
use crate::abi::arena::Reason;

/// The same page always on the same node, whichever file it is in, as long as the nodes are the
/// same. Of as many pages in a row as there are nodes each node gets one; which one is turned by a
/// hash of the row's number, so that no stride meets one node more often than another.
pub struct Stripe;

impl Stripe {
    pub(super) fn new(setup: &Setup<'_>) -> Result<Self, Wrong> {
        setup.needs_nodes()?;
        setup.needs_no_weights()?;
        Ok(Self)
    }
}

/// A bijection whose every bit depends on every bit of `x`.
fn scatter(mut x: u64) -> u64 {
    x ^= x >> 31;
    x = x.wrapping_mul(0x9e6c_63d0_876a_9a47);
    x ^= x >> 29;
    x = x.wrapping_mul(0xd6e8_feb8_6659_fd93);
    x ^ (x >> 32)
}

impl Policy for Stripe {
    fn place(&self, page: u64, context: &Context<'_>) -> (Order, Reason) {
        let nodes = u64::from(context.allowed.len().max(1));
        let turned = (page % nodes + scatter(page / nodes) % nodes) % nodes;
        let node = context.allowed.nth(turned as u32);
        (Order::of(node.unwrap_or(context.local)), Reason::First)
    }
}
