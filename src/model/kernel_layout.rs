// SPDX-License-Identifier: GPL-2.0

//! Regions of the virtual address space and the holes between them, from top to bottom.

use crate::abi::{
    kernel_layout::{
        RegionKind,
        RegionRecord, //
    },
    ABSENT, //
};
use core::ops::DerefMut;

/// Limit of regions in a layout, holes included.
pub const MAX_REGIONS: usize = 40;

/// End of the addresses that mmap(2) chooses from without a hint, its guard page included
/// (DEFAULT_MAP_WINDOW).
const WINDOW_END: u64 = 1 << 47;
const PAGE: u64 = 4096;

/// Regions in ascending order of address.
pub struct KernelLayout<S> {
    regions: S,
    count: usize,
    levels: u32,
}

/// Number of address bits below the sign bit, and of those that one top-level entry covers.
const fn address_bits(levels: u32) -> (u32, u32) {
    if levels == 5 {
        (56, 48)
    } else {
        (47, 39)
    }
}

impl<S: DerefMut<Target = [RegionRecord]>> KernelLayout<S> {
    /// The user half and the non-canonical hole for `levels` levels, 4 or 5. `storage` limits the
    /// number of regions; [`MAX_REGIONS`] are enough.
    pub fn new(storage: S, levels: u32) -> Self {
        let mut layout = Self {
            regions: storage,
            count: 0,
            levels,
        };
        let (sign, _) = address_bits(levels);
        let half = 1u64 << sign;
        if levels == 5 {
            layout.add_region(RegionKind::User, 0, WINDOW_END - PAGE);
            layout.add_region(RegionKind::UserHigh, WINDOW_END - PAGE, half - WINDOW_END);
        } else {
            layout.add_region(RegionKind::User, 0, half - PAGE);
        }
        layout.add_region(RegionKind::UserGuard, half - PAGE, PAGE);
        layout.add_region(RegionKind::NonCanonical, half, (!half + 1) - half);
        layout
    }

    /// Adds a region. A region without bytes is dropped, and so is one that does not fit.
    pub fn add_region(&mut self, kind: RegionKind, start: u64, bytes: u64) {
        if bytes == 0 || self.count == self.regions.len() {
            return;
        }
        let last = start.wrapping_add(bytes - 1);
        let shift = address_bits(self.levels).1;
        let mut at = self.count;
        // A nested region is sorted after the one that contains it, so it is listed below it from
        // the top down.
        while at > 0 && (self.regions[at - 1].start, !self.regions[at - 1].last) > (start, !last) {
            self.regions[at] = self.regions[at - 1];
            at -= 1;
        }
        self.regions[at] = RegionRecord {
            kind: kind as u32,
            levels: self.levels,
            start,
            last,
            bytes,
            top_entries: match kind {
                RegionKind::NonCanonical => ABSENT,
                _ => (last >> shift) - (start >> shift) + 1,
            },
        };
        self.count += 1;
    }

    /// Ends a region at `end`, where the region above it begins. Returns false if that does not
    /// shorten it or leaves nothing.
    pub fn truncate_region(&mut self, kind: RegionKind, end: u64) -> bool {
        let found = self.regions[..self.count].iter_mut();
        let Some(region) = found.into_iter().find(|region| region.kind == kind as u32) else {
            return false;
        };
        if region.last < end || end <= region.start {
            return false;
        }
        region.last = end - 1;
        region.bytes = end - region.start;
        region.top_entries = {
            let shift = address_bits(self.levels).1;
            (region.last >> shift) - (region.start >> shift) + 1
        };
        true
    }

    /// Adds the holes between the regions.
    pub fn add_holes(&mut self) {
        let mut end = 0u64;
        let mut holes = [(0u64, 0u64); MAX_REGIONS];
        let mut count = 0;
        for region in &self.regions[..self.count] {
            if region.start > end {
                holes[count] = (end, region.start - end);
                count += 1;
            }
            match region.last.checked_add(1) {
                Some(behind) => end = end.max(behind),
                None => end = u64::MAX,
            }
        }
        if end != u64::MAX && end != 0 {
            holes[count] = (end, (u64::MAX - end) + 1);
            count += 1;
        }
        for &(start, bytes) in &holes[..count] {
            self.add_region(RegionKind::Hole, start, bytes);
        }
    }

    /// Removes all addresses, and the sizes of holes, which would show addresses.
    pub fn hide_addresses(&mut self) {
        for region in &mut self.regions[..self.count] {
            region.start = ABSENT;
            region.last = ABSENT;
            region.top_entries = ABSENT;
            if region.kind == RegionKind::Hole as u32 {
                region.bytes = ABSENT;
            }
        }
    }

    /// Removes the size of the regions of one kind.
    pub fn hide_size(&mut self, kind: RegionKind) {
        for region in &mut self.regions[..self.count] {
            if region.kind == kind as u32 {
                region.bytes = ABSENT;
            }
        }
    }

    /// The region number `place`, counted from the top.
    pub fn region(&self, place: usize) -> Option<&RegionRecord> {
        self.regions[..self.count].iter().nth_back(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    const TB: u64 = 1 << 40;

    fn kernel(levels: u32) -> KernelLayout<Vec<RegionRecord>> {
        let storage = std::vec![<RegionRecord as crate::abi::AbiRecord>::ZERO; MAX_REGIONS];
        let mut layout = KernelLayout::new(storage, levels);
        // Without KASLR, as in Documentation/arch/x86/x86_64/mm.rst.
        let (guard, guard_bytes, direct, direct_bytes, vmalloc, vmalloc_bytes) = if levels == 5 {
            (
                0xff00 << 48,
                16 << 48,
                0xff11 << 48,
                4096 * TB,
                0xffa0 << 48,
                12800 * TB,
            )
        } else {
            let high = 0xffff << 48;
            (
                high | 0x8000_0000_0000,
                8 * TB,
                high | 0x8880_0000_0000,
                64 * TB,
                high | 0xc900_0000_0000,
                32 * TB,
            )
        };
        layout.add_region(RegionKind::Modules, 0xffff_ffff_a000_0000, 1520 << 20);
        layout.add_region(RegionKind::KernelImage, 0xffff_ffff_8100_0000, 32 << 20);
        layout.add_region(RegionKind::KernelWindow, 0xffff_ffff_8000_0000, 512 << 20);
        layout.add_region(RegionKind::Vmalloc, vmalloc, vmalloc_bytes);
        layout.add_region(RegionKind::Guard, guard, guard_bytes);
        layout.add_region(RegionKind::DirectMap, direct, direct_bytes);
        layout.add_holes();
        layout
    }

    fn all(layout: &KernelLayout<Vec<RegionRecord>>) -> Vec<RegionRecord> {
        (0..)
            .map_while(|place| layout.region(place).copied())
            .collect()
    }

    #[test]
    fn regions_and_holes_cover_the_address_space() {
        for levels in [4, 5] {
            let mut above = None;
            for region in all(&kernel(levels)) {
                assert_eq!(region.last - region.start + 1, region.bytes);
                if region.kind == RegionKind::KernelImage as u32 {
                    continue;
                }
                match above {
                    None => assert_eq!(region.last, u64::MAX),
                    Some(start) => assert_eq!(region.last + 1, start, "{levels} {region:x?}"),
                }
                above = Some(region.start);
            }
            assert_eq!(above, Some(0));
        }
    }

    #[test]
    fn halves_have_the_width_of_the_page_tables() {
        let size = |levels, kind: RegionKind| {
            let all = all(&kernel(levels));
            all.iter()
                .filter(|r| r.kind == kind as u32)
                .map(|r| r.bytes)
                .sum::<u64>()
        };
        assert_eq!(size(4, RegionKind::User), (1 << 47) - 4096);
        assert_eq!(
            size(5, RegionKind::User) + size(5, RegionKind::UserHigh),
            (1 << 56) - 4096
        );
        assert_eq!(size(4, RegionKind::NonCanonical), (!0 << 47) - (1 << 47));
        let direct = all(&kernel(4));
        let direct = direct
            .iter()
            .find(|r| r.kind == RegionKind::DirectMap as u32)
            .unwrap();
        assert_eq!(direct.top_entries, 128);
    }

    #[test]
    fn nested_region_is_listed_next_to_its_container() {
        let regions = all(&kernel(5));
        let at = |kind: RegionKind| regions.iter().position(|r| r.kind == kind as u32).unwrap();
        assert_eq!(
            at(RegionKind::KernelImage) + 1,
            at(RegionKind::KernelWindow)
        );
    }

    #[test]
    fn hidden_addresses_cannot_be_computed() {
        let mut layout = kernel(5);
        layout.hide_addresses();
        for region in all(&layout) {
            assert_eq!(
                (region.start, region.last, region.top_entries),
                (ABSENT, ABSENT, ABSENT)
            );
            assert_eq!(
                region.kind == RegionKind::Hole as u32,
                region.bytes == ABSENT
            );
        }
    }

    #[test]
    fn direct_map_is_truncated_at_the_next_region() {
        let mut layout = kernel(4);
        let end = ((0xffff << 48) | 0x8880_0000_0000) + TB;
        assert!(layout.truncate_region(RegionKind::DirectMap, end));
        assert!(!layout.truncate_region(RegionKind::DirectMap, end));
        let regions = all(&layout);
        let direct = regions
            .iter()
            .find(|r| r.kind == RegionKind::DirectMap as u32)
            .unwrap();
        assert_eq!(
            (direct.bytes, direct.last, direct.top_entries),
            (TB, end - 1, 2)
        );
    }
}
