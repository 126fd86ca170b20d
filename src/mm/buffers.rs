// SPDX-License-Identifier: GPL-2.0

//! Buffers that an open address-space file keeps between calls, 48 KiB in total. Allocating them,
//! which many kernels also clear, costs more than a small walk. They are as large as the largest call
//! so far has needed.
//!
//! A call takes a buffer and returns it at its end; a concurrent call allocates its own. The mutex
//! is held to take and to return a buffer, never during a walk.

use crate::{
    abi::{
        extent::ExtentRecord,
        AbiRecord, //
    },
    model::{
        paging::PAGE_SIZE,
        summary::SummaryCell, //
    },
    sys::mm::table::TableSnapshot, //
};
use kernel::{
    new_mutex,
    prelude::*,
    sync::Mutex, //
};

/// Cells of a summary under construction, 16 KiB. When they are used up, the walk stops early and
/// the caller resumes it.
const CELLS: usize = 256;

/// Extents under construction, 8 KiB.
pub(crate) const EXTENTS: usize = 128;

/// Buffers kept between two calls.
#[derive(Default)]
struct KeptBuffers {
    table: Option<TableSnapshot>,
    cells: Option<KVec<SummaryCell>>,
    extents: Option<KVec<ExtentRecord>>,
}

/// The buffers of one open file.
pub(crate) struct WalkBuffers(Pin<KBox<Mutex<KeptBuffers>>>);

impl WalkBuffers {
    /// No buffers yet.
    pub(crate) fn new() -> Result<Self> {
        let kept = new_mutex!(KeptBuffers::default(), "rmm::buffers");
        Ok(Self(KBox::pin_init(kept, GFP_KERNEL_ACCOUNT)?))
    }

    /// A buffer for captured tables of a walk of `bytes`. The user configures it by
    /// `TableSnapshot::for_pages`, `for_runs` or `for_columns`.
    pub(crate) fn table(&self, bytes: u64) -> Result<TableSnapshot> {
        let pages = usize::try_from(bytes.div_ceil(PAGE_SIZE)).unwrap_or(usize::MAX);
        let kept = self.0.lock().table.take();
        match kept {
            Some(table) => table.for_room(pages),
            None => TableSnapshot::with_room(pages),
        }
    }

    /// Returns a table.
    pub(crate) fn keep_table(&self, table: TableSnapshot) {
        let table = table.shrunk();
        let spare = self.0.lock().table.replace(table);
        drop(spare);
    }

    /// Cells for a summary of at most `room`, with undefined content.
    pub(crate) fn cells(&self, room: usize) -> Result<KVec<SummaryCell>> {
        let room = room.min(CELLS);
        let kept = self.0.lock().cells.take();
        match kept.filter(|cells| cells.len() >= room) {
            Some(cells) => Ok(cells),
            None => Ok(KVec::from_elem(
                SummaryCell::EMPTY,
                room,
                GFP_KERNEL_ACCOUNT,
            )?),
        }
    }

    /// Returns the buffer of [`Self::cells`].
    pub(crate) fn keep_cells(&self, cells: KVec<SummaryCell>) {
        let spare = self.0.lock().cells.replace(cells);
        drop(spare);
    }

    /// A buffer for at most `room` extents, with undefined content.
    pub(crate) fn extents(&self, room: usize) -> Result<KVec<ExtentRecord>> {
        let room = room.min(EXTENTS);
        let kept = self.0.lock().extents.take();
        match kept.filter(|extents| extents.len() >= room) {
            Some(extents) => Ok(extents),
            None => Ok(KVec::from_elem(
                ExtentRecord::ZERO,
                room,
                GFP_KERNEL_ACCOUNT,
            )?),
        }
    }

    /// Returns the buffer of [`Self::extents`].
    pub(crate) fn keep_extents(&self, extents: KVec<ExtentRecord>) {
        let spare = self.0.lock().extents.replace(extents);
        drop(spare);
    }
}
