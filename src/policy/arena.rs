// SPDX-License-Identifier: GPL-2.0

//! One arena: how it is made, what it answers.

use super::{
    accounts::Accounts,
    heatmap::HeatMap,
    place::Kind,
    registry::{
        Charge,
        Registry, //
    },
};
use crate::{
    abi::{
        arena::{
            ArenaCreate,
            ArenaFlag,
            ArenaStat,
            ArenaStatFlag,
            Decision,
            PolicyKind, //
        },
        Record,
        ABSENT, //
    },
    model::policy::{
        kernel_mode,
        Any,
        Context,
        NodeSet,
        Rate,
        Setup,
        NODES, //
    },
    sys::{
        arena::{
            Extents,
            TELLS_HINTS, //
        },
        cred::caller_uid,
        node,
        node_policy::{
            Mempolicy,
            PerNode,
            Ruling, //
        },
        numa::{
            allowed_nodes,
            local_node, //
        },
        shmem::Shmem, //
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

/// Extents of an arena at most: as many pages can be placed at once.
const EXTENTS: u64 = 16;

/// Pages of an extent at least: what one page table maps.
const EXTENT_PAGES: NonZeroU64 = NonZeroU64::new(512).unwrap();

/// Pages of an arena that go up in a second at most, 64 MiB; as many may go down.
const PROMOTIONS: u64 = 16384;

/// Pages that a file can have, and a few more.
pub(super) const ALL_PAGES: u64 = 1 << 51;

/// An arena.
#[pin_data]
pub(crate) struct Arena {
    id: u64,
    uid: u32,
    flags: u32,
    cap: u64,
    pub(super) nodes: NodeSet,
    policy_kind: PolicyKind,
    pub(super) policy: Any,
    pub(super) kind: Kind,
    /// What rules where no user has set a policy.
    base: Mempolicy,
    /// What private copies may come from, where that is the arena's nodes alone.
    pub(super) confined: Option<PerNode>,
    pub(super) shmem: Shmem,
    bias: u64,
    /// Pages that may go up.
    pub(super) promotions: Rate,
    /// Pages that may go down.
    pub(super) demotions: Rate,
    /// What is known of the use of each page, if the policy wants to know.
    pub(super) heat: Option<HeatMap>,
    /// Nobody has it any more.
    closed: AtomicBool,
    pub(super) extents: Extents,
    extent_pages: NonZeroU64,
    #[pin]
    pub(super) accounts: Accounts,
    pub(super) registry: Arc<Registry>,
    _charge: Charge,
}

impl Arena {
    /// Makes an arena as `asked`; errors as [`ArenaCreate`] tells them.
    pub(crate) fn new(
        registry: &Arc<Registry>,
        asked: &ArenaCreate,
        weights: &[u32],
    ) -> Result<Arc<Self>> {
        let kind = PolicyKind::from_raw(asked.policy).ok_or(EINVAL)?;
        if asked.flags & !ArenaFlag::ALL != 0 || asked.bytes == 0 {
            return Err(EINVAL);
        }
        let wanted = if asked.cap == 0 {
            asked.bytes
        } else {
            asked.cap
        };
        let cap = wanted
            .checked_next_multiple_of(PAGE_SIZE as u64)
            .filter(|&cap| asked.bytes <= wanted && cap <= i64::MAX as u64)
            .ok_or(EINVAL)?;
        // As mbind(2): what has no memory or is not allowed does not count.
        let nodes = NodeSet(asked.nodes).and(allowed_nodes());
        let fast = if asked.fast == 0 {
            with_cpus(nodes)
        } else {
            NodeSet(asked.fast)
        };
        let setup = Setup {
            nodes,
            fast,
            weights,
        };
        let policy = Any::new(kind, &setup).map_err(|_| EINVAL)?;
        let strict = asked.flags & ArenaFlag::STRICT != 0 || policy.get().strict();
        if strict && nodes.is_empty() {
            return Err(EINVAL);
        }
        // What the kernel does not do as asked has to be steered.
        let own = asked.flags & (ArenaFlag::STEER | ArenaFlag::STRICT) != 0 || !weights.is_empty();
        let mode = kernel_mode(kind).filter(|_| !own);
        let charge = registry.charge(caller_uid(), cap)?;
        let pages = cap / PAGE_SIZE as u64;
        let extent_pages = NonZeroU64::new(pages.div_ceil(EXTENTS)).ok_or(EINVAL)?;
        let extent_pages = extent_pages.max(EXTENT_PAGES);
        let extents = if mode.is_some() {
            1
        } else {
            pages.div_ceil(extent_pages.get())
        };
        let shmem = Shmem::new(asked.bytes)?;
        let base = match mode {
            Some(mode) => Mempolicy::of_kernel(mode, nodes)?,
            None if strict => Mempolicy::confined(nodes)?,
            None => Mempolicy::steered(nodes.nth(0).unwrap_or(local_node()))?,
        };
        let heat = match policy.get().wants_heat() {
            true => Some(HeatMap::new(pages)?),
            false => None,
        };
        let accounts = Accounts::new(heat.is_some())?;
        let tended = heat.is_some();
        let confined = if strict && mode.is_none() {
            Some(PerNode::confined(nodes)?)
        } else {
            None
        };
        let arena = Arc::pin_init(
            pin_init!(Self {
                id: registry.number(),
                uid: caller_uid(),
                flags: asked.flags,
                cap,
                nodes,
                policy_kind: kind,
                policy,
                kind: match mode {
                    Some(_) => Kind::Kernel,
                    None => Kind::Steered { strict },
                },
                base,
                confined,
                bias: shmem.inode(),
                shmem,
                promotions: Rate::new(PROMOTIONS),
                demotions: Rate::new(PROMOTIONS),
                heat,
                closed: AtomicBool::new(false),
                extents: Extents::new(extents as usize)?,
                extent_pages,
                accounts <- accounts,
                registry: registry.clone(),
                _charge: charge,
            }? Error),
            GFP_KERNEL_ACCOUNT,
        )?;
        arena.reset_range(0, ALL_PAGES)?;
        registry.add(arena.clone())?;
        if tended {
            registry.tend();
        }
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
        match self.kind {
            Kind::Kernel => 0,
            // The last one has all that is beyond the cap, too.
            Kind::Steered { .. } => {
                let extents = self.cap_pages().div_ceil(self.extent_pages.get());
                (page / self.extent_pages).min(extents.saturating_sub(1)) as usize
            }
        }
    }

    /// First page behind the extent that `page` is in.
    fn extent_end(&self, page: u64) -> u64 {
        let end = (page / self.extent_pages + 1) * self.extent_pages.get();
        match self.kind {
            Kind::Steered { .. } if end < self.cap_pages() => end,
            _ => ALL_PAGES,
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
        let end = first.saturating_add(pages).min(ALL_PAGES);
        let mut at = first;
        while at < end {
            let next = self.extent_end(at).min(end);
            let mut extent = match self.kind {
                Kind::Kernel => None,
                Kind::Steered { .. } => Some(self.extents.lock(self.extent_of(at)).ok_or(EINTR)?),
            };
            if let Some(extent) = &mut extent {
                extent.remember(None);
            }
            set(at, next - at)?;
            if let Some(extent) = &mut extent {
                let begins = at == 0 || self.extent_of(at - 1) != self.extent_of(at);
                if begins && next == self.extent_end(at) {
                    let ruling = self.shmem.ruling(at);
                    extent.remember(ruling.filter(Ruling::is_steered));
                }
            }
            at = next;
        }
        Ok(())
    }

    /// What a decision for the current task may depend on.
    pub(super) fn context(&self) -> Context<'static> {
        let may = allowed_nodes();
        super::machine::SNAPSHOT.refresh(may);
        let mine = self.nodes.and(may);
        Context {
            local: local_node(),
            // As the kernel: a cpuset that leaves none of them goes before the policy.
            allowed: if mine.is_empty() { may } else { mine },
            bias: self.bias,
            machine: &super::machine::SNAPSHOT,
        }
    }

    /// What is to be told of it; with `RMM_ARENA_STAT_NODES` it counts page by page.
    pub(crate) fn stat(&self, flags: u32, stat: &mut ArenaStat) -> Result {
        let size = stat.size;
        *stat = ArenaStat {
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
            resident_pages: self.shmem.resident(),
            swapped_pages: self.shmem.swapped(),
            node_pages: [ABSENT; NODES],
            ..ArenaStat::ZERO
        };
        self.accounts.tell(stat);
        if let Some(heat) = &self.heat {
            heat.tell(stat);
        }
        if !TELLS_HINTS || !self.policy.get().wants_heat() {
            stat.hint_faults = ABSENT;
        }
        if flags & ArenaStatFlag::NODES != 0 {
            self.shmem.residents(&mut stat.node_pages)?;
            stat.resident_pages = stat.node_pages.iter().sum();
        }
        Ok(())
    }

    /// The first decision that is kept from number `from` on, and how many were lost before it.
    pub(crate) fn decision(&self, from: u64) -> Option<(Decision, u64)> {
        self.accounts.decision(from)
    }
}

/// Those of `nodes` that have CPUs; all if none has.
fn with_cpus(nodes: NodeSet) -> NodeSet {
    let mut fast = NodeSet::EMPTY;
    node::with_cpus()
        .filter(|&node| nodes.has(node))
        .for_each(|node| fast.insert(node));
    if fast.is_empty() {
        nodes
    } else {
        fast
    }
}
