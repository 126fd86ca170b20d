// SPDX-License-Identifier: GPL-2.0

//! Processes: `struct pid` and what leads from it to a task and an mm.

use crate::sys::shim;
use core::ptr::NonNull;
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

/// A reference to a `struct pid`. It names one process for ever: when the number is used again,
/// another `struct pid` stands for it.
///
/// # Invariants
///
/// The pointer is valid, and this value owns one reference to it.
pub(crate) struct Pid(NonNull<bindings::pid>);

// SAFETY: A reference to a `struct pid` may be dropped on any thread.
unsafe impl Send for Pid {}
// SAFETY: Everything that the methods read is atomic, constant, or under RCU.
unsafe impl Sync for Pid {}

impl Pid {
    /// The process or thread with this number in the caller's pid namespace.
    pub(crate) fn find(nr: i32) -> Option<Self> {
        // SAFETY: `find_get_pid` takes RCU itself and returns a new reference or NULL.
        // INVARIANT: That reference becomes the value's.
        NonNull::new(unsafe { bindings::find_get_pid(nr) }).map(Self)
    }

    /// The process with this number in the initial pid namespace; nothing for a thread's.
    pub(crate) fn find_process(nr: i32) -> Option<Self> {
        // SAFETY: The shim takes RCU itself and returns a new reference or NULL.
        // INVARIANT: That reference becomes the value's.
        let pid = NonNull::new(unsafe { shim::rmm_shim_find_pid(nr) }).map(Self)?;
        // SAFETY: Valid by the type's invariant; RCU is taken inside, and the task's reference is
        // handed to `ARef`, which gives it back.
        let leader = NonNull::new(unsafe {
            bindings::get_pid_task(pid.0.as_ptr(), bindings::pid_type_PIDTYPE_TGID)
        })?;
        // SAFETY: As above; `Task` is transparent over `task_struct`.
        drop(unsafe { ARef::<Task>::from_raw(leader.cast()) });
        Some(pid)
    }

    /// The first process in the initial pid namespace whose number is `from` or above, and its
    /// number. Kernel threads are skipped.
    pub(crate) fn next_process(from: i32) -> Option<(i32, Self)> {
        let mut nr = from;
        // SAFETY: The shim takes RCU itself and returns a new reference or NULL; `nr` may be
        // written.
        // INVARIANT: That reference becomes the value's.
        let pid = NonNull::new(unsafe { shim::rmm_shim_next_process(&mut nr) }).map(Self)?;
        Some((nr, pid))
    }

    /// The caller's process.
    pub(crate) fn of_caller() -> Option<Self> {
        // SAFETY: The current task is valid and alive; `get_task_pid` takes RCU itself and returns
        // a new reference or NULL.
        // INVARIANT: That reference becomes the value's.
        NonNull::new(unsafe {
            bindings::get_task_pid(Task::current_raw(), bindings::pid_type_PIDTYPE_TGID)
        })
        .map(Self)
    }

    /// The process that a pidfd of the caller stands for; `EBADF` if it is none.
    ///
    /// fs/pidfs.c keeps its operations to itself. Its superblock is known by its magic number,
    /// which no other file system has, and each of its regular inodes carries its `struct pid` in
    /// `i_private` (`pidfd_pid()` there).
    pub(crate) fn from_pidfd(fd: i32) -> Result<Self> {
        let fd = u32::try_from(fd).map_err(|_| EBADF)?;
        let file = LocalFile::fget(fd).map_err(|BadFdError| EBADF)?;
        // SAFETY: The file is referenced, so its inode and superblock are valid; an inode of pidfs
        // holds a reference to the pid in `i_private` until it is evicted, which the open file
        // prevents. The reference taken here becomes the value's.
        unsafe {
            let inode = (*file.as_ptr()).f_inode;
            if (*(*inode).i_sb).s_magic != shim::RMM_SHIM_PID_FS_MAGIC as kernel::ffi::c_ulong {
                return Err(EBADF);
            }
            let pid = NonNull::new((*inode).i_private.cast::<bindings::pid>()).ok_or(EBADF)?;
            shim::rmm_shim_get_pid(pid.as_ptr());
            Ok(Self(pid))
        }
    }

    /// The number in the initial pid namespace.
    pub(crate) fn nr(&self) -> i32 {
        // SAFETY: Valid by the type's invariant; a pid is a member of the initial namespace first.
        unsafe { bindings::pid_nr_ns(self.0.as_ptr(), &raw mut bindings::init_pid_ns) }
    }

    /// The task, unless it has been reaped.
    pub(in crate::sys) fn task(&self) -> Option<ARef<Task>> {
        // SAFETY: Valid by the type's invariant. `get_pid_task` takes RCU itself and returns a new
        // reference or NULL; `Task` is transparent over `task_struct`.
        unsafe {
            let task = bindings::get_pid_task(self.0.as_ptr(), bindings::pid_type_PIDTYPE_PID);
            NonNull::new(task).map(|task| ARef::from_raw(task.cast()))
        }
    }

    /// The process that it is a thread of, or it itself; nothing once it has been reaped.
    pub(crate) fn group(&self) -> Option<Self> {
        let task = self.task()?;
        // SAFETY: The task is referenced; `get_task_pid` takes RCU itself and returns a new
        // reference or NULL.
        // INVARIANT: That reference becomes the value's.
        NonNull::new(unsafe {
            bindings::get_task_pid(task.as_ptr(), bindings::pid_type_PIDTYPE_TGID)
        })
        .map(Self)
    }

    /// The name of the thread (`comm`), zero-terminated; `None` once it has been reaped. A writer
    /// may change it byte by byte meanwhile.
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

    /// The pointer, valid for as long as `self`.
    pub(in crate::sys) fn as_ptr(&self) -> *mut bindings::pid {
        self.0.as_ptr()
    }

    /// The whole process has exited, though perhaps nobody has waited for it.
    pub(crate) fn is_gone(&self) -> bool {
        // SAFETY: Valid by the type's invariant; the shim takes RCU itself.
        unsafe { shim::rmm_shim_process_gone(self.0.as_ptr()) }
    }
}

impl Clone for Pid {
    fn clone(&self) -> Self {
        // SAFETY: Valid by the type's invariant.
        unsafe { shim::rmm_shim_get_pid(self.0.as_ptr()) };
        // INVARIANT: The reference that was just taken becomes the value's.
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
        // SAFETY: The value owns this reference and is gone after it.
        unsafe { bindings::put_pid(self.0.as_ptr()) };
    }
}
