// SPDX-License-Identifier: GPL-2.0

//! Whether demotion gives fast nodes the free memory that they lack.
//!
//! Somebody else may take every page as soon as it is free, such as a reader of files whose pages become
//! active. Then demotion would drive the whole arena out for nothing, so it pauses. Memory that other pages of
//! the arena take, new or promoted ones, is what demotion is for and does not count.

use core::sync::atomic::{
    AtomicBool,
    AtomicU32,
    AtomicU64,
    Ordering::Relaxed, //
};

/// Pages that may be demoted without effect, beyond twice those that were lacking: freed pages wait on per-CPU
/// lists, where they do not count as free.
const ALLOWANCE: u64 = 1024;

/// The first pause in ms. Each further one is twice as long, up to the longest.
const FIRST_PAUSE_MS: u32 = 1000;
const LONGEST_PAUSE_MS: u32 = 64_000;

/// Compares demoted pages with what fast nodes lack. One task at a time.
#[derive(Default)]
pub struct DemotionGauge {
    /// Pages lacking when the comparison began; 0 if none is under way.
    lack: AtomicU64,
    /// Pages demoted since, less those that took memory of fast nodes.
    demoted: AtomicU64,
    is_paused: AtomicBool,
    /// Length of the last pause in ms, 0 without one, and its end.
    pause_ms: AtomicU32,
    paused_until_ms: AtomicU32,
}

impl DemotionGauge {
    /// Nothing was demoted.
    pub const fn new() -> Self {
        Self {
            lack: AtomicU64::new(0),
            demoted: AtomicU64::new(0),
            is_paused: AtomicBool::new(false),
            pause_ms: AtomicU32::new(0),
            paused_until_ms: AtomicU32::new(0),
        }
    }

    /// Whether pages may be demoted while fast nodes lack `lack` pages.
    pub fn allows(&self, lack: u64, now_ms: u32) -> bool {
        if lack == 0 {
            self.begin(0);
            self.is_paused.store(false, Relaxed);
            self.pause_ms.store(0, Relaxed);
            return false;
        }
        if self.is_paused.load(Relaxed) {
            let left = self.paused_until_ms.load(Relaxed).wrapping_sub(now_ms);
            if left as i32 > 0 {
                return false;
            }
            self.is_paused.store(false, Relaxed);
            self.begin(lack);
        }
        let before = self.lack.load(Relaxed);
        if before == 0 {
            self.begin(lack);
            return true;
        }
        if self.demoted.load(Relaxed) < 2 * before + ALLOWANCE {
            return true;
        }
        if lack <= before / 2 {
            self.begin(lack);
            self.pause_ms.store(0, Relaxed);
            return true;
        }
        let pause = (self.pause_ms.load(Relaxed) * 2).clamp(FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
        self.pause_ms.store(pause, Relaxed);
        self.paused_until_ms
            .store(now_ms.wrapping_add(pause), Relaxed);
        self.is_paused.store(true, Relaxed);
        false
    }

    /// Counts demoted pages.
    pub fn note_demoted(&self, pages: u64) {
        self.demoted.fetch_add(pages, Relaxed);
    }

    /// Counts a page that was placed on a fast node or promoted.
    pub fn note_taken(&self) {
        let less = |demoted: u64| demoted.checked_sub(1);
        // An error says that it is 0 already.
        let _ = self.demoted.fetch_update(Relaxed, Relaxed, less);
    }

    fn begin(&self, lack: u64) {
        self.lack.store(lack, Relaxed);
        self.demoted.store(0, Relaxed);
    }
}
