// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm`: one file of Rust for each file of text. They render records and compute nothing.

#[macro_use]
mod cell;
mod arenas;
mod buddy;
mod nodes;
mod one_walk;
mod pagetable;
mod process;
mod segments;
mod translate;
mod version;
mod vmas;
mod watch;
mod zones;

use crate::{
    policy::registry::Registry,
    sys::{
        hotplug::Hotplug,
        procfs::{
            Dir,
            Entry, //
        }, //
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

/// The file about arenas. Dropping it removes it.
pub(crate) type Arenas = Entry<arenas::ArenasFile>;

/// Makes `arenas` in `/proc/rmm`.
pub(crate) fn arenas(dir: &Arc<Dir>, registry: &Arc<Registry>) -> Result<Arenas> {
    Entry::new(dir.clone(), registry.clone())
}

/// The files about processes. Dropping it removes them, and every directory that was asked for.
pub(crate) struct Processes {
    _caller: process::Files<process::Caller>,
    _watch: watch::Watch,
    _translate: Entry<translate::TranslateFile>,
}

impl Processes {
    /// Makes `self`, `watch` and `translate` in `/proc/rmm`.
    pub(crate) fn new(dir: &Arc<Dir>) -> Result<Self> {
        Ok(Self {
            _caller: process::Files::new(c"self", dir.clone(), || ())?,
            _watch: watch::Watch::new(dir.clone())?,
            _translate: Entry::new_writable(dir.clone(), ())?,
        })
    }
}
