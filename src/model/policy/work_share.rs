// SPDX-License-Identifier: GPL-2.0

//! Division of the worker's samples and time among arenas.

use core::sync::atomic::{
    AtomicU64,
    Ordering::Relaxed, //
};

/// The share of one arena: one in `divisor`.
#[derive(Debug, PartialEq, Eq)]
pub struct WorkShare<T> {
    /// The arena.
    pub arena: T,
    /// The user that is charged for it.
    pub user: u32,
    /// Whether it needs samples. Arenas that need none take nothing from the others.
    pub needs_samples: bool,
    /// The result.
    pub divisor: u64,
}

/// Rounds in which an arena that needs no samples has one: once in a second it finds out whether fast nodes
/// have become short, or pages have come to slow ones.
const ROUNDS_WITHOUT_NEED: u64 = 10;

impl<T> WorkShare<T> {
    /// Whether the arena has a turn in this round. Arenas that need no samples take turns, by `number`,
    /// so that very many of them leave the worker idle.
    pub fn is_due(&self, number: u64, round: u64) -> bool {
        self.needs_samples || number.wrapping_add(round) % ROUNDS_WITHOUT_NEED == 0
    }
}

/// Divides evenly among users, and the share of a user evenly among its arenas. Sorts by user.
pub fn divide_work<T>(shares: &mut [WorkShare<T>]) {
    fn same<T>(one: &WorkShare<T>, other: &WorkShare<T>) -> bool {
        one.user == other.user
    }
    fn needy<T>(arenas: &[WorkShare<T>]) -> u64 {
        arenas.iter().filter(|share| share.needs_samples).count() as u64
    }
    sort_by_user(shares);
    let users = shares.chunk_by(same).filter(|of| needy(of) != 0).count() as u64;
    for of_user in shares.chunk_by_mut(same) {
        let divisor = users.max(1) * needy(of_user).max(1);
        of_user.iter_mut().for_each(|share| share.divisor = divisor);
    }
}

/// Shell's method, because objtool rejects what the compiler makes of the standard one.
fn sort_by_user<T>(shares: &mut [WorkShare<T>]) {
    for gap in [4577, 1968, 701, 301, 132, 57, 23, 10, 4, 1] {
        for from in gap..shares.len() {
            let mut at = from;
            while at >= gap && shares[at - gap].user > shares[at].user {
                shares.swap(at - gap, at);
                at -= gap;
            }
        }
    }
}

/// The samples that an arena may take of a common rate. A round may be worth less than one sample; the
/// fraction is kept for later rounds, so the samples of any number of arenas add up to the rate.
#[derive(Default)]
pub struct SampleCredit(AtomicU64);

/// Unit of a [`SampleCredit`].
const PARTS_PER_SAMPLE: u64 = 1_000_000;
const PARTS_PER_SAMPLE_AND_MS: u64 = PARTS_PER_SAMPLE / 1000;

impl SampleCredit {
    /// No sample.
    pub const fn new() -> Self {
        Self(AtomicU64::new(0))
    }

    /// Adds `elapsed_ms` of one in `divisor` of `per_second`, and takes all whole samples. One task at
    /// a time.
    pub fn take(&self, per_second: u64, divisor: u64, elapsed_ms: u64) -> u64 {
        let earned = per_second
            .saturating_mul(elapsed_ms)
            .saturating_mul(PARTS_PER_SAMPLE_AND_MS);
        let parts = (earned / divisor.max(1)).saturating_add(self.0.load(Relaxed));
        self.0.store(parts % PARTS_PER_SAMPLE, Relaxed);
        parts / PARTS_PER_SAMPLE
    }
}
