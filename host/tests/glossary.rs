// SPDX-License-Identifier: GPL-2.0

//! docs/glossary.md explains every public type of `src/abi` and `src/model`, and the project's terms.

use std::{
    collections::BTreeSet,
    fs,
    path::{
        Path,
        PathBuf, //
    },
};

/// Terms that the code and the documentation use in one meaning.
const TERMS: &[&str] = &[
    "absent",
    "arena",
    "attrs",
    "batch",
    "budget",
    "category",
    "contended",
    "cursor",
    "effective policy",
    "extent",
    "folio range",
    "frame run",
    "histogram",
    "leaf",
    "level",
    "mapping",
    "nonpresent",
    "page block",
    "probe",
    "record",
    "row",
    "run",
    "segment",
    "shim",
    "snapshot",
    "torn",
    "watermark",
];

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Text of every Rust file below `folder`, without tests.
fn sources(folder: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            texts.push(code.to_owned());
        }
    }
    texts
}

/// Name of the public type that a line declares: an item of Rust, or an item of `declare!`.
fn declared_type(line: &str) -> Option<&str> {
    let item = match line.strip_prefix("pub ") {
        Some(item) => ["struct ", "enum ", "trait ", "type "]
            .iter()
            .find_map(|kind| item.strip_prefix(kind)),
        None => ["    record ", "    names ", "    bits "]
            .iter()
            .find_map(|kind| line.strip_prefix(kind)),
    }?;
    let end = item
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(item.len());
    (end != 0).then_some(&item[..end])
}

/// First cell of every table row of the glossary.
fn entries() -> Vec<String> {
    let path = repository().join("docs/glossary.md");
    let text = fs::read_to_string(path).unwrap();
    text.lines()
        .filter_map(|line| line.strip_prefix('|')?.split_once('|'))
        .map(|(cell, _)| cell.trim().to_owned())
        .collect()
}

/// Words between backticks in the whole table row.
fn quoted() -> BTreeSet<String> {
    let path = repository().join("docs/glossary.md");
    let text = fs::read_to_string(path).unwrap();
    text.lines()
        .filter(|line| line.starts_with('|'))
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_public_type_has_an_entry() {
    let quoted = quoted();
    let mut missing = BTreeSet::new();
    for folder in ["src/abi", "src/model"] {
        for text in sources(&repository().join(folder)) {
            let types = text.lines().filter_map(declared_type);
            let unknown = types.filter(|name| !quoted.contains(*name));
            missing.extend(unknown.map(str::to_owned));
        }
    }
    assert!(
        missing.is_empty(),
        "public types without a row in docs/glossary.md: {missing:?}"
    );
}

#[test]
fn every_term_has_an_entry() {
    let entries = entries();
    let has = |term: &&&str| {
        let has_term = |cell: &String| {
            let words = cell.split([',', '`', '/', '·', '(', ';']);
            words
                .map(str::trim)
                .any(|word| word.eq_ignore_ascii_case(term))
        };
        entries.iter().any(has_term)
    };
    let missing: Vec<_> = TERMS.iter().filter(|term| !has(term)).collect();
    assert!(
        missing.is_empty(),
        "terms without a row in docs/glossary.md: {missing:?}"
    );
}
