// SPDX-License-Identifier: GPL-2.0

//! `RMM_PFNS`: page frames by number.

use crate::{
    abi::frame::PfnsArgs,
    machine::pfns,
    mm::rmap::RmapContext,
    sys::file::records::IoctlArg, //
};
use kernel::prelude::*;

/// Answers `RMM_PFNS`.
#[inline(never)]
pub(super) fn pfns(rmaps: &RmapContext, arg: usize) -> Result<isize> {
    let mut argument = IoctlArg::<PfnsArgs>::read(arg)?;
    pfns::pfns(rmaps.hotplug(), &mut argument.value)?;
    argument.write()?;
    Ok(0)
}
