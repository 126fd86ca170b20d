// SPDX-License-Identifier: GPL-2.0

//! Notes in files of features that are off: the line of `version`, as a comment.

use super::cell::text_name;
use crate::{
    abi::{
        info::ModuleFeature,
        NamedBits, //
    },
    machine::module_info::features_off, //
};
use kernel::{
    seq_file::SeqFile,
    seq_print, //
};

/// Writes a note for each of `features` that is off.
pub(super) fn feature_notes(out: &SeqFile, features: u64) {
    for (feature, off) in features_off(features) {
        let name = text_name(ModuleFeature::NAMES, feature);
        seq_print!(out, "# feature.{name} off:{}\n", off.text());
    }
}
