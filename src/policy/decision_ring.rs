// SPDX-License-Identifier: GPL-2.0

//! The last decisions of an arena, in the order of their numbers.
//!
//! A decision takes the next number, and its number selects the lane that keeps it. CPUs that record
//! at once have successive numbers and so different lanes, each with a lock of its own.

use crate::abi::{
    arena::DecisionRecord,
    AbiRecord, //
};
use core::sync::atomic::{
    AtomicU64,
    Ordering::{
        Acquire,
        Release, //
    },
};
use kernel::{
    new_spinlock,
    prelude::*,
    sync::SpinLock, //
};

/// Lanes of the ring.
const LANES: usize = 16;

/// Records of a lane.
const LANE_RECORDS: usize = 16;

/// Decisions kept in the ring, 12 KiB for each arena.
const RING_RECORDS: u64 = (LANES * LANE_RECORDS) as u64;

/// The last decisions.
#[pin_data]
pub(super) struct DecisionRing {
    /// Number of the next decision.
    next: AtomicU64,
    #[pin]
    lanes: [SpinLock<RingLane>; LANES],
}

/// Every 16th decision. The lock is held for one record.
struct RingLane {
    kept: [KeptDecision; LANE_RECORDS],
}

#[derive(Clone, Copy)]
struct KeptDecision {
    /// The record is one; until then it is zero.
    written: bool,
    record: DecisionRecord,
}

impl DecisionRing {
    /// An empty ring.
    pub(super) fn new() -> impl PinInit<Self> {
        let none = KeptDecision {
            written: false,
            record: DecisionRecord::ZERO,
        };
        pin_init!(Self {
            next: AtomicU64::new(0),
            lanes <- pin_init::pin_init_array_from_fn(move |_| {
                new_spinlock!(RingLane { kept: [none; LANE_RECORDS] }, "rmm::arena_ring")
            }),
        })
    }

    /// Records a decision and numbers it. Must not sleep.
    pub(super) fn push(&self, record: DecisionRecord) {
        // A reader that sees this number may find the lane without it.
        let number = self.next.fetch_add(1, Release);
        let (lane, at) = place_of(number);
        let mut lane = self.lanes[lane].lock();
        let kept = &mut lane.kept[at];
        // If this task lost its CPU for too long, a later decision has been kept.
        if !kept.written || kept.record.number < number {
            *kept = KeptDecision {
                written: true,
                record: DecisionRecord { number, ..record },
            };
        }
    }

    /// Number of decisions so far.
    pub(super) fn count(&self) -> u64 {
        self.next.load(Acquire)
    }

    /// The first decision that is kept from number `from` on, and how many were overwritten before it.
    /// `None` if there is none, or if it is being recorded.
    pub(super) fn first_from(&self, from: u64) -> Option<(DecisionRecord, u64)> {
        loop {
            let next = self.count();
            let number = from.max(next.saturating_sub(RING_RECORDS));
            if number >= next {
                return None;
            }
            let (lane, at) = place_of(number);
            let kept = self.lanes[lane].lock().kept[at];
            if !kept.written || kept.record.number < number {
                return None;
            }
            if kept.record.number == number {
                return Some((kept.record, number - from));
            }
            // It has been overwritten since the count was read, so the count has grown.
        }
    }
}

/// The lane of a decision, and its index there.
fn place_of(number: u64) -> (usize, usize) {
    let number = number as usize;
    (number % LANES, number / LANES % LANE_RECORDS)
}
