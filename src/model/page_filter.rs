// SPDX-License-Identifier: GPL-2.0

//! The filter of `RMM_WALK`: categories as of PAGEMAP_SCAN, and masks of kind, node, level, order
//! and age.

use crate::abi::{
    extent::PageCategory,
    names::{
        PageKind,
        TableLevel, //
    },
    page::PageFlag,
    walk::{
        WalkArgs,
        WalkFlag, //
    },
};

/// Properties of an entry that the filter uses.
#[derive(Clone, Copy, Debug)]
pub struct PageTraits {
    /// Kind of page that the entry stands for.
    pub kind: PageKind,
    /// `PageFlag` bits.
    pub flags: u32,
    /// The folio is anonymous.
    pub anon: bool,
    /// Level of the entry.
    pub level: TableLevel,
    /// Node of the page; -1 without a page.
    pub node: i32,
    /// Order of the folio.
    pub order: Option<u8>,
    /// Number of younger MGLRU generations.
    pub age: Option<u8>,
}

impl PageTraits {
    /// `PageCategory` bits of the entry.
    pub fn categories(&self) -> u64 {
        use PageKind as K;
        let has = |bit| self.flags & bit != 0;
        let set = [
            (PageCategory::PRESENT, has(PageFlag::PRESENT)),
            (PageCategory::FILE, has(PageFlag::FOLIO) && !self.anon),
            (PageCategory::ANON, has(PageFlag::FOLIO) && self.anon),
            (PageCategory::SHMEM, self.kind == K::Shmem),
            (PageCategory::KSM, self.kind == K::Ksm),
            (PageCategory::HUGETLB, self.kind == K::Hugetlb),
            (
                PageCategory::ZERO,
                matches!(self.kind, K::Zero | K::HugeZero),
            ),
            (PageCategory::SWAPPED, self.kind == K::Swap),
            (PageCategory::MIGRATION, self.kind == K::Migration),
            (
                PageCategory::DEVICE,
                matches!(self.kind, K::DevicePrivate | K::DeviceExclusive),
            ),
            (PageCategory::HWPOISON, self.kind == K::Hwpoison),
            (PageCategory::GUARD, self.kind == K::MarkerGuard),
            (PageCategory::SPECIAL, self.kind == K::Pfn),
            (PageCategory::HUGE, self.level != TableLevel::Pte),
            (PageCategory::YOUNG, has(PageFlag::YOUNG)),
            (PageCategory::DIRTY, has(PageFlag::DIRTY)),
            (PageCategory::WRITE, has(PageFlag::WRITE)),
            (PageCategory::SHARED, has(PageFlag::MAYBE_SHARED)),
            (PageCategory::SOFT_DIRTY, has(PageFlag::SOFT_DIRTY)),
            (PageCategory::WRITTEN, has(PageFlag::WRITTEN)),
            (PageCategory::UFFD, has(PageFlag::UFFD)),
            (PageCategory::PROTNONE, has(PageFlag::PROTNONE)),
            (PageCategory::NUMA_HINT, has(PageFlag::NUMA_HINT)),
        ];
        set.iter()
            .filter(|(_, set)| *set)
            .fold(0, |bits, (bit, _)| bits | bit)
    }
}

/// Conditions on an entry. A mask of 0 sets no condition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageFilter {
    kinds: u64,
    required: u64,
    inverted: u64,
    any_of: u64,
    nodes: u64,
    levels: u32,
    orders: u32,
    ages: u32,
}

/// This bit of a node mask stands for its node and all higher ones.
const LAST_NODE: u32 = 63;
/// Orders up to 18 (1 GiB), the largest folio.
const ORDERS: u32 = (1 << 19) - 1;
/// Bit of a mask of kinds that selects empty entries.
const EMPTY: u64 = 1 << PageKind::None as u32;
/// Ages below MAX_NR_GENS.
const AGES: u32 = (1 << 4) - 1;

impl PageFilter {
    /// The filter that a caller requests; `None` if it has an unknown bit.
    pub fn new(walk: &WalkArgs) -> Option<Self> {
        const KINDS: u64 = (1 << PageKind::ALL.len()) - 1;
        const LEVELS: u32 = (1 << TableLevel::ALL.len()) - 1;
        let categories = walk.required | walk.inverted | walk.any_of;
        // Only extents can show ranges without entries.
        let kinds = match walk.flags {
            WalkFlag::EXTENTS => KINDS,
            _ => KINDS & !EMPTY,
        };
        let known = walk.kinds & !kinds == 0
            && categories & !PageCategory::ALL == 0
            && walk.levels & !LEVELS == 0
            && walk.orders & !ORDERS == 0
            && walk.ages & !AGES == 0;
        known.then_some(Self {
            kinds: walk.kinds,
            required: walk.required,
            inverted: walk.inverted,
            any_of: walk.any_of,
            nodes: walk.nodes,
            levels: walk.levels,
            orders: walk.orders,
            ages: walk.ages,
        })
    }

    /// Categories that the filter depends on.
    pub const fn categories(&self) -> u64 {
        self.required | self.any_of
    }

    /// Whether the filter depends on the kind.
    pub const fn by_kind(&self) -> bool {
        self.kinds != 0
    }

    /// Whether the filter depends on the node.
    pub const fn by_node(&self) -> bool {
        self.nodes != 0
    }

    /// Whether the filter depends on the order.
    pub const fn by_order(&self) -> bool {
        self.orders != 0
    }

    /// Whether the filter depends on the age.
    pub const fn by_age(&self) -> bool {
        self.ages != 0
    }

    /// Whether the entry passes. An empty one needs its bit in the mask of kinds.
    pub fn passes(&self, traits: &PageTraits) -> bool {
        let chosen = |mask: u64, bit: u32| mask == 0 || (mask >> bit) & 1 != 0;
        let number = |mask: u32, number: Option<u8>| {
            mask == 0 || number.is_some_and(|number| (u64::from(mask) >> number) & 1 != 0)
        };
        if (traits.kind == PageKind::None && self.kinds & EMPTY == 0)
            || !chosen(self.kinds, traits.kind as u32)
            || !chosen(self.levels.into(), traits.level as u32)
            || !number(self.orders, traits.order)
            || !number(self.ages, traits.age)
        {
            return false;
        }
        let node = u32::try_from(traits.node).ok();
        if self.nodes != 0 && !node.is_some_and(|node| chosen(self.nodes, node.min(LAST_NODE))) {
            return false;
        }
        if self.categories() == 0 {
            return true;
        }
        let categories = traits.categories() ^ self.inverted;
        categories & self.required == self.required
            && (self.any_of == 0 || categories & self.any_of != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::abi::AbiRecord;

    const ANON: PageTraits = PageTraits {
        kind: PageKind::Anon,
        flags: PageFlag::PRESENT | PageFlag::FOLIO | PageFlag::YOUNG | PageFlag::WRITTEN,
        anon: true,
        level: TableLevel::Pte,
        node: 2,
        order: Some(0),
        age: None,
    };

    fn filter(change: impl FnOnce(&mut WalkArgs)) -> PageFilter {
        let mut walk = WalkArgs::ZERO;
        change(&mut walk);
        PageFilter::new(&walk).expect("known bits")
    }

    #[test]
    fn unknown_bits_are_refused() {
        let bad: [fn(&mut WalkArgs); 9] = [
            |w| w.kinds = 1,
            |w| w.kinds = 1 << PageKind::ALL.len(),
            |w| w.required = 1 << 23,
            |w| w.inverted = 1 << 63,
            |w| w.any_of = u64::MAX,
            |w| w.levels = 1 << 5,
            |w| w.orders = 1 << 19,
            |w| w.ages = 1 << 4,
            |w| w.ages = 1 << 31,
        ];
        for change in bad {
            let mut walk = WalkArgs::ZERO;
            change(&mut walk);
            assert_eq!(PageFilter::new(&walk), None);
        }
    }

    #[test]
    fn empty_filter_passes_all_but_empty_entries() {
        let all = filter(|_| ());
        assert!(all.passes(&ANON));
        assert!(!all.passes(&PageTraits {
            kind: PageKind::None,
            ..ANON
        }));
    }

    #[test]
    fn empty_entries_pass_in_extents_only_if_selected() {
        const NONE: PageTraits = PageTraits {
            kind: PageKind::None,
            flags: PageFlag::WRITTEN,
            anon: false,
            level: TableLevel::Pte,
            node: -1,
            order: None,
            age: None,
        };
        let extents = |w: &mut WalkArgs| (w.flags, w.kinds) = (WalkFlag::EXTENTS, EMPTY | 2);
        assert!(filter(extents).passes(&NONE));
        assert!(filter(extents).passes(&ANON));
        let written = |w: &mut WalkArgs| {
            extents(w);
            w.required = PageCategory::WRITTEN;
        };
        assert!(filter(written).passes(&NONE));
        assert!(!filter(written).passes(&PageTraits { flags: 0, ..NONE }));
        for flags in [WalkFlag::SUMMARY, WalkFlag::PAGES] {
            let walk = WalkArgs {
                flags,
                kinds: EMPTY,
                ..WalkArgs::ZERO
            };
            assert_eq!(PageFilter::new(&walk), None);
        }
    }

    #[test]
    fn categories_match_as_in_pagemap_scan() {
        let yes: [fn(&mut WalkArgs); 5] = [
            |w| w.required = PageCategory::ANON | PageCategory::YOUNG,
            |w| (w.required, w.inverted) = (PageCategory::DIRTY, PageCategory::DIRTY),
            |w| w.any_of = PageCategory::FILE | PageCategory::ANON,
            // Inverting categories that no condition uses changes nothing.
            |w| w.inverted = PageCategory::ALL,
            |w| w.required = PageCategory::WRITTEN,
        ];
        let no: [fn(&mut WalkArgs); 5] = [
            |w| w.required = PageCategory::ANON | PageCategory::DIRTY,
            |w| (w.required, w.inverted) = (PageCategory::YOUNG, PageCategory::YOUNG),
            |w| w.any_of = PageCategory::FILE | PageCategory::HUGE,
            |w| (w.any_of, w.inverted) = (PageCategory::ANON, PageCategory::ANON),
            |w| (w.required, w.any_of) = (PageCategory::ANON, PageCategory::SWAPPED),
        ];
        assert!(yes.iter().all(|change| filter(change).passes(&ANON)));
        assert!(!no.iter().any(|change| filter(change).passes(&ANON)));
    }

    #[test]
    fn masks_select_by_kind_node_level_order_and_age() {
        assert!(filter(|w| w.nodes = 1 << 2).passes(&ANON));
        assert!(!filter(|w| w.nodes = 1 << 1).passes(&ANON));
        let far = PageTraits { node: 700, ..ANON };
        assert!(filter(|w| w.nodes = 1 << 63).passes(&far));
        let nowhere = PageTraits { node: -1, ..ANON };
        assert!(!filter(|w| w.nodes = u64::MAX).passes(&nowhere));
        assert!(filter(|w| w.levels = 1 << TableLevel::Pte as u32).passes(&ANON));
        assert!(!filter(|w| w.levels = 1 << TableLevel::Pmd as u32).passes(&ANON));
        assert!(filter(|w| w.orders = 1).passes(&ANON));
        assert!(!filter(|w| w.orders = 2).passes(&ANON));
        // A page in no generation passes no mask of ages.
        assert!(!filter(|w| w.ages = 15).passes(&ANON));
        let young = PageTraits {
            age: Some(0),
            ..ANON
        };
        assert!(filter(|w| w.ages = 1).passes(&young));
    }
}
