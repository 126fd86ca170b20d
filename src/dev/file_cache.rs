// SPDX-License-Identifier: GPL-2.0

//! `RMM_FILE`: the page cache of a file.

use crate::{
    abi::file_cache::FileCacheArgs,
    machine::file_cache,
    sys::{
        file::records::{
            IoctlArg,
            UserArray, //
        },
        memory::hotplug::HotplugGate,
        task::rights::require_cached_file, //
    },
};
use kernel::{
    fs::File,
    prelude::*, //
};

/// Answers `RMM_FILE` on `device`, which is an open `/dev/rmm`.
#[inline(never)]
pub(super) fn file(hotplug: &HotplugGate, device: &File, arg: usize) -> Result<isize> {
    let mut argument = IoctlArg::<FileCacheArgs>::read(arg)?;
    let value = &mut argument.value;
    if value.flags != 0 || value.start >= value.end {
        return Err(EINVAL);
    }
    let mut array = UserArray::new(value.buf, value.capacity, value.record_size)?;
    let file = require_cached_file(value.fd, device)?;
    file_cache::file_cache(hotplug, &file, &mut array, value)?;
    argument.write()?;
    Ok(0)
}
