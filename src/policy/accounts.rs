// SPDX-License-Identifier: GPL-2.0

//! Counters of placement decisions, and a ring of the last decisions.

use crate::{
    abi::{
        arena::{
            ArenaStatArgs,
            DecisionRecord,
            MigrationRefusal,
            PlacementReason,
            ARENA_NODES, //
        },
        AbiRecord, //
    },
    model::policy::NODES,
    sys::{
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

/// Decisions kept in the ring, 12 KiB for each arena.
const RING_RECORDS: usize = 256;

/// Most pages that the kernel was asked to promote and whose outcome is not known yet, 64 KiB.
const MAX_PENDING: usize = 4096;

/// The counters of an arena.
#[pin_data]
pub(super) struct ArenaAccounts {
    placed: [AtomicU64; NODES],
    moved_in: [AtomicU64; NODES],
    moved_out: [AtomicU64; NODES],
    reasons: [AtomicU64; 16],
    refusals: [AtomicU64; 16],
    swapped_in: AtomicU64,
    hint_faults: AtomicU64,
    #[pin]
    pending: SpinLock<PendingPromotions>,
    #[pin]
    ring: SpinLock<DecisionRing>,
}

/// A page that the kernel was asked to promote at a NUMA hint fault.
#[derive(Clone, Copy)]
pub(super) struct PendingPromotion {
    pub(super) page: u64,
    pub(super) from: u32,
    pub(super) at_ms: u32,
}

/// Pending promotions, oldest first. The lock is held for one item.
struct PendingPromotions {
    kept: KVVec<PendingPromotion>,
    first: usize,
    count: usize,
}

/// The last decisions. The lock is held for one record.
struct DecisionRing {
    kept: KVec<DecisionRecord>,
    /// Number of the next decision.
    next: u64,
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
        let mut kept = KVec::with_capacity(RING_RECORDS, GFP_KERNEL_ACCOUNT)?;
        for _ in 0..RING_RECORDS {
            kept.push(DecisionRecord::ZERO, GFP_KERNEL_ACCOUNT)?;
        }
        let mut asked = KVVec::new();
        if pages != 0 {
            let none = PendingPromotion {
                page: 0,
                from: 0,
                at_ms: 0,
            };
            asked = KVVec::from_elem(none, MAX_PENDING.min(pages as usize), GFP_KERNEL_ACCOUNT)?;
        }
        Ok(pin_init!(Self {
            placed: [const { AtomicU64::new(0) }; NODES],
            moved_in: [const { AtomicU64::new(0) }; NODES],
            moved_out: [const { AtomicU64::new(0) }; NODES],
            reasons: [const { AtomicU64::new(0) }; 16],
            refusals: [const { AtomicU64::new(0) }; 16],
            swapped_in: AtomicU64::new(0),
            hint_faults: AtomicU64::new(0),
            pending <- new_spinlock!(PendingPromotions { kept: asked, first: 0, count: 0 }, "rmm::arena_pending"),
            ring <- new_spinlock!(DecisionRing { kept, next: 0 }, "rmm::arena_ring"),
        }))
    }

    /// Counts a decision and records it in the ring.
    pub(super) fn record_decision(&self, decision: &PlacementDecision) {
        self.reasons[decision.reason as usize].fetch_add(1, Relaxed);
        let record = DecisionRecord {
            number: 0,
            time_ns: now_ns(),
            page: decision.page,
            node: decision.node.unwrap_or(ARENA_NODES),
            wanted: decision.wanted.unwrap_or(ARENA_NODES),
            reason: decision.reason as u32,
            local: local_node(),
        };
        let mut ring = self.ring.lock();
        let number = ring.next;
        ring.next += 1;
        if let Some(slot) = ring.kept.get_mut(number as usize % RING_RECORDS) {
            *slot = DecisionRecord { number, ..record };
        }
    }

    /// Counts a folio of `pages` pages that was newly placed.
    pub(super) fn count_placed(&self, decision: &PlacementDecision, pages: u64) {
        if let Some(placed) = decision
            .node
            .and_then(|node| self.placed.get(node as usize))
        {
            placed.fetch_add(pages, Relaxed);
        }
        self.record_decision(decision);
    }

    pub(super) fn count_refusal(&self, refusal: MigrationRefusal) {
        self.refusals[refusal as usize].fetch_add(1, Relaxed);
    }

    pub(super) fn count_swapped_in(&self) {
        self.swapped_in.fetch_add(1, Relaxed);
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

    /// Adds a pending promotion. Returns `false` if there is no room. Must not sleep.
    pub(super) fn add_pending(&self, asked: PendingPromotion) -> bool {
        let mut list = self.pending.lock();
        let room = list.kept.len();
        if list.count >= room {
            return false;
        }
        let at = (list.first + list.count) % room;
        list.kept[at] = asked;
        list.count += 1;
        true
    }

    /// Removes the oldest pending promotion, if it is from before `until_ms`.
    pub(super) fn take_pending(&self, until_ms: u32) -> Option<PendingPromotion> {
        let mut list = self.pending.lock();
        let first = list.first;
        let asked = *list.kept.get(first).filter(|_| list.count != 0)?;
        if (until_ms.wrapping_sub(asked.at_ms) as i32) < 0 {
            return None;
        }
        list.first = (first + 1) % list.kept.len();
        list.count -= 1;
        Some(asked)
    }

    /// Fills in the counters.
    pub(super) fn fill_stat(&self, stat: &mut ArenaStatArgs) {
        let copy = |to: &mut [u64], from: &[AtomicU64]| {
            for (to, from) in to.iter_mut().zip(from) {
                *to = from.load(Relaxed);
            }
        };
        copy(&mut stat.placed, &self.placed);
        copy(&mut stat.moved_in, &self.moved_in);
        copy(&mut stat.moved_out, &self.moved_out);
        copy(&mut stat.reasons, &self.reasons);
        copy(&mut stat.refusals, &self.refusals);
        stat.swapped_in = self.swapped_in.load(Relaxed);
        stat.hint_faults = self.hint_faults.load(Relaxed);
        stat.decisions = self.ring.lock().next;
    }

    /// The first decision in the ring from number `from` on, and how many were overwritten before
    /// it.
    pub(super) fn kept_decision(&self, from: u64) -> Option<(DecisionRecord, u64)> {
        let ring = self.ring.lock();
        let oldest = ring.next.saturating_sub(RING_RECORDS as u64);
        let number = from.max(oldest);
        if number >= ring.next {
            return None;
        }
        let kept = ring.kept.get(number as usize % RING_RECORDS)?;
        Some((*kept, number - from))
    }
}
