// SPDX-License-Identifier: GPL-2.0

//! Counters of placement decisions, and the last decisions.
//!
//! Counters that change with every page have a copy for each CPU. A copy is changed atomically,
//! because a task may move to another CPU meanwhile, so the sums are exact.

use super::decision_ring::DecisionRing;
use crate::{
    abi::arena::{
        ArenaStatArgs,
        DecisionRecord,
        MigrationRefusal,
        PlacementReason,
        ARENA_NODES, //
    },
    model::policy::{
        PendingPromotion,
        PromotionRequest,
        PromotionTable,
        NODES, //
    },
    sys::{
        cpu,
        memory::numa::local_node,
        system::now_ns, //
    },
};
use core::sync::atomic::{
    AtomicU64,
    Ordering::Relaxed, //
};
use kernel::{
    new_spinlock,
    prelude::*,
    sync::SpinLock, //
};

/// Most copies of the counters. On a larger machine, some CPUs share one.
const MAX_COPIES: u32 = 64;

/// Most pages that the kernel was asked to promote and whose outcome is not known yet, 64 KiB for each
/// arena.
const MAX_PENDING: usize = 4096;

/// The counters of an arena.
#[pin_data]
pub(super) struct ArenaAccounts {
    placements: KVVec<PlacementCounters>,
    moved_in: [AtomicU64; NODES],
    moved_out: [AtomicU64; NODES],
    refusals: [AtomicU64; 16],
    hint_faults: AtomicU64,
    #[pin]
    pending: SpinLock<PendingPromotions>,
    ring: Pin<KBox<DecisionRing>>,
}

/// What one CPU has placed.
#[repr(align(64))]
struct PlacementCounters {
    placed: [AtomicU64; NODES],
    /// Private copies.
    private_placed: [AtomicU64; NODES],
    reasons: [AtomicU64; 16],
    swapped_in: AtomicU64,
}

/// The slots of a [`PromotionTable`]. The lock is held while at most all of them are read once.
struct PendingPromotions {
    slots: KVVec<PendingPromotion>,
    count: usize,
}

impl PendingPromotions {
    fn table(&mut self) -> PromotionTable<'_> {
        PromotionTable(&mut self.slots)
    }
}

/// One decision, to be counted and recorded.
pub(super) struct PlacementDecision {
    pub(super) page: u64,
    pub(super) node: Option<u32>,
    pub(super) wanted: Option<u32>,
    pub(super) reason: PlacementReason,
}

impl ArenaAccounts {
    /// New counters. The kernel will be asked to promote some of `pages` pages.
    pub(super) fn new(pages: u64) -> Result<impl PinInit<Self>> {
        let copies = cpu::ids().clamp(1, MAX_COPIES);
        let mut placements = KVVec::with_capacity(copies as usize, GFP_KERNEL_ACCOUNT)?;
        for _ in 0..copies {
            let counters = PlacementCounters {
                placed: [const { AtomicU64::new(0) }; NODES],
                private_placed: [const { AtomicU64::new(0) }; NODES],
                reasons: [const { AtomicU64::new(0) }; 16],
                swapped_in: AtomicU64::new(0),
            };
            placements.push(counters, GFP_KERNEL_ACCOUNT)?;
        }
        let mut asked = KVVec::new();
        if pages != 0 {
            let slots = MAX_PENDING.min(pages as usize);
            asked = KVVec::from_elem(PendingPromotion::NONE, slots, GFP_KERNEL_ACCOUNT)?;
        }
        let ring = KBox::pin_init(DecisionRing::new(), GFP_KERNEL_ACCOUNT)?;
        Ok(pin_init!(Self {
            placements,
            moved_in: [const { AtomicU64::new(0) }; NODES],
            moved_out: [const { AtomicU64::new(0) }; NODES],
            refusals: [const { AtomicU64::new(0) }; 16],
            hint_faults: AtomicU64::new(0),
            pending <- new_spinlock!(PendingPromotions { slots: asked, count: 0 }, "rmm::arena_pending"),
            ring,
        }))
    }

    /// The counters of this CPU.
    fn placements(&self) -> Option<&PlacementCounters> {
        let copies = self.placements.len().max(1);
        self.placements.get(cpu::current() as usize % copies)
    }

    /// Counts a decision and records it in the ring.
    pub(super) fn record_decision(&self, decision: &PlacementDecision) {
        if let Some(counters) = self.placements() {
            counters.reasons[decision.reason as usize].fetch_add(1, Relaxed);
        }
        self.ring.push(DecisionRecord {
            number: 0,
            time_ns: now_ns(),
            page: decision.page,
            node: decision.node.unwrap_or(ARENA_NODES),
            wanted: decision.wanted.unwrap_or(ARENA_NODES),
            reason: decision.reason as u32,
            local: local_node(),
        });
    }

    /// Counts a folio of `pages` pages that was newly placed.
    pub(super) fn count_placed(&self, decision: &PlacementDecision, pages: u64) {
        let placed = decision
            .node
            .zip(self.placements())
            .and_then(|(node, counters)| counters.placed.get(node as usize));
        if let Some(placed) = placed {
            placed.fetch_add(pages, Relaxed);
        }
        self.record_decision(decision);
    }

    /// Counts a page that was copied for a private mapping.
    pub(super) fn count_private(&self, decision: &PlacementDecision) {
        let placed = decision
            .node
            .zip(self.placements())
            .and_then(|(node, counters)| counters.private_placed.get(node as usize));
        if let Some(placed) = placed {
            placed.fetch_add(1, Relaxed);
        }
        self.record_decision(decision);
    }

    pub(super) fn count_refusal(&self, refusal: MigrationRefusal) {
        self.refusals[refusal as usize].fetch_add(1, Relaxed);
    }

    pub(super) fn count_swapped_in(&self) {
        if let Some(counters) = self.placements() {
            counters.swapped_in.fetch_add(1, Relaxed);
        }
    }

    /// Counts a page that was migrated between nodes.
    pub(super) fn count_migration(&self, decision: &PlacementDecision, from: u32) {
        if let Some(out) = self.moved_out.get(from as usize) {
            out.fetch_add(1, Relaxed);
        }
        if let Some(to) = decision
            .node
            .and_then(|node| self.moved_in.get(node as usize))
        {
            to.fetch_add(1, Relaxed);
        }
        self.record_decision(decision);
    }

    /// Counts a NUMA hint fault. Must not sleep.
    pub(super) fn count_hint_fault(&self) {
        self.hint_faults.fetch_add(1, Relaxed);
    }

    /// Adds a pending promotion. Must not sleep.
    pub(super) fn add_pending(&self, asked: PendingPromotion) -> PromotionRequest {
        let mut pending = self.pending.lock();
        let request = pending.table().insert(asked);
        pending.count += usize::from(request == PromotionRequest::New);
        request
    }

    /// Removes the pending promotion of a page.
    pub(super) fn take_pending(&self, page: u64) -> Option<PendingPromotion> {
        let mut pending = self.pending.lock();
        if pending.count == 0 {
            return None;
        }
        let taken = pending.table().take_page(page)?;
        pending.count -= 1;
        Some(taken)
    }

    /// Removes the next pending promotion from before `until_ms`. `position` is 0 at first, and where
    /// the next call goes on.
    pub(super) fn take_due_pending(
        &self,
        position: &mut usize,
        until_ms: u32,
    ) -> Option<PendingPromotion> {
        let mut pending = self.pending.lock();
        if pending.count == 0 {
            return None;
        }
        let taken = pending.table().take_due(position, until_ms)?;
        pending.count -= 1;
        Some(taken)
    }

    /// Fills in the counters.
    pub(super) fn fill_stat(&self, stat: &mut ArenaStatArgs) {
        let copy = |to: &mut [u64], from: &[AtomicU64]| {
            for (to, from) in to.iter_mut().zip(from) {
                *to = from.load(Relaxed);
            }
        };
        let add = |to: &mut [u64], from: &[AtomicU64]| {
            for (to, from) in to.iter_mut().zip(from) {
                *to += from.load(Relaxed);
            }
        };
        for cpu in &self.placements {
            add(&mut stat.placed, &cpu.placed);
            add(&mut stat.private_placed, &cpu.private_placed);
            add(&mut stat.reasons, &cpu.reasons);
            stat.swapped_in += cpu.swapped_in.load(Relaxed);
        }
        copy(&mut stat.moved_in, &self.moved_in);
        copy(&mut stat.moved_out, &self.moved_out);
        copy(&mut stat.refusals, &self.refusals);
        stat.hint_faults = self.hint_faults.load(Relaxed);
        stat.decisions = self.ring.count();
    }

    /// The first decision in the ring from number `from` on, and how many were overwritten before
    /// it.
    pub(super) fn kept_decision(&self, from: u64) -> Option<(DecisionRecord, u64)> {
        self.ring.first_from(from)
    }
}
