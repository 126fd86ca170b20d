// SPDX-License-Identifier: GPL-2.0

//! `RMM_PFNS`: what page frames are used for.

use super::walk_cost::WalkCost;

declare! {
    /// Use of a page frame. The first that applies is chosen, in this order.
    names FrameKind = "RMM_FRAME_" {
        /// Outside online memory.
        Hole = 0, "HOLE", "hole";
        /// Device memory (ZONE_DEVICE); no other field is filled.
        Device = 1, "DEVICE", "device";
        /// In a free block of the buddy allocator (PageBuddy).
        Free = 2, "FREE", "free";
        /// Logically offline, for a balloon driver or hypervisor (PageOffline).
        Offline = 3, "OFFLINE", "offline";
        /// Slab (PageSlab).
        Slab = 4, "SLAB", "slab";
        /// Page table (PageTable).
        PageTable = 5, "PAGE_TABLE", "page-table";
        /// hugetlb page, in use or in the pool.
        Hugetlb = 6, "HUGETLB", "hugetlb";
        /// The huge zero page.
        HugeZero = 7, "HUGE_ZERO", "huge-zero";
        /// The zero page.
        Zero = 8, "ZERO", "zero";
        /// PG_reserved: kernel image, struct page array, firmware.
        Reserved = 9, "RESERVED", "reserved";
        /// Another page type of the kernel (`enum pagetype`): zsmalloc, large kmalloc, guard,
        /// unaccepted.
        Typed = 10, "TYPED", "typed";
        /// The reference count is zero: in a per-CPU page list, or in transition.
        Unreferenced = 11, "UNREFERENCED", "unreferenced";
        /// Page merged by KSM.
        Ksm = 12, "KSM", "ksm";
        /// Anonymous page.
        Anon = 13, "ANON", "anon";
        /// In use outside the page cache: stacks, vmalloc, drivers.
        Kernel = 14, "KERNEL", "kernel";
        /// In the page cache of shmem.
        Shmem = 15, "SHMEM", "shmem";
        /// In the page cache of a file.
        File = 16, "FILE", "file";
    }

    /// `rmm_pfns.attributes`: what is read in addition to kind, node, zone, folio and flags. Other
    /// fields are absent and cost nothing.
    bits FrameAttribute: u64 = "RMM_FRAME_A_" {
        /// Mapcounts of page and folio.
        MAPCOUNT = 0, "MAPCOUNT", "mapcount";
        /// The reference count and the expected reference count.
        REFERENCES = 1, "REFERENCES", "references";
        /// The MGLRU generation.
        AGE = 2, "AGE", "age";
        /// The memory cgroup.
        CGROUP = 3, "CGROUP", "cgroup";
        /// The state of the folio: flags, pins, entire mapcount, last NUMA hinting fault.
        STATE = 4, "STATE", "state";
    }

    /// `rmm_frame.bits`.
    bits FrameFlag: u32 = "RMM_FRAME_F_" {
        /// Torn: the folio or free block changed during the reading, so the fields may be
        /// inconsistent.
        TORN = 0, "TORN", "torn";
        /// `mapcount` is that of this page. Otherwise it is the average over the pages of the
        /// folio.
        MAPCOUNT_EXACT = 1, "MAPCOUNT_EXACT", "mapcount-exact";
        /// The page is hardware-poisoned (PG_hwpoison).
        HWPOISON = 2, "HWPOISON", "hwpoison";
        /// In a free block that free page reporting has reported to the hypervisor, which may have
        /// taken the memory back (PG_reported of the block's first page).
        REPORTED = 3, "REPORTED", "reported";
        /// The memory was there at boot. Memory that was hotplugged later is without it, and so are
        /// device pages (SECTION_IS_EARLY of `struct mem_section`).
        EARLY = 4, "EARLY", "early";
    }

    /// One page frame (`struct page`, `struct folio`). It is read without a lock or reference, so a
    /// page in use may change between two fields.
    record FrameRecord = "rmm_frame" {
        /// Page frame number.
        pfn: u64,
        /// First page frame of its folio or free block; `RMM_ABSENT` without a struct page, or if
        /// the block was not found.
        folio_pfn: u64,
        /// `KPF_*` of linux/kernel-page-flags.h, as in /proc/kpageflags; `RMM_ABSENT` without a
        /// struct page.
        kpageflags: u64,
        /// Inode of the memory cgroup that the page is charged to, or of its nearest online
        /// ancestor, as in /proc/kpagecgroup; 0 if uncharged; or `RMM_ABSENT`.
        cgroup: u64,
        /// `RMM_FRAME_F_*`.
        bits: u32,
        /// Node; -1 if there is none.
        node: i32,
        /// `RMM_FRAME_*`.
        kind: u8,
        /// `RMM_ZONE_*`; `RMM_ABSENT_8` for none.
        zone: u8,
        /// Order of the folio or free block; `RMM_ABSENT_8` where `folio_pfn` is absent.
        order: u8,
        /// Number of MGLRU generations younger than the folio's, or `RMM_ABSENT_8` if it is in
        /// none.
        age: u8,
        /// Mapcount of the page, as in /proc/kpagecount, or `RMM_ABSENT_32`.
        mapcount: u32,
        /// Number of entries that map any part of the folio, or `RMM_ABSENT_32`.
        folio_mapcount: u32,
        /// Reference count of the folio, or `RMM_ABSENT_32`.
        references: u32,
        /// References that mappings, page cache, swap cache and private data account for
        /// (`folio_expected_ref_count()`), or `RMM_ABSENT_32`.
        expected_references: u32,
        /// Always zero.
        reserved: u32,
    }

    /// A page frame as `RMM_PFNS` returns it, with the state of its folio. The fields are absent
    /// without `RMM_FRAME_A_STATE`, and for frames that are free or of a page type other than hugetlb.
    record FrameStateRecord = "rmm_frame_state" {
        /// The page frame.
        frame: FrameRecord,
        /// `RMM_FOLIO_F_*`, or `RMM_ABSENT_32`.
        folio_bits: u32,
        /// Pins of the folio, as in `rmm_page`.
        pins: u32,
        /// Number of entries that map the whole folio, as in `rmm_page`.
        entire_mapcount: u32,
        /// CPU of the last NUMA hinting fault, as in `rmm_page`.
        last_cpu: u32,
        /// Low eight bits of the thread's pid in that fault, as in `rmm_page`.
        last_pid: u32,
        /// Always zero.
        reserved: u32,
    }

    /// Argument of `RMM_PFNS`: the page frames of `start..end` in ascending order, without holes. A
    /// call ends at the end of the range, when the buffer is full, when the budget is used up, or
    /// when a signal is pending. `next` is the frame at which to resume. A frame is returned if it
    /// passes every filter; a filter of 0 passes all frames.
    ///
    /// Errors: `EPERM` unless the opener of /dev/rmm and the caller have CAP_SYS_ADMIN in the
    /// initial user namespace; `EINVAL` for a range that is empty or ends beyond 2^52, for an
    /// unknown bit, and for a `capacity` of 0; `EBUSY` during memory hotplug; `EFAULT` if a buffer
    /// cannot be written.
    record PfnsArgs = "rmm_pfns" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// Must be zero.
        flags: u32,
        /// First page frame.
        start: u64,
        /// End page frame, exclusive, at most 2^52; `RMM_ABSENT` stands for 2^52.
        end: u64,
        /// User address of an array of `struct rmm_frame_state`, which begins with `struct
        /// rmm_frame`.
        buf: u64,
        /// Size of `buf` in records.
        capacity: u32,
        /// `sizeof(struct rmm_frame_state)` as the caller knows it, or `sizeof(struct rmm_frame)`.
        record_size: u32,
        /// Time limit of the call in µs; 0 sets no limit. It is checked between chunks of 256
        /// frames, so that each call reads one chunk at least.
        budget_us: u64,
        /// `RMM_FRAME_A_*`.
        attributes: u64,
        /// Filter: bit n passes frames of `RMM_FRAME_*` n.
        kinds: u64,
        /// Filter: all of these `KPF_*` are set.
        kpf_required: u64,
        /// Filter: none of these `KPF_*` is set.
        kpf_excluded: u64,
        /// Filter: at least one of these `KPF_*` is set.
        kpf_any: u64,
        /// Filter: bit n passes frames of order n.
        orders: u64,
        /// Filter: node number plus one.
        node_plus_1: u32,
        /// Out: number of records written.
        count: u32,
        /// Out: page frame at which to resume; `end` when the range is done.
        next: u64,
        /// Out: number of frames that were read.
        frames: u64,
        /// Out: number of frames in holes that were skipped.
        holes: u64,
        /// Out: cost of the call; `tables` counts chunks, `entries` frames.
        cost: WalkCost,
    }
}
