// SPDX-License-Identifier: GPL-2.0

//! Sampling: some pages are unmapped everywhere, and the time until the next fault on each
//! (`Arena::handle_fault`) is a sample. A page that stays unmapped is unused.
//!
//! NUMA hint faults alone would not suffice: they depend on a sysctl, they do not identify cold
//! pages, and they do not report how long a page was unused before; they can only make a page
//! hotter. Accessed bits belong to reclaim: clearing them would take away what it knows, while
//! unmapping passes the bit on to the folio. The delay is measured by the fault itself, so a page
//! used once in a millisecond and one used once in a second differ after one sample.
//!
//! The cursor passes over the arena. It takes a snapshot of every page, so that the heat map
//! follows what other tasks do, and arms as many pages as the budget allows. mlocked pages are left
//! alone, because unmapping would unlock them, and so are pages with very many mappings.

use super::{
    arena::Arena,
    heatmap::{
        now_ms,
        HeatMap, //
    },
    migration::MAX_MAPPINGS,
    worker::RoundBudget, //
};
use crate::{
    model::policy::{
        HeatObservation,
        HeatWord,
        PageTier, //
    },
    sys::{
        arena::shmem::{
            PageCacheSnapshot, //
        },
        system::cond_resched, //
    },
};
use core::sync::atomic::Ordering::Relaxed;

/// Pages read in one hold of RCU.
const CHUNK: usize = 128;

/// Pages unmapped at once: one page table, to limit TLB flushes.
const PAGES_PER_TABLE: u64 = 512;

/// Every page is visited within this time in ms, so that its timestamp does not wrap.
const MAX_ROUND_MS: u64 = 1 << 18;

/// A page is not armed twice within this time in ms.
const MIN_ROUND_MS: u64 = 1 << 10;

/// A range of pages to unmap; the pages in between are not mapped.
#[derive(Default)]
struct UnmapRange {
    first: u64,
    pages: u64,
}

impl Arena {
    /// Advances the cursor by what is due since the last call.
    pub(super) fn sample_pages(&self, heat: &HeatMap, budget: &RoundBudget) {
        let elapsed = budget.elapsed_ms.min(MIN_ROUND_MS);
        let within_budget = heat.is_within_budget(elapsed);
        let mut left = match within_budget && heat.sampling_pays.load(Relaxed) {
            true => {
                let (rate, divisor) = (budget.samples_per_second, budget.divisor);
                heat.sample_credit.take(rate, divisor, elapsed)
            }
            false => 0,
        };
        // A page that need not be armed costs next to nothing.
        // Every page is visited before its time stamp wraps, even if rounds were left out.
        let least = heat.len().saturating_mul(budget.elapsed_ms) / MAX_ROUND_MS + 1;
        let mut snapshots = left.saturating_mul(8).max(least);
        snapshots = snapshots
            .min(heat.len().saturating_mul(elapsed) / MIN_ROUND_MS + 1)
            .min(heat.len());
        let mut cursor = heat.sample_cursor.load(Relaxed);
        let mut range = UnmapRange::default();
        let sampled = left;
        while snapshots != 0
            && (left != 0 || sampled == 0)
            && !budget.is_spent()
            && !self.is_closed()
        {
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
        // A page that could not be migrated stays marked as long as it still cannot be sampled.
        let is_stuck = |&word: &u32| HeatObservation::decode(word, 0).stuck;
        let obstacle = match *left {
            0 if !before.iter().any(is_stuck) => None,
            _ => {
                let pages = count as u64;
                let survey = self.shmem.survey_mappings(first, pages, MAX_MAPPINGS);
                survey.obstacle
            }
        };
        let now = now_ms();
        for ((page, snapshot), before) in (first..).zip(snapshots).zip(before) {
            let Some(word) = heat.page(page) else { break };
            let tier = self.tier_of(snapshot.node());
            let Some(seen) = word.record_tier_if_unchanged(
                before,
                tier,
                snapshot.is_unmovable() || obstacle.is_some(),
                now,
            ) else {
                // The page was placed, migrated or used since the snapshot: skip it this time.
                self.unmap(range);
                continue;
            };
            if snapshot.is_unmovable() || (obstacle.is_some() && seen.tier != PageTier::Absent) {
                // The heat is not going to be known, or migration was tried, refused and counted.
                // Unknown heat would stop demotion of all other pages.
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
                // Mapped without a fault of the arena: it was used.
                heat.record_use(page);
            }
            if *left == 0 {
                self.unmap(range);
                continue;
            }
            *left -= 1;
            // Armed before the page is unmapped, so that no use is missed. It may have been mapped
            // since the snapshot.
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
