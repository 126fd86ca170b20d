// SPDX-License-Identifier: GPL-2.0

//! `struct lruvec`: the LRU lists of one memory cgroup on one node. Only sizes are read, without
//! `lru_lock`. The lists cannot be walked, because the functions that take that lock safely are not
//! exported.

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

/// Number of generations (MAX_NR_GENS).
pub(crate) const MAX_GENERATIONS: usize = shim::RMM_SHIM_GENERATIONS as usize;
/// Tiers of a generation (MAX_NR_TIERS).
pub(crate) const MAX_TIERS: usize = shim::RMM_SHIM_TIERS as usize;
/// Types: anonymous and file.
pub(crate) const TYPES: usize = LruType::ALL.len();
/// Room for zones, by `RMM_ZONE_*`.
pub(crate) const ZONES: usize = 8;

/// Attempts at a consistent read before an inconsistent one is used.
#[cfg(CONFIG_LRU_GEN)]
const TRIES: usize = 4;

/// The generations of a lruvec (`struct lru_gen_folio`), by age: 0 is the youngest.
#[derive(Default)]
pub(crate) struct LruGenerations {
    /// Whether folios are kept in generations.
    pub(crate) enabled: bool,
    /// Number of the youngest generation.
    pub(crate) max_seq: u64,
    /// Number of the oldest generation, by type.
    pub(crate) min_seq: [u64; TYPES],
    /// Milliseconds since the generation was the youngest; absent if there is none of this age.
    pub(crate) age_ms: [u64; MAX_GENERATIONS],
    /// Pages by age, type and zone.
    pub(crate) pages: [[[u64; ZONES]; TYPES]; MAX_GENERATIONS],
    /// By type and tier.
    pub(crate) tiers: [[LruTierCounts; MAX_TIERS]; TYPES],
}

/// Inputs of the eviction controller for one tier (`read_ctrl_pos()`).
#[derive(Clone, Copy, Default)]
pub(crate) struct LruTierCounts {
    /// Moving average of refaults.
    pub(crate) avg_refaulted: u64,
    /// Moving average of evicted and protected pages.
    pub(crate) avg_total: u64,
    /// Pages of the oldest generation that were refaulted.
    pub(crate) refaulted: u64,
    /// Pages of the oldest generation that were evicted.
    pub(crate) evicted: u64,
    /// Pages of the oldest generation that were protected by their tier.
    pub(crate) protected: u64,
}

/// What balances reclaim without the multi-generational LRU; arrays are by type.
pub(crate) type LruBalance = shim::rmm_shim_lru_balance;

/// A lruvec.
///
/// # Invariants
///
/// `lruvec` is valid for reads during `'a`.
pub(crate) struct Lruvec<'a> {
    lruvec: *mut lruvec,
    _memcg: PhantomData<&'a mem_cgroup>,
}

impl<'a> Lruvec<'a> {
    /// # Safety
    ///
    /// `memcg` is null or valid during `'a`; node `nid` is possible.
    pub(in crate::sys) unsafe fn new(memcg: *mut mem_cgroup, nid: u32) -> Self {
        // SAFETY: By this function's contract.
        let lruvec = unsafe { shim::rmm_shim_lruvec(memcg, nid as i32) };
        // INVARIANT: The lruvec is part of the memory cgroup, or of the pgdat, which is never
        // freed.
        Self {
            lruvec,
            _memcg: PhantomData,
        }
    }

    /// The lruvec of the root cgroup on a node, or of the node if memory is not accounted to
    /// cgroups; `None` if the node is not possible.
    pub(crate) fn of_node(nid: u32) -> Option<Self> {
        // SAFETY: NULL selects the root or the pgdat, which are never freed; the node was checked.
        super::node::is_possible(nid).then(|| unsafe { Self::new(ptr::null_mut(), nid) })
    }

    /// Whether folios are kept in generations.
    #[cfg(not(CONFIG_LRU_GEN))]
    pub(crate) fn uses_generations(&self) -> bool {
        false
    }

    /// Whether folios are kept in generations.
    #[cfg(CONFIG_LRU_GEN)]
    pub(crate) fn uses_generations(&self) -> bool {
        // SAFETY: Valid by the invariant.
        unsafe { read_once(&raw const (*self.lruvec).lrugen.enabled) != 0 }
    }

    /// What balances reclaim without the multi-generational LRU.
    pub(crate) fn balance(&self) -> LruBalance {
        let mut found = pin_init::zeroed::<LruBalance>();
        // SAFETY: Valid by the invariant; `found` is writable.
        unsafe { shim::rmm_shim_read_lru_balance(self.lruvec, &mut found) };
        found
    }

    /// Reads the generations; `false` if this kernel has no multi-generational LRU.
    #[cfg(not(CONFIG_LRU_GEN))]
    pub(crate) fn read_generations(&self, _found: &mut LruGenerations) -> bool {
        false
    }

    /// Reads the generations; `false` if this kernel has no multi-generational LRU. Reads again if a
    /// new generation began meanwhile.
    #[cfg(CONFIG_LRU_GEN)]
    pub(crate) fn read_generations(&self, found: &mut LruGenerations) -> bool {
        self.read(found);
        for _ in 1..TRIES {
            // SAFETY: Valid by the invariant.
            if unsafe { read_once(&raw const (*self.lruvec).lrugen.max_seq) } == found.max_seq {
                break;
            }
            self.read(found);
        }
        true
    }

    #[cfg(CONFIG_LRU_GEN)]
    fn read(&self, found: &mut LruGenerations) {
        // SAFETY: Valid by the invariant; only an address is taken.
        let lrugen = unsafe { &raw const (*self.lruvec).lrugen };
        // SAFETY: As above; every index below is within the arrays, whose sizes are MAX_NR_GENS,
        // ANON_AND_FILE, MAX_NR_ZONES and MAX_NR_TIERS.
        unsafe {
            let max_seq = read_once(&raw const (*lrugen).max_seq);
            let min_seq = [0, 1].map(|kind| read_once(&raw const (*lrugen).min_seq[kind]));
            let oldest = min_seq[0].min(min_seq[1]);
            found.enabled = read_once(&raw const (*lrugen).enabled) != 0;
            found.max_seq = max_seq;
            found.min_seq = min_seq;
            found.age_ms = [ABSENT; MAX_GENERATIONS];
            found.pages = [[[0; ZONES]; TYPES]; MAX_GENERATIONS];
            for age in 0..MAX_GENERATIONS {
                // lru_gen_from_seq(); the numbers start at MIN_NR_GENS - 1 and do not wrap.
                let slot = (max_seq as usize).wrapping_sub(age) % MAX_GENERATIONS;
                if max_seq.wrapping_sub(age as u64) >= oldest && max_seq >= age as u64 {
                    let birth = (&raw const (*lrugen).timestamps[slot]).read_volatile();
                    found.age_ms[age] = shim::rmm_shim_ms_since(birth);
                }
                for (kind, by_zone) in found.pages[age].iter_mut().enumerate() {
                    for zone in 0..kernel::bindings::MAX_NR_ZONES as usize {
                        let pages = read_once(&raw const (*lrugen).nr_pages[slot][kind][zone]);
                        // Can be negative while the other half of an update is pending.
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
        }
    }
}
