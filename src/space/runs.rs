// SPDX-License-Identifier: GPL-2.0

//! Physically contiguous runs by length and kind of VMA.

use super::{
    mapped::Mapped,
    tally::{
        Count,
        Rows, //
    },
};
use crate::{
    abi::{
        names::PageKind,
        tally::Runs, //
    },
    model::stretch::Run,
    sys::{
        leaf::sign,
        mm::Users, //
    },
};
use kernel::prelude::*;

/// Counts runs.
pub(crate) struct CountRuns {
    run: Run,
    vma_kind: u32,
}

impl CountRuns {
    fn count(&self, pages: Option<u64>, rows: &mut Rows<Runs>) {
        let Some(order) = pages.and_then(u64::checked_ilog2) else {
            return;
        };
        // There is room: `ADDS`.
        let _ = rows.add(&Runs {
            vma_kind: self.vma_kind,
            order,
            runs: 1,
            pages: pages.unwrap_or(0),
        });
    }
}

impl Count for CountRuns {
    type Row = Runs;

    const SIGN: u64 = sign::KIND;
    const CONTIGUOUS: bool = true;
    const ADDS: usize = 1;

    fn new(_flags: u32) -> Result<Self> {
        Ok(Self {
            run: Run::default(),
            vma_kind: 0,
        })
    }

    #[inline]
    fn add(&mut self, _users: &Users, page: &Mapped<'_>, rows: &mut Rows<Runs>) {
        self.vma_kind = page.vma.kind as u32;
        let zero = matches!(page.kind, PageKind::Zero | PageKind::HugeZero);
        let before = match page.pfn() {
            Some(pfn) if page.entry.leaf.present() && !zero => {
                self.run.add(page.entry.addr, pfn, page.pages())
            }
            _ => self.run.end(),
        };
        self.count(before, rows);
    }

    fn end(&mut self, rows: &mut Rows<Runs>) {
        let last = self.run.end();
        self.count(last, rows);
    }
}
