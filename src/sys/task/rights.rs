// SPDX-License-Identifier: GPL-2.0

//! Rights: the one place that decides what a caller may see.
//!
//! Each file of rows and each ioctl declares an [`AccessRule`] and a [`RecordSubject`], and the
//! handlers in `sys/file` check both: the opener when the file is opened, and each reader, writer
//! and caller at every call, before anything reaches it that an earlier call has left in a buffer.
//! Neither has a default, so a new file or ioctl does not compile without them.
//!
//! Opener and caller are both asked. A descriptor that was opened with a capability so grants it to
//! nobody, and a privileged program cannot be made to use its own through a descriptor that an
//! unprivileged one passed to it. All capabilities are those of the initial user namespace: the
//! module shows the whole machine, of which other namespaces own a part.
//!
//! ptrace_may_access() and the LSM hook behind it are not exported, and an own implementation would
//! bypass security policies. So CAP_SYS_PTRACE is required for the address space of another process.

use super::{
    cred::{
        both_capable,
        caller_capable, //
    },
    pid::Pid, //
};
use crate::sys::{
    memory::{
        kernel_layout::addresses_hidden,
        page_cache::CachedFile, //
    },
    mm::handle::MmHandle, //
};
use kernel::{
    fs::LocalFile,
    prelude::*, //
};

pub(crate) use super::cred::Capability;

/// What a file or an ioctl requires, whatever it is asked about.
#[derive(Clone, Copy)]
pub(crate) enum AccessRule {
    /// Nothing.
    Anyone,
    /// The capability, of opener and caller. Without it the call fails with this error.
    Needs(Capability, Error),
}

impl AccessRule {
    /// The private data of the machine: page frames, cgroups.
    pub(crate) const ADMIN: Self = Self::Needs(Capability::SysAdmin, EPERM);
    /// The private data of processes.
    pub(crate) const PTRACE: Self = Self::Needs(Capability::SysPtrace, EACCES);

    /// Whether the opener of `file` and the caller fulfil the rule.
    pub(crate) fn permit(self, file: &LocalFile) -> Result {
        match self {
            Self::Needs(capability, error) if !both_capable(file, capability) => Err(error),
            _ => Ok(()),
        }
    }
}

/// The subject of the records that a call would return now.
pub(crate) enum RecordSubject<'a> {
    /// The machine, or nobody yet.
    Machine,
    /// An address space: the caller's own, or the caller has CAP_SYS_PTRACE. The opener had the same
    /// right when it opened the file or named the process.
    AddressSpace(&'a MmHandle),
    /// Processes that may be other than the caller's: CAP_SYS_PTRACE.
    Processes,
}

impl RecordSubject<'_> {
    /// Whether the caller may see the records. `EACCES` if not; `ESRCH` for an address space that
    /// has gone, also for a process that has left it by execve(2).
    pub(crate) fn permit(&self) -> Result {
        let mm = match self {
            Self::Machine => return Ok(()),
            Self::AddressSpace(mm) if mm.is_callers() => return Ok(()),
            Self::AddressSpace(mm) => Some(mm),
            Self::Processes => None,
        };
        if caller_capable(Capability::SysPtrace) {
            return Ok(());
        }
        match mm {
            Some(mm) if mm.is_gone() || Pid::of_caller().as_ref() == Some(mm.pid()) => Err(ESRCH),
            _ => Err(EACCES),
        }
    }
}

/// The process that a request on `file` named, if it was `found` and may be a target. `own` is the
/// process that needs no right.
///
/// Without the right, existing and missing processes look the same: `EACCES`. With it, a missing
/// process is `ESRCH`.
pub(crate) fn require_target(
    found: Option<Pid>,
    own: Option<&Pid>,
    file: &LocalFile,
) -> Result<Pid> {
    let is_own = found.is_some() && found.as_ref() == own;
    if !is_own {
        AccessRule::PTRACE.permit(file)?;
    }
    found.ok_or(ESRCH)
}

/// The file that `fd` of the caller refers to, if the caller may see its page cache: the caller may call
/// cachestat(2) on it, or opener and caller of `device` have CAP_SYS_ADMIN. `EPERM` if not.
pub(crate) fn require_cached_file(fd: i32, device: &LocalFile) -> Result<CachedFile> {
    let file = CachedFile::get(fd)?;
    if !file.is_callers() {
        AccessRule::ADMIN.permit(device)?;
    }
    Ok(file)
}

/// Whether the opener of `file` and the caller both have a capability that adds something to records,
/// and for kernel addresses, whether nothing else hides them.
pub(crate) fn is_granted(file: &LocalFile, capability: Capability) -> bool {
    both_capable(file, capability)
        && !(matches!(capability, Capability::Syslog) && addresses_hidden())
}

/// Capabilities that opener and caller have in common, of those that add something to records: page
/// frames, kernel addresses, other processes.
#[derive(Clone, Copy, Default)]
pub(crate) struct GrantedRights(u64);

impl GrantedRights {
    /// Those of `asked` that the opener of `file` and the caller both have.
    pub(crate) fn of(file: &LocalFile, asked: &[Capability]) -> Self {
        let granted = asked.iter().filter(|&&asked| is_granted(file, asked));
        Self(granted.fold(0, |bits, &capability| bits | Self::bit(capability)))
    }

    /// Whether the capability is among them.
    pub(crate) fn has(self, capability: Capability) -> bool {
        self.0 & Self::bit(capability) != 0
    }

    /// Whether the opener of `file` and the caller have all of them, so that records made with these
    /// rights may be given to the caller.
    pub(crate) fn are_held(self, file: &LocalFile) -> bool {
        let all = [
            Capability::SysPtrace,
            Capability::SysAdmin,
            Capability::Syslog,
        ];
        let mut needed = all.into_iter().filter(|&needed| self.has(needed));
        needed.all(|needed| is_granted(file, needed))
    }

    fn bit(capability: Capability) -> u64 {
        1 << capability as i32
    }
}
