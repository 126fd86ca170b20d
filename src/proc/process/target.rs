// SPDX-License-Identifier: GPL-2.0

//! The process that the files of a directory are about, and the right to read them.

use crate::sys::{
    mm::handle::MmHandle,
    task::pid::Pid,
    task::rights::AccessRule, //
};
use kernel::{
    fs::File,
    prelude::*,
    types::ForeignOwnable, //
};

/// The process that the files of a directory are about.
pub(in crate::proc) trait TargetSource: Sized + Send + 'static {
    /// State shared by the files of the directory.
    type Context: ForeignOwnable + Send + Sync + 'static;
    /// Held by an open file until its release.
    type Hold: Send + 'static;
    /// Mode of the files.
    const MODE: u16;
    /// What opener and readers need.
    const RULE: AccessRule;

    /// Borrows the context from a file that stores more beside it.
    fn borrow(context: &Self::Context) -> <Self::Context as ForeignOwnable>::Borrowed<'_>;

    /// The target of a file that is being opened.
    fn open(
        context: <Self::Context as ForeignOwnable>::Borrowed<'_>,
        file: &File,
    ) -> Result<OpenTarget<Self>>;
}

/// The target of an open file: the address space that the process had at open.
pub(in crate::proc) struct OpenTarget<S: TargetSource> {
    mm: MmHandle,
    _hold: S::Hold,
}

impl<S: TargetSource> OpenTarget<S> {
    /// The address space that `pid` has now.
    pub(in crate::proc) fn new(pid: &Pid, hold: S::Hold) -> Result<Self> {
        Ok(Self {
            mm: pid.mm_handle()?,
            _hold: hold,
        })
    }

    /// The address space.
    pub(in crate::proc) fn mm(&self) -> &MmHandle {
        &self.mm
    }
}

/// `self`: the process that opens the file.
pub(in crate::proc) struct CallerTarget;

impl TargetSource for CallerTarget {
    type Context = ();
    type Hold = ();

    const MODE: u16 = 0o444;
    const RULE: AccessRule = AccessRule::Anyone;

    fn borrow(_context: &()) {}

    fn open(_context: (), _file: &File) -> Result<OpenTarget<Self>> {
        let pid = Pid::of_caller().ok_or(ESRCH)?;
        OpenTarget::new(&pid, ())
    }
}
