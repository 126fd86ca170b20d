// SPDX-License-Identifier: GPL-2.0

//! Joining extents: adjacent runs that agree become one.

use super::paging::PAGE_SIZE;
use crate::abi::{
    extent::ExtentRecord,
    ABSENT, //
};

/// Extents in ascending order; the last one may still grow.
///
/// The storage is the caller's, who decides by it how many there may be.
pub struct ExtentJoiner<'a> {
    storage: &'a mut [ExtentRecord],
    len: usize,
    /// Page frames have to follow each other, where there are any.
    contiguous: bool,
}

/// There is no room for another one: nothing was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtentsFull;

impl<'a> ExtentJoiner<'a> {
    /// No extents, with room for as many as `storage` has; what it held is forgotten.
    pub fn new(storage: &'a mut [ExtentRecord], contiguous: bool) -> Self {
        Self {
            storage,
            len: 0,
            contiguous,
        }
    }

    /// The extents that are complete or open.
    pub fn extents(&self) -> &[ExtentRecord] {
        &self.storage[..self.len]
    }

    /// Adds a run after all others.
    pub fn push(&mut self, run: &ExtentRecord) -> Result<(), ExtentsFull> {
        let contiguous = self.contiguous;
        if let Some(last) = self.len.checked_sub(1).map(|at| &mut self.storage[at]) {
            if can_join(last, run, contiguous) {
                last.bytes = last.bytes.saturating_add(run.bytes);
                last.entries = last.entries.saturating_add(run.entries);
                return Ok(());
            }
        }
        let slot = self.storage.get_mut(self.len).ok_or(ExtentsFull)?;
        *slot = *run;
        self.len += 1;
        Ok(())
    }
}

fn can_join(last: &ExtentRecord, run: &ExtentRecord, contiguous: bool) -> bool {
    let pfn = match last.pfn {
        ABSENT => ABSENT,
        pfn => pfn.wrapping_add(last.bytes / PAGE_SIZE),
    };
    last.addr.checked_add(last.bytes) == Some(run.addr)
        && (!contiguous || pfn == run.pfn)
        && (last.categories, last.cgroup) == (run.categories, run.cgroup)
        && (last.mapcount, last.node) == (run.mapcount, run.node)
        && (last.kind, last.level, last.vma_kind) == (run.kind, run.level, run.vma_kind)
        && (last.order, last.zone, last.age) == (run.order, run.zone, run.age)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::abi::AbiRecord;

    fn run(addr: u64, pages: u64, pfn: u64) -> ExtentRecord {
        ExtentRecord {
            addr: addr * PAGE_SIZE,
            bytes: pages * PAGE_SIZE,
            pfn,
            entries: pages,
            ..ExtentRecord::ZERO
        }
    }

    #[test]
    fn runs_that_touch_and_agree_are_one() {
        let mut storage = [ExtentRecord::ZERO; 2];
        let mut extents = ExtentJoiner::new(&mut storage, false);
        assert_eq!(extents.push(&run(1, 2, ABSENT)), Ok(()));
        assert_eq!(extents.push(&run(3, 1, ABSENT)), Ok(()));
        assert_eq!(extents.extents(), [run(1, 3, ABSENT)]);
        // A gap, and no room for a third; the last one still grows.
        assert_eq!(extents.push(&run(5, 1, ABSENT)), Ok(()));
        assert_eq!(extents.push(&run(7, 1, ABSENT)), Err(ExtentsFull));
        assert_eq!(extents.push(&run(6, 1, ABSENT)), Ok(()));
        assert_eq!(extents.extents(), [run(1, 3, ABSENT), run(5, 2, ABSENT)]);
    }

    #[test]
    fn what_differs_stays_apart() {
        let change: [fn(&mut ExtentRecord); 10] = [
            |e| e.categories = 1,
            |e| e.cgroup = 1,
            |e| e.mapcount = 1,
            |e| e.node = 1,
            |e| e.kind = 1,
            |e| e.level = 1,
            |e| e.vma_kind = 1,
            |e| e.order = 1,
            |e| e.zone = 1,
            |e| e.age = 1,
        ];
        for change in change {
            let mut storage = [ExtentRecord::ZERO; 2];
            let mut extents = ExtentJoiner::new(&mut storage, false);
            let mut other = run(2, 1, ABSENT);
            change(&mut other);
            extents.push(&run(1, 1, ABSENT)).unwrap();
            extents.push(&other).unwrap();
            assert_eq!(extents.extents().len(), 2);
        }
    }

    #[test]
    fn frames_follow_if_asked() {
        for (contiguous, next, want) in [
            (true, 52, 1),
            (true, 53, 2),
            (true, ABSENT, 2),
            (false, ABSENT, 1),
        ] {
            let mut storage = [ExtentRecord::ZERO; 2];
            let mut extents = ExtentJoiner::new(&mut storage, contiguous);
            extents.push(&run(1, 2, 50)).unwrap();
            extents.push(&run(3, 1, next)).unwrap();
            assert_eq!(extents.extents().len(), want);
        }
        let mut storage = [ExtentRecord::ZERO; 2];
        let mut extents = ExtentJoiner::new(&mut storage, true);
        extents.push(&run(1, 2, ABSENT)).unwrap();
        extents.push(&run(3, 1, ABSENT)).unwrap();
        assert_eq!(extents.extents().len(), 1);
    }
}
