// SPDX-License-Identifier: GPL-2.0

//! Memory policies (`struct mempolicy`, mm/mempolicy.c).

declare! {
    /// Modes of a memory policy (`MPOL_*`, include/uapi/linux/mempolicy.h), as numa_maps spells
    /// them, with `_` for blanks.
    names MempolicyMode = "RMM_POLICY_" {
        /// The local node first, then the others by distance.
        Default = 0, "DEFAULT", "default";
        /// One preferred node first.
        Prefer = 1, "PREFER", "prefer";
        /// Only the nodes of the policy.
        Bind = 2, "BIND", "bind";
        /// The nodes of the policy in turn.
        Interleave = 3, "INTERLEAVE", "interleave";
        /// The local node first, set explicitly.
        Local = 4, "LOCAL", "local";
        /// The nodes of the policy first.
        PreferMany = 5, "PREFER_MANY", "prefer_(many)";
        /// The nodes of the policy in turn, in proportion to their weights.
        WeightedInterleave = 6, "WEIGHTED_INTERLEAVE", "weighted_interleave";
    }

    /// Flags of a memory policy (`MPOL_F_*`).
    bits MempolicyFlag: u32 = "RMM_POLICY_F_" {
        /// cpusets do not remap the nodes (MPOL_F_STATIC_NODES).
        STATIC = 0, "STATIC", "static";
        /// Nodes are relative to the set that the cpuset allows (MPOL_F_RELATIVE_NODES).
        RELATIVE = 1, "RELATIVE", "relative";
        /// NUMA balancing may migrate pages (MPOL_F_NUMA_BALANCING).
        BALANCING = 2, "BALANCING", "balancing";
    }

    /// Where the effective memory policy of a VMA comes from.
    names MempolicySource = "RMM_POLICY_OF_" {
        /// The VMA, by mbind(2).
        Vma = 0, "VMA", "vma";
        /// The shared memory object, at the first page of the VMA.
        Object = 1, "OBJECT", "object";
        /// The thread by which the address space was opened, by set_mempolicy(2).
        Task = 2, "TASK", "task";
        /// The system default.
        Default = 3, "DEFAULT", "default";
        /// A driver (`vm_ops->get_policy`), whose policy is not visible.
        Unknown = 4, "UNKNOWN", "unknown";
        /// The arena that the VMA maps: its placement policy chooses a node for each page. The mode
        /// is absent; `rmm_vma.arena_policy` is the policy.
        Arena = 5, "ARENA", "arena";
    }
}
