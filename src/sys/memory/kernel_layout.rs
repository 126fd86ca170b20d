// SPDX-License-Identifier: GPL-2.0

//! Where the regions of the kernel's address space lie. Boot has settled all of it.

use crate::{
    abi::kernel_layout::RegionKind,
    sys::shim::{
        self,
        rmm_shim_address_range, //
    },
};
use core::mem::MaybeUninit;
use kernel::bindings::lockdown_reason_LOCKDOWN_KCORE;

/// Regions of the kernel half: start and bytes. No bytes if this kernel has none such.
pub(crate) fn kernel_regions() -> [(RegionKind, u64, u64); 14] {
    let mut found = MaybeUninit::<shim::rmm_shim_kernel_layout>::zeroed();
    // SAFETY: It fills the structure, which is one of integers. It reads variables that boot has
    // settled, and entries of tables of the kernel's image that are never freed.
    let found = unsafe {
        shim::rmm_shim_read_kernel_layout(found.as_mut_ptr());
        found.assume_init()
    };
    let region = |kind, extent: rmm_shim_address_range| (kind, extent.start, extent.bytes);
    [
        region(RegionKind::Guard, found.guard),
        region(RegionKind::Ldt, found.ldt),
        region(RegionKind::DirectMap, found.direct_map),
        region(RegionKind::Vmalloc, found.vmalloc),
        region(RegionKind::Vmemmap, found.memmap),
        region(RegionKind::Kasan, found.kasan),
        region(RegionKind::CpuEntry, found.cpu_entry),
        region(RegionKind::Espfix, found.espfix),
        region(RegionKind::Efi, found.efi),
        region(RegionKind::KernelWindow, found.kernel_window),
        region(RegionKind::KernelImage, found.kernel_image),
        region(RegionKind::Modules, found.modules),
        region(RegionKind::Fixmap, found.fixmap),
        region(RegionKind::Vsyscall, found.vsyscall),
    ]
}

/// Whether the kernel is locked down so that nobody may learn its addresses.
pub(crate) fn locked_down() -> bool {
    // SAFETY: It asks the security modules about a reason that exists; may be called by anyone.
    unsafe { kernel::bindings::security_locked_down(lockdown_reason_LOCKDOWN_KCORE) != 0 }
}
