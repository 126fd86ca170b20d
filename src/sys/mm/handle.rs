// SPDX-License-Identifier: GPL-2.0

//! Address spaces: `struct mm_struct`.
//!
//! [`MmHandle`] holds `mm_count`, which keeps the structure but not the memory. A call that reads
//! the memory turns it into a [`LiveMm`], which holds `mm_users`; that fails once the process has
//! exited or replaced its image. The `LiveMm` is dropped before records are copied out, so a caller
//! whose buffer faults without end keeps no memory alive.

use super::vma::VmaRead;
use crate::{
    model::segments::SegmentMarks,
    sys::{
        shim,
        task::pid::Pid, //
    },
};
use core::{
    mem::size_of,
    ptr::NonNull, //
};
use kernel::{
    bindings,
    error::to_result,
    mm::{
        Mm,
        MmWithUser, //
    },
    prelude::*,
    sync::aref::ARef,
    task::Task, //
};

impl Pid {
    /// The address space that the process has now. `ESRCH` if the process has exited, `ENXIO` for a
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
        // SAFETY: Releases the reference that `rmm_shim_grab_mm` took. No lock is held, so
        // `exit_mmap` may run here.
        unsafe { bindings::mmput(mm.as_ptr()) };
        Ok(handle)
    }
}

/// A handle of an address space, which does not keep its memory.
pub(crate) struct MmHandle {
    mm: ARef<Mm>,
    /// The process or thread that the address space was opened by.
    pid: Pid,
}

impl MmHandle {
    /// The process or thread that the address space was opened by.
    pub(crate) fn pid(&self) -> &Pid {
        &self.pid
    }

    /// The pointer, which identifies the address space during the life of `self`.
    pub(in crate::sys) fn as_raw(&self) -> *mut bindings::mm_struct {
        self.mm.as_raw()
    }

    /// Whether the caller runs in this address space.
    pub(in crate::sys) fn is_callers(&self) -> bool {
        // SAFETY: The current task is valid, and no other task changes its mm, which is compared
        // and not used.
        unsafe { (*Task::current_raw()).mm == self.mm.as_raw() }
    }

    /// Whether the memory has been freed.
    pub(in crate::sys) fn is_gone(&self) -> bool {
        let mm = self.mm.as_raw();
        // SAFETY: The structure is valid by the reference on `mm_count`. The counter is atomic, and
        // `atomic_read` is a volatile read.
        let users = unsafe { (&raw const (*mm).__bindgen_anon_1.mm_users.counter).read_volatile() };
        users == 0
    }

    /// The task that the handle was opened by. `ESRCH` if it has exited or called execve(2), even if
    /// another process still uses the address space.
    pub(in crate::sys) fn task(&self) -> Result<ARef<Task>> {
        let task = self.pid.task().ok_or(ESRCH)?;
        // SAFETY: The task is referenced; the shim takes RCU and compares the mm without using it.
        if unsafe { shim::rmm_shim_task_has_mm(task.as_ptr(), self.mm.as_raw()) } {
            Ok(task)
        } else {
            Err(ESRCH)
        }
    }

    /// Whether the process still has this address space: it has neither exited nor called execve(2).
    pub(crate) fn is_current(&self) -> bool {
        self.task().is_ok()
    }

    /// The name of the thread (`comm`), zero-terminated. `ESRCH` as for execve(2).
    pub(crate) fn comm(&self) -> Result<[u8; 16]> {
        self.task()?;
        self.pid.comm().ok_or(ESRCH)
    }

    /// Holds the memory for one call; `ESRCH` if it has been freed.
    pub(crate) fn live(&self) -> Result<LiveMm> {
        self.mm.mmget_not_zero().map(LiveMm).ok_or(ESRCH)
    }
}

/// An address space whose `mm_users` is held.
///
/// Dropping it may run `exit_mmap`: no lock may be held then.
pub(crate) struct LiveMm(ARef<MmWithUser>);

/// The value of `tag` in an auxiliary vector of `size` bytes, which consists of pairs of a tag and a
/// value. The vector may change meanwhile.
///
/// # Safety
///
/// `vector` is aligned and valid for reads of `size` bytes, all of which are initialised.
unsafe fn find_value<T: Copy + PartialEq + Into<u64>>(
    vector: *const [T; 2],
    size: usize,
    tag: T,
) -> Option<u64> {
    (0..size / size_of::<[T; 2]>()).find_map(|pair| {
        // SAFETY: The pair lies in the vector.
        let (found, value) = unsafe {
            let at = vector.add(pair);
            (
                (&raw const (*at)[0]).read_volatile(),
                (&raw const (*at)[1]).read_volatile(),
            )
        };
        (found == tag).then(|| value.into())
    })
}

impl LiveMm {
    /// The pointer, which is valid during the life of `self`.
    pub(in crate::sys) fn as_raw(&self) -> *mut bindings::mm_struct {
        self.0.as_raw()
    }

    /// The process has exited and this value alone keeps the memory. Two concurrent calls hide that
    /// from each other.
    pub(crate) fn is_abandoned(&self) -> bool {
        let mm = self.0.as_raw();
        // SAFETY: The mm is valid by the reference. The counter is atomic, and `atomic_read` is a
        // volatile read.
        let users = unsafe { (&raw const (*mm).__bindgen_anon_1.mm_users.counter).read_volatile() };
        users == 1
    }

    /// The segments of the address space. brk(2) and prctl(2) change the fields one by one, so each
    /// is read once and together they are not consistent.
    pub(crate) fn layout(&self) -> SegmentMarks {
        let mm = self.0.as_raw();
        macro_rules! read {
            ($field:ident) => {
                // SAFETY: The mm is valid by the reference. The fields are words, and READ_ONCE is
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
            program_headers: self
                .auxiliary_value(bindings::AT_PHDR as usize)
                .unwrap_or(0),
        }
    }

    /// A value of the auxiliary vector that exec made. prctl(2) can change it meanwhile.
    fn auxiliary_value(&self, tag: usize) -> Option<u64> {
        const fn bytes<const N: usize>(_vector: *const [usize; N]) -> usize {
            N * size_of::<usize>()
        }
        let mm = self.0.as_raw();
        // SAFETY: The mm is valid by the reference. `task_size` is a word that exec sets.
        let (vector, task_size) = unsafe {
            (
                &raw const (*mm).__bindgen_anon_1.saved_auxv,
                (&raw const (*mm).__bindgen_anon_1.task_size).read_volatile(),
            )
        };
        // A program of 32 bits (compat_binfmt_elf.c) has pairs of half words.
        if task_size as u64 <= 1 << u32::BITS {
            // SAFETY: The vector is valid as above and holds words, which are two half words each.
            unsafe { find_value::<u32>(vector.cast(), bytes(vector), tag as u32) }
        } else {
            // SAFETY: The vector is valid as above and holds words.
            unsafe { find_value::<u64>(vector.cast(), bytes(vector), tag as u64) }
        }
    }

    /// Read-locks the first VMA that ends above `addr`.
    ///
    /// Like a page fault, it finds the VMA under RCU without mmap_lock. Only if a writer has the
    /// VMA, mmap_lock is held to find it. `EINTR` if a fatal signal arrives while mmap_lock is
    /// awaited, `EBUSY` if the VMA's reader count is at its limit. (Not `EAGAIN`, which some
    /// readers of files take for the end.)
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
        // `addr` lies in a gap. A VMA that was mapped in the gap meanwhile is skipped, as if it had
        // come later. A VMA that grew downwards meanwhile is locked as a whole.
        if start > addr {
            if let Some(vma) = self.vma_at(start) {
                return Ok(Some(vma));
            }
        }
        self.next_vma_locked(addr)
    }

    /// Read-locks the VMA at `addr`, unless there is none or a writer has it.
    fn vma_at(&self, addr: u64) -> Option<VmaRead<'_>> {
        // SAFETY: The mm is valid by the reference, and `mm_users` keeps its tree of VMAs.
        let vma = unsafe { bindings::lock_vma_under_rcu(self.0.as_raw(), addr as usize) };
        if vma.is_null() {
            return None;
        }
        // SAFETY: Not NULL; `self` holds `mm_users`, and the read lock of this VMA was just taken.
        // INVARIANT: For the same reason.
        Some(unsafe { VmaRead::from_locked(vma) })
    }

    /// [`Self::next_vma`] under mmap_lock.
    fn next_vma_locked(&self, addr: u64) -> Result<Option<VmaRead<'_>>> {
        let mm = self.0.as_raw();
        // SAFETY: The mm is valid by the reference.
        to_result(unsafe { shim::rmm_shim_mmap_read_lock_killable(mm) })?;
        // SAFETY: mmap_lock is held for read, as `find_vma` and `rmm_shim_vma_start_read` require,
        // and released below. A VMA that is read-locked stays attached after that.
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
