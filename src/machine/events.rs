// SPDX-License-Identifier: GPL-2.0

//! Events since boot, and since the last reading.

use crate::{
    abi::events::{
        EventKind,
        EventRecord, //
    },
    model::events::{
        count_since,
        event_theme,
        keep_monotonic,
        EventTotals, //
    },
    sys::memory::{
        hotplug::HotplugGate,
        vm_events::read_event_totals, //
    },
};
use kernel::prelude::*;

/// The last reading and the one before.
#[derive(Default)]
pub(crate) struct EventReadings {
    last: Option<KBox<EventTotals>>,
    before: Option<KBox<EventTotals>>,
}

impl EventReadings {
    /// Reads anew. May sleep; nobody who calls this has a hot-plug guard.
    pub(crate) fn renew(&mut self, hotplug: &HotplugGate) -> Result {
        let mut now = read_event_totals(hotplug)?;
        if let Some(last) = &self.last {
            keep_monotonic(&mut now, last);
        }
        self.before = self.last.replace(now);
        Ok(())
    }

    /// The record of an event by its number in the last reading; nothing behind the last event.
    pub(crate) fn record(&self, number: usize) -> Option<EventRecord> {
        let &event = EventKind::ALL.get(number)?;
        let total = self.last.as_ref()?[number];
        Some(EventRecord {
            event: event as u32,
            theme: event_theme(event) as u32,
            total,
            since: count_since(total, self.before.as_ref().map(|totals| totals[number])),
        })
    }
}
