// SPDX-License-Identifier: GPL-2.0

//! WalkBuffers that an open address-space file keeps from one call to the next, 48 KiB in all: a small
//! walk costs less than to allocate them, which many kernels clear them for.
//!
//! A call takes a buffer and gives it back at its end; another one that comes meanwhile allocates
//! its own. The lock is held to take and to give, never for a walk.

use crate::{
    abi::{
        extent::ExtentRecord,
        AbiRecord, //
    },
    model::summary::SummaryCell,
    sys::mm::table::TableSnapshot, //
};
use kernel::{
    new_mutex,
    prelude::*,
    sync::Mutex, //
};

/// Rows that a summary in the making has room for, 16 KiB. When they do not do, the walk stops
/// early and the caller goes on from there.
const CELLS: usize = 256;

/// Extents in the making, 8 KiB.
pub(crate) const EXTENTS: usize = 128;

/// What lies here between two calls.
#[derive(Default)]
struct KeptBuffers {
    table: Option<TableSnapshot>,
    cells: Option<KVec<SummaryCell>>,
    extents: Option<KVec<ExtentRecord>>,
}

/// The buffers of one open file.
pub(crate) struct WalkBuffers(Pin<KBox<Mutex<KeptBuffers>>>);

impl WalkBuffers {
    /// None yet.
    pub(crate) fn new() -> Result<Self> {
        let kept = new_mutex!(KeptBuffers::default(), "rmm::buffers");
        Ok(Self(KBox::pin_init(kept, GFP_KERNEL)?))
    }

    /// Of a table. What it is for has to be said: `TableSnapshot::for_pages`, `for_runs`, `for_columns`.
    pub(crate) fn table(&self) -> Result<TableSnapshot> {
        let kept = self.0.lock().table.take();
        kept.map_or_else(TableSnapshot::new, Ok)
    }

    /// Gives back a table.
    pub(crate) fn keep_table(&self, table: TableSnapshot) {
        let table = table.shrunk();
        let spare = self.0.lock().table.replace(table);
        drop(spare);
    }

    /// Of a summary; what is in it means nothing.
    pub(crate) fn cells(&self) -> Result<KVec<SummaryCell>> {
        let kept = self.0.lock().cells.take();
        match kept {
            Some(cells) => Ok(cells),
            None => Ok(KVec::from_elem(SummaryCell::EMPTY, CELLS, GFP_KERNEL)?),
        }
    }

    /// Gives back what [`Self::cells`] gave.
    pub(crate) fn keep_cells(&self, cells: KVec<SummaryCell>) {
        let spare = self.0.lock().cells.replace(cells);
        drop(spare);
    }

    /// Of extents; what is in it means nothing.
    pub(crate) fn extents(&self) -> Result<KVec<ExtentRecord>> {
        let kept = self.0.lock().extents.take();
        match kept {
            Some(extents) => Ok(extents),
            None => Ok(KVec::from_elem(ExtentRecord::ZERO, EXTENTS, GFP_KERNEL)?),
        }
    }

    /// Gives back what [`Self::extents`] gave.
    pub(crate) fn keep_extents(&self, extents: KVec<ExtentRecord>) {
        let spare = self.0.lock().extents.replace(extents);
        drop(spare);
    }
}
