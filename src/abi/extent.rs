// SPDX-License-Identifier: GPL-2.0

//! Categories of entries, by which walks filter, and the `extents` product, which joins by them.

declare! {
    /// Categories of an entry, as in PAGEMAP_SCAN: `rmm_walk.required`, `inverted`, `any_of`,
    /// `returned`, and `rmm_extent.categories`. Empty entries are not reported.
    bits PageCategory: u64 = "RMM_CAT_" {
        /// The hardware can use the entry, or could if it were not PROT_NONE.
        PRESENT = 0, "PRESENT", "present";
        /// A page that is not anonymous, hugetlb's and shmem's included.
        FILE = 1, "FILE", "file";
        /// An anonymous page, merged ones included.
        ANON = 2, "ANON", "anon";
        /// A page of shmem.
        SHMEM = 3, "SHMEM", "shmem";
        /// Merged by KSM.
        KSM = 4, "KSM", "ksm";
        /// A page of hugetlb.
        HUGETLB = 5, "HUGETLB", "hugetlb";
        /// The zero page, or the huge one.
        ZERO = 6, "ZERO", "zero";
        /// Swapped out.
        SWAPPED = 7, "SWAPPED", "swapped";
        /// Under migration.
        MIGRATION = 8, "MIGRATION", "migration";
        /// In memory of a device, or lent to one.
        DEVICE = 9, "DEVICE", "device";
        /// Failed memory.
        HWPOISON = 10, "HWPOISON", "hwpoison";
        /// Marker: guard region.
        GUARD = 11, "GUARD", "guard";
        /// A page frame without a usable page structure.
        SPECIAL = 12, "SPECIAL", "special";
        /// The entry is above the last level.
        HUGE = 13, "HUGE", "huge";
        /// The entry has the accessed bit.
        YOUNG = 14, "YOUNG", "young";
        /// The entry has the dirty bit.
        DIRTY = 15, "DIRTY", "dirty";
        /// The entry allows writing.
        WRITE = 16, "WRITE", "write";
        /// The folio may be mapped by another address space too.
        SHARED = 17, "SHARED", "shared";
        /// Soft-dirty, by its entry or its whole VMA.
        SOFT_DIRTY = 18, "SOFT_DIRTY", "soft-dirty";
        /// In a VMA that userfaultfd watches for writes, a page without its bit: written to since it
        /// was protected.
        WRITTEN = 19, "WRITTEN", "written";
        /// The entry has userfaultfd's bit, or is its marker.
        UFFD = 20, "UFFD", "uffd";
        /// The entry is PROT_NONE.
        PROTNONE = 21, "PROTNONE", "protnone";
        /// A NUMA hinting fault is waited for.
        NUMA_HINT = 22, "NUMA_HINT", "numa-hint";
    }

    /// `rmm_walk.attributes` of the extents product: what the entries of an extent have in common,
    /// beside the categories of `rmm_walk.returned`. Properties that are not requested are absent.
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
        /// Zone of the page. For who may see page frames, otherwise `EPERM`.
        ZONE = 5, "ZONE", "zone";
        /// Age by MGLRU.
        AGE = 6, "AGE", "age";
        /// Mapcount of the page.
        MAPCOUNT = 7, "MAPCOUNT", "mapcount";
        /// Memory cgroup. For who may see page frames, otherwise `EPERM`.
        CGROUP = 8, "CGROUP", "cgroup";
        /// Page frames follow each other, and entries that are not present lead to none. For who
        /// may see page frames, otherwise `EPERM`.
        CONTIGUOUS = 9, "CONTIGUOUS", "contiguous";
    }

    /// Attributes that `rmm_walk.attributes` of 0 stands for.
    constant DEFAULT_EXTENT_ATTRIBUTES: u64 = "RMM_EXTENT_A_DEFAULT" {
        ExtentAttribute::VMA_KIND
            | ExtentAttribute::KIND
            | ExtentAttribute::LEVEL
            | ExtentAttribute::NODE
    }

    /// A range of addresses whose entries are not empty and agree in the requested properties.
    /// Extents are in ascending order; adjacent ones differ, unless a call ended between them. The
    /// entries of one page table are read at one time; an extent over several page tables joins
    /// entries that were read at different times.
    record ExtentRecord = "rmm_extent" {
        /// First address.
        addr: u64,
        /// Length.
        bytes: u64,
        /// First page frame, with `RMM_EXTENT_A_CONTIGUOUS`; `RMM_ABSENT` for none, or if not asked
        /// for.
        pfn: u64,
        /// Entries that begin in it.
        entries: u64,
        /// `RMM_CAT_*`, of those that `returned` has.
        categories: u64,
        /// Inode of the memory cgroup, 0 for none; or `RMM_ABSENT`.
        cgroup: u64,
        /// Mapcount of each page, or `RMM_ABSENT_32`.
        mapcount: u32,
        /// Node; -1 where there is no page, or if not asked for.
        node: i32,
        /// `RMM_PAGE_*`, or `RMM_ABSENT_8`.
        kind: u8,
        /// `RMM_LEVEL_*`, or `RMM_ABSENT_8`.
        level: u8,
        /// `RMM_VMA_*`, or `RMM_ABSENT_8`.
        vma_kind: u8,
        /// The folios have 2^`order` pages; `RMM_ABSENT_8` for none.
        order: u8,
        /// `RMM_ZONE_*`, or `RMM_ABSENT_8`.
        zone: u8,
        /// Generations of MGLRU that are younger, or `RMM_ABSENT_8`.
        age: u8,
        /// Zero.
        reserved: [u8; 2],
    }
}
