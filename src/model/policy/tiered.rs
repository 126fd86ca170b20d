// SPDX-License-Identifier: GPL-2.0

//! Fast nodes first, then slow ones; what is used goes up, what is not goes down.

use super::{
    Context,
    Heat,
    NodeSet,
    Order,
    Policy,
    Setup,
    Wrong, //
};
use crate::abi::arena::Reason;

/// Hint faults of late that make a part hot. It cools down to `COLD` before it counts as cold:
/// what lies between stays where it is.
const HOT: u32 = 2;
const COLD: u32 = 0;

/// Promotion leaves this part of a fast node's memory free, so that first touches find room.
const RESERVE: u64 = 64;

/// A fast and a slow tier.
pub struct Tiered {
    fast: NodeSet,
}

impl Tiered {
    pub(super) fn new(setup: &Setup<'_>) -> Result<Self, Wrong> {
        setup.needs_nodes()?;
        setup.needs_no_weights()?;
        let fast = setup.fast.and(setup.nodes);
        if fast.is_empty() {
            return Err(Wrong::NoNode);
        }
        Ok(Self { fast })
    }

    /// Fast nodes that may take a page without anything going down for it.
    fn roomy(&self, context: &Context<'_>, fast: NodeSet) -> NodeSet {
        let mut roomy = NodeSet::EMPTY;
        for node in fast.iter() {
            let memory = context.machine.memory(node);
            if memory.free > memory.high + memory.managed / RESERVE {
                roomy.insert(node);
            }
        }
        roomy
    }
}

impl Policy for Tiered {
    fn place(&self, _page: u64, context: &Context<'_>) -> (Order, Reason) {
        let fast = self.fast.and(context.allowed);
        let slow = context.allowed.without(fast);
        let high = |node| {
            let memory = context.machine.memory(node);
            memory.free > memory.high
        };
        let mut free = NodeSet::EMPTY;
        fast.iter()
            .filter(|&node| high(node))
            .for_each(|node| free.insert(node));
        let mut order = context.by_distance(context.local, free);
        let reason = if free.is_empty() && !fast.is_empty() {
            Reason::Spill
        } else {
            Reason::First
        };
        context.append_by_distance(&mut order, context.local, slow);
        context.append_by_distance(&mut order, context.local, fast);
        (order, reason)
    }

    fn target(&self, _page: u64, heat: Heat, current: u32, context: &Context<'_>) -> Option<u32> {
        let fast = self.fast.and(context.allowed);
        if self.fast.has(current) {
            let memory = context.machine.memory(current);
            let short = memory.free <= memory.high + memory.managed / RESERVE;
            if heat.hits > COLD || !short {
                return None;
            }
            let slow = context.allowed.without(self.fast);
            return context.nearest(current, slow);
        }
        if heat.hits < HOT {
            return None;
        }
        context.nearest(context.local, self.roomy(context, fast))
    }

    fn wants_heat(&self) -> bool {
        true
    }
}
