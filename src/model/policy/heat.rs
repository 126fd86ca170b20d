// SPDX-License-Identifier: GPL-2.0

//! How much parts of an arena are used of late.

use core::sync::atomic::{
    AtomicU32,
    Ordering::Relaxed, //
};

/// A while, in powers of two of ns: 8.6 s. Hits lose half their weight with each.
const WHILE: u32 = 33;

/// How much a part of an arena has been used of late, by NUMA hint faults.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heat {
    /// Hint faults, halved with each 8.6 s.
    pub hits: u32,
}

/// The heat of a part: the while of the last hit in the upper half, hits in the lower.
#[derive(Default)]
pub struct Part(AtomicU32);

impl Part {
    /// Never used.
    pub const fn new() -> Self {
        Self(AtomicU32::new(0))
    }

    fn cooled(kept: u32, now_ns: u64) -> (u32, u32) {
        let now = (now_ns >> WHILE) as u32 & 0xffff;
        let passed = now.wrapping_sub(kept >> 16) & 0xffff;
        (now, (kept & 0xffff) >> passed.min(16))
    }

    /// Counts a hit and gives the heat with it.
    pub fn hit(&self, now_ns: u64) -> Heat {
        let (now, hits) = Self::cooled(self.0.load(Relaxed), now_ns);
        let hits = (hits + 1).min(0xffff);
        // Of two hits at once one may be lost: it is a measure, not an account.
        self.0.store((now << 16) | hits, Relaxed);
        Heat { hits }
    }

    /// The heat at a time.
    pub fn heat(&self, now_ns: u64) -> Heat {
        let (_, hits) = Self::cooled(self.0.load(Relaxed), now_ns);
        Heat { hits }
    }
}
