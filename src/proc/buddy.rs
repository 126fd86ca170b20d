// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/buddy`: free blocks of every populated zone by order.

use super::{
    cell::text_name,
    lines::LineWriter, //
};
use crate::{
    abi::{
        buddy::BuddyRecord,
        zone_kind::ZoneKind,
        AbiRecord, //
    },
    machine::buddy,
    sys::{
        file::procfs::RowFile,
        memory::{
            hotplug::HotplugGate,
            node::ZoneCursor,
            zone::ORDERS, //
        },
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

/// One row is a zone.
pub(super) struct BuddyFile {
    hotplug: Arc<HotplugGate>,
    cursor: ZoneCursor,
    buddy: BuddyRecord,
}

impl RowFile for BuddyFile {
    type Context = Arc<HotplugGate>;

    const NAME: &'static CStr = c"buddy";
    const COLUMNS: &'static str = "node zone order0 order1 order2 order3 order4 order5 order6 \
                                   order7 order8 order9 order10 free_pages";

    fn open(hotplug: ArcBorrow<'_, HotplugGate>, _file: &File) -> Result<Self> {
        Ok(Self {
            hotplug: hotplug.into(),
            cursor: ZoneCursor::default(),
            buddy: BuddyRecord::ZERO,
        })
    }

    fn rewind(&mut self) -> Result {
        self.cursor = ZoneCursor::default();
        // Fails before the header if memory is being plugged.
        self.hotplug.enter().map(drop)
    }

    fn next(&mut self) -> Result<bool> {
        let guard = self.hotplug.enter()?;
        while let Some((node, zone)) = self.cursor.next(&guard) {
            if zone.is_populated() {
                buddy::record(&node, &zone, &mut self.buddy);
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn show(&self, out: &SeqFile) {
        let buddy = &self.buddy;
        let mut lines = LineWriter::new(out);
        lines.number(buddy.node.into()).text(" ");
        lines.text(text_name(&ZoneKind::NAMES, buddy.zone.into()));
        for &count in &buddy.free_blocks[..ORDERS] {
            lines.text(" ").cell(count);
        }
        lines.text(" ").number(buddy.free_pages).text("\n");
    }
}
