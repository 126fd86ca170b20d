// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/pageblocks`: the page blocks of every zone; a run of equal blocks is one row.

use super::{
    cell::text_name,
    lines::LineWriter, //
};
use crate::{
    abi::{
        blocks::MigrateType,
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
    sys::{
        file::procfs::RowFile,
        memory::hotplug::HotplugGate,
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

/// One row is a run.
pub(super) struct PageBlocksFile {
    hotplug: Arc<HotplugGate>,
    runs: PageBlockRuns,
    run: PageBlockRun,
}

impl RowFile for PageBlocksFile {
    type Context = Arc<HotplugGate>;

    const NAME: &'static CStr = c"pageblocks";
    const COLUMNS: &'static str = "node zone first_pfn last_pfn blocks type skip isolated \
                                   free_share free_pages";
    const MODE: u16 = 0o400;

    fn open(hotplug: ArcBorrow<'_, HotplugGate>, _file: &File) -> Result<Self> {
        require_admin()?;
        Ok(Self {
            hotplug: hotplug.into(),
            runs: PageBlockRuns::new()?,
            run: PageBlockRun::default(),
        })
    }

    fn rewind(&mut self) -> Result {
        require_admin()?;
        self.runs.rewind();
        self.hotplug.enter().map(drop)
    }

    fn next(&mut self) -> Result<bool> {
        require_admin()?;
        let run = self.runs.next(&self.hotplug)?;
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
