// SPDX-License-Identifier: GPL-2.0

//! VMAs.

use super::walk_cost::WalkCost;

declare! {
    /// Argument of `RMM_VMAS`: VMAs that overlap `start..end`, ascending, each whole. When `next` is
    /// not `end`, call again with `start = next`: a VMA may be seen twice, none is left out.
    ///
    /// Errors: `ENOSPC` if the first name does not fit; `EINVAL` for an unknown flag, a range that is empty, unaligned or beyond the user
    /// half, a `capacity` of 0; `EFAULT` for a buffer that cannot be written.
    record VmasArgs = "rmm_vmas" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// `RMM_VMAS_*`.
        flags: u32,
        /// First address, page-aligned.
        start: u64,
        /// End of the range, page-aligned; `RMM_ABSENT` stands for the end of the user half.
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
        /// Out: where to resume.
        next: u64,
        /// Out: the cost of the call.
        cost: WalkCost,
    }

    /// `rmm_vmas.flags`.
    bits VmasFlag: u32 = "RMM_VMAS_" {
        /// Fill the fields that need a walk of the page tables; absent otherwise.
        RESIDENT = 0, "RESIDENT", "resident";
        /// With `RESIDENT`: fill the fields that need a look at each page, too.
        FOLIOS = 1, "FOLIOS", "folios";
    }

    /// One VMA (`struct vm_area_struct`).
    record VmaRecord = "rmm_vma" {
        /// First address.
        start: u64,
        /// End address.
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

    /// `rmm_vma.state`: how far the record can be trusted as one moment's picture.
    bits VmaState: u32 = "RMM_VMA_S_" {
        /// Somebody wanted the VMA while its pages were counted: the lock was given back in
        /// between, and the sums mix more than one state.
        TORN = 0, "TORN", "torn";
        /// The name is longer than PATH_MAX and left out.
        NAME_TOO_LONG = 1, "NAME_TOO_LONG", "name-too-long";
    }
}
