// SPDX-License-Identifier: GPL-2.0

//! The regions of the kernel's address space, from top to bottom.
//!
//! Bases come from variables that the kernel exports, the rest from its headers. The mapped part of
//! the image is found by lookup_address(); the page tables of the image are never freed. Without
//! the right to see addresses, holes show no size, because a hole next to a randomised region would
//! reveal its base.

use crate::{
    abi::kernel_layout::RegionKind,
    model::kernel_layout::KernelLayout,
    sys::{
        memory::kernel_layout,
        system, //
    },
};

/// All regions. `addresses` says whether the caller may see addresses.
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
    // With KASLR, the direct map ends at the start of vmalloc at the latest.
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
