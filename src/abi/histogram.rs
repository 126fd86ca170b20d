// SPDX-License-Identifier: GPL-2.0

//! Histograms of an address space: counts keyed by attributes, which one walk fills.

use super::walk_cost::WalkCost;

declare! {
    /// Smallest `rmm_tally.capacity` in records.
    constant MIN_HISTOGRAM_CAPACITY: u32 = "RMM_TALLY_LEAST" { 64 }

    /// Argument of the calls that return a histogram: `RMM_FOLIOS` with `struct rmm_folios`,
    /// `RMM_SHARING` with `struct rmm_sharing`, `RMM_AGE` with `struct rmm_age`, `RMM_NUMA` with
    /// `struct rmm_numa`, `RMM_RUNS` with `struct rmm_runs`. A call can end early as `RMM_WALK`
    /// can. Records of one call have distinct keys. Add up the records of the calls that make a
    /// walk; a folio or run that the end of a call splits counts as two parts.
    ///
    /// Errors: those of `RMM_VMAS`; `ENOSPC` for a `capacity` below `RMM_TALLY_LEAST`; `EPERM` for
    /// `RMM_RUNS` if page frame numbers are hidden from the caller.
    record HistogramArgs = "rmm_tally" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// `RMM_TALLY_*`.
        flags: u32,
        /// First address, page-aligned.
        start: u64,
        /// End address, exclusive and page-aligned. `RMM_ABSENT` stands for the end of the user
        /// half.
        end: u64,
        /// User address of an array of the call's records.
        buf: u64,
        /// Size of `buf` in records.
        capacity: u32,
        /// Size of the call's record as the caller knows it.
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
    }

    /// `rmm_tally.flags`.
    bits HistogramFlag: u32 = "RMM_TALLY_" {
        /// `RMM_NUMA` only: separate records for each VMA.
        VMAS = 0, "VMAS", "vmas";
    }

    /// Mapped folios by kind, node and order. Pages without a folio, under migration, poisoned or
    /// swapped out are not counted.
    record FoliosRecord = "rmm_folios" {
        /// `RMM_PAGE_*`: anon, file, shmem, ksm, hugetlb, device-private or device-exclusive.
        kind: u32,
        /// Node.
        node: i32,
        /// Order of the folios: each has `1 << order` base pages.
        order: u32,
        /// Always zero.
        reserved: u32,
        /// Base pages of these folios that are mapped here.
        pages: u64,
        /// Base pages of these that a leaf above the PTE level maps.
        huge_pages: u64,
        /// Folios that are mapped completely and in order, from an address that is a multiple of
        /// their size.
        aligned: u64,
        /// Folios that are mapped completely and in order, from any other address.
        unaligned: u64,
        /// Contiguous mapped ranges that are not a complete folio.
        parts: u64,
        /// Base pages in `parts`.
        part_pages: u64,
    }

    /// Pages by mapcount, and the process's proportional share of them. As in smaps, hugetlb has no
    /// share and is in no total.
    record SharingRecord = "rmm_sharing" {
        /// `RMM_PAGE_*`. `RMM_PAGE_NONE` is the total of all kinds except hugetlb.
        kind: u32,
        /// 2^n for pages with a mapcount from 2^n to 2^(n+1)-1. 0 in the total, and where the
        /// mapcount is unknown: under migration, poisoned.
        mapcount: u32,
        /// Bytes of pages, as Rss in smaps; of hugetlb, Private_Hugetlb and Shared_Hugetlb, with
        /// the entries of pages that are poisoned or under migration.
        bytes: u64,
        /// Bytes with mapcount 1 (USS), which the exit of the process frees: Private_* in smaps. On a
        /// kernel without mapcounts of pages, bytes of folios that no other address space may map.
        private_bytes: u64,
        /// Bytes in folios that another address space may map (`folio_maybe_mapped_shared()`, or
        /// `hugetlb_pmd_shared()`): Shared_Hugetlb of hugetlb.
        shared_bytes: u64,
        /// Sum of the bytes of each page divided by its mapcount (PSS), in 1/4096 bytes: the
        /// kernel's sum before rounding. `RMM_ABSENT` for hugetlb.
        pss_fraction: u64,
        /// Bytes whose share is inexact: the mapcount is the average of a folio, or that of one
        /// page stands for a whole huge page because the VMA was contended.
        inexact_bytes: u64,
        /// Part of `pss_fraction` whose entry or folio is dirty: Pss_Dirty in smaps_rollup.
        /// `RMM_ABSENT` for hugetlb.
        pss_dirty_fraction: u64,
        /// Bytes of anonymous memory that reclaim frees without writing it to swap (MADV_FREE):
        /// LazyFree in smaps_rollup. `RMM_ABSENT` for hugetlb.
        lazyfree_bytes: u64,
    }

    /// Pages by kind and MGLRU generation.
    record AgeRecord = "rmm_age" {
        /// `RMM_PAGE_*`.
        kind: u32,
        /// Number of younger generations, 0 for the youngest; `RMM_ABSENT_32` for pages in no
        /// generation.
        age: u32,
        /// Size in bytes.
        bytes: u64,
        /// Bytes whose entry is accessed.
        young_bytes: u64,
        /// Bytes whose entry is accessed or whose folio is referenced.
        referenced_bytes: u64,
        /// Bytes whose entry or folio is dirty.
        dirty_bytes: u64,
    }

    /// Pages by kind and node, as /proc/PID/numa_maps counts them: reserved pages, device memory
    /// and nonpresent entries are excluded.
    record NumaRecord = "rmm_numa" {
        /// First address of the VMA with `RMM_TALLY_VMAS`, otherwise `RMM_ABSENT`.
        vma: u64,
        /// `RMM_PAGE_*`.
        kind: u32,
        /// Node.
        node: i32,
        /// Pages of the VMA's page size: a hugetlb page counts once.
        pages: u64,
        /// Bytes whose entry or folio is dirty.
        dirty_pages: u64,
        /// Size of `pages` in bytes.
        bytes: u64,
    }

    /// Physically contiguous runs: consecutive addresses of one VMA that map consecutive page
    /// frames, across folios. The call is `EPERM` if page frame numbers are hidden from the caller.
    record RunsRecord = "rmm_runs" {
        /// `RMM_VMA_*`.
        vma_kind: u32,
        /// Runs of 2^order to 2^(order+1)-1 base pages.
        order: u32,
        /// Number of runs.
        runs: u64,
        /// Base pages in these runs.
        pages: u64,
    }
}
