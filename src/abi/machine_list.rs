// SPDX-License-Identifier: GPL-2.0

//! The argument of calls that return records of nodes and zones.

declare! {
    /// Argument of `RMM_NODES`, `RMM_ZONES`, `RMM_BUDDY`, `RMM_PAGETYPES` and `RMM_FRAGMENTATION`:
    /// records of the online nodes and their zones in ascending order. A call returns as many as
    /// fit; the records of one node or zone are never split. When `next` is not `RMM_ABSENT`, call
    /// again with `start = next`.
    ///
    /// Errors: `ENOSPC` if the records of the first node or zone do not fit; `EINVAL` for an
    /// unknown flag, an invalid `start`, or a `capacity` of 0; `EBUSY` during memory hotplug;
    /// `EPERM` without the capability that the call needs; `EFAULT` if a buffer cannot be written.
    record MachineListArgs = "rmm_rows" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// `RMM_NODES_*` or `RMM_ZONES_*`; zero for other calls.
        flags: u32,
        /// 0 for the first node or zone, or `next` of the previous call.
        start: u64,
        /// Out: value at which to resume; `RMM_ABSENT` at the end.
        next: u64,
        /// User address of an array of records.
        buf: u64,
        /// Size of `buf` in records.
        capacity: u32,
        /// Size of a record, a multiple of 8. A shorter record is cut, a longer one is followed by
        /// zeros.
        record_size: u32,
        /// Out: number of records written.
        count: u32,
        /// Must be zero.
        reserved: u32,
        /// Out, `RMM_PAGETYPES` only: longest time that a zone's lock was held with interrupts off,
        /// in ns.
        longest_hold_ns: u64,
    }

    /// Flags of `RMM_NODES`: which record is returned instead of `struct rmm_node`. At most one.
    bits NodesFlag: u32 = "RMM_NODES_" {
        /// `struct rmm_node_cpus`.
        CPUS = 0, "CPUS", "cpus";
        /// `struct rmm_distance`.
        DISTANCES = 1, "DISTANCES", "distances";
        /// `struct rmm_zone_ref`.
        ZONELISTS = 2, "ZONELISTS", "zonelists";
    }

    /// Flags of `RMM_ZONES`. At most one.
    bits ZonesFlag: u32 = "RMM_ZONES_" {
        /// Return `struct rmm_pageset`: the page lists of every online CPU.
        PAGESETS = 0, "PAGESETS", "pagesets";
        /// Return only zones with present pages. On a large machine most zones have none.
        POPULATED = 1, "POPULATED", "populated";
    }
}
