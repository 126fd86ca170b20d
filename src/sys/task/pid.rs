// SPDX-License-Identifier: GPL-2.0

//! Processes: `struct pid`, and the task that it leads to.

use crate::sys::shim;
use core::ptr::{
    self,
    NonNull, //
};
use kernel::{
    bindings,
    fs::file::{
        BadFdError,
        LocalFile, //
    },
    prelude::*,
    sync::aref::ARef,
    task::Task, //
};

/// A reference to a `struct pid`, which identifies one process for ever: when the number is reused,
/// it is reused with another `struct pid`.
///
/// # Invariants
///
/// The pointer is valid, and this value owns one reference to it.
pub(crate) struct Pid(NonNull<bindings::pid>);

// SAFETY: A reference to a `struct pid` may be dropped on any thread.
unsafe impl Send for Pid {}
// SAFETY: All that the methods read is atomic, constant, or read under RCU.
unsafe impl Sync for Pid {}

impl Pid {
    /// The process with this PID in the caller's PID namespace; `None` if it is the TID of another
    /// thread.
    pub(crate) fn find(nr: i32) -> Option<Self> {
        // SAFETY: `find_get_pid` takes RCU itself and returns a new reference or NULL.
        // INVARIANT: The value takes over that reference.
        let pid = NonNull::new(unsafe { bindings::find_get_pid(nr) }).map(Self)?;
        pid.is_process().then_some(pid)
    }

    /// The process with this PID in the initial PID namespace; `None` if it is the TID of another
    /// thread.
    pub(crate) fn find_process(nr: i32) -> Option<Self> {
        // SAFETY: The shim takes RCU itself and returns a new reference or NULL.
        let found = unsafe { shim::rmm_shim_find_pid(nr, ptr::null_mut()) };
        // INVARIANT: The value takes over that reference.
        let pid = NonNull::new(found).map(Self)?;
        pid.is_process().then_some(pid)
    }

    /// The process with this PID in the PID namespace of `viewer`; `None` if it is the TID of
    /// another thread.
    pub(crate) fn find_seen_by(nr: i32, viewer: &Pid) -> Option<Self> {
        // SAFETY: As above; the reference of `viewer` keeps its namespace.
        let found = unsafe { shim::rmm_shim_find_pid(nr, viewer.as_ptr()) };
        // INVARIANT: The value takes over that reference.
        let pid = NonNull::new(found).map(Self)?;
        pid.is_process().then_some(pid)
    }

    /// Whether this is the PID of a process that has not been reaped, not only of a thread.
    pub(crate) fn is_process(&self) -> bool {
        // SAFETY: Valid by the type's invariant. RCU is taken inside; `ARef` takes over the task's
        // reference and drops it.
        unsafe {
            let leader = bindings::get_pid_task(self.0.as_ptr(), bindings::pid_type_PIDTYPE_TGID);
            NonNull::new(leader).map(|leader| ARef::<Task>::from_raw(leader.cast()))
        }
        .is_some()
    }

    /// The first process with PID `from` or above in the PID namespace of `viewer`, and its PID there.
    /// Kernel threads are skipped.
    pub(crate) fn next_process(from: i32, viewer: &Pid) -> Option<(i32, Self)> {
        let mut nr = from;
        // SAFETY: The shim takes RCU itself and returns a new reference or NULL; `nr` may be
        // written. The reference of `viewer` keeps its namespace.
        // INVARIANT: The value takes over that reference.
        let pid = NonNull::new(unsafe { shim::rmm_shim_next_process(viewer.as_ptr(), &mut nr) })
            .map(Self)?;
        Some((nr, pid))
    }

    /// The caller's process.
    pub(crate) fn of_caller() -> Option<Self> {
        // SAFETY: The current task is valid. `get_task_pid` takes RCU itself and returns a new
        // reference or NULL.
        // INVARIANT: The value takes over that reference.
        NonNull::new(unsafe {
            bindings::get_task_pid(Task::current_raw(), bindings::pid_type_PIDTYPE_TGID)
        })
        .map(Self)
    }

    /// The process that a pidfd of the caller refers to; `None` for a thread and for a process that
    /// was reaped, `EBADF` for other descriptors.
    ///
    /// fs/pidfs.c does not export its file operations. Its superblock is recognised by a magic
    /// number that no other file system has, and the `i_private` of its regular inodes is their
    /// `struct pid` (`pidfd_pid()` there).
    pub(crate) fn from_pidfd(fd: i32) -> Result<Option<Self>> {
        let fd = u32::try_from(fd).map_err(|_| EBADF)?;
        let file = LocalFile::fget(fd).map_err(|BadFdError| EBADF)?;
        // SAFETY: The file is referenced, so its inode and superblock are valid. An inode of pidfs
        // holds a reference to the pid in `i_private` until it is evicted, which the open file
        // prevents. The value takes over the reference that is taken here.
        unsafe {
            let inode = (*file.as_ptr()).f_inode;
            if (*(*inode).i_sb).s_magic != shim::RMM_SHIM_PID_FS_MAGIC as kernel::ffi::c_ulong {
                return Err(EBADF);
            }
            let pid = NonNull::new((*inode).i_private.cast::<bindings::pid>()).ok_or(EBADF)?;
            shim::rmm_shim_get_pid(pid.as_ptr());
            let pid = Self(pid);
            Ok(pid.is_process().then_some(pid))
        }
    }

    /// The PID in the initial PID namespace.
    pub(crate) fn nr(&self) -> i32 {
        // SAFETY: Valid by the type's invariant. Every pid is a member of the initial namespace.
        unsafe { bindings::pid_nr_ns(self.0.as_ptr(), &raw mut bindings::init_pid_ns) }
    }

    /// The PID in the PID namespace of `viewer`; `None` if the process is not visible there.
    pub(crate) fn nr_seen_by(&self, viewer: &Pid) -> Option<i32> {
        // SAFETY: Both are valid by the type's invariant, and a pid keeps its namespaces.
        let nr = unsafe { shim::rmm_shim_pid_seen_by(self.0.as_ptr(), viewer.0.as_ptr()) };
        (nr != 0).then_some(nr)
    }

    /// The PID that the process `nr` of the initial PID namespace has in the one of `self`; 0 if it
    /// has none there.
    pub(crate) fn number_seen(&self, nr: i32) -> i32 {
        // SAFETY: Valid by the type's invariant, and a pid keeps its namespaces.
        unsafe { shim::rmm_shim_pid_number_seen_by(nr, self.as_ptr()) }
    }

    /// The task; `None` after it has been reaped.
    pub(in crate::sys) fn task(&self) -> Option<ARef<Task>> {
        // SAFETY: Valid by the type's invariant. `get_pid_task` takes RCU itself and returns a new
        // reference or NULL; `Task` is transparent over `task_struct`.
        unsafe {
            let task = bindings::get_pid_task(self.0.as_ptr(), bindings::pid_type_PIDTYPE_PID);
            NonNull::new(task).map(|task| ARef::from_raw(task.cast()))
        }
    }

    /// The process that the thread belongs to; `None` after it has been reaped.
    pub(crate) fn thread_group(&self) -> Option<Self> {
        let task = self.task()?;
        // SAFETY: The task is referenced. `get_task_pid` takes RCU itself and returns a new
        // reference or NULL.
        // INVARIANT: The value takes over that reference.
        NonNull::new(unsafe {
            bindings::get_task_pid(task.as_ptr(), bindings::pid_type_PIDTYPE_TGID)
        })
        .map(Self)
    }

    /// The name of the thread (`comm`), zero-terminated; `None` after it has been reaped. The read
    /// is not atomic: the name may be changed meanwhile.
    pub(crate) fn comm(&self) -> Option<[u8; 16]> {
        let task = self.task()?;
        // SAFETY: The task is referenced, and `comm` is an array inside it. Every byte is a value.
        let mut comm = unsafe {
            (&raw const (*task.as_ptr()).comm)
                .cast::<[u8; 16]>()
                .read_volatile()
        };
        comm[15] = 0;
        Some(comm)
    }

    /// The effective and the real user id of the process in the caller's user namespace, each
    /// `u32::MAX` if it has no number there; `None` after it has been reaped.
    pub(crate) fn user_ids(&self) -> Option<(u32, u32)> {
        let task = self.task()?;
        let mut ids = shim::rmm_shim_user_ids {
            effective: u32::MAX,
            real: u32::MAX,
        };
        // SAFETY: The task is referenced; the shim takes RCU for its credentials.
        unsafe { shim::rmm_shim_read_user_ids(task.as_ptr(), &mut ids) };
        Some((ids.effective, ids.real))
    }

    /// The pointer, which is valid during the life of `self`.
    pub(in crate::sys) fn as_ptr(&self) -> *mut bindings::pid {
        self.0.as_ptr()
    }

    /// The whole process has exited. It may still be a zombie.
    pub(crate) fn is_gone(&self) -> bool {
        // SAFETY: Valid by the type's invariant; the shim takes RCU itself.
        unsafe { shim::rmm_shim_process_gone(self.0.as_ptr()) }
    }
}

impl Clone for Pid {
    fn clone(&self) -> Self {
        // SAFETY: Valid by the type's invariant.
        unsafe { shim::rmm_shim_get_pid(self.0.as_ptr()) };
        // INVARIANT: The value takes over the reference that was just taken.
        Self(self.0)
    }
}

impl PartialEq for Pid {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Drop for Pid {
    fn drop(&mut self) {
        // SAFETY: The value owns this reference, which ends here.
        unsafe { bindings::put_pid(self.0.as_ptr()) };
    }
}
