// SPDX-License-Identifier: GPL-2.0

//! Tallies of an address space: histograms that one walk fills.

use super::walk_cost::WalkCost;

declare! {
    /// Least room for records that a tally can work with.
    constant MIN_HISTOGRAM_CAPACITY: u32 = "RMM_TALLY_LEAST" { 64 }

    /// Argument of the histograms: `RMM_FOLIOS` with `struct rmm_folios`, `RMM_SHARING` with
    /// `struct rmm_sharing`, `RMM_AGE` with `struct rmm_age`, `RMM_NUMA` with `struct rmm_numa`,
    /// `RMM_RUNS` with `struct rmm_runs`. A call ends for the same reasons as `RMM_WALK`;
    /// resume at `next`. Records of one call differ in their keys; add up the records of the calls
    /// of a walk. A folio or run that is cut by the end of a call counts as two parts.
    ///
    /// Errors: as `RMM_VMAS`; `ENOSPC` for a `capacity` below `RMM_TALLY_LEAST`.
    record HistogramArgs = "rmm_tally" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// `RMM_TALLY_*`.
        flags: u32,
        /// First address, page-aligned.
        start: u64,
        /// End of the range, page-aligned; `RMM_ABSENT` stands for the end of the user half.
        end: u64,
        /// User address of an array of the call's records.
        buf: u64,
        /// Room in `buf`, in records.
        capacity: u32,
        /// Size of the call's record as the caller knows it.
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
    }

    /// `rmm_tally.flags`.
    bits HistogramFlag: u32 = "RMM_TALLY_" {
        /// `RMM_NUMA` alone: rows for each VMA instead of the whole range.
        VMAS = 0, "VMAS", "vmas";
    }

    /// Folios that are mapped, by kind, node and order. Pages under migration, failed, swapped out
    /// or without a folio are not here.
    record FoliosRecord = "rmm_folios" {
        /// `RMM_PAGE_*`: anon, file, shmem, ksm, hugetlb, or a device's.
        kind: u32,
        /// Node.
        node: i32,
        /// A folio has 2^`order` base pages.
        order: u32,
        /// Zero.
        reserved: u32,
        /// Base pages of them that are mapped here.
        pages: u64,
        /// Of these, mapped by a leaf above the last level.
        huge_pages: u64,
        /// Folios that are mapped whole and one page after the other, from an address that their
        /// size divides.
        aligned: u64,
        /// The same from any other address.
        unaligned: u64,
        /// Stretches of pages in order that are not a whole folio.
        parts: u64,
        /// Base pages in `parts`.
        part_pages: u64,
    }

    /// Pages by how often they are mapped, and what of them the process is charged with. hugetlb
    /// has no share, and is in no total, as in smaps.
    record SharingRecord = "rmm_sharing" {
        /// `RMM_PAGE_*`; `RMM_PAGE_NONE` is the total of all kinds but hugetlb.
        kind: u32,
        /// 2^n for pages that are mapped 2^n to 2^(n+1)-1 times; 0 in the total, and where nobody
        /// knows: under migration, failed.
        mapcount: u32,
        /// Bytes, as Rss of smaps.
        bytes: u64,
        /// Of these, mapped once: what ends with the process (USS), Private_* of smaps.
        private_bytes: u64,
        /// Of these, in a folio that another address space may map (`folio_maybe_mapped_shared`).
        shared_bytes: u64,
        /// Each page divided by its mapcount (PSS), in 1/4096 bytes, as the kernel adds it up
        /// before it rounds. `RMM_ABSENT` for hugetlb.
        pss_fraction: u64,
        /// Bytes whose share is not exact: their mapcount is the average of a folio, or one page's
        /// stands for all of a huge page, because somebody waited for the VMA.
        inexact_bytes: u64,
    }

    /// Pages by kind and generation of MGLRU.
    record AgeRecord = "rmm_age" {
        /// `RMM_PAGE_*`.
        kind: u32,
        /// Generations that are younger: 0 is the youngest; `RMM_ABSENT_32` for pages that are in
        /// none.
        age: u32,
        /// Bytes.
        bytes: u64,
        /// Of these, with the accessed bit in their entry.
        young_bytes: u64,
        /// Of these, accessed by their entry or marked as referenced.
        referenced_bytes: u64,
        /// Of these, dirty by their entry or their folio.
        dirty_bytes: u64,
    }

    /// Pages by kind and node, as /proc/PID/numa_maps counts: reserved pages, memory of devices,
    /// and what is not present are left out.
    record NumaRecord = "rmm_numa" {
        /// First address of the VMA with `RMM_TALLY_VMAS`, else `RMM_ABSENT`.
        vma: u64,
        /// `RMM_PAGE_*`.
        kind: u32,
        /// Node.
        node: i32,
        /// Pages of the VMA's own page size: a hugetlb page is one.
        pages: u64,
        /// Of these, dirty by their entry or their folio.
        dirty_pages: u64,
        /// Bytes of `pages`.
        bytes: u64,
    }

    /// Physically contiguous runs: pages whose frames follow each other as their addresses do, in
    /// one VMA, folios no matter. For who may see page frames, otherwise `EPERM`.
    record RunsRecord = "rmm_runs" {
        /// `RMM_VMA_*`.
        vma_kind: u32,
        /// Runs of 2^`order` to 2^(`order`+1)-1 base pages.
        order: u32,
        /// Runs.
        runs: u64,
        /// Base pages in them.
        pages: u64,
    }
}
