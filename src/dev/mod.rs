// SPDX-License-Identifier: GPL-2.0

//! `/dev/rmm`: copies records in and out, computes nothing.

pub(crate) mod info;
mod lists;
mod memcgs;
mod open;
mod phys;
mod processes;
mod space;

use crate::{
    abi,
    sys::{
        hotplug::Hotplug,
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
    hotplug: Arc<Hotplug>,
}

impl DeviceFile for Device {
    type Context = Arc<Hotplug>;

    fn open(hotplug: &Arc<Hotplug>, _file: &File) -> Result<KBox<Self>> {
        let hotplug = hotplug.clone();
        Ok(KBox::new(Device { hotplug }, GFP_KERNEL)?)
    }
}

impl IoctlFile for Device {
    const NAME: &'static CStr = c"rmm";

    fn ioctl(&self, file: &File, cmd: u32, arg: usize) -> Result<isize> {
        match cmd {
            abi::INFO => tell_info(arg),
            abi::OPEN => open::open(file, arg),
            abi::PROCESSES => processes::processes(file, arg),
            abi::LRU => lists::lru(&self.hotplug, arg),
            abi::LAYOUT => lists::layout(file, arg),
            abi::MEMCGS => memcgs::memcgs(file, arg),
            abi::NODES => phys::nodes(&self.hotplug, arg),
            abi::ZONES => phys::zones(&self.hotplug, arg),
            abi::BUDDY => phys::buddy(&self.hotplug, arg),
            abi::PAGETYPES => phys::pagetypes(&self.hotplug, file, arg),
            abi::FREEBLOCKS => phys::freeblocks(&self.hotplug, file, arg),
            abi::PAGEBLOCKS => phys::pageblocks(&self.hotplug, file, arg),
            abi::FRAGMENTATION => phys::fragmentation(&self.hotplug, arg),
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
