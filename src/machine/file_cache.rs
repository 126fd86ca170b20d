// SPDX-License-Identifier: GPL-2.0

//! The page cache of one file, counted by node, kind and order.
//!
//! A batch of 64 entries is captured under RCU and the hotplug guard; the only state between two
//! batches is the index of the next page. The number of buckets is that of the caller's records: an
//! entry that needs one more ends the call.

use crate::{
    abi::{
        file_cache::{
            FileCacheArgs,
            FileCacheRecord, //
        },
        walk_cost::WalkCost,
        AbiRecord,
        ABSENT, //
    },
    sys::{
        file::{
            records::{
                RecordBuffer,
                UserArray, //
            },
            resume::{
                resume_range,
                CallBudget,
                ResumeStep, //
            },
        },
        memory::{
            hotplug::HotplugGate,
            page_cache::{
                CacheBatch,
                CacheEntry,
                CachedFile, //
            },
        },
    },
};
use kernel::{
    page::PAGE_SHIFT,
    prelude::*, //
};

/// End of the pages that an offset can name.
const PAGES_END: u64 = 1 << (64 - PAGE_SHIFT);

/// Buckets of one call: more than a machine has nodes and orders.
const MAX_BUCKETS: usize = 1024;

/// Generations that count as active (MIN_NR_GENS).
const ACTIVE_GENERATIONS: u8 = 2;

/// The pages of `start..end`, which are offsets. `EINVAL` for an empty range.
fn page_range(start: u64, end: u64) -> Result<(u64, u64)> {
    if start >= end {
        return Err(EINVAL);
    }
    let end = match end {
        ABSENT => PAGES_END,
        end => ((end - 1) >> PAGE_SHIFT) + 1,
    };
    Ok((start >> PAGE_SHIFT, end))
}

/// Counts by node, kind and order.
struct CacheBuckets {
    records: RecordBuffer<FileCacheRecord>,
    /// Whether a folio that is not tagged as dirty is clean.
    has_writeback: bool,
}

impl CacheBuckets {
    /// Counts an entry. `false` if there is no room for its bucket.
    fn count(&mut self, entry: &CacheEntry<'_>) -> Result<bool> {
        let folio = entry.folio();
        let (node, kind) = (
            folio.as_ref().map_or(-1, |folio| folio.node()),
            entry.kind() as u8,
        );
        let is_same = |bucket: &FileCacheRecord| {
            (bucket.node, bucket.kind, bucket.order) == (node, kind, entry.order())
        };
        let place = match self.records.records().iter().position(is_same) {
            Some(place) => place,
            None => {
                let new = FileCacheRecord {
                    node,
                    kind,
                    order: entry.order(),
                    clean_pages: match folio.is_some() && !self.has_writeback {
                        true => ABSENT,
                        false => 0,
                    },
                    ..FileCacheRecord::ZERO
                };
                if self.records.push(new).is_err() {
                    return Ok(false);
                }
                self.records.records().len() - 1
            }
        };
        let bucket = &mut self.records.records_mut()[place];
        let pages = entry.pages();
        bucket.entries += 1;
        bucket.pages += pages;
        let Some(folio) = folio else {
            return Ok(true);
        };
        let add = |field: &mut u64, on: bool| *field += if on { pages } else { 0 };
        add(&mut bucket.mapped_pages, folio.mapcounts().1 != 0);
        add(&mut bucket.dirty_pages, entry.is_dirty());
        add(&mut bucket.writeback_pages, entry.is_under_writeback());
        add(
            &mut bucket.clean_pages,
            self.has_writeback && !entry.is_dirty() && !entry.is_under_writeback(),
        );
        let list = folio.list();
        let active = folio
            .age()
            .map_or(list.active, |age| age < ACTIVE_GENERATIONS);
        let evictable = list.on_list && !list.unevictable;
        add(&mut bucket.active_pages, evictable && active);
        add(&mut bucket.inactive_pages, evictable && !active);
        add(
            &mut bucket.unevictable_pages,
            list.on_list && list.unevictable,
        );
        let generation = folio.age().map(usize::from);
        if let Some(field) = generation.and_then(|age| bucket.gen_pages.get_mut(age)) {
            add(field, true);
        }
        Ok(true)
    }
}

/// Answers `RMM_FILE` for `file`, which the caller may see.
pub(crate) fn file_cache(
    hotplug: &HotplugGate,
    file: &CachedFile,
    array: &mut UserArray,
    ask: &mut FileCacheArgs,
) -> Result {
    let (start, end) = page_range(ask.start, ask.end)?;
    let mut buckets = CacheBuckets {
        records: RecordBuffer::new(array.room().min(MAX_BUCKETS))?,
        has_writeback: file.has_writeback(),
    };
    let mut batch = CacheBatch::new()?;
    let budget = CallBudget::new(ask.budget_us);
    let mut cost = WalkCost::ZERO;
    ask.cached_pages = file.cached_pages();
    let at = resume_range((start, end), array, &budget, |at, _| {
        let next = {
            let guard = hotplug.enter()?;
            batch.capture(&guard, file, at, end)
        };
        cost.tables += 1;
        for entry in batch.iter() {
            if !buckets.count(&entry)? {
                return Ok(ResumeStep::Stop(entry.first()));
            }
            cost.entries += 1;
        }
        Ok(ResumeStep::To(next))
    })?;
    array.push_all(buckets.records.records())?;
    cost.elapsed_ns = budget.elapsed_ns();
    ask.next = if at >= end { ask.end } else { at << PAGE_SHIFT };
    ask.count = array.count();
    ask.cost = cost;
    Ok(())
}
