// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm`: one file of Rust for each file of text. They render records and compute nothing.

mod version;

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
