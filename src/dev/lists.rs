// SPDX-License-Identifier: GPL-2.0

//! Calls of `/dev/rmm` that return a complete list of records about the machine.

use crate::{
    abi::{
        kernel_layout::RegionRecord,
        list::ListArgs,
        lru::LruRecord,
        AbiRecord, //
    },
    machine,
    sys::{
        file::records::{
            IoctlArg,
            UserArray, //
        },
        memory::hotplug::HotplugGate,
        task::rights::{
            is_granted,
            Capability, //
        },
    },
};
use kernel::{
    fs::File,
    prelude::*, //
};

/// Answers a call whose records `each` produces one at a time, until it returns `false`. `ENOSPC`
/// if they do not all fit, because a truncated list would look complete.
fn list<T: AbiRecord>(arg: usize, mut each: impl FnMut(&mut T) -> Result<bool>) -> Result<isize> {
    let mut argument = IoctlArg::<ListArgs>::read(arg)?;
    let value = &mut argument.value;
    if value.flags != 0 || value.reserved != 0 {
        return Err(EINVAL);
    }
    let mut array = UserArray::new(value.buf, value.capacity, value.record_size)?;
    let mut record = KBox::new(T::ZERO, GFP_KERNEL_ACCOUNT)?;
    while each(&mut record)? {
        array.push(&*record)?;
    }
    value.count = array.count();
    argument.write()?;
    Ok(0)
}

/// `RMM_LRU`.
#[inline(never)]
pub(super) fn lru(hotplug: &HotplugGate, arg: usize) -> Result<isize> {
    let mut next = 0;
    list(arg, |record: &mut LruRecord| {
        let found = machine::lru::record(hotplug, next, record)?;
        next = record.node + 1;
        Ok(found)
    })
}

/// `RMM_LAYOUT` on `file`, which is an open `/dev/rmm`.
#[inline(never)]
pub(super) fn layout(file: &File, arg: usize) -> Result<isize> {
    let layout = machine::layout::regions(is_granted(file, Capability::Syslog))?;
    let mut place = 0;
    list(arg, |record: &mut RegionRecord| {
        let found = layout.region(place);
        place += 1;
        Ok(found.map(|found| *record = *found).is_some())
    })
}
