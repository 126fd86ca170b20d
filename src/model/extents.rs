// SPDX-License-Identifier: GPL-2.0

//! Joins ranges into extents: adjacent ranges that agree become one.

use super::paging::PAGE_SIZE;
use crate::abi::{
    extent::ExtentRecord,
    ABSENT, //
};

/// Extents in ascending order. The last one can still grow.
///
/// The caller provides the storage, and with it the limit.
pub struct ExtentJoiner<'a> {
    storage: &'a mut [ExtentRecord],
    len: usize,
    /// Whether page frames must be consecutive.
    contiguous: bool,
}

/// The storage is full. The range was not added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtentsFull;

impl<'a> ExtentJoiner<'a> {
    /// An empty list with room for `storage.len()` extents.
    pub fn new(storage: &'a mut [ExtentRecord], contiguous: bool) -> Self {
        Self {
            storage,
            len: 0,
            contiguous,
        }
    }

    /// The extents so far.
    pub fn extents(&self) -> &[ExtentRecord] {
        &self.storage[..self.len]
    }

    /// Adds a range above all previous ones.
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
    fn adjacent_ranges_that_agree_are_joined() {
        let mut storage = [ExtentRecord::ZERO; 2];
        let mut extents = ExtentJoiner::new(&mut storage, false);
        assert_eq!(extents.push(&run(1, 2, ABSENT)), Ok(()));
        assert_eq!(extents.push(&run(3, 1, ABSENT)), Ok(()));
        assert_eq!(extents.extents(), [run(1, 3, ABSENT)]);
        // A gap starts a new extent. A third one does not fit, but the last can still grow.
        assert_eq!(extents.push(&run(5, 1, ABSENT)), Ok(()));
        assert_eq!(extents.push(&run(7, 1, ABSENT)), Err(ExtentsFull));
        assert_eq!(extents.push(&run(6, 1, ABSENT)), Ok(()));
        assert_eq!(extents.extents(), [run(1, 3, ABSENT), run(5, 2, ABSENT)]);
    }

    #[test]
    fn ranges_that_differ_are_not_joined() {
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
    fn contiguous_extents_need_consecutive_frames() {
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
