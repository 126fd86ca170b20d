// SPDX-License-Identifier: GPL-2.0

//! Arenas: shared memory whose pages a policy of this module places.

declare! {
    /// Width of a node mask. Nodes from this number on cannot be used.
    constant ARENA_NODES: u32 = "RMM_ARENA_NODES" { 64 }

    /// Number of buckets of the heat histogram.
    constant ARENA_HEATS: u32 = "RMM_ARENA_HEATS" { 16 }

    /// Placement policies: where a new page of an arena is allocated.
    names PlacementKind = "RMM_PLACE_" {
        /// On the node of the CPU that touches the page first. `nodes` is ignored.
        Local = 0, "LOCAL", "local";
        /// On `nodes` only, the nearest with free memory first.
        Bind = 1, "BIND", "bind";
        /// On `nodes`, the nearest with free memory first; on other nodes when these are full.
        PreferredMany = 2, "PREFERRED_MANY", "preferred-many";
        /// On `nodes` in turn, by the page's index in the arena.
        Interleave = 3, "INTERLEAVE", "interleave";
        /// As interleave, with `weights` pages at a time. Without `weights` the kernel's weights
        /// apply (/sys/kernel/mm/mempolicy/weighted_interleave).
        Weighted = 4, "WEIGHTED", "weighted";
        /// On the node of `nodes` with the largest share of free memory.
        Capacity = 5, "CAPACITY", "capacity";
        /// By a hash of the page's index: a page always has the same node, and any stride is
        /// distributed evenly.
        Stripe = 6, "STRIPE", "stripe";
        /// On the `fast` nodes while they have room, then on the others of `nodes`.
        Tiered = 7, "TIERED", "tiered";
        /// In proportion to `weights`, a bandwidth for each node, corrected by the pages that could
        /// not be placed there.
        Adaptive = 8, "ADAPTIVE", "adaptive";
    }

    /// Why a page is on its node.
    names PlacementReason = "RMM_REASON_" {
        /// The policy's first choice.
        First = 0, "FIRST", "first";
        /// Another node of the arena, because the first choice had no free page.
        Fallback = 1, "FALLBACK", "fall-back";
        /// The policy skipped a node that was below its watermark.
        Spill = 2, "SPILL", "spill";
        /// A node that the kernel chose, because no node of the arena had a free page.
        Elsewhere = 3, "ELSEWHERE", "elsewhere";
        /// A node that the kernel's policy of the same name chose.
        Kernel = 4, "KERNEL", "kernel";
        /// The page is in a range with a policy of its own, by mbind(2).
        Range = 5, "RANGE", "range";
        /// The page is a copy in a private mapping.
        Private = 6, "PRIVATE", "private";
        /// `RMM_ARENA_MOVE` migrated the page.
        Moved = 7, "MOVED", "moved";
        /// The page was used and migrated to a faster node, in a fault or by NUMA balancing on
        /// request.
        Promoted = 8, "PROMOTED", "promoted";
        /// The page was used less recently than others and migrated to a slower node.
        Demoted = 9, "DEMOTED", "demoted";
        /// The page was not placed, because no allowed node had memory.
        NoMemory = 10, "NO_MEMORY", "no-memory";
        /// The page was not placed, because the arena had reached its cap.
        Cap = 11, "CAP", "cap";
        /// At a NUMA hinting fault the kernel was asked to migrate the page to a faster node. The
        /// outcome is counted once, as promoted or as refused by the kernel.
        Asked = 12, "ASKED", "asked";
    }

    /// Why a page was not migrated.
    names MigrationRefusal = "RMM_REFUSAL_" {
        /// Another user holds a reference: the page is pinned, being read or migrated, or in a
        /// per-CPU folio batch.
        Pinned = 0, "PINNED", "pinned";
        /// The folio is locked.
        Busy = 1, "BUSY", "busy";
        /// The page is under writeback to swap, or in the swap cache.
        Writeback = 2, "WRITEBACK", "writeback";
        /// The page is mlocked.
        Mlocked = 3, "MLOCKED", "mlocked";
        /// The target node is not above its high watermark.
        Watermark = 4, "WATERMARK", "watermark";
        /// The rate limit of migration was reached.
        Rate = 5, "RATE", "rate";
        /// The page is part of a large folio.
        Large = 6, "LARGE", "large";
        /// The target node had no free page.
        NoMemory = 7, "NO_MEMORY", "no-memory";
        /// The page is hardware-poisoned.
        Poisoned = 8, "POISONED", "poisoned";
        /// The page was truncated or swapped out meanwhile.
        Gone = 9, "GONE", "gone";
        /// The kernel was asked to migrate the page and did not.
        Kernel = 10, "KERNEL", "kernel";
        /// Soft-dirty bits of a process that maps it are in use: moving the page would clear them.
        Tracked = 11, "TRACKED", "tracked";
        /// Too many mappings show the page (docs/policy.md), so moving it would take too long.
        Shared = 12, "SHARED", "shared";
        /// The cpuset of a process that maps the page does not allow the target node.
        Cpuset = 13, "CPUSET", "cpuset";
    }

    /// `flags` of `RMM_ARENA_CREATE`.
    bits ArenaFlag: u32 = "RMM_ARENA_" {
        /// The module places pages even if the kernel has a policy of the same name.
        STEER = 0, "STEER", "steer";
        /// Never allocate from a node outside `nodes`, whatever the policy. When they are full, a
        /// fault ends as with MPOL_BIND: in SIGBUS or the OOM killer.
        STRICT = 1, "STRICT", "strict";
    }

    /// `flags` of `RMM_ARENA_STAT`.
    bits ArenaStatFlag: u32 = "RMM_ARENA_STAT_" {
        /// Count the resident pages of each node, page by page.
        NODES = 0, "NODES", "nodes";
    }

    /// Argument of `RMM_ARENA_CREATE`. The call returns a close-on-exec file descriptor for
    /// mmap(2).
    ///
    /// Errors: `EINVAL` if `bytes` is 0, exceeds `cap` or exceeds the maximum file size, for an
    /// unknown policy or flag, if the policy needs nodes and none of `nodes` has memory and is
    /// allowed, and for weights that are all 0, exceed 255 (weighted) or do not belong to the
    /// policy; `ENOSPC` if the user's limit is exceeded.
    record ArenaCreateArgs = "rmm_arena_create" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// `RMM_ARENA_*`.
        flags: u32,
        /// Size of the file in bytes; ftruncate(2) changes it.
        bytes: u64,
        /// Bytes of memory that the arena may use, rounded up to a multiple of 2 MiB; 0 stands for
        /// `bytes`. They count against the user's limit while the arena exists. Beyond the cap a
        /// fault is SIGBUS and fallocate(2) is `ENOSPC`.
        cap: u64,
        /// Mask of nodes to place pages on. Nodes without memory and nodes that are not allowed are
        /// dropped.
        nodes: u64,
        /// Tiered: mask of the fast nodes among `nodes`; 0 stands for the nodes with CPUs.
        fast: u64,
        /// User address of `weights_count` 32-bit numbers, one for each node from 0 on; further
        /// nodes have weight 0. Weighted: pages at a time, 1 to 255. Adaptive: bandwidth in any
        /// unit.
        weights: u64,
        /// Number of weights, at most 64; 0 without weights.
        weights_count: u32,
        /// `RMM_PLACE_*`.
        policy: u32,
    }

    /// Argument of `RMM_ARENA_STAT`, a group of lines in `/proc/rmm/arenas`. Counts begin with the
    /// creation of the arena. Each is exact, but together they are not a snapshot.
    record ArenaStatArgs = "rmm_arena_stat" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// `RMM_ARENA_STAT_*`.
        flags: u32,
        /// Out: number of the arena, as in `/proc/rmm/arenas`.
        id: u64,
        /// Out: user id of the creator in the initial user namespace.
        uid: u32,
        /// Out: `RMM_PLACE_*`.
        policy: u32,
        /// Out: inode number, as in /proc/PID/maps.
        inode: u64,
        /// Out: size of the file in bytes.
        bytes: u64,
        /// Out: bytes of memory that the arena may use.
        cap: u64,
        /// Out: mask of the nodes that it places pages on.
        nodes: u64,
        /// Out: `RMM_ARENA_*`.
        arena_flags: u32,
        /// Out: always zero.
        reserved: u32,
        /// Out: pages in memory.
        resident_pages: u64,
        /// Out: pages in swap.
        swapped_pages: u64,
        /// Out: NUMA hinting faults; `RMM_ABSENT` where they cannot be distinguished from other
        /// calls of `get_policy`.
        hint_faults: u64,
        /// Out: pages that a fault swapped in.
        swapped_in: u64,
        /// Out: number of decisions written to the ring since creation. `RMM_ARENA_RING` returns
        /// the last of them.
        decisions: u64,
        /// Out: pages in memory by node, with `RMM_ARENA_STAT_NODES`; otherwise `RMM_ABSENT`.
        node_pages: [u64; 64],
        /// Out: pages placed since creation, by node: those that faults and fallocate(2) allocated.
        /// A folio is one page unless madvise(2) requests larger ones. Pages that the kernel fills
        /// when it collapses pages into a huge one are not placed.
        placed: [u64; 64],
        /// Out: decisions by `RMM_REASON_*`.
        reasons: [u64; 16],
        /// Out: pages that were not migrated, by `RMM_REFUSAL_*`.
        refusals: [u64; 16],
        /// Out: pages in memory by frequency of use when last sampled. Bucket 15: at least once in
        /// 1 ms; each lower bucket: half as often; bucket 1: once in 16 s; bucket 0: less often or
        /// unknown. All zero for a policy that does not sample.
        heat: [u64; 16],
        /// Out: pages of `heat` that are on fast nodes.
        heat_fast: [u64; 16],
        /// Out: pages migrated to each node since creation by this module, or by the kernel at its
        /// request. `placed + moved_in - moved_out` is the number of pages of a node that were not
        /// truncated, swapped out or migrated otherwise.
        moved_in: [u64; 64],
        /// Out: pages migrated away from each node, likewise.
        moved_out: [u64; 64],
        /// Out: pages unmapped since creation to detect use.
        sampled: u64,
        /// Out: sampled pages that were used.
        used: u64,
        /// Out: pid of the process that created the arena, in the caller's pid namespace; in
        /// `/proc/rmm/arenas`, in the opener's. `RMM_ABSENT` if the process has been reaped or is not
        /// visible there.
        maker_pid: u64,
        /// Out: name (`comm`) of that process when it created the arena, zero-terminated.
        maker_comm: [u8; 16],
        /// Out: mappings (VMAs) with MAP_SHARED, with `RMM_ARENA_STAT_NODES`; otherwise
        /// `RMM_ABSENT`, as are the next three fields. They are absent, too, if there are more than
        /// 1024 mappings, or if their page tables are too many.
        shared_mappings: u64,
        /// Out: mappings with MAP_PRIVATE.
        private_mappings: u64,
        /// Out: private copies in memory, by node: anonymous pages in private mappings, read from their
        /// page tables. A page that fork(2) shares counts in each process. No page of them is in
        /// `resident_pages`.
        private_pages: [u64; 64],
        /// Out: private copies in swap, likewise.
        private_swapped: u64,
        /// Out: private copies made since creation, by the node that they were placed on; the same
        /// decisions as `reasons[RMM_REASON_PRIVATE]`.
        private_placed: [u64; 64],
    }

    /// Argument of `RMM_ARENA_MOVE`: migrates the resident pages of a range to `nodes`, page by
    /// page. A page that is on one of these nodes stays. The others are distributed over the nodes
    /// in turn.
    ///
    /// Errors: `EINVAL` if the range is unaligned, or if none of `nodes` has memory and is allowed.
    record ArenaMoveArgs = "rmm_arena_move" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// Must be zero.
        flags: u32,
        /// Offset of the first byte, a multiple of the page size.
        start: u64,
        /// Length in bytes, a multiple of the page size.
        len: u64,
        /// Mask of target nodes.
        nodes: u64,
        /// Out: offset at which to resume after a signal; `start + len` when the range is done.
        next: u64,
        /// Out: pages that were migrated.
        moved: u64,
        /// Out: pages that were on one of the nodes already.
        stayed: u64,
        /// Out: pages that are not in memory.
        absent: u64,
        /// Out: pages that were not migrated, by `RMM_REFUSAL_*`.
        refusals: [u64; 16],
    }

    /// Argument of `RMM_ARENA_RING`: the last decisions, oldest first, as `struct rmm_decision`.
    record ArenaRingArgs = "rmm_arena_ring" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// Must be zero.
        flags: u32,
        /// Number of the first decision to return. Out: number at which to resume.
        next: u64,
        /// User address of an array of `struct rmm_decision`.
        buf: u64,
        /// Records that the array has room for.
        capacity: u32,
        /// Size of a record as the caller knows it.
        record_size: u32,
        /// Out: requested decisions that were overwritten.
        lost: u64,
        /// Out: number of records written.
        count: u32,
        /// Must be zero.
        reserved: u32,
    }

    /// One placement decision.
    record DecisionRecord = "rmm_decision" {
        /// Number of the decision, from 0.
        number: u64,
        /// Time by CLOCK_MONOTONIC, in ns.
        time_ns: u64,
        /// Index of the page in the arena.
        page: u64,
        /// Node that the page was placed on or migrated to; `RMM_ARENA_NODES` if none.
        node: u32,
        /// First choice of the policy; `RMM_ARENA_NODES` if the kernel chooses.
        wanted: u32,
        /// `RMM_REASON_*`.
        reason: u32,
        /// Node of the CPU that the decision was made on.
        local: u32,
    }
}
