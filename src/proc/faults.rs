// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/faults`: counts of page faults and related events since the file was opened.
//!
//! Each read from the top shows the counts since the open, or since `all` or `pid PID` was written.
//! An open file makes every fault of the machine slightly slower, therefore opening it needs a
//! right.

use super::{
    cell::ValueOrDash,
    feature_note::feature_notes, //
};
use crate::{
    abi::{
        faults::FaultKind,
        info::ModuleFeature,
        ABSENT, //
    },
    machine::faults::{
        CountingOptions,
        FaultCounters,
        FaultCounting, //
    },
    model::faults::{
        parse_faults_request,
        FaultCounts,
        FaultsRequest,
        NR_FAULT_KINDS, //
    },
    sys::{
        file::procfs::{
            RowFile,
            WritableRowFile, //
        },
        task::{
            pid::Pid,
            rights::{
                require_target,
                AccessRule,
                Capability,
                GrantedRights,
                RecordSubject, //
            },
        },
    },
};
use kernel::{
    fs::{
        File,
        LocalFile, //
    },
    prelude::*,
    seq_file::SeqFile,
    seq_print,
    sync::{
        Arc,
        ArcBorrow, //
    },
};

/// The features that count the kinds.
const TRACED: u64 = ModuleFeature::FAULTS
    | ModuleFeature::MIGRATIONS
    | ModuleFeature::COLLAPSES
    | ModuleFeature::RECLAIMS
    | ModuleFeature::COMPACTIONS
    | ModuleFeature::OOM_VICTIMS;

/// State of one open file.
pub(super) struct FaultsFile {
    counting: FaultCounting,
    /// PIDs that are written are those of its PID namespace.
    opener: Pid,
    counts: KBox<FaultCounts>,
    watched_ns: u64,
    /// Rows passed.
    row: usize,
}

impl RowFile for FaultsFile {
    type Context = Arc<FaultCounters>;

    const NAME: &'static CStr = c"faults";
    const COLUMNS: &'static str = "kind count";
    const MODE: u16 = 0o600;
    const RULE: AccessRule = AccessRule::Needs(Capability::SysAdmin, EACCES);
    const DETAILS: &'static [Capability] = &[];

    fn open(faults: ArcBorrow<'_, FaultCounters>, _file: &File) -> Result<Self> {
        Ok(Self {
            counts: KBox::new([ABSENT; NR_FAULT_KINDS], GFP_KERNEL_ACCOUNT)?,
            watched_ns: 0,
            row: 0,
            opener: Pid::of_caller().ok_or(ESRCH)?,
            counting: FaultCounting::start(faults.into(), None, CountingOptions::default())?,
        })
    }

    fn subject(&self) -> RecordSubject<'_> {
        match self.counting.is_of_process() {
            true => RecordSubject::Processes,
            false => RecordSubject::Machine,
        }
    }

    fn rewind(&mut self, _granted: GrantedRights) -> Result {
        self.row = 0;
        self.watched_ns = self.counting.watched_ns();
        self.counting.read(&mut self.counts)
    }

    fn next(&mut self) -> Result<bool> {
        self.row += 1;
        Ok(self.row <= 1 + NR_FAULT_KINDS)
    }

    fn notes(&self, out: &SeqFile) {
        feature_notes(out, TRACED);
    }

    fn show(&self, out: &SeqFile) {
        match self.row.checked_sub(2) {
            None => seq_print!(out, "watched_ns {}\n", self.watched_ns),
            Some(kind) => {
                let name = FaultKind::ALL[kind].text();
                seq_print!(out, "{name} {}\n", ValueOrDash(self.counts[kind]));
            }
        }
    }
}

impl WritableRowFile for FaultsFile {
    fn write(
        &mut self,
        faults: ArcBorrow<'_, FaultCounters>,
        file: &LocalFile,
        data: &[u8],
    ) -> Result<usize> {
        let request = parse_faults_request(data).ok_or(EINVAL)?;
        let process = match request {
            FaultsRequest::All => None,
            FaultsRequest::Process(nr) => {
                let found = Pid::find_seen_by(nr, &self.opener);
                Some(require_target(found, None, file)?)
            }
        };
        self.counting =
            FaultCounting::start(faults.into(), process.as_ref(), CountingOptions::default())?;
        Ok(data.len())
    }
}
