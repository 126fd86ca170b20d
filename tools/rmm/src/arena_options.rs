// SPDX-License-Identifier: GPL-2.0

//! What kind of arena to create.

use crate::abi::{
    arena::{
        ArenaCreateArgs,
        ArenaFlag,
        PlacementKind, //
    },
    AbiRecord, //
};

/// An arena to create.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArenaOptions {
    /// Size of the file in bytes; [`ArenaDescriptor::resize`](crate::ArenaDescriptor::resize) changes
    /// it.
    pub bytes: u64,
    /// Bytes of memory that the arena may use; 0 stands for `bytes`.
    pub cap: u64,
    /// Where a new page is allocated.
    pub policy: PlacementKind,
    /// Bit n selects node n for new pages. Nodes without memory are dropped.
    pub nodes: u64,
    /// Tiered: the fast ones of `nodes`; 0 stands for the nodes with CPUs.
    pub fast: u64,
    /// Weighted: pages at a time, by node from 0 on; adaptive: bandwidth. Empty for other policies.
    pub weights: Vec<u32>,
    /// The module places pages even if the kernel has a policy of the same name.
    pub steer: bool,
    /// Never allocate from other nodes, whatever the policy.
    pub strict: bool,
}

impl ArenaOptions {
    /// An arena of `bytes` on all nodes.
    pub fn new(policy: PlacementKind, bytes: u64) -> Self {
        Self {
            bytes,
            cap: 0,
            policy,
            nodes: u64::MAX,
            fast: 0,
            weights: Vec::new(),
            steer: false,
            strict: false,
        }
    }

    /// The argument of `RMM_ARENA_CREATE`, without the weights.
    pub(crate) fn argument(&self) -> ArenaCreateArgs {
        let mut flags = 0;
        if self.steer {
            flags |= ArenaFlag::STEER;
        }
        if self.strict {
            flags |= ArenaFlag::STRICT;
        }
        ArenaCreateArgs {
            flags,
            bytes: self.bytes,
            cap: self.cap,
            nodes: self.nodes,
            fast: self.fast,
            policy: self.policy as u32,
            ..ArenaCreateArgs::ZERO
        }
    }
}
