// SPDX-License-Identifier: GPL-2.0

//! Sets of nodes, and orders to try them in.

use crate::abi::arena::ARENA_NODES;

/// Nodes that can be named.
pub const NODES: usize = ARENA_NODES as usize;

/// A set of nodes below [`NODES`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NodeSet(pub u64);

impl NodeSet {
    /// No node.
    pub const EMPTY: Self = Self(0);

    /// One node; none if it cannot be named.
    pub fn single(node: u32) -> Self {
        Self(1u64.checked_shl(node).unwrap_or(0))
    }

    /// No node is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many.
    pub fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether `node` is in it.
    pub fn contains(self, node: u32) -> bool {
        self.0 & Self::single(node).0 != 0
    }

    /// Nodes in both.
    pub fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those that are not in `other`.
    pub fn difference(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Takes one out.
    pub fn remove(&mut self, node: u32) {
        self.0 &= !Self::single(node).0;
    }

    /// Puts one in.
    pub fn insert(&mut self, node: u32) {
        self.0 |= Self::single(node).0;
    }

    /// Member number `index`, ascending, from 0.
    pub fn nth(self, index: u32) -> Option<u32> {
        let mut rest = self.0;
        for _ in 0..index.min(NODES as u32) {
            rest &= rest.wrapping_sub(1);
        }
        (rest != 0).then(|| rest.trailing_zeros())
    }

    /// The members, ascending.
    pub fn iter(self) -> impl Iterator<Item = u32> {
        let mut rest = self.0;
        core::iter::from_fn(move || {
            let node = (rest != 0).then(|| rest.trailing_zeros());
            rest &= rest.wrapping_sub(1);
            node
        })
    }
}

/// Nodes in the order in which they are to be tried; the first eight count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeOrder {
    at: [u8; Self::MAX_NODES],
    len: u8,
}

impl NodeOrder {
    const MAX_NODES: usize = 8;

    /// None.
    pub const EMPTY: Self = Self {
        at: [0; Self::MAX_NODES],
        len: 0,
    };

    /// One node.
    pub fn single(node: u32) -> Self {
        let mut order = Self::EMPTY;
        order.push(node);
        order
    }

    /// Appends a node; `false` when there is no room.
    pub fn push(&mut self, node: u32) -> bool {
        let len = usize::from(self.len);
        if node as usize >= NODES || len == Self::MAX_NODES {
            return false;
        }
        self.at[len] = node as u8;
        self.len += 1;
        true
    }

    /// The nodes in their order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.at[..usize::from(self.len)]
            .iter()
            .map(|&node| node.into())
    }

    /// The first.
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
