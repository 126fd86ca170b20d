// SPDX-License-Identifier: GPL-2.0

//! `RMM_OPEN`: opens a process by pid, by pidfd, or the caller itself.

use super::mm_file::MmFile;
use crate::{
    abi::open::{
        OpenArgs,
        OpenFlag, //
    },
    machine::faults::FaultCounters,
    mm::rmap::RmapContext,
    sys::{
        file::{
            ioctl_file,
            records::IoctlArg, //
        },
        task::{
            cred::{
                both_capable,
                Capability, //
            },
            pid::Pid, //
        },
    },
};
use kernel::{
    fs::File,
    prelude::*,
    sync::Arc, //
};

/// Answers `RMM_OPEN` on `file`, which is an open `/dev/rmm`.
pub(super) fn open(
    rmaps: &Arc<RmapContext>,
    faults: &Arc<FaultCounters>,
    file: &File,
    arg: usize,
) -> Result<isize> {
    let OpenArgs {
        flags,
        target,
        reserved,
        ..
    } = IoctlArg::<OpenArgs>::read(arg)?.value;
    if reserved != 0 || flags & !OpenFlag::ALL != 0 {
        return Err(EINVAL);
    }
    let caller = Pid::of_caller().ok_or(ESRCH)?;
    let pid = match flags {
        OpenFlag::SELF if target == 0 => Pid::of_caller().ok_or(ESRCH)?,
        OpenFlag::PID => match Pid::find(target) {
            Some(pid) => pid,
            // Without the right, existing and missing processes look the same.
            None if both_capable(file, Capability::SysPtrace) => return Err(ESRCH),
            None => return Err(EACCES),
        },
        OpenFlag::PIDFD => Pid::from_pidfd(target)?,
        _ => return Err(EINVAL),
    };
    if pid != caller && !both_capable(file, Capability::SysPtrace) {
        return Err(EACCES);
    }
    let mm = pid.mm_handle()?;
    let frames = both_capable(file, Capability::SysAdmin);
    ioctl_file::install_fd(KBox::new(
        MmFile::new(mm, frames, rmaps.clone(), faults.clone())?,
        GFP_KERNEL,
    )?)
}
