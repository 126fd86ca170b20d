// SPDX-License-Identifier: GPL-2.0

//! `RMM_EVENTS`: events since boot, and since the last call on the descriptor.

use crate::{
    abi::events::EventsArgs,
    machine::events::EventReadings,
    model::events::NR_EVENTS,
    sys::{
        file::records::{
            IoctlArg,
            UserArray, //
        },
        memory::hotplug::HotplugGate, //
    },
};
use kernel::{
    new_mutex,
    prelude::*,
    sync::{
        Arc,
        Mutex, //
    },
};

/// The event readings of one descriptor.
#[pin_data]
pub(super) struct EventsSince {
    hotplug: Arc<HotplugGate>,
    #[pin]
    readings: Mutex<EventReadings>,
}

impl EventsSince {
    /// Readings of a descriptor that has read nothing yet.
    pub(super) fn new(hotplug: Arc<HotplugGate>) -> impl PinInit<Self> {
        pin_init!(Self {
            hotplug,
            readings <- new_mutex!(EventReadings::default(), "rmm::readings"),
        })
    }

    /// Answers `RMM_EVENTS`.
    pub(super) fn answer(&self, arg: usize) -> Result<isize> {
        let mut argument = IoctlArg::<EventsArgs>::read(arg)?;
        let value = &mut argument.value;
        if value.flags != 0 {
            return Err(EINVAL);
        }
        let mut array = UserArray::new(value.buf, value.capacity, value.record_size)?;
        let mut records = KVec::with_capacity(NR_EVENTS, GFP_KERNEL_ACCOUNT)?;
        {
            // Copied out without the lock, because the user's buffer may fault forever.
            let mut readings = self.readings.lock();
            readings.renew(&self.hotplug)?;
            for number in 0..NR_EVENTS {
                if let Some(record) = readings.record(number) {
                    records.push(record, GFP_KERNEL_ACCOUNT)?;
                }
            }
        }
        value.total = records.len() as u32;
        let fit = array.room().min(records.len());
        array.push_all(&records[..fit])?;
        value.count = array.count();
        argument.write()?;
        Ok(0)
    }
}
