// SPDX-License-Identifier: GPL-2.0

//! `RMM_RMAP`: who maps a page.

use super::{
    frame::FrameRecord,
    walk_cost::WalkCost, //
};

declare! {
    /// What an answer is worth.
    names RmapState = "RMM_RMAP_" {
        /// There is more: call again with the argument as it is.
        More = 0, "MORE", "more";
        /// Every mapping has been returned.
        Complete = 1, "COMPLETE", "complete";
        /// A lock was held by somebody else whenever it was tried. Call again with the argument as
        /// it is.
        Contended = 2, "CONTENDED", "contended";
        /// The page is mapped by nobody.
        Unmapped = 3, "UNMAPPED", "unmapped";
        /// The kernel keeps no reverse map of such a page, nor counts all that map it; its kind says
        /// why.
        Untracked = 4, "UNTRACKED", "untracked";
        /// No page of ordinary memory: a hole, or a device's.
        NoPage = 5, "NO_PAGE", "no-page";
        /// The address leads to no page: nothing there, swapped out, a frame without page structure.
        NoFrame = 6, "NO_FRAME", "no-frame";
        /// Between two calls the page was freed, reused or migrated: the earlier records are out of
        /// date, and there are no more. Start again.
        Stale = 7, "STALE", "stale";
    }

    /// `rmm_rmap.bits`.
    bits MappingFlag: u32 = "RMM_RMAP_F_" {
        /// Found by walking the page tables of every process, as KSM keeps its reverse map to
        /// itself: a process that began meanwhile may be left out.
        FORWARD = 0, "FORWARD", "forward";
        /// The address led to another page when this call ended than when it began.
        MOVED = 1, "MOVED", "moved";
    }

    /// One entry of a page table that maps the page, as one process sees it. Each process that shares
    /// the address space has a record; threads have none.
    record MappingRecord = "rmm_mapping" {
        /// Process id in the initial pid namespace; 0 if no process has the address space any more,
        /// or yet: it is exiting, or being forked.
        pid: i32,
        /// `RMM_LEVEL_*`: where the entry stands.
        level: u32,
        /// Address of the page.
        addr: u64,
        /// The entry as the hardware sees it.
        entry: u64,
        /// `RMM_ENTRY_F_*`.
        entry_bits: u64,
        /// First address of the VMA.
        vma_start: u64,
        /// Address behind its last.
        vma_end: u64,
        /// `RMM_VMA_F_*`.
        vma_flags: u64,
    }

    /// Argument of `RMM_RMAP`: every entry that maps one page, of all processes. On /dev/rmm by
    /// page frame, on an address space by address. Needs CAP_SYS_ADMIN in the initial user
    /// namespace, of all openers and the caller.
    ///
    /// Begin with `cursor` zero. While `state` is `RMM_RMAP_MORE` or `RMM_RMAP_CONTENDED`, call
    /// again with the argument as it is. A mapping may be returned twice; none that stayed in place
    /// is left out.
    ///
    /// Errors: `EPERM` without the right; `EINVAL` for a flag, a frame from 2^52 on, an address
    /// beyond the user half, an invalid cursor, a `capacity` of 0; `EBUSY` during memory hotplug;
    /// `EFAULT` for a buffer that cannot be written; `EINTR`; `ESRCH` after exit or exec.
    record RmapArgs = "rmm_rmap" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// Must be zero.
        flags: u32,
        /// The page frame; on an address space out: where the address leads, or `RMM_ABSENT`.
        pfn: u64,
        /// The address; must be zero on /dev/rmm.
        address: u64,
        /// User address of an array of `struct rmm_mapping`.
        buf: u64,
        /// Room in `buf`, in records.
        capacity: u32,
        /// `sizeof(struct rmm_mapping)` as the caller knows it.
        record_size: u32,
        /// Longest time the call may take in us; 0 sets no limit. It is looked at between portions
        /// of 256 places.
        budget_us: u64,
        /// Zero to begin; then as the call before left it.
        cursor: [u64; 8],
        /// Out: records written.
        count: u32,
        /// Out: `RMM_RMAP_*`.
        state: u32,
        /// Out: `RMM_RMAP_F_*`.
        bits: u32,
        /// Must be zero.
        reserved: u32,
        /// Out: the page.
        frame: FrameRecord,
        /// Out: the cost of the call. `entries` are entries that map the page, `tables` looks at the
        /// reverse map, `vmas` VMAs that were looked into, `drops` tries that met a lock.
        cost: WalkCost,
    }
}
