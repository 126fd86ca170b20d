// SPDX-License-Identifier: GPL-2.0

//! `RMM_WALK_PAGES`: one record for each entry.

declare! {
    /// `RMM_ABSENT` for a field of 32 bits.
    constant ABSENT_32: u32 = "RMM_ABSENT_32" { u32::MAX }

    /// A `rmm_walk.record_size` that cuts records after the fields of the default attributes.
    constant PAGE_DEFAULT_SIZE: u32 = "RMM_PAGE_DEFAULT_SIZE" { core::mem::offset_of!(PageRecord, folio_mapcount) as u32 }

    /// `RMM_ABSENT` for a field of 8 bits.
    constant ABSENT_8: u8 = "RMM_ABSENT_8" { u8::MAX }

    /// Attributes that are read if `rmm_walk.attributes` is 0.
    constant DEFAULT_ATTRIBUTES: u64 = "RMM_PAGE_A_DEFAULT" { PageAttribute::FRAME | PageAttribute::FOLIO | PageAttribute::MAPCOUNT | PageAttribute::REFERENCES }

    /// `rmm_walk.attributes`: which fields of `struct rmm_page` are read. Other fields are absent
    /// and cost nothing.
    bits PageAttribute: u64 = "RMM_PAGE_A_" {
        /// The page frame, or the swap slot.
        FRAME = 0, "FRAME", "frame";
        /// The folio: order, index and zone.
        FOLIO = 1, "FOLIO", "folio";
        /// Mapcounts of page and folio.
        MAPCOUNT = 2, "MAPCOUNT", "mapcount";
        /// The reference count of the folio.
        REFERENCES = 3, "REFERENCES", "references";
        /// The page flags of /proc/kpageflags.
        KPAGEFLAGS = 4, "KPAGEFLAGS", "kpageflags";
        /// The MGLRU generation.
        AGE = 5, "AGE", "age";
        /// The memory cgroup.
        CGROUP = 6, "CGROUP", "cgroup";
        /// The raw entry.
        ENTRY = 7, "ENTRY", "entry";
        /// The expected reference count of the folio.
        EXPECTED = 8, "EXPECTED", "expected";
    }

    /// `rmm_page.bits`.
    bits PageFlag: u32 = "RMM_PAGE_F_" {
        /// The entry is present, or would be if it were not PROT_NONE.
        PRESENT = 0, "PRESENT", "present";
        /// The entry is accessed.
        YOUNG = 1, "YOUNG", "young";
        /// The entry is dirty.
        DIRTY = 2, "DIRTY", "dirty";
        /// The entry is writable.
        WRITE = 3, "WRITE", "write";
        /// Soft-dirty, by the entry or by the VMA, as in pagemap. hugetlb is tracked by VMA only.
        SOFT_DIRTY = 4, "SOFT_DIRTY", "soft-dirty";
        /// The entry is write-protected by userfaultfd.
        UFFD = 5, "UFFD", "uffd";
        /// The entry is PROT_NONE.
        PROTNONE = 6, "PROTNONE", "protnone";
        /// The entry is PROT_NONE although the VMA is accessible: the next access is a NUMA hinting
        /// fault.
        NUMA_HINT = 7, "NUMA_HINT", "numa-hint";
        /// The page has no usable struct page.
        SPECIAL = 8, "SPECIAL", "special";
        /// The entry maps a folio.
        FOLIO = 9, "FOLIO", "folio";
        /// Another address space may map the folio (`folio_maybe_mapped_shared()`), or shares the
        /// page table of the entry (`hugetlb_pmd_shared()`).
        MAYBE_SHARED = 10, "MAYBE_SHARED", "maybe-shared";
        /// `MAYBE_SHARED` is exact, whether set or not.
        SHARED_EXACT = 11, "SHARED_EXACT", "shared-exact";
        /// `mapcount` is that of this page. Otherwise it is the rounded average over the pages of
        /// the folio, at least 1 (CONFIG_NO_PAGE_MAPCOUNT).
        MAPCOUNT_EXACT = 12, "MAPCOUNT_EXACT", "mapcount-exact";
    }

    /// One page-table entry that is not empty. Entries are in ascending order. The fields of the
    /// default attributes come first: with a `record_size` of `RMM_PAGE_DEFAULT_SIZE` no other
    /// field is read or copied.
    ///
    /// Physical addresses and data derived from them are absent unless the opener of /dev/rmm, the
    /// opener of the address space and the caller have CAP_SYS_ADMIN in the initial user namespace:
    /// `entry`, `pfn`, `folio_index`, `swap_type`, `swap_offset`, `zone`, `kpageflags`, `cgroup`.
    record PageRecord = "rmm_page" {
        /// First address of the walked range that the entry maps.
        addr: u64,
        /// Page frame of `addr`, of the page that is or was mapped. `RMM_ABSENT` without one, if
        /// not requested, or if hidden.
        pfn: u64,
        /// `RMM_PAGE_F_*`. `MAPCOUNT_EXACT` is valid with the mapcount, `SHARED_EXACT` with
        /// `RMM_PAGE_A_FOLIO` or on a hugetlb page.
        bits: u32,
        /// `RMM_PAGE_*`: kind of page.
        kind: u8,
        /// `RMM_LEVEL_*`: level of the entry.
        level: u8,
        /// `RMM_VMA_*`.
        vma_kind: u8,
        /// Order of the folio; `RMM_ABSENT_8` without one.
        order: u8,
        /// Base pages of the walked range that the entry maps.
        pages: u32,
        /// Node of the page; -1 without a page.
        node: i32,
        /// Mapcount of the page at `addr`, or `RMM_ABSENT_32`. Pages that are not mapped (under
        /// migration, poisoned, swapped out) have no folio and no counts.
        mapcount: u32,
        /// Reference count of the folio (`folio_ref_count()`), or `RMM_ABSENT_32`. It changes all
        /// the time.
        references: u32,
        /// Number of entries that map any part of the folio (`folio_mapcount()`), or
        /// `RMM_ABSENT_32`. Other address spaces can change it between the reading of this count
        /// and `mapcount`.
        folio_mapcount: u32,
        /// References that mappings, page cache, swap cache and private data account for
        /// (`folio_expected_ref_count()`), or `RMM_ABSENT_32`. References beyond these are pins or
        /// transient users.
        expected_references: u32,
        /// Index of the page at `addr` in its folio, or `RMM_ABSENT_32`.
        folio_index: u32,
        /// Number of the swap device; `RMM_ABSENT_8` if the page is not swapped out.
        swap_type: u8,
        /// `RMM_ZONE_*` of the page; `RMM_ABSENT_8` without one.
        zone: u8,
        /// Number of MGLRU generations younger than the folio's, 0 for the youngest; `RMM_ABSENT_8`
        /// if it is in none.
        age: u8,
        /// Always zero.
        reserved: u8,
        /// Offset in the swap device in pages; `RMM_ABSENT` if the page is not swapped out.
        swap_offset: u64,
        /// The raw entry; `RMM_ABSENT` if not requested or hidden.
        entry: u64,
        /// `KPF_*` of linux/kernel-page-flags.h, as in /proc/kpageflags, or `RMM_ABSENT`.
        kpageflags: u64,
        /// Inode of the memory cgroup that the page is charged to, or of its nearest online
        /// ancestor, as in /proc/kpagecgroup; 0 if uncharged; or `RMM_ABSENT`.
        cgroup: u64,
    }
}
