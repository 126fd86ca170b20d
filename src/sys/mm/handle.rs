// SPDX-License-Identifier: GPL-2.0

//! Address spaces: `struct mm_struct`.
//!
//! [`MmHandle`] holds `mm_count` alone: the structure stays, the memory does not. Each call
//! that looks inside turns it into [`LiveMm`], which holds `mm_users`, for as long as the call
//! lasts; that fails once the process has exited or replaced its image.

use super::vma::VmaRead;
use crate::{
    model::segments::SegmentMarks,
    sys::{
        shim,
        task::pid::Pid, //
    },
};
use core::ptr::NonNull;
use kernel::{
    bindings,
    error::to_result,
    mm::{
        Mm,
        MmWithUser, //
    },
    prelude::*,
    sync::aref::ARef, //
};

impl Pid {
    /// The address space that the process has now: `ESRCH` if the process has exited, `ENXIO` for a
    /// kernel thread.
    pub(crate) fn mm_handle(&self) -> Result<MmHandle> {
        let task = self.task().ok_or(ESRCH)?;
        // SAFETY: The task is referenced; `flags` is a word that only the task itself writes, and
        // PF_KTHREAD never changes after fork.
        let flags = unsafe { (&raw const (*task.as_ptr()).flags).read_volatile() };
        if flags & bindings::PF_KTHREAD != 0 {
            return Err(ENXIO);
        }
        // SAFETY: The task is referenced. The shim returns an mm with a new reference on
        // `mm_users`, or NULL.
        let mm = NonNull::new(unsafe { shim::rmm_shim_grab_mm(task.as_ptr()) }).ok_or(ESRCH)?;
        // SAFETY: `mm_users` is not zero until `mmput` below, so the mm is valid.
        let mm_ref = unsafe { Mm::from_raw(mm.as_ptr()) };
        let handle = MmHandle {
            // Takes the reference on `mm_count` that outlives the one on `mm_users`.
            mm: ARef::from(mm_ref),
            pid: self.clone(),
        };
        // SAFETY: Gives back the reference that `rmm_shim_grab_mm` took. No lock is held, so
        // `exit_mmap` may run here.
        unsafe { bindings::mmput(mm.as_ptr()) };
        Ok(handle)
    }
}

/// A handle on an address space that does not keep its memory alive.
pub(crate) struct MmHandle {
    mm: ARef<Mm>,
    /// Whose it was when it was opened.
    pid: Pid,
}

impl MmHandle {
    /// The process, or the thread, that it was opened by.
    pub(crate) fn pid(&self) -> &Pid {
        &self.pid
    }

    /// Holds the memory for one call; `ESRCH` when it is gone.
    pub(crate) fn live(&self) -> Result<LiveMm> {
        self.mm.mmget_not_zero().map(LiveMm).ok_or(ESRCH)
    }
}

/// An address space whose `mm_users` is held.
///
/// Dropping it may run `exit_mmap`: no lock may be held then.
pub(crate) struct LiveMm(ARef<MmWithUser>);

impl LiveMm {
    /// The pointer, valid for as long as `self`.
    pub(in crate::sys) fn as_raw(&self) -> *mut bindings::mm_struct {
        self.0.as_raw()
    }

    /// Nobody but this value holds the memory: its process has exited meanwhile. Two that look at
    /// once hide that from each other.
    pub(crate) fn is_abandoned(&self) -> bool {
        let mm = self.0.as_raw();
        // SAFETY: The mm is valid by the reference; the counter is atomic, and a volatile read of
        // it is what `atomic_read` is.
        let users = unsafe { (&raw const (*mm).__bindgen_anon_1.mm_users.counter).read_volatile() };
        users == 1
    }

    /// The layout. The fields change one by one (brk, prctl), so each is read once.
    pub(crate) fn layout(&self) -> SegmentMarks {
        let mm = self.0.as_raw();
        macro_rules! read {
            ($field:ident) => {
                // SAFETY: The mm is valid by the reference; the fields are words, and READ_ONCE is
                // a volatile read.
                unsafe { (&raw const (*mm).__bindgen_anon_1.$field).read_volatile() as u64 }
            };
        }
        SegmentMarks {
            start_code: read!(start_code),
            end_code: read!(end_code),
            start_data: read!(start_data),
            end_data: read!(end_data),
            start_brk: read!(start_brk),
            brk: read!(brk),
        }
    }

    /// Read-locks the first VMA that ends behind `addr`.
    ///
    /// As a page fault does, without mmap_lock, unless somebody is changing that VMA: then mmap_lock
    /// is held to find it. `EINTR` when a fatal signal comes while mmap_lock is awaited, `EBUSY` when
    /// the VMA has more readers than its counter holds. (Not `EAGAIN`: some readers of files take
    /// that for the end.)
    pub(crate) fn next_vma(&self, addr: u64) -> Result<Option<VmaRead<'_>>> {
        if let Some(vma) = self.vma_at(addr) {
            return Ok(Some(vma));
        }
        let mm = self.0.as_raw();
        // SAFETY: The mm is valid by the reference.
        let start = unsafe { shim::rmm_shim_vma_start_after(mm, addr as usize) } as u64;
        if start == u64::MAX {
            return Ok(None);
        }
        // In a gap. If meanwhile a VMA came before that one it is left out, as it would have been
        // a moment ago; if that one has grown downwards, all of it is locked.
        if start > addr {
            if let Some(vma) = self.vma_at(start) {
                return Ok(Some(vma));
            }
        }
        self.next_vma_locked(addr)
    }

    /// Read-locks the VMA at `addr` if there is one and nobody is changing it.
    fn vma_at(&self, addr: u64) -> Option<VmaRead<'_>> {
        // SAFETY: The mm is valid by the reference, and so is its tree of VMAs by `mm_users`.
        let vma = unsafe { bindings::lock_vma_under_rcu(self.0.as_raw(), addr as usize) };
        if vma.is_null() {
            return None;
        }
        // SAFETY: Not NULL; `self` holds `mm_users`, and the read lock of this VMA was just taken.
        // INVARIANT: For the same reason.
        Some(unsafe { VmaRead::from_locked(vma) })
    }

    /// [`Self::next_vma`] with mmap_lock.
    fn next_vma_locked(&self, addr: u64) -> Result<Option<VmaRead<'_>>> {
        let mm = self.0.as_raw();
        // SAFETY: The mm is valid by the reference.
        to_result(unsafe { shim::rmm_shim_mmap_read_lock_killable(mm) })?;
        // SAFETY: mmap_lock is held for read, as `find_vma` and `rmm_shim_vma_start_read` need it; it
        // is given back below. A VMA that was read-locked stays attached after that.
        let found = unsafe {
            let vma = bindings::find_vma(mm, addr as usize);
            let locked = !vma.is_null() && shim::rmm_shim_vma_start_read(vma);
            bindings::mmap_read_unlock(mm);
            match (vma.is_null(), locked) {
                (true, _) => None,
                (false, false) => return Err(EBUSY),
                // INVARIANT: `self` holds `mm_users`, and the read lock of this VMA was just taken.
                (false, true) => Some(VmaRead::from_locked(vma)),
            }
        };
        Ok(found)
    }
}
