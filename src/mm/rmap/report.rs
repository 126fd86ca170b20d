// SPDX-License-Identifier: GPL-2.0

//! Reports a batch of mappings, process by process.

use super::{
    mapping_flags,
    mm_mappings::MmMappings,
    MappingSink,
    RmapCall,
    RmapCursor, //
};
use crate::{
    abi::rmap::{
        MappingRecord,
        RmapState, //
    },
    model::{
        heap_sort::sort_by_key,
        rmap_batch::RmapPosition, //
    },
    sys::{
        mm::{
            processes::ProcessBatch,
            rmap::{
                CapturedMapping,
                RmapStatus, //
            },
        },
        system, //
    },
};
use kernel::prelude::*;

/// Takes the place of a pid for mappings whose process was not found.
const ORPHANS: i32 = i32::MAX;

impl RmapCall<'_> {
    /// Reports a batch, by process and then by address; mappings without a process come last.
    pub(super) fn report(
        &mut self,
        seen: RmapStatus,
        sink: &mut impl MappingSink,
    ) -> Result<RmapState> {
        let last = match seen {
            RmapStatus::UpTo(place) => Some(place),
            _ => None,
        };
        let by_owner = self.find_runs()?;
        let Self {
            batch,
            runs,
            answer,
            viewer,
            ..
        } = self;
        let cursor = &mut answer.cursor;
        // If the room runs out, the cursor stays within this batch.
        let to = last.or(cursor.to);
        // Reports the mappings of one process; `false` if the room runs out.
        let mut report = |run: &MmMappings, pid: i32, cursor: &mut RmapCursor| -> Result<bool> {
            if pid < cursor.pid {
                return Ok(true);
            }
            let resume_addr = if pid == cursor.pid { cursor.addr } else { 0 };
            for mapping in batch.mappings_of(run.first, run.end) {
                if mapping.position().addr < resume_addr {
                    continue;
                }
                if sink.room() == 0 {
                    (cursor.to, cursor.pid, cursor.addr) = (to, pid, mapping.position().addr);
                    return Ok(false);
                }
                sink.put(&mapping_record(&mapping, viewer.number_seen(pid)))?;
            }
            Ok(true)
        };
        if by_owner {
            for run in runs.iter() {
                if !report(run, run.owner, cursor)? {
                    return Ok(RmapState::More);
                }
            }
            return Ok(complete(cursor, last));
        }
        let mut processes = ProcessBatch::new()?;
        let mut next = Some(1);
        while let Some(from) = next {
            next = processes.find(from);
            for (pid, mm) in processes.iter() {
                let Ok(index) = runs.binary_search_by_key(&mm, |run| run.mm) else {
                    continue;
                };
                runs[index].owned = true;
                if !report(&runs[index], pid, cursor)? {
                    return Ok(RmapState::More);
                }
            }
            if system::fatal_signal_pending() {
                return Err(EINTR);
            }
        }
        let mut before = cursor.from;
        for mapping in batch.mappings() {
            let run = runs.binary_search_by_key(&mapping.mm(), |run| run.mm);
            if !run.is_ok_and(|index| runs[index].owned) {
                if sink.room() == 0 {
                    // All other mappings of the batch have been reported.
                    *cursor = RmapCursor {
                        from: before,
                        to,
                        pid: ORPHANS,
                        addr: 0,
                        ..*cursor
                    };
                    return Ok(RmapState::More);
                }
                sink.put(&mapping_record(&mapping, 0))?;
            }
            before = Some(mapping.position());
        }
        Ok(complete(cursor, last))
    }

    /// Groups the mappings of the batch by address space. Returns whether each has one process, which is
    /// its `owner`; the groups are in the order of the owners then, and otherwise of the address spaces.
    fn find_runs(&mut self) -> Result<bool> {
        let mut by_owner = true;
        self.runs.clear();
        for (index, mapping) in self.batch.mappings().enumerate() {
            match self.runs.last_mut() {
                Some(run) if run.mm == mapping.mm() => {
                    run.end = index + 1;
                    continue;
                }
                _ => (),
            }
            let owner = match by_owner {
                true => mapping.only_process(),
                false => None,
            };
            by_owner = owner.is_some();
            let run = MmMappings {
                mm: mapping.mm(),
                first: index,
                end: index + 1,
                owner: owner.unwrap_or(0),
                owned: false,
            };
            self.runs.push(run, GFP_KERNEL_ACCOUNT)?;
        }
        match by_owner {
            true => sort_by_key(&mut self.runs, |run| run.owner),
            false => sort_by_key(&mut self.runs, |run| run.mm),
        }
        Ok(by_owner)
    }
}

/// Moves the cursor behind a batch that was reported completely and ends at `last`.
fn complete(cursor: &mut RmapCursor, last: Option<RmapPosition>) -> RmapState {
    let Some(last) = last else {
        return RmapState::Complete;
    };
    *cursor = RmapCursor {
        from: Some(last),
        to: None,
        pid: 0,
        addr: 0,
        ..*cursor
    };
    RmapState::More
}

/// The record of a mapping of the process that the viewer knows as `pid`.
fn mapping_record(mapping: &CapturedMapping<'_>, pid: i32) -> MappingRecord {
    let (vma_start, vma_end) = mapping.vma();
    MappingRecord {
        pid,
        level: mapping.level() as u32,
        addr: mapping.position().addr,
        entry: mapping.entry(),
        entry_bits: mapping_flags(mapping.entry(), mapping.level(), mapping.present()),
        vma_start,
        vma_end,
        vma_flags: mapping.vma_flags(),
    }
}
