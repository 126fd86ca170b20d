// SPDX-License-Identifier: GPL-2.0

//! One address, from the top of the page tables to the file.

use super::walk_cost::WalkCost;

declare! {
    /// What the entry at one level is.
    names EntryState = "RMM_ENTRY_" {
        /// Not read: no entry above leads here, or the address is in no VMA.
        Unreached = 0, "UNREACHED", "unreached";
        /// The level is folded into the one above.
        Folded = 1, "FOLDED", "folded";
        /// Empty.
        None = 2, "NONE", "none";
        /// Points to a table of the next level.
        Table = 3, "TABLE", "table";
        /// Maps memory; present for the kernel, though perhaps not for the hardware (protnone).
        Leaf = 4, "LEAF", "leaf";
        /// Neither empty nor present: swap, migration, marker.
        NotPresent = 5, "NOT_PRESENT", "not-present";
        /// Not empty, and nothing that this version knows.
        Bad = 6, "BAD", "bad";
    }

    /// Bits of an entry, decoded by its state. Of a leaf and a table they are the hardware's and
    /// the kernel's own, of one that is not present only those that the kernel keeps there.
    bits EntryFlag: u64 = "RMM_ENTRY_F_" {
        /// The hardware can use it.
        PRESENT = 0, "PRESENT", "present";
        /// Writable.
        WRITE = 1, "WRITE", "write";
        /// Accessible in user mode.
        USER = 2, "USER", "user";
        /// Write-through.
        PWT = 3, "PWT", "pwt";
        /// Not cached.
        PCD = 4, "PCD", "pcd";
        /// Accessed.
        ACCESSED = 5, "ACCESSED", "accessed";
        /// Dirty, by the hardware's bit.
        DIRTY = 6, "DIRTY", "dirty";
        /// A leaf above the last level.
        HUGE = 7, "HUGE", "huge";
        /// Memory type by the page attribute table.
        PAT = 8, "PAT", "pat";
        /// Stays in the TLB when the address space changes.
        GLOBAL = 9, "GLOBAL", "global";
        /// No execution.
        NX = 10, "NX", "nx";
        /// Present for the kernel alone: PROT_NONE, or a NUMA hint.
        PROTNONE = 11, "PROTNONE", "protnone";
        /// No reference to a page structure (pte_special).
        SPECIAL = 12, "SPECIAL", "special";
        /// Protected by userfaultfd.
        UFFD = 13, "UFFD", "uffd";
        /// Written since soft-dirty bits were cleared.
        SOFT_DIRTY = 14, "SOFT_DIRTY", "soft-dirty";
        /// Dirty, in the kernel's own bit: a write-protected entry must not have the hardware's.
        SAVED_DIRTY = 15, "SAVED_DIRTY", "saved-dirty";
        /// Not present alone: the page belongs to this address space alone.
        EXCLUSIVE = 16, "EXCLUSIVE", "exclusive";
    }

    /// The entry at one level.
    record TranslateLevelRecord = "rmm_translate_level" {
        /// `RMM_LEVEL_*`.
        level: u32,
        /// `RMM_ENTRY_*`.
        state: u32,
        /// The entry itself; `RMM_ABSENT` if it was not read, or without the right to see page
        /// frame numbers.
        entry: u64,
        /// The frame that it points to: a table, or the first frame of what it maps; `RMM_ABSENT`
        /// if there is none, or without the right.
        pfn: u64,
        /// `RMM_ENTRY_F_*`.
        bits: u64,
    }

    /// Argument of `RMM_TRANSLATE`: what one address leads to. The last entry is read under its
    /// table's lock, and so are the numbers of page and folio, which keeps both where they are;
    /// others who map the folio or take references change those numbers nevertheless.
    ///
    /// An address in no VMA is no error: then no level is read, `vma_start` and whatever comes from
    /// the VMA or the page are `RMM_ABSENT`. Page frame numbers, values that contain a part of one
    /// (entries, the index in a folio), and swap offsets are `RMM_ABSENT` unless the opener of
    /// /dev/rmm, the caller of `RMM_OPEN` and the caller have CAP_SYS_ADMIN in the initial user
    /// namespace.
    ///
    /// Errors: `EINVAL` for a flag, or an address beyond the user half; `ENOSPC` if the name does
    /// not fit; `EFAULT` for a buffer that cannot be written; `ESRCH` after exit or exec.
    record TranslateArgs = "rmm_translate" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// Must be zero.
        flags: u32,
        /// The address, not necessarily aligned.
        address: u64,
        /// User address of a buffer for the VMA's name, or 0 for none.
        name: u64,
        /// Its size in bytes.
        name_size: u32,
        /// Out: length of the name in bytes, without a terminating zero; 0 if it has none or none
        /// was asked for.
        name_len: u32,
        /// Out: the entries from the top, by `RMM_LEVEL_*`.
        levels: [TranslateLevelRecord; 5],
        /// Out: `RMM_LEVEL_*` of the last entry that was read.
        level: u32,
        /// Out: `RMM_PAGE_*`: what that entry stands for.
        page_kind: u32,
        /// Out: frame of the page at the address.
        pfn: u64,
        /// Out: mappings of this page; `RMM_ABSENT` without a folio, under migration, and where the
        /// kernel does not count by page.
        mapcount: u64,
        /// Out: first frame of its folio.
        folio_pfn: u64,
        /// Out: logarithm of the folio's pages; `RMM_ABSENT` without a folio and under migration, as
        /// the next ones.
        folio_order: u64,
        /// Out: place of the page in its folio, in pages.
        folio_index: u64,
        /// Out: entries that map any part of the folio.
        folio_mapcount: u64,
        /// Out: references to the folio.
        folio_refcount: u64,
        /// Out: number of the swap area; `RMM_ABSENT` if the page is not swapped out.
        swap_type: u64,
        /// Out: page in the swap area; `RMM_ABSENT` if the page is not swapped out.
        swap_offset: u64,
        /// Out: node of the page; -1 where there is none.
        node: i32,
        /// Out: `RMM_VMA_*`: what the VMA is for.
        vma_kind: u32,
        /// Out: first address of the VMA; `RMM_ABSENT` if there is none.
        vma_start: u64,
        /// Out: address behind its last.
        vma_end: u64,
        /// Out: `RMM_VMA_F_*`; 0 without a VMA.
        vma_flags: u64,
        /// Out: offset of the address in the file, in bytes; `RMM_ABSENT` without a file.
        file_offset: u64,
        /// Out: inode number of the file; `RMM_ABSENT` without one.
        inode: u64,
        /// Out: device of the file's superblock, major part; 0 without a file.
        dev_major: u32,
        /// Out: device of the file's superblock, minor part; 0 without a file.
        dev_minor: u32,
        /// Out: `RMM_VMA_S_*`.
        vma_state: u32,
        /// Must be zero.
        reserved: u32,
        /// Out: the cost of the call.
        cost: WalkCost,
    }
}
