// SPDX-License-Identifier: GPL-2.0

use super::*;
use std::{
    boxed::Box,
    thread,
    vec::Vec, //
};

type TestRing = FaultRing<Box<[FaultCell]>, Box<[OpenFault]>>;

fn ring(cells: usize, open: usize) -> TestRing {
    let cells: Vec<_> = (0..cells).map(|_| FaultCell::default()).collect();
    let open: Vec<_> = (0..open).map(|_| OpenFault::default()).collect();
    FaultRing::new(cells.into(), open.into())
}

fn begin(task: u64, address: u64, now_ns: u64) -> FaultBegin {
    FaultBegin {
        task,
        tid: task as i32,
        is_user: true,
        is_nested: false,
        address,
        ip: 0x40_0000,
        code: CODE_WRITE,
        now_ns,
    }
}

fn end(task: u64, address: u64, now_ns: u64) -> FaultEnd {
    FaultEnd {
        task,
        address,
        is_major: false,
        now_ns,
    }
}

#[test]
fn a_fault_has_its_time() {
    let ring = ring(8, 8);
    ring.begin_fault(&begin(64, 0x1000, 10));
    ring.end_fault(&FaultEnd {
        is_major: true,
        ..end(64, 0x1000, 35)
    });
    let record = ring.take_record().unwrap();
    let flags = FaultRecordFlag::USER
        | FaultRecordFlag::WRITE
        | FaultRecordFlag::ENDED
        | FaultRecordFlag::MAJOR;
    assert_eq!(
        (record.number, record.address, record.ip),
        (0, 0x1000, 0x40_0000)
    );
    assert_eq!((record.began_ns, record.ns, record.tid), (10, 25, 64));
    assert_eq!(record.flags, flags);
    assert_eq!(ring.take_record(), None);
}

#[test]
fn an_end_after_the_reader_is_a_record_of_its_own() {
    let ring = ring(8, 8);
    ring.begin_fault(&begin(64, 0x1000, 10));
    let first = ring.take_record().unwrap();
    assert_eq!(
        (first.ns, first.flags & FaultRecordFlag::ENDED),
        (ABSENT, 0)
    );
    ring.begin_fault(&begin(128, 0x2000, 15));
    ring.end_fault(&end(64, 0x1000, 20));
    assert_eq!(ring.pending(), 2);
    assert_eq!(ring.take_record().unwrap().address, 0x2000);
    let late = ring.take_record().unwrap();
    assert_eq!(
        (late.number, late.address, late.ns),
        (first.number, 0x1000, 10)
    );
    assert_eq!(
        late.flags,
        first.flags | FaultRecordFlag::LATE | FaultRecordFlag::ENDED
    );
    assert_eq!(ring.take_record(), None);
}

#[test]
fn an_end_is_not_that_of_another_fault() {
    let ring = ring(2, 8);
    // Nobody recorded the begin; another address; an end that comes a lap later.
    ring.end_fault(&end(64, 0x1000, 20));
    ring.begin_fault(&begin(64, 0x1000, 10));
    ring.end_fault(&end(64, 0x3000, 20));
    assert_eq!(ring.take_record().unwrap().ns, ABSENT);
    ring.begin_fault(&begin(128, 0x2000, 15));
    ring.begin_fault(&begin(192, 0x4000, 15));
    ring.end_fault(&end(64, 0x1000, 30));
    assert_eq!(ring.untimed(), 1, "there was no room for the late end");
    for address in [0x2000, 0x4000] {
        let record = ring.take_record().unwrap();
        assert_eq!((record.address, record.ns), (address, ABSENT));
    }
    // A fault that had no end, and then another of the same task.
    ring.begin_fault(&begin(64, 0x1000, 40));
    ring.begin_fault(&begin(64, 0x5000, 50));
    ring.end_fault(&end(64, 0x5000, 51));
    assert_eq!(ring.take_record().unwrap().ns, ABSENT);
    assert_eq!(ring.take_record().unwrap().ns, 1);
}

#[test]
fn a_full_ring_counts_what_it_loses() {
    let ring = ring(4, 8);
    for fault in 0..7 {
        ring.begin_fault(&begin(64, fault << 12, fault));
        ring.end_fault(&end(64, fault << 12, fault + 1));
    }
    assert_eq!(ring.lost(), 3);
    for fault in 0..4 {
        assert_eq!(ring.take_record().unwrap().address, fault << 12);
    }
    assert_eq!(ring.take_record(), None);
    ring.begin_fault(&begin(64, 0x9000, 9));
    assert_eq!(ring.take_record().unwrap().number, 4);
    ring.lose(2);
    assert_eq!((ring.lost(), ring.untimed()), (5, 0));
}

#[test]
fn nested_faults_do_not_replace_the_open_one() {
    let ring = ring(8, 8);
    ring.begin_fault(&begin(64, 0x1000, 10));
    ring.begin_fault(&FaultBegin {
        is_nested: true,
        ..begin(64, 0x2000, 12)
    });
    ring.end_fault(&end(64, 0x1000, 20));
    assert_eq!(ring.take_record().unwrap().ns, 10);
    assert_eq!(ring.take_record().unwrap().ns, ABSENT);
}

#[test]
fn too_many_open_faults_are_counted() {
    let ring = ring(16, 2);
    for task in 1..4 {
        ring.begin_fault(&begin(task << 6, 0x1000, 10));
    }
    assert_eq!((ring.lost(), ring.untimed()), (0, 1));
    ring.end_fault(&end(1 << 6, 0x1000, 11));
    ring.begin_fault(&begin(3 << 6, 0x2000, 12));
    assert_eq!(ring.untimed(), 1);
}

#[test]
fn no_sizes_panic() {
    let ring = ring(0, 0);
    ring.begin_fault(&begin(64, 0x1000, 10));
    ring.end_fault(&end(64, 0x1000, 20));
    assert_eq!(ring.take_record(), None);
    assert_eq!((ring.lost(), ring.untimed()), (1, 1));
}

/// Each fault is returned once with its own values, or is counted as lost, whatever the threads do.
#[test]
fn writers_and_the_reader_do_not_mix_records() {
    const FAULTS: u64 = 20_000;
    const THREADS: u64 = 4;
    let ring = ring(64, OPEN_FAULTS);
    let mut seen = [0; THREADS as usize];
    let mut timed = 0;
    thread::scope(|scope| {
        let writers: Vec<_> = (1..=THREADS)
            .map(|thread| {
                let ring = &ring;
                scope.spawn(move || {
                    for fault in 0..FAULTS {
                        let address = (thread << 32) | fault;
                        ring.begin_fault(&begin(thread << 6, address, address));
                        ring.end_fault(&end(thread << 6, address, address + thread));
                    }
                })
            })
            .collect();
        loop {
            let are_done = writers.iter().all(thread::ScopedJoinHandle::is_finished);
            while let Some(record) = ring.take_record() {
                let thread = record.address >> 32;
                assert_eq!(record.tid as u64, thread << 6);
                assert_eq!(record.began_ns, record.address);
                if record.flags & FaultRecordFlag::ENDED != 0 {
                    assert_eq!(record.ns, thread);
                    timed += 1;
                }
                if record.flags & FaultRecordFlag::LATE == 0 {
                    seen[thread as usize - 1] += 1;
                }
            }
            if are_done {
                break;
            }
        }
    });
    let recorded: u64 = seen.iter().sum();
    assert_eq!(recorded + ring.lost(), THREADS * FAULTS);
    assert_eq!(timed + ring.untimed(), recorded);
}
