// SPDX-License-Identifier: GPL-2.0

//! Arenas and fault counters on a device that answers from memory.

mod common;

use common::{
    failed,
    open_session,
    FakeModule,
    PAGE, //
};
use rmm::{
    abi::{
        self,
        arena::{
            ArenaCreateArgs,
            ArenaFlag,
            ArenaMoveArgs,
            ArenaRingArgs,
            ArenaStatArgs,
            ArenaStatFlag,
            DecisionRecord,
            PlacementKind, //
        },
        faults::{
            FaultCountRecord,
            FaultKind,
            FaultsArgs,
            FaultsFlag, //
        },
        AbiRecord, //
    },
    transport::{
        with_record,
        CallBuffers, //
    },
    ArenaDescriptor,
    ArenaOptions,
    Rmm,
    RmmError, //
};
use std::{
    fs::File,
    io,
    sync::{
        Arc,
        Mutex, //
    },
    time::Duration,
};

/// Decisions of the arena, of which the first were overwritten.
const DECISIONS: std::ops::Range<u64> = 100..3100;

/// Calls that the device got.
#[derive(Default)]
struct ArenaCalls {
    created: Option<(ArenaCreateArgs, Vec<u32>)>,
    create_error: Option<i32>,
    moves: Vec<(u64, u64)>,
    fault_reads: u64,
    fault_error: Option<i32>,
    is_attached: bool,
}

impl FakeModule for ArenaCalls {
    fn answer(
        &mut self,
        request: u32,
        argument: &mut [u8],
        buffers: &mut CallBuffers<'_>,
    ) -> io::Result<()> {
        match request {
            abi::ARENA_STAT => with_record(argument, |stat: &mut ArenaStatArgs| {
                let by_node = stat.flags & ArenaStatFlag::NODES != 0;
                stat.id = 7;
                stat.policy = PlacementKind::Stripe as u32;
                stat.node_pages[1] = if by_node { 5 } else { abi::ABSENT };
            }),
            // A signal ends each call after four pages.
            abi::ARENA_MOVE => with_record(argument, |step: &mut ArenaMoveArgs| {
                self.moves.push((step.start, step.len));
                let len = step.len.min(4 * PAGE);
                step.next = step.start + len;
                step.moved = len / PAGE - 1;
                step.stayed = 1;
                step.refusals[2] = 3;
            }),
            abi::ARENA_RING => with_record(argument, |ring: &mut ArenaRingArgs| {
                ring.next = ring.next.max(DECISIONS.start);
                while ring.next < DECISIONS.end {
                    let record = DecisionRecord {
                        number: ring.next,
                        node: abi::arena::ARENA_NODES,
                        ..DecisionRecord::ZERO
                    };
                    if !buffers.put(ring.count as usize, record) {
                        break;
                    }
                    ring.count += 1;
                    ring.next += 1;
                }
            }),
            abi::FAULTS => with_record(argument, |faults: &mut FaultsArgs| {
                if faults.flags == FaultsFlag::ATTACH || faults.flags == FaultsFlag::DETACH {
                    self.is_attached = faults.flags == FaultsFlag::ATTACH;
                    return Ok(());
                }
                if let Some(error) = self.fault_error {
                    return Err(failed(error));
                }
                self.fault_reads += 1;
                let reads = self.fault_reads;
                let counts = [
                    (FaultKind::FaultUser, 10 * reads * reads),
                    (FaultKind::ReclaimLongestNs, 1000),
                    (FaultKind::OomVictim, abi::ABSENT),
                ];
                for (at, (kind, count)) in counts.into_iter().enumerate() {
                    let record = FaultCountRecord {
                        kind: kind as u32,
                        count,
                        ..FaultCountRecord::ZERO
                    };
                    buffers.put(at, record);
                }
                (faults.count, faults.total) = (3, 3);
                faults.watched_ns = 1_000_000 * reads;
                Ok(())
            })?,
            _ => return Err(failed(libc::ENOTTY)),
        }
        Ok(())
    }

    fn create_arena(&mut self, argument: ArenaCreateArgs, weights: &[u32]) -> io::Result<()> {
        if let Some(error) = self.create_error {
            return Err(failed(error));
        }
        self.created = Some((argument, weights.to_vec()));
        Ok(())
    }
}

fn session() -> (Rmm, Arc<Mutex<ArenaCalls>>) {
    open_session(ArenaCalls::default()).unwrap()
}

#[test]
fn options_become_the_argument() {
    let (rmm, calls) = session();
    let options = ArenaOptions {
        cap: 3 << 20,
        nodes: 5,
        weights: vec![2, 0, 1],
        strict: true,
        ..ArenaOptions::new(PlacementKind::Weighted, 2 << 20)
    };
    rmm.create_arena(&options).unwrap();
    let created = calls.lock().unwrap().created.clone();
    let (argument, weights) = created.unwrap();
    assert_eq!((argument.bytes, argument.cap), (2 << 20, 3 << 20));
    assert_eq!((argument.nodes, argument.fast), (5, 0));
    assert_eq!(argument.policy, PlacementKind::Weighted as u32);
    assert_eq!(argument.flags, ArenaFlag::STRICT);
    assert_eq!(weights, [2, 0, 1]);
}

#[test]
fn a_refused_arena_names_the_cause() {
    let (rmm, calls) = session();
    let create_error = |error| {
        calls.lock().unwrap().create_error = Some(error);
        let options = ArenaOptions::new(PlacementKind::Local, PAGE);
        rmm.create_arena(&options).err().unwrap()
    };
    let limit = create_error(libc::ENOSPC);
    assert!(matches!(limit, RmmError::ArenaLimit));
    assert!(limit.cure().unwrap().contains("arena_user_bytes"));
    assert!(matches!(
        create_error(libc::EINVAL),
        RmmError::InvalidRequest { .. }
    ));
}

#[test]
fn a_migration_continues_to_its_end() {
    let (rmm, calls) = session();
    let arena = rmm.create_arena(&ArenaOptions::new(PlacementKind::Local, PAGE));
    let moved = arena.unwrap().migrate(PAGE..11 * PAGE, 1).unwrap();
    assert_eq!(
        calls.lock().unwrap().moves,
        [
            (PAGE, 10 * PAGE),
            (5 * PAGE, 6 * PAGE),
            (9 * PAGE, 2 * PAGE)
        ]
    );
    assert_eq!((moved.moved, moved.stayed), (7, 3));
    assert_eq!((moved.refusals[2], moved.next), (9, 11 * PAGE));
}

#[test]
fn decisions_are_read_to_the_last_one() {
    let (rmm, _) = session();
    let arena = rmm.create_arena(&ArenaOptions::new(PlacementKind::Local, PAGE));
    let arena = arena.unwrap();
    let numbers: Vec<u64> = arena.decisions(0).map(|one| one.unwrap().number).collect();
    assert_eq!(numbers, DECISIONS.collect::<Vec<_>>());
    let last = arena.decisions(3099).map(Result::unwrap).last().unwrap();
    assert_eq!((last.number, last.node_id()), (3099, None));
}

#[test]
fn pages_by_node_are_absent_unless_requested() {
    let (rmm, _) = session();
    let arena = rmm.create_arena(&ArenaOptions::new(PlacementKind::Local, PAGE));
    let arena = arena.unwrap();
    let stat = arena.stat(true).unwrap();
    assert_eq!((stat.id, stat.node_pages[1]), (7, 5));
    assert_eq!(stat.placement(), Some(PlacementKind::Stripe));
    assert_eq!(rmm::present(arena.stat(false).unwrap().node_pages[1]), None);
}

#[test]
fn intervals_have_the_differences() {
    let (rmm, calls) = session();
    let counter = rmm.count_faults(None).unwrap();
    let mut intervals = counter.intervals();
    let counts: Vec<Vec<u64>> = intervals
        .by_ref()
        .take(3)
        .map(Result::unwrap)
        .map(|interval| {
            assert_eq!(interval.elapsed, Duration::from_millis(1));
            interval.counts.iter().map(|count| count.count).collect()
        })
        .collect();
    let expected = [10, 30, 50].map(|faults| vec![faults, 1000, abi::ABSENT]);
    assert_eq!(counts, expected);
    assert!(calls.lock().unwrap().is_attached);
    calls.lock().unwrap().fault_error = Some(libc::ENXIO);
    assert!(intervals.next().is_some_and(|interval| interval.is_err()));
    assert!(intervals.next().is_none());
    assert!(format!("{rmm:?}{intervals:?}").contains("has_failed: true"));
    drop(intervals);
    assert!(!calls.lock().unwrap().is_attached);
}

#[test]
fn other_files_are_no_arenas() {
    let file = File::open("/proc/self/stat").unwrap();
    let error = ArenaDescriptor::from_fd(file.into()).err().unwrap();
    assert!(matches!(error, RmmError::NotArena { .. }), "{error}");
    let own = std::process::id() as i32;
    let error = ArenaDescriptor::of_process(own, 1 << 20).err().unwrap();
    let text = error.to_string();
    assert_eq!(
        text,
        format!("descriptor 1048576 of process {own} is not an arena")
    );
    let nobody = ArenaDescriptor::of_process(1 << 23, 0).err().unwrap();
    assert!(matches!(nobody, RmmError::NoProcess { .. }), "{nobody}");
}
