// SPDX-License-Identifier: GPL-2.0

//! Estimates how often each page of an arena is used, by samples.
//!
//! A sample is the time that a page stays untouched after it was unmapped; a shorter time means a
//! hotter page. In that time the page is *armed*. Times of randomly used pages vary by a factor of
//! four around their mean, so the logarithm is stored, and each sample moves the estimate halfway.

use core::sync::atomic::{
    AtomicU32,
    Ordering::{
        Acquire,
        Relaxed,
        Release, //
    },
};

/// Range of times in powers of two of a ms: up to 17 minutes.
const OCTAVES: u32 = 20;

/// Frequency of use, in quarters of a power of two. 84 is once in a ms or more often, each step of
/// 4 less is half as often, 4 is once in 17 minutes; 0 is less than that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeatLevel(pub u8);

impl HeatLevel {
    /// More often than the scale can express.
    pub const HOTTEST: Self = Self(4 * (OCTAVES as u8 + 1));

    /// The heat of a page that was unused for `ms`.
    pub fn from_idle_ms(ms: u32) -> Self {
        let ms = ms.max(1);
        let octave = ms.ilog2();
        // The two bits after the highest one.
        let quarter = (u64::from(ms) << 2 >> octave) as u32 & 3;
        Self(Self::HOTTEST.0.saturating_sub((4 * octave + quarter) as u8))
    }

    /// Moves halfway to a new sample.
    fn averaged_with(self, sample: Self) -> Self {
        Self(((u16::from(self.0) + u16::from(sample.0)) / 2) as u8)
    }
}

/// The tier of a page's node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageTier {
    /// The page is not in memory.
    Absent,
    /// The page is on a slow node.
    Slow,
    /// The page is on a fast node.
    Fast,
}

/// The decoded state of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeatObservation {
    /// Tier of the page when it was last read.
    pub tier: PageTier,
    /// The page is unmapped and was not used since.
    pub armed: bool,
    /// The page could not be migrated, and was not observed since.
    pub stuck: bool,
    /// Time in ms since it was armed, or last observed in use.
    pub idle: u32,
    /// The estimate from samples.
    estimate: Option<HeatLevel>,
}

impl HeatObservation {
    /// The state of a page that is not in memory.
    pub const ABSENT: Self = Self {
        tier: PageTier::Absent,
        armed: false,
        stuck: false,
        idle: 0,
        estimate: None,
    };

    /// The heat: the estimate, or less if the page was idle for longer. `None` for a page that has
    /// been mapped since it was placed and may be in use.
    pub fn heat(&self) -> Option<HeatLevel> {
        if !self.armed {
            return self.estimate;
        }
        let idle = HeatLevel::from_idle_ms(self.idle);
        Some(self.estimate.map_or(idle, |estimate| estimate.min(idle)))
    }

    fn estimate_after_use(&self) -> HeatLevel {
        let sample = HeatLevel::from_idle_ms(self.idle);
        self.estimate
            .map_or(sample, |old| old.averaged_with(sample))
    }

    fn with_tier(self, tier: PageTier) -> Self {
        match (self.tier, tier) {
            (_, PageTier::Absent) => Self::ABSENT,
            (PageTier::Absent, _) => Self {
                tier,
                ..Self::ABSENT
            },
            _ => Self {
                tier,
                stuck: false,
                ..self
            },
        }
    }

    /// Decodes a raw word ([`HeatWord::raw`]) at a time.
    pub fn decode(word: u32, now_ms: u32) -> Self {
        Self {
            tier: match (word >> TIER_SHIFT) & 3 {
                0 => PageTier::Absent,
                1 => PageTier::Slow,
                _ => PageTier::Fast,
            },
            armed: word & ARMED_BIT != 0,
            stuck: word & STUCK_BIT != 0,
            idle: idle_ms(word, now_ms),
            estimate: ((word >> ESTIMATE_SHIFT) & 0x7f)
                .checked_sub(1)
                .map(|heat| HeatLevel(heat as u8)),
        }
    }

    fn encode(&self, now_ms: u32) -> u32 {
        let estimate = self.estimate.map_or(0, |heat| u32::from(heat.0) + 1);
        // A time is limited to half of the range of the timestamp.
        let idle = self.idle.min(STAMP_MASK / 2);
        let bit = |set, bit| if set { bit } else { 0 };
        (now_ms.wrapping_sub(idle) & STAMP_MASK)
            | (estimate << ESTIMATE_SHIFT)
            | ((self.tier as u32) << TIER_SHIFT)
            | bit(self.armed, ARMED_BIT)
            | bit(self.stuck, STUCK_BIT)
    }
}

/// The state of a page in one word: a time in ms, an estimate (0 for none, else heat + 1), the
/// tier, and two flags. It must be read every 17 minutes, because the time wraps around.
#[derive(Default)]
pub struct HeatWord(AtomicU32);

const STAMP_MASK: u32 = (1 << (OCTAVES + 1)) - 1;
const ESTIMATE_SHIFT: u32 = OCTAVES + 1;
const TIER_SHIFT: u32 = ESTIMATE_SHIFT + 7;
const ARMED_BIT: u32 = 1 << (TIER_SHIFT + 2);
const STUCK_BIT: u32 = 1 << (TIER_SHIFT + 3);

/// ms since the time in `word`; 0 if that time is slightly later than `now_ms`, because the word
/// changed after the caller read the clock.
fn idle_ms(word: u32, now_ms: u32) -> u32 {
    const AHEAD: u32 = 1 << 16;
    let idle = now_ms.wrapping_sub(word) & STAMP_MASK;
    if idle > STAMP_MASK - AHEAD {
        0
    } else {
        idle
    }
}

impl HeatWord {
    /// A page that is not in memory.
    pub const fn new() -> Self {
        Self(AtomicU32::new(0))
    }

    /// Decodes the state at a time.
    pub fn observe(&self, now_ms: u32) -> HeatObservation {
        HeatObservation::decode(self.0.load(Relaxed), now_ms)
    }

    /// Whether the page is armed. Acquires what preceded the arming.
    pub fn is_armed(&self) -> bool {
        self.0.load(Acquire) & ARMED_BIT != 0
    }

    fn change(
        &self,
        now_ms: u32,
        change: impl Fn(HeatObservation) -> HeatObservation,
    ) -> HeatObservation {
        let mut word = self.0.load(Relaxed);
        loop {
            let look = change(HeatObservation::decode(word, now_ms));
            let new = look.encode(now_ms);
            match self.0.compare_exchange_weak(word, new, Release, Relaxed) {
                Ok(_) => return look,
                Err(other) => word = other,
            }
        }
    }

    /// Records the tier. The state is reset when the page leaves memory and when it comes back.
    pub fn record_tier(&self, tier: PageTier, now_ms: u32) -> HeatObservation {
        self.change(now_ms, |look| look.with_tier(tier))
    }

    /// The raw word, for [`HeatWord::record_tier_if_unchanged`].
    pub fn raw(&self) -> u32 {
        self.0.load(Acquire)
    }

    /// As [`HeatWord::record_tier`], unless the word has changed since it was `word`; the change
    /// would be newer than the caller's observation. A page that is `fixed` stays marked as
    /// unmovable.
    pub fn record_tier_if_unchanged(
        &self,
        word: u32,
        tier: PageTier,
        fixed: bool,
        now_ms: u32,
    ) -> Option<HeatObservation> {
        let before = HeatObservation::decode(word, now_ms);
        let look = HeatObservation {
            stuck: fixed && before.stuck,
            ..before.with_tier(tier)
        };
        let done = self
            .0
            .compare_exchange(word, look.encode(now_ms), Relaxed, Relaxed);
        done.is_ok().then_some(look)
    }

    /// Records that the page could not be migrated.
    pub fn mark_stuck(&self, now_ms: u32) {
        self.change(now_ms, |look| HeatObservation {
            stuck: true,
            ..look
        });
    }

    /// Records that the page is unmapped from now on.
    pub fn arm(&self, now_ms: u32) {
        self.change(now_ms, |look| HeatObservation {
            armed: true,
            idle: 0,
            ..look
        });
    }

    /// Records a use. If the page was armed, this is a sample, and its heat is returned.
    pub fn record_use(&self, now_ms: u32) -> Option<HeatLevel> {
        if !self.is_armed() {
            return None;
        }
        self.change(now_ms, |look| HeatObservation {
            armed: false,
            idle: 0,
            // Another thread may have been first.
            estimate: if look.armed {
                Some(look.estimate_after_use())
            } else {
                look.estimate
            },
            ..look
        })
        .estimate
    }

    /// Records a NUMA hint fault. The time that the page was unused before is not known, so the
    /// fault can make the page hotter, not colder.
    pub fn record_hint_fault(&self, now_ms: u32) -> Option<HeatLevel> {
        self.change(now_ms, |look| HeatObservation {
            armed: false,
            idle: 0,
            estimate: look.estimate.max(Some(look.estimate_after_use())),
            ..look
        })
        .estimate
    }
}

/// Number of pages by tier and heat.
pub struct HeatCensus {
    /// Pages on slow nodes, by heat.
    pub slow: [u32; HeatLevel::HOTTEST.0 as usize + 1],
    /// Pages on fast nodes, by heat.
    pub fast: [u32; HeatLevel::HOTTEST.0 as usize + 1],
    /// Pages of unknown heat, on slow and on fast nodes.
    pub unknown: [u32; 2],
}

impl HeatCensus {
    /// A census of no page.
    pub const EMPTY: Self = Self {
        slow: [0; HeatLevel::HOTTEST.0 as usize + 1],
        fast: [0; HeatLevel::HOTTEST.0 as usize + 1],
        unknown: [0; 2],
    };

    /// Counts a page, unless it could not be migrated anyway.
    pub fn count(&mut self, look: &HeatObservation) {
        let (of_heat, unknown) = match look.tier {
            PageTier::Absent => return,
            PageTier::Slow => (&mut self.slow, 0),
            PageTier::Fast => (&mut self.fast, 1),
        };
        if look.stuck {
            return;
        }
        match look.heat() {
            Some(heat) => of_heat[usize::from(heat.0).min(of_heat.len() - 1)] += 1,
            None => self.unknown[unknown] += 1,
        }
    }

    /// Pages on slow nodes.
    pub fn slow_pages(&self) -> u64 {
        self.slow.iter().map(|&pages| u64::from(pages)).sum::<u64>() + u64::from(self.unknown[0])
    }
}
