// SPDX-License-Identifier: GPL-2.0

//! CPUs, distances and zonelists of nodes.

declare! {
    /// A range of online CPUs that belong to one node.
    record NodeCpusRecord = "rmm_node_cpus" {
        /// Node number.
        node: u32,
        /// First CPU of the range.
        first: u32,
        /// Last CPU of the range, inclusive.
        last: u32,
        /// Always zero.
        reserved: u32,
    }

    /// Distance between two nodes (`node_distance()`); a node has distance 10 to itself.
    record NodeDistanceRecord = "rmm_distance" {
        /// First node.
        from: u32,
        /// Second node.
        to: u32,
        /// Distance.
        distance: u32,
        /// Always zero.
        reserved: u32,
    }

    /// One position in a zonelist: the order in which an allocation on a node tries zones
    /// (`node_zonelists`).
    record ZoneRefRecord = "rmm_zone_ref" {
        /// Node of the allocation.
        node: u32,
        /// `RMM_ZONELIST_*`.
        list: u32,
        /// Position in the zonelist, from 0.
        place: u32,
        /// Node of the zone at this position.
        zone_node: u32,
        /// `RMM_ZONE_*` of the zone at this position.
        zone: u32,
        /// Always zero.
        reserved: u32,
    }

    /// The zonelists of a node (include/linux/mmzone.h).
    names ZonelistKind = "RMM_ZONELIST_" {
        /// ZONELIST_FALLBACK: falls back to other nodes.
        Fallback = 0, "FALLBACK", "fallback";
        /// ZONELIST_NOFALLBACK: stays on the node (__GFP_THISNODE).
        NoFallback = 1, "NOFALLBACK", "nofallback";
    }
}
