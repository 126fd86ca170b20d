// SPDX-License-Identifier: GPL-2.0

//! The client on a device that answers from memory, as the module does at the limits of a call.

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
        histogram::{
            HistogramArgs,
            SharingRecord, //
        },
        info::{
            ABI_VERSION,
            VERSION, //
        },
        memcg::{
            MemcgRecord,
            MemcgsArgs, //
        },
        page::PageRecord,
        rmap::{
            MappingRecord,
            RmapArgs,
            RmapState, //
        },
        vma::{
            VmaRecord,
            VmasArgs, //
        },
        walk::WalkArgs,
        AbiRecord, //
    },
    transport::{
        with_record,
        CallBuffers, //
    },
    EntryFilter,
    MissingRight,
    Rmm,
    RmmError,
    VmasOptions,
    WalkOptions, //
};
use std::{
    io,
    sync::{
        Arc,
        Mutex, //
    },
    time::Duration,
};

/// Answers of the fake device, and the calls that it got.
#[derive(Default)]
struct FakeAnswers {
    abi_version: Option<u32>,
    /// Errors of requests, and how often each is returned.
    errors: Vec<(u32, i32, u32)>,
    /// Records of one call.
    per_call: usize,
    walks: Vec<WalkArgs>,
    memcgs_removed: bool,
}

impl FakeModule for FakeAnswers {
    fn abi_version(&self) -> u32 {
        self.abi_version.unwrap_or(ABI_VERSION)
    }

    fn answer(
        &mut self,
        request: u32,
        argument: &mut [u8],
        buffers: &mut CallBuffers<'_>,
    ) -> io::Result<()> {
        let errors = &mut self.errors;
        let failing = errors.iter_mut().find(|one| one.0 == request && one.2 > 0);
        if let Some((_, error, times)) = failing {
            *times -= 1;
            return Err(failed(*error));
        }
        match request {
            // Ten pages from address 0 on.
            abi::WALK => with_record(argument, |walk: &mut WalkArgs| {
                self.walks.push(*walk);
                walk.count = 0;
                let pages = (walk.start / PAGE..10).take(self.per_call);
                for page in pages {
                    let record = PageRecord {
                        addr: page * PAGE,
                        pages: 1,
                        node: (page % 2) as i32,
                        ..PageRecord::ZERO
                    };
                    assert!(buffers.put(walk.count as usize, record));
                    walk.count += 1;
                    walk.next = (page + 1) * PAGE;
                }
                walk.cost.entries = walk.count.into();
                if walk.next >= 10 * PAGE {
                    walk.next = walk.end;
                }
                Ok(())
            }),
            // Three VMAs with names of 70000 bytes, two a call; the second call repeats one.
            abi::VMAS => with_record(argument, |vmas: &mut VmasArgs| {
                let (mut used, name_len) = (0, 70_000);
                for vma in 0..3u64 {
                    let (start, end) = (vma * PAGE, (vma + 1) * PAGE);
                    if end < vmas.start || vmas.count == 2 {
                        continue;
                    }
                    let Some(name) = buffers.names.get_mut(used..used + name_len) else {
                        vmas.next = start;
                        break;
                    };
                    name.fill(b'a' + vma as u8);
                    let record = VmaRecord {
                        start,
                        end,
                        name_offset: used as u32,
                        name_len: name_len as u32,
                        ..VmaRecord::ZERO
                    };
                    buffers.put(vmas.count as usize, record);
                    vmas.count += 1;
                    used += name_len;
                    vmas.next = if vma == 2 { vmas.end } else { end };
                }
                if vmas.count == 0 {
                    return Err(failed(libc::ENOSPC));
                }
                Ok(())
            }),
            // Two calls that count the same key.
            abi::SHARING => with_record(argument, |histogram: &mut HistogramArgs| {
                let record = SharingRecord {
                    bytes: 5,
                    pss_fraction: if histogram.start == 0 { 7 } else { abi::ABSENT },
                    ..SharingRecord::ZERO
                };
                buffers.put(0, record);
                histogram.count = 1;
                histogram.next = if histogram.start == 0 {
                    PAGE
                } else {
                    histogram.end
                };
                Ok(())
            }),
            // Cgroups 1 to 6; the one at which the second call would resume is removed.
            abi::MEMCGS => with_record(argument, |memcgs: &mut MemcgsArgs| {
                if memcgs.after == 3 && !self.memcgs_removed {
                    self.memcgs_removed = true;
                    return Err(failed(libc::ESTALE));
                }
                let first = memcgs.after + 1;
                for cgroup in (first..=6).filter(|_| memcgs.next == 0).take(3) {
                    let record = MemcgRecord {
                        cgroup,
                        ..MemcgRecord::ZERO
                    };
                    buffers.put(memcgs.count as usize, record);
                    memcgs.count += 1;
                }
                let last = memcgs.after + u64::from(memcgs.count);
                memcgs.next = if last >= 6 { abi::ABSENT } else { last };
                Ok(())
            }),
            // The first call finds locks held, the second is incomplete, the third repeats a mapping.
            abi::RMAP => with_record(argument, |rmap: &mut RmapArgs| {
                let call = rmap.cursor[0];
                rmap.cursor[0] += 1;
                rmap.count = 0;
                let mut put = |pid| {
                    let record = MappingRecord {
                        pid,
                        ..MappingRecord::ZERO
                    };
                    buffers.put(rmap.count as usize, record);
                    rmap.count += 1;
                };
                let state = match call {
                    0 => RmapState::Contended,
                    1 => {
                        put(10);
                        put(11);
                        RmapState::More
                    }
                    _ => {
                        put(11);
                        put(12);
                        RmapState::Complete
                    }
                };
                rmap.state = state as u32;
                Ok(())
            }),
            _ => Err(failed(libc::ENOTTY)),
        }
    }

    fn open(&mut self, target: i32) -> io::Result<()> {
        match target {
            1 => Err(failed(libc::ESRCH)),
            2 => Err(failed(libc::ENXIO)),
            3 => Err(failed(libc::EACCES)),
            _ => Ok(()),
        }
    }
}

fn session(answers: FakeAnswers) -> (Rmm, Arc<Mutex<FakeAnswers>>) {
    open_session(answers).unwrap()
}

#[test]
fn a_walk_resumes_where_calls_end() {
    let (rmm, answers) = session(FakeAnswers {
        per_call: 3,
        ..FakeAnswers::default()
    });
    let memory = rmm.process(10).unwrap();
    let options = WalkOptions {
        budget: Some(Duration::from_nanos(1)),
        filter: EntryFilter {
            nodes: 3,
            ..EntryFilter::default()
        },
        ..WalkOptions::default()
    };
    let mut pages = memory.pages(&options);
    let found: Vec<u64> = pages
        .by_ref()
        .map(|page| page.unwrap().addr / PAGE)
        .collect();
    assert_eq!(found, (0..10).collect::<Vec<_>>());
    assert_eq!(pages.cost().entries, 10);
    assert!(pages.next().is_none());
    let walks = &answers.lock().unwrap().walks;
    assert_eq!(walks.len(), 4);
    // A budget shorter than the unit is the shortest budget, not none.
    assert!(walks
        .iter()
        .all(|walk| walk.budget_us == 1 && walk.nodes == 3));
}

#[test]
fn vmas_grow_the_names_and_are_returned_once() {
    let (rmm, _) = session(FakeAnswers::default());
    let memory = rmm.process(10).unwrap();
    let vmas: Vec<_> = memory
        .vmas(&VmasOptions::default())
        .map(Result::unwrap)
        .collect();
    let starts: Vec<u64> = vmas.iter().map(|vma| vma.start / PAGE).collect();
    assert_eq!(starts, [0, 1, 2]);
    assert!(vmas
        .iter()
        .zip(b'a'..)
        .all(|(vma, byte)| vma.name == vec![byte; 70_000]));
}

#[test]
fn histograms_add_up_and_absent_stays_absent() {
    let (rmm, _) = session(FakeAnswers::default());
    let memory = rmm.process(10).unwrap();
    let sharing = memory.sharing(0..abi::ABSENT).unwrap();
    assert_eq!(sharing.len(), 1);
    assert_eq!(
        (sharing[0].bytes, sharing[0].pss_fraction),
        (10, abi::ABSENT)
    );
}

#[test]
fn memcgs_start_again_without_repeating() {
    let (rmm, answers) = session(FakeAnswers::default());
    let found: Vec<u64> = rmm.memcgs().map(|memcg| memcg.unwrap().cgroup).collect();
    assert_eq!(found, [1, 2, 3, 4, 5, 6]);
    assert!(answers.lock().unwrap().memcgs_removed);
}

#[test]
fn mappings_are_complete_and_returned_once() {
    let (rmm, answers) = session(FakeAnswers::default());
    let found = rmm.mappings(7).unwrap();
    assert_eq!(found.state, Some(RmapState::Complete));
    let pids: Vec<i32> = found.mappings.iter().map(|mapping| mapping.pid).collect();
    assert_eq!(pids, [10, 11, 12]);

    // A call is made again after a signal and during memory hotplug.
    let errors = vec![(abi::RMAP, libc::EINTR, 3), (abi::RMAP, libc::EBUSY, 3)];
    answers.lock().unwrap().errors = errors;
    assert_eq!(rmm.mappings(7).unwrap().mappings, found.mappings);
}

#[test]
fn an_error_ends_an_iterator() {
    let (rmm, answers) = session(FakeAnswers {
        per_call: 3,
        ..FakeAnswers::default()
    });
    let memory = rmm.process(10).unwrap();
    let mut pages = memory.pages(&WalkOptions::default());
    assert!(pages.by_ref().take(3).all(|page| page.is_ok()));
    answers.lock().unwrap().errors = vec![(abi::WALK, libc::ESRCH, 1)];
    let error = pages.next().unwrap().unwrap_err();
    assert!(matches!(error, RmmError::TargetGone { .. }));
    assert_eq!(
        error.to_string(),
        "process 10 exited or executed another program"
    );
    assert!(pages.next().is_none());
}

#[test]
fn an_older_module_is_refused() {
    let answers = FakeAnswers {
        abi_version: Some(ABI_VERSION - 1),
        ..FakeAnswers::default()
    };
    let error = open_session(answers).err().unwrap();
    assert!(matches!(error, RmmError::VersionMismatch { .. }));
    assert!(error.to_string().contains(VERSION), "{error}");
    assert_eq!(error.cure(), Some("load the module of this version"));

    let newer = FakeAnswers {
        abi_version: Some(ABI_VERSION + 1),
        ..FakeAnswers::default()
    };
    session(newer);
}

#[test]
fn errors_name_cause_and_right() {
    let (rmm, answers) = session(FakeAnswers::default());
    let open_error = |pid: i32| rmm.process(pid).err().unwrap();
    assert!(matches!(open_error(1), RmmError::NoProcess { .. }));
    assert!(matches!(open_error(2), RmmError::NoAddressSpace { .. }));
    let denied = open_error(3);
    assert_eq!(denied.to_string(), "RMM_OPEN needs CAP_SYS_PTRACE");
    assert!(denied.is_missing_right() && denied.cure().is_some());

    let pressure_error = |number| {
        answers.lock().unwrap().errors = vec![(abi::PRESSURE, number, u32::MAX)];
        rmm.pressure().unwrap_err()
    };
    assert!(matches!(
        pressure_error(libc::EPERM),
        RmmError::MissingCapability {
            right: MissingRight::SysAdmin,
            ..
        }
    ));
    assert!(matches!(
        pressure_error(libc::EBUSY),
        RmmError::HotplugBusy { .. }
    ));
    assert!(matches!(
        pressure_error(libc::ENOTTY),
        RmmError::Unsupported { .. }
    ));
    assert!(matches!(pressure_error(libc::EIO), RmmError::System { .. }));
}

#[test]
fn a_missing_device_means_that_the_module_is_not_loaded() {
    let error = Rmm::open_path(std::path::Path::new("/nonexistent/rmm"));
    let error = error.err().unwrap();
    assert!(matches!(
        error,
        RmmError::NotLoaded | RmmError::NoDeviceNode { .. }
    ));
    assert!(error.is_not_loaded() && error.cure().is_some());
}

#[test]
fn the_crate_has_the_version_of_the_module() {
    assert_eq!(env!("CARGO_PKG_VERSION"), VERSION);
}
