// SPDX-License-Identifier: GPL-2.0

//! What the kernel itself keeps account of: sizes of an address space, faults of a process,
//! mapcounts of a huge page.

use super::{
    handle::{
        LiveMm,
        MmHandle, //
    },
    mempolicy::MempolicyFacts, //
};
use crate::{
    abi::mempolicy::MempolicySource,
    sys::shim, //
};
use kernel::prelude::*;

/// Sizes in bytes, as /proc/PID/status has them.
pub(crate) struct MmAccount {
    /// VmSize.
    pub(crate) virt: u64,
    /// RssAnon.
    pub(crate) anon: u64,
    /// RssFile.
    pub(crate) file: u64,
    /// RssShmem.
    pub(crate) shmem: u64,
    /// VmSwap.
    pub(crate) swap: u64,
    /// HugetlbPages.
    pub(crate) hugetlb: u64,
    /// VmPTE.
    pub(crate) tables: u64,
    /// `mm->owner`, in the initial pid namespace; -1 for none.
    pub(crate) owner: i32,
}

/// Page faults, as /proc/PID/stat has them.
pub(crate) struct TaskFaults {
    /// Without I/O.
    pub(crate) minor: u64,
    /// With I/O.
    pub(crate) major: u64,
    /// `minor` of waited-for children.
    pub(crate) children_minor: u64,
    /// `major` of waited-for children.
    pub(crate) children_major: u64,
}

/// A buffer for how often each page of a huge page is mapped, 2 KiB.
pub(crate) struct ThpMapcounts(KBox<shim::rmm_shim_thp_mapcounts>);

impl ThpMapcounts {
    /// Allocates the buffer.
    pub(crate) fn new() -> Result<Self> {
        Ok(Self(KBox::init(
            pin_init::init_zeroed::<shim::rmm_shim_thp_mapcounts>(),
            GFP_KERNEL,
        )?))
    }

    /// The counts that were read last, one a page.
    pub(crate) fn counts(&self) -> &[u32] {
        &self.0.count
    }
}

impl LiveMm {
    /// The account. Counters that CPUs have not folded in yet are summed up.
    pub(crate) fn account(&self) -> MmAccount {
        let mut raw = pin_init::zeroed::<shim::rmm_shim_mm_account>();
        // SAFETY: The mm is valid by the reference that `self` holds; `raw` may be written.
        unsafe { shim::rmm_shim_read_mm_account(self.as_raw(), &mut raw) };
        MmAccount {
            virt: raw.virt,
            anon: raw.anon,
            file: raw.file,
            shmem: raw.shmem,
            swap: raw.swap,
            hugetlb: raw.hugetlb,
            tables: raw.tables,
            owner: raw.owner,
        }
    }

    /// Reads the mapcounts of what a PMD maps at `addr`. `false` if none does, or if somebody waits
    /// to change the VMA. May be called while a `VmaRead` is held: it only tries to lock.
    pub(crate) fn thp_mapcounts(&self, addr: u64, into: &mut ThpMapcounts) -> bool {
        // SAFETY: The mm is valid by the reference that `self` holds, the buffer may be written;
        // the shim takes the VMA's read lock and the page-table lock itself, and gives them back.
        unsafe { shim::rmm_shim_read_thp_mapcounts(self.as_raw(), addr as usize, &mut *into.0) }
    }
}

impl MmHandle {
    /// TaskFaults of the process; `ESRCH` if it has exited or has another address space now.
    pub(crate) fn faults(&self) -> Result<TaskFaults> {
        let users = self.live()?;
        let task = self.pid().task().ok_or(ESRCH)?;
        if users.is_abandoned() {
            return Err(ESRCH);
        }
        let mut raw = pin_init::zeroed::<shim::rmm_shim_fault_account>();
        // SAFETY: The task is referenced, so its signal_struct is there; `raw` may be written.
        unsafe { shim::rmm_shim_read_fault_account(task.as_ptr(), &mut raw) };
        Ok(TaskFaults {
            minor: raw.minor,
            major: raw.major,
            children_minor: raw.children_minor,
            children_major: raw.children_major,
        })
    }

    /// The policy that holds where a VMA has none: the thread's that the space was opened by.
    pub(crate) fn policy(&self) -> MempolicyFacts {
        let mut raw = pin_init::zeroed::<shim::rmm_shim_policy>();
        match self.pid().task() {
            // SAFETY: The task is referenced; the shim takes the lock that keeps its policy. `raw`
            // may be written.
            Some(task) if unsafe { shim::rmm_shim_read_task_policy(task.as_ptr(), &mut raw) } => {
                MempolicyFacts::new(&raw, MempolicySource::Task)
            }
            _ => MempolicyFacts::DEFAULT,
        }
    }
}
