// SPDX-License-Identifier: GPL-2.0

//! Files that show a histogram. If its buckets do not suffice for the whole address space, several
//! rows have the same key, and their numbers add up.

use super::target::{
    OpenTarget,
    TargetSource, //
};
use crate::{
    mm::{
        histogram::{
            HistogramCounter,
            HistogramWalk,
            MAX_BUCKETS, //
        },
        user_range,
        walk::WalkMode, //
    },
    proc::feature_note::feature_notes,
    sys::{
        file::procfs::RowFile,
        task::rights::{
            AccessRule,
            Capability,
            GrantedRights,
            RecordSubject, //
        },
    },
};
use kernel::{
    fs::File,
    prelude::*,
    seq_file::SeqFile,
    types::ForeignOwnable, //
};

/// A histogram as text.
pub(in crate::proc) trait HistogramText: 'static {
    /// The histogram's counter.
    type Counter: HistogramCounter;

    /// See [`RowFile::NAME`].
    const NAME: &'static CStr;
    /// See [`RowFile::COLUMNS`].
    const COLUMNS: &'static str;
    /// `HistogramFlag` bits of each walk; the file shows the walks one after another.
    const WALKS: &'static [u32] = &[0];
    /// Needs CAP_SYS_ADMIN, as page frames do.
    const FRAMES: bool = false;
    /// `ModuleFeature` bits: without one of them, a note says what is missing.
    const FEATURES: u64 = 0;

    /// Renders a row.
    fn show(row: &<Self::Counter as HistogramCounter>::Bucket, out: &SeqFile);
}

/// State of one open file.
pub(in crate::proc) struct HistogramFile<S: TargetSource, T: HistogramText> {
    target: OpenTarget<S>,
    walk: Option<HistogramWalk<T::Counter>>,
    /// Index of the current walk.
    pass: usize,
    /// Address at which the walk resumes.
    at: u64,
    /// Rows of the histogram passed.
    row: usize,
}

impl<S: TargetSource, T: HistogramText> HistogramFile<S, T> {
    fn len(&self) -> usize {
        self.walk.as_ref().map_or(0, |walk| walk.buckets().len())
    }

    /// Resumes counting. Walks with equal flags share the memory of one histogram.
    fn count(&mut self) -> Result {
        if self.at == 0 {
            self.walk = None;
            self.walk = Some(HistogramWalk::new(T::WALKS[self.pass], MAX_BUCKETS)?);
        }
        self.row = 0;
        if let Some(walk) = &mut self.walk {
            let (_, end) = user_range();
            (self.at, _) = walk.walk(self.target.mm(), self.at, end, WalkMode::Killable)?;
        }
        Ok(())
    }
}

impl<S: TargetSource, T: HistogramText> RowFile for HistogramFile<S, T> {
    type Context = S::Context;

    const NAME: &'static CStr = T::NAME;
    const COLUMNS: &'static str = T::COLUMNS;
    const MODE: u16 = S::MODE;
    const RULE: AccessRule = match T::FRAMES {
        true => AccessRule::ADMIN,
        false => S::RULE,
    };
    const DETAILS: &'static [Capability] = &[];

    fn open(context: <S::Context as ForeignOwnable>::Borrowed<'_>, file: &File) -> Result<Self> {
        Ok(Self {
            target: S::open(context, file)?,
            walk: None,
            pass: 0,
            at: 0,
            row: 0,
        })
    }

    fn subject(&self) -> RecordSubject<'_> {
        RecordSubject::AddressSpace(self.target.mm())
    }

    fn rewind(&mut self, _granted: GrantedRights) -> Result {
        self.pass = 0;
        self.at = 0;
        self.count()
    }

    fn next(&mut self) -> Result<bool> {
        let (_, end) = user_range();
        self.row += 1;
        while self.row > self.len() {
            if self.at >= end {
                if self.pass + 1 >= T::WALKS.len() {
                    return Ok(false);
                }
                self.pass += 1;
                self.at = 0;
            }
            self.count()?;
            self.row = 1;
        }
        Ok(true)
    }

    fn end(&mut self) {
        self.walk = None;
    }

    fn notes(&self, out: &SeqFile) {
        feature_notes(out, T::FEATURES);
    }

    fn show(&self, out: &SeqFile) {
        let rows = self.walk.as_ref().map(HistogramWalk::buckets);
        if let Some(row) = rows.and_then(|rows| rows.get(self.row.wrapping_sub(1))) {
            T::show(row, out);
        }
    }
}
