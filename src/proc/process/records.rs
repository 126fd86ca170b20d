// SPDX-License-Identifier: GPL-2.0

//! Files whose rows come from one walk, made when a reader begins at the top.

use super::{
    OpenTarget,
    TargetSource, //
};
use crate::sys::{
    file::procfs::RowFile,
    mm::handle::MmHandle, //
};
use core::marker::PhantomData;
use kernel::{
    fs::File,
    prelude::*,
    seq_file::SeqFile,
    types::ForeignOwnable, //
};

/// The walk and its text.
pub(in crate::proc) trait RecordsText: 'static {
    /// The record of a row.
    type Record: Send + 'static;
    /// All records of the walk.
    type Records: AsRef<[Self::Record]> + Send + 'static;

    /// See [`RowFile::NAME`].
    const NAME: &'static CStr;
    /// See [`RowFile::COLUMNS`].
    const COLUMNS: &'static str;

    /// Walks the address space.
    fn walk(mm: &MmHandle) -> Result<Self::Records>;

    /// Renders a row.
    fn show(record: &Self::Record, out: &SeqFile);
}

/// State of one open file.
pub(in crate::proc) struct RecordsFile<W: TargetSource, T: RecordsText> {
    opened: OpenTarget<W>,
    records: Option<T::Records>,
    /// Rows passed.
    row: usize,
    _walk: PhantomData<fn() -> T>,
}

impl<W: TargetSource, T: RecordsText> RecordsFile<W, T> {
    fn records(&self) -> &[T::Record] {
        self.records.as_ref().map_or(&[], AsRef::as_ref)
    }
}

impl<W: TargetSource, T: RecordsText> RowFile for RecordsFile<W, T> {
    type Context = W::Context;

    const NAME: &'static CStr = T::NAME;
    const COLUMNS: &'static str = T::COLUMNS;
    const MODE: u16 = W::MODE;

    fn open(context: <W::Context as ForeignOwnable>::Borrowed<'_>, file: &File) -> Result<Self> {
        Ok(Self {
            opened: W::open(context, file)?,
            records: None,
            row: 0,
            _walk: PhantomData,
        })
    }

    fn permit(&self) -> Result {
        W::permit()
    }

    fn rewind(&mut self) -> Result {
        self.row = 0;
        self.records = Some(T::walk(self.opened.mm())?);
        Ok(())
    }

    fn next(&mut self) -> Result<bool> {
        self.row += 1;
        Ok(self.row <= self.records().len())
    }

    fn show(&self, out: &SeqFile) {
        if let Some(record) = self.records().get(self.row.wrapping_sub(1)) {
            T::show(record, out);
        }
    }
}
