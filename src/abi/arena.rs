// SPDX-License-Identifier: GPL-2.0

//! Arenas: shared memory whose pages are placed by a policy of one's choice.

declare! {
    /// Nodes that a mask of the interface has bits for; a node beyond cannot be named.
    constant ARENA_NODES: u32 = "RMM_ARENA_NODES" { 64 }

    /// Buckets of the histogram of heat.
    constant ARENA_HEATS: u32 = "RMM_ARENA_HEATS" { 16 }

    /// Where the pages of an arena go.
    names PlacementKind = "RMM_PLACE_" {
        /// To the node of the CPU that touches them first. `nodes` is ignored.
        Local = 0, "LOCAL", "local";
        /// To `nodes` alone, the nearest with free memory; never elsewhere.
        Bind = 1, "BIND", "bind";
        /// To `nodes`, the nearest with free memory; elsewhere when they are full.
        PreferredMany = 2, "PREFERRED_MANY", "preferred-many";
        /// To one of `nodes` after the other, by the page's place in the arena.
        Interleave = 3, "INTERLEAVE", "interleave";
        /// As interleave, `weights` pages at a time; without `weights`, the kernel's own
        /// (/sys/kernel/mm/mempolicy/weighted_interleave).
        Weighted = 4, "WEIGHTED", "weighted";
        /// Each to the node of `nodes` with the largest share of its memory free.
        Capacity = 5, "CAPACITY", "capacity";
        /// By a hash of the page's place: the same page always to the same node, in equal parts
        /// for any stride.
        Stripe = 6, "STRIPE", "stripe";
        /// To the `fast` nodes while they have room, then to the others of `nodes`.
        Tiered = 7, "TIERED", "tiered";
        /// In parts that follow `weights`, a bandwidth for each node, corrected by what could not
        /// be placed there.
        Adaptive = 8, "ADAPTIVE", "adaptive";
    }

    /// Why a page came to its node.
    names PlacementReason = "RMM_REASON_" {
        /// The first choice of the policy.
        First = 0, "FIRST", "first";
        /// Another of the arena's nodes: the first choice had no free page.
        Fallback = 1, "FALLBACK", "fall-back";
        /// The policy itself passed over a node below its watermark.
        Spill = 2, "SPILL", "spill";
        /// None of the arena's nodes had a free page, and the kernel chose.
        Elsewhere = 3, "ELSEWHERE", "elsewhere";
        /// The kernel's own policy of the same name chose.
        Kernel = 4, "KERNEL", "kernel";
        /// Of a range that has a policy by mbind(2).
        Range = 5, "RANGE", "range";
        /// Copied for a private mapping.
        Private = 6, "PRIVATE", "private";
        /// Moved by `RMM_ARENA_MOVE`.
        Moved = 7, "MOVED", "moved";
        /// Moved to a faster node, having been used: at a fault, or by the kernel that was asked.
        Promoted = 8, "PROMOTED", "promoted";
        /// Moved to a slower node, not having been used for longer than others.
        Demoted = 9, "DEMOTED", "demoted";
        /// Not placed: no node that was allowed had memory.
        NoMemory = 10, "NO_MEMORY", "no-memory";
        /// Not placed: beyond the arena's cap.
        Cap = 11, "CAP", "cap";
        /// The kernel was asked, at a NUMA hint fault, to move it to a faster node. A moment later
        /// it is counted as promoted, or refused by the kernel.
        Asked = 12, "ASKED", "asked";
    }

    /// Why a page was not moved.
    names MigrationRefusal = "RMM_REFUSAL_" {
        /// Somebody holds a reference: pinned, being read or migrated, on a list of new pages.
        Pinned = 0, "PINNED", "pinned";
        /// Locked by somebody.
        Busy = 1, "BUSY", "busy";
        /// Being written to swap, or kept there too.
        Writeback = 2, "WRITEBACK", "writeback";
        /// mlock(2) holds it.
        Mlocked = 3, "MLOCKED", "mlocked";
        /// The target has no memory above its high watermark.
        Watermark = 4, "WATERMARK", "watermark";
        /// More was moved in this while than may be.
        Rate = 5, "RATE", "rate";
        /// Part of a large folio.
        Large = 6, "LARGE", "large";
        /// The target gave no page.
        NoMemory = 7, "NO_MEMORY", "no-memory";
        /// Its memory is broken.
        Poisoned = 8, "POISONED", "poisoned";
        /// Truncated or written to swap meanwhile.
        Gone = 9, "GONE", "gone";
        /// The kernel was asked to move it, and has not.
        Kernel = 10, "KERNEL", "kernel";
    }

    /// `flags` of `RMM_ARENA_CREATE`.
    bits ArenaFlag: u32 = "RMM_ARENA_" {
        /// Have this module place even where the kernel has a policy of the name.
        STEER = 0, "STEER", "steer";
        /// Never give memory of another node than `nodes`, whatever the policy: SIGBUS or the
        /// kernel's out-of-memory handling, as for bind.
        STRICT = 1, "STRICT", "strict";
    }

    /// `flags` of `RMM_ARENA_STAT`.
    bits ArenaStatFlag: u32 = "RMM_ARENA_STAT_" {
        /// Count the resident pages of each node, one by one.
        NODES = 0, "NODES", "nodes";
    }

    /// Argument of `RMM_ARENA_CREATE`. Returns a file descriptor to mmap(2), close-on-exec.
    /// `EINVAL`: `bytes` 0 or beyond `cap` or what a file can have, an unknown policy or flag, no
    /// node of `nodes` that has memory and is allowed (for policies that need one), weights that
    /// are all 0 or beyond 255 (weighted) or not wanted. `ENOSPC`: beyond the user's limit.
    record ArenaCreateArgs = "rmm_arena_create" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// `RMM_ARENA_*`.
        flags: u32,
        /// Size of the file; ftruncate(2) changes it.
        bytes: u64,
        /// Bytes of memory that the arena may take, counted against the user's limit until it is
        /// gone; 0 stands for `bytes`. Beyond it faults are SIGBUS and fallocate(2) is `ENOSPC`.
        cap: u64,
        /// Nodes to place on, a bit each. Nodes that have no memory or are not allowed are left out.
        nodes: u64,
        /// Tiered: the fast ones of `nodes`; 0 stands for those that have CPUs.
        fast: u64,
        /// Address of `weights_count` numbers of 32 bits, one a node from node 0 on; a node beyond
        /// has weight 0. Weighted: pages at a time, 1 to 255. Adaptive: any unit of bandwidth.
        weights: u64,
        /// As above; 0 without weights, 64 at most.
        weights_count: u32,
        /// `RMM_PLACE_*`.
        policy: u32,
    }

    /// Argument of `RMM_ARENA_STAT`; of `/proc/rmm/arenas` a group of lines. Counts are since the
    /// arena was made, each exact; together they are not one moment.
    record ArenaStatArgs = "rmm_arena_stat" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// `RMM_ARENA_STAT_*`.
        flags: u32,
        /// Out: number of the arena, as in `/proc/rmm/arenas`.
        id: u64,
        /// Out: user id of the maker, in the initial user namespace.
        uid: u32,
        /// Out: `RMM_PLACE_*`.
        policy: u32,
        /// Out: inode number, as in /proc/PID/maps.
        inode: u64,
        /// Out: size of the file.
        bytes: u64,
        /// Out: bytes of memory that it may take.
        cap: u64,
        /// Out: nodes that it places on.
        nodes: u64,
        /// Out: `RMM_ARENA_*`.
        arena_flags: u32,
        /// Out: nothing yet.
        reserved: u32,
        /// Out: pages in memory now.
        resident_pages: u64,
        /// Out: pages in swap now.
        swapped_pages: u64,
        /// Out: NUMA hint faults, or `RMM_ABSENT` where they cannot be distinguished from other
        /// policy lookups.
        hint_faults: u64,
        /// Out: pages that came back from swap by a fault.
        swapped_in: u64,
        /// Out: decisions ever written to the ring; those of `RMM_ARENA_RING` are the last.
        decisions: u64,
        /// Out: pages in memory now, by node; with `RMM_ARENA_STAT_NODES`, else `RMM_ABSENT`.
        node_pages: [u64; 64],
        /// Out: pages placed ever, by node: those of folios that faults and fallocate(2) brought. A
        /// folio is a page, unless madvise(2) or shmem_enabled have asked for more.
        placed: [u64; 64],
        /// Out: decisions by `RMM_REASON_*`.
        reasons: [u64; 16],
        /// Out: pages that were not moved, by `RMM_REFUSAL_*`.
        refusals: [u64; 16],
        /// Out: pages in memory, as last looked at, by how often they are used: bucket 15 once in
        /// 1 ms or more often, each below half as often, 1 once in 16 s, 0 less often or not known.
        /// All zero for a policy that does not care.
        heat: [u64; 16],
        /// Out: of these, pages on fast nodes.
        heat_fast: [u64; 16],
        /// Out: pages ever moved to each node by this module, or by the kernel as asked. What came
        /// to a node, and was neither truncated nor swapped, nor moved by others, is
        /// `placed + moved_in - moved_out`.
        moved_in: [u64; 64],
        /// Out: pages ever moved away from each node, as above.
        moved_out: [u64; 64],
        /// Out: pages ever unmapped to find out whether they are used.
        sampled: u64,
        /// Out: of these, pages that were used then.
        used: u64,
    }

    /// Argument of `RMM_ARENA_MOVE`: moves what is resident of a range to `nodes`, page by page.
    /// A page that is on one of them stays; the others are dealt out to them in turn.
    record ArenaMoveArgs = "rmm_arena_move" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// Must be zero.
        flags: u32,
        /// First byte, a multiple of the page size.
        start: u64,
        /// Bytes; a multiple of the page size.
        len: u64,
        /// Where to, a bit each; `EINVAL` if none of them has memory and is allowed.
        nodes: u64,
        /// Out: byte at which to resume after a signal; `start + len` when the range is done.
        next: u64,
        /// Out: pages moved.
        moved: u64,
        /// Out: pages that were there already.
        stayed: u64,
        /// Out: pages not in memory.
        absent: u64,
        /// Out: pages that were not moved, by `RMM_REFUSAL_*`.
        refusals: [u64; 16],
    }

    /// Argument of `RMM_ARENA_RING`: the last decisions, oldest first, as `rmm_decision`.
    record ArenaRingArgs = "rmm_arena_ring" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// Must be zero.
        flags: u32,
        /// Number of the first requested decision. Out: the number at which to resume.
        next: u64,
        /// Address of an array of `rmm_decision`.
        buf: u64,
        /// Records that the array has room for.
        capacity: u32,
        /// Size of a record as the caller knows it.
        record_size: u32,
        /// Out: decisions that were wanted and have been overwritten.
        lost: u64,
        /// Out: records written.
        count: u32,
        /// Must be zero.
        reserved: u32,
    }

    /// One decision.
    record DecisionRecord = "rmm_decision" {
        /// Its number, from 0.
        number: u64,
        /// When, by CLOCK_MONOTONIC.
        time_ns: u64,
        /// Page of the arena.
        page: u64,
        /// The node that it came to; `RMM_ARENA_NODES` if to none.
        node: u32,
        /// The node that was wanted first; `RMM_ARENA_NODES` if the kernel was to choose.
        wanted: u32,
        /// `RMM_REASON_*`.
        reason: u32,
        /// Node of the CPU that asked.
        local: u32,
    }
}
