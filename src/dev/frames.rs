// SPDX-License-Identifier: GPL-2.0

//! Records read page frame by page frame: free blocks, page blocks, migrate types.

use super::nodes_zones::{
    cursor,
    pack_position,
    read_unflagged, //
};
use crate::{
    abi::{
        blocks::{
            FreeBlocksArgs,
            MigrateType,
            PageBlocksArgs,
            PageTypesRecord, //
        },
        machine_list::MachineListArgs,
        zone_kind::ZoneKind,
        ABSENT, //
    },
    machine::{
        frames::FrameChunks,
        freeblocks::FreeBlockBatch,
        pageblocks::{
            block_start,
            PageBlockBatch, //
        },
        pagetypes::PageTypeCounts, //
    },
    sys::{
        file::{
            records::{
                write_bytes,
                UserArray, //
            },
            resume::{
                resume,
                resume_range,
                CallBudget,
                ResumeStep, //
            },
        },
        memory::{
            hotplug::HotplugGate,
            page_block::BLOCK_ORDER, //
        },
        system, //
    },
};
use kernel::prelude::*;

/// `RMM_PAGETYPES`. A zone needs several holds of zone->lock, so it is not read under one guard.
#[inline(never)]
pub(super) fn pagetypes(hotplug: &HotplugGate, arg: usize) -> Result<isize> {
    let mut argument = read_unflagged::<MachineListArgs>(arg)?;
    let value = &mut argument.value;
    if value.reserved != 0 {
        return Err(EINVAL);
    }
    let mut cursor = cursor(value.start)?;
    let mut array = UserArray::new(value.buf, value.capacity, value.record_size)?;
    let mut counts = PageTypeCounts::new()?;
    let mut records =
        KVec::<PageTypesRecord>::with_capacity(MigrateType::ALL.len(), GFP_KERNEL_ACCOUNT)?;
    let budget = CallBudget::new(0);
    let next = resume(value.start, &mut array, &budget, |at, array| {
        if !counts.next(hotplug, &mut cursor)? {
            return Ok(ResumeStep::End);
        }
        records.clear();
        for &record in counts.records() {
            records.push(record, GFP_KERNEL_ACCOUNT)?;
        }
        if records.len() > array.room() {
            return Ok(ResumeStep::Full(at));
        }
        array.push_all(&records)?;
        let (nid, index) = cursor.position();
        Ok(ResumeStep::To(pack_position(nid, index)))
    })?;
    value.next = next.unwrap_or(ABSENT);
    value.count = array.count();
    value.longest_hold_ns = counts.longest_hold_ns();
    argument.write()?;
    Ok(0)
}

/// The kind of zone named by the caller.
fn kind(zone: u32) -> Result<ZoneKind> {
    ZoneKind::from_raw(zone).ok_or(ENXIO)
}

/// `RMM_FREEBLOCKS`.
#[inline(never)]
pub(super) fn freeblocks(hotplug: &HotplugGate, arg: usize) -> Result<isize> {
    let mut argument = read_unflagged::<FreeBlocksArgs>(arg)?;
    let value = &mut argument.value;
    if value.reserved != 0 || value.start > value.end {
        return Err(EINVAL);
    }
    let mut array = UserArray::new(value.buf, value.capacity, value.record_size)?;
    let budget = CallBudget::new(value.budget_us);
    let mut frames = FrameChunks::new(hotplug, value.node, kind(value.zone)?, &budget);
    let (start, end) = frames.clip(value.start, value.end)?;
    let mut found = FreeBlockBatch::new()?;
    let at = resume_range((start, end), &mut array, &budget, |at, array| {
        if at == start && system::signal_pending() {
            return Err(EINTR);
        }
        let next = found.find(&mut frames, at, end, array.room())?;
        if !found.blocks().is_empty() {
            array.push_all(found.blocks())?;
        }
        Ok(ResumeStep::To(next))
    })?;
    value.next = if at == end { value.end } else { at };
    value.count = array.count();
    value.cost = frames.cost();
    argument.write()?;
    Ok(0)
}

/// `RMM_PAGEBLOCKS`.
#[inline(never)]
pub(super) fn pageblocks(hotplug: &HotplugGate, arg: usize) -> Result<isize> {
    /// Bytes copied out at a time.
    const BYTES: usize = 1024;

    let mut argument = read_unflagged::<PageBlocksArgs>(arg)?;
    let value = &mut argument.value;
    if value.reserved != 0 || value.start > value.end || value.capacity == 0 {
        return Err(EINVAL);
    }
    let budget = CallBudget::new(value.budget_us);
    let mut frames = FrameChunks::new(hotplug, value.node, kind(value.zone)?, &budget);
    let whole = |pfn| if pfn == ABSENT { pfn } else { block_start(pfn) };
    let (start, end) = frames.clip(whole(value.start), whole(value.end))?;
    let mut blocks = PageBlockBatch::new()?;
    let mut bytes = KVec::with_capacity(BYTES, GFP_KERNEL_ACCOUNT)?;
    let mut count = 0;
    let mut at = start;
    while at < end && count < value.capacity && !(at > start && frames.must_stop()) {
        if at == start && system::signal_pending() {
            return Err(EINTR);
        }
        bytes.clear();
        let room = ((value.capacity - count) as usize).min(BYTES);
        while at < end && bytes.len() < room && !(at > start && frames.must_stop()) {
            // Page blocks beyond the buffer are not captured.
            let left = ((room - bytes.len()) as u64) << BLOCK_ORDER;
            let until = end.min(block_start(at).saturating_add(left));
            at = match blocks.capture(&mut frames, at, until) {
                Ok(next) => next,
                Err(_) if at > start => break,
                Err(error) => return Err(error),
            };
            for block in blocks.blocks() {
                bytes.push(block.to_byte(), GFP_KERNEL_ACCOUNT)?;
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
