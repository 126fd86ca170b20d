// SPDX-License-Identifier: GPL-2.0

//! The trait of placement policies, its setup, and the context of a decision.

use super::{
    heat::{
        HeatCensus,
        HeatLevel, //
    },
    node_set::{
        NodeOrder,
        NodeSet, //
    },
};
use crate::abi::arena::PlacementReason;

/// Memory of a node in pages, as read within the last tick.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NodeMemory {
    /// Free pages.
    pub free: u64,
    /// Sum of the zones' low watermarks; below it the kernel starts reclaim.
    pub low: u64,
    /// Sum of the zones' high watermarks; above it reclaim stops.
    pub high: u64,
    /// Pages managed by the page allocator.
    pub managed: u64,
    /// Clean inactive pages of files, which reclaim frees without I/O.
    pub reclaimable: u64,
}

impl NodeMemory {
    /// Pages that are free, or become free as soon as others are needed. Below the low watermark,
    /// reclaim does not keep up, or cannot take what looks reclaimable.
    pub fn available(&self) -> u64 {
        if self.free < self.low {
            self.free
        } else {
            self.free + self.reclaimable
        }
    }
}

/// The current state of the machine.
pub trait MachineView {
    /// Memory of a node.
    fn memory(&self, node: u32) -> NodeMemory;
    /// Distance between two nodes, as in the SLIT: 10 is local.
    fn distance(&self, from: u32, to: u32) -> u32;
    /// Milliseconds of a clock that wraps around.
    fn now_ms(&self) -> u32;
    /// The node of `nodes` that is nearest to `from`. A machine may prefer one of several at equal
    /// distance; the default is the lowest number.
    fn nearest(&self, from: u32, nodes: NodeSet) -> Option<u32> {
        nodes.iter().min_by_key(|&node| self.distance(from, node))
    }
}

/// The inputs of a decision, beside the page.
pub struct PlacementContext<'a> {
    /// Node of the calling CPU.
    pub local: u32,
    /// Nodes of the arena that the caller may use; never empty.
    pub allowed: NodeSet,
    /// The inode number, which the kernel adds to a page's index for interleaving.
    pub bias: u64,
    /// The machine.
    pub machine: &'a dyn MachineView,
}

impl PlacementContext<'_> {
    /// The node of `nodes` that is nearest to `from`.
    pub fn nearest(&self, from: u32, nodes: NodeSet) -> Option<u32> {
        self.machine.nearest(from, nodes)
    }

    /// The nodes of `nodes` that may be needed, nearest first; one if it has room.
    pub fn nearest_first(&self, nodes: NodeSet) -> NodeOrder {
        let mut order = NodeOrder::EMPTY;
        match self.nearest(self.local, nodes) {
            Some(node) if self.has_room(node) => {
                order.push(node);
            }
            _ => self.append_by_distance(&mut order, self.local, nodes),
        }
        order
    }

    /// Appends the nodes of `nodes` that are not in `order`, nearest to `from` first.
    pub fn append_by_distance(&self, order: &mut NodeOrder, from: u32, nodes: NodeSet) {
        let mut rest = nodes.difference(order.set());
        while let Some(node) = self.nearest(from, rest) {
            if !order.push(node) {
                return;
            }
            rest.remove(node);
        }
    }

    /// Whether the node has free pages that need no reclaim.
    pub fn has_room(&self, node: u32) -> bool {
        let memory = self.machine.memory(node);
        memory.free > memory.low
    }
}

/// The node where a page should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MigrationTarget {
    /// The page should stay.
    Stay,
    /// The page should be on this node.
    Node(u32),
    /// The page should be on another node, but none has room.
    NoRoom,
}

/// A placement policy.
pub trait PlacementPolicy {
    /// The nodes to try for page `page`, best first, and the reason for the first one:
    /// [`PlacementReason::First`], or [`PlacementReason::Spill`] if a better node was passed over.
    /// The engine continues with the nearest other nodes. Must not be empty.
    fn choose_nodes(
        &self,
        page: u64,
        context: &PlacementContext<'_>,
    ) -> (NodeOrder, PlacementReason);

    /// Where page `page`, now on node `current`, should be.
    fn migration_target(
        &self,
        _page: u64,
        _heat: Option<HeatLevel>,
        _current: u32,
        _context: &PlacementContext<'_>,
    ) -> MigrationTarget {
        MigrationTarget::Stay
    }

    /// Receives the heat of all pages from time to time, and whenever
    /// [`PlacementPolicy::pages_to_demote`] is not 0 but [`PlacementPolicy::migration_target`]
    /// demotes no page.
    fn update_thresholds(&self, _census: &HeatCensus, _context: &PlacementContext<'_>) {}

    /// Whether pages of this heat may be demoted: a quick check before
    /// [`PlacementPolicy::migration_target`].
    fn is_demotable(&self, _heat: HeatLevel) -> bool {
        false
    }

    /// Number of pages that must leave fast nodes.
    fn pages_to_demote(&self, _context: &PlacementContext<'_>) -> u64 {
        0
    }

    /// Whether samples are worth their cost at present.
    fn wants_samples(&self, _census: &HeatCensus, _context: &PlacementContext<'_>) -> bool {
        false
    }

    /// Whether the node is one for the hottest pages.
    fn is_fast(&self, _node: u32) -> bool {
        false
    }

    /// Records that a page was placed on another node because `wanted` had no room.
    fn note_miss(&self, _wanted: u32) {}

    /// Whether the policy uses the heat of pages.
    fn tracks_heat(&self) -> bool {
        false
    }

    /// Whether pages may come only from the requested nodes.
    fn is_strict(&self) -> bool {
        false
    }
}

/// The parameters of a policy.
pub struct PolicySetup<'a> {
    /// Nodes to place on, all with memory; empty if none was named.
    pub nodes: NodeSet,
    /// The fast nodes of `nodes`.
    pub fast: NodeSet,
    /// A weight for each node, from node 0 on.
    pub weights: &'a [u32],
}

/// Why a policy cannot be created as requested. All of these are `EINVAL`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicySetupError {
    /// The policy needs at least one node.
    NoNode,
    /// The policy takes no weights.
    Weights,
    /// All weights are 0, or one is too large.
    Weight,
}

impl PolicySetup<'_> {
    /// Requires at least one node.
    pub(super) fn needs_nodes(&self) -> Result<(), PolicySetupError> {
        if self.nodes.is_empty() {
            return Err(PolicySetupError::NoNode);
        }
        Ok(())
    }

    /// Requires that no weights were given.
    pub(super) fn needs_no_weights(&self) -> Result<(), PolicySetupError> {
        if !self.weights.is_empty() {
            return Err(PolicySetupError::Weights);
        }
        Ok(())
    }
}
