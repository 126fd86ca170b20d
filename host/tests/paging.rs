// SPDX-License-Identifier: GPL-2.0

//! Properties of the page-table geometry that hold for every address.

use proptest::prelude::*;
use rmm_host::{
    abi::names::TableLevel,
    model::paging::{
        page_down,
        page_up,
        Paging,
        PAGE_SIZE, //
    },
};

fn paging() -> impl Strategy<Value = Paging> {
    prop_oneof![Just(4), Just(5)].prop_map(|levels| Paging::new(levels).unwrap())
}

proptest! {
    /// The indices of all levels and the page offset form the address.
    #[test]
    fn indices_form_the_address(paging in paging(), addr in any::<u64>()) {
        let addr = addr % paging.table_span(TableLevel::Pgd);
        let parts = TableLevel::ALL.iter().map(|&l| (paging.index(l, addr) as u64) << paging.shift(l));
        prop_assert_eq!(parts.sum::<u64>() + addr % PAGE_SIZE, addr);
    }

    #[test]
    fn accepted_range_is_walkable(
        paging in paging(), start in any::<u64>(), end in any::<u64>(),
    ) {
        for (start, end) in [(start, end), (page_down(start), page_down(end))] {
            if let Ok((start, end)) = paging.check_range(start, end) {
                prop_assert!(start < end && end <= paging.user_end());
                prop_assert_eq!((start % PAGE_SIZE, end % PAGE_SIZE), (0, 0));
            }
        }
    }

    #[test]
    fn nonempty_range_is_accepted(paging in paging(), start in any::<u64>(), end in any::<u64>()) {
        let inside = |addr| page_down(addr % paging.user_end());
        let (start, end) = (inside(start), inside(end) + PAGE_SIZE);
        prop_assert_eq!(paging.check_range(start, end).is_ok(), start < end);
    }

    #[test]
    fn rounding_stays_within_a_page(addr in any::<u64>()) {
        prop_assert!(page_down(addr) <= addr && addr - page_down(addr) < PAGE_SIZE);
        let up = page_up(addr);
        prop_assert_eq!(up % PAGE_SIZE, 0);
        prop_assert!(up < addr.saturating_add(PAGE_SIZE));
        prop_assert!(up >= addr || page_down(addr) == page_down(u64::MAX));
    }
}
