// SPDX-License-Identifier: GPL-2.0

//! Events since boot, and since the previous reading.

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

/// The last two readings.
#[derive(Default)]
pub(crate) struct EventReadings {
    last: Option<KBox<EventTotals>>,
    before: Option<KBox<EventTotals>>,
}

impl EventReadings {
    /// Takes a new reading. May sleep, and must not be called under the hotplug guard:
    /// all_vm_events() takes cpu_hotplug_lock, which ranks above it.
    pub(crate) fn renew(&mut self, hotplug: &HotplugGate) -> Result {
        let mut now = read_event_totals(hotplug)?;
        if let Some(last) = &self.last {
            keep_monotonic(&mut now, last);
        }
        self.before = self.last.replace(now);
        Ok(())
    }

    /// The record of an event by its number, from the last reading. `None` after the last event.
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
