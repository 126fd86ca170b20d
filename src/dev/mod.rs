// SPDX-License-Identifier: GPL-2.0

//! `/dev/rmm`: copies records in and out, computes nothing.

pub(crate) mod info;
mod open;
mod space;

use crate::{
    abi,
    sys::records::Argument, //
};
use kernel::{
    fs::File,
    miscdevice::{
        MiscDevice,
        MiscDeviceOptions,
        MiscDeviceRegistration, //
    },
    prelude::*,
};

/// The device as user space opens it: it has no state.
pub(crate) struct Device;

/// Makes `/dev/rmm`. While it is open the module cannot be unloaded.
pub(crate) fn register() -> impl PinInit<MiscDeviceRegistration<Device>, Error> {
    MiscDeviceRegistration::register(MiscDeviceOptions { name: c"rmm" })
}

#[vtable]
impl MiscDevice for Device {
    type Ptr = KBox<Self>;

    fn open(_file: &File, _misc: &MiscDeviceRegistration<Self>) -> Result<KBox<Self>> {
        Ok(KBox::new(Device, GFP_KERNEL)?)
    }

    fn ioctl(_device: &Device, file: &File, cmd: u32, arg: usize) -> Result<isize> {
        match cmd {
            abi::INFO => tell_info(arg),
            abi::OPEN => open::open(file, arg),
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
