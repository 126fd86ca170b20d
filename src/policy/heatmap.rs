// SPDX-License-Identifier: GPL-2.0

//! The heat of each page of an arena: one word for each page (`model::policy::HeatWord`), a
//! thousandth of the arena's cap, charged to the memory cgroup of its creator.

use crate::{
    abi::arena::{
        ArenaStatArgs,
        ARENA_HEATS, //
    },
    model::policy::{
        DemotionGauge,
        HeatCensus,
        HeatLevel,
        HeatObservation,
        HeatWord,
        PageTier, //
        PlacementContext,
        PlacementPolicy,
        SampleCredit,
    },
    sys::system::{
        cond_resched,
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

/// The words, and the positions of the worker.
pub(super) struct HeatMap {
    pages: KVVec<HeatWord>,
    /// Next page to sample.
    pub(super) sample_cursor: AtomicU64,
    /// Next page to consider for demotion.
    demotion_cursor: AtomicU64,
    /// Whether the policy needs samples at present.
    pub(super) sampling_pays: AtomicBool,
    /// Time of the last update of the policy's thresholds.
    thresholds_ms: AtomicU64,
    /// Time of the last sampling round.
    sampled_ms: AtomicU64,
    /// Samples that the arena may still take of the common rate.
    pub(super) sample_credit: SampleCredit,
    sampled: AtomicU64,
    used: AtomicU64,
    /// ns spent in faults that ended samples, and the part of it that is not yet compensated.
    cost: AtomicU64,
    debt: AtomicU64,
    /// ns that the worker has spent on the arena beyond its share.
    work_debt: AtomicU64,
    /// Promotions refused for lack of room since demotion has had its turn.
    waiting: AtomicU64,
    /// Pages demoted recently.
    recently_demoted: AtomicU64,
    /// Whether demotion gives fast nodes what they lack.
    pub(super) demotion_gauge: DemotionGauge,
    /// Whether the last round demoted pages before it sampled.
    demoted_first: AtomicBool,
}

/// Divisor for the share of one CPU's time that faults may take which end samples. Only the module's part
/// of a fault is measured, which is a fifth of it in an emulated guest. If that takes a microsecond, `arena_samples` is
/// the tighter limit.
const FAULT_TIME_DIVISOR: u64 = 16;

/// Most ns counted for one fault, because a fault may lose its CPU or wait.
const MAX_FAULT_COST_NS: u64 = 1_000_000;

/// Milliseconds of a clock that wraps around; one unit is 1.05 ms.
pub(super) fn now_ms() -> u32 {
    (now_ns() >> 20) as u32
}

impl HeatMap {
    /// A map for `pages` pages.
    pub(super) fn new(pages: u64) -> Result<Self> {
        let mut words = KVVec::with_capacity(pages as usize, GFP_KERNEL_ACCOUNT)?;
        for _ in 0..pages {
            words
                .push_within_capacity(HeatWord::new())
                .map_err(|_| ENOMEM)?;
        }
        Ok(Self {
            pages: words,
            sample_cursor: AtomicU64::new(0),
            demotion_cursor: AtomicU64::new(0),
            sampling_pays: AtomicBool::new(true),
            thresholds_ms: AtomicU64::new(0),
            sampled_ms: AtomicU64::new(now_ms().into()),
            sample_credit: SampleCredit::new(),
            sampled: AtomicU64::new(0),
            used: AtomicU64::new(0),
            cost: AtomicU64::new(0),
            debt: AtomicU64::new(0),
            work_debt: AtomicU64::new(0),
            waiting: AtomicU64::new(0),
            recently_demoted: AtomicU64::new(0),
            demotion_gauge: DemotionGauge::new(),
            demoted_first: AtomicBool::new(false),
        })
    }

    /// Number of pages.
    pub(super) fn len(&self) -> u64 {
        self.pages.len() as u64
    }

    /// The word of a page; `None` beyond the arena's cap.
    pub(super) fn page(&self, page: u64) -> Option<&HeatWord> {
        self.pages.get(usize::try_from(page).ok()?)
    }

    /// Records a use of the page. Returns its heat if the use ended a sample.
    pub(super) fn record_use(&self, page: u64) -> Option<HeatLevel> {
        let word = self.page(page).filter(|word| word.is_armed())?;
        self.used.fetch_add(1, Release);
        word.record_use(now_ms())
    }

    /// Records a NUMA hint fault of the page. Must not sleep.
    pub(super) fn record_hint_fault(&self, page: u64) -> Option<HeatLevel> {
        self.page(page)?.record_hint_fault(now_ms())
    }

    /// Milliseconds since the last call.
    pub(super) fn elapsed_ms(&self) -> u32 {
        let now = now_ms();
        now.wrapping_sub(self.sampled_ms.swap(now.into(), Relaxed) as u32)
    }

    /// Counts a promotion that was refused for lack of room.
    pub(super) fn note_waiting(&self) {
        self.waiting.fetch_add(1, Relaxed);
    }

    /// Those since the last call.
    pub(super) fn take_waiting(&self) -> u64 {
        self.waiting.swap(0, Relaxed)
    }

    /// Counts a demoted page.
    pub(super) fn note_demoted(&self) {
        self.recently_demoted.fetch_add(1, Relaxed);
        self.demotion_gauge.note_demoted(1);
    }

    /// Pages demoted recently; half of them expire in half a second. Called once in each round of
    /// the worker.
    pub(super) fn recently_demoted(&self) -> u64 {
        let recently_demoted = self.recently_demoted.load(Relaxed);
        self.recently_demoted
            .store(recently_demoted - recently_demoted.div_ceil(8), Relaxed);
        recently_demoted
    }

    /// Whether this round demotes pages before it samples: every other one does.
    pub(super) fn demotes_first(&self) -> bool {
        !self.demoted_first.fetch_xor(true, Relaxed)
    }

    /// Adds the duration of a fault that ended a sample, up to a limit that excludes waiting.
    pub(super) fn add_fault_cost(&self, ns: u64) {
        self.cost.fetch_add(ns.min(MAX_FAULT_COST_NS), Relaxed);
    }

    /// Whether sampling stayed within its budget, `elapsed_ms` after the last call.
    pub(super) fn is_within_budget(&self, elapsed_ms: u64) -> bool {
        let debt = self.debt.load(Relaxed) + self.cost.swap(0, Relaxed);
        let debt = debt.saturating_sub((elapsed_ms << 20) / FAULT_TIME_DIVISOR);
        self.debt.store(debt, Relaxed);
        debt == 0
    }

    /// Takes `ns` from the time that the worker has spent beyond the arena's share. Returns whether
    /// nothing is left of it.
    pub(super) fn repay_work(&self, ns: u64) -> bool {
        let debt = self.work_debt.load(Relaxed).saturating_sub(ns);
        self.work_debt.store(debt, Relaxed);
        debt == 0
    }

    /// Adds time that the worker has spent beyond the arena's share.
    pub(super) fn overspend_work(&self, ns: u64) {
        self.work_debt.fetch_add(ns, Relaxed);
    }

    /// Records that the page is being unmapped for a sample.
    pub(super) fn arm(&self, page: u64) {
        if let Some(word) = self.page(page) {
            self.sampled.fetch_add(1, Relaxed);
            word.arm(now_ms());
        }
    }

    /// Records that the page could not be migrated.
    pub(super) fn mark_stuck(&self, page: u64) {
        if let Some(word) = self.page(page) {
            word.mark_stuck(now_ms());
        }
    }

    /// The pages around `page` that can be mapped together with it; an armed page needs a fault of
    /// its own.
    pub(super) fn unarmed_range_around(
        &self,
        page: u64,
        first: u64,
        last: u64,
    ) -> Option<(u64, u64)> {
        let armed = |page: u64| self.page(page).is_some_and(HeatWord::is_armed);
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

    /// The next page in a round through all pages, and its state.
    pub(super) fn next_demotion_candidate(&self) -> (u64, HeatObservation) {
        let page = self.demotion_cursor.load(Relaxed) % self.len().max(1);
        self.demotion_cursor.store(page + 1, Relaxed);
        let word = self.page(page);
        (
            page,
            word.map_or(HeatObservation::ABSENT, |word| word.observe(now_ms())),
        )
    }

    /// Updates the policy's thresholds from the heat of all pages.
    #[inline(never)]
    pub(super) fn update_thresholds(
        &self,
        policy: &dyn PlacementPolicy,
        context: &PlacementContext<'_>,
    ) {
        let mut census = HeatCensus::EMPTY;
        let now = now_ms();
        for chunk in self.pages.chunks(4096) {
            chunk
                .iter()
                .for_each(|word| census.count(&word.observe(now)));
            cond_resched();
        }
        policy.update_thresholds(&census, context);
        self.sampling_pays
            .store(policy.wants_samples(&census, context), Relaxed);
        self.thresholds_ms.store(now.into(), Relaxed);
    }

    /// As `update_thresholds`, at most once a second; for more than a million pages, once in a
    /// second for each million.
    pub(super) fn update_thresholds_if_due(
        &self,
        policy: &dyn PlacementPolicy,
        context: &PlacementContext<'_>,
    ) {
        let passed = now_ms().wrapping_sub(self.thresholds_ms.load(Relaxed) as u32);
        if u64::from(passed) >= 1000 * (1 + (self.len() >> 20)) {
            self.update_thresholds(policy, context);
        }
    }

    /// Fills in the counters.
    pub(super) fn fill_stat(&self, stat: &mut ArenaStatArgs) {
        // In this order, so that `used` never exceeds `sampled`.
        stat.used = self.used.load(Acquire);
        stat.sampled = self.sampled.load(Relaxed);
        let now = now_ms();
        for chunk in self.pages.chunks(4096) {
            for word in chunk {
                let seen = word.observe(now);
                if seen.tier == PageTier::Absent {
                    continue;
                }
                let bucket = seen.heat().map_or(0, heat_bucket);
                stat.heat[bucket] += 1;
                if seen.tier == PageTier::Fast {
                    stat.heat_fast[bucket] += 1;
                }
            }
            cond_resched();
        }
    }
}

/// Index in the histogram; the last one holds pages used at least once in a ms.
fn heat_bucket(heat: HeatLevel) -> usize {
    let octaves = usize::from((HeatLevel::HOTTEST.0 - heat.0) / 4);
    (ARENA_HEATS as usize - 1).saturating_sub(octaves)
}
