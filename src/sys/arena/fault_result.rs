// SPDX-License-Identifier: GPL-2.0

//! The result of a page fault.

use kernel::{
    bindings::vm_fault_t,
    prelude::*, //
};

/// The result of a fault (`VM_FAULT_*`).
#[derive(Clone, Copy)]
pub(crate) struct FaultResult(vm_fault_t);

impl FaultResult {
    /// The kernel does the rest, with the page that was returned.
    pub(super) const DONE: Self = Self(0);

    /// As above; the page is locked.
    pub(super) const LOCKED: Self = Self(kernel::bindings::vm_fault_reason_VM_FAULT_LOCKED);

    /// The process gets SIGBUS.
    pub(crate) const SIGBUS: Self = Self(kernel::bindings::vm_fault_reason_VM_FAULT_SIGBUS);

    /// There was no memory.
    pub(super) const OOM: Self = Self(kernel::bindings::vm_fault_reason_VM_FAULT_OOM);

    /// No page was returned, and the access is repeated.
    pub(super) const NOPAGE: Self = Self(kernel::bindings::vm_fault_reason_VM_FAULT_NOPAGE);

    /// For a fault that shmem has not served: `ENOMEM`, or the task is dying. In the latter case a
    /// repeated fault from a copy inside the kernel would loop forever while another task holds the
    /// lock of the page.
    pub(crate) fn from_error(error: Error) -> Self {
        if error == ENOMEM {
            Self::OOM
        } else {
            Self::SIGBUS
        }
    }

    /// From the value of the kernel.
    pub(super) fn from_raw(value: vm_fault_t) -> Self {
        Self(value)
    }

    /// The value for the kernel.
    pub(super) fn raw(self) -> vm_fault_t {
        self.0
    }

    /// No page was returned: it is mapped already, or the access is repeated.
    pub(super) fn is_no_page(self) -> bool {
        self.0 & Self::NOPAGE.0 != 0
    }

    /// There was no memory for the page, or the file does not extend that far.
    pub(crate) fn failed(self) -> bool {
        self.0 & (Self::OOM.0 | Self::SIGBUS.0) != 0
    }
}
