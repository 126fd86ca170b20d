// SPDX-License-Identifier: GPL-2.0

//! Generates include/rmm.h, the tables of docs/abi.md and abi.py of the Python library from the
//! declarations in `src/abi`.
//!
//! `rmm-header [--check] [FILE]...` replaces the tables in a FILE that ends in `.md`, writes classes
//! to one that ends in `.py`, and the header to any other FILE. Without FILE it updates the files of
//! the source tree. With `--check` it writes nothing and fails if a file is outdated.

#![forbid(unsafe_code)]

mod header;
mod prose;
mod python;
mod tables;

use std::{
    env,
    fs,
    path::{
        Path,
        PathBuf, //
    },
    process::ExitCode, //
};

/// The new text of a file with this current text.
fn generated(path: &Path, current: &str) -> Result<String, String> {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("md") => tables::replace(current),
        Some("py") => Ok(python::text()),
        _ => Ok(header::text()),
    }
}

/// Updates one file, or checks it.
fn update(path: &Path, check: bool) -> Result<(), String> {
    let shown = path.display();
    let current = fs::read_to_string(path).unwrap_or_default();
    let new = generated(path, &current).map_err(|why| format!("{shown}: {why}"))?;
    if new == current {
        return Ok(());
    }
    if check {
        return Err(format!(
            "{shown} differs from src/abi; regenerate it with:\n  \
             cargo run --manifest-path host/Cargo.toml --bin rmm-header"
        ));
    }
    fs::write(path, new).map_err(|why| format!("{shown}: {why}"))
}

fn main() -> ExitCode {
    let mut check = false;
    let mut files: Vec<PathBuf> = Vec::new();
    for argument in env::args_os().skip(1) {
        match argument.to_str() {
            Some("--check") => check = true,
            Some(option) if option.starts_with('-') => {
                eprintln!("usage: rmm-header [--check] [FILE]...");
                return ExitCode::from(2);
            }
            _ => files.push(argument.into()),
        }
    }
    if files.is_empty() {
        let tree = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        files = [
            "include/rmm.h",
            "docs/abi.md",
            "tools/python/rmm_client/abi.py",
        ]
        .map(|file| tree.join(file))
        .into();
    }

    let mut status = ExitCode::SUCCESS;
    for file in &files {
        if let Err(why) = update(file, check) {
            eprintln!("rmm-header: {why}");
            status = ExitCode::FAILURE;
        }
    }
    status
}
