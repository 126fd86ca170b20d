// SPDX-License-Identifier: GPL-2.0

//! `/dev/rmm`: copies records in and out, computes nothing.

pub(crate) mod info;
mod open;
mod processes;
mod space;

use crate::{
    abi,
    sys::{
        ioctl_file::{
            DeviceFile,
            IoctlFile, //
        },
        records::Argument, //
    },
};
use kernel::{
    fs::File,
    prelude::*, //
};

/// An open `/dev/rmm`: it has no state.
pub(crate) struct Device;

impl DeviceFile for Device {
    fn open(_file: &File) -> Result<KBox<Self>> {
        Ok(KBox::new(Device, GFP_KERNEL)?)
    }
}

impl IoctlFile for Device {
    const NAME: &'static CStr = c"rmm";

    fn ioctl(&self, file: &File, cmd: u32, arg: usize) -> Result<isize> {
        match cmd {
            abi::INFO => tell_info(arg),
            abi::OPEN => open::open(file, arg),
            abi::PROCESSES => processes::processes(file, arg),
            _ => Err(ENOTTY),
        }
    }
}

/// `RMM_INFO`.
fn tell_info(arg: usize) -> Result<isize> {
    let mut argument = Argument::<abi::info::Info>::read(arg)?;
    if argument.flags != 0 {
        return Err(EINVAL);
    }
    argument.value = info::info();
    argument.write()?;
    Ok(0)
}
