// SPDX-License-Identifier: GPL-2.0

//! The opener of a file to which a reader writes `ADDRESS` or `PID ADDRESS`.
//!
//! An address without a pid belongs to the opener, in the address space it had at open. A
//! privileged program that is tricked into writing to the file therefore reveals nothing about
//! itself.

use crate::sys::{
    mm::handle::MmHandle,
    task::{
        pid::Pid,
        rights::{
            require_target,
            AccessRule, //
        },
    },
};
use kernel::{
    fs::LocalFile,
    prelude::*, //
};

/// The process that opened a file, and its address space at that time.
pub(super) struct FileOpener {
    pid: Pid,
    mm: MmHandle,
}

/// The address space that an address belongs to.
pub(super) enum AddressOwner {
    /// The opener's.
    Opener,
    /// Another process's, which requires CAP_SYS_PTRACE of opener, writer and reader.
    Other(MmHandle),
}

impl FileOpener {
    /// The caller, which is opening a file.
    pub(super) fn of_caller() -> Result<Self> {
        let pid = Pid::of_caller().ok_or(ESRCH)?;
        Ok(Self {
            mm: pid.mm_handle()?,
            pid,
        })
    }

    /// The process, in whose PID namespace written and shown PIDs are.
    pub(super) fn pid(&self) -> &Pid {
        &self.pid
    }

    /// Finds the owner of an address that was written to `file` with pid `nr`, or without a pid.
    /// With its own pid the opener names itself, or, after it has called execve(2) and with
    /// CAP_SYS_PTRACE, the address space that it has now.
    pub(super) fn find_owner(&self, nr: Option<i32>, file: &LocalFile) -> Result<AddressOwner> {
        let Some(nr) = nr else {
            return Ok(AddressOwner::Opener);
        };
        let found = Pid::find_seen_by(nr, &self.pid);
        let pid = require_target(found, Some(&self.pid), file)?;
        let renewed = || !self.mm.is_current() && AccessRule::PTRACE.permit(file).is_ok();
        if pid == self.pid && !renewed() {
            return Ok(AddressOwner::Opener);
        }
        pid.mm_handle().map(AddressOwner::Other)
    }

    /// The address space of `owner`.
    pub(super) fn mm_of<'a>(&'a self, owner: &'a AddressOwner) -> &'a MmHandle {
        match owner {
            AddressOwner::Opener => &self.mm,
            AddressOwner::Other(mm) => mm,
        }
    }
}
