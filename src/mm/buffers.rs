// SPDX-License-Identifier: GPL-2.0

//! Buffers that an open address-space file keeps between calls, 48 KiB in total. Allocating them,
//! which many kernels also clear, costs more than a small walk.
//!
//! A call takes a buffer and returns it at its end; a concurrent call allocates its own. The mutex
//! is held to take and to return a buffer, never during a walk.

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

    /// A buffer for captured tables. The user configures it by `TableSnapshot::for_pages`,
    /// `for_runs` or `for_columns`.
    pub(crate) fn table(&self) -> Result<TableSnapshot> {
        let kept = self.0.lock().table.take();
        kept.map_or_else(TableSnapshot::new, Ok)
    }

    /// Returns a table.
    pub(crate) fn keep_table(&self, table: TableSnapshot) {
        let table = table.shrunk();
        let spare = self.0.lock().table.replace(table);
        drop(spare);
    }

    /// Cells for a summary, with undefined content.
    pub(crate) fn cells(&self) -> Result<KVec<SummaryCell>> {
        let kept = self.0.lock().cells.take();
        match kept {
            Some(cells) => Ok(cells),
            None => Ok(KVec::from_elem(
                SummaryCell::EMPTY,
                CELLS,
                GFP_KERNEL_ACCOUNT,
            )?),
        }
    }

    /// Returns the buffer of [`Self::cells`].
    pub(crate) fn keep_cells(&self, cells: KVec<SummaryCell>) {
        let spare = self.0.lock().cells.replace(cells);
        drop(spare);
    }

    /// A buffer for extents, with undefined content.
    pub(crate) fn extents(&self) -> Result<KVec<ExtentRecord>> {
        let kept = self.0.lock().extents.take();
        match kept {
            Some(extents) => Ok(extents),
            None => Ok(KVec::from_elem(
                ExtentRecord::ZERO,
                EXTENTS,
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
