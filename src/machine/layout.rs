// SPDX-License-Identifier: GPL-2.0

//! The kernel's address space: regions from top to bottom.

use crate::{
    abi::kernel_layout::RegionKind,
    model::kernel_layout::KernelLayout,
    sys::{
        memory::kernel_layout,
        system, //
    },
};

/// Where everything lies; `addresses` says that the asker may know.
pub(crate) fn regions(addresses: bool) -> KernelLayout {
    let levels = if system::five_levels() { 5 } else { 4 };
    let mut found = KernelLayout::new(levels);
    let mut vmalloc = u64::MAX;
    for (kind, start, bytes) in kernel_layout::kernel_regions() {
        found.add_region(kind, start, bytes);
        if kind == RegionKind::Vmalloc {
            vmalloc = start;
        }
    }
    // KASLR may leave the direct map less room than the CPU could address: up to vmalloc.
    let cut = found.truncate_region(RegionKind::DirectMap, vmalloc);
    found.add_holes();
    if !addresses || kernel_layout::locked_down() {
        found.hide_addresses();
        if cut {
            found.hide_size(RegionKind::DirectMap);
        }
    }
    found
}
