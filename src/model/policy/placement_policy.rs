// SPDX-License-Identifier: GPL-2.0

//! A placement policy, what it is made from and what it decides by.

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
    /// Low watermarks of its zones, added up: below, the kernel reclaims.
    pub low: u64,
    /// High watermarks, added up: above, it stops.
    pub high: u64,
    /// Pages that the kernel hands out.
    pub managed: u64,
}

/// What the machine is like at the moment.
pub trait MachineView {
    /// Memory of a node.
    fn memory(&self, node: u32) -> NodeMemory;
    /// Distance between two nodes, as in the SLIT: 10 is here.
    fn distance(&self, from: u32, to: u32) -> u32;
    /// The node of `nodes` that is nearest to `from`. A machine may say which of several at the same
    /// distance it prefers; by itself it is the one with the lowest number.
    fn nearest(&self, from: u32, nodes: NodeSet) -> Option<u32> {
        nodes.iter().min_by_key(|&node| self.distance(from, node))
    }
}

/// What a decision may depend on beyond the page.
pub struct PlacementContext<'a> {
    /// Node of the CPU that asks.
    pub local: u32,
    /// Nodes that the arena is meant for, of those that may be used; never empty.
    pub allowed: NodeSet,
    /// What the kernel adds to a page's number before it interleaves: the inode's number.
    pub bias: u64,
    /// The machine.
    pub machine: &'a dyn MachineView,
}

impl PlacementContext<'_> {
    /// The node of `nodes` that is nearest to `from`.
    pub fn nearest(&self, from: u32, nodes: NodeSet) -> Option<u32> {
        self.machine.nearest(from, nodes)
    }

    /// Those of `nodes` that may be needed, the nearest first: one, if it has room.
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

    /// Appends those of `nodes` that are not in `order` yet, the nearest to `from` first.
    pub fn append_by_distance(&self, order: &mut NodeOrder, from: u32, nodes: NodeSet) {
        let mut rest = nodes.difference(order.set());
        while let Some(node) = self.nearest(from, rest) {
            if !order.push(node) {
                return;
            }
            rest.remove(node);
        }
    }

    /// The node has pages to give without the kernel having to reclaim some.
    pub fn has_room(&self, node: u32) -> bool {
        let memory = self.machine.memory(node);
        memory.free > memory.low
    }
}

/// Where a page should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MigrationTarget {
    /// Where it is.
    Stay,
    /// On this node.
    Node(u32),
    /// On another, none of which has room.
    NoRoom,
}

/// A placement policy.
pub trait PlacementPolicy {
    /// The nodes to try for page `page`, the best first, and why the first of them is that:
    /// [`PlacementReason::First`], or [`PlacementReason::Spill`] when a better one was passed over. The engine goes
    /// on with the nearest other nodes. Must not be empty.
    fn choose_nodes(
        &self,
        page: u64,
        context: &PlacementContext<'_>,
    ) -> (NodeOrder, PlacementReason);

    /// Where page `page`, now on node `current`, should be instead.
    fn migration_target(
        &self,
        _page: u64,
        _heat: Option<HeatLevel>,
        _current: u32,
        _context: &PlacementContext<'_>,
    ) -> MigrationTarget {
        MigrationTarget::Stay
    }

    /// Is told of the heat of all pages now and then, and whenever [`PlacementPolicy::pages_to_demote`] says so but
    /// no page is left that [`PlacementPolicy::migration_target`] sends down.
    fn update_thresholds(&self, _census: &HeatCensus, _context: &PlacementContext<'_>) {}

    /// Such pages leave fast nodes, if any do: a quick look before [`PlacementPolicy::migration_target`].
    fn is_demotable(&self, _heat: HeatLevel) -> bool {
        false
    }

    /// Pages that have to leave fast nodes.
    fn pages_to_demote(&self, _context: &PlacementContext<'_>) -> u64 {
        0
    }

    /// It is worth its cost to find out which pages are used.
    fn wants_samples(&self, _census: &HeatCensus, _context: &PlacementContext<'_>) -> bool {
        false
    }

    /// The node is one of those that the hottest pages should be on.
    fn is_fast(&self, _node: u32) -> bool {
        false
    }

    /// A page that could not be had on the first choice came to another node.
    fn note_miss(&self, _wanted: u32) {}

    /// It wants to know which pages are used.
    fn tracks_heat(&self) -> bool {
        false
    }

    /// It never gives memory of another node than those that were asked for.
    fn is_strict(&self) -> bool {
        false
    }
}

/// What a policy is made from.
pub struct PolicySetup<'a> {
    /// Nodes to place on, all of them with memory; empty if none was named.
    pub nodes: NodeSet,
    /// Those of `nodes` that are fast.
    pub fast: NodeSet,
    /// A number for each node from node 0 on.
    pub weights: &'a [u32],
}

/// Why a policy cannot be made as asked; `EINVAL`, all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicySetupError {
    /// It needs at least one node.
    NoNode,
    /// Weights that it has no use for.
    Weights,
    /// A weight of 0 for each node, or one that is too large.
    Weight,
}

impl PolicySetup<'_> {
    /// At least one node was named.
    pub(super) fn needs_nodes(&self) -> Result<(), PolicySetupError> {
        if self.nodes.is_empty() {
            return Err(PolicySetupError::NoNode);
        }
        Ok(())
    }

    /// No weights were given.
    pub(super) fn needs_no_weights(&self) -> Result<(), PolicySetupError> {
        if !self.weights.is_empty() {
            return Err(PolicySetupError::Weights);
        }
        Ok(())
    }
}
