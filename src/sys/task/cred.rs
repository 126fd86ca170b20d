// SPDX-License-Identifier: GPL-2.0

//! Rights, as the opener of a file and the caller have them.

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
    /// To look into another's address space.
    SysPtrace = bindings::CAP_SYS_PTRACE as i32,
    /// To see page frame numbers, as for pagemap.
    SysAdmin = bindings::CAP_SYS_ADMIN as i32,
    /// To see addresses of the kernel, as in /proc/kallsyms.
    Syslog = bindings::CAP_SYSLOG as i32,
}

/// The caller has the capability.
pub(crate) fn caller_capable(capability: Capability) -> bool {
    // SAFETY: About the current task.
    unsafe { bindings::capable(capability as i32) }
}

/// `EPERM` unless the caller has CAP_SYS_ADMIN. A file that asks so when it is opened and when it
/// is read is for those who share the right.
pub(crate) fn require_admin() -> Result {
    if caller_capable(Capability::SysAdmin) {
        Ok(())
    } else {
        Err(EPERM)
    }
}

/// Both the opener of `file` and the caller have the capability.
///
/// Asking for both keeps a descriptor that was opened with rights from lending them, and a
/// privileged program from being lured into using a descriptor that it was handed.
pub(crate) fn both_capable(file: &LocalFile, capability: Capability) -> bool {
    // SAFETY: The file is open for as long as the reference lives, so its credentials are valid;
    // `init_user_ns` is static.
    unsafe {
        bindings::file_ns_capable(
            file.as_ptr(),
            &raw mut bindings::init_user_ns,
            capability as i32,
        ) && bindings::capable(capability as i32)
    }
}

/// The caller's user id, in the initial user namespace.
pub(crate) fn caller_uid() -> u32 {
    // SAFETY: About the current task.
    unsafe { shim::rmm_shim_current_uid() }
}
