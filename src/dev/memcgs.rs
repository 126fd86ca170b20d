// SPDX-License-Identifier: GPL-2.0

//! `RMM_MEMCGS`: memory cgroups in pre-order, or their lists by node.

use crate::{
    abi::{
        memcg::{
            MemcgNodeRecord,
            MemcgRecord,
            MemcgsArgs,
            MemcgsFlag, //
        },
        AbiRecord,
        ABSENT, //
    },
    machine::memcgs::MemcgCursor,
    sys::{
        file::{
            records::{
                write_bytes,
                IoctlArg,
                UserArray, //
            },
            resume::{
                resume,
                CallBudget,
                ResumeStep, //
            },
        },
        memory::{
            memcg,
            node, //
        },
    },
};
use kernel::prelude::*;

/// Answers `RMM_MEMCGS`.
#[inline(never)]
pub(super) fn memcgs(arg: usize) -> Result<isize> {
    let mut argument = IoctlArg::<MemcgsArgs>::read(arg)?;
    let value = &mut argument.value;
    if value.flags & !MemcgsFlag::ALL != 0 {
        return Err(EINVAL);
    }
    if !memcg::enabled() {
        return Err(ENODEV);
    }
    let mut array = UserArray::new(value.buf, value.capacity, value.record_size)?;
    let mut place = MemcgCursor::new()?;
    if value.after != 0 {
        place.seek(value.after)?;
    }
    let by_node = value.flags & MemcgsFlag::NODES != 0;
    let mut names = MemcgNames {
        addr: value.names,
        room: if value.names == 0 {
            0
        } else {
            value.names_size
        },
        used: 0,
    };
    let mut record = KBox::new(MemcgRecord::ZERO, GFP_KERNEL_ACCOUNT)?;
    let budget = CallBudget::new(0);
    let next = resume(value.after, &mut array, &budget, |at, array| {
        if !place.step()? {
            return Ok(ResumeStep::End);
        }
        place.record(&mut record)?;
        let fits = if by_node {
            push_nodes(&mut place, array)?
        } else {
            array.room() != 0 && names.push(&place, &mut record)?
        };
        if !fits {
            return Ok(ResumeStep::Full(at));
        }
        if !by_node {
            array.push(&*record)?;
        }
        Ok(ResumeStep::To(record.cgroup))
    })?;
    value.next = next.unwrap_or(ABSENT);
    value.count = array.count();
    argument.write()?;
    Ok(0)
}

/// The user's buffer for paths.
struct MemcgNames {
    addr: u64,
    room: u32,
    used: u32,
}

impl MemcgNames {
    /// Appends the path of a cgroup and stores its offset in the record. Returns `false` if it does
    /// not fit.
    fn push(&mut self, place: &MemcgCursor, record: &mut MemcgRecord) -> Result<bool> {
        if self.addr == 0 {
            record.name_len = 0;
            return Ok(true);
        }
        if self.room - self.used < record.name_len {
            return Ok(false);
        }
        write_bytes(self.addr.wrapping_add(self.used.into()), place.path())?;
        record.name_offset = self.used;
        self.used += record.name_len;
        Ok(true)
    }
}

/// Appends a record for each online node of a cgroup. Returns `false` if they do not all fit.
fn push_nodes(place: &mut MemcgCursor, array: &mut UserArray) -> Result<bool> {
    if array.room() < node::online().count() {
        return Ok(false);
    }
    // A node that came online since the check is reported by the next call.
    for nid in node::online().take(array.room()) {
        let mut record = MemcgNodeRecord::ZERO;
        place.node(nid, &mut record)?;
        array.push(&record)?;
    }
    Ok(true)
}
