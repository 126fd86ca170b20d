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
            mempolicy::{
                EffectivePolicy,
                NodePolicies,
                OwnedMempolicy, //
            },
            shmem::ShmemFile,
            ArenaShards,
            DETECTS_HINT_FAULTS, //
        },
        memory::{
            node,
            numa::{
                allowed_nodes,
                local_node, //
            },
        },
        task::cred::{
            caller_owner,
            caller_uid, //
        },
    },
};
use core::{
    num::NonZeroU64,
    sync::atomic::{
        AtomicBool,
        Ordering::Relaxed, //
    },
};
use kernel::{
    page::PAGE_SIZE,
    prelude::*,
    sync::Arc, //
};

/// Most shards of an arena, and so the number of pages that can be placed at once.
const MAX_SHARDS: u64 = 16;

/// Smallest size of a shard in pages: what one page table maps.
const MIN_SHARD_PAGES: NonZeroU64 = NonZeroU64::new(512).unwrap();

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
    flags: u32,
    cap: u64,
    pub(super) nodes: NodeSet,
    policy_kind: PlacementKind,
    pub(super) policy: AnyPolicy,
    pub(super) mode: PlacementMode,
    /// The policy of every range for which mbind(2) has not set one.
    base: OwnedMempolicy,
    /// Policies for private copies, if those are limited to the arena's nodes.
    pub(super) confined: Option<NodePolicies>,
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
    pub(super) shards: ArenaShards,
    shard_pages: NonZeroU64,
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
        let shard_pages = NonZeroU64::new(pages.div_ceil(MAX_SHARDS)).ok_or(EINVAL)?;
        let shard_pages = shard_pages.max(MIN_SHARD_PAGES);
        let shards = if mode.is_some() {
            1
        } else {
            pages.div_ceil(shard_pages.get())
        };
        let shmem = ShmemFile::new(args.bytes)?;
        let base = match mode {
            Some(mode) => OwnedMempolicy::for_mode(mode, nodes)?,
            None if strict => OwnedMempolicy::confined(nodes)?,
            None => OwnedMempolicy::steered(nodes.nth(0).unwrap_or(local_node()))?,
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
        let arena = Arc::pin_init(
            pin_init!(Self {
                id,
                uid: caller_uid(),
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
                confined,
                bias: shmem.inode(),
                shmem,
                promotions: RateLimit::new(MIGRATIONS_PER_SECOND),
                demotions: RateLimit::new(MIGRATIONS_PER_SECOND),
                heat,
                closed: AtomicBool::new(false),
                shards: ArenaShards::new(shards as usize)?,
                shard_pages,
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

    /// The shard that contains a page.
    pub(super) fn shard_of(&self, page: u64) -> usize {
        match self.mode {
            PlacementMode::Kernel => 0,
            // The last shard also contains everything beyond the cap.
            PlacementMode::Steered { .. } => {
                let shards = self.cap_pages().div_ceil(self.shard_pages.get());
                (page / self.shard_pages).min(shards.saturating_sub(1)) as usize
            }
        }
    }

    /// First page after the shard that contains `page`.
    fn shard_end(&self, page: u64) -> u64 {
        let end = (page / self.shard_pages + 1) * self.shard_pages.get();
        match self.mode {
            PlacementMode::Steered { .. } if end < self.cap_pages() => end,
            _ => MAX_FILE_PAGES,
        }
    }

    /// Sets the arena's own policy for a range, a separate copy in each shard.
    pub(super) fn reset_range(&self, first: u64, pages: u64) -> Result {
        self.change_range(first, pages, |first, pages| {
            self.shmem.set_range(first, pages, &self.base)
        })
    }

    /// Changes the policy of a range, shard by shard and under the shard's lock. A concurrent
    /// placement has read the policy under the same lock, so it cannot use an outdated one.
    pub(super) fn change_range(
        &self,
        first: u64,
        pages: u64,
        mut set: impl FnMut(u64, u64) -> Result,
    ) -> Result {
        let end = first.saturating_add(pages).min(MAX_FILE_PAGES);
        let mut at = first;
        while at < end {
            let next = self.shard_end(at).min(end);
            let mut shard = match self.mode {
                PlacementMode::Kernel => None,
                PlacementMode::Steered { .. } => {
                    Some(self.shards.lock(self.shard_of(at)).ok_or(EINTR)?)
                }
            };
            if let Some(shard) = &mut shard {
                shard.cache_policy(None);
            }
            set(at, next - at)?;
            if let Some(shard) = &mut shard {
                let begins = at == 0 || self.shard_of(at - 1) != self.shard_of(at);
                if begins && next == self.shard_end(at) {
                    let effective_policy = self.shmem.effective_policy(at);
                    shard.cache_policy(effective_policy.filter(EffectivePolicy::is_steered));
                }
            }
            at = next;
        }
        Ok(())
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

    /// Fills in the statistics. With `RMM_ARENA_STAT_NODES`, resident pages are counted one by one.
    pub(crate) fn fill_stat(&self, flags: u32, stat: &mut ArenaStatArgs) -> Result {
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
            ..ArenaStatArgs::ZERO
        };
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
