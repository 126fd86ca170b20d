// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/buddy`: free blocks of every populated zone by order.

use super::{
    cell::text_name,
    lines::LineWriter,
    machine_file::MachineRows, //
};
use crate::{
    abi::{
        buddy::BuddyRecord,
        zone_kind::ZoneKind,
        AbiRecord, //
    },
    machine::buddy,
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

/// One row is a zone.
pub(super) struct BuddyRows {
    cursor: ZoneCursor,
    buddy: BuddyRecord,
}

impl MachineRows for BuddyRows {
    const NAME: &'static CStr = c"buddy";
    const COLUMNS: &'static str = "node zone order0 order1 order2 order3 order4 order5 order6 \
                                   order7 order8 order9 order10 free_pages";
    const RULE: AccessRule = AccessRule::Anyone;

    fn new(_granted: GrantedRights) -> Result<Self> {
        Ok(Self {
            cursor: ZoneCursor::default(),
            buddy: BuddyRecord::ZERO,
        })
    }

    fn next(&mut self, hotplug: &HotplugGate) -> Result<bool> {
        let guard = hotplug.enter()?;
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
