// SPDX-License-Identifier: GPL-2.0

//! Capabilities of the caller, and of the opener of a file.

use crate::sys::shim;
use kernel::{
    bindings,
    fs::LocalFile, //
};

/// A capability in the initial user namespace.
#[derive(Clone, Copy)]
#[repr(i32)]
pub(crate) enum Capability {
    /// Access to another process's address space.
    SysPtrace = bindings::CAP_SYS_PTRACE as i32,
    /// Access to page frame numbers, as for pagemap.
    SysAdmin = bindings::CAP_SYS_ADMIN as i32,
    /// Access to kernel addresses, as for /proc/kallsyms.
    Syslog = bindings::CAP_SYSLOG as i32,
}

/// The caller has the capability.
pub(super) fn caller_capable(capability: Capability) -> bool {
    // SAFETY: Concerns the current task.
    unsafe { bindings::capable(capability as i32) }
}

/// Whether both the opener of `file` and the caller have the capability.
pub(super) fn both_capable(file: &LocalFile, capability: Capability) -> bool {
    // SAFETY: The file is open during the borrow, so its credentials are valid; `init_user_ns` is
    // static.
    unsafe {
        bindings::file_ns_capable(
            file.as_ptr(),
            &raw mut bindings::init_user_ns,
            capability as i32,
        ) && bindings::capable(capability as i32)
    }
}

/// User id of the caller in the initial user namespace.
pub(crate) fn caller_uid() -> u32 {
    // SAFETY: Concerns the current task.
    unsafe { shim::rmm_shim_current_uid() }
}

/// User id, in the initial user namespace, of the user who owns the caller's user namespace; the
/// caller's own in the initial one.
pub(crate) fn caller_owner() -> u32 {
    // SAFETY: Concerns the current task.
    unsafe { shim::rmm_shim_current_owner() }
}
