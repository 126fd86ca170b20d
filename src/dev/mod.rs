// SPDX-License-Identifier: GPL-2.0

//! `/dev/rmm`: copies records in and out and computes nothing.

pub(crate) mod arena;
mod events;
mod faults;
mod file_cache;
mod frames;
mod lists;
mod memcgs;
mod mm_file;
mod nodes_zones;
mod open;
mod pfns;
mod pressure;
mod processes;
mod rmap;

use crate::{
    abi,
    machine::{
        faults::FaultCounters,
        module_info::module_info,
        pressure::PressureMonitor, //
    },
    mm::rmap::RmapContext,
    policy::registry::ArenaRegistry,
    sys::{
        file::{
            ioctl_file::{
                DeviceFile,
                IoctlFile, //
            },
            records::IoctlArg, //
        },
        memory::hotplug::HotplugGate,
        task::rights::{
            AccessRule,
            Capability,
            RecordSubject, //
        },
    },
};
use kernel::{
    fs::File,
    prelude::*,
    sync::Arc, //
};

/// What all open files of `/dev/rmm` share.
pub(crate) struct DeviceContext {
    pub(crate) hotplug: Arc<HotplugGate>,
    pub(crate) faults: Arc<FaultCounters>,
    pub(crate) pressure: Arc<PressureMonitor>,
    pub(crate) rmaps: Arc<RmapContext>,
    pub(crate) arenas: Arc<ArenaRegistry>,
}

/// One open file of `/dev/rmm`, with its running counts and readings.
pub(crate) struct RmmDevice {
    hotplug: Arc<HotplugGate>,
    faults: Pin<KBox<faults::FaultsSince>>,
    events: Pin<KBox<events::EventsSince>>,
    pressure: Arc<PressureMonitor>,
    rmaps: Arc<RmapContext>,
    arenas: Arc<ArenaRegistry>,
}

impl DeviceFile for RmmDevice {
    type Context = DeviceContext;

    fn open(machine: &DeviceContext, _file: &File) -> Result<KBox<Self>> {
        let device = Self {
            hotplug: machine.hotplug.clone(),
            faults: KBox::pin_init(
                faults::FaultsSince::new(machine.faults.clone()),
                GFP_KERNEL_ACCOUNT,
            )?,
            events: KBox::pin_init(
                events::EventsSince::new(machine.hotplug.clone()),
                GFP_KERNEL_ACCOUNT,
            )?,
            pressure: machine.pressure.clone(),
            rmaps: machine.rmaps.clone(),
            arenas: machine.arenas.clone(),
        };
        Ok(KBox::new(device, GFP_KERNEL_ACCOUNT)?)
    }
}

impl IoctlFile for RmmDevice {
    const NAME: &'static CStr = c"rmm";

    fn rule(&self, cmd: u32) -> Option<(AccessRule, RecordSubject<'_>)> {
        let rule = match cmd {
            abi::INFO
            | abi::LRU
            | abi::NODES
            | abi::ZONES
            | abi::BUDDY
            | abi::FRAGMENTATION
            | abi::EVENTS
            | abi::PRESSURE
            | abi::ARENA_CREATE => AccessRule::Anyone,
            // Without CAP_SYSLOG, addresses are hidden; without CAP_SYS_PTRACE, other processes.
            abi::LAYOUT | abi::PROCESSES => AccessRule::Anyone,
            abi::MEMCGS
            | abi::PAGETYPES
            | abi::FREEBLOCKS
            | abi::PAGEBLOCKS
            | abi::RMAP
            | abi::PFNS => AccessRule::ADMIN,
            abi::FAULTS | abi::FAULT_RECORDS => AccessRule::Needs(Capability::SysAdmin, EACCES),
            // The handler asks for the right to the process or file that the caller names.
            abi::OPEN | abi::FILE => AccessRule::Anyone,
            _ => return None,
        };
        Some((rule, RecordSubject::Machine))
    }

    fn ioctl(&self, file: &File, cmd: u32, arg: usize) -> Result<isize> {
        match cmd {
            abi::INFO => answer_info(arg),
            abi::LRU => lists::lru(&self.hotplug, arg),
            abi::LAYOUT => lists::layout(file, arg),
            abi::MEMCGS => memcgs::memcgs(arg),
            abi::NODES => nodes_zones::nodes(&self.hotplug, arg),
            abi::ZONES => nodes_zones::zones(&self.hotplug, file, arg),
            abi::BUDDY => nodes_zones::buddy(&self.hotplug, arg),
            abi::PAGETYPES => frames::pagetypes(&self.hotplug, arg),
            abi::FREEBLOCKS => frames::freeblocks(&self.hotplug, arg),
            abi::PAGEBLOCKS => frames::pageblocks(&self.hotplug, arg),
            abi::FRAGMENTATION => nodes_zones::fragmentation(&self.hotplug, arg),
            abi::FAULTS => self.faults.answer(file, arg),
            abi::FAULT_RECORDS => self.faults.records(file, arg),
            abi::EVENTS => self.events.answer(arg),
            abi::PRESSURE => pressure::answer(&self.pressure, arg),
            abi::PROCESSES => processes::processes(file, arg),
            abi::ARENA_CREATE => arena::create(&self.arenas, arg),
            abi::OPEN => open::open(&self.rmaps, self.faults.faults(), file, arg),
            abi::FILE => file_cache::file(&self.hotplug, file, arg),
            abi::RMAP => rmap::by_frame(&self.rmaps, arg),
            abi::PFNS => pfns::pfns(&self.rmaps, arg),
            _ => Err(ENOTTY),
        }
    }
}

/// `RMM_INFO`.
#[inline(never)]
fn answer_info(arg: usize) -> Result<isize> {
    let mut argument = IoctlArg::<abi::info::InfoArgs>::read(arg)?;
    if argument.flags != 0 {
        return Err(EINVAL);
    }
    *argument.value = module_info();
    argument.write()?;
    Ok(0)
}
