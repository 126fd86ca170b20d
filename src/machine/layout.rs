// SPDX-License-Identifier: GPL-2.0

//! The regions of the kernel's address space, from top to bottom.
//!
//! Bases come from variables that the kernel exports, the rest from its headers. The mapped part of
//! the image is found by lookup_address(); the page tables of the image are never freed. Without
//! the right to see addresses, holes show no size, because a hole next to a randomised region would
//! reveal its base.

use crate::{
    abi::{
        kernel_layout::{
            RegionKind,
            RegionRecord, //
        },
        AbiRecord, //
    },
    model::kernel_layout::{
        KernelLayout,
        MAX_REGIONS, //
    },
    sys::{
        memory::kernel_layout,
        system, //
    },
};
use kernel::prelude::*;

/// The regions of this kernel.
pub(crate) type RegionLayout = KernelLayout<KVec<RegionRecord>>;

/// All regions. `addresses` says whether the caller may see addresses.
pub(crate) fn regions(addresses: bool) -> Result<RegionLayout> {
    let levels = if system::five_levels() { 5 } else { 4 };
    let storage = KVec::from_elem(RegionRecord::ZERO, MAX_REGIONS, GFP_KERNEL_ACCOUNT)?;
    let mut found = KernelLayout::new(storage, levels);
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
    if !addresses {
        found.hide_addresses();
        if cut {
            found.hide_size(RegionKind::DirectMap);
        }
    }
    Ok(found)
}
