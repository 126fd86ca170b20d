// SPDX-License-Identifier: GPL-2.0

//! Zones: the record of a zone.

use crate::{
    abi::{
        counters::ZoneStat,
        pageset::{
            PagesetFlag,
            PagesetRecord, //
        },
        zone_kind::ZoneKind,
        ABSENT, //
    },
    sys::{
        cpu,
        file::records::RecordBuffer,
        memory::{
            hotplug::HotplugGuard,
            node::{
                NodeRef,
                ZoneCursor, //
            },
            zone::ZoneRef, //
        },
    },
};
use kernel::prelude::*;

/// Fills the record of a zone. `frames` says whether the caller may see page frames; the zone's span
/// is in /proc/zoneinfo for everyone.
pub(crate) fn record(
    node: &NodeRef<'_>,
    zone: &ZoneRef<'_>,
    frames: bool,
    out: &mut crate::abi::zone::ZoneRecord,
) -> Result {
    let (start_pfn, spanned_pages) = zone.span()?;
    let boost = zone.watermark_boost();
    // Fields are assigned in place, because copying a large record costs more than filling it.
    // Fields not set here are absent for a zone without present pages.
    *out = EMPTY;
    out.node = node.id();
    out.zone = zone.kind() as u32;
    if spanned_pages != 0 {
        out.start_pfn = start_pfn;
    }
    out.spanned_pages = spanned_pages;
    out.present_pages = zone.present_pages();
    out.present_early_pages = zone.present_early_pages();
    out.managed_pages = zone.managed_pages();
    out.cma_pages = zone.cma_pages();
    out.min_pages = zone.watermark_min().wrapping_add(boost);
    out.low_pages = zone.watermark_low().wrapping_add(boost);
    out.high_pages = zone.watermark_high().wrapping_add(boost);
    out.promo_pages = zone.watermark_promo().wrapping_add(boost);
    out.boost_pages = boost;
    for (kind, pages) in zone.lowmem_reserve() {
        out.lowmem_reserve_pages[kind as usize] = pages;
    }
    zone.stats(|stat, value, pending| {
        if stat == ZoneStat::FreePages {
            out.free_pages = value;
        }
        if zone.is_populated() {
            out.stat[stat as usize] = value;
            out.pending[stat as usize] = pending;
        }
    });
    let free = out.free_pages;
    let above = |watermark: u64| free.wrapping_sub(watermark) as i64;
    out.above_min_pages = above(out.min_pages);
    out.above_low_pages = above(out.low_pages);
    out.above_high_pages = above(out.high_pages);
    out.above_promo_pages = above(out.promo_pages);
    if zone.is_populated() {
        fill_populated(zone, frames, out);
    }
    zone.numa_events(|event, count| out.numa[event as usize] = count);
    Ok(())
}

/// Fills the fields that only a zone with present pages has.
fn fill_populated(zone: &ZoneRef<'_>, frames: bool, out: &mut crate::abi::zone::ZoneRecord) {
    let sets = PagesetSums::of_zone(zone);
    out.isolate_pageblocks = zone.isolate_pageblocks();
    out.initialized = zone.initialized();
    out.contiguous = zone.contiguous();
    out.flags = zone.flags();
    out.trylock_free_pending = zone.trylock_free_pending().into();
    out.vmemmap_tails = zone.vmemmap_tails();
    out.percpu_drift_mark_pages = zone.percpu_drift_mark();
    out.reserved_highatomic_pages = zone.reserved_highatomic();
    out.free_highatomic_pages = zone.free_highatomic();
    out.pageset_cpus = sets.cpus;
    out.pageset_count_pages = sets.count;
    out.pageset_high_pages = sets.high;
    out.pageset_high_min_pages = sets.high_min;
    out.pageset_high_max_pages = sets.high_max;
    out.pageset_batch_pages = sets.batch;
    out.pageset_free_count_pages = sets.free_count;
    out.pageset_alloc_factor = sets.alloc_factor;
    out.pageset_prev_free_high_order_cpus = sets.prev_free_high_order;
    out.pageset_free_high_batch_cpus = sets.free_high_batch;
    out.pageset_stat_threshold = sets.stat_threshold;
    out.zone_high_min_pages = zone.pageset_high_min();
    out.zone_high_max_pages = zone.pageset_high_max();
    out.zone_batch_pages = zone.pageset_batch();
    if frames {
        out.compact_cached_free_pfn = zone.compact_cached_free_pfn();
        out.compact_cached_migrate_async_pfn = zone.compact_cached_migrate_async_pfn();
        out.compact_cached_migrate_sync_pfn = zone.compact_cached_migrate_sync_pfn();
        out.compact_init_migrate_pfn = zone.compact_init_migrate_pfn();
        out.compact_init_free_pfn = zone.compact_init_free_pfn();
    }
    out.compact_considered = zone.compact_considered();
    out.compact_defer_shift = zone.compact_defer_shift();
    out.compact_order_failed = zone.compact_order_failed();
    out.compact_blockskip_flush = zone.compact_blockskip_flush();
}

/// Sums over the per-CPU page lists.
#[derive(Default)]
struct PagesetSums {
    cpus: u64,
    count: u64,
    high: u64,
    high_min: u64,
    high_max: u64,
    batch: u64,
    free_count: u64,
    alloc_factor: u64,
    prev_free_high_order: u64,
    free_high_batch: u64,
    stat_threshold: u64,
}

impl PagesetSums {
    fn of_zone(zone: &ZoneRef<'_>) -> Self {
        // A torn read may make the sum meaningless; it must not panic on overflow.
        let add = |sum: &mut u64, value| *sum = sum.wrapping_add(value);
        let mut sums = Self::default();
        for set in zone.pagesets() {
            sums.cpus += 1;
            add(&mut sums.count, set.count);
            add(&mut sums.high, set.high);
            add(&mut sums.high_min, set.high_min);
            add(&mut sums.high_max, set.high_max);
            add(&mut sums.batch, set.batch);
            add(&mut sums.free_count, set.free_count);
            sums.alloc_factor = sums.alloc_factor.max(set.alloc_factor);
            let has = |flag| u64::from(set.flags & flag != 0);
            sums.prev_free_high_order += has(PagesetFlag::PREV_FREE_HIGH_ORDER);
            sums.free_high_batch += has(PagesetFlag::FREE_HIGH_BATCH);
            sums.stat_threshold = sums.stat_threshold.max(set.stat_threshold);
        }
        sums
    }
}

/// Most records of [`pagesets`].
pub(crate) fn max_pagesets() -> usize {
    cpu::ids() as usize
}

/// Appends the page lists of each CPU, unless the zone has no present pages. Each list is counted if
/// the caller may see `lists`.
pub(crate) fn pagesets(
    node: &NodeRef<'_>,
    zone: &ZoneRef<'_>,
    lists: bool,
    out: &mut RecordBuffer<PagesetRecord>,
) -> Result {
    if !zone.is_populated() {
        return Ok(());
    }
    for set in zone.pagesets() {
        let found = lists.then(|| zone.pageset_lists(&set)).flatten();
        let found = found.as_ref();
        out.push(PagesetRecord {
            node: node.id(),
            zone: zone.kind() as u32,
            cpu: set.cpu,
            flags: set.flags,
            count_pages: found.map_or(set.count, |found| found.count),
            high_pages: set.high,
            high_min_pages: set.high_min,
            high_max_pages: set.high_max,
            batch_pages: set.batch,
            free_count_pages: set.free_count,
            alloc_factor: set.alloc_factor,
            stat_threshold: set.stat_threshold,
            expire: set.expire,
            list_pages: found.map_or([ABSENT; 12], |found| found.low),
            thp_pages: found.and_then(|found| found.thp).unwrap_or([ABSENT; 2]),
        })?;
    }
    Ok(())
}

/// The zone of this kind on this node. `ENXIO` if there is none.
pub(crate) fn find_zone<'g>(
    nid: u32,
    kind: ZoneKind,
    guard: &'g HotplugGuard<'g>,
) -> Result<ZoneRef<'g>> {
    let mut cursor = ZoneCursor::new(nid, 0);
    while let Some((node, zone)) = cursor.next(guard) {
        if node.id() != nid {
            break;
        }
        if zone.kind() == kind {
            return Ok(zone);
        }
    }
    Err(ENXIO)
}

/// A record in which every optional field is absent.
static EMPTY: crate::abi::zone::ZoneRecord = crate::abi::zone::ZoneRecord {
    node: 0,
    zone: 0,
    start_pfn: ABSENT,
    spanned_pages: ABSENT,
    present_pages: ABSENT,
    present_early_pages: ABSENT,
    managed_pages: ABSENT,
    cma_pages: ABSENT,
    isolate_pageblocks: ABSENT,
    initialized: ABSENT,
    contiguous: ABSENT,
    flags: ABSENT,
    trylock_free_pending: ABSENT,
    vmemmap_tails: ABSENT,
    free_pages: ABSENT,
    min_pages: ABSENT,
    low_pages: ABSENT,
    high_pages: ABSENT,
    promo_pages: ABSENT,
    boost_pages: ABSENT,
    percpu_drift_mark_pages: ABSENT,
    lowmem_reserve_pages: [ABSENT; 8],
    reserved_highatomic_pages: ABSENT,
    free_highatomic_pages: ABSENT,
    pageset_cpus: ABSENT,
    pageset_count_pages: ABSENT,
    pageset_high_pages: ABSENT,
    pageset_high_min_pages: ABSENT,
    pageset_high_max_pages: ABSENT,
    pageset_batch_pages: ABSENT,
    pageset_free_count_pages: ABSENT,
    pageset_alloc_factor: ABSENT,
    pageset_prev_free_high_order_cpus: ABSENT,
    pageset_free_high_batch_cpus: ABSENT,
    pageset_stat_threshold: ABSENT,
    zone_high_min_pages: ABSENT,
    zone_high_max_pages: ABSENT,
    zone_batch_pages: ABSENT,
    compact_cached_free_pfn: ABSENT,
    compact_cached_migrate_async_pfn: ABSENT,
    compact_cached_migrate_sync_pfn: ABSENT,
    compact_init_migrate_pfn: ABSENT,
    compact_init_free_pfn: ABSENT,
    compact_considered: ABSENT,
    compact_defer_shift: ABSENT,
    compact_order_failed: ABSENT,
    compact_blockskip_flush: ABSENT,
    stat: [ABSENT; 24],
    pending: [0; 24],
    numa: [ABSENT; 8],
    above_min_pages: 0,
    above_low_pages: 0,
    above_high_pages: 0,
    above_promo_pages: 0,
};
