// SPDX-License-Identifier: GPL-2.0

//! The files about one process: the same for the caller (`self`) and for a watched process (`PID`).

pub(super) mod age;
pub(super) mod faults;
pub(super) mod folios;
pub(super) mod fragmentation;
pub(super) mod histogram;
pub(super) mod mm;
pub(super) mod numa;
pub(super) mod pagetable;
pub(super) mod records;
pub(super) mod segments;
pub(super) mod sharing;
pub(super) mod target;
pub(super) mod vmas;

use self::{
    age::AgeText,
    faults::ProcessFaultsFile,
    folios::FoliosText,
    fragmentation::RunsText,
    histogram::HistogramFile,
    mm::MmText,
    numa::NumaText,
    pagetable::PageTableText,
    records::RecordsFile,
    segments::SegmentsText,
    sharing::SharingText,
    target::TargetSource,
    vmas::VmasFile, //
};
use crate::{
    machine::faults::FaultCounters,
    sys::file::procfs::{
        ProcDir,
        ProcEntry, //
    },
};
use kernel::{
    prelude::*,
    sync::Arc, //
};

/// The files of one directory. Dropping it removes them and the directory.
pub(super) struct ProcessFiles<S: TargetSource> {
    _vmas: ProcEntry<VmasFile<S>>,
    _pagetable: ProcEntry<RecordsFile<S, PageTableText>>,
    _segments: ProcEntry<RecordsFile<S, SegmentsText>>,
    _mm: ProcEntry<RecordsFile<S, MmText>>,
    _folios: ProcEntry<HistogramFile<S, FoliosText>>,
    _sharing: ProcEntry<HistogramFile<S, SharingText>>,
    _age: ProcEntry<HistogramFile<S, AgeText>>,
    _numa: ProcEntry<HistogramFile<S, NumaText>>,
    _fragmentation: ProcEntry<HistogramFile<S, RunsText>>,
    _faults: ProcEntry<ProcessFaultsFile<S>>,
}

impl<S: TargetSource> ProcessFiles<S> {
    /// Creates the directory `name` in `parent` and its files; `context` creates the context of
    /// each file.
    pub(super) fn new(
        name: &CStr,
        parent: Arc<ProcDir>,
        faults: &Arc<FaultCounters>,
        context: impl Fn() -> S::Context,
    ) -> Result<Self> {
        let dir = ProcDir::new(name, Some(parent))?;
        Ok(Self {
            _vmas: ProcEntry::new(dir.clone(), context())?,
            _pagetable: ProcEntry::new(dir.clone(), context())?,
            _segments: ProcEntry::new(dir.clone(), context())?,
            _mm: ProcEntry::new(dir.clone(), context())?,
            _folios: ProcEntry::new(dir.clone(), context())?,
            _sharing: ProcEntry::new(dir.clone(), context())?,
            _age: ProcEntry::new(dir.clone(), context())?,
            _numa: ProcEntry::new(dir.clone(), context())?,
            _fragmentation: ProcEntry::new(dir.clone(), context())?,
            _faults: ProcEntry::new(
                dir,
                KBox::new((context(), faults.clone()), GFP_KERNEL_ACCOUNT)?,
            )?,
        })
    }
}
