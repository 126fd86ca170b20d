// SPDX-License-Identifier: GPL-2.0

//! The files about one process: the same for the caller (`self`) and for a watched one (`PID`).

use super::{
    age::AgeText,
    fault_counts::FaultsFile,
    folios::FoliosText,
    numa::NumaText,
    one_walk::WalkFile,
    pagetable::PageTable,
    runs::RunsText,
    segments::Segments,
    sharing::SharingText,
    tally::TallyFile,
    vmas::VmasFile,
    watch::Watched, //
};
use crate::{
    machine::faults::Faults,
    sys::{
        cred::{
            both_capable,
            caller_capable,
            Capability, //
        },
        mm::AddressSpace,
        pid::Pid,
        procfs::{
            Dir,
            Entry, //
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

/// Whose process the files of a directory are about.
pub(super) trait Whose: Sized + Send + 'static {
    /// What the files of the directory share.
    type Context: ForeignOwnable + Send + Sync + 'static;
    /// Held by an open file until it is released.
    type Hold: Send + 'static;
    /// Permissions of the files.
    const MODE: u16;

    /// The context of a file that keeps more beside it.
    fn borrow(context: &Self::Context) -> <Self::Context as ForeignOwnable>::Borrowed<'_>;

    /// The process of a file that is being opened, if the opener has the right.
    fn open(
        context: <Self::Context as ForeignOwnable>::Borrowed<'_>,
        file: &File,
    ) -> Result<Opened<Self>>;

    /// Whether the caller may read what another has opened.
    fn permit() -> Result;
}

/// The address space that an open file is about: the one that the process had when it was opened.
pub(super) struct Opened<W: Whose> {
    space: AddressSpace,
    _hold: W::Hold,
}

impl<W: Whose> Opened<W> {
    /// The address space.
    pub(super) fn space(&self) -> &AddressSpace {
        &self.space
    }
}

/// `self`: whoever opens the file.
pub(super) struct Caller;

impl Whose for Caller {
    type Context = ();
    type Hold = ();

    const MODE: u16 = 0o444;

    fn borrow(_context: &()) {}

    fn open(_context: (), _file: &File) -> Result<Opened<Self>> {
        let pid = Pid::of_caller().ok_or(ESRCH)?;
        Ok(Opened {
            space: pid.address_space()?,
            _hold: (),
        })
    }

    fn permit() -> Result {
        Ok(())
    }
}

/// `PID`: a process that was written to `watch`.
pub(super) struct Other;

/// Counts an open file of a watched process.
pub(super) struct Reader(Arc<Watched>);

impl Reader {
    fn new(watched: Arc<Watched>) -> Self {
        watched.readers.fetch_add(1, Ordering::SeqCst);
        Self(watched)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if self.0.readers.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.0.reader_left();
        }
    }
}

impl Whose for Other {
    type Context = Arc<Watched>;
    type Hold = Reader;

    const MODE: u16 = 0o400;

    fn borrow(watched: &Arc<Watched>) -> ArcBorrow<'_, Watched> {
        watched.as_arc_borrow()
    }

    fn open(watched: ArcBorrow<'_, Watched>, file: &File) -> Result<Opened<Self>> {
        if !both_capable(file, Capability::SysPtrace) {
            return Err(EACCES);
        }
        // First counted, then asked for: who removes the directory asks whether the process is gone
        // first. So either it sees this reader, or this sees that the process is gone.
        let hold = Reader::new(watched.into());
        Ok(Opened {
            space: watched.pid().address_space()?,
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
pub(super) struct Files<W: Whose> {
    _vmas: Entry<VmasFile<W>>,
    _pagetable: Entry<WalkFile<W, PageTable>>,
    _segments: Entry<WalkFile<W, Segments>>,
    _folios: Entry<TallyFile<W, FoliosText>>,
    _sharing: Entry<TallyFile<W, SharingText>>,
    _age: Entry<TallyFile<W, AgeText>>,
    _numa: Entry<TallyFile<W, NumaText>>,
    _fragmentation: Entry<TallyFile<W, RunsText>>,
    _faults: Entry<FaultsFile<W>>,
}

impl<W: Whose> Files<W> {
    /// Makes the directory `name` in `parent` and its files, whose context `context` makes.
    pub(super) fn new(
        name: &CStr,
        parent: Arc<Dir>,
        faults: &Arc<Faults>,
        context: impl Fn() -> W::Context,
    ) -> Result<Self> {
        let dir = Dir::new(name, Some(parent))?;
        Ok(Self {
            _vmas: Entry::new(dir.clone(), context())?,
            _pagetable: Entry::new(dir.clone(), context())?,
            _segments: Entry::new(dir.clone(), context())?,
            _folios: Entry::new(dir.clone(), context())?,
            _sharing: Entry::new(dir.clone(), context())?,
            _age: Entry::new(dir.clone(), context())?,
            _numa: Entry::new(dir.clone(), context())?,
            _fragmentation: Entry::new(dir.clone(), context())?,
            _faults: Entry::new(dir, KBox::new((context(), faults.clone()), GFP_KERNEL)?)?,
        })
    }
}
