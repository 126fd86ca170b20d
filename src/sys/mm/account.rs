// SPDX-License-Identifier: GPL-2.0

//! The kernel's own accounts: sizes of an address space, page faults of a process, mapcounts of a
//! THP.
//!
//! Counters of an mm are summed over CPUs, as /proc/PID/status does. One entry maps all of a THP,
//! while other processes may map its pages one by one; then PSS needs the mapcount of each page.
//! [`LiveMm::thp_mapcounts`] reads them under one page-table lock, as smaps does. It is called
//! while a [`VmaRead`](super::vma::VmaRead) is held, so it only tries to lock the VMA a second
//! time: a writer that waits makes it fail instead of deadlocking.

use super::{
    handle::{
        LiveMm,
        MmHandle, //
    },
    mempolicy::MempolicyFacts, //
};
use crate::{
    abi::{
        mempolicy::MempolicySource,
        ABSENT, //
    },
    sys::{
        shim,
        task::pid::Pid, //
    },
};
use kernel::prelude::*;

/// Sizes in bytes, as in /proc/PID/status.
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
    /// PID of `mm->owner` in the PID namespace of the viewer; -1 without an owner there.
    pub(crate) owner: i32,
    /// Inode number of the owner's memory cgroup; absent without one.
    pub(crate) memory_cgroup: u64,
}

/// Page faults, as in /proc/PID/stat.
pub(crate) struct TaskFaults {
    /// Without I/O.
    pub(crate) minor: u64,
    /// With I/O.
    pub(crate) major: u64,
    /// `minor` of the children that were waited for.
    pub(crate) children_minor: u64,
    /// `major` of the children that were waited for.
    pub(crate) children_major: u64,
}

/// A buffer for the mapcounts of a THP's pages, 2 KiB.
pub(crate) struct ThpMapcounts(KBox<shim::rmm_shim_thp_mapcounts>);

impl ThpMapcounts {
    /// Allocates the buffer.
    pub(crate) fn new() -> Result<Self> {
        Ok(Self(KBox::init(
            pin_init::init_zeroed::<shim::rmm_shim_thp_mapcounts>(),
            GFP_KERNEL_ACCOUNT,
        )?))
    }

    /// The counts of the last successful read, one for each page.
    pub(crate) fn counts(&self) -> &[u32] {
        &self.0.count
    }
}

impl LiveMm {
    /// The sizes, with the counts that CPUs have not folded in yet. The owner's PID is that in the
    /// PID namespace of `viewer`.
    pub(crate) fn account(&self, viewer: &Pid) -> MmAccount {
        let mut raw = pin_init::zeroed::<shim::rmm_shim_mm_account>();
        // SAFETY: The mm is valid by the reference that `self` holds; `raw` may be written.
        unsafe { shim::rmm_shim_read_mm_account(self.as_raw(), viewer.as_ptr(), &mut raw) };
        MmAccount {
            virt: raw.virt,
            anon: raw.anon,
            file: raw.file,
            shmem: raw.shmem,
            swap: raw.swap,
            hugetlb: raw.hugetlb,
            tables: raw.tables,
            owner: raw.owner,
            memory_cgroup: match raw.memcg {
                0 => ABSENT,
                memcg => memcg,
            },
        }
    }

    /// Reads the mapcounts of the THP that a PMD maps at `addr`. `false` if no PMD maps one there,
    /// or if a writer waits for the VMA. May be called while a `VmaRead` is held: locks are tried
    /// only.
    pub(crate) fn thp_mapcounts(&self, addr: u64, into: &mut ThpMapcounts) -> bool {
        // SAFETY: The mm is valid by the reference that `self` holds, and the buffer may be
        // written. The shim takes the VMA's read lock and the page-table lock, and releases both.
        unsafe { shim::rmm_shim_read_thp_mapcounts(self.as_raw(), addr as usize, &mut *into.0) }
    }
}

impl MmHandle {
    /// Page faults of the process; `ESRCH` if it has exited or has another address space now.
    pub(crate) fn faults(&self) -> Result<TaskFaults> {
        let users = self.live()?;
        let task = self.task()?;
        if users.is_abandoned() {
            return Err(ESRCH);
        }
        let mut raw = pin_init::zeroed::<shim::rmm_shim_fault_account>();
        // SAFETY: The task is referenced, which keeps its signal_struct; `raw` may be written.
        unsafe { shim::rmm_shim_read_fault_account(task.as_ptr(), &mut raw) };
        // It may have called execve(2) meanwhile.
        self.task()?;
        Ok(TaskFaults {
            minor: raw.minor,
            major: raw.major,
            children_minor: raw.children_minor,
            children_major: raw.children_major,
        })
    }

    /// The memory policy for VMAs without one: that of the thread that the address space was opened
    /// by, unless it has another address space now.
    pub(crate) fn policy(&self) -> MempolicyFacts {
        let mut raw = pin_init::zeroed::<shim::rmm_shim_policy>();
        let read = self.task().is_ok_and(|task| {
            // SAFETY: The task is referenced; the shim takes the lock that keeps its policy. `raw`
            // may be written.
            unsafe { shim::rmm_shim_read_task_policy(task.as_ptr(), &mut raw) }
        });
        // The thread may have called execve(2) meanwhile.
        if read && self.task().is_ok() {
            MempolicyFacts::new(&raw, MempolicySource::Task)
        } else {
            MempolicyFacts::DEFAULT
        }
    }
}
