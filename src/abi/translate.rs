// SPDX-License-Identifier: GPL-2.0

//! `RMM_TRANSLATE`: the page-table entries of one address, its page, folio, VMA and file.

use super::walk_cost::WalkCost;

declare! {
    /// State of the entry at one level.
    names EntryState = "RMM_ENTRY_" {
        /// Not read: no higher entry leads here, or no VMA covers the address.
        Unreached = 0, "UNREACHED", "unreached";
        /// The level is folded into the one above.
        Folded = 1, "FOLDED", "folded";
        /// The entry is empty.
        None = 2, "NONE", "none";
        /// The entry points to a table of the next level.
        Table = 3, "TABLE", "table";
        /// The entry maps memory. It is present to the kernel, though PROT_NONE and NUMA hints hide
        /// it from the hardware.
        Leaf = 4, "LEAF", "leaf";
        /// The entry is nonpresent and not empty: swap, migration, marker.
        NotPresent = 5, "NOT_PRESENT", "not-present";
        /// The entry is bad: not empty, and of no form that this version knows.
        Bad = 6, "BAD", "bad";
    }

    /// Decoded bits of an entry (arch/x86/include/asm/pgtable_types.h). A present entry shows the
    /// bits of hardware and kernel, a nonpresent entry only those that the kernel keeps in it.
    bits EntryFlag: u64 = "RMM_ENTRY_F_" {
        /// The hardware can use the entry.
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
        /// The entry is a leaf above the PTE level.
        HUGE = 7, "HUGE", "huge";
        /// Memory type from the page attribute table.
        PAT = 8, "PAT", "pat";
        /// Global: kept in the TLB when the address space changes.
        GLOBAL = 9, "GLOBAL", "global";
        /// No execution.
        NX = 10, "NX", "nx";
        /// Present to the kernel only: PROT_NONE, or a NUMA hint.
        PROTNONE = 11, "PROTNONE", "protnone";
        /// The mapping does not reference a struct page (`pte_special()`).
        SPECIAL = 12, "SPECIAL", "special";
        /// Write-protected by userfaultfd.
        UFFD = 13, "UFFD", "uffd";
        /// Written since the soft-dirty bits were cleared.
        SOFT_DIRTY = 14, "SOFT_DIRTY", "soft-dirty";
        /// Dirty by the kernel's saved bit, because a write-protected entry must not have the
        /// hardware's bit.
        SAVED_DIRTY = 15, "SAVED_DIRTY", "saved-dirty";
        /// Nonpresent entries only: the page is exclusive to this address space.
        EXCLUSIVE = 16, "EXCLUSIVE", "exclusive";
    }

    /// The entry at one level.
    record TranslateLevelRecord = "rmm_translate_level" {
        /// `RMM_LEVEL_*`.
        level: u32,
        /// `RMM_ENTRY_*`.
        state: u32,
        /// The raw entry; `RMM_ABSENT` if it was not read, or if page frame numbers are hidden from
        /// the caller.
        entry: u64,
        /// Page frame that the entry points to: a table, or the first frame that it maps;
        /// `RMM_ABSENT` if there is none or if page frame numbers are hidden.
        pfn: u64,
        /// `RMM_ENTRY_F_*`.
        bits: u64,
    }

    /// Argument of `RMM_TRANSLATE`. The last entry, its page and its folio are read in one hold of
    /// the page-table lock, so they belong together. Counters of the folio can still change,
    /// because other mappers and users of the folio do not take that lock.
    ///
    /// An address outside every VMA is not an error: no level is read, and `vma_start` and all
    /// fields of VMA and page are `RMM_ABSENT`. Page frame numbers and data derived from them (raw
    /// entries, the index in a folio, swap slots), the reference count and the state of the folio are
    /// `RMM_ABSENT` unless
    /// the opener of /dev/rmm, the caller of `RMM_OPEN` and the caller have CAP_SYS_ADMIN in the
    /// initial user namespace.
    ///
    /// Errors: `EINVAL` for a flag or an address beyond the user half; `ENOSPC` if the name does
    /// not fit; `EFAULT` if a buffer cannot be written; `ESRCH` after exit or exec.
    record TranslateArgs = "rmm_translate" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// Must be zero.
        flags: u32,
        /// The address; it need not be aligned.
        address: u64,
        /// User address of a buffer for the name of the VMA, or 0.
        name: u64,
        /// Size of that buffer in bytes.
        name_size: u32,
        /// Out: length of the name in bytes, without a terminating zero; 0 if the VMA has no name
        /// or it was not requested.
        name_len: u32,
        /// Out: the entries from the top level down, indexed by `RMM_LEVEL_*`.
        levels: [TranslateLevelRecord; 5],
        /// Out: `RMM_LEVEL_*` of the last entry that was read.
        level: u32,
        /// Out: `RMM_PAGE_*`: kind of page that this entry stands for.
        page_kind: u32,
        /// Out: frame of the page at the address.
        pfn: u64,
        /// Out: mapcount of this page; `RMM_ABSENT` without a folio, under migration, and where the
        /// kernel keeps no mapcount per page.
        mapcount: u64,
        /// Out: first page frame of its folio.
        folio_pfn: u64,
        /// Out: order of its folio; `RMM_ABSENT` without a folio and under migration, as the next
        /// three fields.
        folio_order: u64,
        /// Out: index of the page in its folio.
        folio_index: u64,
        /// Out: number of entries that map any part of the folio (`folio_mapcount()`).
        folio_mapcount: u64,
        /// Out: reference count of the folio (`folio_ref_count()`).
        folio_refcount: u64,
        /// Out: number of the swap device; `RMM_ABSENT` if the page is not swapped out.
        swap_type: u64,
        /// Out: offset in the swap device in pages; `RMM_ABSENT` if the page is not swapped out.
        swap_offset: u64,
        /// Out: node of the page; -1 without a page.
        node: i32,
        /// Out: `RMM_VMA_*`: kind of the VMA.
        vma_kind: u32,
        /// Out: first address of the VMA; `RMM_ABSENT` if there is none.
        vma_start: u64,
        /// Out: end address of the VMA, exclusive.
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
        /// Out: cost of the call.
        cost: WalkCost,
        /// Out: `RMM_FOLIO_F_*`: state of the folio and of this page, as in `rmm_page`.
        /// `RMM_ABSENT_32` if hidden and for pages without a folio, as the fields below.
        folio_bits: u32,
        /// Out: pins of the folio (FOLL_PIN); see `RMM_FOLIO_F_PINS_EXACT`.
        pins: u32,
        /// Out: number of entries that map the whole folio (`folio_entire_mapcount()`).
        entire_mapcount: u32,
        /// Out: CPU of the last NUMA hinting fault on the folio, or `RMM_ABSENT_32`; see
        /// `rmm_page.last_cpu`.
        last_cpu: u32,
        /// Out: low eight bits of the thread's pid in that fault, or `RMM_ABSENT_32`.
        last_pid: u32,
        /// Out: always zero.
        reserved_2: u32,
    }
}
