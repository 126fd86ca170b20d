// SPDX-License-Identifier: GPL-2.0

//! `struct zone`.
//!
//! Zones are never freed. [`HotplugGuard`] keeps `per_cpu_pageset` and `per_cpu_zonestats`, which
//! are replaced when a zone becomes populated and freed when it becomes empty. Plain fields are
//! read without a lock, as /proc/zoneinfo does: each is exact, together they are not one moment.
//!
//! Counters are reported as /proc/zoneinfo shows them, and the deltas that CPUs have not folded in
//! yet separately: one number cannot be both equal to the kernel's and exact.

use super::{
    counters,
    hotplug::HotplugGuard, //
};
use crate::{
    abi::{
        counters::{
            NumaEvent,
            ZoneStat, //
        },
        pageset::PagesetFlag,
        zone::ZoneFlag,
        zone_kind::ZoneKind,
        ABSENT, //
    },
    sys::{
        cpu,
        scalar::{
            elements,
            read_once,
            readers, //
        },
        shim::{
            self,
            RMM_SHIM_PCPF_FREE_HIGH_BATCH,
            RMM_SHIM_PCPF_PREV_FREE_HIGH_ORDER, //
        },
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

/// Orders of free blocks (NR_PAGE_ORDERS).
pub(crate) const ORDERS: usize = bindings::NR_PAGE_ORDERS as usize;

/// Attempts to read a pair of fields consistently.
const TRIES: usize = 8;

/// The zone kinds that this kernel is configured with, by `enum zone_type`.
const KINDS: [ZoneKind; bindings::MAX_NR_ZONES as usize] = [
    #[cfg(CONFIG_ZONE_DMA)]
    ZoneKind::Dma,
    #[cfg(CONFIG_ZONE_DMA32)]
    ZoneKind::Dma32,
    ZoneKind::Normal,
    #[cfg(CONFIG_HIGHMEM)]
    ZoneKind::HighMem,
    ZoneKind::Movable,
    #[cfg(CONFIG_ZONE_DEVICE)]
    ZoneKind::Device,
];

/// The kind of zone number `index`; absent for MAX_NR_ZONES, which means none.
pub(in crate::sys) fn kind_of(index: u64) -> u64 {
    KINDS
        .get(index as usize)
        .map_or(ABSENT, |&kind| kind as u64)
}

/// The kinds of zone that this kernel can have, with the kernel's numbers.
pub(crate) fn kinds() -> impl Iterator<Item = (u32, ZoneKind)> {
    (0..).zip(KINDS)
}

/// A zone of a node.
///
/// # Invariants
///
/// `zone` is element `index` of `NODE_DATA(nid)->node_zones`, for a possible node.
pub(crate) struct ZoneRef<'g> {
    zone: NonNull<bindings::zone>,
    index: usize,
    _guard: PhantomData<&'g HotplugGuard<'g>>,
}

/// The page lists of one CPU (`struct per_cpu_pages`).
pub(crate) struct CpuPageset {
    pub(crate) cpu: u32,
    pub(crate) count: u64,
    pub(crate) high: u64,
    pub(crate) high_min: u64,
    pub(crate) high_max: u64,
    pub(crate) batch: u64,
    pub(crate) free_count: u64,
    pub(crate) alloc_factor: u64,
    /// As [`PagesetFlag`] numbers them.
    pub(crate) flags: u32,
    pub(crate) stat_threshold: u64,
    pub(crate) expire: u64,
    lists: *mut bindings::per_cpu_pages,
}

/// Pages in each list of one CPU.
pub(crate) struct PagesetLists {
    /// Sum over the lists.
    pub(crate) count: u64,
    /// By order and migrate type.
    pub(crate) low: [u64; shim::RMM_SHIM_PAGESET_LOW_LISTS as usize],
    /// THPs of other types, and movable ones; `None` without THP.
    pub(crate) thp: Option<[u64; 2]>,
}

impl<'g> ZoneRef<'g> {
    /// The zone with number `index` of a node.
    ///
    /// # Safety
    ///
    /// `node` is `NODE_DATA()` of a possible node.
    pub(in crate::sys) unsafe fn new(
        node: NonNull<bindings::pglist_data>,
        index: usize,
        _guard: &'g HotplugGuard<'g>,
    ) -> Option<Self> {
        if index >= KINDS.len() {
            return None;
        }
        // SAFETY: In bounds of `node_zones`; pgdats are never freed.
        let zone = unsafe { &raw mut (*node.as_ptr()).node_zones[index] };
        // INVARIANT: The pointer was just derived this way.
        Some(Self {
            zone: NonNull::new(zone)?,
            index,
            _guard: PhantomData,
        })
    }

    fn raw(&self) -> *const bindings::zone {
        self.zone.as_ptr()
    }

    /// The pointer for the shim.
    pub(in crate::sys) fn as_ptr(&self) -> *mut bindings::zone {
        self.zone.as_ptr()
    }

    readers! {
        watermark_min => _watermark[0];
        watermark_low => _watermark[1];
        watermark_high => _watermark[2];
        watermark_promo => _watermark[3];
        watermark_boost => watermark_boost;
        reserved_highatomic => nr_reserved_highatomic;
        free_highatomic => nr_free_highatomic;
        pageset_high_min => pageset_high_min;
        pageset_high_max => pageset_high_max;
        pageset_batch => pageset_batch;
        start_pfn => zone_start_pfn;
        managed_pages => managed_pages;
        spanned_pages => spanned_pages;
        present_pages => present_pages;
        present_early_pages => present_early_pages if CONFIG_MEMORY_HOTPLUG;
        cma => cma_pages if CONFIG_CMA;
        isolate_pageblocks => nr_isolate_pageblock if CONFIG_MEMORY_ISOLATION;
        initialized => initialized;
        percpu_drift_mark => percpu_drift_mark;
        compact_cached_free_pfn => compact_cached_free_pfn if CONFIG_COMPACTION;
        compact_cached_migrate_async_pfn => compact_cached_migrate_pfn[0] if CONFIG_COMPACTION;
        compact_cached_migrate_sync_pfn => compact_cached_migrate_pfn[1] if CONFIG_COMPACTION;
        compact_init_migrate_pfn => compact_init_migrate_pfn if CONFIG_COMPACTION;
        compact_init_free_pfn => compact_init_free_pfn if CONFIG_COMPACTION;
        compact_considered => compact_considered if CONFIG_COMPACTION;
        compact_defer_shift => compact_defer_shift if CONFIG_COMPACTION;
        compact_order_failed => compact_order_failed if CONFIG_COMPACTION;
        compact_blockskip_flush => compact_blockskip_flush if CONFIG_COMPACTION;
        contiguous => contiguous;
    }

    /// The kind of the zone.
    pub(crate) fn kind(&self) -> ZoneKind {
        KINDS[self.index]
    }

    /// `zone_cma_pages()`; 0 without CMA.
    pub(crate) fn cma_pages(&self) -> u64 {
        if cfg!(CONFIG_CMA) {
            self.cma()
        } else {
            0
        }
    }

    /// `populated_zone()`.
    pub(crate) fn is_populated(&self) -> bool {
        self.present_pages() != 0
    }

    /// Start and length in page frames, read consistently. `EBUSY` if they keep changing.
    pub(crate) fn span(&self) -> Result<(u64, u64)> {
        read_stable(|| (self.start_pfn(), self.spanned_pages()))
    }

    /// `flags`, as [`ZoneFlag`] numbers them.
    pub(crate) fn flags(&self) -> u64 {
        // SAFETY: Valid by the invariant.
        let flags = unsafe { read_once(&raw const (*self.raw()).flags) };
        [
            (
                bindings::zone_flags_ZONE_BOOSTED_WATERMARK,
                ZoneFlag::BOOSTED_WATERMARK,
            ),
            (
                bindings::zone_flags_ZONE_RECLAIM_ACTIVE,
                ZoneFlag::RECLAIM_ACTIVE,
            ),
            (bindings::zone_flags_ZONE_BELOW_HIGH, ZoneFlag::BELOW_HIGH),
        ]
        .into_iter()
        .filter(|(bit, _)| flags >> bit & 1 != 0)
        .fold(0, |set, (_, flag)| set | flag)
    }

    /// Whether pages in `trylock_free_pages` wait for zone->lock.
    pub(crate) fn trylock_free_pending(&self) -> bool {
        // SAFETY: Valid by the invariant; the list is not dereferenced.
        unsafe { read_once(&raw const (*self.raw()).trylock_free_pages.first) != 0 }
    }

    /// Number of tail pages allocated for hugetlb's vmemmap (`vmemmap_tails`).
    #[cfg(CONFIG_HUGETLB_PAGE_OPTIMIZE_VMEMMAP)]
    pub(crate) fn vmemmap_tails(&self) -> u64 {
        // SAFETY: The array is part of the zone, which is valid by the invariant.
        let tail = |i| unsafe { read_once(&raw const (*self.raw()).vmemmap_tails[i]) };
        // SAFETY: Used for its type only, not read.
        let tails = elements(unsafe { &raw const (*self.raw()).vmemmap_tails });
        (0..tails).filter(|&i| tail(i) != 0).count() as u64
    }

    /// This kernel does not have the field.
    #[cfg(not(CONFIG_HUGETLB_PAGE_OPTIMIZE_VMEMMAP))]
    pub(crate) fn vmemmap_tails(&self) -> u64 {
        ABSENT
    }

    /// `lowmem_reserve`: pages withheld from allocations that could use the zone of this kind.
    pub(crate) fn lowmem_reserve(&self) -> impl Iterator<Item = (ZoneKind, u64)> + '_ {
        KINDS.iter().enumerate().map(|(i, &kind)| {
            // SAFETY: Valid by the invariant; the array has an element for each zone of a node.
            let pages = unsafe { read_once(&raw const (*self.raw()).lowmem_reserve[i]) };
            (kind, pages)
        })
    }

    /// `free_area[].nr_free`: free blocks of each order, read without the lock as /proc/buddyinfo
    /// does.
    pub(crate) fn free_blocks(&self) -> [u64; ORDERS] {
        core::array::from_fn(|order| {
            // SAFETY: Valid by the invariant.
            unsafe { read_once(&raw const (*self.raw()).free_area[order].nr_free) }
        })
    }

    /// A counter as in /proc/zoneinfo, without pending per-CPU deltas.
    pub(crate) fn stat(&self, item: usize) -> u64 {
        // SAFETY: Valid by the invariant; the index is checked.
        let value = unsafe { read_once(&raw const (*self.raw()).vm_stat[item]) };
        // zone_page_state(): a counter can be negative while the other half of an update is
        // pending.
        (value as i64).max(0) as u64
    }

    /// Free pages as in /proc/zoneinfo.
    pub(crate) fn free_pages(&self) -> u64 {
        self.stat(bindings::zone_stat_item_NR_FREE_PAGES as usize)
    }

    /// Calls `each` with every counter of this kernel and its pending per-CPU deltas.
    pub(crate) fn stats(&self, mut each: impl FnMut(ZoneStat, u64, i64)) {
        let mut pending = [0; bindings::zone_stat_item_NR_VM_ZONE_STAT_ITEMS as usize];
        for copy in cpu::copies(self.zonestats()) {
            for (item, pending) in pending.iter_mut().enumerate() {
                // SAFETY: A per-CPU copy of `per_cpu_zonestats`, which the guard keeps.
                *pending += unsafe { read_once(&raw const (*copy).vm_stat_diff[item]) } as i64;
            }
        }
        for &(item, stat) in counters::ZONE {
            each(stat, self.stat(item), pending[item]);
        }
    }

    /// Calls `each` with every NUMA event including pending per-CPU deltas, as /proc/zoneinfo folds
    /// them in. A zone that became empty keeps its events, but its per-CPU data is shared.
    ///
    /// Events that a reader of zoneinfo is folding are missed: they are no longer in the per-CPU data,
    /// and not yet in the sum. A fold that ends during a reading is noticed, one that is under way
    /// all the time is not. So there are two readings at least, and the highest is used. It is never
    /// ahead, and without those events if the fold outlasts all readings.
    pub(crate) fn numa_events(&self, mut each: impl FnMut(NumaEvent, u64)) {
        const ITEMS: usize = bindings::numa_stat_item_NR_VM_NUMA_EVENT_ITEMS as usize;
        let folded = || -> [u64; ITEMS] {
            core::array::from_fn(|item| {
                // SAFETY: Valid by the invariant.
                unsafe { read_once(&raw const (*self.raw()).vm_numa_event[item]) }
            })
        };
        let mut best = [0; ITEMS];
        for attempt in 0..TRIES {
            let before = folded();
            let mut events = before;
            let copies = self.is_populated().then(|| cpu::copies(self.zonestats()));
            for copy in copies.into_iter().flatten() {
                for (item, event) in events.iter_mut().enumerate() {
                    // SAFETY: A per-CPU copy of `per_cpu_zonestats`, which the guard keeps.
                    let held = unsafe { read_once(&raw const (*copy).vm_numa_event[item]) };
                    *event = event.wrapping_add(held);
                }
            }
            for (best, event) in best.iter_mut().zip(events) {
                *best = event.max(*best);
            }
            if attempt != 0 && folded() == before {
                break;
            }
        }
        for &(item, event) in counters::NUMA {
            each(event, best[item]);
        }
    }

    /// The page lists of each online CPU, ascending. A zone without present pages has no lists of
    /// its own.
    pub(crate) fn pagesets(&self) -> impl Iterator<Item = CpuPageset> + '_ {
        // SAFETY: Valid by the invariant, and the guard keeps the target.
        let lists = unsafe { (&raw const (*self.raw()).per_cpu_pageset).read_volatile() };
        let stats = self.zonestats();
        cpu::online().map(move |cpu| {
            let list = cpu::copy(lists, cpu);
            // SAFETY: Per-CPU copies of `per_cpu_pageset` and `per_cpu_zonestats`, which the guard
            // keeps. Plain fields are read as /proc/zoneinfo does.
            unsafe {
                let flags = read_once(&raw const (*list).flags) as u32;
                let bit = |kernel, ours| if flags & kernel != 0 { ours } else { 0 };
                CpuPageset {
                    lists: list.cast_mut(),
                    cpu,
                    count: read_once(&raw const (*list).count),
                    high: read_once(&raw const (*list).high),
                    high_min: read_once(&raw const (*list).high_min),
                    high_max: read_once(&raw const (*list).high_max),
                    batch: read_once(&raw const (*list).batch),
                    free_count: read_once(&raw const (*list).free_count),
                    alloc_factor: read_once(&raw const (*list).alloc_factor),
                    flags: bit(
                        RMM_SHIM_PCPF_PREV_FREE_HIGH_ORDER,
                        PagesetFlag::PREV_FREE_HIGH_ORDER,
                    ) | bit(RMM_SHIM_PCPF_FREE_HIGH_BATCH, PagesetFlag::FREE_HIGH_BATCH),
                    stat_threshold: read_once(&raw const (*cpu::copy(stats, cpu)).stat_threshold),
                    #[cfg(CONFIG_NUMA)]
                    expire: read_once(&raw const (*list).expire),
                    #[cfg(not(CONFIG_NUMA))]
                    expire: ABSENT,
                }
            }
        })
    }

    /// Counts each list of `set`, which is one of this zone, under its lock. `None` if it has too
    /// many entries for one hold.
    pub(crate) fn pageset_lists(&self, set: &CpuPageset) -> Option<PagesetLists> {
        let mut found = pin_init::zeroed::<shim::rmm_shim_pageset_lists>();
        // SAFETY: The per-CPU copy of `per_cpu_pageset` that `pagesets` found, which the guard of
        // this zone keeps. The shim takes and releases its lock; no lock is held here.
        if !unsafe { shim::rmm_shim_count_pageset_lists(set.lists, &mut found) } {
            return None;
        }
        let (low, thp) = found
            .pages
            .split_at(shim::RMM_SHIM_PAGESET_LOW_LISTS as usize);
        let mut lists = PagesetLists {
            count: found.count,
            low: [0; shim::RMM_SHIM_PAGESET_LOW_LISTS as usize],
            thp: thp.try_into().ok(),
        };
        lists.low.copy_from_slice(low);
        Some(lists)
    }

    fn zonestats(&self) -> *mut bindings::per_cpu_zonestat {
        // SAFETY: Valid by the invariant, and the guard keeps the target.
        unsafe { (&raw const (*self.raw()).per_cpu_zonestats).read_volatile() }
    }
}

/// Reads until two readings agree. `EBUSY` after several attempts.
pub(in crate::sys) fn read_stable<T: PartialEq>(read: impl Fn() -> T) -> Result<T> {
    let mut last = read();
    for _ in 0..TRIES {
        let now = read();
        if now == last {
            return Ok(now);
        }
        last = now;
    }
    Err(EBUSY)
}
