// SPDX-License-Identifier: GPL-2.0

//! Page frames by their number.

use super::walk_cost::WalkCost;

declare! {
    /// What a page frame is used for; the first that fits in this order.
    names FrameKind = "RMM_FRAME_" {
        /// No page of online memory.
        Hole = 0, "HOLE", "hole";
        /// Memory of a device (ZONE_DEVICE), of which no other property is read.
        Device = 1, "DEVICE", "device";
        /// In a free block of the buddy allocator.
        Free = 2, "FREE", "free";
        /// Logically offline: a balloon driver's, a hypervisor's.
        Offline = 3, "OFFLINE", "offline";
        /// Slab.
        Slab = 4, "SLAB", "slab";
        /// Page table.
        PageTable = 5, "PAGE_TABLE", "page-table";
        /// hugetlb, in use or in the pool.
        Hugetlb = 6, "HUGETLB", "hugetlb";
        /// The huge zero page.
        HugeZero = 7, "HUGE_ZERO", "huge-zero";
        /// The zero page.
        Zero = 8, "ZERO", "zero";
        /// PG_reserved: kernel image, page structures, firmware.
        Reserved = 9, "RESERVED", "reserved";
        /// Has another type of the kernel's: zsmalloc, large kmalloc, guard, unaccepted.
        Typed = 10, "TYPED", "typed";
        /// Nobody holds a reference: in a CPU's list of free pages, or on its way.
        Unreferenced = 11, "UNREFERENCED", "unreferenced";
        /// Merged by KSM.
        Ksm = 12, "KSM", "ksm";
        /// Anonymous.
        Anon = 13, "ANON", "anon";
        /// In use without a page cache: stacks, vmalloc, drivers.
        Kernel = 14, "KERNEL", "kernel";
        /// In the page cache of shmem.
        Shmem = 15, "SHMEM", "shmem";
        /// In the page cache of a file.
        File = 16, "FILE", "file";
    }

    /// `rmm_pfns.attributes`: what is read beyond kind, node, zone, folio and flags. Properties
    /// that are not requested cost nothing and are absent.
    bits FrameAttribute: u64 = "RMM_FRAME_A_" {
        /// Mapcounts of page and folio.
        MAPCOUNT = 0, "MAPCOUNT", "mapcount";
        /// References and how many are expected.
        REFERENCES = 1, "REFERENCES", "references";
        /// Age by MGLRU.
        AGE = 2, "AGE", "age";
        /// Memory cgroup.
        CGROUP = 3, "CGROUP", "cgroup";
    }

    /// `rmm_frame.bits`.
    bits FrameFlag: u32 = "RMM_FRAME_F_" {
        /// The folio or free block changed while it was read: the fields may not fit together.
        TORN = 0, "TORN", "torn";
        /// `mapcount` is of this page; otherwise it is the average of the folio's pages.
        MAPCOUNT_EXACT = 1, "MAPCOUNT_EXACT", "mapcount-exact";
        /// The memory has failed.
        HWPOISON = 2, "HWPOISON", "hwpoison";
    }

    /// One page frame. Read without lock or reference: one that is in use may change between two
    /// fields.
    record FrameRecord = "rmm_frame" {
        /// Its number.
        pfn: u64,
        /// First frame of its folio or free block; `RMM_ABSENT` without a page structure, or if
        /// the block was not found.
        folio_pfn: u64,
        /// `KPF_*` of linux/kernel-page-flags.h, as /proc/kpageflags; `RMM_ABSENT` without a page
        /// structure.
        kpageflags: u64,
        /// Inode of the memory cgroup that the page is charged to, or of its nearest ancestor that
        /// is online, as /proc/kpagecgroup: 0 for none; or `RMM_ABSENT`.
        cgroup: u64,
        /// `RMM_FRAME_F_*`.
        bits: u32,
        /// Its node; -1 for none.
        node: i32,
        /// `RMM_FRAME_*`.
        kind: u8,
        /// `RMM_ZONE_*`; `RMM_ABSENT_8` for none.
        zone: u8,
        /// The folio or free block has 2^`order` pages; `RMM_ABSENT_8` as `folio_pfn`.
        order: u8,
        /// Generations of MGLRU that are younger than the folio's, or `RMM_ABSENT_8` if it is in
        /// none.
        age: u8,
        /// How often the page is mapped, as /proc/kpagecount, or `RMM_ABSENT_32`.
        mapcount: u32,
        /// Entries that map anything of the folio, or `RMM_ABSENT_32`.
        folio_mapcount: u32,
        /// References to the folio, or `RMM_ABSENT_32`.
        references: u32,
        /// References that mappings, page cache, swap cache and buffers explain, or
        /// `RMM_ABSENT_32`.
        expected_references: u32,
        /// Zero.
        reserved: u32,
    }

    /// Argument of `RMM_PFNS`: the page frames of `start..end` in ascending order, holes left out.
    /// A call ends at the end of the range, when the buffer is full, when the budget is used up, or
    /// when a signal is pending; resume at `next`. Needs CAP_SYS_ADMIN in the
    /// initial user namespace, of the opener of /dev/rmm and the caller.
    ///
    /// A frame is reported if it passes every filter; a filter of 0 passes all frames.
    ///
    /// Errors: `EPERM` without the right; `EINVAL` for a range that is empty or ends beyond 2^52,
    /// an unknown bit, a `capacity` of 0; `EBUSY` during memory hotplug; `EFAULT` for a buffer that
    /// cannot be written.
    record PfnsArgs = "rmm_pfns" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// Must be zero.
        flags: u32,
        /// First frame.
        start: u64,
        /// End of the range, at most 2^52, for which `RMM_ABSENT` stands.
        end: u64,
        /// User address of an array of `struct rmm_frame`.
        buf: u64,
        /// Room in `buf`, in records.
        capacity: u32,
        /// `sizeof(struct rmm_frame)` as the caller knows it.
        record_size: u32,
        /// Longest time the call may take in us; 0 sets no limit. It is looked at between chunks of
        /// 256 frames, and one is always read.
        budget_us: u64,
        /// `RMM_FRAME_A_*`.
        attributes: u64,
        /// Filter: bit n lets frames of `RMM_FRAME_*` n pass.
        kinds: u64,
        /// Filter: every one of these `KPF_*` is set.
        kpf_required: u64,
        /// Filter: none of these is set.
        kpf_excluded: u64,
        /// Filter: at least one of these is set.
        kpf_any: u64,
        /// Filter: bit n lets frames of order n pass.
        orders: u64,
        /// Filter: only of this node, plus one.
        node_plus_1: u32,
        /// Out: records written.
        count: u32,
        /// Out: where to resume; `end` when the range is done.
        next: u64,
        /// Out: frames that were read.
        frames: u64,
        /// Out: frames of holes that were skipped.
        holes: u64,
        /// Out: the cost of the call. `tables` are chunks, `entries` frames.
        cost: WalkCost,
    }
}
