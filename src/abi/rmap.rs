// SPDX-License-Identifier: GPL-2.0

//! `RMM_RMAP`: the mappings of a page, by its reverse map.

use super::{
    frame::FrameRecord,
    walk_cost::WalkCost, //
};

declare! {
    /// State of an answer.
    names RmapState = "RMM_RMAP_" {
        /// Incomplete: call again with the argument unchanged.
        More = 0, "MORE", "more";
        /// Every mapping has been returned.
        Complete = 1, "COMPLETE", "complete";
        /// Every attempt to take a lock found it held. Call again with the argument unchanged.
        Contended = 2, "CONTENDED", "contended";
        /// No entry maps the page.
        Unmapped = 3, "UNMAPPED", "unmapped";
        /// The kernel keeps no reverse map for such a page and does not count its mappings;
        /// `frame.kind` shows why.
        Untracked = 4, "UNTRACKED", "untracked";
        /// Not a page of ordinary memory: a hole, or device memory.
        NoPage = 5, "NO_PAGE", "no-page";
        /// The address has no page: the entry is empty, swapped out, or a page frame without struct
        /// page.
        NoFrame = 6, "NO_FRAME", "no-frame";
        /// The page was freed, reused or migrated between two calls. The mappings returned before
        /// are outdated; start again.
        Stale = 7, "STALE", "stale";
    }

    /// `rmm_rmap.bits`.
    bits MappingFlag: u32 = "RMM_RMAP_F_" {
        /// The mappings were found by walking the page tables of every process, because the reverse
        /// map of KSM is not exported. A process that was created meanwhile may be missing.
        FORWARD = 0, "FORWARD", "forward";
        /// The address led to a different page at the end of this call than at its start.
        MOVED = 1, "MOVED", "moved";
    }

    /// One page-table entry that maps the page, in one process. Processes that share an address
    /// space have a record each; threads have none.
    record MappingRecord = "rmm_mapping" {
        /// Process id in the caller's pid namespace; 0 if it has none there, and if no process has
        /// the address space yet (fork) or any more (exit).
        pid: i32,
        /// `RMM_LEVEL_*`: level of the entry.
        level: u32,
        /// Address that maps the page.
        addr: u64,
        /// The raw entry.
        entry: u64,
        /// `RMM_ENTRY_F_*`.
        entry_bits: u64,
        /// First address of the VMA.
        vma_start: u64,
        /// End address of the VMA, exclusive.
        vma_end: u64,
        /// `RMM_VMA_F_*`.
        vma_flags: u64,
    }

    /// Argument of `RMM_RMAP`: every entry that maps one page, over all processes. The page is
    /// named by its frame on /dev/rmm and by an address on an address space.
    ///
    /// Start with a zero `cursor`. While `state` is `RMM_RMAP_MORE` or `RMM_RMAP_CONTENDED`, call
    /// again with the argument unchanged. A mapping may be returned twice, but none that stays is
    /// skipped.
    ///
    /// Errors: `EPERM` unless all openers and the caller have CAP_SYS_ADMIN in the initial user
    /// namespace; `EINVAL` for a flag, a page frame from 2^52 on, an address beyond the user half,
    /// an invalid cursor, or a `capacity` of 0; `EBUSY` during memory hotplug; `EFAULT` if a buffer
    /// cannot be written; `EINTR` for a signal; `ESRCH` after exit or exec.
    record RmapArgs = "rmm_rmap" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// Must be zero.
        flags: u32,
        /// The page frame. On an address space, out: page frame of the address, or `RMM_ABSENT`.
        pfn: u64,
        /// The address; zero on /dev/rmm.
        address: u64,
        /// User address of an array of `struct rmm_mapping`.
        buf: u64,
        /// Size of `buf` in records.
        capacity: u32,
        /// `sizeof(struct rmm_mapping)` as the caller knows it.
        record_size: u32,
        /// Time limit of the call in µs; 0 sets no limit. It is checked between batches of 256
        /// mappings.
        budget_us: u64,
        /// Cursor: zero at the start, then unchanged from the previous call.
        cursor: [u64; 8],
        /// Out: number of records written.
        count: u32,
        /// Out: `RMM_RMAP_*`.
        state: u32,
        /// Out: `RMM_RMAP_F_*`.
        bits: u32,
        /// Must be zero.
        reserved: u32,
        /// Out: the page.
        frame: FrameRecord,
        /// Out: cost of the call. `entries` counts entries that map the page, `tables` batches of
        /// the reverse map, `vmas` VMAs whose tables were read, `drops` attempts that found a lock
        /// held.
        cost: WalkCost,
    }
}
