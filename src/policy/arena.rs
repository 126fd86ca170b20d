// SPDX-License-Identifier: GPL-2.0

//! One arena: its creation and its statistics.

use super::{
    accounts::ArenaAccounts,
    heatmap::{
        now_ms,
        HeatMap, //
    },
    user_limits::{
        UserCharge,
        UserLimits, //
    },
};
use crate::{
    abi::{
        arena::{
            ArenaCreateArgs,
            ArenaFlag,
            ArenaStatArgs,
            ArenaStatFlag,
            DecisionRecord,
            PlacementKind, //
        },
        AbiRecord,
        ABSENT, //
    },
    model::policy::{
        kernel_mode,
        AnyPolicy,
        HeatLevel,
        NodeSet,
        PageTier,
        PlacementContext,
        PolicySetup,
        RateLimit,
        NODES, //
    },
    sys::{
        arena::{
            mappings::PrivatePages,
            mempolicy::{
                NodePolicies,
                OwnedMempolicy, //
            },
            shmem::ShmemFile,
            PageLocks,
            SteeringPolicies,
            DETECTS_HINT_FAULTS, //
        },
        memory::{
            node,
            numa::{
                allowed_nodes,
                local_node, //
            },
        },
        task::{
            cred::{
                caller_owner,
                caller_uid, //
            },
            pid::Pid,
        },
    },
};
use core::sync::atomic::{
    AtomicBool,
    Ordering::Relaxed, //
};
use kernel::{
    page::PAGE_SIZE,
    prelude::*,
    sync::Arc, //
};

/// The kernel fills the holes of a huge page that a user requests by madvise(2), wherever the cap is, so
/// caps are multiples of its size.
const HUGE_PAGE_BYTES: u64 = 2 << 20;

/// Most pages of an arena that are promoted in a second, 64 MiB; as many may be demoted.
const MIGRATIONS_PER_SECOND: u64 = 16384;

/// More pages than any file can have.
pub(super) const MAX_FILE_PAGES: u64 = 1 << 51;

/// Which side places pages.
#[derive(Clone, Copy)]
pub(super) enum PlacementMode {
    /// The kernel, by its policy of the same name.
    Kernel,
    /// rmm, by steering the kernel's policy.
    Steered {
        /// Pages never come from nodes outside of the arena's.
        strict: bool,
    },
}

/// An arena.
#[pin_data]
pub(crate) struct Arena {
    id: u64,
    uid: u32,
    /// The process that created the arena, and its name at that time.
    maker: Pid,
    maker_comm: [u8; 16],
    flags: u32,
    cap: u64,
    pub(super) nodes: NodeSet,
    pub(super) policy_kind: PlacementKind,
    pub(super) policy: AnyPolicy,
    pub(super) mode: PlacementMode,
    /// The policy of every range for which mbind(2) has not set one, if the kernel places pages.
    base: Option<OwnedMempolicy>,
    pub(super) steering: Arc<SteeringPolicies>,
    pub(super) page_locks: PageLocks,
    /// Policies for private copies, if those are limited to the arena's nodes.
    pub(super) confined: Option<NodePolicies>,
    /// For private copies at NUMA hint faults, which the kernel promotes to these nodes.
    pub(super) private_hints: Option<OwnedMempolicy>,
    pub(super) shmem: ShmemFile,
    bias: u64,
    /// Rate of promotions.
    pub(super) promotions: RateLimit,
    /// Rate of demotions.
    pub(super) demotions: RateLimit,
    /// Heat of each page, if the policy uses it.
    pub(super) heat: Option<HeatMap>,
    /// The last descriptor and mapping are gone.
    closed: AtomicBool,
    #[pin]
    pub(super) accounts: ArenaAccounts,
    charge: UserCharge,
}

impl Arena {
    /// Creates arena number `id` as described by `args` and `weights`, charged to the caller.
    /// Errors are those listed at [`ArenaCreateArgs`].
    pub(super) fn new(
        id: u64,
        limits: &Arc<UserLimits>,
        steering: &Arc<SteeringPolicies>,
        args: &ArenaCreateArgs,
        weights: &[u32],
    ) -> Result<Arc<Self>> {
        let kind = PlacementKind::from_raw(args.policy).ok_or(EINVAL)?;
        if args.flags & !ArenaFlag::ALL != 0 || args.bytes == 0 {
            return Err(EINVAL);
        }
        let max_bytes = if args.cap == 0 { args.bytes } else { args.cap };
        let cap = max_bytes
            .checked_next_multiple_of(HUGE_PAGE_BYTES)
            .filter(|&cap| args.bytes <= max_bytes && cap <= i64::MAX as u64)
            .ok_or(EINVAL)?;
        // As mbind(2): nodes without memory and nodes that are not allowed are ignored.
        let nodes = NodeSet(args.nodes).intersection(allowed_nodes());
        let fast = if args.fast == 0 {
            nodes_with_cpus(nodes)
        } else {
            NodeSet(args.fast)
        };
        let setup = PolicySetup {
            nodes,
            fast,
            weights,
        };
        let policy = AnyPolicy::new(kind, &setup).map_err(|_| EINVAL)?;
        let strict = args.flags & ArenaFlag::STRICT != 0 || policy.get().is_strict();
        if strict && nodes.is_empty() {
            return Err(EINVAL);
        }
        // Requests that no policy of the kernel can fulfil are steered.
        let needs_steering =
            args.flags & (ArenaFlag::STEER | ArenaFlag::STRICT) != 0 || !weights.is_empty();
        let mode = kernel_mode(kind).filter(|_| !needs_steering);
        let charge = limits.charge(caller_owner(), cap)?;
        let pages = cap / PAGE_SIZE as u64;
        let shmem = ShmemFile::new(args.bytes)?;
        let base = match mode {
            Some(mode) => Some(OwnedMempolicy::for_mode(mode, nodes)?),
            None => None,
        };
        let heat = match policy.get().tracks_heat() {
            true => Some(HeatMap::new(pages)?),
            false => None,
        };
        let accounts = ArenaAccounts::new(heat.as_ref().map_or(0, HeatMap::len))?;
        let confined = if strict && mode.is_none() {
            Some(NodePolicies::confined(nodes)?)
        } else {
            None
        };
        let maker = Pid::of_caller().ok_or(ESRCH)?;
        let private_hints = if heat.is_some() && DETECTS_HINT_FAULTS {
            Some(OwnedMempolicy::balanced_among(fast.intersection(nodes))?)
        } else {
            None
        };
        let arena = Arc::pin_init(
            pin_init!(Self {
                id,
                uid: caller_uid(),
                maker_comm: maker.comm().unwrap_or_default(),
                maker,
                flags: args.flags,
                cap,
                nodes,
                policy_kind: kind,
                policy,
                mode: match mode {
                    Some(_) => PlacementMode::Kernel,
                    None => PlacementMode::Steered { strict },
                },
                base,
                steering: steering.clone(),
                page_locks: PageLocks::new()?,
                confined,
                private_hints,
                bias: shmem.inode(),
                shmem,
                promotions: RateLimit::new(MIGRATIONS_PER_SECOND),
                demotions: RateLimit::new(MIGRATIONS_PER_SECOND),
                heat,
                closed: AtomicBool::new(false),
                accounts <- accounts,
                charge,
            }? Error),
            GFP_KERNEL_ACCOUNT,
        )?;
        arena.reset_range(0, MAX_FILE_PAGES)?;
        Ok(arena)
    }

    /// Marks the arena as closed, so that the worker skips it.
    pub(super) fn close(&self) {
        self.closed.store(true, Relaxed);
    }

    /// Whether the arena is closed.
    pub(super) fn is_closed(&self) -> bool {
        self.closed.load(Relaxed)
    }

    /// The user that is charged for the arena.
    pub(super) fn charged_user(&self) -> u32 {
        self.charge.user()
    }

    /// Whether the policy needs samples at present.
    pub(super) fn needs_samples(&self) -> bool {
        let pays = |heat: &HeatMap| heat.sampling_pays.load(Relaxed);
        self.heat.as_ref().is_some_and(pays) && self.shmem.resident_pages() != 0
    }

    /// The arena's number.
    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    /// Most pages that the arena may have.
    pub(super) fn cap_pages(&self) -> u64 {
        self.cap / PAGE_SIZE as u64
    }

    /// Sets the arena's own policy for a range. That of a steered arena is not in shmem's tree.
    pub(super) fn reset_range(&self, first: u64, pages: u64) -> Result {
        match &self.base {
            Some(base) => self.shmem.set_range(first, pages, base),
            None => self.shmem.clear_range(first, pages),
        }
    }

    /// The inputs of a decision for the current task.
    pub(super) fn placement_context(&self) -> PlacementContext<'static> {
        let may = allowed_nodes();
        super::machine_snapshot::MACHINE_SNAPSHOT.refresh(may);
        let mine = self.nodes.intersection(may);
        PlacementContext {
            local: local_node(),
            // As in the kernel, a cpuset that excludes all nodes of the policy takes precedence.
            allowed: if mine.is_empty() { may } else { mine },
            bias: self.bias,
            machine: &super::machine_snapshot::MACHINE_SNAPSHOT,
        }
    }

    /// Fills in the statistics for a reader in the PID namespace of `viewer`. With
    /// `RMM_ARENA_STAT_NODES`, pages in memory are counted one by one.
    pub(crate) fn fill_stat(&self, flags: u32, viewer: &Pid, stat: &mut ArenaStatArgs) -> Result {
        let size = stat.size;
        *stat = ArenaStatArgs {
            size,
            flags,
            id: self.id,
            uid: self.uid,
            policy: self.policy_kind as u32,
            inode: self.shmem.inode(),
            bytes: self.shmem.bytes(),
            cap: self.cap,
            nodes: self.nodes.0,
            arena_flags: self.flags,
            resident_pages: self.shmem.resident_pages(),
            swapped_pages: self.shmem.swapped_pages(),
            node_pages: [ABSENT; NODES],
            maker_comm: self.maker_comm,
            shared_mappings: ABSENT,
            private_mappings: ABSENT,
            private_pages: [ABSENT; NODES],
            private_swapped: ABSENT,
            ..ArenaStatArgs::ZERO
        };
        let maker_pid = self.maker.nr_seen_by(viewer);
        stat.maker_pid = maker_pid
            .filter(|_| self.maker.is_process())
            .map_or(ABSENT, |nr| nr as u64);
        self.accounts.fill_stat(stat);
        if let Some(heat) = &self.heat {
            heat.fill_stat(stat);
        }
        if !DETECTS_HINT_FAULTS || !self.policy.get().tracks_heat() {
            stat.hint_faults = ABSENT;
        }
        if flags & ArenaStatFlag::NODES != 0 {
            self.shmem.count_by_node(&mut stat.node_pages)?;
            stat.resident_pages = stat.node_pages.iter().sum();
            self.fill_private_pages(stat)?;
        }
        Ok(())
    }

    /// Fills in what mappings have. Not inlined: the counts need a part of the stack.
    #[inline(never)]
    fn fill_private_pages(&self, stat: &mut ArenaStatArgs) -> Result {
        let mut found = pin_init::zeroed::<PrivatePages>();
        if self.shmem.count_private_pages(&mut found)? {
            stat.shared_mappings = found.shared_mappings;
            stat.private_mappings = found.private_mappings;
            stat.private_pages = found.node;
            stat.private_swapped = found.swapped;
        }
        Ok(())
    }

    /// The first decision in the ring from number `from` on, and how many were overwritten before
    /// it.
    pub(crate) fn decision(&self, from: u64) -> Option<(DecisionRecord, u64)> {
        self.accounts.kept_decision(from)
    }

    /// Records that a page was used. Returns its heat if the use ended a sample.
    pub(super) fn record_use(&self, page: u64) -> Option<HeatLevel> {
        self.heat.as_ref()?.record_use(page)
    }

    /// Records the duration of a fault that ended a sample.
    pub(super) fn add_sample_cost(&self, ns: u64) {
        if let Some(heat) = &self.heat {
            heat.add_fault_cost(ns);
        }
    }

    /// The tier of a node.
    pub(super) fn tier_of(&self, node: Option<u32>) -> PageTier {
        match node {
            None => PageTier::Absent,
            Some(node) if self.policy.get().is_fast(node) => PageTier::Fast,
            Some(_) => PageTier::Slow,
        }
    }

    /// Reports to the gauge of demotion that a page has come to a node.
    pub(super) fn note_fast_page(&self, node: u32) {
        if let Some(heat) = self
            .heat
            .as_ref()
            .filter(|_| self.policy.get().is_fast(node))
        {
            heat.demotion_gauge.note_taken();
        }
    }

    /// Records that a page is on a node.
    pub(super) fn record_node(&self, page: u64, node: u32) {
        if let Some(word) = self.heat.as_ref().and_then(|heat| heat.page(page)) {
            word.record_tier(self.tier_of(Some(node)), now_ms());
        }
    }
}

/// The nodes of `nodes` that have CPUs; all of them if none has.
fn nodes_with_cpus(nodes: NodeSet) -> NodeSet {
    let mut fast = NodeSet::EMPTY;
    node::with_cpus()
        .filter(|&node| nodes.contains(node))
        .for_each(|node| fast.insert(node));
    if fast.is_empty() {
        nodes
    } else {
        fast
    }
}
