// SPDX-License-Identifier: GPL-2.0

//! Finding out which pages are used: some are taken out of all page tables, and the next use is a
//! fault (`Arena::fault`), whose delay is a sample. A page that stays so is not used.
//!
//! The hand goes round the arena. It looks at every page, so that what is known follows what others
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
        PageHeat,
        Tier, //
    },
    sys::{
        shmem::Look,
        system::give_way, //
    },
};
use core::sync::atomic::Ordering::Relaxed;

/// Pages that are looked at under one hold of RCU.
const CHUNK: usize = 128;

/// Pages that are unmapped at once: a page table, so that TLBs are flushed seldom.
const TABLE: u64 = 512;

/// A page is looked at once in so many ms, for its time not to come round.
const ROUND_MS: u64 = 1 << 18;

/// ms in which no page is armed twice.
const APART_MS: u64 = 1 << 10;

/// Pages to unmap, from the first to the last; what lies between is not mapped.
#[derive(Default)]
struct Run {
    first: u64,
    pages: u64,
}

impl Arena {
    /// Goes on with the hand for what is due since the last time; `rate` pages a second may be
    /// armed.
    pub(super) fn sample(&self, heat: &HeatMap, rate: u64) {
        let passed = u64::from(heat.passed_ms()).min(APART_MS);
        let share = |pages: u64, ms: u64| pages.saturating_mul(passed) / ms + 1;
        let affords = heat.affords(passed);
        let mut left = match affords && heat.worth.load(Relaxed) && rate != 0 {
            true => share(rate, 1000),
            false => 0,
        };
        // Pages that need not be armed cost next to nothing.
        let mut looks = left.saturating_mul(8).max(share(heat.len(), ROUND_MS));
        looks = looks.min(share(heat.len(), APART_MS)).min(heat.len());
        let mut hand = heat.hand.load(Relaxed);
        let mut run = Run::default();
        let sampled = left;
        while looks != 0 && (left != 0 || sampled == 0) && !self.is_closed() {
            if hand >= heat.len() {
                hand = 0;
            }
            let chunk = (heat.len() - hand).min(CHUNK as u64).min(looks);
            self.sample_chunk(heat, hand, chunk as usize, &mut left, &mut run);
            hand += chunk;
            looks -= chunk;
            give_way();
        }
        self.unmap(&mut run);
        heat.hand.store(hand, Relaxed);
    }

    fn sample_chunk(
        &self,
        heat: &HeatMap,
        first: u64,
        count: usize,
        left: &mut u64,
        run: &mut Run,
    ) {
        let mut before = [0; CHUNK];
        for (page, word) in (first..).zip(&mut before) {
            *word = heat.page(page).map_or(0, PageHeat::word);
        }
        let mut looks = [const { Look::ABSENT }; CHUNK];
        let looks = &mut looks[..count];
        self.shmem.look(first, looks);
        let now = now_ms();
        for ((page, look), before) in (first..).zip(looks).zip(before) {
            let Some(word) = heat.page(page) else { break };
            let tier = self.tier(look.node());
            let Some(known) = word.found_since(before, tier, look.is_fixed(), now) else {
                // It has come, moved or been used since it was looked at: another time.
                self.unmap(run);
                continue;
            };
            if look.is_fixed() {
                // It will never be known, or was tried, refused and counted.
                if known.heat().is_none() {
                    word.stays(now);
                }
                self.unmap(run);
                continue;
            }
            if known.tier == Tier::Nowhere || (known.armed && !look.is_mapped()) {
                continue;
            }
            if known.armed {
                // Mapped by a way that we do not see: it was used.
                heat.used(page);
            }
            if *left == 0 {
                self.unmap(run);
                continue;
            }
            *left -= 1;
            // Before it is unmapped: no use is missed. It may have been mapped since it was looked at.
            heat.arm(page);
            self.extend(run, page);
        }
    }

    fn extend(&self, run: &mut Run, page: u64) {
        if run.pages != 0 && (page < run.first || page / TABLE != run.first / TABLE) {
            self.unmap(run);
        }
        if run.pages == 0 {
            run.first = page;
        }
        run.pages = page + 1 - run.first;
    }

    fn unmap(&self, run: &mut Run) {
        self.shmem.unmap(run.first, run.pages);
        run.pages = 0;
    }
}
