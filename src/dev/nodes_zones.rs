// SPDX-License-Identifier: GPL-2.0

//! Records of nodes and zones, as many in each call as there is room for.

use crate::{
    abi::{
        machine_list::{
            MachineListArgs,
            NodesFlag,
            ZonesFlag, //
        },
        AbiRecord,
        ABSENT, //
    },
    machine,
    sys::{
        file::{
            records::{
                IoctlArg,
                RecordBuffer,
                UserArray, //
            },
            resume::{
                resume,
                CallBudget,
                ResumeStep, //
            },
        },
        memory::{
            hotplug::{
                HotplugGate,
                HotplugGuard, //
            },
            node::{
                self,
                ZoneCursor, //
            },
            zone, //
        },
        task::rights::{
            is_granted,
            Capability, //
        },
    },
};
use core::mem::size_of;
use kernel::{
    fs::File,
    prelude::*, //
};

/// Bytes of records that are built under one guard and then copied out; a size that slabs serve.
const PORTION: usize = 4 << 10;

/// Zone numbers in a packed position.
const ZONES: u32 = 16;

/// The position of a node or zone in `rmm_rows.start`: the node number, and for a zone its index.
pub(super) fn pack_position(nid: u32, index: usize) -> u64 {
    u64::from(nid) << 32 | index as u64
}

/// The position that the caller passed.
pub(super) fn cursor(start: u64) -> Result<ZoneCursor> {
    let index = start as u32;
    if index > ZONES {
        return Err(EINVAL);
    }
    Ok(ZoneCursor::new((start >> 32) as u32, index as usize))
}

/// Answers a call for records of nodes or zones. `next` appends at most `most` records, those of the
/// next node or zone, and returns the position after it, or `None` after the last one. It is called under the
/// hotplug guard, which it keeps.
fn answer_rows<T: AbiRecord>(
    hotplug: &HotplugGate,
    mut argument: IoctlArg<MachineListArgs>,
    most: usize,
    mut next: impl FnMut(&HotplugGuard<'_>, &mut RecordBuffer<T>) -> Result<Option<u64>>,
) -> Result<isize> {
    let value = &mut argument.value;
    if value.reserved != 0 {
        return Err(EINVAL);
    }
    let mut array = UserArray::new(value.buf, value.capacity, value.record_size)?;
    let portion = (PORTION / size_of::<T>()).max(1);
    // The last item of a portion may begin at its last record.
    let mut records = RecordBuffer::new(portion.min(array.room()) - 1 + most)?;
    let budget = CallBudget::new(0);
    // Records are built in portions and copied without the guard, because the user's buffer may
    // fault forever.
    let stopped = resume(value.start, &mut array, &budget, |start, array| {
        records.truncate(0);
        let mut at = start;
        let mut end = None;
        {
            let guard = hotplug.enter()?;
            while records.records().len() < portion && records.records().len() < array.room().max(1)
            {
                let before = records.records().len();
                match next(&guard, &mut records)? {
                    Some(_) if records.records().len() > array.room() => {
                        records.truncate(before);
                        end = Some(ResumeStep::Full(at));
                        break;
                    }
                    Some(position) => at = position,
                    None => {
                        end = Some(ResumeStep::End);
                        break;
                    }
                }
            }
        }
        if !records.records().is_empty() {
            array.push_all(records.records())?;
        }
        Ok(end.unwrap_or(ResumeStep::To(at)))
    })?;
    value.next = stopped.unwrap_or(ABSENT);
    value.count = array.count();
    value.longest_hold_ns = 0;
    argument.write()?;
    Ok(0)
}

/// Answers a call for records of nodes.
fn answer_nodes<T: AbiRecord>(
    hotplug: &HotplugGate,
    argument: IoctlArg<MachineListArgs>,
    most: usize,
    mut records: impl FnMut(&node::NodeRef<'_>, &mut RecordBuffer<T>) -> Result,
) -> Result<isize> {
    if argument.value.start as u32 != 0 {
        return Err(EINVAL);
    }
    let mut from = (argument.value.start >> 32) as u32;
    answer_rows(hotplug, argument, most, |guard, out| {
        let Some(node) = node::NodeRef::from(from, guard) else {
            return Ok(None);
        };
        records(&node, out)?;
        from = node.id() + 1;
        Ok(Some(pack_position(from, 0)))
    })
}

/// Answers a call for records of zones.
fn answer_zones<T: AbiRecord>(
    hotplug: &HotplugGate,
    argument: IoctlArg<MachineListArgs>,
    most: usize,
    mut records: impl FnMut(&node::NodeRef<'_>, &zone::ZoneRef<'_>, &mut RecordBuffer<T>) -> Result,
) -> Result<isize> {
    let mut cursor = cursor(argument.value.start)?;
    answer_rows(hotplug, argument, most, |guard, out| {
        let Some((node, zone)) = cursor.next(guard) else {
            return Ok(None);
        };
        records(&node, &zone, out)?;
        let (nid, index) = cursor.position();
        Ok(Some(pack_position(nid, index)))
    })
}

/// `RMM_NODES`.
#[inline(never)]
pub(super) fn nodes(hotplug: &HotplugGate, arg: usize) -> Result<isize> {
    let argument = IoctlArg::<MachineListArgs>::read(arg)?;
    match argument.flags {
        0 => answer_nodes(hotplug, argument, 1, |node, out| {
            out.fill(|record| machine::nodes::record(node, record))
        }),
        NodesFlag::CPUS => {
            let most = machine::nodes::max_cpu_ranges();
            answer_nodes(hotplug, argument, most, machine::nodes::cpus)
        }
        NodesFlag::DISTANCES => {
            let most = machine::nodes::max_distances();
            answer_nodes(hotplug, argument, most, machine::nodes::distances)
        }
        NodesFlag::ZONELISTS => {
            let most = machine::nodes::max_zone_refs();
            answer_nodes(hotplug, argument, most, machine::nodes::zonelists)
        }
        _ => Err(EINVAL),
    }
}

/// `RMM_ZONES`.
#[inline(never)]
pub(super) fn zones(hotplug: &HotplugGate, file: &File, arg: usize) -> Result<isize> {
    let argument = IoctlArg::<MachineListArgs>::read(arg)?;
    let frames = is_granted(file, Capability::SysAdmin);
    match argument.flags {
        0 => answer_zones(hotplug, argument, 1, |node, zone, out| {
            out.fill(|record| machine::zones::record(node, zone, frames, record))
        }),
        ZonesFlag::POPULATED => answer_zones(hotplug, argument, 1, |node, zone, out| {
            if !zone.is_populated() {
                return Ok(());
            }
            out.fill(|record| machine::zones::record(node, zone, frames, record))
        }),
        ZonesFlag::PAGESETS => {
            let most = machine::zones::max_pagesets();
            answer_zones(hotplug, argument, most, |node, zone, out| {
                machine::zones::pagesets(node, zone, frames, out)
            })
        }
        _ => Err(EINVAL),
    }
}

/// The argument of a call without flags.
pub(super) fn read_unflagged<T: AbiRecord>(arg: usize) -> Result<IoctlArg<T>> {
    let argument = IoctlArg::read(arg)?;
    if argument.flags != 0 {
        return Err(EINVAL);
    }
    Ok(argument)
}

/// `RMM_BUDDY`.
pub(super) fn buddy(hotplug: &HotplugGate, arg: usize) -> Result<isize> {
    answer_zones(hotplug, read_unflagged(arg)?, 1, |node, zone, out| {
        if !zone.is_populated() {
            return Ok(());
        }
        out.fill(|record| {
            machine::buddy::record(node, zone, record);
            Ok(())
        })
    })
}

/// `RMM_FRAGMENTATION`.
pub(super) fn fragmentation(hotplug: &HotplugGate, arg: usize) -> Result<isize> {
    let most = zone::ORDERS;
    answer_zones(
        hotplug,
        read_unflagged(arg)?,
        most,
        machine::fragmentation::records,
    )
}
