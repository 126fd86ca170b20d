// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/zones`: every field of every zone of the online nodes, one line each.

use super::{
    cell::{
        label,
        text_name,
        FieldTable, //
    },
    field_lines::FieldLines,
    machine_file::MachineRows, //
};
use crate::{
    abi::{
        counters::{
            NumaEvent,
            ZoneStat, //
        },
        zone::{
            ZoneFlag,
            ZoneRecord, //
        },
        zone_kind::ZoneKind,
        AbiRecord,
        NamedBits,
        ABSENT, //
    },
    machine::zones,
    sys::memory::{
        hotplug::HotplugGate,
        node::ZoneCursor, //
    },
    sys::task::rights::{
        AccessRule,
        Capability,
        GrantedRights, //
    }, //
};
use kernel::{
    prelude::*,
    seq_file::SeqFile, //
};

/// Groups of fields. The second item says whether a zone without present pages has them.
const GROUPS: &[(&str, bool, FieldTable<ZoneRecord>)] = &[
    (
        "general",
        true,
        fields!(ZoneRecord:
            start_pfn spanned_pages present_pages present_early_pages managed_pages cma_pages),
    ),
    (
        "general",
        false,
        fields!(ZoneRecord:
            initialized contiguous isolate_pageblocks trylock_free_pending vmemmap_tails),
    ),
    (
        "watermark",
        true,
        fields!(ZoneRecord: free_pages min_pages low_pages high_pages promo_pages boost_pages),
    ),
    (
        "watermark",
        false,
        fields!(ZoneRecord: percpu_drift_mark_pages),
    ),
    ("reserve", true, &[]),
    (
        "reserve",
        false,
        fields!(ZoneRecord: reserved_highatomic_pages free_highatomic_pages),
    ),
    (
        "pageset",
        false,
        fields!(ZoneRecord:
            pageset_cpus pageset_count_pages pageset_high_pages pageset_high_min_pages
            pageset_high_max_pages pageset_batch_pages pageset_free_count_pages
            pageset_alloc_factor pageset_prev_free_high_order_cpus pageset_free_high_batch_cpus
            pageset_stat_threshold zone_high_min_pages zone_high_max_pages zone_batch_pages),
    ),
    (
        "compaction",
        false,
        fields!(ZoneRecord:
            compact_cached_free_pfn compact_cached_migrate_async_pfn
            compact_cached_migrate_sync_pfn compact_init_migrate_pfn compact_init_free_pfn
            compact_considered compact_defer_shift compact_order_failed
            compact_blockskip_flush),
    ),
];

/// A signed field.
type SignedField = fn(&ZoneRecord) -> i64;

/// Distance of the free pages from each watermark.
const ABOVE: &[(&str, SignedField)] = &[
    ("above_min_pages", |zone| zone.above_min_pages),
    ("above_low_pages", |zone| zone.above_low_pages),
    ("above_high_pages", |zone| zone.above_high_pages),
    ("above_promo_pages", |zone| zone.above_promo_pages),
];

/// One row is a zone with all its lines.
pub(super) struct ZoneRows {
    cursor: ZoneCursor,
    /// Page frames are shown.
    frames: bool,
    zone: KBox<ZoneRecord>,
}

impl MachineRows for ZoneRows {
    const NAME: &'static CStr = c"zones";
    const COLUMNS: &'static str = "node zone group field value";
    const RULE: AccessRule = AccessRule::Anyone;
    // Frames at which compaction continues.
    const DETAILS: &'static [Capability] = &[Capability::SysAdmin];

    fn new(granted: GrantedRights) -> Result<Self> {
        Ok(Self {
            cursor: ZoneCursor::default(),
            frames: granted.has(Capability::SysAdmin),
            zone: KBox::new(ZoneRecord::ZERO, GFP_KERNEL_ACCOUNT)?,
        })
    }

    fn next(&mut self, hotplug: &HotplugGate) -> Result<bool> {
        let guard = hotplug.enter()?;
        let Some((node, zone)) = self.cursor.next(&guard) else {
            return Ok(false);
        };
        zones::record(&node, &zone, self.frames, &mut self.zone)?;
        Ok(true)
    }

    fn show(&self, out: &SeqFile) {
        let zone = &*self.zone;
        let kind = text_name(&ZoneKind::NAMES, zone.zone.into());
        let mut field = FieldLines::new(out, zone.node, Some(kind));
        let populated = zone.present_pages != 0;
        for &(group, always, fields) in GROUPS {
            if !always && !populated {
                continue;
            }
            for &(name, value) in fields {
                let name = label(group, name);
                field
                    .start_line(group, "", name)
                    .cell(value(zone))
                    .text("\n");
            }
            match (group, always) {
                ("general", false) => {
                    field.bits(group, "flag.", ZoneFlag::NAMES, zone.flags);
                }
                ("watermark", true) => {
                    for &(name, pages) in ABOVE {
                        field
                            .start_line(group, "", name)
                            .signed(pages(zone))
                            .text("\n");
                    }
                }
                ("reserve", true) => {
                    for (to, name) in ZoneKind::NAMES.words() {
                        let pages = zone.lowmem_reserve_pages[to as usize];
                        let line = field.start_line(group, "lowmem_reserve_pages.", name);
                        line.cell(pages).text("\n");
                    }
                }
                _ => {}
            }
        }
        for (event, name) in NumaEvent::NAMES.words() {
            let value = zone.numa[event as usize];
            field.start_line("numa", "", name).cell(value).text("\n");
        }
        if !populated {
            return;
        }
        for (stat, name) in ZoneStat::NAMES.words() {
            let value = zone.stat[stat as usize];
            field.start_line("stat", "", name).cell(value).text("\n");
        }
        for (stat, name) in ZoneStat::NAMES.words() {
            if zone.stat[stat as usize] != ABSENT {
                let held = zone.pending[stat as usize];
                field
                    .start_line("pending", "", name)
                    .signed(held)
                    .text("\n");
            }
        }
    }
}
