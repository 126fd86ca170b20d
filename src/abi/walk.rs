// SPDX-License-Identifier: GPL-2.0

//! Address spaces: opening one, its VMAs, walks of its page tables.

record! {
    /// Argument of `RMM_OPEN`. The call returns a file descriptor, close-on-exec, that stands for
    /// the address space which the process has now. It does not keep the memory alive: after exit
    /// or exec every call on it is `ESRCH`.
    ///
    /// Errors: `ESRCH` no such process; `ENXIO` a kernel thread; `EACCES` no right (another's
    /// address space needs CAP_SYS_PTRACE in the initial user namespace, of the opener of
    /// /dev/rmm and of the caller); `EBADF` not a pidfd.
    OpenArgs = "rmm_open" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// One of `RMM_OPEN_*`.
        flags: u32,
        /// Process id in the caller's pid namespace, or a pidfd; zero with `RMM_OPEN_SELF`.
        target: i32,
        /// Must be zero.
        reserved: u32,
    }
}

bits! {
    /// `rmm_open.flags`: what `target` is. Exactly one.
    OpenFlag: u32 = "RMM_OPEN_" {
        /// The caller.
        SELF = 0, "SELF", "self";
        /// A process id.
        PID = 1, "PID", "pid";
        /// A pidfd.
        PIDFD = 2, "PIDFD", "pidfd";
    }
}

record! {
    /// What a call cost. Every walk-like call gives it back.
    WalkCost = "rmm_cost" {
        /// Entries of page tables that were read.
        entries: u64,
        /// Page tables that were read, or chunks of one.
        tables: u64,
        /// VMAs that were locked.
        vmas: u64,
        /// Times that a lock was given back because somebody else wanted it.
        drops: u64,
        /// Longest time that a spinlock of the target was held, in ns.
        longest_hold_ns: u64,
        /// Time that the call spent walking, in ns; copying to the caller is not in it.
        elapsed_ns: u64,
    }
}

record! {
    /// Argument of `RMM_VMAS`: VMAs that overlap `start..end`, ascending, each whole. When `next` is
    /// not `end`, call again with `start = next`: a VMA may be seen twice, none is left out.
    ///
    /// Errors: `ENOSPC` if the first name does not fit; `EINVAL` for an unknown flag, a range that is empty, unaligned or beyond the user
    /// half, a `capacity` of 0; `EFAULT` for a buffer that cannot be written.
    VmasArgs = "rmm_vmas" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// `RMM_VMAS_*`.
        flags: u32,
        /// First address, page-aligned.
        start: u64,
        /// Address behind the last, page-aligned; `RMM_ABSENT` stands for the end of the user half.
        end: u64,
        /// User address of an array of `struct rmm_vma`.
        buf: u64,
        /// Room in `buf`, in records.
        capacity: u32,
        /// `sizeof(struct rmm_vma)` as the caller knows it.
        record_size: u32,
        /// User address of a buffer for names, or 0 for none.
        names: u64,
        /// Its size in bytes. A name that does not fit ends the call before its VMA.
        names_size: u32,
        /// Out: records written.
        count: u32,
        /// Out: where to go on.
        next: u64,
        /// Out: what it cost.
        cost: WalkCost,
    }
}

bits! {
    /// `rmm_vmas.flags`.
    VmasFlag: u32 = "RMM_VMAS_" {
        /// Fill the fields that need a walk of the page tables; absent otherwise.
        RESIDENT = 0, "RESIDENT", "resident";
        /// With `RESIDENT`: fill the fields that need a look at each page, too.
        FOLIOS = 1, "FOLIOS", "folios";
    }
}

record! {
    /// One VMA (`struct vm_area_struct`).
    VmaRecord = "rmm_vma" {
        /// First address.
        start: u64,
        /// Address behind the last.
        end: u64,
        /// `RMM_VMA_F_*`.
        flags: u64,
        /// Offset in the file in bytes; 0 without a file.
        offset: u64,
        /// Inode number of the file; 0 without.
        inode: u64,
        /// Device of the file's superblock, major part.
        dev_major: u32,
        /// Device of the file's superblock, minor part.
        dev_minor: u32,
        /// `RMM_VMA_*`: what it is for.
        kind: u32,
        /// Place of the name in the names buffer.
        name_offset: u32,
        /// Length of the name in bytes, without a terminating zero; 0 if it has none or none was
        /// asked for.
        name_len: u32,
        /// `RMM_VMA_S_*`.
        state: u32,
        /// Bytes that a base mapping has here: the page size, or that of hugetlb.
        page_size: u64,
        /// Resident anonymous bytes, KSM included; `RMM_ABSENT` if not asked for, as the next ones.
        anon_bytes: u64,
        /// Resident bytes of files.
        file_bytes: u64,
        /// Resident bytes of shmem.
        shmem_bytes: u64,
        /// Resident bytes of hugetlb.
        hugetlb_bytes: u64,
        /// Bytes that are swapped out.
        swap_bytes: u64,
        /// Resident bytes that a leaf above the last level maps.
        huge_bytes: u64,
        /// `RMM_POLICY_*`: mode of the memory policy; `RMM_ABSENT_32` if it is not known.
        policy_mode: u32,
        /// `RMM_POLICY_F_*`.
        policy_flags: u32,
        /// `RMM_POLICY_OF_*`: whose policy it is.
        policy_source: u32,
        /// Home node (set_mempolicy_home_node(2)); -1 for none.
        policy_home_node: i32,
        /// Nodes of the policy: bit n of word n / 64.
        policy_nodes: [u64; 16],
        /// 0 if no THP can be made here, which smaps says too; `RMM_ABSENT_32` if that depends on
        /// settings that the kernel keeps from modules: THPeligible in smaps knows.
        thp_eligible: u32,
        /// Zero.
        reserved: u32,
        /// With `RMM_VMAS_RESIDENT`: present bytes of folios that entries of the last level map,
        /// hugetlb included.
        pte_bytes: u64,
        /// The same of leaves of 2 MiB.
        pmd_bytes: u64,
        /// The same of leaves of 1 GiB.
        pud_bytes: u64,
        /// The same on each node. numa_maps leaves out reserved pages: those of the vdso.
        node_bytes: [u64; 16],
        /// The same on all nodes from `RMM_NODE_SLOTS` on.
        more_nodes_bytes: u64,
        /// Present bytes in folios that another address space may map
        /// (`folio_maybe_mapped_shared`), hugetlb included.
        shared_bytes: u64,
        /// Bytes merged by KSM.
        ksm_bytes: u64,
        /// Page tables of the last two levels that reach into it, and those set aside for huge
        /// leaves. A table that it shares with a neighbour counts in both.
        table_bytes: u64,
        /// With `RMM_VMAS_FOLIOS`: bytes that are dirty by their entry or their folio, hugetlb left
        /// out, as Shared_Dirty and Private_Dirty of smaps together.
        dirty_bytes: u64,
        /// Bytes accessed by their entry or marked as referenced, hugetlb left out.
        referenced_bytes: u64,
        /// What nobody else maps, hugetlb left out: Private_Clean and Private_Dirty of smaps.
        private_bytes: u64,
        /// Each page divided by its mapcount, hugetlb left out: Pss of smaps.
        pss_bytes: u64,
        /// `pss_bytes` of a locked VMA, else 0: Locked of smaps.
        locked_bytes: u64,
        /// Bytes whose share of `pss_bytes` is not exact, as in `rmm_sharing`.
        inexact_bytes: u64,
        /// Of `pte_bytes`: large folios mapped whole and in order, from an address that their size
        /// divides. These three are as thpmaps counts; hugetlb is left out.
        thp_aligned_bytes: u64,
        /// The same from any other address.
        thp_unaligned_bytes: u64,
        /// Of `pte_bytes`: large folios mapped in part, or not in order.
        thp_partial_bytes: u64,
    }
}

bits! {
    /// `rmm_vma.state`: how far the record can be trusted as one moment's picture.
    VmaState: u32 = "RMM_VMA_S_" {
        /// Somebody wanted the VMA while its pages were counted: the lock was given back in
        /// between, and the sums mix more than one state.
        TORN = 0, "TORN", "torn";
        /// The name is longer than PATH_MAX and left out.
        NAME_TOO_LONG = 1, "NAME_TOO_LONG", "name-too-long";
    }
}

record! {
    /// Argument of `RMM_WALK`. Give exactly one product among the flags. A call ends at the end of
    /// the range, when the buffer is full, when the budget is used up, or when a signal is
    /// pending; it then says in `next` where to go on; `next` is `end` when the range is done.
    ///
    /// Errors: as `RMM_VMAS`; `EPERM` for attributes of extents that need a right.
    WalkArgs = "rmm_walk" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// `RMM_WALK_*`.
        flags: u32,
        /// First address, page-aligned.
        start: u64,
        /// Address behind the last, page-aligned; `RMM_ABSENT` stands for the end of the user half.
        end: u64,
        /// User address of an array of the product's records.
        buf: u64,
        /// Room in `buf`, in records.
        capacity: u32,
        /// Size of the product's record as the caller knows it.
        record_size: u32,
        /// Longest time the call may take in µs; 0 sets no limit. It is looked at between tables,
        /// and one table is always walked.
        budget_us: u64,
        /// Out: records written.
        count: u32,
        /// Must be zero.
        reserved: u32,
        /// Out: where to go on.
        next: u64,
        /// Out: what it cost.
        cost: WalkCost,
        /// With `RMM_WALK_PAGES`: `RMM_PAGE_A_*`, or 0 for `RMM_PAGE_A_DEFAULT`; with
        /// `RMM_WALK_EXTENTS`: `RMM_EXTENT_A_*`, or 0 for `RMM_EXTENT_A_DEFAULT`; else zero.
        attributes: u64,
        /// What is told: bit n asks for entries of the kind `RMM_PAGE_*` n, 0 for all. An entry
        /// that is told passes this and all the following masks.
        kinds: u64,
        /// `RMM_CAT_*` that all have to be there, after `inverted`.
        required: u64,
        /// `RMM_CAT_*` that count as there where they are not, and the other way round.
        inverted: u64,
        /// `RMM_CAT_*` of which one has to be there, after `inverted`; 0 for none.
        any_of: u64,
        /// With `RMM_WALK_EXTENTS`: `RMM_CAT_*` that are told, as they are without `inverted`, and
        /// that the entries of an extent have in common; else zero.
        returned: u64,
        /// Bit n asks for pages on node n, bit 63 for those on all from 63 on; 0 for all.
        nodes: u64,
        /// Bit n asks for entries at `RMM_LEVEL_*` n; 0 for all.
        levels: u32,
        /// Bit n asks for pages in folios of order n; 0 for all.
        orders: u32,
        /// Bit n asks for pages in folios with n younger generations of MGLRU; 0 for all.
        ages: u32,
        /// Must be zero.
        reserved_2: u32,
    }
}

bits! {
    /// `rmm_walk.flags`.
    WalkFlag: u32 = "RMM_WALK_" {
        /// Product: counts, `struct rmm_summary`.
        SUMMARY = 0, "SUMMARY", "summary";
        /// Product: one record an entry, `struct rmm_page`.
        PAGES = 1, "PAGES", "pages";
        /// Product: runs of addresses whose entries agree, `struct rmm_extent`.
        EXTENTS = 2, "EXTENTS", "extents";
    }
}

record! {
    /// Counts of all entries that agree in VMA kind, page kind, level and node. Records of one
    /// call differ in at least one of these; add up the records of the calls that make a walk.
    SummaryRecord = "rmm_summary" {
        /// `RMM_VMA_*`.
        vma_kind: u32,
        /// `RMM_PAGE_*`.
        page_kind: u32,
        /// `RMM_LEVEL_*`: where the entry stands. hugetlb shows its own page size so.
        level: u32,
        /// Node of the page; -1 where there is no page.
        node: i32,
        /// Entries that begin in the walked range.
        entries: u64,
        /// Bytes of the walked range that they map.
        bytes: u64,
        /// Bytes whose entry has the accessed bit.
        young_bytes: u64,
        /// Bytes whose entry has the dirty bit.
        dirty_bytes: u64,
        /// Bytes that are mapped writable.
        writable_bytes: u64,
        /// Bytes whose folio may be mapped by another address space too
        /// (`folio_maybe_mapped_shared`).
        shared_bytes: u64,
    }
}

record! {
    /// Argument of the calls that fill an array in one go: `RMM_PAGETABLE` with
    /// `struct rmm_page_table_level`, `RMM_SEGMENTS` with `struct rmm_segment`. No flags are
    /// defined.
    ///
    /// Errors: `EINVAL` for an unknown flag; `ENOSPC` if there is no room for all records;
    /// `EFAULT` for a buffer that cannot be written.
    ListArgs = "rmm_list" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// Must be zero.
        flags: u32,
        /// User address of an array of the call's records.
        buf: u64,
        /// Room in `buf`, in records.
        capacity: u32,
        /// Size of the call's record as the caller knows it.
        record_size: u32,
        /// Out: records written.
        count: u32,
        /// Must be zero.
        reserved: u32,
    }
}

record! {
    /// One level of an address space's page tables. `RMM_ABSENT` in every number of a folded level.
    PageTableRecord = "rmm_page_table_level" {
        /// `RMM_LEVEL_*`.
        level: u32,
        /// 1 if the level is folded into the one above.
        folded: u32,
        /// Tables.
        tables: u64,
        /// Bytes of these tables.
        bytes: u64,
        /// Present entries: pointers to a table below, and leaves.
        present: u64,
        /// Leaves above the last level.
        huge: u64,
        /// Entries that are neither empty nor present: swap, migration, markers.
        other: u64,
        /// Last level alone: tables set aside for huge leaves that may have to be split. The kernel
        /// counts them in VmPTE.
        deposited: u64,
    }
}

record! {
    /// One segment of an address space.
    SegmentRecord = "rmm_segment" {
        /// `RMM_SEGMENT_*`.
        kind: u32,
        /// Must be zero.
        reserved: u32,
        /// First address; `RMM_ABSENT` if the segment is empty.
        start: u64,
        /// Address behind the last; `RMM_ABSENT` if the segment is empty.
        end: u64,
        /// Bytes of VMAs in it.
        virtual_bytes: u64,
        /// Bytes of these that are resident, as VmRSS counts.
        resident_bytes: u64,
    }
}
