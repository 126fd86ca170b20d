// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/elsewhere`: what rmm cannot show, and which file of the kernel does.

use crate::{
    abi::elsewhere::{
        ElsewhereEntry,
        ELSEWHERE, //
    },
    sys::{
        file::procfs::RowFile,
        task::rights::{
            AccessRule,
            Capability,
            GrantedRights,
            RecordSubject, //
        },
    },
};
use kernel::{
    fs::File,
    prelude::*,
    seq_file::SeqFile,
    seq_print, //
};

/// One row is a subject of memory management.
pub(super) struct ElsewhereFile {
    /// Rows passed.
    row: usize,
}

impl RowFile for ElsewhereFile {
    type Context = ();

    const NAME: &'static CStr = c"elsewhere";
    const COLUMNS: &'static str = "what path here why";
    const RULE: AccessRule = AccessRule::Anyone;
    const DETAILS: &'static [Capability] = &[];

    fn open(_context: (), _file: &File) -> Result<Self> {
        Ok(Self { row: 0 })
    }

    fn subject(&self) -> RecordSubject<'_> {
        RecordSubject::Machine
    }

    fn rewind(&mut self, _granted: GrantedRights) -> Result {
        self.row = 0;
        Ok(())
    }

    fn next(&mut self) -> Result<bool> {
        self.row += 1;
        Ok(self.row <= ELSEWHERE.len())
    }

    fn show(&self, out: &SeqFile) {
        let place = self.row.wrapping_sub(1);
        if let Some(ElsewhereEntry {
            topic: what,
            kernel_path: path,
            rmm_fields: here,
            reason: why,
        }) = ELSEWHERE.get(place)
        {
            seq_print!(out, "{what} {path} {here} {why}\n");
        }
    }
}
