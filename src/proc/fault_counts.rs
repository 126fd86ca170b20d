// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/{self,PID}/faults`: page faults of a process and of the children it has waited for.

use super::one_walk::OneWalk;
use crate::{
    space::faults::faults,
    sys::mm::AddressSpace, //
};
use kernel::{
    prelude::*,
    seq_file::SeqFile,
    seq_print, //
};

/// The faults of a process.
pub(super) struct Faults;

impl OneWalk for Faults {
    type Record = (&'static str, u64);
    type Records = [Self::Record; 4];

    const NAME: &'static CStr = c"faults";
    const COLUMNS: &'static str = "faults count";

    fn walk(space: &AddressSpace) -> Result<Self::Records> {
        let faults = faults(space)?;
        Ok([
            ("minor", faults.minor),
            ("major", faults.major),
            ("children_minor", faults.children_minor),
            ("children_major", faults.children_major),
        ])
    }

    fn show(&(name, count): &Self::Record, out: &SeqFile) {
        seq_print!(out, "{name} {count}\n");
    }
}
