// SPDX-License-Identifier: GPL-2.0

//! `RMM_WALK_EXTENTS`: ranges whose entries agree, and the categories by which `RMM_WALK` filters.

declare! {
    /// Categories of an entry, as of PAGEMAP_SCAN (fs/proc/task_mmu.c): `rmm_walk.required`,
    /// `inverted`, `any_of`, `returned`, and `rmm_extent.categories`. Empty entries are returned only
    /// as extents, and only if bit 0 of `rmm_walk.kinds` selects them.
    bits PageCategory: u64 = "RMM_CAT_" {
        /// The entry is present, or would be if it were not PROT_NONE.
        PRESENT = 0, "PRESENT", "present";
        /// A page that is not anonymous, hugetlb and shmem included.
        FILE = 1, "FILE", "file";
        /// An anonymous page, KSM included.
        ANON = 2, "ANON", "anon";
        /// A page of shmem.
        SHMEM = 3, "SHMEM", "shmem";
        /// Page merged by KSM.
        KSM = 4, "KSM", "ksm";
        /// A hugetlb page.
        HUGETLB = 5, "HUGETLB", "hugetlb";
        /// The zero page or the huge zero page.
        ZERO = 6, "ZERO", "zero";
        /// Swapped out.
        SWAPPED = 7, "SWAPPED", "swapped";
        /// Under migration.
        MIGRATION = 8, "MIGRATION", "migration";
        /// Device-private or device-exclusive memory.
        DEVICE = 9, "DEVICE", "device";
        /// Hardware-poisoned.
        HWPOISON = 10, "HWPOISON", "hwpoison";
        /// Marker of a guard region.
        GUARD = 11, "GUARD", "guard";
        /// A page frame without a usable struct page.
        SPECIAL = 12, "SPECIAL", "special";
        /// The entry is above the PTE level.
        HUGE = 13, "HUGE", "huge";
        /// The entry is accessed.
        YOUNG = 14, "YOUNG", "young";
        /// The entry is dirty.
        DIRTY = 15, "DIRTY", "dirty";
        /// The entry is writable.
        WRITE = 16, "WRITE", "write";
        /// Another address space may map the folio, as `RMM_PAGE_F_MAYBE_SHARED`.
        SHARED = 17, "SHARED", "shared";
        /// Soft-dirty, by the entry or by the VMA.
        SOFT_DIRTY = 18, "SOFT_DIRTY", "soft-dirty";
        /// Written since userfaultfd write-protected it, as PAGE_IS_WRITTEN: an entry of a VMA with
        /// VM_UFFD_WP that neither has the userfaultfd bit nor is its marker. An empty entry is
        /// written, except in hugetlb: registration with UFFD_FEATURE_WP_UNPOPULATED leaves none,
        /// so it has been zapped since.
        WRITTEN = 19, "WRITTEN", "written";
        /// The entry has the userfaultfd bit or is its marker.
        UFFD = 20, "UFFD", "uffd";
        /// The entry is PROT_NONE.
        PROTNONE = 21, "PROTNONE", "protnone";
        /// The next access is a NUMA hinting fault.
        NUMA_HINT = 22, "NUMA_HINT", "numa-hint";
    }

    /// `rmm_walk.attributes` for extents: properties in which the entries of an extent agree, in
    /// addition to the categories of `rmm_walk.returned`. Other fields are absent.
    bits ExtentAttribute: u64 = "RMM_EXTENT_A_" {
        /// Kind of the VMA.
        VMA_KIND = 0, "VMA_KIND", "vma-kind";
        /// Kind of the page.
        KIND = 1, "KIND", "kind";
        /// Level of the entry.
        LEVEL = 2, "LEVEL", "level";
        /// Node of the page.
        NODE = 3, "NODE", "node";
        /// Order of the folio.
        ORDER = 4, "ORDER", "order";
        /// Zone of the page. `EPERM` if page frame numbers are hidden from the caller.
        ZONE = 5, "ZONE", "zone";
        /// The MGLRU generation.
        AGE = 6, "AGE", "age";
        /// Mapcount of the page.
        MAPCOUNT = 7, "MAPCOUNT", "mapcount";
        /// Memory cgroup. `EPERM` if page frame numbers are hidden from the caller.
        CGROUP = 8, "CGROUP", "cgroup";
        /// The page frames are consecutive, or the entries are nonpresent. `EPERM` if page frame
        /// numbers are hidden from the caller.
        CONTIGUOUS = 9, "CONTIGUOUS", "contiguous";
    }

    /// Attributes that are read if `rmm_walk.attributes` is 0.
    constant DEFAULT_EXTENT_ATTRIBUTES: u64 = "RMM_EXTENT_A_DEFAULT" {
        ExtentAttribute::VMA_KIND
            | ExtentAttribute::KIND
            | ExtentAttribute::LEVEL
            | ExtentAttribute::NODE
    }

    /// A range of addresses whose entries agree in the requested properties. Ranges of empty entries
    /// are extents of the kind `RMM_PAGE_NONE` if bit 0 of `rmm_walk.kinds` is set, otherwise
    /// omitted. Extents are in ascending order. Adjacent extents differ in a property unless a call ended
    /// between them. Each page table is read at one moment; an extent across several tables joins
    /// several moments.
    record ExtentRecord = "rmm_extent" {
        /// First address.
        addr: u64,
        /// Length in bytes.
        bytes: u64,
        /// First page frame with `RMM_EXTENT_A_CONTIGUOUS`; `RMM_ABSENT` without one or if not
        /// requested.
        pfn: u64,
        /// Number of entries that begin in the extent; 0 if they are empty.
        entries: u64,
        /// `RMM_CAT_*`, masked by `rmm_walk.returned`.
        categories: u64,
        /// Inode of the memory cgroup, 0 if uncharged; or `RMM_ABSENT`.
        cgroup: u64,
        /// Mapcount of each page, or `RMM_ABSENT_32`.
        mapcount: u32,
        /// Node; -1 without a page or if not requested.
        node: i32,
        /// `RMM_PAGE_*`, or `RMM_ABSENT_8`.
        kind: u8,
        /// `RMM_LEVEL_*`, or `RMM_ABSENT_8`. Where a table is missing, the level of the empty entry.
        level: u8,
        /// `RMM_VMA_*`, or `RMM_ABSENT_8`.
        vma_kind: u8,
        /// Order of the folios; `RMM_ABSENT_8` without a folio.
        order: u8,
        /// `RMM_ZONE_*`, or `RMM_ABSENT_8`.
        zone: u8,
        /// Number of younger MGLRU generations, or `RMM_ABSENT_8`.
        age: u8,
        /// Always zero.
        reserved: [u8; 2],
    }
}
