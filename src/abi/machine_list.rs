// SPDX-License-Identifier: GPL-2.0

//! Calls that give the records of the machine's nodes and zones.

declare! {
    /// Argument of `RMM_NODES`, `RMM_ZONES`, `RMM_BUDDY`, `RMM_PAGETYPES` and `RMM_FRAGMENTATION`:
    /// records of the online nodes, ascending, and of their zones, ascending. A call gives as many
    /// as there is room for; those of one node or zone come together. When `next` is not
    /// `RMM_ABSENT`, call again with `start = next`.
    ///
    /// Errors: `ENOSPC` if what belongs to the first node or zone does not fit; `EINVAL` for an
    /// unknown flag, a `start` that is no place, a `capacity` of 0; `EBUSY` while memory is coming
    /// or going; `EPERM` where a call asks for a right; `EFAULT` for a buffer that cannot be
    /// written.
    record MachineListArgs = "rmm_rows" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// `RMM_NODES_*` or `RMM_ZONES_*`; zero for other calls.
        flags: u32,
        /// 0 for the first node or zone, or what `next` was.
        start: u64,
        /// Out: where to resume; `RMM_ABSENT` after the last.
        next: u64,
        /// User address of an array of records.
        buf: u64,
        /// Records that it has room for.
        capacity: u32,
        /// Size of each, a multiple of 8: a shorter record is cut, a longer one followed by zeros.
        record_size: u32,
        /// Out: records written.
        count: u32,
        /// Must be zero.
        reserved: u32,
        /// Out, of `RMM_PAGETYPES`: longest hold of a zone's lock, with interrupts off.
        longest_hold_ns: u64,
    }

    /// Flags of `RMM_NODES`: what to give instead of `struct rmm_node`. At most one.
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
        /// `struct rmm_pageset` instead: the page lists of every online CPU.
        PAGESETS = 0, "PAGESETS", "pagesets";
        /// Only zones with present pages; on large machines most zones have none.
        POPULATED = 1, "POPULATED", "populated";
    }
}
