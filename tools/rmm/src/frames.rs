// SPDX-License-Identifier: GPL-2.0

//! Page frames by number: their records, and runs of frames of one use.

use crate::{
    abi::{
        self,
        frame::{
            FrameFlag,
            FrameKind,
            FrameRecord,
            FrameStateRecord,
            PfnsArgs, //
        },
        AbiRecord, //
    },
    calls::BATCH_RECORDS,
    error::{
        request_name,
        RmmError, //
    },
    iterator::RecordIterator,
    options::{
        budget_us,
        FramesOptions, //
    },
    records::present,
    resumable::ResumableArgs,
    session::Rmm, //
};
use std::ops::Range;

/// Frames of a call after a large block, because the next one is often of the same size, and the rest
/// of it is skipped. The module reads no frame beyond the range of a call.
const PROBE_FRAMES: u64 = 8;
/// Size of such a block in frames. A call costs as much as reading some hundred frames.
const PROBED_BLOCK: u64 = 256;

/// Neighbouring page frames of one use on one node. Frames that a filter excludes do not interrupt a
/// run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CountedFrames {
    /// [`FrameKind`] of the frames, as in [`FrameRecord::kind`].
    pub kind: u8,
    /// Node of the frames; -1 if there is none.
    pub node: i32,
    /// Number of frames.
    pub frames: u64,
}

impl CountedFrames {
    /// Use of the page frames; `None` for a kind that this version does not know.
    pub fn frame_kind(&self) -> Option<FrameKind> {
        FrameKind::from_raw(self.kind.into())
    }
}

impl Rmm {
    /// Page frames of a range in ascending order, without holes. Needs CAP_SYS_ADMIN.
    pub fn frames(&self, options: &FramesOptions) -> RecordIterator<FrameStateRecord> {
        match pfns_args(options) {
            Ok(argument) => self.device.resume(abi::PFNS, argument),
            Err(error) => RecordIterator::failed(error),
        }
    }

    /// Counts page frames of a range in ascending order, without holes. Neighbouring runs may agree
    /// where a call ended between them. Needs CAP_SYS_ADMIN.
    ///
    /// Where only kinds, orders and the node are filtered, the frames of a free block or large folio
    /// are known from the first of them, and the others are not read.
    pub fn frame_runs(&self, options: &FramesOptions) -> RecordIterator<CountedFrames> {
        let mut argument = match pfns_args(options) {
            Ok(argument) => argument,
            Err(error) => return RecordIterator::failed(error),
        };
        // The flags of frames of one folio may differ.
        let can_skip = [
            options.kpf_required,
            options.kpf_excluded,
            options.kpf_any, //
        ] == [0; 3];
        argument.attributes = 0;
        let end = argument.end;
        let handle = self.device.clone();
        let mut records = vec![FrameRecord::ZERO; BATCH_RECORDS];
        RecordIterator::new(move |found| {
            handle
                .try_call(abi::PFNS, &mut argument, &mut records, &mut [])
                .map_err(|error| handle.error(abi::PFNS, error))?;
            let read = records.get(..argument.count as usize).unwrap_or(&records);
            let same = |one: &FrameRecord, other: &FrameRecord| {
                (one.kind, one.node) == (other.kind, other.node)
            };
            let runs = read.chunk_by(same).map(|run| CountedFrames {
                kind: run[0].kind,
                node: run[0].node,
                frames: run.len() as u64,
            });
            found.extend(runs);
            let mut progress = argument.advance();
            let block = read.last().filter(|_| can_skip).and_then(block_of);
            let block = block.unwrap_or_default();
            let skipped = block.end.min(end).saturating_sub(argument.start);
            argument.start += skipped;
            if let Some(run) = found.last_mut() {
                run.frames += skipped;
            }
            argument.end = if block.end - block.start >= PROBED_BLOCK {
                end.min(argument.start.saturating_add(PROBE_FRAMES))
            } else {
                end
            };
            progress.is_done = argument.start == end;
            Ok(progress)
        })
    }
}

/// The free block or large folio of a frame, unless its frames may be of several kinds.
fn block_of(frame: &FrameRecord) -> Option<Range<u64>> {
    let is_whole = match frame.frame_kind()? {
        FrameKind::Free
        | FrameKind::Slab
        | FrameKind::Hugetlb
        | FrameKind::HugeZero
        | FrameKind::Anon
        | FrameKind::Shmem
        | FrameKind::File => frame.bits & FrameFlag::TORN == 0,
        _ => false,
    };
    let start = present(frame.folio_pfn).filter(|_| is_whole)?;
    let size = 1u64.checked_shl(frame.order.into())?;
    Some(start..start.checked_add(size)?)
}

/// The argument of a request.
fn pfns_args(options: &FramesOptions) -> Result<PfnsArgs, RmmError> {
    let node_plus_1 = options.node.map_or(Some(0), |node| node.checked_add(1));
    let node_plus_1 = node_plus_1.ok_or_else(|| RmmError::InvalidRequest {
        call: request_name(abi::PFNS),
        reason: "no node has this number".to_owned(),
    })?;
    Ok(PfnsArgs {
        start: options.range.start,
        end: options.range.end,
        budget_us: budget_us(options.budget),
        attributes: options.attributes,
        kinds: options.kinds,
        kpf_required: options.kpf_required,
        kpf_excluded: options.kpf_excluded,
        kpf_any: options.kpf_any,
        orders: options.orders,
        node_plus_1,
        ..PfnsArgs::ZERO
    })
}
