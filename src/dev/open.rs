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
            pid::Pid,
            rights::{
                is_granted,
                require_target,
                Capability, //
            },
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
    } = *IoctlArg::<OpenArgs>::read(arg)?.value;
    if reserved != 0 || flags & !OpenFlag::ALL != 0 {
        return Err(EINVAL);
    }
    let caller = Pid::of_caller().ok_or(ESRCH)?;
    let found = match flags {
        OpenFlag::SELF if target == 0 => Some(caller.clone()),
        OpenFlag::PID => Pid::find(target),
        OpenFlag::PIDFD => Pid::from_pidfd(target)?,
        _ => return Err(EINVAL),
    };
    let mm = require_target(found, Some(&caller), file)?.mm_handle()?;
    let frames = is_granted(file, Capability::SysAdmin);
    ioctl_file::install_fd(KBox::new(
        MmFile::new(mm, frames, rmaps.clone(), faults.clone())?,
        GFP_KERNEL_ACCOUNT,
    )?)
}
