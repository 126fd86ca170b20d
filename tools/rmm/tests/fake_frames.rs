// SPDX-License-Identifier: GPL-2.0

//! Page frames on a device that answers from memory, and calls that are made again.

mod common;

use common::{
    failed,
    open_session,
    FakeModule, //
};
use rmm::{
    abi::{
        self,
        frame::{
            FrameKind,
            FrameRecord,
            PfnsArgs, //
        },
        AbiRecord, //
    },
    transport::{
        with_record,
        CallBuffers, //
    },
    FramesOptions,
    Rmm,
    RmmError, //
};
use std::{
    collections::BTreeMap,
    io,
    ops::Range,
    sync::{
        Arc,
        Mutex, //
    },
};

/// Page frames of the machine, after which there is a hole.
const FRAMES: u64 = 12_000;
/// Frames that are in free blocks or large folios, with the size of these.
const BLOCKS: [(Range<u64>, u64, FrameKind); 4] = [
    (4096..8192, 1024, FrameKind::Free),
    (8192..8704, 512, FrameKind::Anon),
    (8704..8960, 32, FrameKind::File),
    // Its frames may be of several kinds.
    (10_240..10_752, 512, FrameKind::Typed),
];

/// The page frames, and the calls about them.
#[derive(Default)]
struct FrameMachine {
    /// The error of the next calls, and how often it is returned.
    error: Option<(i32, u32)>,
    calls: Vec<PfnsArgs>,
    /// Size of the records of the last call.
    record_size: usize,
    /// Frames that were read.
    read: u64,
}

/// Frames outside blocks are pages of a file. A block is on one node.
fn frame_at(pfn: u64) -> FrameRecord {
    let block = BLOCKS.iter().find(|(range, ..)| range.contains(&pfn));
    let (size, kind) = block.map_or((1, FrameKind::File), |(_, size, kind)| (*size, *kind));
    FrameRecord {
        pfn,
        folio_pfn: pfn / size * size,
        order: size.ilog2() as u8,
        kind: kind as u8,
        node: i32::from(pfn >= 7168),
        ..FrameRecord::ZERO
    }
}

impl FakeModule for FrameMachine {
    fn answer(
        &mut self,
        request: u32,
        argument: &mut [u8],
        buffers: &mut CallBuffers<'_>,
    ) -> io::Result<()> {
        assert_eq!(request, abi::PFNS);
        if let Some((error, times)) = self.error.as_mut().filter(|(_, times)| *times > 0) {
            *times -= 1;
            return Err(failed(*error));
        }
        with_record(argument, |pfns: &mut PfnsArgs| {
            self.calls.push(*pfns);
            self.record_size = buffers.record_size;
            (pfns.count, pfns.next) = (0, pfns.start);
            while pfns.next < pfns.end.min(FRAMES) {
                let frame = frame_at(pfns.next);
                if pfns.kinds == 0 || pfns.kinds & (1 << frame.kind) != 0 {
                    if !buffers.put(pfns.count as usize, frame) {
                        return;
                    }
                    pfns.count += 1;
                }
                pfns.next += 1;
                self.read += 1;
            }
            pfns.next = pfns.end;
        });
        Ok(())
    }
}

fn session(error: i32, times: u32) -> (Rmm, Arc<Mutex<FrameMachine>>) {
    let machine = FrameMachine {
        error: Some((error, times)),
        ..FrameMachine::default()
    };
    open_session(machine).unwrap()
}

#[test]
fn a_batch_is_one_call() {
    for error in [libc::EINTR, libc::EBUSY] {
        let (rmm, machine) = session(error, 2);
        let mut frames = rmm.frames(&FramesOptions::default());
        let mut lens = Vec::new();
        // A call that failed returns nothing, and the next one is the same call.
        for calls in [0, 0, 1, 2] {
            lens.push(frames.next_batch().unwrap().unwrap().len());
            assert_eq!(machine.lock().unwrap().calls.len(), calls, "error {error}");
        }
        // Records are returned once, by `next()` or in a batch.
        assert_eq!(frames.next().unwrap().unwrap().pfn, 2048);
        let rest = frames.next_batch().unwrap().unwrap();
        lens.push(rest.len());
        assert_eq!(lens, [0, 0, 1024, 1024, 1023]);
        assert_eq!(rest[0].pfn, 2049);
        assert_eq!(machine.lock().unwrap().calls.len(), 3);
        assert_eq!(frames.by_ref().count() as u64, FRAMES - 3 * 1024);
        assert!(frames.next_batch().is_none());
    }
}

#[test]
fn calls_are_made_again_after_signals_and_during_hotplug() {
    for (error, times) in [(libc::EINTR, 1000), (libc::EBUSY, 50)] {
        let (rmm, _) = session(error, times);
        let frames = rmm.frames(&FramesOptions::default());
        assert_eq!(frames.map(Result::unwrap).count() as u64, FRAMES);
    }
    let (rmm, _) = session(libc::EBUSY, u32::MAX);
    let mut frames = rmm.frames(&FramesOptions::default());
    let error = frames.next().unwrap().unwrap_err();
    assert!(matches!(error, RmmError::HotplugBusy { .. }), "{error}");
    assert!(frames.next().is_none());
}

/// Frames by kind and node.
type KindCounts = BTreeMap<(u8, i32), u64>;

/// Counts frames one by one and by runs.
fn counts(options: &FramesOptions) -> [KindCounts; 2] {
    let (rmm, machine) = session(0, 0);
    let (mut listed, mut counted) = (KindCounts::new(), KindCounts::new());
    for frame in rmm.frames(options) {
        let frame = frame.unwrap();
        *listed.entry((frame.kind, frame.node)).or_default() += 1;
    }
    for run in rmm.frame_runs(options) {
        let run = run.unwrap();
        *counted.entry((run.kind, run.node)).or_default() += run.frames;
    }
    let record_size = machine.lock().unwrap().record_size;
    assert_eq!(record_size, size_of::<FrameRecord>());
    [listed, counted]
}

#[test]
fn runs_count_what_is_listed() {
    let kind = |kind: FrameKind| FramesOptions {
        kinds: 1 << kind as u32,
        ..FramesOptions::default()
    };
    let ranges = [0..abi::ABSENT, 5000..5001, 4100..7000, 8700..FRAMES];
    let in_range = ranges.map(|range| FramesOptions {
        range,
        ..FramesOptions::default()
    });
    let filtered = [
        kind(FrameKind::Free),
        kind(FrameKind::Anon),
        kind(FrameKind::Typed),
    ];
    for options in in_range.into_iter().chain(filtered) {
        let [listed, counted] = counts(&options);
        assert!(!listed.is_empty());
        assert_eq!(counted, listed, "{options:?}");
    }
}

#[test]
fn runs_do_not_read_the_rest_of_a_block() {
    let read = |options: &FramesOptions| {
        let (rmm, machine) = session(0, 0);
        assert!(rmm.frame_runs(options).all(|run| run.is_ok()));
        let frames: u64 = machine.lock().unwrap().read;
        frames
    };
    // All but the first free block, the folio of 512 pages, and all but eight frames of the next one.
    let skipped = 3 * (1024 - 8) + (512 - 8) + (32 - 8);
    let expected = FRAMES - skipped;
    let found = read(&FramesOptions::default());
    assert!(found <= expected, "{found} frames, {expected} at most");
    // Flags may differ within a folio.
    let with_flags = FramesOptions {
        kpf_excluded: 1,
        ..FramesOptions::default()
    };
    assert_eq!(read(&with_flags), FRAMES);
}
