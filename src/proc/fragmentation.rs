// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/fragmentation`: fragmentation of the free memory of every populated zone, by order.

use super::{
    cell::text_name,
    lines::LineWriter,
    machine_file::MachineRows, //
};
use crate::{
    abi::{
        blocks::FragmentationRecord,
        zone_kind::ZoneKind, //
    },
    machine::fragmentation,
    sys::{
        file::records::RecordBuffer,
        memory::{
            hotplug::HotplugGate,
            node::ZoneCursor,
            zone::ORDERS, //
        },
        task::rights::{
            AccessRule,
            GrantedRights, //
        }, //
    },
};
use kernel::{
    prelude::*,
    seq_file::SeqFile, //
};

/// One row is a zone, with a line for each order.
pub(super) struct FragmentationRows {
    cursor: ZoneCursor,
    records: RecordBuffer<FragmentationRecord>,
}

impl MachineRows for FragmentationRows {
    const NAME: &'static CStr = c"fragmentation";
    const COLUMNS: &'static str = "node zone order free_blocks suitable_blocks allowed_blocks \
                                   unusable_milli fragmentation_milli largest_order free_pages";
    const RULE: AccessRule = AccessRule::Anyone;

    fn new(_granted: GrantedRights) -> Result<Self> {
        Ok(Self {
            cursor: ZoneCursor::default(),
            records: RecordBuffer::new(ORDERS)?,
        })
    }

    fn next(&mut self, hotplug: &HotplugGate) -> Result<bool> {
        let guard = hotplug.enter()?;
        self.records.truncate(0);
        let Some((node, zone)) = self.cursor.next(&guard) else {
            return Ok(false);
        };
        fragmentation::records(&node, &zone, &mut self.records)?;
        Ok(true)
    }

    fn show(&self, out: &SeqFile) {
        let mut lines = LineWriter::new(out);
        for record in self.records.records() {
            lines.number(record.node.into()).text(" ");
            lines.text(text_name(&ZoneKind::NAMES, record.zone.into()));
            lines.text(" ").number(record.order.into());
            for blocks in [
                record.free_blocks,
                record.suitable_blocks,
                record.allowed_blocks,
            ] {
                lines.text(" ").cell(blocks);
            }
            for index in [record.unusable_milli, record.fragmentation_milli] {
                lines.text(" ").signed(index.into());
            }
            match u64::try_from(record.largest_order) {
                Ok(order) => lines.text(" ").number(order),
                Err(_) => lines.text(" -"),
            };
            lines.text(" ").cell(record.free_pages).text("\n");
        }
    }
}
