// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/watch`: writing `PID` creates the directory `/proc/rmm/PID`, writing `-PID` removes
//! it, and reading lists the watched processes.
//!
//! A directory is removed when its process has exited and none of its files is open; until then its
//! files return `ESRCH`. The exit is reported by the wait queue of the pid, the one that poll(2) on
//! a pidfd uses, in atomic context, so a work item removes the directory. An entry on that wait
//! queue costs other processes nothing. A tracepoint would be called for every exit of the machine,
//! and an MMU notifier would change how the target's memory is handled.
//!
//! [`WatchList`] and [`WatchedProcess`] refer to each other; dropping [`WatchRegistration`] breaks
//! the cycle.
//!
//! Numbers that are written and listed are those of the opener's pid namespace. Directories have the
//! number in the initial one, because all openers see the same directories. While a directory is
//! being created or removed, a request for the same process returns `EBUSY`: procfs waits for readers,
//! and a reader can delay that forever with a buffer that faults on userfaultfd, so no lock is held
//! during the removal, also not that of a directory whose creation failed halfway.
//!
//! Lock order: `seq_file.lock` of `watch` → `WatchList::kept`. Directories are created and removed
//! without that lock; their files do not take it.

use super::{
    cell::ValueOrDash,
    process::{
        target::{
            OpenTarget,
            TargetSource, //
        },
        ProcessFiles, //
    },
};
use crate::{
    abi::ABSENT,
    machine::faults::FaultCounters,
    model::watch_request::{
        parse_watch_request,
        WatchRequest, //
    },
    sys::{
        file::procfs::{
            ProcDir,
            ProcEntry,
            RowFile,
            WritableRowFile, //
        },
        task::{
            exit_notice::{
                ExitNotice,
                OnExit, //
            },
            pid::Pid,
            rights::{
                AccessRule,
                Capability,
                GrantedRights,
                RecordSubject, //
            },
        },
        work, //
    },
};
use core::sync::atomic::{
    AtomicUsize,
    Ordering, //
};
use kernel::{
    fs::{
        File,
        LocalFile, //
    },
    impl_has_work, new_mutex, new_work,
    prelude::*,
    seq_file::SeqFile,
    seq_print,
    str::CString,
    sync::{
        Arc,
        ArcBorrow,
        Mutex, //
    },
    workqueue::{
        Work,
        WorkItem, //
    },
};

/// Most directories at a time; a further request returns `ENOSPC`.
const MAX_WATCHED: usize = 256;

/// A watched process, shared by its directory's files.
#[pin_data]
pub(super) struct WatchedProcess {
    #[pin]
    notice: ExitNotice<WatchList>,
    nr: i32,
    /// Number of open files of the directory.
    readers: AtomicUsize,
    list: Arc<WatchList>,
}

impl WatchedProcess {
    /// The process.
    fn pid(&self) -> &Pid {
        self.notice.pid()
    }

    /// Called when an open file was closed.
    fn reader_left(&self) {
        if self.pid().is_gone() {
            self.list.clone().on_exit();
        }
    }

    fn is_over(&self) -> bool {
        self.pid().is_gone() && self.readers.load(Ordering::SeqCst) == 0
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
    const RULE: AccessRule = AccessRule::PTRACE;

    fn borrow(watched: &Arc<WatchedProcess>) -> ArcBorrow<'_, WatchedProcess> {
        watched.as_arc_borrow()
    }

    fn open(watched: ArcBorrow<'_, WatchedProcess>, _file: &File) -> Result<OpenTarget<Self>> {
        // The reader is counted before the process is checked, and the remover checks the process
        // before it counts readers. So either the remover sees this reader, or this open sees that
        // the process is gone.
        let hold = WatchedReader::new(watched.into());
        OpenTarget::new(watched.pid(), hold)
    }
}

/// A directory and its process.
struct WatchedEntry {
    /// `None` while the directory is being created or removed; the name is in use meanwhile.
    files: Option<ProcessFiles<WatchedTarget>>,
    watched: Arc<WatchedProcess>,
}

/// All watched processes.
#[pin_data]
pub(super) struct WatchList {
    dir: Arc<ProcDir>,
    faults: Arc<FaultCounters>,
    #[pin]
    kept: Mutex<KVec<WatchedEntry>>,
    #[pin]
    removal: Work<WatchList>,
}

impl_has_work! {
    impl HasWork<Self> for WatchList { self.removal }
}

impl OnExit for WatchList {
    fn on_exit(self: Arc<Self>) {
        // Already queued: that run will see this exit as well.
        let _ = work::unbound().enqueue(self);
    }
}

impl WorkItem for WatchList {
    type Pointer = Arc<Self>;

    fn run(this: Arc<Self>) {
        this.remove(WatchedProcess::is_over);
    }
}

impl WatchList {
    /// Removes the directories that `meant` selects, and returns whether there were any. Waits for
    /// their readers without holding `kept`.
    fn remove(&self, meant: impl Fn(&WatchedProcess) -> bool) -> bool {
        let mut any = false;
        while let Some((files, watched)) = self.take(&meant) {
            drop(files);
            self.forget(&watched);
            any = true;
        }
        any
    }

    /// Removes the entry of a directory that does not exist any more.
    fn forget(&self, watched: &Arc<WatchedProcess>) {
        self.kept
            .lock()
            .retain(|kept| !Arc::ptr_eq(&kept.watched, watched));
    }

    fn take(
        &self,
        meant: impl Fn(&WatchedProcess) -> bool,
    ) -> Option<(ProcessFiles<WatchedTarget>, Arc<WatchedProcess>)> {
        let mut kept = self.kept.lock();
        let kept = kept
            .iter_mut()
            .find(|kept| kept.files.is_some() && meant(&kept.watched))?;
        Some((kept.files.take()?, kept.watched.clone()))
    }

    fn add(self: &Arc<Self>, pid: Pid) -> Result {
        let nr = pid.nr();
        pid.mm_handle()?;
        // The number may belong to an earlier process whose files are still open.
        self.remove(|old| old.nr == nr && *old.pid() != pid);
        let Some(watched) = self.reserve(nr, pid)? else {
            return Ok(());
        };
        let name = CString::try_from_fmt(fmt!("{nr}"));
        let created = name.and_then(|name| {
            ProcessFiles::new(&name, self.dir.clone(), &self.faults, || watched.clone())
        });
        let files = created.inspect_err(|_| self.forget(&watched))?;
        for kept in self.kept.lock().iter_mut() {
            if Arc::ptr_eq(&kept.watched, &watched) {
                kept.files = Some(files);
                break;
            }
        }
        if watched.pid().is_gone() {
            // The process exited before its directory could be found.
            self.clone().on_exit();
        }
        Ok(())
    }

    /// Adds an entry without a directory; `None` if the process has one.
    fn reserve(self: &Arc<Self>, nr: i32, pid: Pid) -> Result<Option<Arc<WatchedProcess>>> {
        let mut kept = self.kept.lock();
        if let Some(there) = kept.iter().find(|there| there.watched.nr == nr) {
            return match there.files {
                Some(_) => Ok(None),
                None => Err(EBUSY),
            };
        }
        if kept.len() >= MAX_WATCHED {
            return Err(ENOSPC);
        }
        let watched = Arc::pin_init(
            try_pin_init!(WatchedProcess {
                notice <- ExitNotice::new(pid, self.clone()),
                nr,
                readers: AtomicUsize::new(0),
                list: self.clone(),
            }),
            GFP_KERNEL_ACCOUNT,
        )?;
        kept.push(
            WatchedEntry {
                files: None,
                watched: watched.clone(),
            },
            GFP_KERNEL_ACCOUNT,
        )?;
        Ok(Some(watched))
    }
}

/// The `watch` file and every directory created through it.
pub(super) struct WatchRegistration {
    file: Option<ProcEntry<WatchFile>>,
    list: Arc<WatchList>,
}

impl WatchRegistration {
    /// Creates `watch` in `dir`, which will also hold the directories.
    pub(super) fn new(dir: Arc<ProcDir>, faults: Arc<FaultCounters>) -> Result<Self> {
        let parent = dir.clone();
        let list = Arc::pin_init(
            try_pin_init!(WatchList {
                dir: parent,
                faults,
                kept <- new_mutex!(KVec::new()),
                removal <- new_work!("rmm_watch"),
            }),
            GFP_KERNEL_ACCOUNT,
        )?;
        Ok(Self {
            file: Some(ProcEntry::new_writable(dir, list.clone())?),
            list,
        })
    }
}

impl Drop for WatchRegistration {
    fn drop(&mut self) {
        // First nothing is added any more, then no exit is observed, then nothing is queued.
        self.file = None;
        self.list.remove(|_| true);
        work::flush(&self.list.removal);
        // The run that was in progress held a process, whose reaping may have queued the work once
        // more. That second run finds nothing, and afterwards nobody can queue it.
        work::flush(&self.list.removal);
    }
}

/// State of one open `watch` file: the position of its listing.
pub(super) struct WatchFile {
    list: Arc<WatchList>,
    opener: Pid,
    /// The directory shown last. Directories are shown in ascending order.
    shown: i32,
    /// The number of its process in the PID namespace of the opener; absent if it has none there.
    seen: u64,
    gone: bool,
}

impl RowFile for WatchFile {
    type Context = Arc<WatchList>;

    const NAME: &'static CStr = c"watch";
    const COLUMNS: &'static str = "pid state directory";
    const MODE: u16 = 0o600;
    const RULE: AccessRule = AccessRule::PTRACE;
    const DETAILS: &'static [Capability] = &[];

    fn open(list: ArcBorrow<'_, WatchList>, _file: &File) -> Result<Self> {
        Ok(Self {
            list: list.into(),
            opener: Pid::of_caller().ok_or(ESRCH)?,
            shown: 0,
            seen: ABSENT,
            gone: false,
        })
    }

    fn subject(&self) -> RecordSubject<'_> {
        RecordSubject::Machine
    }

    fn rewind(&mut self, _granted: GrantedRights) -> Result {
        self.shown = 0;
        Ok(())
    }

    fn next(&mut self) -> Result<bool> {
        let kept = self.list.kept.lock();
        let next = kept
            .iter()
            .filter(|kept| kept.files.is_some() && kept.watched.nr > self.shown)
            .min_by_key(|kept| kept.watched.nr);
        if let Some(next) = next {
            self.shown = next.watched.nr;
            let seen = next.watched.pid().nr_seen_by(&self.opener);
            self.seen = seen.map_or(ABSENT, |nr| nr.unsigned_abs().into());
            self.gone = next.watched.pid().is_gone();
        }
        Ok(next.is_some())
    }

    fn show(&self, out: &SeqFile) {
        let state = if self.gone { "gone" } else { "running" };
        seq_print!(out, "{} {state} {}\n", ValueOrDash(self.seen), self.shown);
    }
}

impl WritableRowFile for WatchFile {
    fn write(
        &mut self,
        list: ArcBorrow<'_, WatchList>,
        _file: &LocalFile,
        data: &[u8],
    ) -> Result<usize> {
        match parse_watch_request(data).ok_or(EINVAL)? {
            WatchRequest::Add(nr) => {
                let list: Arc<WatchList> = list.into();
                list.add(Pid::find_seen_by(nr, &self.opener).ok_or(ESRCH)?)?;
            }
            WatchRequest::Remove(nr) => {
                let opener = &self.opener;
                if !list.remove(|watched| watched.pid().nr_seen_by(opener) == Some(nr)) {
                    return Err(ENOENT);
                }
            }
        }
        Ok(data.len())
    }
}
