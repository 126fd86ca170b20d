// SPDX-License-Identifier: GPL-2.0

//! The `pages` product of `RMM_WALK`: one record for each entry.

declare! {
    /// As `RMM_ABSENT`, in a field of 32 bits.
    constant ABSENT_32: u32 = "RMM_ABSENT_32" { u32::MAX }

    /// A `rmm_walk.record_size` with which records end after the fields of the default attributes.
    constant PAGE_DEFAULT_SIZE: u32 = "RMM_PAGE_DEFAULT_SIZE" { core::mem::offset_of!(PageRecord, folio_mapcount) as u32 }

    /// As `RMM_ABSENT`, in a field of 8 bits.
    constant ABSENT_8: u8 = "RMM_ABSENT_8" { u8::MAX }

    /// Attributes that `rmm_walk.attributes` of 0 stands for.
    constant DEFAULT_ATTRIBUTES: u64 = "RMM_PAGE_A_DEFAULT" { PageAttribute::FRAME | PageAttribute::FOLIO | PageAttribute::MAPCOUNT | PageAttribute::REFERENCES }

    /// `rmm_walk.attributes`: which fields of `struct rmm_page` are read. Fields that are not
    /// requested cost nothing and are absent.
    bits PageAttribute: u64 = "RMM_PAGE_A_" {
        /// The page frame, or the place in swap.
        FRAME = 0, "FRAME", "frame";
        /// The folio: order, index, zone.
        FOLIO = 1, "FOLIO", "folio";
        /// Mapcounts of page and folio.
        MAPCOUNT = 2, "MAPCOUNT", "mapcount";
        /// References.
        REFERENCES = 3, "REFERENCES", "references";
        /// Flags of the page as /proc/kpageflags has them.
        KPAGEFLAGS = 4, "KPAGEFLAGS", "kpageflags";
        /// Age by MGLRU.
        AGE = 5, "AGE", "age";
        /// Memory cgroup.
        CGROUP = 6, "CGROUP", "cgroup";
        /// The entry itself.
        ENTRY = 7, "ENTRY", "entry";
        /// How many references are expected.
        EXPECTED = 8, "EXPECTED", "expected";
    }

    /// `rmm_page.bits`.
    bits PageFlag: u32 = "RMM_PAGE_F_" {
        /// The hardware can use the entry, or could if it were not PROT_NONE.
        PRESENT = 0, "PRESENT", "present";
        /// The entry has the accessed bit.
        YOUNG = 1, "YOUNG", "young";
        /// The entry has the dirty bit.
        DIRTY = 2, "DIRTY", "dirty";
        /// The entry allows writing.
        WRITE = 3, "WRITE", "write";
        /// Soft-dirty, by its entry or its whole VMA, as in pagemap. Only the VMA's is kept for
        /// hugetlb.
        SOFT_DIRTY = 4, "SOFT_DIRTY", "soft-dirty";
        /// The entry has userfaultfd's bit: write-protected by it.
        UFFD = 5, "UFFD", "uffd";
        /// The entry is PROT_NONE.
        PROTNONE = 6, "PROTNONE", "protnone";
        /// It is so in a VMA that may be accessed: a NUMA hinting fault is waited for.
        NUMA_HINT = 7, "NUMA_HINT", "numa-hint";
        /// The page has no usable page structure.
        SPECIAL = 8, "SPECIAL", "special";
        /// There is a folio behind the entry.
        FOLIO = 9, "FOLIO", "folio";
        /// The folio may be mapped by another address space too (`folio_maybe_mapped_shared`).
        MAYBE_SHARED = 10, "MAYBE_SHARED", "maybe-shared";
        /// `MAYBE_SHARED` is certain, set or not.
        SHARED_EXACT = 11, "SHARED_EXACT", "shared-exact";
        /// `mapcount` is of this page; otherwise it is the average of the folio's pages, rounded,
        /// at least 1 (CONFIG_NO_PAGE_MAPCOUNT).
        MAPCOUNT_EXACT = 12, "MAPCOUNT_EXACT", "mapcount-exact";
    }

    /// One entry of a page table that is not empty. Entries are in ascending order. The
    /// fields of the default attributes come first: with a `record_size` of `RMM_PAGE_DEFAULT_SIZE`
    /// only these are read and copied.
    ///
    /// Without CAP_SYS_ADMIN in the initial user namespace, of the opener of /dev/rmm, the opener
    /// of the address space and the caller, physical addresses are absent, and so are values that
    /// the kernel shows by physical address only: `entry`, `pfn`, `folio_index`, `swap_type`,
    /// `swap_offset`, `zone`, `kpageflags`, `cgroup`.
    record PageRecord = "rmm_page" {
        /// First address that it stands for in the walked range.
        addr: u64,
        /// Page frame of `addr`, of the page that is or was mapped; `RMM_ABSENT` for none, if not
        /// asked for, or if not allowed.
        pfn: u64,
        /// `RMM_PAGE_F_*`. `MAPCOUNT_EXACT` comes with the mapcount, `SHARED_EXACT` of a page that
        /// is not hugetlb's with `RMM_PAGE_A_FOLIO`.
        bits: u32,
        /// `RMM_PAGE_*`: what it stands for.
        kind: u8,
        /// `RMM_LEVEL_*`: where the entry stands.
        level: u8,
        /// `RMM_VMA_*`.
        vma_kind: u8,
        /// The folio has 2^`order` base pages; `RMM_ABSENT_8` for none.
        order: u8,
        /// Base pages of the walked range that it stands for.
        pages: u32,
        /// Node of the page; -1 where there is no page.
        node: i32,
        /// How often the page at `addr` is mapped, or `RMM_ABSENT_32`. Folio and counts are absent
        /// of pages that are not mapped: under migration, failed, in swap.
        mapcount: u32,
        /// References to the folio, or `RMM_ABSENT_32`; others take and drop them all the time.
        references: u32,
        /// Entries that map anything of the folio, or `RMM_ABSENT_32`. Other address spaces may
        /// map and unmap it between the readings of the two counts.
        folio_mapcount: u32,
        /// References that mappings, page cache, swap cache and buffers explain, or
        /// `RMM_ABSENT_32`. More of them are pins, or somebody at work.
        expected_references: u32,
        /// Index of the page at `addr` in its folio, or `RMM_ABSENT_32`.
        folio_index: u32,
        /// Number of the swap area; `RMM_ABSENT_8` if it is not swapped out.
        swap_type: u8,
        /// `RMM_ZONE_*` of the page; `RMM_ABSENT_8` for none.
        zone: u8,
        /// Generations of MGLRU that are younger than the folio's: 0 for the youngest, or
        /// `RMM_ABSENT_8` if it is in none.
        age: u8,
        /// Zero.
        reserved: u8,
        /// Place in the swap area, in pages; `RMM_ABSENT` if it is not swapped out.
        swap_offset: u64,
        /// The entry as the hardware sees it; `RMM_ABSENT` if not asked for or not allowed.
        entry: u64,
        /// `KPF_*` of linux/kernel-page-flags.h, as /proc/kpageflags, or `RMM_ABSENT`.
        kpageflags: u64,
        /// Inode of the memory cgroup that the page is charged to, or of its nearest ancestor that
        /// is online, as /proc/kpagecgroup: 0 for none; or `RMM_ABSENT`.
        cgroup: u64,
    }
}
