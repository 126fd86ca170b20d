// SPDX-License-Identifier: GPL-2.0

//! The regions of the kernel's address space. They are constant after boot.

use crate::{
    abi::kernel_layout::RegionKind,
    sys::shim::{
        self,
        rmm_shim_address_range, //
    },
};
use core::mem::MaybeUninit;
use kernel::bindings::lockdown_reason_LOCKDOWN_KCORE;

/// Regions of the kernel half: start and size in bytes. Size 0 if this kernel does not have the
/// region.
pub(crate) fn kernel_regions() -> [(RegionKind, u64, u64); 14] {
    let mut found = MaybeUninit::<shim::rmm_shim_kernel_layout>::zeroed();
    // SAFETY: Fills a structure of integers from variables that are constant after boot, and from
    // page tables of the kernel image, which are never freed.
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

/// Whether lockdown or kptr_restrict forbids showing kernel addresses to the caller.
pub(crate) fn addresses_hidden() -> bool {
    // SAFETY: Queries the security modules with a valid reason; allowed in any context that may
    // sleep. The shim reads a setting and the caller's credentials.
    unsafe {
        kernel::bindings::security_locked_down(lockdown_reason_LOCKDOWN_KCORE) != 0
            || shim::rmm_shim_kptr_restricted()
    }
}
