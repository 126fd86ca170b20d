// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/pagesets`: the per-CPU page lists of every populated zone; `zones` has their sums.
//!
//! This is a separate file, so that the size of `zones` does not depend on the number of CPUs.

use super::{
    cell::text_name,
    lines::LineWriter,
    machine_file::MachineRows, //
};
use crate::{
    abi::{
        pageset::{
            PagesetFlag,
            PagesetRecord, //
        },
        zone_kind::ZoneKind,
        NamedBits, //
    },
    machine::zones,
    sys::{
        file::records::RecordBuffer,
        memory::{
            hotplug::HotplugGate,
            node::ZoneCursor, //
        },
        task::rights::{
            AccessRule,
            Capability,
            GrantedRights, //
        }, //
    },
};
use kernel::{
    prelude::*,
    seq_file::SeqFile, //
};

/// One row is a zone, with a line for each CPU.
pub(super) struct PagesetRows {
    cursor: ZoneCursor,
    sets: RecordBuffer<PagesetRecord>,
    /// Each list may be shown.
    lists: bool,
}

impl MachineRows for PagesetRows {
    const NAME: &'static CStr = c"pagesets";
    const COLUMNS: &'static str = "node zone cpu count_pages high_pages high_min_pages \
                                   high_max_pages batch_pages free_count_pages alloc_factor \
                                   stat_threshold expire flags list_pages thp_pages";
    const RULE: AccessRule = AccessRule::Anyone;
    const DETAILS: &'static [Capability] = &[Capability::SysAdmin];

    fn new(granted: GrantedRights) -> Result<Self> {
        Ok(Self {
            lists: granted.has(Capability::SysAdmin),
            cursor: ZoneCursor::default(),
            sets: RecordBuffer::new(zones::max_pagesets())?,
        })
    }

    fn next(&mut self, hotplug: &HotplugGate) -> Result<bool> {
        let guard = hotplug.enter()?;
        self.sets.truncate(0);
        let Some((node, zone)) = self.cursor.next(&guard) else {
            return Ok(false);
        };
        zones::pagesets(&node, &zone, self.lists, &mut self.sets)?;
        Ok(true)
    }

    fn show(&self, out: &SeqFile) {
        let mut lines = LineWriter::new(out);
        for set in self.sets.records() {
            lines.number(set.node.into()).text(" ");
            lines.text(text_name(&ZoneKind::NAMES, set.zone.into()));
            for value in [
                set.cpu.into(),
                set.count_pages,
                set.high_pages,
                set.high_min_pages,
                set.high_max_pages,
                set.batch_pages,
                set.free_count_pages,
                set.alloc_factor,
                set.stat_threshold,
                set.expire,
            ] {
                lines.text(" ").cell(value);
            }
            let mut separator = " ";
            for (bit, name) in PagesetFlag::NAMES.words() {
                if u64::from(set.flags) & bit != 0 {
                    lines.text(separator).text(name);
                    separator = ",";
                }
            }
            lines.text(if set.flags == 0 { " -" } else { "" });
            for lists in [&set.list_pages[..], &set.thp_pages[..]] {
                let mut separator = " ";
                for &pages in lists {
                    lines.text(separator).cell(pages);
                    separator = ",";
                }
            }
            lines.text("\n");
        }
    }
}
