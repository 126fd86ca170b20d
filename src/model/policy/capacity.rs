// SPDX-License-Identifier: GPL-2.0

//! The node with the largest free share of its memory.

use super::{
    NodeMemory,
    NodeOrder,
    PlacementContext,
    PlacementPolicy,
    PolicySetup,
    PolicySetupError, //
};
use crate::abi::arena::PlacementReason;
use core::sync::atomic::{
    AtomicU32,
    Ordering, //
};

/// Unit of shares.
const SHARE_UNIT: u64 = 1 << 16;

/// Lead that another node needs to take over: half a percent of its memory. The numbers of free
/// pages are a few hundred pages old.
const SHARE_HYSTERESIS: u64 = SHARE_UNIT / 200;

/// Fills nodes evenly by their size.
pub struct CapacityPolicy {
    /// Node of the last page. Pages stay there until another node has a sufficient lead.
    last: AtomicU32,
}

impl CapacityPolicy {
    pub(super) fn new(setup: &PolicySetup<'_>) -> Result<Self, PolicySetupError> {
        setup.needs_nodes()?;
        setup.needs_no_weights()?;
        Ok(Self {
            last: AtomicU32::new(u32::MAX),
        })
    }
}

/// Share of a node's memory that is free above its low watermark.
fn free_share(memory: NodeMemory) -> u64 {
    let room = memory.free.saturating_sub(memory.low).min(1 << 40);
    (room * SHARE_UNIT).checked_div(memory.managed).unwrap_or(0)
}

impl PlacementPolicy for CapacityPolicy {
    fn choose_nodes(
        &self,
        _page: u64,
        context: &PlacementContext<'_>,
    ) -> (NodeOrder, PlacementReason) {
        let last = self.last.load(Ordering::Relaxed);
        let ahead = |node| if node == last { SHARE_HYSTERESIS } else { 0 };
        let mut rest = context.allowed;
        let mut order = NodeOrder::EMPTY;
        while let Some((_, node)) = rest
            .iter()
            .map(|node| (free_share(context.machine.memory(node)) + ahead(node), node))
            .max_by_key(|&(share, node)| (share, core::cmp::Reverse(node)))
        {
            rest.remove(node);
            // The other nodes are needed only if this one has no page.
            if !order.push(node) || context.has_room(node) {
                break;
            }
        }
        let first = order.first().unwrap_or(context.local);
        if first != last {
            self.last.store(first, Ordering::Relaxed);
        }
        (order, PlacementReason::First)
    }
}
