// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/watch`: directories of text files about chosen processes, which need CAP_SYS_PTRACE.
//!
//! Process ids are those of the caller's pid namespace. A directory is named by the id in the initial
//! one.

use crate::{
    error::{
        MissingRight,
        RmmError, //
    },
    procfs::{
        read_error,
        ProcTable, //
    },
};
use std::{
    fs::OpenOptions,
    io::Write,
    path::Path, //
};

/// The file that is written to.
const WATCH: &str = "/proc/rmm/watch";

/// A watched process: one with a directory in `/proc/rmm`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WatchedDirectory {
    /// The process; `None` if it is not in the caller's pid namespace.
    pub pid: Option<i32>,
    /// The name of the directory: the process id in the initial pid namespace.
    pub directory: i32,
    /// The process has exited; the directory remains while its files are open.
    pub is_gone: bool,
}

/// Creates the directory of a process. It is removed when the process exits. A process that is
/// watched already stays so.
///
/// # Errors
///
/// [`RmmError::NoProcess`], [`RmmError::NoAddressSpace`], [`RmmError::MissingCapability`], and
/// [`RmmError::InvalidRequest`] if too many processes are watched.
pub fn watch_process(pid: i32) -> Result<(), RmmError> {
    write(pid, &pid.to_string())
}

/// Removes the directory of a process, after its readers have left.
///
/// # Errors
///
/// [`RmmError::NotWatched`], [`RmmError::MissingCapability`].
pub fn unwatch_process(pid: i32) -> Result<(), RmmError> {
    write(pid, &format!("-{pid}"))
}

/// The watched processes, by ascending names of their directories.
pub fn watched_processes() -> Result<Vec<WatchedDirectory>, RmmError> {
    let table = ProcTable::read("watch")?;
    let rows = table.rows.iter().filter_map(|row| {
        let id = |column| i32::try_from(table.number(row, column)?).ok();
        Some(WatchedDirectory {
            pid: id("pid"),
            directory: id("directory")?,
            is_gone: table.cell(row, "state") == Some(b"gone"),
        })
    });
    Ok(rows.collect())
}

fn write(pid: i32, request: &str) -> Result<(), RmmError> {
    let path = Path::new(WATCH);
    let target = format!("process {pid}");
    let opened = OpenOptions::new().write(true).open(path);
    opened
        .and_then(|mut file| file.write_all(request.as_bytes()))
        .map_err(|error| match error.raw_os_error() {
            // EINVAL: no process has such a number.
            Some(libc::ESRCH | libc::EINVAL) => RmmError::NoProcess { target },
            Some(libc::ENXIO) => RmmError::NoAddressSpace { target },
            Some(libc::ENOENT) if path.exists() => RmmError::NotWatched { target },
            Some(libc::EACCES | libc::EPERM) => RmmError::MissingCapability {
                call: "/proc/rmm/watch",
                right: MissingRight::SysPtrace,
            },
            Some(libc::ENOSPC) => RmmError::InvalidRequest {
                call: "/proc/rmm/watch",
                reason: "too many processes are watched".to_owned(),
            },
            Some(libc::EBUSY) => RmmError::InvalidRequest {
                call: "/proc/rmm/watch",
                reason: format!("the directory of {target} is being removed"),
            },
            _ => read_error(path, error),
        })
}
