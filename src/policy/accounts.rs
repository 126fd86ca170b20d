// SPDX-License-Identifier: GPL-2.0

//! What was decided, counted, and the last decisions one by one.

use crate::{
    abi::{
        arena::{
            ArenaStat,
            Decision,
            Reason,
            Refusal,
            ARENA_NODES, //
        },
        Record, //
    },
    model::policy::{
        Heat,
        Part,
        NODES, //
    },
    sys::arena::{
        local_node,
        now_ns, //
    },
};
use core::{
    num::NonZeroU64,
    sync::atomic::{
        AtomicU64,
        Ordering::Relaxed, //
    },
};
use kernel::{
    new_spinlock,
    prelude::*,
    sync::SpinLock, //
};

/// Decisions that are kept, 12 KiB of an arena.
const KEPT: usize = 256;

/// Parts of an arena whose heat is kept.
const PARTS: usize = 1024;

/// The counters of an arena.
#[pin_data]
pub(super) struct Accounts {
    placed: [AtomicU64; NODES],
    reasons: [AtomicU64; 16],
    refusals: [AtomicU64; 16],
    swapped_in: AtomicU64,
    hint_faults: AtomicU64,
    /// Hint faults of each part of late.
    heat: KVec<Part>,
    part_pages: NonZeroU64,
    #[pin]
    ring: SpinLock<Ring>,
}

/// The last decisions. Its lock is held for one record.
struct Ring {
    kept: KVec<Decision>,
    /// Number of the next decision.
    next: u64,
}

/// What is to be told of a decision.
pub(super) struct Made {
    pub(super) page: u64,
    pub(super) node: Option<u32>,
    pub(super) wanted: Option<u32>,
    pub(super) reason: Reason,
}

impl Accounts {
    /// Counters of an arena of `pages` pages; `heat` says whether it is of interest.
    pub(super) fn new(pages: u64, heat: bool) -> Result<impl PinInit<Self>> {
        let mut kept = KVec::with_capacity(KEPT, GFP_KERNEL_ACCOUNT)?;
        for _ in 0..KEPT {
            kept.push(Decision::ZERO, GFP_KERNEL_ACCOUNT)?;
        }
        let part_pages = NonZeroU64::new(pages.div_ceil(PARTS as u64).max(512)).ok_or(EINVAL)?;
        let mut parts = KVec::new();
        if heat {
            for _ in 0..pages.div_ceil(part_pages.get()) {
                parts.push(Part::new(), GFP_KERNEL_ACCOUNT)?;
            }
        }
        Ok(pin_init!(Self {
            placed: [const { AtomicU64::new(0) }; NODES],
            reasons: [const { AtomicU64::new(0) }; 16],
            refusals: [const { AtomicU64::new(0) }; 16],
            swapped_in: AtomicU64::new(0),
            hint_faults: AtomicU64::new(0),
            heat: parts,
            part_pages,
            ring <- new_spinlock!(Ring { kept, next: 0 }, "rmm::arena_ring"),
        }))
    }

    /// Counts a decision and keeps it.
    pub(super) fn note(&self, made: &Made) {
        self.reasons[made.reason as usize].fetch_add(1, Relaxed);
        let record = Decision {
            number: 0,
            time_ns: now_ns(),
            page: made.page,
            node: made.node.unwrap_or(ARENA_NODES),
            wanted: made.wanted.unwrap_or(ARENA_NODES),
            reason: made.reason as u32,
            local: local_node(),
        };
        let mut ring = self.ring.lock();
        let number = ring.next;
        ring.next += 1;
        if let Some(slot) = ring.kept.get_mut(number as usize % KEPT) {
            *slot = Decision { number, ..record };
        }
    }

    /// Counts a folio of so many pages that was not there and is now.
    pub(super) fn placed(&self, made: &Made, pages: u64) {
        if let Some(placed) = made.node.and_then(|node| self.placed.get(node as usize)) {
            placed.fetch_add(pages, Relaxed);
        }
        self.note(made);
    }

    pub(super) fn refused(&self, refusal: Refusal) {
        self.refusals[refusal as usize].fetch_add(1, Relaxed);
    }

    pub(super) fn swapped_in(&self) {
        self.swapped_in.fetch_add(1, Relaxed);
    }

    /// Counts a hint fault and gives the heat of the page's part. Must not sleep.
    pub(super) fn hinted(&self, page: u64) -> Heat {
        self.hint_faults.fetch_add(1, Relaxed);
        let part = page / self.part_pages;
        self.heat
            .get(part as usize)
            .map_or(Heat::default(), |part| part.hit(now_ns()))
    }

    /// Fills in what is counted.
    pub(super) fn tell(&self, stat: &mut ArenaStat) {
        let copy = |to: &mut [u64], from: &[AtomicU64]| {
            for (to, from) in to.iter_mut().zip(from) {
                *to = from.load(Relaxed);
            }
        };
        copy(&mut stat.placed, &self.placed);
        copy(&mut stat.reasons, &self.reasons);
        copy(&mut stat.refusals, &self.refusals);
        stat.swapped_in = self.swapped_in.load(Relaxed);
        stat.hint_faults = self.hint_faults.load(Relaxed);
        stat.decisions = self.ring.lock().next;
        for part in &self.heat {
            let hits = part.heat(now_ns()).hits;
            let bucket = (u32::BITS - hits.leading_zeros()) as usize;
            stat.heat[bucket.min(stat.heat.len() - 1)] += 1;
        }
    }

    /// The first kept decision from number `from` on, and how many of that were lost before it.
    pub(super) fn decision(&self, from: u64) -> Option<(Decision, u64)> {
        let ring = self.ring.lock();
        let oldest = ring.next.saturating_sub(KEPT as u64);
        let number = from.max(oldest);
        if number >= ring.next {
            return None;
        }
        let kept = ring.kept.get(number as usize % KEPT)?;
        Some((*kept, number - from))
    }
}
