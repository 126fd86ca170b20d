// SPDX-License-Identifier: GPL-2.0

//! `RMM_OPEN`: a descriptor for the address space of a process.

declare! {
    /// Argument of `RMM_OPEN`. The call returns a close-on-exec file descriptor for the current
    /// address space (`struct mm_struct`) of the process. The descriptor does not keep the memory
    /// alive: after the process exits or executes another program, every call on the descriptor is
    /// `ESRCH`.
    ///
    /// Errors: `ESRCH` if the process does not exist, or if the id or pidfd is that of a thread other
    /// than the first one of its process; `ENXIO` for a kernel thread; `EACCES` if the
    /// opener of /dev/rmm or the caller lacks CAP_SYS_PTRACE in the initial user namespace and the
    /// target is another process; `EBADF` if `target` is not a pidfd.
    record OpenArgs = "rmm_open" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// One of `RMM_OPEN_*`.
        flags: u32,
        /// Process id in the caller's pid namespace, or a pidfd. Zero with `RMM_OPEN_SELF`.
        target: i32,
        /// Must be zero.
        reserved: u32,
    }

    /// `rmm_open.flags`: what `target` is. Exactly one bit is set.
    bits OpenFlag: u32 = "RMM_OPEN_" {
        /// The caller.
        SELF = 0, "SELF", "self";
        /// A process id.
        PID = 1, "PID", "pid";
        /// A pidfd.
        PIDFD = 2, "PIDFD", "pidfd";
    }
}
