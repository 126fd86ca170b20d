// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/{self,PID}/pagetable`: one row a level.

use super::process::{
    Opened,
    Whose, //
};
use crate::{
    abi::{
        names::Level,
        ABSENT, //
    },
    space::pagetable::{
        page_tables,
        PageTables, //
    },
    sys::procfs::Rows,
};
use kernel::{
    fs::File,
    prelude::*,
    seq_file::SeqFile,
    seq_print,
    types::ForeignOwnable, //
};

/// State of one open file: all rows come from one walk.
pub(super) struct PageTableFile<W: Whose> {
    opened: Opened<W>,
    levels: Option<PageTables>,
    /// Rows that were gone to.
    row: usize,
}

impl<W: Whose> Rows for PageTableFile<W> {
    type Context = W::Context;

    const NAME: &'static CStr = c"pagetable";
    const COLUMNS: &'static str = "level state tables bytes present huge other deposited";
    const MODE: u16 = W::MODE;

    fn open(context: <W::Context as ForeignOwnable>::Borrowed<'_>, file: &File) -> Result<Self> {
        Ok(Self {
            opened: W::open(context, file)?,
            levels: None,
            row: 0,
        })
    }

    fn rewind(&mut self) -> Result {
        self.levels = Some(page_tables(self.opened.space())?);
        self.row = 0;
        Ok(())
    }

    fn next(&mut self) -> Result<bool> {
        self.row += 1;
        Ok(self.row <= Level::ALL.len())
    }

    fn show(&self, out: &SeqFile) {
        let Some(level) = self.levels.as_ref().and_then(|all| all.get(self.row - 1)) else {
            return;
        };
        let name = Level::from_raw(level.level).map_or("-", |level| level.text());
        let state = match level.folded {
            0 => "used",
            _ => "folded",
        };
        seq_print!(out, "{name} {state}");
        for number in [
            level.tables,
            level.bytes,
            level.present,
            level.huge,
            level.other,
            level.deposited,
        ] {
            match number {
                ABSENT => seq_print!(out, " -"),
                _ => seq_print!(out, " {number}"),
            }
        }
        seq_print!(out, "\n");
    }
}
