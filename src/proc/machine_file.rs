// SPDX-License-Identifier: GPL-2.0

//! Text files about nodes, zones and page frames: what they have in common.

use super::feature_note::feature_notes;
use crate::sys::{
    file::procfs::RowFile,
    memory::hotplug::HotplugGate,
    task::rights::{
        AccessRule,
        Capability,
        GrantedRights,
        RecordSubject, //
    },
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
    /// See [`RowFile::RULE`].
    const RULE: AccessRule;
    /// See [`RowFile::DETAILS`].
    const DETAILS: &'static [Capability] = &[];
    /// `ModuleFeature` bits: without one of them, a note says what is missing.
    const FEATURES: u64 = 0;

    /// Allocates what one reading of the file needs, at a position before the first row.
    fn new(granted: GrantedRights) -> Result<Self>;

    /// Steps to the next row; `false` at the end. Holds no guard when it returns.
    fn next(&mut self, hotplug: &HotplugGate) -> Result<bool>;

    /// Renders the row that `next` went to.
    fn show(&self, out: &SeqFile);
}

/// State of one open file of [`MachineRows`].
pub(super) struct MachineFile<T> {
    hotplug: Arc<HotplugGate>,
    /// `None` while nobody reads.
    rows: Option<T>,
}

impl<T: MachineRows> RowFile for MachineFile<T> {
    type Context = Arc<HotplugGate>;

    const NAME: &'static CStr = T::NAME;
    const COLUMNS: &'static str = T::COLUMNS;
    const MODE: u16 = match T::RULE {
        AccessRule::Anyone => 0o444,
        AccessRule::Needs(..) => 0o400,
    };
    const RULE: AccessRule = T::RULE;
    const DETAILS: &'static [Capability] = T::DETAILS;

    fn open(hotplug: ArcBorrow<'_, HotplugGate>, _file: &File) -> Result<Self> {
        Ok(Self {
            hotplug: hotplug.into(),
            rows: None,
        })
    }

    fn subject(&self) -> RecordSubject<'_> {
        RecordSubject::Machine
    }

    fn rewind(&mut self, granted: GrantedRights) -> Result {
        self.rows = Some(T::new(granted)?);
        // Fails before the header while memory is being plugged or unplugged.
        self.hotplug.enter().map(drop)
    }

    fn next(&mut self) -> Result<bool> {
        match &mut self.rows {
            Some(rows) => rows.next(&self.hotplug),
            None => Ok(false),
        }
    }

    fn end(&mut self) {
        self.rows = None;
    }

    fn notes(&self, out: &SeqFile) {
        feature_notes(out, T::FEATURES);
    }

    fn show(&self, out: &SeqFile) {
        if let Some(rows) = &self.rows {
            rows.show(out);
        }
    }
}
