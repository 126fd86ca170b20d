// SPDX-License-Identifier: GPL-2.0

//! `struct pglist_data` and `node_states`.
//!
//! Every possible node has a pgdat, created at boot and never freed. [`HotplugGuard`] keeps its
//! zones and zonelists stable; plain fields are read without a lock, as in zone.rs.

mod cursor;
mod daemons;

pub(crate) use cursor::ZoneCursor;

use super::{
    counters,
    hotplug::HotplugGuard,
    zone::{
        kind_of,
        read_stable,
        ZoneRef, //
    },
};
use crate::{
    abi::{
        counters::NodeStat,
        node::{
            NodeFlag,
            NodeState, //
        },
        topology::ZonelistKind,
        zone_kind::ZoneKind,
        ABSENT, //
    },
    sys::{
        cpu,
        scalar::{
            elements,
            read_once,
            readers,
            SetBits, //
        },
        shim::rmm_shim_node_data, //
    },
};
use core::{
    marker::PhantomData,
    ptr::NonNull, //
};
use kernel::{
    bindings,
    prelude::*, //
};

/// Base pages in a PMD-mapped huge page.
const HUGE_PAGES: u64 = 1 << (bindings::PMD_SHIFT - bindings::PAGE_SHIFT);

/// Generations of memory cgroups (MEMCG_NR_GENS).
const MEMCG_GENERATIONS: usize = 3;

/// The masks of `node_states`. N_HIGH_MEMORY is N_NORMAL_MEMORY on a machine without high memory.
const STATES: &[(bindings::node_states, u64)] = &[
    (bindings::node_states_N_POSSIBLE, NodeState::POSSIBLE),
    (bindings::node_states_N_ONLINE, NodeState::ONLINE),
    (
        bindings::node_states_N_NORMAL_MEMORY,
        NodeState::NORMAL_MEMORY,
    ),
    (bindings::node_states_N_MEMORY, NodeState::MEMORY),
    (bindings::node_states_N_CPU, NodeState::CPU),
    (
        bindings::node_states_N_GENERIC_INITIATOR,
        NodeState::GENERIC_INITIATOR,
    ),
];

/// The nodes of a mask, ascending.
fn nodes_of(state: bindings::node_states) -> SetBits {
    let masks = &raw const bindings::node_states;
    // SAFETY: Static masks with a bit for each of `nr_node_ids`, which is constant after boot.
    unsafe {
        SetBits::new(
            (&raw const (*masks)[state as usize].bits).cast(),
            bindings::nr_node_ids,
        )
    }
}

/// Possible nodes, ascending.
pub(crate) fn possible() -> impl Iterator<Item = u32> {
    nodes_of(bindings::node_states_N_POSSIBLE)
}

/// Online nodes, ascending.
pub(crate) fn online() -> impl Iterator<Item = u32> {
    nodes_of(bindings::node_states_N_ONLINE)
}

/// Nodes that have CPUs, ascending.
pub(crate) fn with_cpus() -> impl Iterator<Item = u32> {
    nodes_of(bindings::node_states_N_CPU)
}

/// Whether the node is possible; then it has a pgdat that is never freed.
pub(in crate::sys) fn is_possible(nid: u32) -> bool {
    nodes_of(bindings::node_states_N_POSSIBLE).from(nid).next() == Some(nid)
}

/// The distance between two possible nodes.
pub(crate) fn distance(from: &NodeRef<'_>, to: u32) -> u32 {
    // SAFETY: Looks up a table that is constant after boot; any number is valid.
    unsafe { crate::sys::shim::rmm_shim_node_distance(from.nid as i32, to as i32) as u32 }
}

/// An online node.
///
/// # Invariants
///
/// `pgdat` is `NODE_DATA(nid)`, and `nid` a possible node.
pub(crate) struct NodeRef<'g> {
    pgdat: NonNull<bindings::pglist_data>,
    nid: u32,
    guard: &'g HotplugGuard<'g>,
    _pgdat: PhantomData<&'g bindings::pglist_data>,
}

impl<'g> NodeRef<'g> {
    /// The first online node from number `from` on.
    pub(crate) fn from(from: u32, guard: &'g HotplugGuard<'g>) -> Option<Self> {
        let nid = nodes_of(bindings::node_states_N_ONLINE).from(from).next()?;
        // SAFETY: An online node is possible.
        let pgdat = NonNull::new(unsafe { rmm_shim_node_data(nid as i32) })?;
        // INVARIANT: The pointer was just looked up.
        Some(Self {
            pgdat,
            nid,
            guard,
            _pgdat: PhantomData,
        })
    }

    fn raw(&self) -> *const bindings::pglist_data {
        self.pgdat.as_ptr()
    }

    readers! {
        nr_zones => nr_zones;
        start_pfn => node_start_pfn;
        present_pages => node_present_pages;
        spanned_pages => node_spanned_pages;
        totalreserve_pages => totalreserve_pages;
        nr_writeback_throttled => nr_writeback_throttled;
        nr_reclaim_start => nr_reclaim_start;
        kswapd_order => kswapd_order;
        kswapd_failures => kswapd_failures;
        kcompactd_max_order => kcompactd_max_order if CONFIG_COMPACTION;
        kcompactd_zone_index => kcompactd_highest_zoneidx if CONFIG_COMPACTION;
        kswapd => kswapd;
        kcompactd => kcompactd if CONFIG_COMPACTION;
        proactive_compact_trigger => proactive_compact_trigger if CONFIG_COMPACTION;
        min_unmapped_pages => min_unmapped_pages if CONFIG_NUMA;
        min_slab_pages => min_slab_pages if CONFIG_NUMA;
        deferred_pfn => first_deferred_pfn if CONFIG_DEFERRED_STRUCT_PAGE_INIT;
        nbp_rl_start => nbp_rl_start if CONFIG_NUMA_BALANCING;
        nbp_rl_nr_cand => nbp_rl_nr_cand if CONFIG_NUMA_BALANCING;
        nbp_threshold => nbp_threshold if CONFIG_NUMA_BALANCING;
        nbp_th_start => nbp_th_start if CONFIG_NUMA_BALANCING;
        nbp_th_nr_cand => nbp_th_nr_cand if CONFIG_NUMA_BALANCING;
        memcg_seq => memcg_lru.seq if CONFIG_LRU_GEN;
        mf_total => mf_stats.total if CONFIG_MEMORY_FAILURE;
        mf_ignored => mf_stats.ignored if CONFIG_MEMORY_FAILURE;
        mf_failed => mf_stats.failed if CONFIG_MEMORY_FAILURE;
        mf_delayed => mf_stats.delayed if CONFIG_MEMORY_FAILURE;
        mf_recovered => mf_stats.recovered if CONFIG_MEMORY_FAILURE;
    }

    /// The node number.
    pub(crate) fn id(&self) -> u32 {
        self.nid
    }

    /// The state masks that contain the node.
    pub(crate) fn states(&self) -> u64 {
        STATES
            .iter()
            .filter(|&&(state, _)| nodes_of(state).from(self.nid).next() == Some(self.nid))
            .fold(0, |set, &(_, bit)| set | bit)
    }

    /// Start and length in page frames, read consistently. `EBUSY` if they keep changing.
    pub(crate) fn span(&self) -> Result<(u64, u64)> {
        read_stable(|| (self.start_pfn(), self.spanned_pages()))
    }

    /// First page frame not yet initialised after boot; absent when initialisation is complete,
    /// which the kernel encodes as ULONG_MAX.
    pub(crate) fn first_deferred_pfn(&self) -> u64 {
        self.deferred_pfn()
    }

    /// `flags`, as [`NodeFlag`] numbers them.
    pub(crate) fn flags(&self) -> u64 {
        // SAFETY: Valid by the invariant.
        let flags = unsafe { read_once(&raw const (*self.raw()).flags) };
        [
            (bindings::pgdat_flags_PGDAT_WRITEBACK, NodeFlag::WRITEBACK),
            (
                bindings::pgdat_flags_PGDAT_RECLAIM_LOCKED,
                NodeFlag::RECLAIM_LOCKED,
            ),
        ]
        .into_iter()
        .filter(|(bit, _)| flags >> bit & 1 != 0)
        .fold(0, |set, (_, flag)| set | flag)
    }

    /// The abstract distance of the node's memory, and the memory tier of that distance. May sleep.
    /// The distance is cached until memory is plugged or unplugged.
    pub(crate) fn adistance(&self) -> (u64, u64) {
        match u64::try_from(self.guard.distance(self.nid)) {
            Ok(adistance) => (
                adistance,
                adistance >> crate::sys::shim::RMM_SHIM_MEMTIER_CHUNK_BITS,
            ),
            Err(_) => (ABSENT, ABSENT),
        }
    }

    /// Number of memory cgroups in each of their own generations (`memcg_lru`).
    pub(crate) fn memcg_generations(&self) -> [u64; MEMCG_GENERATIONS] {
        let mut memcgs = [ABSENT; MEMCG_GENERATIONS];
        #[cfg(CONFIG_LRU_GEN)]
        for (generation, memcgs) in memcgs.iter_mut().enumerate() {
            // SAFETY: Valid by the invariant; the array has MEMCG_NR_GENS elements.
            let found =
                unsafe { read_once(&raw const (*self.raw()).memcg_lru.nr_memcgs[generation]) };
            *memcgs = found;
        }
        memcgs
    }

    /// A counter as in /proc/zoneinfo, without pending per-CPU deltas.
    fn stat(&self, item: usize, stat: NodeStat) -> u64 {
        // SAFETY: Valid by the invariant; the index is checked.
        let value = unsafe { read_once(&raw const (*self.raw()).vm_stat[item]) };
        // node_page_state_pages(): a counter can be negative while the other half of an update is
        // pending.
        let pages = (value as i64).max(0) as u64;
        if cfg!(CONFIG_TRANSPARENT_HUGEPAGE) && in_huge_pages(stat) {
            pages / HUGE_PAGES
        } else {
            pages
        }
    }

    /// Calls `each` with every counter of this kernel and its pending per-CPU deltas.
    pub(crate) fn stats(&self, mut each: impl FnMut(NodeStat, u64, i64)) {
        let mut pending = [0; bindings::node_stat_item_NR_VM_NODE_STAT_ITEMS as usize];
        // SAFETY: Valid by the invariant. A node that comes online for the first time replaces the
        // per-CPU data of boot by its own; neither is ever freed.
        let stats = unsafe { (&raw const (*self.raw()).per_cpu_nodestats).read_volatile() };
        for copy in cpu::copies(stats) {
            for (item, pending) in pending.iter_mut().enumerate() {
                // SAFETY: A per-CPU copy of `per_cpu_nodestats`.
                *pending += unsafe { read_once(&raw const (*copy).vm_node_stat_diff[item]) } as i64;
            }
        }
        for &(item, stat) in counters::NODE {
            each(stat, self.stat(item, stat), pending[item]);
        }
    }

    /// The largest delta that a CPU may keep before it folds it in.
    pub(crate) fn stat_threshold(&self) -> u64 {
        // SAFETY: As in `stats`.
        let stats = unsafe { (&raw const (*self.raw()).per_cpu_nodestats).read_volatile() };
        cpu::copies(stats)
            // SAFETY: Per-CPU copies of `per_cpu_nodestats`.
            .map(|copy| unsafe { read_once(&raw const (*copy).stat_threshold) })
            .max()
            .unwrap_or(0)
    }

    /// The zone with number `index`; `None` after the last one.
    pub(crate) fn zone(&self, index: usize) -> Option<ZoneRef<'g>> {
        // SAFETY: `pgdat` belongs to a possible node.
        unsafe { ZoneRef::new(self.pgdat, index, self.guard) }
    }

    /// The zone at a position of a zonelist, with its node; `None` after the last one.
    pub(crate) fn zone_ref(&self, list: ZonelistKind, place: usize) -> Option<(u32, ZoneKind)> {
        // SAFETY: Valid by the invariant, and both indices are checked. The guard keeps the
        // zonelists from being rebuilt, and zones are never freed.
        unsafe {
            let lists = &raw const (*self.raw()).node_zonelists;
            if list as usize >= elements(lists) {
                return None;
            }
            let refs = &raw const (*lists)[list as usize]._zonerefs;
            if place >= elements(refs) {
                return None;
            }
            let zone = (&raw const (*refs)[place].zone).read_volatile();
            if zone.is_null() {
                return None;
            }
            let index = read_once(&raw const (*refs)[place].zone_idx);
            let node = read_once(&raw const (*(*zone).zone_pgdat).node_id);
            Some((node as u32, ZoneKind::from_raw(kind_of(index) as u32)?))
        }
    }
}

/// `vmstat_item_print_in_thp()`.
fn in_huge_pages(stat: NodeStat) -> bool {
    matches!(
        stat,
        NodeStat::AnonThps
            | NodeStat::FileThps
            | NodeStat::ShmemThps
            | NodeStat::ShmemPmdmapped
            | NodeStat::FilePmdmapped
    )
}
