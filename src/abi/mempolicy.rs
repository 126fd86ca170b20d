// SPDX-License-Identifier: GPL-2.0

//! Memory policies.

declare! {
    /// Modes of a memory policy (`MPOL_*`), as numa_maps spells them, with `_` for blanks.
    names MempolicyMode = "RMM_POLICY_" {
        /// The node of the CPU that faults; next the others by distance.
        Default = 0, "DEFAULT", "default";
        /// One node first.
        Prefer = 1, "PREFER", "prefer";
        /// These nodes alone.
        Bind = 2, "BIND", "bind";
        /// One node after the other.
        Interleave = 3, "INTERLEAVE", "interleave";
        /// As `DEFAULT`, though the process may say something else.
        Local = 4, "LOCAL", "local";
        /// These nodes first.
        PreferMany = 5, "PREFER_MANY", "prefer_(many)";
        /// One node after the other, as often as their weights say.
        WeightedInterleave = 6, "WEIGHTED_INTERLEAVE", "weighted_interleave";
    }

    /// Flags of a memory policy.
    bits MempolicyFlag: u32 = "RMM_POLICY_F_" {
        /// Nodes are not renumbered by cpusets (MPOL_F_STATIC_NODES).
        STATIC = 0, "STATIC", "static";
        /// Nodes are relative to what the cpuset allows (MPOL_F_RELATIVE_NODES).
        RELATIVE = 1, "RELATIVE", "relative";
        /// NUMA balancing may move pages (MPOL_F_NUMA_BALANCING).
        BALANCING = 2, "BALANCING", "balancing";
    }

    /// Origin of the memory policy that is effective for a VMA.
    names MempolicySource = "RMM_POLICY_OF_" {
        /// Its own, by mbind(2).
        Vma = 0, "VMA", "vma";
        /// The shared memory object's, at the VMA's first page.
        Object = 1, "OBJECT", "object";
        /// The thread's that the address space was opened by, by set_mempolicy(2).
        Task = 2, "TASK", "task";
        /// Nobody's: the default.
        Default = 3, "DEFAULT", "default";
        /// A driver's, which keeps it to itself.
        Unknown = 4, "UNKNOWN", "unknown";
    }
}
