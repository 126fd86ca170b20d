// SPDX-License-Identifier: GPL-2.0

//! Each page to the node with the largest share of its memory free.

use super::{
    Context,
    Memory,
    Order,
    Policy,
    Setup,
    Wrong, //
};
use crate::abi::arena::Reason;
use core::sync::atomic::{
    AtomicU32,
    Ordering, //
};

/// Shares are counted in these.
const WHOLE: u64 = 1 << 16;

/// How far another node must be ahead before it takes over: half a hundredth of its memory. The
/// numbers of free pages are a few hundred pages old.
const AHEAD: u64 = WHOLE / 200;

/// Nodes fill up evenly, by their size.
pub struct Capacity {
    /// The node of the last page; pages go on there until another is well ahead.
    last: AtomicU32,
}

impl Capacity {
    pub(super) fn new(setup: &Setup<'_>) -> Result<Self, Wrong> {
        setup.needs_nodes()?;
        setup.needs_no_weights()?;
        Ok(Self {
            last: AtomicU32::new(u32::MAX),
        })
    }
}

/// The part of a node's memory that is free above its low watermark.
fn share(memory: Memory) -> u64 {
    let room = memory.free.saturating_sub(memory.low).min(1 << 40);
    (room * WHOLE).checked_div(memory.managed).unwrap_or(0)
}

impl Policy for Capacity {
    fn place(&self, _page: u64, context: &Context<'_>) -> (Order, Reason) {
        let last = self.last.load(Ordering::Relaxed);
        let ahead = |node| if node == last { AHEAD } else { 0 };
        let mut rest = context.allowed;
        let mut order = Order::EMPTY;
        while let Some((_, node)) = rest
            .iter()
            .map(|node| (share(context.machine.memory(node)) + ahead(node), node))
            .max_by_key(|&(share, node)| (share, core::cmp::Reverse(node)))
        {
            rest.remove(node);
            // The others are needed only if this one has no page.
            if !order.push(node) || context.has_room(node) {
                break;
            }
        }
        let first = order.first().unwrap_or(context.local);
        if first != last {
            self.last.store(first, Ordering::Relaxed);
        }
        (order, Reason::First)
    }
}
