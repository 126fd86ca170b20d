// SPDX-License-Identifier: GPL-2.0

//! Nodes, zones, free blocks, page blocks.

use crate::{
    abi::{
        blocks::{
            FreeBlocks,
            MigrateType,
            PageBlocks,
            PageTypes, //
        },
        phys::ZoneKind,
        rows::{
            NodesFlag,
            Rows,
            ZonesFlag, //
        },
        ABSENT, //
    },
    phys::{
        self,
        frames::Frames,
        freeblocks::Found,
        pageblocks::{
            block_start,
            Blocks, //
        },
        pagetypes::Counts, //
    },
    sys::{
        blocks::BLOCK_ORDER,
        cred::{
            both_capable,
            Capability, //
        },
        hotplug::{
            Guard,
            Hotplug, //
        },
        node::{
            self,
            ZoneCursor, //
        },
        records::{
            write_bytes,
            Argument,
            Array,
            Plain,
            Portion, //
        },
        system,
        zone, //
    }, //
};
use core::mem::size_of;
use kernel::{
    fs::File,
    prelude::*, //
};

/// Bytes of records that are made under one guard and then copied: what slabs still have.
const PORTION: usize = 4 << 10;

/// Zone numbers of a place.
const ZONES: u32 = 16;

/// Where a node or zone stands in `rmm_rows.start`: the node's number and, of a zone, its own.
fn place(nid: u32, index: usize) -> u64 {
    u64::from(nid) << 32 | index as u64
}

/// The place that a caller gave.
fn cursor(start: u64) -> Result<ZoneCursor> {
    let index = start as u32;
    if index > ZONES {
        return Err(EINVAL);
    }
    Ok(ZoneCursor::new((start >> 32) as u32, index as usize))
}

/// Answers a call for rows. `next` appends the records of the next node or zone, and gives the place
/// behind it, or `None` behind the last; it is called under a guard that it may not leave.
fn rows<T: Plain>(
    hotplug: &Hotplug,
    mut argument: Argument<Rows>,
    mut next: impl FnMut(&Guard<'_>, &mut Portion<T>) -> Result<Option<u64>>,
) -> Result<isize> {
    let value = &mut argument.value;
    if value.reserved != 0 {
        return Err(EINVAL);
    }
    let mut array = Array::new(value.buf, value.capacity, value.record_size)?;
    let portion = (PORTION / size_of::<T>()).max(1);
    let mut records = Portion::new(portion.min(array.room()))?;
    let mut at = value.start;
    // The records are not made and copied at once: a caller's buffer may fault for ever.
    loop {
        records.truncate(0);
        let mut full = false;
        {
            let guard = match hotplug.enter() {
                Err(error) if array.count() == 0 => return Err(error),
                Err(_) => break,
                Ok(guard) => guard,
            };
            while records.records().len() < portion {
                let before = records.records().len();
                match next(&guard, &mut records)? {
                    Some(_) if records.records().len() > array.room() => {
                        records.truncate(before);
                        full = true;
                        break;
                    }
                    Some(place) => at = place,
                    None => {
                        at = ABSENT;
                        break;
                    }
                }
                if records.records().len() == array.room() && at != ABSENT {
                    // Whether more follows is for the next call to find out.
                    full = true;
                    break;
                }
            }
        }
        if full && records.records().is_empty() && array.count() == 0 {
            return Err(ENOSPC);
        }
        if !records.records().is_empty() {
            array.push_all(records.records())?;
        }
        if full || at == ABSENT || system::signal_pending() {
            break;
        }
    }
    value.next = at;
    value.count = array.count();
    argument.write()?;
    Ok(0)
}

/// Answers a call for records of nodes.
fn of_nodes<T: Plain>(
    hotplug: &Hotplug,
    argument: Argument<Rows>,
    mut records: impl FnMut(&node::Node<'_>, &mut Portion<T>) -> Result,
) -> Result<isize> {
    if argument.value.start as u32 != 0 {
        return Err(EINVAL);
    }
    let mut from = (argument.value.start >> 32) as u32;
    rows(hotplug, argument, |guard, out| {
        let Some(node) = node::Node::from(from, guard) else {
            return Ok(None);
        };
        records(&node, out)?;
        from = node.id() + 1;
        Ok(Some(place(from, 0)))
    })
}

/// Answers a call for records of zones.
fn of_zones<T: Plain>(
    hotplug: &Hotplug,
    argument: Argument<Rows>,
    mut records: impl FnMut(&node::Node<'_>, &zone::Zone<'_>, &mut Portion<T>) -> Result,
) -> Result<isize> {
    let mut cursor = cursor(argument.value.start)?;
    rows(hotplug, argument, |guard, out| {
        let Some((node, zone)) = cursor.next(guard) else {
            return Ok(None);
        };
        records(&node, &zone, out)?;
        let (nid, index) = cursor.place();
        Ok(Some(place(nid, index)))
    })
}

/// Appends copies.
fn append<T: Plain>(out: &mut Portion<T>, records: &[T]) -> Result {
    out.vec().extend_from_slice(records, GFP_KERNEL)?;
    Ok(())
}

/// `RMM_NODES`.
pub(super) fn nodes(hotplug: &Hotplug, arg: usize) -> Result<isize> {
    let argument = Argument::<Rows>::read(arg)?;
    match argument.flags {
        0 => of_nodes(hotplug, argument, |node, out| {
            out.fill(|record| phys::nodes::record(node, record))
        }),
        NodesFlag::CPUS => {
            let mut some = KVec::new();
            of_nodes(hotplug, argument, |node, out| {
                phys::nodes::cpus(node, &mut some)?;
                append(out, &some)
            })
        }
        NodesFlag::DISTANCES => {
            let mut some = KVec::new();
            of_nodes(hotplug, argument, |node, out| {
                phys::nodes::distances(node, &mut some)?;
                append(out, &some)
            })
        }
        NodesFlag::ZONELISTS => {
            let mut some = KVec::new();
            of_nodes(hotplug, argument, |node, out| {
                phys::nodes::zonelists(node, &mut some)?;
                append(out, &some)
            })
        }
        _ => Err(EINVAL),
    }
}

/// `RMM_ZONES`.
pub(super) fn zones(hotplug: &Hotplug, arg: usize) -> Result<isize> {
    let argument = Argument::<Rows>::read(arg)?;
    match argument.flags {
        0 => of_zones(hotplug, argument, |node, zone, out| {
            out.fill(|record| phys::zones::record(node, zone, record))
        }),
        ZonesFlag::POPULATED => of_zones(hotplug, argument, |node, zone, out| {
            if !zone.is_populated() {
                return Ok(());
            }
            out.fill(|record| phys::zones::record(node, zone, record))
        }),
        ZonesFlag::PAGESETS => of_zones(hotplug, argument, |node, zone, out| {
            phys::zones::pagesets(node, zone, out.vec())
        }),
        _ => Err(EINVAL),
    }
}

/// The argument of a call that has no flags.
fn unflagged<T: Plain>(arg: usize) -> Result<Argument<T>> {
    let argument = Argument::read(arg)?;
    if argument.flags != 0 {
        return Err(EINVAL);
    }
    Ok(argument)
}

/// `RMM_BUDDY`.
pub(super) fn buddy(hotplug: &Hotplug, arg: usize) -> Result<isize> {
    of_zones(hotplug, unflagged(arg)?, |node, zone, out| {
        if !zone.is_populated() {
            return Ok(());
        }
        out.fill(|record| {
            phys::buddy::record(node, zone, record);
            Ok(())
        })
    })
}

/// `RMM_FRAGMENTATION`.
pub(super) fn fragmentation(hotplug: &Hotplug, arg: usize) -> Result<isize> {
    of_zones(hotplug, unflagged(arg)?, |node, zone, out| {
        phys::fragmentation::records(node, zone, out.vec())
    })
}

/// Migrate types and frames are for those who may see page frames.
fn may_see_frames(file: &File) -> Result {
    if both_capable(file, Capability::SysAdmin) {
        Ok(())
    } else {
        Err(EPERM)
    }
}

/// `RMM_PAGETYPES`. A zone takes many holds of its lock, so it is not made under one guard.
pub(super) fn pagetypes(hotplug: &Hotplug, file: &File, arg: usize) -> Result<isize> {
    may_see_frames(file)?;
    let mut argument = unflagged::<Rows>(arg)?;
    let value = &mut argument.value;
    if value.reserved != 0 {
        return Err(EINVAL);
    }
    let mut cursor = cursor(value.start)?;
    let mut array = Array::new(value.buf, value.capacity, value.record_size)?;
    let mut counts = Counts::new()?;
    let mut records = KVec::<PageTypes>::with_capacity(MigrateType::ALL.len(), GFP_KERNEL)?;
    let mut at = value.start;
    while at != ABSENT {
        records.clear();
        match counts.next(hotplug, &mut cursor) {
            Ok(true) => {
                for &record in counts.records() {
                    records.push(record, GFP_KERNEL)?;
                }
                if records.len() > array.room() {
                    if array.count() == 0 {
                        return Err(ENOSPC);
                    }
                    break;
                }
                array.push_all(&mut records)?;
                let (nid, index) = cursor.place();
                at = place(nid, index);
            }
            Ok(false) => at = ABSENT,
            Err(error) if array.count() == 0 => return Err(error),
            Err(_) => break,
        }
        if array.room() == 0 || system::signal_pending() {
            break;
        }
    }
    value.next = at;
    value.count = array.count();
    argument.write()?;
    Ok(0)
}

/// The kind of zone that a caller names.
fn kind(zone: u32) -> Result<ZoneKind> {
    ZoneKind::from_raw(zone).ok_or(ENXIO)
}

/// `RMM_FREEBLOCKS`.
pub(super) fn freeblocks(hotplug: &Hotplug, file: &File, arg: usize) -> Result<isize> {
    may_see_frames(file)?;
    let mut argument = unflagged::<FreeBlocks>(arg)?;
    let value = &mut argument.value;
    if value.reserved != 0 || value.start > value.end {
        return Err(EINVAL);
    }
    let mut array = Array::new(value.buf, value.capacity, value.record_size)?;
    let mut frames = Frames::new(hotplug, value.node, kind(value.zone)?, value.budget_us);
    let (start, end) = frames.clip(value.start, value.end)?;
    let mut found = Found::new()?;
    let mut at = start;
    while at < end && array.room() != 0 && !(at > start && frames.over()) {
        if at == start && system::signal_pending() {
            return Err(EINTR);
        }
        at = match found.find(&mut frames, at, end, array.room()) {
            Ok(next) => next,
            Err(_) if at > start => break,
            Err(error) => return Err(error),
        };
        if !found.blocks().is_empty() {
            array.push_all(found.blocks())?;
        }
    }
    value.next = if at == end { value.end } else { at };
    value.count = array.count();
    value.cost = frames.cost();
    argument.write()?;
    Ok(0)
}

/// `RMM_PAGEBLOCKS`.
pub(super) fn pageblocks(hotplug: &Hotplug, file: &File, arg: usize) -> Result<isize> {
    /// Bytes that are copied at a time.
    const BYTES: usize = 1024;

    may_see_frames(file)?;
    let mut argument = unflagged::<PageBlocks>(arg)?;
    let value = &mut argument.value;
    if value.reserved != 0 || value.start > value.end || value.capacity == 0 {
        return Err(EINVAL);
    }
    let mut frames = Frames::new(hotplug, value.node, kind(value.zone)?, value.budget_us);
    let whole = |pfn| if pfn == ABSENT { pfn } else { block_start(pfn) };
    let (start, end) = frames.clip(whole(value.start), whole(value.end))?;
    let mut blocks = Blocks::new()?;
    let mut bytes = KVec::with_capacity(BYTES, GFP_KERNEL)?;
    let mut count = 0;
    let mut at = start;
    while at < end && count < value.capacity && !(at > start && frames.over()) {
        if at == start && system::signal_pending() {
            return Err(EINTR);
        }
        bytes.clear();
        let room = ((value.capacity - count) as usize).min(BYTES);
        while at < end && bytes.len() < room && !(at > start && frames.over()) {
            // Blocks for which there is no room are not looked at.
            let left = ((room - bytes.len()) as u64) << BLOCK_ORDER;
            let until = end.min(block_start(at).saturating_add(left));
            at = match blocks.capture(&mut frames, at, until) {
                Ok(next) => next,
                Err(_) if at > start => break,
                Err(error) => return Err(error),
            };
            for block in blocks.blocks() {
                bytes.push(block.byte(), GFP_KERNEL)?;
            }
        }
        if bytes.is_empty() {
            break;
        }
        write_bytes(value.buf.wrapping_add(count.into()), &bytes)?;
        count += bytes.len() as u32;
    }
    value.first = block_start(start);
    value.next = if at == end { value.end } else { at };
    value.count = count;
    value.block_order = BLOCK_ORDER;
    value.cost = frames.cost();
    argument.write()?;
    Ok(0)
}
