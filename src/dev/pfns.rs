// SPDX-License-Identifier: GPL-2.0

//! `RMM_PFNS`: page frames by number.

use crate::{
    abi::frame::PfnsArgs,
    machine::pfns,
    mm::rmap::RmapContext,
    sys::{
        file::records::IoctlArg,
        task::cred::{
            both_capable,
            Capability, //
        },
    },
};
use kernel::{
    fs::File,
    prelude::*, //
};

/// Answers `RMM_PFNS` on `file`, which is an open `/dev/rmm`.
#[inline(never)]
pub(super) fn pfns(rmaps: &RmapContext, file: &File, arg: usize) -> Result<isize> {
    if !both_capable(file, Capability::SysAdmin) {
        return Err(EPERM);
    }
    let mut argument = IoctlArg::<PfnsArgs>::read(arg)?;
    pfns::pfns(rmaps.hotplug(), &mut argument.value)?;
    argument.write()?;
    Ok(0)
}
