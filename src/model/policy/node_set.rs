// SPDX-License-Identifier: GPL-2.0

//! Sets of nodes, and orders in which to try them.

use crate::abi::arena::ARENA_NODES;

/// Number of nodes that can be named.
pub const NODES: usize = ARENA_NODES as usize;

/// A set of nodes below [`NODES`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NodeSet(pub u64);

impl NodeSet {
    /// The empty set.
    pub const EMPTY: Self = Self(0);

    /// A set of one node; empty if the node cannot be named.
    pub fn single(node: u32) -> Self {
        Self(1u64.checked_shl(node).unwrap_or(0))
    }

    /// Whether the set is empty.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Number of nodes.
    pub fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether `node` is in it.
    pub fn contains(self, node: u32) -> bool {
        self.0 & Self::single(node).0 != 0
    }

    /// The nodes in both sets.
    pub fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The nodes that are not in `other`.
    pub fn difference(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Removes a node.
    pub fn remove(&mut self, node: u32) {
        self.0 &= !Self::single(node).0;
    }

    /// Inserts a node.
    pub fn insert(&mut self, node: u32) {
        self.0 |= Self::single(node).0;
    }

    /// The node at `index`, ascending, from 0.
    pub fn nth(self, index: u32) -> Option<u32> {
        let mut rest = self.0;
        for _ in 0..index.min(NODES as u32) {
            rest &= rest.wrapping_sub(1);
        }
        (rest != 0).then(|| rest.trailing_zeros())
    }

    /// The nodes, ascending.
    pub fn iter(self) -> impl Iterator<Item = u32> {
        let mut rest = self.0;
        core::iter::from_fn(move || {
            let node = (rest != 0).then(|| rest.trailing_zeros());
            rest &= rest.wrapping_sub(1);
            node
        })
    }
}

/// Nodes in the order in which to try them; eight at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeOrder {
    at: [u8; Self::MAX_NODES],
    len: u8,
}

impl NodeOrder {
    const MAX_NODES: usize = 8;

    /// The empty order.
    pub const EMPTY: Self = Self {
        at: [0; Self::MAX_NODES],
        len: 0,
    };

    /// An order of one node.
    pub fn single(node: u32) -> Self {
        let mut order = Self::EMPTY;
        order.push(node);
        order
    }

    /// Appends a node; `false` if there is no room.
    pub fn push(&mut self, node: u32) -> bool {
        let len = usize::from(self.len);
        if node as usize >= NODES || len == Self::MAX_NODES {
            return false;
        }
        self.at[len] = node as u8;
        self.len += 1;
        true
    }

    /// The nodes in order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.at[..usize::from(self.len)]
            .iter()
            .map(|&node| node.into())
    }

    /// The first node.
    pub fn first(&self) -> Option<u32> {
        self.iter().next()
    }

    /// The nodes as a set.
    pub fn set(&self) -> NodeSet {
        let mut set = NodeSet::EMPTY;
        self.iter().for_each(|node| set.insert(node));
        set
    }
}
