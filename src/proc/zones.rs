// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/zones`: every field of every zone of the online nodes, a line each.

use super::cell::{
    label,
    word,
    Cell,
    Fields, //
};
use crate::{
    abi::{
        counters::{
            NumaEvent,
            ZoneStat, //
        },
        phys::{
            Zone,
            ZoneFlag,
            ZoneKind, //
        },
        Bits,
        Record,
        ABSENT, //
    },
    phys::zones,
    sys::{
        hotplug::Hotplug,
        node::ZoneCursor,
        procfs::Rows, //
    }, //
};
use kernel::{
    fs::File,
    prelude::*,
    seq_file::SeqFile,
    seq_print,
    sync::{
        Arc,
        ArcBorrow, //
    }, //
};

/// Groups of fields; the second word says whether a zone without present pages has them, too.
const GROUPS: &[(&str, bool, Fields<Zone>)] = &[
    (
        "general",
        true,
        fields!(Zone:
            start_pfn spanned_pages present_pages present_early_pages managed_pages cma_pages),
    ),
    (
        "general",
        false,
        fields!(Zone:
            initialized contiguous isolate_pageblocks trylock_free_pending vmemmap_tails),
    ),
    (
        "watermark",
        true,
        fields!(Zone: free_pages min_pages low_pages high_pages promo_pages boost_pages),
    ),
    ("watermark", false, fields!(Zone: percpu_drift_mark_pages)),
    ("reserve", true, &[]),
    (
        "reserve",
        false,
        fields!(Zone: reserved_highatomic_pages free_highatomic_pages),
    ),
    (
        "pageset",
        false,
        fields!(Zone:
            pageset_cpus pageset_count_pages pageset_high_pages pageset_high_min_pages
            pageset_high_max_pages pageset_batch_pages pageset_free_count_pages
            pageset_alloc_factor pageset_prev_free_high_order_cpus pageset_free_high_batch_cpus
            pageset_stat_threshold zone_high_min_pages zone_high_max_pages zone_batch_pages),
    ),
    (
        "compaction",
        false,
        fields!(Zone:
            compact_cached_free_pfn compact_cached_migrate_async_pfn
            compact_cached_migrate_sync_pfn compact_init_migrate_pfn compact_init_free_pfn
            compact_considered compact_defer_shift compact_order_failed
            compact_blockskip_flush),
    ),
];

/// One row is a zone with all its lines.
pub(super) struct Zones {
    hotplug: Arc<Hotplug>,
    cursor: ZoneCursor,
    zone: KBox<Zone>,
}

impl Rows for Zones {
    type Context = Arc<Hotplug>;

    const NAME: &'static CStr = c"zones";
    const COLUMNS: &'static str = "node zone group field value";

    fn open(hotplug: ArcBorrow<'_, Hotplug>, _file: &File) -> Result<Self> {
        Ok(Self {
            hotplug: hotplug.into(),
            cursor: ZoneCursor::default(),
            zone: KBox::new(Zone::ZERO, GFP_KERNEL)?,
        })
    }

    fn rewind(&mut self) -> Result {
        self.cursor = ZoneCursor::default();
        // Better no answer than a beginning.
        self.hotplug.enter().map(drop)
    }

    fn next(&mut self) -> Result<bool> {
        let guard = self.hotplug.enter()?;
        let Some((node, zone)) = self.cursor.next(&guard) else {
            return Ok(false);
        };
        zones::record(&node, &zone, &mut self.zone)?;
        Ok(true)
    }

    fn show(&self, out: &SeqFile) {
        let zone = &*self.zone;
        let id = zone.node;
        let kind = word(&ZoneKind::NAMES, zone.zone.into());
        let populated = zone.present_pages != 0;
        for &(group, always, fields) in GROUPS {
            if !always && !populated {
                continue;
            }
            for (name, field) in fields {
                let name = label(group, name);
                seq_print!(out, "{id} {kind} {group} {name} {}\n", Cell(field(zone)));
            }
            match (group, always) {
                ("general", false) => {
                    for &(bit, _, name, _) in ZoneFlag::NAMES.items {
                        let on = u64::from(zone.flags & bit != 0);
                        seq_print!(out, "{id} {kind} general flag.{name} {on}\n");
                    }
                }
                ("reserve", true) => {
                    for &(to, _, name, _) in ZoneKind::NAMES.items {
                        let pages = Cell(zone.lowmem_reserve_pages[to as usize]);
                        seq_print!(
                            out,
                            "{id} {kind} reserve lowmem_reserve_pages.{name} {pages}\n"
                        );
                    }
                }
                _ => {}
            }
        }
        for &(event, _, name, _) in NumaEvent::NAMES.items {
            let value = Cell(zone.numa[event as usize]);
            seq_print!(out, "{id} {kind} numa {name} {value}\n");
        }
        if !populated {
            return;
        }
        for &(stat, _, name, _) in ZoneStat::NAMES.items {
            let value = Cell(zone.stat[stat as usize]);
            seq_print!(out, "{id} {kind} stat {name} {value}\n");
        }
        for &(stat, _, name, _) in ZoneStat::NAMES.items {
            if zone.stat[stat as usize] != ABSENT {
                let held = zone.pending[stat as usize];
                seq_print!(out, "{id} {kind} pending {name} {held}\n");
            }
        }
    }
}
