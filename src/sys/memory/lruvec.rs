// SPDX-License-Identifier: GPL-2.0

//! `struct lruvec`: what one memory cgroup has on the lists of one node. Sizes alone are read, and
//! without `lru_lock`; the lists themselves could not be walked without it, and it is not exported
//! in a form that would hold.

use super::zone::kind_of;
use crate::{
    abi::{
        lru::LruType,
        ABSENT, //
    },
    sys::{
        scalar::read_once,
        shim, //
    },
};
use core::{
    marker::PhantomData,
    ptr, //
};
use kernel::bindings::{
    lruvec,
    mem_cgroup, //
};

/// LruGenerations that MGLRU tells apart (MAX_NR_GENS).
pub(crate) const MAX_GENERATIONS: usize = shim::RMM_SHIM_GENERATIONS as usize;
/// Tiers of a generation (MAX_NR_TIERS).
pub(crate) const MAX_TIERS: usize = shim::RMM_SHIM_TIERS as usize;
/// Types: anonymous and file.
pub(crate) const TYPES: usize = LruType::ALL.len();
/// Room for zones, by `RMM_ZONE_*`.
pub(crate) const ZONES: usize = 8;

/// Reads of one state before it is taken as it is.
#[cfg(CONFIG_LRU_GEN)]
const TRIES: usize = 4;

/// MGLRU's view of a lruvec (`struct lru_gen_folio`). LruGenerations stand by age: 0 is the youngest.
#[derive(Clone, Copy)]
pub(crate) struct LruGenerations {
    /// Whether folios are in generations at all.
    pub(crate) enabled: bool,
    /// Number of the youngest.
    pub(crate) max_seq: u64,
    /// Number of the oldest, by type.
    pub(crate) min_seq: [u64; TYPES],
    /// Milliseconds since it was the youngest; absent where there is none of this age.
    pub(crate) age_ms: [u64; MAX_GENERATIONS],
    /// Pages by age, type and zone.
    pub(crate) pages: [[[u64; ZONES]; TYPES]; MAX_GENERATIONS],
    /// By type and tier.
    pub(crate) tiers: [[LruTierCounts; MAX_TIERS]; TYPES],
}

/// What eviction weighs of one tier (`read_ctrl_pos()`).
#[derive(Clone, Copy, Default)]
pub(crate) struct LruTierCounts {
    /// Moving average of refaults.
    pub(crate) avg_refaulted: u64,
    /// Moving average of what was evicted or protected.
    pub(crate) avg_total: u64,
    /// In the oldest generation: came back.
    pub(crate) refaulted: u64,
    /// In the oldest generation: went.
    pub(crate) evicted: u64,
    /// In the oldest generation: kept because of its tier.
    pub(crate) protected: u64,
}

/// A lruvec.
///
/// # Invariants
///
/// `lruvec` is valid for reads during `'a`.
pub(crate) struct Lruvec<'a> {
    #[cfg_attr(not(CONFIG_LRU_GEN), expect(dead_code))]
    lruvec: *const lruvec,
    _memcg: PhantomData<&'a mem_cgroup>,
}

impl<'a> Lruvec<'a> {
    /// # Safety
    ///
    /// `memcg` is null or stays during `'a`; node `nid` is possible.
    pub(in crate::sys) unsafe fn new(memcg: *mut mem_cgroup, nid: u32) -> Self {
        // SAFETY: By this function's contract.
        let lruvec = unsafe { shim::rmm_shim_lruvec(memcg, nid as i32) };
        // INVARIANT: It is part of the cgroup, or of the pgdat, which is never freed.
        Self {
            lruvec,
            _memcg: PhantomData,
        }
    }

    /// All that a node has where memory is not accounted to cgroups; `None` if no such node is
    /// possible.
    pub(crate) fn of_node(nid: u32) -> Option<Self> {
        // SAFETY: Without a cgroup it is that of the pgdat; the node was checked.
        super::node::is_possible(nid).then(|| unsafe { Self::new(ptr::null_mut(), nid) })
    }

    /// MGLRU's generations; `None` in a kernel without.
    #[cfg(not(CONFIG_LRU_GEN))]
    pub(crate) fn generations(&self) -> Option<LruGenerations> {
        None
    }

    /// MGLRU's generations; `None` in a kernel without. Read again if a new one began meanwhile.
    #[cfg(CONFIG_LRU_GEN)]
    pub(crate) fn generations(&self) -> Option<LruGenerations> {
        let mut found = self.read();
        for _ in 1..TRIES {
            // SAFETY: Valid by the invariant.
            if unsafe { read_once(&raw const (*self.lruvec).lrugen.max_seq) } == found.max_seq {
                break;
            }
            found = self.read();
        }
        Some(found)
    }

    #[cfg(CONFIG_LRU_GEN)]
    fn read(&self) -> LruGenerations {
        // SAFETY: Valid by the invariant; only fields are named.
        let lrugen = unsafe { &raw const (*self.lruvec).lrugen };
        // SAFETY: As above; every index below is within the arrays, whose sizes are MAX_NR_GENS,
        // ANON_AND_FILE, MAX_NR_ZONES and MAX_NR_TIERS.
        unsafe {
            let max_seq = read_once(&raw const (*lrugen).max_seq);
            let min_seq = [0, 1].map(|kind| read_once(&raw const (*lrugen).min_seq[kind]));
            let oldest = min_seq[0].min(min_seq[1]);
            let mut found = LruGenerations {
                enabled: read_once(&raw const (*lrugen).enabled) != 0,
                max_seq,
                min_seq,
                age_ms: [ABSENT; MAX_GENERATIONS],
                pages: [[[0; ZONES]; TYPES]; MAX_GENERATIONS],
                tiers: [[LruTierCounts::default(); MAX_TIERS]; TYPES],
            };
            for age in 0..MAX_GENERATIONS {
                // lru_gen_from_seq(); the numbers start at MIN_NR_GENS - 1 and never wrap.
                let slot = (max_seq as usize).wrapping_sub(age) % MAX_GENERATIONS;
                if max_seq.wrapping_sub(age as u64) >= oldest && max_seq >= age as u64 {
                    let birth = (&raw const (*lrugen).timestamps[slot]).read_volatile();
                    found.age_ms[age] = shim::rmm_shim_ms_since(birth);
                }
                for (kind, by_zone) in found.pages[age].iter_mut().enumerate() {
                    for zone in 0..kernel::bindings::MAX_NR_ZONES as usize {
                        let pages = read_once(&raw const (*lrugen).nr_pages[slot][kind][zone]);
                        // Below zero while its other half is on its way.
                        by_zone[kind_of(zone as u64) as usize] = (pages as i64).max(0) as u64;
                    }
                }
            }
            for (kind, oldest) in min_seq.into_iter().enumerate() {
                // lru_hist_from_seq()
                let slot =
                    oldest as usize % crate::sys::scalar::elements(&raw const (*lrugen).evicted);
                for (tier, to) in found.tiers[kind].iter_mut().enumerate() {
                    *to = LruTierCounts {
                        avg_refaulted: read_once(&raw const (*lrugen).avg_refaulted[kind][tier]),
                        avg_total: read_once(&raw const (*lrugen).avg_total[kind][tier]),
                        refaulted: read_once(&raw const (*lrugen).refaulted[slot][kind][tier]),
                        evicted: read_once(&raw const (*lrugen).evicted[slot][kind][tier]),
                        protected: read_once(&raw const (*lrugen).protected[slot][kind][tier]),
                    };
                }
            }
            found
        }
    }
}
