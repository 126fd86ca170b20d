// SPDX-License-Identifier: GPL-2.0

//! `struct mempolicy`: policies created by rmm, and those that shmem keeps for ranges of a file.
//!
//! `mpol_new()` and `__mpol_put()` are not exported. A policy is therefore created as
//! `mpol_set_nodemask()` leaves it, and freed as `__mpol_put()` does, by kfree_rcu().

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

/// Migrate on reference of a node: NUMA balancing decides by the CPU that uses a page, and by how hot the
/// page is if it is on a slow node (mm/mempolicy.c, `mpol_misplaced()`).
const MORON: u16 = 1 << 4;

/// A reference to a policy.
///
/// # Invariants
///
/// The pointer is valid, and this value owns one reference.
pub(crate) struct OwnedMempolicy(NonNull<shim::mempolicy>);

// SAFETY: References are counted atomically, and each field is read and written in one access.
unsafe impl Send for OwnedMempolicy {}
// SAFETY: As above.
unsafe impl Sync for OwnedMempolicy {}

impl OwnedMempolicy {
    fn new(mode: u16, flags: u16, nodes: NodeSet) -> Result<Self> {
        Self::with_home(mode, flags, nodes, kernel::bindings::NUMA_NO_NODE)
    }

    /// A policy as set_mempolicy_home_node(2) leaves it.
    fn with_home(mode: u16, flags: u16, nodes: NodeSet, home: i32) -> Result<Self> {
        // SAFETY: Allocates a policy.
        let policy = unsafe { shim::rmm_shim_mempolicy_new(mode, flags, nodes.0, home) };
        // INVARIANT: Created with one reference.
        Ok(Self(NonNull::new(policy).ok_or(ENOMEM)?))
    }

    /// The kernel's policy of a mode.
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

    /// A policy for [`Self::point_at`].
    pub(super) fn for_steering() -> Result<Self> {
        Self::new(PREFERRED_MANY, STEERED, NodeSet::EMPTY)
    }

    /// Has allocations under this policy come from `node`, and then from the nearest of `confined`, or
    /// of all nodes. `MPOL_PREFERRED_MANY` asks the node alone first, down to its min watermark, and
    /// unlike `MPOL_PREFERRED` does not skip it because kswapd is awake there. The caller owns the
    /// policy, and no task allocates under it.
    pub(super) fn point_at(&self, node: u32, confined: Option<NodeSet>) {
        let (mode, nodes) = match confined {
            Some(nodes) => (BIND, nodes),
            None => (PREFERRED_MANY, NodeSet::single(node)),
        };
        // SAFETY: Valid by the invariant. Other tasks only print or compare the fields.
        unsafe { shim::rmm_shim_mempolicy_point(self.raw(), mode, nodes.0, node as i32) };
    }

    /// For NUMA hint faults: a hot page is migrated to the node of the CPU that uses it, if that is one of
    /// `nodes`.
    pub(crate) fn balanced_among(nodes: NodeSet) -> Result<Self> {
        Self::new(PREFERRED_MANY, MOF | MORON, nodes)
    }

    /// The pointer, valid as long as `self`.
    pub(in crate::sys) fn raw(&self) -> *mut shim::mempolicy {
        self.0.as_ptr()
    }
}

impl Drop for OwnedMempolicy {
    fn drop(&mut self) {
        // SAFETY: Drops the reference that this value owns.
        unsafe { shim::rmm_shim_mempolicy_put(self.0.as_ptr()) };
    }
}

/// The policy that shmem's tree has for a page of a file.
pub(in crate::sys) struct EffectivePolicy(OwnedMempolicy);

impl EffectivePolicy {
    /// # Safety
    ///
    /// `policy` is valid, and the caller passes on a reference.
    pub(in crate::sys) unsafe fn from_raw(policy: NonNull<shim::mempolicy>) -> Self {
        // INVARIANT: By this function's contract.
        Self(OwnedMempolicy(policy))
    }

    /// Whether a fault has put the policy there for one page ([`ShmemFile::serve_under`]), and not
    /// mbind(2).
    ///
    /// [`ShmemFile::serve_under`]: super::shmem::ShmemFile::serve_under
    pub(in crate::sys) fn is_steered(&self) -> bool {
        // SAFETY: Valid by the invariant; flags do not change.
        unsafe { (*self.0.raw()).flags & STEERED != 0 }
    }
}

/// One policy for each node, which prefers it.
///
/// `get_policy` returns them to the kernel without a reference, so they live as long as the
/// mapping's arena; a later user takes its own reference.
pub(crate) struct NodePolicies {
    plain: KVec<OwnedMempolicy>,
    hint_faulting: KVec<OwnedMempolicy>,
}

impl NodePolicies {
    /// Creates the policies.
    pub(crate) fn new() -> Result<Self> {
        let mut plain = KVec::with_capacity(NODES, GFP_KERNEL_ACCOUNT)?;
        let mut hint_faulting = KVec::with_capacity(NODES, GFP_KERNEL_ACCOUNT)?;
        for node in 0..NODES as u32 {
            plain.push(
                OwnedMempolicy::new(PREFERRED, 0, NodeSet::single(node))?,
                GFP_KERNEL_ACCOUNT,
            )?;
            let policy = OwnedMempolicy::new(PREFERRED, MOF, NodeSet::single(node))?;
            hint_faulting.push(policy, GFP_KERNEL_ACCOUNT)?;
        }
        Ok(Self {
            plain,
            hint_faulting,
        })
    }

    /// Creates policies that allow no node beyond `nodes`.
    pub(crate) fn confined(nodes: NodeSet) -> Result<Self> {
        // Of the machine's nodes alone: each arena has its own.
        // SAFETY: Set at boot.
        let count = NODES.min(unsafe { kernel::bindings::nr_node_ids } as usize);
        let mut plain = KVec::with_capacity(count, GFP_KERNEL_ACCOUNT)?;
        let mut hint_faulting = KVec::with_capacity(count, GFP_KERNEL_ACCOUNT)?;
        for node in 0..count as i32 {
            plain.push(
                OwnedMempolicy::with_home(BIND, 0, nodes, node)?,
                GFP_KERNEL_ACCOUNT,
            )?;
            hint_faulting.push(
                OwnedMempolicy::with_home(BIND, MOF, nodes, node)?,
                GFP_KERNEL_ACCOUNT,
            )?;
        }
        Ok(Self {
            plain,
            hint_faulting,
        })
    }

    /// The policy for `node`; with `hint_faulting`, it asks for NUMA hint faults.
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
