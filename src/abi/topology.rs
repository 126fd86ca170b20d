// SPDX-License-Identifier: GPL-2.0

//! CPUs, distances and zonelists of nodes.

declare! {
    /// A run of online CPUs that belong to one node.
    record NodeCpusRecord = "rmm_node_cpus" {
        /// Node number.
        node: u32,
        /// First CPU.
        first: u32,
        /// Last CPU.
        last: u32,
        /// Always zero.
        reserved: u32,
    }

    /// How far apart two nodes are (SLIT): 10 is the node itself.
    record NodeDistanceRecord = "rmm_distance" {
        /// From this node.
        from: u32,
        /// To this one.
        to: u32,
        /// Distance.
        distance: u32,
        /// Always zero.
        reserved: u32,
    }

    /// One place in the order in which an allocation on a node tries zones (`node_zonelists`).
    record ZoneRefRecord = "rmm_zone_ref" {
        /// The allocation's node.
        node: u32,
        /// `RMM_ZONELIST_*`.
        list: u32,
        /// Position in the order, from 0.
        place: u32,
        /// Node of the zone at that position.
        zone_node: u32,
        /// `RMM_ZONE_*` of it.
        zone: u32,
        /// Always zero.
        reserved: u32,
    }

    /// The zonelists of a node.
    names ZonelistKind = "RMM_ZONELIST_" {
        /// Falls back to other nodes.
        Fallback = 0, "FALLBACK", "fallback";
        /// Stays on the node (__GFP_THISNODE).
        NoFallback = 1, "NOFALLBACK", "nofallback";
    }
}
