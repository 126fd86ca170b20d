// SPDX-License-Identifier: GPL-2.0

//! Every item that a `declare!` in `src/abi` declares reaches the header.

use rmm_host::abi::{
    constants,
    records,
    value_names, //
};
use std::{
    fs,
    path::Path, //
};

/// Number of items in `src/abi` that begin with this word.
fn declared(kind: &str) -> usize {
    let abi = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/abi");
    let opening = format!("    {kind} ");
    fs::read_dir(abi)
        .unwrap()
        .map(|file| fs::read_to_string(file.unwrap().path()).unwrap())
        .map(|text| {
            text.lines()
                .filter(|line| line.starts_with(&opening))
                .count()
        })
        .sum()
}

#[test]
fn header_has_every_constant() {
    assert_eq!(constants().count(), declared("constant"));
}

#[test]
fn header_has_every_record() {
    assert_eq!(records().count(), declared("record"));
}

#[test]
fn header_has_every_group_of_values() {
    assert_eq!(value_names().count(), declared("names") + declared("bits"));
}
