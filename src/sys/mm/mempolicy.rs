// SPDX-License-Identifier: GPL-2.0

//! Memory policies (`struct mempolicy`), copied under the lock that keeps them.
//!
//! They are copied and never referenced: `__mpol_put()` is exported to KVM alone, so a reference
//! from `vm_ops->get_policy()` could not be dropped. A VMA's own policy stays while the VMA is
//! read-locked, a task's under `task_lock()`, that of a shared object under the lock of its policy
//! tree. The policy of a driver's mapping is unknown.

use crate::{
    abi::{
        arena::PlacementKind,
        mempolicy::{
            MempolicyFlag,
            MempolicySource, //
        },
    },
    sys::shim, //
};

/// Words of a node mask.
pub(crate) const WORDS: usize = shim::RMM_SHIM_POLICY_WORDS as usize;

/// A copy of a policy.
#[derive(Clone, Copy)]
pub(crate) struct MempolicyFacts {
    /// `MPOL_*`; `MempolicyMode` has the same numbers.
    pub(crate) mode: u32,
    /// `MempolicyFlag` bits.
    pub(crate) flags: u32,
    /// The object that the policy belongs to.
    pub(crate) source: MempolicySource,
    /// Home node; -1 without one.
    pub(crate) home_node: i32,
    /// Node n is bit n % 64 of word n / 64.
    pub(crate) nodes: [u64; WORDS],
    /// The placement policy of the arena that is the source.
    pub(crate) placement: Option<PlacementKind>,
}

impl MempolicyFacts {
    /// The policy of tasks and VMAs without one.
    pub(crate) const DEFAULT: Self = Self {
        mode: 0,
        flags: 0,
        source: MempolicySource::Default,
        home_node: -1,
        nodes: [0; WORDS],
        placement: None,
    };

    pub(in crate::sys) fn new(raw: &shim::rmm_shim_policy, source: MempolicySource) -> Self {
        const FLAGS: &[(u32, u32)] = &[
            (shim::RMM_SHIM_MPOL_STATIC, MempolicyFlag::STATIC),
            (shim::RMM_SHIM_MPOL_RELATIVE, MempolicyFlag::RELATIVE),
            (shim::RMM_SHIM_MPOL_BALANCING, MempolicyFlag::BALANCING),
        ];
        let flags = FLAGS
            .iter()
            .filter(|(theirs, _)| u32::from(raw.flags) & theirs != 0)
            .fold(0, |bits, (_, ours)| bits | ours);
        Self {
            mode: raw.mode.into(),
            flags,
            source,
            home_node: raw.home_node,
            nodes: raw.nodes,
            placement: None,
        }
    }
}
