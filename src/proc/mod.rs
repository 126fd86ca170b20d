// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm`: one file of Rust for each file of text. They render records and compute nothing.

#[macro_use]
mod cell;
mod age;
mod arenas;
mod buddy;
mod elsewhere;
mod events;
mod fault_counts;
mod faults;
mod folios;
mod fragmentation;
mod layout;
mod lines;
mod lru;
mod memcgs;
mod nodes;
mod numa;
mod one_walk;
mod pageblocks;
mod pagesets;
mod pagetable;
mod pagetypes;
mod pressure;
mod process;
mod processes;
mod rmap;
mod runs;
mod segments;
mod sharing;
mod tally;
mod translate;
mod version;
mod vmas;
mod watch;
mod zones;

use crate::{
    machine::{
        faults::Faults,
        pressure::Pressure, //
    },
    mm::rmap::Rmaps,
    policy::registry::ArenaRegistry,
    sys::{
        hotplug::Hotplug,
        procfs::{
            Dir,
            Entry, //
        },
    },
};
use kernel::{
    prelude::*,
    sync::Arc, //
};

/// The files about the machine. Dropping it removes them.
pub(crate) struct Machine {
    _version: Entry<version::Version>,
    _nodes: Entry<nodes::Nodes>,
    _zones: Entry<zones::Zones>,
    _buddy: Entry<buddy::FreeBlocks>,
    _lru: Entry<lru::Lists>,
    _layout: Entry<layout::Regions>,
    _elsewhere: Entry<elsewhere::Places>,
    _memcgs: Entry<memcgs::Memcgs>,
    _pagesets: Entry<pagesets::Pagesets>,
    _pagetypes: Entry<pagetypes::PageTypesFile>,
    _pageblocks: Entry<pageblocks::PageBlocksFile>,
    _fragmentation: Entry<fragmentation::FragmentationFile>,
    _events: Entry<events::Events>,
    _pressure: Entry<pressure::PressureFile>,
    _faults: Entry<faults::FaultsFile>,
}

impl Machine {
    /// Makes the files in `/proc/rmm`.
    pub(crate) fn new(
        dir: &Arc<Dir>,
        hotplug: &Arc<Hotplug>,
        faults: &Arc<Faults>,
        pressure: &Arc<Pressure>,
    ) -> Result<Self> {
        Ok(Self {
            _version: Entry::new(dir.clone(), ())?,
            _nodes: Entry::new(dir.clone(), hotplug.clone())?,
            _zones: Entry::new(dir.clone(), hotplug.clone())?,
            _buddy: Entry::new(dir.clone(), hotplug.clone())?,
            _lru: Entry::new(dir.clone(), hotplug.clone())?,
            _layout: Entry::new(dir.clone(), ())?,
            _elsewhere: Entry::new(dir.clone(), ())?,
            _memcgs: Entry::new(dir.clone(), ())?,
            _pagesets: Entry::new(dir.clone(), hotplug.clone())?,
            _pagetypes: Entry::new(dir.clone(), hotplug.clone())?,
            _pageblocks: Entry::new(dir.clone(), hotplug.clone())?,
            _fragmentation: Entry::new(dir.clone(), hotplug.clone())?,
            _events: Entry::new(dir.clone(), hotplug.clone())?,
            _pressure: Entry::new(dir.clone(), pressure.clone())?,
            _faults: Entry::new_writable(dir.clone(), faults.clone())?,
        })
    }
}

/// The file about arenas. Dropping it removes it.
pub(crate) type Arenas = Entry<arenas::ArenasFile>;

/// Makes `arenas` in `/proc/rmm`.
pub(crate) fn arenas(dir: &Arc<Dir>, registry: &Arc<ArenaRegistry>) -> Result<Arenas> {
    Entry::new(dir.clone(), registry.clone())
}

/// The files about processes. Dropping it removes them, and every directory that was asked for.
pub(crate) struct Processes {
    _caller: process::Files<process::Caller>,
    _watch: watch::Watch,
    _translate: Entry<translate::TranslateFile>,
    _processes: Entry<processes::ProcessesFile<false>>,
    _processes_pss: Entry<processes::ProcessesFile<true>>,
    _rmap: Entry<rmap::RmapFile>,
}

impl Processes {
    /// Makes `self` and the files about processes in `/proc/rmm`.
    pub(crate) fn new(dir: &Arc<Dir>, rmaps: &Arc<Rmaps>, faults: &Arc<Faults>) -> Result<Self> {
        Ok(Self {
            _caller: process::Files::new(c"self", dir.clone(), faults, || ())?,
            _watch: watch::Watch::new(dir.clone(), faults.clone())?,
            _translate: Entry::new_writable(dir.clone(), ())?,
            _processes: Entry::new(dir.clone(), ())?,
            _processes_pss: Entry::new(dir.clone(), ())?,
            _rmap: Entry::new_writable(dir.clone(), rmaps.clone())?,
        })
    }
}
