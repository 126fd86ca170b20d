// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/version`: the record of `RMM_INFO`.

use crate::{
    abi::{
        info::{
            FeatureOffReason,
            InfoArgs,
            ModuleFeature, //
        },
        NamedBits, //
    },
    machine::module_info::module_info,
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
    seq_print, //
};

/// One row, which renders the whole record.
pub(super) struct VersionFile {
    info: InfoArgs,
    shown: bool,
}

impl RowFile for VersionFile {
    type Context = ();

    const NAME: &'static CStr = c"version";
    const COLUMNS: &'static str = "field value";
    const RULE: AccessRule = AccessRule::Anyone;
    const DETAILS: &'static [Capability] = &[];

    fn open(_context: (), _file: &File) -> Result<Self> {
        Ok(Self {
            info: module_info(),
            shown: false,
        })
    }

    fn subject(&self) -> RecordSubject<'_> {
        RecordSubject::Machine
    }

    fn rewind(&mut self, _granted: GrantedRights) -> Result {
        self.shown = false;
        Ok(())
    }

    fn next(&mut self) -> Result<bool> {
        Ok(!core::mem::replace(&mut self.shown, true))
    }

    fn show(&self, out: &SeqFile) {
        let info = &self.info;
        seq_print!(out, "module_version {}\n", terminated_text(&info.version));
        seq_print!(out, "kernel_release {}\n", terminated_text(&info.release));
        seq_print!(out, "abi_version {}\n", info.abi_version);
        seq_print!(out, "page_table_levels {}\n", info.levels);
        seq_print!(out, "page_size_bytes {}\n", info.page_size);
        seq_print!(out, "nr_node_ids {}\n", info.nr_node_ids);
        for (bit, name) in ModuleFeature::NAMES.words() {
            let off = FeatureOffReason::from_raw(info.off[bit.trailing_zeros() as usize].into());
            match off {
                Some(FeatureOffReason::NotOff) => seq_print!(out, "feature.{name} on\n"),
                Some(off) => seq_print!(out, "feature.{name} off:{}\n", off.text()),
                None => seq_print!(out, "feature.{name} -\n"),
            }
        }
    }
}

/// A zero-terminated field of a record.
fn terminated_text(field: &[u8]) -> &str {
    let field = field.split(|&byte| byte == 0).next().unwrap_or_default();
    core::str::from_utf8(field).unwrap_or("-")
}
