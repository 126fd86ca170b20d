// SPDX-License-Identifier: GPL-2.0

//! `struct mempolicy`: policies made here, those that shmem keeps for ranges of a file.
//!
//! `mpol_new()` and `__mpol_put()` are not for modules. A policy is therefore made by hand, as
//! `mpol_set_nodemask()` leaves one, and freed as `__mpol_put()` does it: by kfree_rcu().

use crate::{
    model::policy::{
        KernelPolicyMode,
        NodeSet,
        NODES, //
    },
    sys::shim, //
};
use core::ptr::NonNull;
use kernel::prelude::*;

const STEERED: u16 = shim::RMM_SHIM_MPOL_STEERED as u16;

/// Modes of uapi/linux/mempolicy.h.
const PREFERRED: u16 = 1;
const BIND: u16 = 2;
const INTERLEAVE: u16 = 3;
const LOCAL: u16 = 4;
const PREFERRED_MANY: u16 = 5;
const WEIGHTED_INTERLEAVE: u16 = 6;

/// Migrate on fault: NUMA balancing samples the mapping.
const MOF: u16 = 1 << 3;

/// A reference to a policy.
///
/// # Invariants
///
/// The pointer is valid, and this value owns one of its references.
pub(crate) struct OwnedMempolicy(NonNull<shim::mempolicy>);

// SAFETY: References are counted atomically, and the fields are read and written in one go each.
unsafe impl Send for OwnedMempolicy {}
// SAFETY: As above.
unsafe impl Sync for OwnedMempolicy {}

impl OwnedMempolicy {
    fn new(mode: u16, flags: u16, nodes: NodeSet) -> Result<Self> {
        Self::with_home(mode, flags, nodes, kernel::bindings::NUMA_NO_NODE)
    }

    /// As set_mempolicy_home_node(2) leaves one.
    fn with_home(mode: u16, flags: u16, nodes: NodeSet, home: i32) -> Result<Self> {
        // SAFETY: Allocates.
        let policy = unsafe { shim::rmm_shim_mempolicy_new(mode, flags, nodes.0, home) };
        // INVARIANT: Made with one reference.
        Ok(Self(NonNull::new(policy).ok_or(ENOMEM)?))
    }

    /// The kernel's own policy of a mode.
    pub(crate) fn for_mode(mode: KernelPolicyMode, nodes: NodeSet) -> Result<Self> {
        let (mode, nodes) = match mode {
            KernelPolicyMode::Local => (LOCAL, NodeSet::EMPTY),
            KernelPolicyMode::Bind => (BIND, nodes),
            KernelPolicyMode::PreferredMany => (PREFERRED_MANY, nodes),
            KernelPolicyMode::Interleave => (INTERLEAVE, nodes),
            KernelPolicyMode::WeightedInterleave => (WEIGHTED_INTERLEAVE, nodes),
        };
        Self::new(mode, 0, nodes)
    }

    /// A policy whose copies [`EffectivePolicy::steer`] may turn to one node or another.
    pub(crate) fn steered(node: u32) -> Result<Self> {
        Self::new(PREFERRED, STEERED, NodeSet::single(node))
    }

    /// The same for an arena that never leaves `nodes`, whoever brings a page in.
    pub(crate) fn confined(nodes: NodeSet) -> Result<Self> {
        Self::new(BIND, STEERED, nodes)
    }

    /// The policy, for as long as `self` lives.
    pub(in crate::sys) fn raw(&self) -> *mut shim::mempolicy {
        self.0.as_ptr()
    }
}

impl Drop for OwnedMempolicy {
    fn drop(&mut self) {
        // SAFETY: Gives back the reference that this value owns.
        unsafe { shim::rmm_shim_mempolicy_put(self.0.as_ptr()) };
    }
}

/// The policy that shmem's tree had for a page of a file.
pub(crate) struct EffectivePolicy(OwnedMempolicy);

impl EffectivePolicy {
    /// # Safety
    ///
    /// `policy` is valid, and the caller hands over a reference.
    pub(in crate::sys) unsafe fn from_raw(policy: NonNull<shim::mempolicy>) -> Self {
        // INVARIANT: By this function's contract.
        Self(OwnedMempolicy(policy))
    }

    /// It is a copy of [`OwnedMempolicy::steered`], not one that a user set.
    pub(crate) fn is_steered(&self) -> bool {
        // SAFETY: Valid by the invariant; flags do not change.
        unsafe { (*self.0.raw()).flags & STEERED != 0 }
    }

    /// What is allocated under it from now on comes from `node`, if that has memory.
    ///
    /// The caller holds the lock of the extent that the page is in: a steered policy rules in one
    /// extent alone. Whoever else reads it takes what it finds.
    pub(crate) fn steer(&self, node: u32) {
        self.set(PREFERRED, NodeSet::single(node), node);
    }

    /// What is allocated under it from now on comes from `nodes`, the nearest to `home` first, or
    /// from nowhere. As for `steer`.
    pub(crate) fn confine(&self, nodes: NodeSet, home: u32) {
        self.set(BIND, nodes, home);
    }

    fn set(&self, mode: u16, nodes: NodeSet, home: u32) {
        if !self.is_steered() || nodes.is_empty() {
            return;
        }
        let policy = self.0.raw();
        // SAFETY: Valid by the invariant. The fields are written in one go each and together they
        // are a policy at any moment, for `home` is asked by MPOL_BIND alone and need not be one of
        // its nodes: readers hold no lock. Nodes from 64 on are never set in a policy of ours.
        unsafe {
            (&raw mut (*policy).home_node).write_volatile(home as i32);
            (&raw mut (*policy).nodes.bits[0]).write_volatile(nodes.0 as usize);
            (&raw mut (*policy).mode).write_volatile(mode);
        }
    }
}

/// A policy for each node: prefer it.
///
/// Given to the kernel without a reference of its own by `get_policy`, so it lives as long as the
/// mapping's arena; who takes one later keeps the policy by it.
pub(crate) struct NodePolicies {
    plain: KVec<OwnedMempolicy>,
    hint_faulting: KVec<OwnedMempolicy>,
}

impl NodePolicies {
    /// Makes them.
    pub(crate) fn new() -> Result<Self> {
        let mut plain = KVec::with_capacity(NODES, GFP_KERNEL)?;
        let mut hint_faulting = KVec::with_capacity(NODES, GFP_KERNEL)?;
        for node in 0..NODES as u32 {
            plain.push(
                OwnedMempolicy::new(PREFERRED, 0, NodeSet::single(node))?,
                GFP_KERNEL,
            )?;
            let policy = OwnedMempolicy::new(PREFERRED, MOF, NodeSet::single(node))?;
            hint_faulting.push(policy, GFP_KERNEL)?;
        }
        Ok(Self {
            plain,
            hint_faulting,
        })
    }

    /// Makes them such that nothing comes from beyond `nodes`.
    pub(crate) fn confined(nodes: NodeSet) -> Result<Self> {
        let mut plain = KVec::with_capacity(NODES, GFP_KERNEL)?;
        let mut hint_faulting = KVec::with_capacity(NODES, GFP_KERNEL)?;
        for node in 0..NODES as i32 {
            plain.push(OwnedMempolicy::with_home(BIND, 0, nodes, node)?, GFP_KERNEL)?;
            hint_faulting.push(
                OwnedMempolicy::with_home(BIND, MOF, nodes, node)?,
                GFP_KERNEL,
            )?;
        }
        Ok(Self {
            plain,
            hint_faulting,
        })
    }

    /// The one for `node`; `hint_faulting` asks for NUMA hint faults.
    pub(in crate::sys) fn raw(
        &self,
        node: u32,
        hint_faulting: bool,
    ) -> Option<*mut shim::mempolicy> {
        let all = if hint_faulting {
            &self.hint_faulting
        } else {
            &self.plain
        };
        all.get(node as usize).map(OwnedMempolicy::raw)
    }
}
