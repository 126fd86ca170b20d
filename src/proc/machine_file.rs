// SPDX-License-Identifier: GPL-2.0

//! Text files about nodes, zones and page frames: what they have in common.

use crate::sys::{
    file::procfs::RowFile,
    memory::hotplug::HotplugGate,
    task::cred::require_admin, //
};
use kernel::{
    fs::File,
    prelude::*,
    seq_file::SeqFile,
    sync::{
        Arc,
        ArcBorrow, //
    },
};

/// The rows of a file about nodes, zones or page frames.
pub(super) trait MachineRows: Sized + Send + 'static {
    /// See [`RowFile::NAME`].
    const NAME: &'static CStr;
    /// See [`RowFile::COLUMNS`].
    const COLUMNS: &'static str;
    /// Opener and reader need CAP_SYS_ADMIN.
    const ADMIN: bool = false;

    /// Allocates the state of one open file, at a position before the first row.
    fn new() -> Result<Self>;

    /// Returns to the position before the first row.
    fn rewind(&mut self);

    /// Steps to the next row; `false` at the end. Holds no guard when it returns.
    fn next(&mut self, hotplug: &HotplugGate) -> Result<bool>;

    /// Renders the row that `next` went to.
    fn show(&self, out: &SeqFile);
}

/// State of one open file of [`MachineRows`].
pub(super) struct MachineFile<T> {
    hotplug: Arc<HotplugGate>,
    rows: T,
}

impl<T: MachineRows> RowFile for MachineFile<T> {
    type Context = Arc<HotplugGate>;

    const NAME: &'static CStr = T::NAME;
    const COLUMNS: &'static str = T::COLUMNS;
    const MODE: u16 = if T::ADMIN { 0o400 } else { 0o444 };

    fn open(hotplug: ArcBorrow<'_, HotplugGate>, _file: &File) -> Result<Self> {
        if T::ADMIN {
            require_admin()?;
        }
        Ok(Self {
            hotplug: hotplug.into(),
            rows: T::new()?,
        })
    }

    fn permit(&self) -> Result {
        if T::ADMIN {
            require_admin()
        } else {
            Ok(())
        }
    }

    fn rewind(&mut self) -> Result {
        self.rows.rewind();
        // Fails before the header while memory is being plugged or unplugged.
        self.hotplug.enter().map(drop)
    }

    fn next(&mut self) -> Result<bool> {
        self.rows.next(&self.hotplug)
    }

    fn show(&self, out: &SeqFile) {
        self.rows.show(out);
    }
}
