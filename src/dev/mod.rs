// SPDX-License-Identifier: GPL-2.0

//! `/dev/rmm`: copies records in and out, computes nothing.

pub(crate) mod info;
mod open;
mod pfns;
mod rmap;
mod space;

use crate::{
    abi,
    space::rmap::Rmaps,
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
    prelude::*,
    sync::Arc, //
};

/// An open `/dev/rmm`.
pub(crate) struct Device {
    rmaps: Arc<Rmaps>,
}

impl DeviceFile for Device {
    type Context = Arc<Rmaps>;

    fn open(rmaps: &Arc<Rmaps>, _file: &File) -> Result<KBox<Self>> {
        let rmaps = rmaps.clone();
        Ok(KBox::new(Device { rmaps }, GFP_KERNEL)?)
    }
}

impl IoctlFile for Device {
    const NAME: &'static CStr = c"rmm";

    fn ioctl(&self, file: &File, cmd: u32, arg: usize) -> Result<isize> {
        match cmd {
            abi::INFO => tell_info(arg),
            abi::OPEN => open::open(&self.rmaps, file, arg),
            abi::RMAP => rmap::by_frame(&self.rmaps, file, arg),
            abi::PFNS => pfns::pfns(&self.rmaps, file, arg),
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
