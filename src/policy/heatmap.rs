// SPDX-License-Identifier: GPL-2.0

//! What is known of the use of each page of an arena: a word a page (`model::policy::PageHeat`), a
//! thousandth of what the arena may take, charged to the memory cgroup of its maker.

use super::arena::Arena;
use crate::{
    abi::arena::{
        ArenaStat,
        ARENA_HEATS, //
    },
    model::policy::{
        Census,
        Context,
        Heat,
        Look,
        PageHeat,
        Policy,
        Tier, //
    },
    sys::system::{
        give_way,
        now_ns, //
    },
};
use core::sync::atomic::{
    AtomicBool,
    AtomicU64,
    Ordering::{
        Acquire,
        Relaxed,
        Release, //
    }, //
};
use kernel::{
    alloc::flags::GFP_KERNEL_ACCOUNT,
    prelude::*, //
};

/// The words, and how far the worker is.
pub(super) struct HeatMap {
    pages: KVVec<PageHeat>,
    /// Where samples are taken next.
    pub(super) hand: AtomicU64,
    /// Where a page that goes down is looked for next.
    next: AtomicU64,
    /// The policy has use for samples.
    pub(super) worth: AtomicBool,
    /// When the policy was told of all pages last.
    learned_ms: AtomicU64,
    /// When the hand was moved last.
    moved_ms: AtomicU64,
    sampled: AtomicU64,
    used: AtomicU64,
    /// ns that faults took which were samples, and of them those not made up for yet.
    cost: AtomicU64,
    debt: AtomicU64,
    /// Pages that went down not long ago.
    gone: AtomicU64,
}

/// The part of one CPU's time that faults may take which are samples, as a divisor. Where a fault is
/// a microsecond, `arena_samples` is less.
const COST: u64 = 4;

/// ns of a fault that count at most: one that lost its CPU, or had to wait, takes no more of it.
const COST_MOST_NS: u64 = 1_000_000;

/// ms of a clock that comes round; as good as 1.05 ms.
pub(super) fn now_ms() -> u32 {
    (now_ns() >> 20) as u32
}

impl HeatMap {
    /// Of `pages` pages.
    pub(super) fn new(pages: u64) -> Result<Self> {
        let mut words = KVVec::with_capacity(pages as usize, GFP_KERNEL_ACCOUNT)?;
        for _ in 0..pages {
            words
                .push_within_capacity(PageHeat::new())
                .map_err(|_| ENOMEM)?;
        }
        Ok(Self {
            pages: words,
            hand: AtomicU64::new(0),
            next: AtomicU64::new(0),
            worth: AtomicBool::new(true),
            learned_ms: AtomicU64::new(0),
            moved_ms: AtomicU64::new(now_ms().into()),
            sampled: AtomicU64::new(0),
            used: AtomicU64::new(0),
            cost: AtomicU64::new(0),
            debt: AtomicU64::new(0),
            gone: AtomicU64::new(0),
        })
    }

    /// Pages.
    pub(super) fn len(&self) -> u64 {
        self.pages.len() as u64
    }

    /// The word of a page; there is none beyond the arena's cap.
    pub(super) fn page(&self, page: u64) -> Option<&PageHeat> {
        self.pages.get(usize::try_from(page).ok()?)
    }

    /// The page is used. Gives its heat if that was a sample.
    pub(super) fn used(&self, page: u64) -> Option<Heat> {
        let word = self.page(page).filter(|word| word.is_armed())?;
        self.used.fetch_add(1, Release);
        word.used(now_ms())
    }

    /// A NUMA hint fault of the page. Must not sleep.
    pub(super) fn hinted(&self, page: u64) -> Option<Heat> {
        self.page(page)?.hinted(now_ms())
    }

    /// ms since this was asked last.
    pub(super) fn passed_ms(&self) -> u32 {
        let now = now_ms();
        now.wrapping_sub(self.moved_ms.swap(now.into(), Relaxed) as u32)
    }

    /// A page went down.
    pub(super) fn went(&self) {
        self.gone.fetch_add(1, Relaxed);
    }

    /// Pages that went down not long ago: half of them are forgotten in half a second. Asked once in
    /// a round of the worker.
    pub(super) fn gone(&self) -> u64 {
        let gone = self.gone.load(Relaxed);
        self.gone.store(gone - gone.div_ceil(8), Relaxed);
        gone
    }

    /// A fault that was a sample took so long. What it waited for beyond that is not its cost.
    pub(super) fn cost(&self, ns: u64) {
        self.cost.fetch_add(ns.min(COST_MOST_NS), Relaxed);
    }

    /// Whether samples have cost no more than they may; it is `passed_ms` since this was asked last.
    pub(super) fn affords(&self, passed_ms: u64) -> bool {
        let debt = self.debt.load(Relaxed) + self.cost.swap(0, Relaxed);
        let debt = debt.saturating_sub((passed_ms << 20) / COST);
        self.debt.store(debt, Relaxed);
        debt == 0
    }

    /// The page is being unmapped, or has been.
    pub(super) fn arm(&self, page: u64) {
        if let Some(word) = self.page(page) {
            self.sampled.fetch_add(1, Relaxed);
            word.arm(now_ms());
        }
    }

    /// The page could not be moved.
    pub(super) fn stays(&self, page: u64) {
        if let Some(word) = self.page(page) {
            word.stays(now_ms());
        }
    }

    /// Pages around `page` that can be mapped with it: an armed one needs a fault of its own.
    pub(super) fn around(&self, page: u64, first: u64, last: u64) -> Option<(u64, u64)> {
        let armed = |page: u64| self.page(page).is_some_and(PageHeat::is_armed);
        if armed(page) {
            return None;
        }
        let from = (first..page).rev().find(|&page| armed(page));
        let to = (page + 1..=last).find(|&page| armed(page));
        Some((
            from.map_or(first, |page| page + 1),
            to.map_or(last, |page| page - 1),
        ))
    }

    /// The next page of a round through all of them, and what is known of it.
    pub(super) fn next(&self) -> (u64, Look) {
        let page = self.next.load(Relaxed) % self.len().max(1);
        self.next.store(page + 1, Relaxed);
        let word = self.page(page);
        (page, word.map_or(Look::NOTHING, |word| word.look(now_ms())))
    }

    /// Tells the policy of all pages.
    #[inline(never)]
    pub(super) fn learn(&self, policy: &dyn Policy, context: &Context<'_>) {
        let mut census = Census::EMPTY;
        let now = now_ms();
        for chunk in self.pages.chunks(4096) {
            chunk.iter().for_each(|word| census.count(&word.look(now)));
            give_way();
        }
        policy.learn(&census, context);
        self.worth.store(policy.samples(&census, context), Relaxed);
        self.learned_ms.store(now.into(), Relaxed);
    }

    /// As `learn`, if the last time is a second ago; for more than a million pages, a second for
    /// each million.
    pub(super) fn learn_again(&self, policy: &dyn Policy, context: &Context<'_>) {
        let passed = now_ms().wrapping_sub(self.learned_ms.load(Relaxed) as u32);
        if u64::from(passed) >= 1000 * (1 + (self.len() >> 20)) {
            self.learn(policy, context);
        }
    }

    /// Fills in what is counted.
    pub(super) fn tell(&self, stat: &mut ArenaStat) {
        // In this order: each that was used had been sampled.
        stat.used = self.used.load(Acquire);
        stat.sampled = self.sampled.load(Relaxed);
        let now = now_ms();
        for chunk in self.pages.chunks(4096) {
            for word in chunk {
                let look = word.look(now);
                if look.tier == Tier::Nowhere {
                    continue;
                }
                let bucket = look.heat().map_or(0, bucket);
                stat.heat[bucket] += 1;
                if look.tier == Tier::Fast {
                    stat.heat_fast[bucket] += 1;
                }
            }
            give_way();
        }
    }
}

/// Of the histogram: what is used once in a ms is in the last.
fn bucket(heat: Heat) -> usize {
    let octaves = usize::from((Heat::MOST.0 - heat.0) / 4);
    (ARENA_HEATS as usize - 1).saturating_sub(octaves)
}

impl Arena {
    /// A page is used. Gives its heat if that was a sample.
    pub(super) fn used_at(&self, page: u64) -> Option<Heat> {
        self.heat.as_ref()?.used(page)
    }

    /// A fault that was a sample took so long.
    pub(super) fn sample_cost(&self, ns: u64) {
        if let Some(heat) = &self.heat {
            heat.cost(ns);
        }
    }

    /// The tier of a node.
    pub(super) fn tier(&self, node: Option<u32>) -> Tier {
        match node {
            None => Tier::Nowhere,
            Some(node) if self.policy.get().is_fast(node) => Tier::Fast,
            Some(_) => Tier::Slow,
        }
    }

    /// A page is on a node.
    pub(super) fn found(&self, page: u64, node: u32) {
        if let Some(word) = self.heat.as_ref().and_then(|heat| heat.page(page)) {
            word.found(self.tier(Some(node)), now_ms());
        }
    }
}
