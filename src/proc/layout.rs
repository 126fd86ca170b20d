// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/layout`: the kernel's address space from top to bottom.

use super::cell::{
    text_name,
    ValueOrDash, //
};
use crate::{
    abi::{
        kernel_layout::RegionKind,
        ABSENT, //
    },
    machine::layout::{
        regions,
        RegionLayout, //
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
    fmt,
    fs::File,
    prelude::*,
    seq_file::SeqFile,
    seq_print, //
};

/// An address; `-` if it must not be shown.
struct AddressColumn(u64, u64);

impl fmt::Display for AddressColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1 {
            ABSENT => f.write_str("-"),
            _ => write!(f, "{:016x}", self.0),
        }
    }
}

/// One row is a region.
pub(super) struct LayoutFile {
    layout: Option<RegionLayout>,
    /// Rows passed.
    row: usize,
}

impl RowFile for LayoutFile {
    type Context = ();

    const NAME: &'static CStr = c"layout";
    const COLUMNS: &'static str = "region first last size_kb top_entries levels";
    const RULE: AccessRule = AccessRule::Anyone;
    const DETAILS: &'static [Capability] = &[Capability::Syslog];

    fn open(_context: (), _file: &File) -> Result<Self> {
        Ok(Self {
            layout: None,
            row: 0,
        })
    }

    fn subject(&self) -> RecordSubject<'_> {
        RecordSubject::Machine
    }

    fn rewind(&mut self, granted: GrantedRights) -> Result {
        let addresses = granted.has(Capability::Syslog);
        self.layout = Some(regions(addresses)?);
        self.row = 0;
        Ok(())
    }

    fn next(&mut self) -> Result<bool> {
        self.row += 1;
        let layout = self.layout.as_ref();
        Ok(layout.is_some_and(|layout| layout.region(self.row - 1).is_some()))
    }

    fn end(&mut self) {
        self.layout = None;
    }

    fn show(&self, out: &SeqFile) {
        let layout = self.layout.as_ref();
        let place = self.row.wrapping_sub(1);
        let Some(region) = layout.and_then(|layout| layout.region(place)) else {
            return;
        };
        // The last address of the address space equals ABSENT; no first address does.
        let known = region.start;
        seq_print!(
            out,
            "{} {} {} {} {} {}\n",
            text_name(&RegionKind::NAMES, region.kind.into()),
            AddressColumn(region.start, known),
            AddressColumn(region.last, known),
            ValueOrDash(match region.bytes {
                ABSENT => ABSENT,
                bytes => bytes / 1024,
            }),
            ValueOrDash(region.top_entries),
            region.levels
        );
    }
}
