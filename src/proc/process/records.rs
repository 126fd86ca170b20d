// SPDX-License-Identifier: GPL-2.0

//! Files whose rows come from one walk, made when a reader begins at the top.

use super::target::{
    OpenTarget,
    TargetSource, //
};
use crate::sys::{
    file::procfs::RowFile,
    mm::handle::MmHandle,
    task::rights::{
        AccessRule,
        Capability,
        GrantedRights,
        RecordSubject, //
    },
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
pub(in crate::proc) struct RecordsFile<S: TargetSource, T: RecordsText> {
    target: OpenTarget<S>,
    records: Option<T::Records>,
    /// Rows passed.
    row: usize,
    _walk: PhantomData<fn() -> T>,
}

impl<S: TargetSource, T: RecordsText> RecordsFile<S, T> {
    fn records(&self) -> &[T::Record] {
        self.records.as_ref().map_or(&[], AsRef::as_ref)
    }
}

impl<S: TargetSource, T: RecordsText> RowFile for RecordsFile<S, T> {
    type Context = S::Context;

    const NAME: &'static CStr = T::NAME;
    const COLUMNS: &'static str = T::COLUMNS;
    const MODE: u16 = S::MODE;
    const RULE: AccessRule = S::RULE;
    const DETAILS: &'static [Capability] = &[];

    fn open(context: <S::Context as ForeignOwnable>::Borrowed<'_>, file: &File) -> Result<Self> {
        Ok(Self {
            target: S::open(context, file)?,
            records: None,
            row: 0,
            _walk: PhantomData,
        })
    }

    fn subject(&self) -> RecordSubject<'_> {
        RecordSubject::AddressSpace(self.target.mm())
    }

    fn rewind(&mut self, _granted: GrantedRights) -> Result {
        self.row = 0;
        self.records = Some(T::walk(self.target.mm())?);
        Ok(())
    }

    fn next(&mut self) -> Result<bool> {
        self.row += 1;
        Ok(self.row <= self.records().len())
    }

    fn end(&mut self) {
        self.records = None;
    }

    fn show(&self, out: &SeqFile) {
        if let Some(record) = self.records().get(self.row.wrapping_sub(1)) {
            T::show(record, out);
        }
    }
}
