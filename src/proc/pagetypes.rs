// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/pagetypes`: free blocks and page blocks of every populated zone by migrate type.
//!
//! It needs root, as /proc/pagetypeinfo does, and it is complete. `scanned_orders` is a bit mask of
//! the orders that were counted by reading every page frame.

use super::{
    cell::text_name,
    lines::LineWriter,
    machine_file::MachineRows, //
};
use crate::{
    abi::{
        blocks::MigrateType,
        info::ModuleFeature,
        zone_kind::ZoneKind, //
    },
    machine::pagetypes::PageTypeCounts,
    sys::memory::{
        hotplug::HotplugGate,
        node::ZoneCursor,
        zone::ORDERS, //
    },
    sys::task::rights::{
        AccessRule,
        GrantedRights, //
    }, //
};
use kernel::{
    prelude::*,
    seq_file::SeqFile, //
};

// The columns assume MAX_PAGE_ORDER 10.
const _: () = assert!(ORDERS == 11);

/// One row is a zone, with a line for each type.
pub(super) struct PageTypeRows {
    cursor: ZoneCursor,
    counts: PageTypeCounts,
}

impl MachineRows for PageTypeRows {
    const NAME: &'static CStr = c"pagetypes";
    const COLUMNS: &'static str = "node zone type order0 order1 order2 order3 order4 order5 \
                                   order6 order7 order8 order9 order10 free_pages page_blocks \
                                   scanned_orders";
    const RULE: AccessRule = AccessRule::ADMIN;
    const FEATURES: u64 = ModuleFeature::BLOCKS;

    fn new(_granted: GrantedRights) -> Result<Self> {
        Ok(Self {
            cursor: ZoneCursor::default(),
            counts: PageTypeCounts::new()?,
        })
    }

    fn next(&mut self, hotplug: &HotplugGate) -> Result<bool> {
        self.counts.next(hotplug, &mut self.cursor)
    }

    fn show(&self, out: &SeqFile) {
        let mut lines = LineWriter::new(out);
        for record in self.counts.records() {
            lines.number(record.node.into()).text(" ");
            lines
                .text(text_name(&ZoneKind::NAMES, record.zone.into()))
                .text(" ");
            lines.text(text_name(&MigrateType::NAMES, record.migrate_type.into()));
            for &count in &record.free_blocks[..ORDERS] {
                lines.text(" ").cell(count);
            }
            lines.text(" ").cell(record.free_pages);
            lines.text(" ").cell(record.page_blocks);
            lines
                .text(" ")
                .number(record.scanned_orders.into())
                .text("\n");
        }
    }
}
