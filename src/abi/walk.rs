// SPDX-License-Identifier: GPL-2.0

//! Walks over page tables.

use super::walk_cost::WalkCost;

declare! {
    /// Argument of `RMM_WALK`. Give exactly one product among the flags. A call ends at the end of
    /// the range, when the buffer is full, when the budget is used up, or when a signal is
    /// pending. Resume at `next`, which is `end` when the range is done.
    ///
    /// Errors: as `RMM_VMAS`; `EPERM` for attributes of extents that need a right.
    record WalkArgs = "rmm_walk" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// `RMM_WALK_*`.
        flags: u32,
        /// First address, page-aligned.
        start: u64,
        /// End of the range, page-aligned; `RMM_ABSENT` stands for the end of the user half.
        end: u64,
        /// User address of an array of the product's records.
        buf: u64,
        /// Room in `buf`, in records.
        capacity: u32,
        /// Size of the product's record as the caller knows it.
        record_size: u32,
        /// Longest time the call may take in µs; 0 sets no limit. It is looked at between tables,
        /// and one table is always walked.
        budget_us: u64,
        /// Out: records written.
        count: u32,
        /// Must be zero.
        reserved: u32,
        /// Out: where to resume.
        next: u64,
        /// Out: the cost of the call.
        cost: WalkCost,
        /// With `RMM_WALK_PAGES`: `RMM_PAGE_A_*`, or 0 for `RMM_PAGE_A_DEFAULT`; with
        /// `RMM_WALK_EXTENTS`: `RMM_EXTENT_A_*`, or 0 for `RMM_EXTENT_A_DEFAULT`; else zero.
        attributes: u64,
        /// Filter by kind: bit n selects entries of the kind `RMM_PAGE_*` n, 0 selects all. An entry
        /// is reported if it passes this and all the following filters.
        kinds: u64,
        /// `RMM_CAT_*` that all have to be there, after `inverted`.
        required: u64,
        /// `RMM_CAT_*` that count as there where they are not, and the other way round.
        inverted: u64,
        /// `RMM_CAT_*` of which one has to be there, after `inverted`; 0 for none.
        any_of: u64,
        /// With `RMM_WALK_EXTENTS`: `RMM_CAT_*` that are returned, without regard to `inverted`, and
        /// in which the entries of an extent agree; else zero.
        returned: u64,
        /// Bit n asks for pages on node n, bit 63 for those on all from 63 on; 0 for all.
        nodes: u64,
        /// Bit n asks for entries at `RMM_LEVEL_*` n; 0 for all.
        levels: u32,
        /// Bit n asks for pages in folios of order n; 0 for all.
        orders: u32,
        /// Bit n asks for pages in folios with n younger generations of MGLRU; 0 for all.
        ages: u32,
        /// Must be zero.
        reserved_2: u32,
    }

    /// `rmm_walk.flags`.
    bits WalkFlag: u32 = "RMM_WALK_" {
        /// Product: counts, `struct rmm_summary`.
        SUMMARY = 0, "SUMMARY", "summary";
        /// Product: one record an entry, `struct rmm_page`.
        PAGES = 1, "PAGES", "pages";
        /// Product: runs of addresses whose entries agree, `struct rmm_extent`.
        EXTENTS = 2, "EXTENTS", "extents";
    }

    /// Counts of all entries that agree in VMA kind, page kind, level and node. Records of one
    /// call differ in at least one of these; add up the records of the calls that make a walk.
    record SummaryRecord = "rmm_summary" {
        /// `RMM_VMA_*`.
        vma_kind: u32,
        /// `RMM_PAGE_*`.
        page_kind: u32,
        /// `RMM_LEVEL_*`: where the entry stands. hugetlb shows its own page size so.
        level: u32,
        /// Node of the page; -1 where there is no page.
        node: i32,
        /// Entries that begin in the walked range.
        entries: u64,
        /// Bytes of the walked range that they map.
        bytes: u64,
        /// Bytes whose entry has the accessed bit.
        young_bytes: u64,
        /// Bytes whose entry has the dirty bit.
        dirty_bytes: u64,
        /// Bytes that are mapped writable.
        writable_bytes: u64,
        /// Bytes whose folio may be mapped by another address space too
        /// (`folio_maybe_mapped_shared`).
        shared_bytes: u64,
    }
}
