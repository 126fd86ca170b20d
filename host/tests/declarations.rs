// SPDX-License-Identifier: GPL-2.0

//! Nothing that is declared in `src/abi` is left out of the lists that the header comes from.

use rmm_host::abi::{
    NAMES,
    RECORDS, //
};
use std::{
    fs,
    path::Path, //
};

/// Uses of a declaring macro in `src/abi`: lines that begin with it.
fn declared(opening: &str) -> usize {
    let abi = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/abi");
    fs::read_dir(abi)
        .unwrap()
        .map(|file| fs::read_to_string(file.unwrap().path()).unwrap())
        .map(|text| text.lines().filter(|line| *line == opening).count())
        .sum()
}

#[test]
fn every_record_is_listed() {
    assert_eq!(RECORDS.len(), declared("record! {"));
}

#[test]
fn every_group_of_names_is_listed() {
    assert_eq!(NAMES.len(), declared("names! {") + declared("bits! {"));
}
