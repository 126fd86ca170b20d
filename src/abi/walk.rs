// SPDX-License-Identifier: GPL-2.0

//! `RMM_WALK`: a walk over the page tables of a range, with one of three products.

use super::walk_cost::WalkCost;

declare! {
    /// Argument of `RMM_WALK`. The flags select exactly one product. A call ends at the end of the
    /// range, when the buffer is full, when the budget is used up, or when a signal is pending.
    /// `next` is the address at which to resume; it equals `end` when the range is done.
    ///
    /// Errors: those of `RMM_VMAS`; `EPERM` for extent attributes that need CAP_SYS_ADMIN.
    record WalkArgs = "rmm_walk" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// `RMM_WALK_*`.
        flags: u32,
        /// First address, page-aligned.
        start: u64,
        /// End address, exclusive and page-aligned. `RMM_ABSENT` stands for the end of the user
        /// half.
        end: u64,
        /// User address of an array of the product's records.
        buf: u64,
        /// Size of `buf` in records.
        capacity: u32,
        /// Size of the product's record as the caller knows it.
        record_size: u32,
        /// Time limit of the call in µs; 0 sets no limit. It is checked between page tables, so
        /// that each call walks one table at least.
        budget_us: u64,
        /// Out: number of records written.
        count: u32,
        /// Must be zero.
        reserved: u32,
        /// Out: address at which to resume.
        next: u64,
        /// Out: cost of the call.
        cost: WalkCost,
        /// With `RMM_WALK_PAGES`: `RMM_PAGE_A_*`, or 0 for `RMM_PAGE_A_DEFAULT`. With
        /// `RMM_WALK_EXTENTS`: `RMM_EXTENT_A_*`, or 0 for `RMM_EXTENT_A_DEFAULT`. Otherwise zero.
        attributes: u64,
        /// Page kinds: bit n selects entries of the kind `RMM_PAGE_*` n; 0 selects all but empty
        /// ones, which bit 0 selects, with `RMM_WALK_EXTENTS` only. An entry is reported if it
        /// passes this mask and all of the following.
        kinds: u64,
        /// `RMM_CAT_*` that must all be set, after `inverted` is applied.
        required: u64,
        /// `RMM_CAT_*` whose value is inverted before the comparison with `required` and `any_of`.
        inverted: u64,
        /// `RMM_CAT_*` of which at least one must be set, after `inverted` is applied; 0 sets no
        /// condition.
        any_of: u64,
        /// With `RMM_WALK_EXTENTS`: `RMM_CAT_*` that are returned, without `inverted`. Entries of
        /// an extent agree in them. Otherwise zero.
        returned: u64,
        /// Bit n selects pages on node n, bit 63 those on all nodes from 63 on; 0 selects all.
        nodes: u64,
        /// Bit n selects entries at `RMM_LEVEL_*` n; 0 selects all.
        levels: u32,
        /// Bit n selects pages of folios of order n; 0 selects all.
        orders: u32,
        /// Bit n selects pages of folios with n younger MGLRU generations; 0 selects all.
        ages: u32,
        /// Must be zero.
        reserved_2: u32,
    }

    /// `rmm_walk.flags`: the product.
    bits WalkFlag: u32 = "RMM_WALK_" {
        /// Counts of entries, `struct rmm_summary`.
        SUMMARY = 0, "SUMMARY", "summary";
        /// One record for each entry, `struct rmm_page`.
        PAGES = 1, "PAGES", "pages";
        /// Ranges whose entries agree, `struct rmm_extent`.
        EXTENTS = 2, "EXTENTS", "extents";
    }

    /// Counts of the entries that agree in VMA kind, page kind, level and node. Records of one call
    /// differ in at least one of them. Add up the records of the calls that make a walk.
    record SummaryRecord = "rmm_summary" {
        /// `RMM_VMA_*`.
        vma_kind: u32,
        /// `RMM_PAGE_*`.
        page_kind: u32,
        /// `RMM_LEVEL_*`: level of the entry. It shows the page size of hugetlb.
        level: u32,
        /// Node of the page; -1 without a page.
        node: i32,
        /// Entries that begin in the walked range.
        entries: u64,
        /// Bytes of the walked range that the entries map.
        bytes: u64,
        /// Bytes whose entry is accessed.
        young_bytes: u64,
        /// Bytes whose entry is dirty.
        dirty_bytes: u64,
        /// Bytes that are mapped writable.
        writable_bytes: u64,
        /// Bytes whose folio may be mapped by another address space
        /// (`folio_maybe_mapped_shared()`, `hugetlb_pmd_shared()`).
        shared_bytes: u64,
    }
}
