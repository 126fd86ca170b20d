// SPDX-License-Identifier: GPL-2.0

//! Capabilities of the caller, and of the opener of a file.

use crate::sys::shim;
use kernel::{
    bindings,
    fs::LocalFile,
    prelude::*, //
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
pub(crate) fn caller_capable(capability: Capability) -> bool {
    // SAFETY: Concerns the current task.
    unsafe { bindings::capable(capability as i32) }
}

/// `EPERM` unless the caller has CAP_SYS_ADMIN. A file that checks this both at open and at read
/// can be passed on to callers with the capability only.
pub(crate) fn require_admin() -> Result {
    if caller_capable(Capability::SysAdmin) {
        Ok(())
    } else {
        Err(EPERM)
    }
}

/// Whether both the opener of `file` and the caller have the capability.
///
/// Requiring both keeps a descriptor that was opened with the capability from granting it to
/// others, and keeps a privileged program from using its capability through a descriptor that an
/// unprivileged one passed to it.
pub(crate) fn both_capable(file: &LocalFile, capability: Capability) -> bool {
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
