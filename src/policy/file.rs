// SPDX-License-Identifier: GPL-2.0

//! The file of an arena: its mappings, descriptors and calls.

use super::{
    arena::Arena,
    registry::ArenaRegistry, //
};
use crate::{
    abi::arena::{
        ArenaCreateArgs,
        PlacementKind, //
    },
    sys::{
        arena::{
            mempolicy::{
                NodePolicies,
                OwnedMempolicy, //
            },
            shmem::{
                not_supported,
                ShmemFile, //
            },
            ArenaFault,
            ArenaFile,
            FaultResult, //
        },
        system::fatal_signal_pending, //
    },
};
use kernel::{
    fs::File,
    page::PAGE_SIZE,
    prelude::*,
    sync::Arc, //
};

/// Answers an ioctl on an arena; `ENOTTY` for an unknown one.
pub(crate) type ArenaIoctl = fn(&Arena, u32, usize) -> Result<isize>;

/// Bits of fallocate(2), uapi/linux/falloc.h.
const FALLOC_FL_KEEP_SIZE: i32 = 1;
const FALLOC_FL_PUNCH_HOLE: i32 = 2;

/// Bytes of a hole that are punched at once.
const PUNCH_BYTES: u64 = 4 << 20;

/// An arena while its file is open or mapped. The registry lists the arena for that time.
pub(crate) struct OpenArena {
    arena: Arc<Arena>,
    registry: Arc<ArenaRegistry>,
    answer: ArenaIoctl,
}

impl OpenArena {
    /// Creates an arena as described by `args` and `weights`. Errors are those listed at
    /// [`ArenaCreateArgs`].
    pub(crate) fn create(
        registry: &Arc<ArenaRegistry>,
        args: &ArenaCreateArgs,
        weights: &[u32],
        answer: ArenaIoctl,
    ) -> Result<Arc<Self>> {
        let arena = Arena::new(
            registry.next_id(),
            registry.limits(),
            registry.steering(),
            args,
            weights,
        )?;
        let open = Arc::new(
            Self {
                arena: arena.clone(),
                registry: registry.clone(),
                answer,
            },
            GFP_KERNEL_ACCOUNT,
        )?;
        registry.add(arena)?;
        if open.arena.heat.is_some() {
            registry.start_worker();
        }
        Ok(open)
    }

    /// Punches a hole in pieces of [`PUNCH_BYTES`]. A fault cannot release the VMA (`ArenaFault`), so
    /// it waits uninterruptibly while shmem punches the range that it needs; one piece bounds the wait.
    fn punch(&self, mode: i32, offset: u64, len: u64) -> Result {
        let shmem = &self.arena.shmem;
        let end = offset + len;
        let mut at = offset;
        while at < end {
            let Some(page) = shmem.next_page(at / PAGE_SIZE as u64) else {
                break;
            };
            at = at.max(page * PAGE_SIZE as u64);
            if at >= end {
                break;
            }
            let stop = (at / PUNCH_BYTES + 1) * PUNCH_BYTES;
            let stop = stop.min(end);
            shmem.fallocate(mode, at as i64, (stop - at) as i64)?;
            at = stop;
            if fatal_signal_pending() {
                return Err(EINTR);
            }
        }
        Ok(())
    }
}

impl ArenaFile for OpenArena {
    const NAME: &'static CStr = c"[rmm-arena]";

    fn shmem(&self) -> &ShmemFile {
        &self.arena.shmem
    }

    fn placement(&self) -> PlacementKind {
        self.arena.policy_kind
    }

    fn node_policies(&self, private: bool) -> &NodePolicies {
        let confined = self.arena.confined.as_ref().filter(|_| private);
        confined.unwrap_or(&self.registry.node_policies)
    }

    fn fault(&self, fault: &mut ArenaFault<'_>) -> FaultResult {
        self.arena.handle_fault(fault)
    }

    fn unarmed_range_around(&self, page: u64, first: u64, last: u64) -> Option<(u64, u64)> {
        match &self.arena.heat {
            Some(heat) => heat.unarmed_range_around(page, first, last),
            None => Some((first, last)),
        }
    }

    fn note_private_copy(&self, page: u64, node: u32) {
        self.arena.record_private_copy(page, node);
    }

    fn preferred_node(&self, page: u64, private: bool) -> Option<(u32, bool)> {
        self.arena.preferred_node(page, private)
    }

    fn private_hint_policy(&self) -> Option<&OwnedMempolicy> {
        self.arena.private_hints.as_ref()
    }

    fn reset_policy(&self, first: u64, pages: u64) -> Result {
        self.arena.reset_range(first, pages)
    }

    fn fallocate(&self, mode: i32, offset: i64, len: i64) -> Result {
        let arena = &self.arena;
        if mode & FALLOC_FL_PUNCH_HOLE != 0 {
            return self.punch(mode, offset as u64, len as u64);
        }
        if mode & !FALLOC_FL_KEEP_SIZE != 0 {
            return Err(not_supported());
        }
        let end = offset as u64 + len as u64;
        if end > arena.cap_pages() * PAGE_SIZE as u64 {
            return Err(ENOSPC);
        }
        let size = arena.shmem.bytes();
        if end <= size {
            return arena.populate_range(offset as u64, end);
        }
        if mode & FALLOC_FL_KEEP_SIZE != 0 {
            // Only shmem could place pages beyond the end of the file, and they would not be
            // counted.
            return Err(not_supported());
        }
        while arena.shmem.bytes() < end {
            arena.shmem.resize(arena.shmem.bytes(), end)?;
        }
        arena.populate_range(offset as u64, end).inspect_err(|_| {
            // Undoes the growth, unless another caller has changed the size since.
            let _ = arena.shmem.resize(end, size);
        })
    }

    fn ioctl(&self, _file: &File, cmd: u32, arg: usize) -> Result<isize> {
        (self.answer)(&self.arena, cmd, arg)
    }

    fn release(this: Arc<Self>) {
        this.arena.close();
        // An O_PATH descriptor keeps the inode beyond the charge of the arena.
        this.arena.shmem.free_pages();
        this.registry.remove(this.arena.id());
    }
}
