// SPDX-License-Identifier: GPL-2.0

//! `RMM_VMAS`: one record for each VMA of a range.

use super::walk_cost::WalkCost;

declare! {
    /// Argument of `RMM_VMAS`. The call returns the VMAs that overlap `start..end`, in ascending
    /// order and uncut. When `next` is not `end`, call again with `start = next`: a VMA may appear
    /// twice, but none is skipped.
    ///
    /// Errors: `ENOSPC` if the first name does not fit; `EINVAL` for an unknown flag, for a range
    /// that is empty, unaligned or beyond the user half, and for a `capacity` of 0; `EFAULT` if a
    /// buffer cannot be written; `ESRCH` after exit or exec.
    record VmasArgs = "rmm_vmas" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// `RMM_VMAS_*`.
        flags: u32,
        /// First address, page-aligned.
        start: u64,
        /// End address, exclusive and page-aligned. `RMM_ABSENT` stands for the end of the user
        /// half.
        end: u64,
        /// User address of an array of `struct rmm_vma`.
        buf: u64,
        /// Size of `buf` in records.
        capacity: u32,
        /// `sizeof(struct rmm_vma)` as the caller knows it.
        record_size: u32,
        /// User address of a buffer for names; 0 if no names are requested.
        names: u64,
        /// Size of that buffer in bytes. A name that does not fit ends the call before its VMA.
        names_size: u32,
        /// Out: number of records written.
        count: u32,
        /// Out: address at which to resume.
        next: u64,
        /// Out: cost of the call.
        cost: WalkCost,
    }

    /// `rmm_vmas.flags`: which fields are filled.
    bits VmasFlag: u32 = "RMM_VMAS_" {
        /// Fill the fields that need a walk of the page tables. They are absent otherwise.
        RESIDENT = 0, "RESIDENT", "resident";
        /// With `RESIDENT`: also fill the fields that need the folio of each page.
        FOLIOS = 1, "FOLIOS", "folios";
    }

    /// One VMA (`struct vm_area_struct`, include/linux/mm_types.h). Sizes are in bytes.
    record VmaRecord = "rmm_vma" {
        /// First address.
        start: u64,
        /// End address, exclusive.
        end: u64,
        /// `RMM_VMA_F_*`.
        flags: u64,
        /// Offset in the file in bytes; 0 without a file (`vm_pgoff`).
        offset: u64,
        /// Inode number of the file; 0 without a file.
        inode: u64,
        /// Device of the file's superblock, major part.
        dev_major: u32,
        /// Device of the file's superblock, minor part.
        dev_minor: u32,
        /// `RMM_VMA_*`: kind of memory that the VMA maps.
        kind: u32,
        /// Offset of the name in the names buffer.
        name_offset: u32,
        /// Length of the name in bytes, without a terminating zero; 0 if the VMA has no name or
        /// names were not requested.
        name_len: u32,
        /// `RMM_VMA_S_*`.
        state: u32,
        /// Size in bytes of a base mapping: the page size, or the page size of hugetlb.
        page_size: u64,
        /// Resident anonymous memory, KSM included. `RMM_ABSENT` without `RMM_VMAS_RESIDENT`, as
        /// the fields below.
        anon_bytes: u64,
        /// Resident memory of files.
        file_bytes: u64,
        /// Resident shmem.
        shmem_bytes: u64,
        /// Resident hugetlb memory, as HugetlbPages in /proc/PID/status. smaps counts poisoned pages,
        /// too.
        hugetlb_bytes: u64,
        /// Memory that is swapped out.
        swap_bytes: u64,
        /// Resident memory that a leaf above the PTE level maps.
        huge_bytes: u64,
        /// `RMM_POLICY_*`: mode of the effective memory policy; `RMM_ABSENT_32` if it is not known.
        policy_mode: u32,
        /// `RMM_POLICY_F_*`.
        policy_flags: u32,
        /// `RMM_POLICY_OF_*`: where the effective policy comes from.
        policy_source: u32,
        /// Home node (set_mempolicy_home_node(2)); -1 if there is none.
        policy_home_node: i32,
        /// Nodes of the policy: node n is bit n % 64 of word n / 64.
        policy_nodes: [u64; 16],
        /// 0 if THP is impossible here, as in smaps. `RMM_ABSENT_32` if that depends on settings
        /// that are not exported to modules; THPeligible of smaps has the answer.
        thp_eligible: u32,
        /// Always zero.
        reserved: u32,
        /// With `RMM_VMAS_RESIDENT`: present bytes of folios that PTEs map, hugetlb included.
        pte_bytes: u64,
        /// Present bytes of folios that leaves of 2 MiB map, hugetlb included.
        pmd_bytes: u64,
        /// Present bytes of folios that leaves of 1 GiB map, hugetlb included.
        pud_bytes: u64,
        /// Present bytes of folios by node. numa_maps excludes reserved pages, such as the vdso.
        node_bytes: [u64; 16],
        /// Present bytes of folios on nodes from `RMM_NODE_SLOTS` on.
        more_nodes_bytes: u64,
        /// Present bytes in folios that another address space may map
        /// (`folio_maybe_mapped_shared()`, `hugetlb_pmd_shared()`), hugetlb included.
        shared_bytes: u64,
        /// Bytes of pages that KSM merged.
        ksm_bytes: u64,
        /// Bytes of page tables of the last two levels that reach into the VMA, and of those
        /// deposited for huge leaves. A table that two neighbours share counts in both.
        table_bytes: u64,
        /// With `RMM_VMAS_FOLIOS`: bytes whose entry or folio is dirty, hugetlb excluded: the sum
        /// of Shared_Dirty and Private_Dirty in smaps.
        dirty_bytes: u64,
        /// Bytes whose entry is accessed or whose folio is referenced, hugetlb excluded.
        referenced_bytes: u64,
        /// Bytes that no other entry maps, hugetlb excluded: the sum of Private_Clean and
        /// Private_Dirty in smaps.
        private_bytes: u64,
        /// Sum of the bytes of each page divided by its mapcount, hugetlb excluded: Pss in smaps.
        pss_bytes: u64,
        /// `pss_bytes` if the VMA is locked, else 0: Locked in smaps.
        locked_bytes: u64,
        /// Bytes whose share of `pss_bytes` is inexact, as in `rmm_sharing`.
        inexact_bytes: u64,
        /// Part of `pte_bytes`: large folios that are mapped completely, in order, from an address
        /// that is a multiple of their size. This and the next two fields count as thpmaps
        /// (tools/mm/thpmaps) does, hugetlb excluded.
        thp_aligned_bytes: u64,
        /// Folios that are mapped completely and in order, from any other address.
        thp_unaligned_bytes: u64,
        /// Part of `pte_bytes`: large folios that are mapped partially or out of order.
        thp_partial_bytes: u64,
        /// Protection key (pkey_mprotect(2)): ProtectionKey in smaps. `RMM_ABSENT_32` if the machine
        /// has none.
        pkey: u32,
        /// Always zero.
        reserved_2: u32,
        /// With `RMM_VMAS_FOLIOS`: bytes of anonymous memory that reclaim frees without writing it
        /// to swap (MADV_FREE): LazyFree in smaps.
        lazyfree_bytes: u64,
        /// Part of `pss_bytes` whose entry or folio is dirty: Pss_Dirty in smaps.
        pss_dirty_bytes: u64,
        /// Page offset of the first page (`vm_pgoff`), in pages: in the file, or in anonymous
        /// memory, where it is `anon_pgoff`. Neighbouring VMAs merge only if their offsets continue
        /// each other.
        pgoff: u64,
        /// Page offset by which the reverse map finds anonymous folios of the VMA
        /// (`vma_start_anon_pgoff()`; `vm_pgoff` before Linux 7.3), in pages: the page number of
        /// `start`, or where it was when the first page was faulted in, if mremap(2) moved the VMA
        /// since. `RMM_ABSENT` for a VMA without private memory (`RMM_VMA_F_MAYSHARE`).
        anon_pgoff: u64,
        /// `RMM_PLACE_*`: placement policy of the arena that the VMA maps, if `policy_source` is
        /// `RMM_POLICY_OF_ARENA`; otherwise `RMM_ABSENT_32`.
        arena_policy: u32,
        /// Always zero.
        reserved_3: u32,
    }

    /// `rmm_vma.state`: whether the record is a snapshot of one moment.
    bits VmaState: u32 = "RMM_VMA_S_" {
        /// A writer waited for the VMA while its pages were counted. The lock was dropped in
        /// between, so the sums mix more than one state.
        TORN = 0, "TORN", "torn";
        /// The name is longer than 64 KiB and is omitted.
        NAME_TOO_LONG = 1, "NAME_TOO_LONG", "name-too-long";
    }
}
