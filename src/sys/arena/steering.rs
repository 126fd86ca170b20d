// SPDX-License-Identifier: GPL-2.0

//! Steering: has shmem allocate the page of one fault on a chosen node.
//!
//! shmem takes the policy of a page from the tree of its inode and, where the tree has none, from the
//! current task (`shmem_get_pgoff_policy()`). The tree of a steered arena contains only what mbind(2)
//! has set, so a task that has no policy of its own is lent one while shmem serves its fault. No
//! other task reads it to allocate, so faults share nothing.
//!
//! Other tasks look at `task_struct.mempolicy` under `task_lock()`, which is taken to lend a policy and
//! to take it back: numa_maps keeps a reference and prints it, the out-of-memory killer compares its
//! nodes, and a change of the cpuset rewrites the nodes of the policy that it finds. Therefore
//! a policy is lent to one task at a time, is filled in again for each, and is freed by its count.
//!
//! A task that has called set_mempolicy(2) keeps its policy, because a change of the cpuset must find
//! it. For such a task a policy of that one page is put into the tree, which costs two
//! allocations. shmem takes the policy of a large folio from its first page, so there is one for each page
//! that can be the first.

use super::{
    mempolicy::OwnedMempolicy,
    shmem::ShmemFile, //
};
use crate::{
    model::policy::NodeSet,
    sys::{
        cpu,
        shim, //
    },
};
use core::sync::atomic::{
    AtomicBool,
    Ordering::{
        Acquire,
        Relaxed,
        Release, //
    },
};
use kernel::prelude::*;

/// Policies that are kept for each possible CPU: one for the fault that runs there, and one for a
/// fault that sleeps.
const KEPT_PER_CPU: usize = 2;

/// Where to allocate.
#[derive(Clone, Copy)]
pub(crate) struct SteeringTarget {
    /// The node that is asked first, down to its min watermark.
    pub(crate) node: u32,
    /// The only nodes that may be asked after it; `None` for all nodes.
    pub(crate) confined: Option<NodeSet>,
}

/// Policies to be lent, kept for all arenas.
pub(crate) struct SteeringPolicies {
    kept: KVVec<KeptPolicy>,
}

/// A policy that is lent to one task at a time.
#[repr(align(64))]
struct KeptPolicy {
    lent: AtomicBool,
    policy: OwnedMempolicy,
}

/// A policy that the current task alone uses, until it is dropped.
enum BorrowedPolicy<'a> {
    Kept(&'a KeptPolicy),
    /// All that are near this CPU were lent.
    Extra(OwnedMempolicy),
}

impl SteeringPolicies {
    /// Creates the policies.
    pub(crate) fn new() -> Result<Self> {
        let count = KEPT_PER_CPU * cpu::ids() as usize;
        let mut kept = KVVec::with_capacity(count, GFP_KERNEL_ACCOUNT)?;
        for _ in 0..count {
            let policy = KeptPolicy {
                lent: AtomicBool::new(false),
                policy: OwnedMempolicy::for_steering()?,
            };
            kept.push(policy, GFP_KERNEL_ACCOUNT)?;
        }
        Ok(Self { kept })
    }

    fn borrow(&self) -> Result<BorrowedPolicy<'_>> {
        let first = cpu::current() as usize * KEPT_PER_CPU;
        for kept in self
            .kept
            .get(first..)
            .unwrap_or(&[])
            .iter()
            .take(KEPT_PER_CPU)
        {
            let free = kept.lent.compare_exchange(false, true, Acquire, Relaxed);
            if free.is_ok() {
                return Ok(BorrowedPolicy::Kept(kept));
            }
        }
        OwnedMempolicy::for_steering().map(BorrowedPolicy::Extra)
    }

    /// Runs `serve`, in which shmem allocates page `page`, in a folio of several pages if `may_be_large`,
    /// so that the page is placed on `target` unless mbind(2) has set a policy for it. The caller holds the
    /// lock of the page. Fails, and does not run `serve`, if there is no memory for a policy or the task is
    /// dying. May sleep.
    pub(crate) fn steer<T>(
        &self,
        shmem: &ShmemFile,
        page: u64,
        may_be_large: bool,
        target: SteeringTarget,
        serve: impl FnOnce() -> T,
    ) -> Result<T> {
        let borrowed = self.borrow()?;
        let policy = borrowed.policy();
        policy.point_at(target.node, target.confined);
        if has_task_policy() {
            return shmem.serve_under(page, may_be_large, policy, serve);
        }
        // SAFETY: The task has no policy, and takes a reference to this one. `serve` does not change the
        // task's policy.
        unsafe { shim::rmm_shim_lend_task_policy(policy.raw()) };
        let served = serve();
        // SAFETY: Lent above.
        unsafe { shim::rmm_shim_take_back_task_policy(policy.raw()) };
        Ok(served)
    }
}

/// Whether the current task has a policy of its own.
fn has_task_policy() -> bool {
    // SAFETY: Reads a field that only the current task changes.
    unsafe { shim::rmm_shim_has_task_policy() }
}

impl BorrowedPolicy<'_> {
    fn policy(&self) -> &OwnedMempolicy {
        match self {
            Self::Kept(kept) => &kept.policy,
            Self::Extra(policy) => policy,
        }
    }
}

impl Drop for BorrowedPolicy<'_> {
    fn drop(&mut self) {
        if let Self::Kept(kept) = self {
            kept.lent.store(false, Release);
        }
    }
}
