// SPDX-License-Identifier: GPL-2.0

//! Fast nodes first, then slow ones. Hot pages are promoted, cold pages are demoted.
//!
//! A fast node should have some free memory: below [`DEMOTION_START`] the coldest pages are demoted
//! until [`DEMOTION_STOP`] is free. Pages are promoted into the memory that is free above
//! [`PROMOTION_RESERVE`]; beyond that, pages are exchanged: the hottest on slow nodes for the coldest on fast
//! nodes, as long as one is hotter than the other by [`HEAT_ADVANTAGE`]. Page cache that reclaim would free at once counts as free: a reader of files
//! keeps free memory at the watermarks, and demotion would only make room for more of its pages.
//!
//! A page is demoted only if it is used less than once a second, or if pages on slow nodes are hotter.

use super::{
    HeatCensus,
    HeatLevel,
    MigrationTarget,
    NodeOrder,
    NodeSet,
    PlacementContext,
    PlacementPolicy,
    PolicySetup,
    PolicySetupError, //
};
use crate::abi::arena::PlacementReason;
use core::sync::atomic::{
    AtomicU32,
    AtomicU64,
    Ordering::Relaxed, //
};

/// Divisors of a fast node's memory, for the free memory above its high watermark: the reserve that
/// promotion leaves to first touches, the start of demotion, its end, and the level at which no
/// demotion is needed.
const PROMOTION_RESERVE: u64 = 256;
const DEMOTION_START: u64 = 128;
const DEMOTION_STOP: u64 = 64;
const AMPLE_FREE: u64 = 32;

/// A page must be used twice as often as the page that is demoted for it, so that two pages do not
/// change places forever.
const HEAT_ADVANTAGE: u8 = 4;

/// One in so many known pages on fast nodes is exchanged before heat is counted again.
const EXCHANGED: u64 = 16;

/// Idle time in ms from which a page is cold, whatever the heat of the others.
const COLD_MS: u32 = 1000;

/// Pages of known heat for one of unknown heat, before any page is demoted.
const KNOWN_PER_UNKNOWN: u64 = 3;

/// No page is this cold or this hot.
const NO_THRESHOLD: u32 = u32::MAX;

/// A fast and a slow tier.
pub struct TieredPolicy {
    fast: NodeSet,
    /// Fast nodes that are being drained, as a bit mask.
    draining: AtomicU64,
    /// Highest heat that is demoted, or `NO_THRESHOLD`.
    demotion_threshold: AtomicU32,
    /// Lowest heat that is promoted when other pages must be demoted.
    promotion_threshold: AtomicU32,
}

impl TieredPolicy {
    pub(super) fn new(setup: &PolicySetup<'_>) -> Result<Self, PolicySetupError> {
        setup.needs_nodes()?;
        setup.needs_no_weights()?;
        let fast = setup.fast.intersection(setup.nodes);
        if fast.is_empty() {
            return Err(PolicySetupError::NoNode);
        }
        Ok(Self {
            fast,
            draining: AtomicU64::new(0),
            demotion_threshold: AtomicU32::new(NO_THRESHOLD),
            promotion_threshold: AtomicU32::new(NO_THRESHOLD),
        })
    }

    /// The nodes of `nodes` that have more than a fraction of their memory free.
    fn nodes_with_free(
        &self,
        context: &PlacementContext<'_>,
        nodes: NodeSet,
        part: u64,
    ) -> NodeSet {
        let mut free = NodeSet::EMPTY;
        for node in nodes.iter() {
            let memory = context.machine.memory(node);
            if memory.available() > memory.high + memory.managed / part {
                free.insert(node);
            }
        }
        free
    }

    /// Number of pages that fast nodes lack. Updates the set of nodes that are being drained.
    fn update_draining(&self, context: &PlacementContext<'_>) -> u64 {
        let fast = self.fast.intersection(context.allowed);
        let before = NodeSet(self.draining.load(Relaxed)).intersection(fast);
        let short = fast.difference(self.nodes_with_free(context, fast, DEMOTION_START));
        let still = before.difference(self.nodes_with_free(context, before, DEMOTION_STOP));
        let draining = NodeSet(short.0 | still.0);
        self.draining.store(draining.0, Relaxed);
        let lack = |node| {
            let memory = context.machine.memory(node);
            (memory.high + memory.managed / DEMOTION_STOP + 1).saturating_sub(memory.available())
        };
        draining.iter().map(lack).sum()
    }
}

/// The highest heat such that at most `pages` pages are not hotter; at least the lowest heat that
/// occurs.
fn threshold_for(fast: &[u32], pages: u64) -> Option<u32> {
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

/// Pages on slow nodes that should change places with pages on fast nodes, at most `most`, and the heat of
/// the coldest of them.
fn exchanges(census: &HeatCensus, most: u64) -> (u64, u32) {
    let (mut fast, mut slow) = (census.fast, census.slow);
    let (mut cold, mut hot) = (0, slow.len() - 1);
    let (mut pairs, mut coldest) = (0, 0);
    while pairs < most && cold + usize::from(HEAT_ADVANTAGE) <= hot {
        let both = fast[cold].min(slow[hot]);
        if both != 0 {
            fast[cold] -= both;
            slow[hot] -= both;
            pairs += u64::from(both);
            coldest = hot as u32;
        }
        match fast[cold] {
            0 => cold += 1,
            _ => hot -= 1,
        }
    }
    (pairs.min(most), coldest)
}

impl PlacementPolicy for TieredPolicy {
    fn choose_nodes(
        &self,
        _page: u64,
        context: &PlacementContext<'_>,
    ) -> (NodeOrder, PlacementReason) {
        let fast = self.fast.intersection(context.allowed);
        let slow = context.allowed.difference(fast);
        let high = |node| {
            let memory = context.machine.memory(node);
            memory.available() > memory.high
        };
        let mut free = NodeSet::EMPTY;
        fast.iter()
            .filter(|&node| high(node))
            .for_each(|node| free.insert(node));
        // The other nodes are needed only if none of these has room.
        if let Some(node) = context.nearest(context.local, free) {
            return (NodeOrder::single(node), PlacementReason::First);
        }
        let mut order = NodeOrder::EMPTY;
        let reason = if fast.is_empty() {
            PlacementReason::First
        } else {
            PlacementReason::Spill
        };
        context.append_by_distance(&mut order, context.local, slow);
        context.append_by_distance(&mut order, context.local, fast);
        (order, reason)
    }

    fn migration_target(
        &self,
        _page: u64,
        heat: Option<HeatLevel>,
        current: u32,
        context: &PlacementContext<'_>,
    ) -> MigrationTarget {
        let fast = self.fast.intersection(context.allowed);
        let slow = context.allowed.difference(self.fast);
        let Some(heat) = heat else {
            return MigrationTarget::Stay;
        };
        if self.fast.contains(current) {
            let draining = NodeSet(self.draining.load(Relaxed));
            if !self.is_demotable(heat) || !draining.contains(current) || slow.is_empty() {
                return MigrationTarget::Stay;
            }
            let mut roomy = NodeSet::EMPTY;
            for node in slow.iter().filter(|&node| {
                let memory = context.machine.memory(node);
                memory.available() > memory.high
            }) {
                roomy.insert(node);
            }
            return context
                .nearest(current, roomy)
                .map_or(MigrationTarget::NoRoom, MigrationTarget::Node);
        }
        let plenty = self.nodes_with_free(context, fast, AMPLE_FREE);
        if let Some(node) = context.nearest(context.local, plenty) {
            return MigrationTarget::Node(node);
        }
        if fast.is_empty() || u32::from(heat.0) < self.promotion_threshold.load(Relaxed) {
            return MigrationTarget::Stay;
        }
        let least = self.nodes_with_free(context, fast, PROMOTION_RESERVE);
        context
            .nearest(context.local, least)
            .map_or(MigrationTarget::NoRoom, MigrationTarget::Node)
    }

    fn update_thresholds(&self, census: &HeatCensus, context: &PlacementContext<'_>) {
        let lack = self.update_draining(context);
        let known: u64 = census.fast.iter().map(|&pages| u64::from(pages)).sum();
        // The coldest of a few known pages may be hotter than all the others.
        let is_census_known = known >= KNOWN_PER_UNKNOWN * u64::from(census.unknown[1]);
        let (pairs, coldest) = match is_census_known {
            true => exchanges(census, known / EXCHANGED),
            false => (0, 0),
        };
        let line = threshold_for(&census.fast, lack + pairs);
        let line = line.filter(|_| lack != 0 && is_census_known);
        // Hot pages stay, unless hotter ones wait on slow nodes.
        let hottest = census
            .slow
            .iter()
            .rposition(|&pages| pages != 0)
            .unwrap_or(0) as u32;
        let cold = u32::from(HeatLevel::from_idle_ms(COLD_MS).0);
        let most = cold.max(hottest.saturating_sub(u32::from(HEAT_ADVANTAGE)));
        let line = line.map(|line| line.min(most));
        self.demotion_threshold
            .store(line.unwrap_or(NO_THRESHOLD), Relaxed);
        // The pages that the next promotions would displace.
        let next = threshold_for(&census.fast, known / DEMOTION_STOP);
        let hot = next.map_or(NO_THRESHOLD, |heat| heat + u32::from(HEAT_ADVANTAGE));
        self.promotion_threshold.store(hot.max(coldest), Relaxed);
    }

    fn is_demotable(&self, heat: HeatLevel) -> bool {
        let coldest = self.demotion_threshold.load(Relaxed);
        coldest != NO_THRESHOLD && u32::from(heat.0) <= coldest
    }

    fn pages_to_demote(&self, context: &PlacementContext<'_>) -> u64 {
        self.update_draining(context)
    }

    fn wants_samples(&self, census: &HeatCensus, context: &PlacementContext<'_>) -> bool {
        census.slow_pages() != 0 || self.update_draining(context) != 0
    }

    fn is_fast(&self, node: u32) -> bool {
        self.fast.contains(node)
    }

    fn tracks_heat(&self) -> bool {
        true
    }
}
