// SPDX-License-Identifier: GPL-2.0

//! `/dev/rmm`: copies records in and out, computes nothing.

pub(crate) mod arena;
pub(crate) mod info;
mod open;
mod space;

use crate::{
    abi,
    policy::registry::Registry,
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
    arenas: Arc<Registry>,
}

impl DeviceFile for Device {
    type Context = Arc<Registry>;

    fn open(arenas: &Arc<Registry>, _file: &File) -> Result<KBox<Self>> {
        let arenas = arenas.clone();
        Ok(KBox::new(Device { arenas }, GFP_KERNEL)?)
    }
}

impl IoctlFile for Device {
    const NAME: &'static CStr = c"rmm";

    fn ioctl(&self, file: &File, cmd: u32, arg: usize) -> Result<isize> {
        match cmd {
            abi::INFO => tell_info(arg),
            abi::OPEN => open::open(file, arg),
            abi::ARENA_CREATE => arena::create(&self.arenas, arg),
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
