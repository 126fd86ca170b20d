// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm`: one file of Rust for each file of text. They render records and compute nothing.

mod pagetable;
mod process;
mod segments;
mod version;
mod vmas;
mod watch;

use crate::sys::procfs::{
    Dir,
    Entry, //
};
use kernel::{
    prelude::*,
    sync::Arc, //
};

/// The files about the machine. Dropping it removes them.
pub(crate) struct Machine {
    _version: Entry<version::Version>,
}

impl Machine {
    /// Makes the files in `/proc/rmm`.
    pub(crate) fn new(dir: &Arc<Dir>) -> Result<Self> {
        Ok(Self {
            _version: Entry::new(dir.clone(), ())?,
        })
    }
}

/// The files about processes. Dropping it removes them, and every directory that was asked for.
pub(crate) struct Processes {
    _caller: process::Files<process::Caller>,
    _watch: watch::Watch,
}

impl Processes {
    /// Makes `self` and `watch` in `/proc/rmm`.
    pub(crate) fn new(dir: &Arc<Dir>) -> Result<Self> {
        Ok(Self {
            _caller: process::Files::new(c"self", dir.clone(), || ())?,
            _watch: watch::Watch::new(dir.clone())?,
        })
    }
}
