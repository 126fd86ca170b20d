// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/events`: what the kernel has counted since boot, by theme, with a word for each. The
//! last column is since this open file was last read from the top, or opened.

use super::cell::{
    word,
    Cell, //
};
use crate::{
    abi::events::{
        EventKind,
        EventRecord,
        EventTheme, //
    },
    machine::events::Readings,
    model,
    sys::{
        hotplug::Hotplug,
        procfs::Rows, //
    },
};
use kernel::{
    fs::File,
    prelude::*,
    seq_file::SeqFile,
    seq_print,
    sync::{
        Arc,
        ArcBorrow, //
    },
};

/// State of one open file.
pub(super) struct Events {
    hotplug: Arc<Hotplug>,
    readings: Readings,
    /// Rows that were gone to.
    row: usize,
    event: Option<EventRecord>,
}

impl Rows for Events {
    type Context = Arc<Hotplug>;

    const NAME: &'static CStr = c"events";
    const COLUMNS: &'static str = "theme word event total since_read";

    fn open(hotplug: ArcBorrow<'_, Hotplug>, _file: &File) -> Result<Self> {
        let mut readings = Readings::default();
        readings.renew(&hotplug)?;
        Ok(Self {
            hotplug: hotplug.into(),
            readings,
            row: 0,
            event: None,
        })
    }

    fn rewind(&mut self) -> Result {
        self.row = 0;
        self.readings.renew(&self.hotplug)
    }

    fn next(&mut self) -> Result<bool> {
        self.event = self.readings.record(self.row);
        self.row += 1;
        Ok(self.event.is_some())
    }

    fn show(&self, out: &SeqFile) {
        let Some(event) = &self.event else {
            return;
        };
        seq_print!(
            out,
            "{} {} {} {} {}\n",
            word(&EventTheme::NAMES, event.theme.into()),
            EventKind::from_raw(event.event).map_or("-", model::events::event_word),
            word(&EventKind::NAMES, event.event.into()),
            Cell(event.total),
            Cell(event.since)
        );
    }
}
