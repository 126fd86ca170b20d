// SPDX-License-Identifier: GPL-2.0

//! Fast nodes first, then slow ones; what is used goes up, what is not goes down.
//!
//! A fast node is to have some memory free: below [`LITTLE`] of it the coldest pages go down until
//! [`ENOUGH`] is free. Into what is free above [`LEAST`] pages go up, if they are hotter by
//! [`AHEAD`] than those that have to go down for it.

use super::{
    Census,
    Context,
    Heat,
    NodeSet,
    Order,
    Policy,
    Setup,
    Target,
    Wrong, //
};
use crate::abi::arena::Reason;
use core::sync::atomic::{
    AtomicU32,
    AtomicU64,
    Ordering::Relaxed, //
};

/// Parts of a fast node's memory that are free above its high watermark: what promotion leaves to
/// first touches, what starts demotion, what ends it, and what is so much that nothing has to go.
const LEAST: u64 = 256;
const LITTLE: u64 = 128;
const ENOUGH: u64 = 64;
const PLENTY: u64 = 32;

/// A page that goes up for another is used twice as often, so that two do not change places for ever.
const AHEAD: u8 = 4;

/// Pages of known heat to one of unknown, before any goes down.
const KNOWN: u64 = 3;

/// No page is as cold, or as hot.
const NONE: u32 = u32::MAX;

/// A fast and a slow tier.
pub struct Tiered {
    fast: NodeSet,
    /// Fast nodes that pages go down from, a bit each.
    draining: AtomicU64,
    /// The hottest that go down, or `NONE`.
    coldest: AtomicU32,
    /// The coldest that go up, when others have to go down.
    hot: AtomicU32,
}

impl Tiered {
    pub(super) fn new(setup: &Setup<'_>) -> Result<Self, Wrong> {
        setup.needs_nodes()?;
        setup.needs_no_weights()?;
        let fast = setup.fast.and(setup.nodes);
        if fast.is_empty() {
            return Err(Wrong::NoNode);
        }
        Ok(Self {
            fast,
            draining: AtomicU64::new(0),
            coldest: AtomicU32::new(NONE),
            hot: AtomicU32::new(NONE),
        })
    }

    /// Those of `nodes` that have more than a part of their memory free.
    fn free(&self, context: &Context<'_>, nodes: NodeSet, part: u64) -> NodeSet {
        let mut free = NodeSet::EMPTY;
        for node in nodes.iter() {
            let memory = context.machine.memory(node);
            if memory.free > memory.high + memory.managed / part {
                free.insert(node);
            }
        }
        free
    }

    /// Pages that fast nodes fall short of; of these nodes none is left when there is enough.
    fn drain(&self, context: &Context<'_>) -> u64 {
        let fast = self.fast.and(context.allowed);
        let before = NodeSet(self.draining.load(Relaxed)).and(fast);
        let short = fast.without(self.free(context, fast, LITTLE));
        let still = before.without(self.free(context, before, ENOUGH));
        let draining = NodeSet(short.0 | still.0);
        self.draining.store(draining.0, Relaxed);
        let lack = |node| {
            let memory = context.machine.memory(node);
            (memory.high + memory.managed / ENOUGH + 1).saturating_sub(memory.free)
        };
        draining.iter().map(lack).sum()
    }
}

/// The highest heat up to which there are no more than `pages`, at least the lowest that there is.
fn coldest(fast: &[u32], pages: u64) -> Option<u32> {
    let mut sum = 0;
    let mut found = None;
    for (heat, &count) in fast.iter().enumerate().filter(|(_, &count)| count != 0) {
        sum += u64::from(count);
        if found.is_some() && sum > pages {
            break;
        }
        found = Some(heat as u32);
    }
    found
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
        // The others are needed only where none has room.
        if let Some(node) = context.nearest(context.local, free) {
            return (Order::of(node), Reason::First);
        }
        let mut order = Order::EMPTY;
        let reason = if fast.is_empty() {
            Reason::First
        } else {
            Reason::Spill
        };
        context.append_by_distance(&mut order, context.local, slow);
        context.append_by_distance(&mut order, context.local, fast);
        (order, reason)
    }

    fn target(
        &self,
        _page: u64,
        heat: Option<Heat>,
        current: u32,
        context: &Context<'_>,
    ) -> Target {
        let fast = self.fast.and(context.allowed);
        let slow = context.allowed.without(self.fast);
        let Some(heat) = heat else {
            return Target::Here;
        };
        if self.fast.has(current) {
            let draining = NodeSet(self.draining.load(Relaxed));
            if !self.cold(heat) || !draining.has(current) || slow.is_empty() {
                return Target::Here;
            }
            let mut roomy = NodeSet::EMPTY;
            for node in slow.iter().filter(|&node| {
                let memory = context.machine.memory(node);
                memory.free > memory.high
            }) {
                roomy.insert(node);
            }
            return context
                .nearest(current, roomy)
                .map_or(Target::Full, Target::Node);
        }
        let plenty = self.free(context, fast, PLENTY);
        if let Some(node) = context.nearest(context.local, plenty) {
            return Target::Node(node);
        }
        if fast.is_empty() || u32::from(heat.0) < self.hot.load(Relaxed) {
            return Target::Here;
        }
        let least = self.free(context, fast, LEAST);
        context
            .nearest(context.local, least)
            .map_or(Target::Full, Target::Node)
    }

    fn learn(&self, census: &Census, context: &Context<'_>) {
        let lack = self.drain(context);
        let known: u64 = census.fast.iter().map(|&pages| u64::from(pages)).sum();
        // Of a few that are known the coldest may be hotter than all the others.
        let told = known >= KNOWN * u64::from(census.unknown[1]);
        let line = coldest(&census.fast, lack).filter(|_| lack != 0 && told);
        self.coldest.store(line.unwrap_or(NONE), Relaxed);
        // Those that would have to go for the next that come.
        let next = coldest(&census.fast, known / ENOUGH);
        let hot = next.map_or(NONE, |heat| heat + u32::from(AHEAD));
        self.hot.store(hot, Relaxed);
    }

    fn cold(&self, heat: Heat) -> bool {
        let coldest = self.coldest.load(Relaxed);
        coldest != NONE && u32::from(heat.0) <= coldest
    }

    fn crowded(&self, context: &Context<'_>) -> u64 {
        self.drain(context)
    }

    fn samples(&self, census: &Census, context: &Context<'_>) -> bool {
        census.slow_pages() != 0 || self.drain(context) != 0
    }

    fn is_fast(&self, node: u32) -> bool {
        self.fast.has(node)
    }

    fn wants_heat(&self) -> bool {
        true
    }
}
