// SPDX-License-Identifier: GPL-2.0

//! One arena: how it is made, what it answers.

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
            ArenaExtents,
            DETECTS_HINT_FAULTS, //
        },
        memory::{
            node,
            numa::{
                allowed_nodes,
                local_node, //
            },
        },
        task::cred::caller_uid, //
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

/// ArenaExtents of an arena at most: as many pages can be placed at once.
const MAX_EXTENTS: u64 = 16;

/// Pages of an extent at least: what one page table maps.
const MIN_EXTENT_PAGES: NonZeroU64 = NonZeroU64::new(512).unwrap();

/// Pages of an arena that go up in a second at most, 64 MiB; as many may go down.
const MIGRATIONS_PER_SECOND: u64 = 16384;

/// Pages that a file can have, and a few more.
pub(super) const MAX_FILE_PAGES: u64 = 1 << 51;

/// Who chooses.
#[derive(Clone, Copy)]
pub(super) enum PlacementMode {
    /// The kernel, by its policy of the same name.
    Kernel,
    /// This module; `strict` if never beyond the arena's nodes.
    Steered {
        /// Never beyond the arena's nodes.
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
    /// What rules where no user has set a policy.
    base: OwnedMempolicy,
    /// What private copies may come from, where that is the arena's nodes alone.
    pub(super) confined: Option<NodePolicies>,
    pub(super) shmem: ShmemFile,
    bias: u64,
    /// Pages that may go up.
    pub(super) promotions: RateLimit,
    /// Pages that may go down.
    pub(super) demotions: RateLimit,
    /// What is known of the use of each page, if the policy wants to know.
    pub(super) heat: Option<HeatMap>,
    /// Nobody has it any more.
    closed: AtomicBool,
    pub(super) extents: ArenaExtents,
    extent_pages: NonZeroU64,
    #[pin]
    pub(super) accounts: ArenaAccounts,
    _charge: UserCharge,
}

impl Arena {
    /// Makes arena number `id` as `args` and `weights` describe it, charged to the caller; errors as
    /// [`ArenaCreateArgs`] lists them.
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
            .checked_next_multiple_of(PAGE_SIZE as u64)
            .filter(|&cap| args.bytes <= max_bytes && cap <= i64::MAX as u64)
            .ok_or(EINVAL)?;
        // As mbind(2): what has no memory or is not allowed does not count.
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
        // What the kernel does not do as args has to be steered.
        let needs_steering =
            args.flags & (ArenaFlag::STEER | ArenaFlag::STRICT) != 0 || !weights.is_empty();
        let mode = kernel_mode(kind).filter(|_| !needs_steering);
        let charge = limits.charge(caller_uid(), cap)?;
        let pages = cap / PAGE_SIZE as u64;
        let extent_pages = NonZeroU64::new(pages.div_ceil(MAX_EXTENTS)).ok_or(EINVAL)?;
        let extent_pages = extent_pages.max(MIN_EXTENT_PAGES);
        let extents = if mode.is_some() {
            1
        } else {
            pages.div_ceil(extent_pages.get())
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
        let accounts = ArenaAccounts::new(heat.is_some())?;
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
                extents: ArenaExtents::new(extents as usize)?,
                extent_pages,
                accounts <- accounts,
                _charge: charge,
            }? Error),
            GFP_KERNEL_ACCOUNT,
        )?;
        arena.reset_range(0, MAX_FILE_PAGES)?;
        Ok(arena)
    }

    /// Tells the worker that nothing need be done for it any more.
    pub(super) fn close(&self) {
        self.closed.store(true, Relaxed);
    }

    /// It is on its way out.
    pub(super) fn is_closed(&self) -> bool {
        self.closed.load(Relaxed)
    }

    /// Its number.
    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    /// Pages that it may have.
    pub(super) fn cap_pages(&self) -> u64 {
        self.cap / PAGE_SIZE as u64
    }

    /// The extent that a page is in.
    pub(super) fn extent_of(&self, page: u64) -> usize {
        match self.mode {
            PlacementMode::Kernel => 0,
            // The last one has all that is beyond the cap, too.
            PlacementMode::Steered { .. } => {
                let extents = self.cap_pages().div_ceil(self.extent_pages.get());
                (page / self.extent_pages).min(extents.saturating_sub(1)) as usize
            }
        }
    }

    /// First page behind the extent that `page` is in.
    fn extent_end(&self, page: u64) -> u64 {
        let end = (page / self.extent_pages + 1) * self.extent_pages.get();
        match self.mode {
            PlacementMode::Steered { .. } if end < self.cap_pages() => end,
            _ => MAX_FILE_PAGES,
        }
    }

    /// The arena's own policy rules in a range again, in each extent a copy of its own.
    pub(super) fn reset_range(&self, first: u64, pages: u64) -> Result {
        self.change_range(first, pages, |first, pages| {
            self.shmem.set_range(first, pages, &self.base)
        })
    }

    /// Changes what rules in a range, extent by extent under its lock: who places a page there has
    /// looked at the policy, and asks shmem in words that go with it alone.
    pub(super) fn change_range(
        &self,
        first: u64,
        pages: u64,
        mut set: impl FnMut(u64, u64) -> Result,
    ) -> Result {
        let end = first.saturating_add(pages).min(MAX_FILE_PAGES);
        let mut at = first;
        while at < end {
            let next = self.extent_end(at).min(end);
            let mut extent = match self.mode {
                PlacementMode::Kernel => None,
                PlacementMode::Steered { .. } => {
                    Some(self.extents.lock(self.extent_of(at)).ok_or(EINTR)?)
                }
            };
            if let Some(extent) = &mut extent {
                extent.cache_policy(None);
            }
            set(at, next - at)?;
            if let Some(extent) = &mut extent {
                let begins = at == 0 || self.extent_of(at - 1) != self.extent_of(at);
                if begins && next == self.extent_end(at) {
                    let effective_policy = self.shmem.effective_policy(at);
                    extent.cache_policy(effective_policy.filter(EffectivePolicy::is_steered));
                }
            }
            at = next;
        }
        Ok(())
    }

    /// What a decision for the current task may depend on.
    pub(super) fn placement_context(&self) -> PlacementContext<'static> {
        let may = allowed_nodes();
        super::machine_snapshot::MACHINE_SNAPSHOT.refresh(may);
        let mine = self.nodes.intersection(may);
        PlacementContext {
            local: local_node(),
            // As the kernel: a cpuset that leaves none of them goes before the policy.
            allowed: if mine.is_empty() { may } else { mine },
            bias: self.bias,
            machine: &super::machine_snapshot::MACHINE_SNAPSHOT,
        }
    }

    /// What is to be told of it; with `RMM_ARENA_STAT_NODES` it counts page by page.
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

    /// The first decision that is kept from number `from` on, and how many were lost before it.
    pub(crate) fn decision(&self, from: u64) -> Option<(DecisionRecord, u64)> {
        self.accounts.kept_decision(from)
    }

    /// A page is used. Gives its heat if that was a sample.
    pub(super) fn record_use(&self, page: u64) -> Option<HeatLevel> {
        self.heat.as_ref()?.record_use(page)
    }

    /// A fault that was a sample took so long.
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

    /// A page is on a node.
    pub(super) fn record_node(&self, page: u64, node: u32) {
        if let Some(word) = self.heat.as_ref().and_then(|heat| heat.page(page)) {
            word.record_tier(self.tier_of(Some(node)), now_ms());
        }
    }
}

/// Those of `nodes` that have CPUs; all if none has.
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
