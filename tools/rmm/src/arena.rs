// SPDX-License-Identifier: GPL-2.0

//! Arenas: shared memory whose pages a policy of the module places.
//!
//! An arena lives as long as a descriptor or a mapping of it exists. Every process that has a
//! descriptor may map the arena, read its statistics and migrate its pages.

use crate::{
    abi::{
        self,
        arena::{
            ArenaMoveArgs,
            ArenaRingArgs,
            ArenaStatArgs,
            ArenaStatFlag,
            DecisionRecord,
            PlacementKind,
            PlacementReason, //
        },
        walk_cost::WalkCost,
        AbiRecord, //
    },
    arena_holders::{
        arena_holders,
        is_arena_link, //
    },
    arena_options::ArenaOptions,
    calls::{
        CallHandle,
        BATCH_RECORDS, //
    },
    error::RmmError,
    iterator::{
        CallProgress,
        RecordIterator, //
    },
    session::{
        Rmm,
        PROC, //
    },
    sys::{
        self,
        ArenaMapping,
        IoctlDevice, //
    },
};
use std::{
    fs::{
        self,
        File, //
    },
    io,
    ops::Range,
    os::{
        fd::{
            AsRawFd,
            BorrowedFd,
            OwnedFd, //
        },
        unix::fs::MetadataExt, //
    },
    path::Path,
};

/// A descriptor of an arena.
#[derive(Debug)]
pub struct ArenaDescriptor {
    handle: CallHandle,
}

impl Rmm {
    /// Creates an arena.
    ///
    /// # Errors
    ///
    /// [`RmmError::ArenaLimit`]; [`RmmError::InvalidRequest`] for options that do not fit together.
    pub fn create_arena(&self, options: &ArenaOptions) -> Result<ArenaDescriptor, RmmError> {
        let handle = self
            .device
            .create_arena(options.argument(), &options.weights)?;
        Ok(ArenaDescriptor { handle })
    }
}

impl ArenaDescriptor {
    /// Takes a descriptor, for example one that was inherited or received through a socket.
    ///
    /// # Errors
    ///
    /// [`RmmError::NotArena`] for any other descriptor, to which no call is made.
    pub fn from_fd(descriptor: OwnedFd) -> Result<Self, RmmError> {
        let number = descriptor.as_raw_fd();
        // Other drivers may have a call of the same number, therefore name and file system are
        // checked: a file in the root of a mount can have the name, but only the kernel creates files
        // in its own tmpfs.
        let link = fs::read_link(format!("/proc/self/fd/{number}"));
        let file = File::from(descriptor);
        let in_tmpfs = || Ok(file.metadata()?.dev() == sys::kernel_tmpfs()?);
        let is_arena = link.is_ok_and(|link| is_arena_link(&link))
            && in_tmpfs().map_err(|error| system_error("memfd_create", error))?;
        if !is_arena {
            return Err(RmmError::NotArena {
                descriptor: format!("descriptor {number}"),
            });
        }
        Ok(Self::from_arena(file))
    }

    fn from_arena(file: File) -> Self {
        Self {
            handle: CallHandle::new(Box::new(IoctlDevice(file)), None),
        }
    }

    /// Duplicates descriptor number `fd` of a process, with pidfd_getfd(2). It needs the right to
    /// trace the process, and neither the device nor a capability.
    ///
    /// # Errors
    ///
    /// [`RmmError::NoProcess`], [`RmmError::NoDescriptorRight`], and [`RmmError::NotArena`] if the
    /// number is that of another file or of none.
    pub fn of_process(pid: i32, fd: i32) -> Result<Self, RmmError> {
        let target = format!("process {pid}");
        let not_arena = || RmmError::NotArena {
            descriptor: format!("descriptor {fd} of {target}"),
        };
        let duplicate =
            sys::duplicate_from(pid, fd).map_err(|error| match error.raw_os_error() {
                Some(libc::ESRCH) => RmmError::NoProcess {
                    target: target.clone(),
                },
                Some(libc::EPERM | libc::EACCES) => RmmError::NoDescriptorRight {
                    target: target.clone(),
                },
                Some(libc::EBADF | libc::EINVAL) => not_arena(),
                _ => RmmError::System {
                    call: "pidfd_getfd".to_owned(),
                    source: error,
                },
            })?;
        Self::from_fd(duplicate).map_err(|error| match error {
            RmmError::NotArena { .. } => not_arena(),
            error => error,
        })
    }

    /// Finds a descriptor of an arena by its number in `/proc/rmm/arenas`, in the processes that the
    /// caller may trace.
    ///
    /// # Errors
    ///
    /// [`RmmError::NoArenaDescriptor`] if there is none: the arena does not exist, only mappings keep
    /// it, or its holders belong to others.
    pub fn of_arena(id: u64) -> Result<Self, RmmError> {
        if !Path::new(PROC).exists() {
            return Err(RmmError::NotLoaded);
        }
        for holder in arena_holders()? {
            // The process may end at any time.
            let Ok(arena) = Self::of_process(holder.pid, holder.fd) else {
                continue;
            };
            if arena.stat(false).is_ok_and(|stat| stat.id == id) {
                return Ok(arena);
            }
        }
        Err(RmmError::NoArenaDescriptor { id })
    }

    /// Where the pages are, decisions by reason, pages by heat. Pages by node are counted page by
    /// page if `by_node`, and absent otherwise.
    pub fn stat(&self, by_node: bool) -> Result<ArenaStatArgs, RmmError> {
        let mut stat = ArenaStatArgs {
            flags: if by_node { ArenaStatFlag::NODES } else { 0 },
            ..ArenaStatArgs::ZERO
        };
        self.handle.call_alone(abi::ARENA_STAT, &mut stat)?;
        Ok(stat)
    }

    /// Migrates the resident pages of a range of offsets to `nodes` (bit n is node n), and continues
    /// after signals. Returns the sums of all calls.
    pub fn migrate(&self, range: Range<u64>, nodes: u64) -> Result<ArenaMoveArgs, RmmError> {
        let mut sums = ArenaMoveArgs {
            start: range.start,
            len: range.end.saturating_sub(range.start),
            nodes,
            next: range.start,
            ..ArenaMoveArgs::ZERO
        };
        while sums.next < range.end {
            let mut step = ArenaMoveArgs {
                start: sums.next,
                len: range.end - sums.next,
                nodes,
                ..ArenaMoveArgs::ZERO
            };
            self.handle.call_alone(abi::ARENA_MOVE, &mut step)?;
            sums.next = step.next;
            sums.moved += step.moved;
            sums.stayed += step.stayed;
            sums.absent += step.absent;
            for (sum, count) in sums.refusals.iter_mut().zip(step.refusals) {
                *sum += count;
            }
        }
        Ok(sums)
    }

    /// The decisions in the ring from number `first` on, up to the last one that was made. Numbers
    /// that are missing were overwritten. To follow the arena, ask again from the number after the
    /// last.
    pub fn decisions(&self, first: u64) -> RecordIterator<DecisionRecord> {
        let handle = self.handle.clone();
        let mut next = first;
        let mut records = vec![DecisionRecord::ZERO; BATCH_RECORDS];
        RecordIterator::new(move |found| {
            let mut argument = ArenaRingArgs {
                next,
                ..ArenaRingArgs::ZERO
            };
            handle
                .try_call(abi::ARENA_RING, &mut argument, &mut records, &mut [])
                .map_err(|error| handle.error(abi::ARENA_RING, error))?;
            found.extend(records.iter().take(argument.count as usize));
            next = argument.next;
            Ok(CallProgress {
                is_done: (argument.count as usize) < records.len(),
                cost: WalkCost::ZERO,
            })
        })
    }

    /// Maps a range of offsets, a multiple of pages. In a private mapping, pages that are written
    /// become copies that belong to the process and are placed by the policy.
    pub fn map(&self, range: Range<u64>, is_private: bool) -> Result<ArenaMapping, RmmError> {
        let mapped = self
            .descriptor()
            .and_then(|fd| ArenaMapping::new(fd, range, is_private));
        mapped.map_err(|source| system_error("mmap", source))
    }

    /// Changes the size of the file. Pages beyond the end are freed.
    pub fn resize(&self, bytes: u64) -> Result<(), RmmError> {
        let duplicate = self.descriptor().and_then(|fd| fd.try_clone_to_owned());
        let resized = duplicate.and_then(|fd| File::from(fd).set_len(bytes));
        resized.map_err(|source| system_error("ftruncate", source))
    }

    /// Keeps the descriptor open in programs that this process executes, and returns its number.
    pub fn keep_across_exec(&self) -> Result<i32, RmmError> {
        let kept = self.descriptor().and_then(|fd| {
            sys::keep_across_exec(fd)?;
            Ok(fd.as_raw_fd())
        });
        kept.map_err(|source| system_error("fcntl", source))
    }

    /// The descriptor, for mmap(2), mbind(2) and SCM_RIGHTS.
    pub fn descriptor(&self) -> io::Result<BorrowedFd<'_>> {
        let descriptor = self.handle.descriptor();
        descriptor.ok_or_else(|| io::Error::from_raw_os_error(libc::EBADF))
    }
}

fn system_error(call: &str, source: io::Error) -> RmmError {
    RmmError::System {
        call: call.to_owned(),
        source,
    }
}

impl ArenaStatArgs {
    /// Policy of the arena; `None` for one that this version does not know.
    pub fn placement(&self) -> Option<PlacementKind> {
        PlacementKind::from_raw(self.policy)
    }
}

impl DecisionRecord {
    /// Why the page is on its node; `None` for a reason that this version does not know.
    pub fn placement_reason(&self) -> Option<PlacementReason> {
        PlacementReason::from_raw(self.reason)
    }

    /// The node that the page was placed on.
    pub fn node_id(&self) -> Option<u32> {
        (self.node < abi::arena::ARENA_NODES).then_some(self.node)
    }

    /// The first choice of the policy; `None` if the kernel chose.
    pub fn wanted_id(&self) -> Option<u32> {
        (self.wanted < abi::arena::ARENA_NODES).then_some(self.wanted)
    }
}
