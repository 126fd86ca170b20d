// SPDX-License-Identifier: GPL-2.0

//! The argument of calls that return all records at once.

declare! {
    /// Argument of the calls that fill an array without resuming: `RMM_PAGETABLE` with `struct
    /// rmm_page_table_level`, `RMM_SEGMENTS` with `struct rmm_segment`, `RMM_MM` with `struct rmm_mm`,
    /// `RMM_LRU` with `struct rmm_lru`, `RMM_LAYOUT` with `struct rmm_region`. No flags are defined.
    ///
    /// Errors: `EINVAL` for an unknown flag; `ENOSPC` if the records do not all fit; `EFAULT` if a
    /// buffer cannot be written; `ESRCH` on an address space after exit or exec; `EBUSY` for
    /// `RMM_LRU` during memory hotplug.
    record ListArgs = "rmm_list" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// Must be zero.
        flags: u32,
        /// User address of an array of the call's records.
        buf: u64,
        /// Size of `buf` in records.
        capacity: u32,
        /// Size of the call's record as the caller knows it.
        record_size: u32,
        /// Out: number of records written.
        count: u32,
        /// Must be zero.
        reserved: u32,
    }
}
