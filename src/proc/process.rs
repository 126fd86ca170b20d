// SPDX-License-Identifier: GPL-2.0

//! The files about one process: the same for the caller (`self`) and for a watched process (`PID`).

pub(super) mod age;
pub(super) mod faults;
pub(super) mod folios;
pub(super) mod fragmentation;
pub(super) mod histogram;
pub(super) mod numa;
pub(super) mod pagetable;
pub(super) mod records;
pub(super) mod segments;
pub(super) mod sharing;
pub(super) mod vmas;

use super::{
    process::{
        age::AgeText,
        faults::ProcessFaultsFile,
        folios::FoliosText,
        fragmentation::RunsText,
        histogram::HistogramFile,
        numa::NumaText,
        pagetable::PageTableText,
        records::RecordsFile,
        segments::SegmentsText,
        sharing::SharingText,
        vmas::VmasFile, //
    },
    watch::WatchedProcess, //
};
use crate::{
    machine::faults::FaultCounters,
    sys::{
        file::procfs::{
            ProcDir,
            ProcEntry, //
        },
        mm::handle::MmHandle,
        task::{
            cred::{
                both_capable,
                caller_capable,
                Capability, //
            },
            pid::Pid, //
        },
    },
};
use core::sync::atomic::Ordering;
use kernel::{
    fs::File,
    prelude::*,
    sync::{
        Arc,
        ArcBorrow, //
    },
    types::ForeignOwnable, //
};

/// The process that the files of a directory are about.
pub(super) trait TargetSource: Sized + Send + 'static {
    /// State shared by the files of the directory.
    type Context: ForeignOwnable + Send + Sync + 'static;
    /// Held by an open file until its release.
    type Hold: Send + 'static;
    /// Mode of the files.
    const MODE: u16;

    /// Borrows the context from a file that stores more beside it.
    fn borrow(context: &Self::Context) -> <Self::Context as ForeignOwnable>::Borrowed<'_>;

    /// The target of a file that is being opened, if the opener has the right.
    fn open(
        context: <Self::Context as ForeignOwnable>::Borrowed<'_>,
        file: &File,
    ) -> Result<OpenTarget<Self>>;

    /// Whether the caller may read a file that somebody else opened.
    fn permit() -> Result;
}

/// The target of an open file: the address space that the process had at open.
pub(super) struct OpenTarget<W: TargetSource> {
    mm: MmHandle,
    _hold: W::Hold,
}

impl<W: TargetSource> OpenTarget<W> {
    /// The address space.
    pub(super) fn mm(&self) -> &MmHandle {
        &self.mm
    }
}

/// `self`: the process that opens the file.
pub(super) struct CallerTarget;

impl TargetSource for CallerTarget {
    type Context = ();
    type Hold = ();

    const MODE: u16 = 0o444;

    fn borrow(_context: &()) {}

    fn open(_context: (), _file: &File) -> Result<OpenTarget<Self>> {
        let pid = Pid::of_caller().ok_or(ESRCH)?;
        Ok(OpenTarget {
            mm: pid.mm_handle()?,
            _hold: (),
        })
    }

    fn permit() -> Result {
        Ok(())
    }
}

/// `PID`: a process that was written to `watch`.
pub(super) struct WatchedTarget;

/// Counts an open file of a watched process.
pub(super) struct WatchedReader(Arc<WatchedProcess>);

impl WatchedReader {
    fn new(watched: Arc<WatchedProcess>) -> Self {
        watched.readers.fetch_add(1, Ordering::SeqCst);
        Self(watched)
    }
}

impl Drop for WatchedReader {
    fn drop(&mut self) {
        if self.0.readers.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.0.reader_left();
        }
    }
}

impl TargetSource for WatchedTarget {
    type Context = Arc<WatchedProcess>;
    type Hold = WatchedReader;

    const MODE: u16 = 0o400;

    fn borrow(watched: &Arc<WatchedProcess>) -> ArcBorrow<'_, WatchedProcess> {
        watched.as_arc_borrow()
    }

    fn open(watched: ArcBorrow<'_, WatchedProcess>, file: &File) -> Result<OpenTarget<Self>> {
        if !both_capable(file, Capability::SysPtrace) {
            return Err(EACCES);
        }
        // The reader is counted before the process is checked, and the remover checks the process
        // before it counts readers. So either the remover sees this reader, or this open sees that
        // the process is gone.
        let hold = WatchedReader::new(watched.into());
        Ok(OpenTarget {
            mm: watched.pid().mm_handle()?,
            _hold: hold,
        })
    }

    fn permit() -> Result {
        if caller_capable(Capability::SysPtrace) {
            Ok(())
        } else {
            Err(EACCES)
        }
    }
}

/// The files of one directory. Dropping it removes them and the directory.
pub(super) struct ProcessFiles<W: TargetSource> {
    _vmas: ProcEntry<VmasFile<W>>,
    _pagetable: ProcEntry<RecordsFile<W, PageTableText>>,
    _segments: ProcEntry<RecordsFile<W, SegmentsText>>,
    _folios: ProcEntry<HistogramFile<W, FoliosText>>,
    _sharing: ProcEntry<HistogramFile<W, SharingText>>,
    _age: ProcEntry<HistogramFile<W, AgeText>>,
    _numa: ProcEntry<HistogramFile<W, NumaText>>,
    _fragmentation: ProcEntry<HistogramFile<W, RunsText>>,
    _faults: ProcEntry<ProcessFaultsFile<W>>,
}

impl<W: TargetSource> ProcessFiles<W> {
    /// Creates the directory `name` in `parent` and its files; `context` creates the context of
    /// each file.
    pub(super) fn new(
        name: &CStr,
        parent: Arc<ProcDir>,
        faults: &Arc<FaultCounters>,
        context: impl Fn() -> W::Context,
    ) -> Result<Self> {
        let dir = ProcDir::new(name, Some(parent))?;
        Ok(Self {
            _vmas: ProcEntry::new(dir.clone(), context())?,
            _pagetable: ProcEntry::new(dir.clone(), context())?,
            _segments: ProcEntry::new(dir.clone(), context())?,
            _folios: ProcEntry::new(dir.clone(), context())?,
            _sharing: ProcEntry::new(dir.clone(), context())?,
            _age: ProcEntry::new(dir.clone(), context())?,
            _numa: ProcEntry::new(dir.clone(), context())?,
            _fragmentation: ProcEntry::new(dir.clone(), context())?,
            _faults: ProcEntry::new(dir, KBox::new((context(), faults.clone()), GFP_KERNEL)?)?,
        })
    }
}
