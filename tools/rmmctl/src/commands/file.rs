// SPDX-License-Identifier: GPL-2.0

//! The page cache of a file.

use super::prelude::*;
use crate::arguments::path_candidates;
use clap::Args;
use clap_complete::ArgValueCompleter;
use rmm::abi::{
    file_cache::{
        FileCacheKind,
        FileCacheRecord, //
    },
    ABSENT, //
};
use std::{
    fs::{
        File,
        OpenOptions, //
    },
    io,
    os::{
        fd::{
            AsFd,
            AsRawFd, //
        },
        unix::fs::{
            FileTypeExt,
            OpenOptionsExt, //
        },
    },
    path::{
        Path,
        PathBuf, //
    }, //
};

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "file",
    doc: "Entries of the page cache of a file, of one node, kind and order.",
    record: Some(&FileCacheRecord::DESCRIPTION),
    meanings: &[
        &[("kind", FieldMeaning::Word(&FileCacheKind::NAMES))],
        PROCESS_FIELDS,
    ],
    keys: &["kind", "node", "order"],
    columns: &[
        "kind",
        "node",
        "order",
        "entries",
        "pages",
        "mapped_pages",
        "dirty_pages",
        "writeback_pages",
        "clean_pages",
        "active_pages",
        "inactive_pages",
        "unevictable_pages",
    ],
    totals: RecordTotals::OnRequest(&["entries"]),
    ..RecordShape::EMPTY
};

/// O_PATH of open(2): a descriptor of the file, by which nothing is done to it.
const O_PATH: i32 = 0o10000000;

/// Arguments.
#[derive(Args)]
pub(crate) struct FileArguments {
    /// A regular file, block device or directory.
    #[arg(add = ArgValueCompleter::new(path_candidates))]
    path: PathBuf,
}

/// Opens a file to read it. The open of a device can have effects, and that of a FIFO waits, so the
/// type is checked before.
fn open(path: &Path) -> Result<File, CommandError> {
    let error = |error: io::Error| CommandError::file(path, &error);
    let place = OpenOptions::new()
        .read(true)
        .custom_flags(O_PATH)
        .open(path);
    let place = place.map_err(error)?;
    let kind = place.metadata().map_err(error)?.file_type();
    if !(kind.is_file() || kind.is_dir() || kind.is_block_device()) {
        return Err(CommandError::NotFound {
            text: format!("{} has no page cache", path.display()),
            cure: "name a regular file, a block device or a directory",
        });
    }
    // The file that was checked, even if the path leads to another one now.
    File::open(format!("/proc/self/fd/{}", place.as_raw_fd())).map_err(error)
}

/// Runs the command.
pub(super) fn run(arguments: &FileArguments) -> CommandResult {
    let file = open(&arguments.path)?;
    let mut records = Rmm::open()?.file_cache(file.as_fd(), 0..ABSENT)?;
    records.sort_by_key(|record| (record.kind, record.node, record.order));
    let rows = records.iter().map(|record| OutputRow::new(record, []));
    Ok(CommandOutput::rows(&SHAPE, rows.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_with_a_page_cache_are_opened() {
        for path in ["/proc/self/exe", "/"] {
            assert!(open(Path::new(path)).is_ok(), "{path}");
        }
        for path in ["/dev/null", "/nonexistent"] {
            let error = open(Path::new(path)).unwrap_err();
            assert_eq!(error.status(), 1, "{}", error.text());
        }
    }
}
