// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm`: one Rust file for each text file. These files render records and compute nothing.

#[macro_use]
mod cell;
mod arenas;
mod buddy;
mod elsewhere;
mod events;
mod faults;
mod feature_note;
mod field_lines;
mod fragmentation;
mod layout;
mod lines;
mod lru;
mod machine_file;
mod memcgs;
mod nodes;
mod opener;
mod pageblocks;
mod pagesets;
mod pagetypes;
mod pressure;
mod process;
mod processes;
mod rmap;
mod translate;
mod version;
mod watch;
mod zones;

use crate::{
    machine::{
        faults::FaultCounters,
        fragmentation::FragmentedZones,
        judgement_watch::{
            JudgementWatch,
            JudgementWatchGuard, //
        },
        pressure::PressureMonitor, //
    },
    mm::rmap::RmapContext,
    policy::registry::ArenaRegistry,
    sys::{
        file::procfs::{
            ProcDir,
            ProcEntry, //
        },
        memory::hotplug::HotplugGate, //
    },
};
use kernel::{
    prelude::*,
    sync::Arc, //
};
use machine_file::MachineFile;

/// The files about the machine. Dropping it removes them.
pub(crate) struct MachineFiles {
    _version: ProcEntry<version::VersionFile>,
    _nodes: ProcEntry<MachineFile<nodes::NodeRows>>,
    _zones: ProcEntry<MachineFile<zones::ZoneRows>>,
    _buddy: ProcEntry<MachineFile<buddy::BuddyRows>>,
    _lru: ProcEntry<MachineFile<lru::LruRows>>,
    _layout: ProcEntry<layout::LayoutFile>,
    _elsewhere: ProcEntry<elsewhere::ElsewhereFile>,
    _memcgs: ProcEntry<memcgs::MemcgsFile>,
    _pagesets: ProcEntry<MachineFile<pagesets::PagesetRows>>,
    _pagetypes: ProcEntry<MachineFile<pagetypes::PageTypeRows>>,
    _pageblocks: ProcEntry<MachineFile<pageblocks::PageBlockRows>>,
    _fragmentation: ProcEntry<fragmentation::FragmentationFile>,
    _events: ProcEntry<events::EventsFile>,
    _pressure: ProcEntry<pressure::PressureFile>,
    _faults: ProcEntry<faults::FaultsFile>,
    /// The files have no pollers any more, but the watches may still look.
    _watched_pressure: JudgementWatchGuard<Arc<PressureMonitor>>,
    _watched_fragmentation: JudgementWatchGuard<FragmentedZones>,
}

impl MachineFiles {
    /// Creates the files in `/proc/rmm`.
    pub(crate) fn new(
        dir: &Arc<ProcDir>,
        hotplug: &Arc<HotplugGate>,
        faults: &Arc<FaultCounters>,
        pressure: &Arc<PressureMonitor>,
    ) -> Result<Self> {
        // Guards already, and dropped after the files: a file that exists can be polled, even if a
        // later one cannot be created.
        let watched_pressure = JudgementWatchGuard(JudgementWatch::new(pressure.clone())?);
        let watched_fragmentation = JudgementWatchGuard(JudgementWatch::new(FragmentedZones {
            hotplug: hotplug.clone(),
        })?);
        Ok(Self {
            _version: ProcEntry::new(dir.clone(), ())?,
            _nodes: ProcEntry::new(dir.clone(), hotplug.clone())?,
            _zones: ProcEntry::new(dir.clone(), hotplug.clone())?,
            _buddy: ProcEntry::new(dir.clone(), hotplug.clone())?,
            _lru: ProcEntry::new(dir.clone(), hotplug.clone())?,
            _layout: ProcEntry::new(dir.clone(), ())?,
            _elsewhere: ProcEntry::new(dir.clone(), ())?,
            _memcgs: ProcEntry::new(dir.clone(), ())?,
            _pagesets: ProcEntry::new(dir.clone(), hotplug.clone())?,
            _pagetypes: ProcEntry::new(dir.clone(), hotplug.clone())?,
            _pageblocks: ProcEntry::new(dir.clone(), hotplug.clone())?,
            _fragmentation: ProcEntry::new_pollable(dir.clone(), watched_fragmentation.0.clone())?,
            _events: ProcEntry::new(dir.clone(), hotplug.clone())?,
            _pressure: ProcEntry::new_pollable(dir.clone(), watched_pressure.0.clone())?,
            _faults: ProcEntry::new_writable(dir.clone(), faults.clone())?,
            _watched_pressure: watched_pressure,
            _watched_fragmentation: watched_fragmentation,
        })
    }
}

/// The file about arenas. Dropping it removes the file.
pub(crate) type ArenasEntry = ProcEntry<arenas::ArenasFile>;

/// Creates `arenas` in `/proc/rmm`.
pub(crate) fn arenas(dir: &Arc<ProcDir>, registry: &Arc<ArenaRegistry>) -> Result<ArenasEntry> {
    ProcEntry::new(dir.clone(), registry.clone())
}

/// The files about processes. Dropping it removes them and every watched directory.
pub(crate) struct AllProcessFiles {
    _caller: process::ProcessFiles<process::target::CallerTarget>,
    _watch: watch::WatchRegistration,
    _translate: ProcEntry<translate::TranslateFile>,
    _processes: ProcEntry<processes::ProcessesFile<false>>,
    _processes_pss: ProcEntry<processes::ProcessesFile<true>>,
    _rmap: ProcEntry<rmap::RmapFile>,
}

impl AllProcessFiles {
    /// Creates `self` and the files about processes in `/proc/rmm`.
    pub(crate) fn new(
        dir: &Arc<ProcDir>,
        rmaps: &Arc<RmapContext>,
        faults: &Arc<FaultCounters>,
    ) -> Result<Self> {
        Ok(Self {
            _caller: process::ProcessFiles::new(c"self", dir.clone(), faults, || ())?,
            _watch: watch::WatchRegistration::new(dir.clone(), faults.clone())?,
            _translate: ProcEntry::new_writable(dir.clone(), ())?,
            _processes: ProcEntry::new(dir.clone(), ())?,
            _processes_pss: ProcEntry::new(dir.clone(), ())?,
            _rmap: ProcEntry::new_writable(dir.clone(), rmaps.clone())?,
        })
    }
}
