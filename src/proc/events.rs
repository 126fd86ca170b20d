// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/events`: events counted by the kernel since boot, by theme, with a word for each. The
//! last column is the increase since this open file was last read from the top, or opened.

use super::cell::{
    text_name,
    ValueOrDash, //
};
use crate::{
    abi::events::{
        EventKind,
        EventRecord,
        EventTheme, //
    },
    machine::events::EventReadings,
    model,
    sys::{
        file::procfs::RowFile,
        memory::hotplug::HotplugGate,
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
    seq_print,
    sync::{
        Arc,
        ArcBorrow, //
    },
};

/// State of one open file.
pub(super) struct EventsFile {
    hotplug: Arc<HotplugGate>,
    readings: EventReadings,
    /// Rows passed.
    row: usize,
    event: Option<EventRecord>,
}

impl RowFile for EventsFile {
    type Context = Arc<HotplugGate>;

    const NAME: &'static CStr = c"events";
    const COLUMNS: &'static str = "theme word event total since_read";
    const RULE: AccessRule = AccessRule::Anyone;
    const DETAILS: &'static [Capability] = &[];

    fn open(hotplug: ArcBorrow<'_, HotplugGate>, _file: &File) -> Result<Self> {
        let mut readings = EventReadings::default();
        readings.renew(&hotplug)?;
        Ok(Self {
            hotplug: hotplug.into(),
            readings,
            row: 0,
            event: None,
        })
    }

    fn subject(&self) -> RecordSubject<'_> {
        RecordSubject::Machine
    }

    fn rewind(&mut self, _granted: GrantedRights) -> Result {
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
            text_name(&EventTheme::NAMES, event.theme.into()),
            EventKind::from_raw(event.event).map_or("-", model::events::event_word),
            text_name(&EventKind::NAMES, event.event.into()),
            ValueOrDash(event.total),
            ValueOrDash(event.since)
        );
    }
}
