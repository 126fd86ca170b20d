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
        /// The state of the folio: flags, pins, entire mapcount, last NUMA hinting fault.
        STATE = 9, "STATE", "state";
    }

    /// `rmm_page.folio_bits`: state of the folio, and of the page.
    bits FolioFlag: u32 = "RMM_FOLIO_F_" {
        /// The kernel has found that some pages of the folio are not mapped, so that it may split
        /// the folio to free them (PG_partially_mapped).
        PARTIALLY_MAPPED = 0, "PARTIALLY_MAPPED", "partially-mapped";
        /// The page at `addr` is anonymous and belongs to one address space, which may write it
        /// without copying (PG_anon_exclusive).
        ANON_EXCLUSIVE = 1, "ANON_EXCLUSIVE", "anon-exclusive";
        /// Part of the working set: active when it was last reclaimed, or used often
        /// (PG_workingset).
        WORKINGSET = 2, "WORKINGSET", "workingset";
        /// Dropped from the page cache when its I/O ends (PG_dropbehind): RWF_DONTCACHE.
        DROPBEHIND = 3, "DROPBEHIND", "dropbehind";
        /// `pins` is the folio's count of pins. Otherwise the folio has one page, and `pins` is its
        /// reference count divided by 1024: a pin counts as that many references.
        PINS_EXACT = 4, "PINS_EXACT", "pins-exact";
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
        /// Written since userfaultfd write-protected it (UFFD_FEATURE_WP_ASYNC), as
        /// PAGE_IS_WRITTEN of PAGEMAP_SCAN: the VMA has VM_UFFD_WP, and the entry neither has the
        /// userfaultfd bit nor is its marker.
        WRITTEN = 13, "WRITTEN", "written";
    }

    /// One page-table entry that is not empty. Entries are in ascending order. The fields of the
    /// default attributes come first: with a `record_size` of `RMM_PAGE_DEFAULT_SIZE` no other
    /// field is read or copied.
    ///
    /// Physical addresses and data derived from them are absent unless the opener of /dev/rmm, the
    /// opener of the address space and the caller have CAP_SYS_ADMIN in the initial user namespace:
    /// `entry`, `pfn`, `folio_index`, `swap_type`, `swap_offset`, `zone`, `kpageflags`, `cgroup`, and
    /// the fields of `RMM_PAGE_A_STATE`. So are `references` and `expected_references`, which change
    /// with what other processes do.
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
        /// `RMM_FOLIO_F_*`. `RMM_ABSENT_32` without `RMM_PAGE_A_STATE`, if hidden, and for pages
        /// without a folio, as the fields below.
        folio_bits: u32,
        /// Pins of the folio (FOLL_PIN, `_pincount` of `struct folio`); see
        /// `RMM_FOLIO_F_PINS_EXACT`.
        pins: u32,
        /// Number of entries that map the whole folio (`folio_entire_mapcount()`); 0 for a folio of
        /// one page.
        entire_mapcount: u32,
        /// CPU of the last NUMA hinting fault on the folio (`folio_last_cpupid()`), or
        /// `RMM_ABSENT_32` without one. Without a memory policy the kernel notes only faults from
        /// other nodes than the page's. A write fault that makes an existing entry writable clears
        /// both fields, for example the first write to a page that was migrated in a read fault.
        /// While NUMA balancing migrates between memory tiers, folios on slow nodes have the time of
        /// the fault here and in `last_pid`.
        last_cpu: u32,
        /// Low eight bits of the thread's pid in that fault, or `RMM_ABSENT_32`. The kernel cannot
        /// distinguish 255 from no fault.
        last_pid: u32,
        /// Always zero.
        reserved_2: u32,
    }
}
