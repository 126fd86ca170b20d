// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm`: one file of Rust for each file of text. They render records and compute nothing.

#[macro_use]
mod cell;
mod buddy;
mod nodes;
mod one_walk;
mod pagetable;
mod process;
mod rmap;
mod segments;
mod translate;
mod version;
mod vmas;
mod watch;
mod zones;

use crate::{
    space::rmap::Rmaps,
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
}

impl Machine {
    /// Makes the files in `/proc/rmm`.
    pub(crate) fn new(dir: &Arc<Dir>, hotplug: &Arc<Hotplug>) -> Result<Self> {
        Ok(Self {
            _version: Entry::new(dir.clone(), ())?,
            _nodes: Entry::new(dir.clone(), hotplug.clone())?,
            _zones: Entry::new(dir.clone(), hotplug.clone())?,
            _buddy: Entry::new(dir.clone(), hotplug.clone())?,
        })
    }
}

/// The files about processes. Dropping it removes them, and every directory that was asked for.
pub(crate) struct Processes {
    _caller: process::Files<process::Caller>,
    _watch: watch::Watch,
    _translate: Entry<translate::TranslateFile>,
    _rmap: Entry<rmap::RmapFile>,
}

impl Processes {
    /// Makes `self`, `watch`, `translate` and `rmap` in `/proc/rmm`.
    pub(crate) fn new(dir: &Arc<Dir>, rmaps: &Arc<Rmaps>) -> Result<Self> {
        Ok(Self {
            _caller: process::Files::new(c"self", dir.clone(), || ())?,
            _watch: watch::Watch::new(dir.clone())?,
            _translate: Entry::new_writable(dir.clone(), ())?,
            _rmap: Entry::new_writable(dir.clone(), rmaps.clone())?,
        })
    }
}
