// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/pagetypes`: free blocks and page blocks of every populated zone by migrate type.
//!
//! It needs root, as /proc/pagetypeinfo does, and it is complete. `scanned_orders` is a bit mask of
//! the orders that were counted by reading every page frame.

use super::{
    cell::text_name,
    lines::LineWriter, //
};
use crate::{
    abi::{
        blocks::MigrateType,
        zone_kind::ZoneKind, //
    },
    machine::pagetypes::PageTypeCounts,
    sys::{
        file::procfs::RowFile,
        memory::{
            hotplug::HotplugGate,
            node::ZoneCursor,
            zone::ORDERS, //
        },
        task::cred::require_admin, //
    },
};
use kernel::{
    fs::File,
    prelude::*,
    seq_file::SeqFile,
    sync::{
        Arc,
        ArcBorrow, //
    },
};

// The columns assume MAX_PAGE_ORDER 10.
const _: () = assert!(ORDERS == 11);

/// One row is a zone, with a line for each type.
pub(super) struct PageTypesFile {
    hotplug: Arc<HotplugGate>,
    cursor: ZoneCursor,
    counts: PageTypeCounts,
}

impl RowFile for PageTypesFile {
    type Context = Arc<HotplugGate>;

    const NAME: &'static CStr = c"pagetypes";
    const COLUMNS: &'static str = "node zone type order0 order1 order2 order3 order4 order5 \
                                   order6 order7 order8 order9 order10 free_pages page_blocks \
                                   scanned_orders";
    const MODE: u16 = 0o400;

    fn open(hotplug: ArcBorrow<'_, HotplugGate>, _file: &File) -> Result<Self> {
        require_admin()?;
        Ok(Self {
            hotplug: hotplug.into(),
            cursor: ZoneCursor::default(),
            counts: PageTypeCounts::new()?,
        })
    }

    fn rewind(&mut self) -> Result {
        require_admin()?;
        self.cursor = ZoneCursor::default();
        self.hotplug.enter().map(drop)
    }

    fn next(&mut self) -> Result<bool> {
        require_admin()?;
        self.counts.next(&self.hotplug, &mut self.cursor)
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
