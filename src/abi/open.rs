// SPDX-License-Identifier: GPL-2.0

//! Opening the address space of a process.

declare! {
    /// Argument of `RMM_OPEN`. The call returns a file descriptor, close-on-exec, that stands for
    /// the address space which the process has now. It does not keep the memory alive: after exit
    /// or exec every call on it is `ESRCH`.
    ///
    /// Errors: `ESRCH` no such process; `ENXIO` a kernel thread; `EACCES` no right (another's
    /// address space needs CAP_SYS_PTRACE in the initial user namespace, of the opener of
    /// /dev/rmm and of the caller); `EBADF` not a pidfd.
    record OpenArgs = "rmm_open" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// One of `RMM_OPEN_*`.
        flags: u32,
        /// Process id in the caller's pid namespace, or a pidfd; zero with `RMM_OPEN_SELF`.
        target: i32,
        /// Must be zero.
        reserved: u32,
    }

    /// `rmm_open.flags`: what `target` is. Exactly one.
    bits OpenFlag: u32 = "RMM_OPEN_" {
        /// The caller.
        SELF = 0, "SELF", "self";
        /// A process id.
        PID = 1, "PID", "pid";
        /// A pidfd.
        PIDFD = 2, "PIDFD", "pidfd";
    }
}
