// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/pageblocks`: the page blocks of every zone; a run of equal blocks is one row.

use super::{
    cell::text_name,
    lines::LineWriter,
    machine_file::MachineRows, //
};
use crate::{
    abi::{
        blocks::MigrateType,
        info::ModuleFeature,
        page_block::{
            BLOCK_ABSENT,
            BLOCK_ISOLATED,
            BLOCK_SKIP,
            BLOCK_TYPE, //
        },
        zone_kind::ZoneKind, //
    },
    machine::pageblocks::{
        PageBlockRun,
        PageBlockRuns, //
    },
    model::page_block::free_share_of,
    sys::memory::hotplug::HotplugGate,
    sys::task::rights::{
        AccessRule,
        GrantedRights, //
    }, //
};
use kernel::{
    prelude::*,
    seq_file::SeqFile, //
};

/// One row is a run.
pub(super) struct PageBlockRows {
    runs: PageBlockRuns,
    run: PageBlockRun,
}

impl MachineRows for PageBlockRows {
    const NAME: &'static CStr = c"pageblocks";
    const COLUMNS: &'static str = "node zone first_pfn last_pfn blocks type skip isolated \
                                   free_share free_pages";
    const RULE: AccessRule = AccessRule::ADMIN;
    const FEATURES: u64 = ModuleFeature::BLOCKS;

    fn new(_granted: GrantedRights) -> Result<Self> {
        Ok(Self {
            runs: PageBlockRuns::new()?,
            run: PageBlockRun::default(),
        })
    }

    fn next(&mut self, hotplug: &HotplugGate) -> Result<bool> {
        let run = self.runs.next(hotplug)?;
        let found = run.is_some();
        self.run = run.unwrap_or_default();
        Ok(found)
    }

    fn show(&self, out: &SeqFile) {
        let run = &self.run;
        let mut lines = LineWriter::new(out);
        lines.number(run.node.into()).text(" ");
        lines.text(text_name(&ZoneKind::NAMES, run.zone.into()));
        for number in [run.first_pfn, run.last_pfn, run.blocks] {
            lines.text(" ").number(number);
        }
        if run.byte == BLOCK_ABSENT {
            lines.text(" - - - - -\n");
            return;
        }
        let migrate_type = u64::from(run.byte & BLOCK_TYPE);
        lines
            .text(" ")
            .text(text_name(&MigrateType::NAMES, migrate_type));
        for bit in [BLOCK_SKIP, BLOCK_ISOLATED] {
            lines.text(" ").number((run.byte & bit != 0).into());
        }
        lines
            .text(" ")
            .number(free_share_of(run.byte).map_or(0, u64::from));
        lines.text(" ").number(run.free_pages).text("\n");
    }
}
