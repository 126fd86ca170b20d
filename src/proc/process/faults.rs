// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/{self,PID}/faults`: page faults of a process and of the children it has waited for;
//! also by kind while a counter is attached to the process (`pid PID`, written to
//! `/proc/rmm/faults`).

use super::target::{
    OpenTarget,
    TargetSource, //
};
use crate::{
    abi::{
        faults::FaultKind,
        process::ProcessFaultsArgs, //
    },
    machine::{
        faults::FaultCounters,
        process_faults::count_process_faults, //
    },
    model::faults::{
        FaultCounts,
        PAGE_FAULTS, //
    },
    proc::cell::ValueOrDash,
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
    seq_print,
    sync::Arc, //
};

/// Rows before the counts by kind.
const SUMS: usize = 5;

/// State of one open file.
pub(in crate::proc) struct ProcessFaultsFile<S: TargetSource> {
    target: OpenTarget<S>,
    faults: Arc<FaultCounters>,
    found: Option<(ProcessFaultsArgs, KBox<FaultCounts>)>,
    /// Rows passed.
    row: usize,
}

impl<S: TargetSource> RowFile for ProcessFaultsFile<S> {
    type Context = KBox<(S::Context, Arc<FaultCounters>)>;

    const NAME: &'static CStr = c"faults";
    const COLUMNS: &'static str = "faults count";
    const MODE: u16 = S::MODE;
    const RULE: AccessRule = S::RULE;
    const DETAILS: &'static [Capability] = &[];

    fn open((source, faults): &(S::Context, Arc<FaultCounters>), file: &File) -> Result<Self> {
        Ok(Self {
            target: S::open(S::borrow(source), file)?,
            faults: faults.clone(),
            found: None,
            row: 0,
        })
    }

    fn subject(&self) -> RecordSubject<'_> {
        RecordSubject::AddressSpace(self.target.mm())
    }

    fn rewind(&mut self, _granted: GrantedRights) -> Result {
        self.row = 0;
        self.found = Some(count_process_faults(self.target.mm(), &self.faults)?);
        Ok(())
    }

    fn next(&mut self) -> Result<bool> {
        self.row += 1;
        Ok(self.row <= SUMS + PAGE_FAULTS)
    }

    fn end(&mut self) {
        self.found = None;
    }

    fn show(&self, out: &SeqFile) {
        let Some((sums, counts)) = &self.found else {
            return;
        };
        let (name, count) = match self.row {
            1 => ("minor", sums.minor),
            2 => ("major", sums.major),
            3 => ("children_minor", sums.children_minor),
            4 => ("children_major", sums.children_major),
            5 => ("watched_ns", sums.watched_ns),
            row => match FaultKind::ALL.get(row.wrapping_sub(SUMS + 1)) {
                Some(&kind) => (kind.text(), counts[kind as usize]),
                None => return,
            },
        };
        seq_print!(out, "{name} {}\n", ValueOrDash(count));
    }
}
