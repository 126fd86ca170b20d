// SPDX-License-Identifier: GPL-2.0

//! Finding out which pages are used: some are taken out of all page tables, and the next use is a
//! fault (`Arena::fault`), whose delay is a sample. A page that stays so is not used.
//!
//! The cursor goes round the arena. It snapshots at every page, so that what is known follows what others
//! do to it, and arms as many as the budget allows. mlocked pages are left alone: unmapped, they
//! would not be locked.

use super::{
    arena::Arena,
    heatmap::{
        now_ms,
        HeatMap, //
    },
};
use crate::{
    model::policy::{
        HeatWord,
        PageTier, //
    },
    sys::{
        arena::shmem::PageCacheSnapshot,
        system::cond_resched, //
    },
};
use core::sync::atomic::Ordering::Relaxed;

/// Pages that are looked at under one hold of RCU.
const CHUNK: usize = 128;

/// Pages that are unmapped at once: a page table, so that TLBs are flushed seldom.
const PAGES_PER_TABLE: u64 = 512;

/// A page is looked at once in so many ms, for its time not to come round.
const MAX_ROUND_MS: u64 = 1 << 18;

/// ms in which no page is armed twice.
const MIN_ROUND_MS: u64 = 1 << 10;

/// Pages to unmap, from the first to the last; what lies between is not mapped.
#[derive(Default)]
struct UnmapRange {
    first: u64,
    pages: u64,
}

impl Arena {
    /// Goes on with the cursor for what is due since the last time; `rate` pages a second may be
    /// armed.
    pub(super) fn sample_pages(&self, heat: &HeatMap, rate: u64) {
        let elapsed = u64::from(heat.elapsed_ms()).min(MIN_ROUND_MS);
        let share = |pages: u64, ms: u64| pages.saturating_mul(elapsed) / ms + 1;
        let within_budget = heat.is_within_budget(elapsed);
        let mut left = match within_budget && heat.sampling_pays.load(Relaxed) && rate != 0 {
            true => share(rate, 1000),
            false => 0,
        };
        // Pages that need not be armed cost next to nothing.
        let mut snapshots = left.saturating_mul(8).max(share(heat.len(), MAX_ROUND_MS));
        snapshots = snapshots
            .min(share(heat.len(), MIN_ROUND_MS))
            .min(heat.len());
        let mut cursor = heat.sample_cursor.load(Relaxed);
        let mut range = UnmapRange::default();
        let sampled = left;
        while snapshots != 0 && (left != 0 || sampled == 0) && !self.is_closed() {
            if cursor >= heat.len() {
                cursor = 0;
            }
            let chunk = (heat.len() - cursor).min(CHUNK as u64).min(snapshots);
            self.sample_chunk(heat, cursor, chunk as usize, &mut left, &mut range);
            cursor += chunk;
            snapshots -= chunk;
            cond_resched();
        }
        self.unmap(&mut range);
        heat.sample_cursor.store(cursor, Relaxed);
    }

    fn sample_chunk(
        &self,
        heat: &HeatMap,
        first: u64,
        count: usize,
        left: &mut u64,
        range: &mut UnmapRange,
    ) {
        let mut before = [0; CHUNK];
        for (page, word) in (first..).zip(&mut before) {
            *word = heat.page(page).map_or(0, HeatWord::raw);
        }
        let mut snapshots = [const { PageCacheSnapshot::ABSENT }; CHUNK];
        let snapshots = &mut snapshots[..count];
        self.shmem.snapshot_pages(first, snapshots);
        let now = now_ms();
        for ((page, snapshot), before) in (first..).zip(snapshots).zip(before) {
            let Some(word) = heat.page(page) else { break };
            let tier = self.tier_of(snapshot.node());
            let Some(seen) =
                word.record_tier_if_unchanged(before, tier, snapshot.is_unmovable(), now)
            else {
                // It has come, moved or been used since it was looked at: another time.
                self.unmap(range);
                continue;
            };
            if snapshot.is_unmovable() {
                // It will never be known, or was tried, refused and counted.
                if seen.heat().is_none() {
                    word.mark_stuck(now);
                }
                self.unmap(range);
                continue;
            }
            if seen.tier == PageTier::Absent || (seen.armed && !snapshot.is_mapped()) {
                continue;
            }
            if seen.armed {
                // Mapped by a way that we do not see: it was used.
                heat.record_use(page);
            }
            if *left == 0 {
                self.unmap(range);
                continue;
            }
            *left -= 1;
            // Before it is unmapped: no use is missed. It may have been mapped since it was looked at.
            heat.arm(page);
            self.extend(range, page);
        }
    }

    fn extend(&self, range: &mut UnmapRange, page: u64) {
        if range.pages != 0
            && (page < range.first || page / PAGES_PER_TABLE != range.first / PAGES_PER_TABLE)
        {
            self.unmap(range);
        }
        if range.pages == 0 {
            range.first = page;
        }
        range.pages = page + 1 - range.first;
    }

    fn unmap(&self, range: &mut UnmapRange) {
        self.shmem.unmap(range.first, range.pages);
        range.pages = 0;
    }
}
