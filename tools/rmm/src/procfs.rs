// SPDX-License-Identifier: GPL-2.0

//! The text files of `/proc/rmm`, which show what the device returns, and many of which everyone may
//! read.

use crate::error::RmmError;
use std::{
    fs, io,
    path::{
        Path,
        PathBuf, //
    },
};

/// Directory of the files.
pub(crate) const DIRECTORY: &str = "/proc/rmm";

/// A file of `/proc/rmm` as a table of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcTable {
    /// Name in the header, without directories.
    pub name: String,
    /// Version of the format, from 1 on.
    pub version: u32,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Cells by row. `-` stands for an absent value. Names are escaped: see
    /// [`restore_name`](crate::restore_name).
    pub rows: Vec<Vec<Vec<u8>>>,
    /// Comments after the rows, for example the sentence of `pressure`.
    pub notes: Vec<String>,
}

impl ProcTable {
    /// Reads a file, for example `nodes` or `self/vmas`.
    ///
    /// # Errors
    ///
    /// [`RmmError::NotLoaded`], [`RmmError::AccessDenied`], [`RmmError::UnknownFormat`].
    pub fn read(name: &str) -> Result<Self, RmmError> {
        let path = Path::new(DIRECTORY).join(name);
        let text = fs::read(&path).map_err(|error| read_error(&path, error))?;
        Self::parse(&text).map_err(|reason| RmmError::UnknownFormat { path, reason })
    }

    /// Parses the text of a file.
    pub fn parse(text: &[u8]) -> Result<Self, String> {
        let mut lines = text.split(|&byte| byte == b'\n');
        let mut comment = || {
            let line = lines.next().and_then(|line| line.strip_prefix(b"# "));
            line.map(|line| String::from_utf8_lossy(line).into_owned())
        };
        let head = comment().ok_or("the first line does not name the file")?;
        let words: Vec<&str> = head.split(' ').collect();
        let ["rmm", name, version] = words[..] else {
            return Err(format!("the first line is \"# {head}\""));
        };
        let version = version.strip_prefix('v').and_then(|v| v.parse().ok());
        let version = version.ok_or_else(|| format!("the first line is \"# {head}\""))?;
        let columns = comment().ok_or("the second line does not name the columns")?;
        let columns: Vec<String> = columns.split(' ').map(str::to_owned).collect();
        let (mut rows, mut notes) = (Vec::new(), Vec::new());
        for line in lines.filter(|line| !line.is_empty()) {
            if let Some(note) = line.strip_prefix(b"# ") {
                notes.push(String::from_utf8_lossy(note).into_owned());
                continue;
            }
            // The last column takes the rest of the line: names may contain blanks.
            let cells = line.splitn(columns.len(), |&byte| byte == b' ');
            rows.push(cells.map(<[u8]>::to_vec).collect());
        }
        Ok(Self {
            name: name.to_owned(),
            version,
            columns,
            rows,
            notes,
        })
    }

    /// The cell of a row in a column; `None` without such a column, or if it is absent.
    pub fn cell<'a>(&self, row: &'a [Vec<u8>], column: &str) -> Option<&'a [u8]> {
        let at = self.columns.iter().position(|name| name == column)?;
        row.get(at).map(Vec::as_slice).filter(|&cell| cell != b"-")
    }

    /// The number in a cell.
    pub fn number(&self, row: &[Vec<u8>], column: &str) -> Option<u64> {
        std::str::from_utf8(self.cell(row, column)?)
            .ok()?
            .parse()
            .ok()
    }
}

/// The error of reading a file.
pub(crate) fn read_error(path: &Path, error: io::Error) -> RmmError {
    let path: PathBuf = path.to_owned();
    match error.raw_os_error() {
        Some(libc::ENOENT) if !Path::new(DIRECTORY).exists() => RmmError::NotLoaded,
        Some(libc::EACCES | libc::EPERM) => RmmError::AccessDenied { path },
        Some(libc::ESRCH) => RmmError::TargetGone {
            target: "the process".to_owned(),
        },
        _ => RmmError::System {
            call: path.display().to_string(),
            source: error,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_rows_names_and_notes() {
        let text = b"# rmm processes v2\n# pid virtual_kb comm\n1 20 a b\n2 - x\\012y\n# fine\n";
        let table = ProcTable::parse(text).unwrap();
        assert_eq!((table.name.as_str(), table.version), ("processes", 2));
        assert_eq!(table.cell(&table.rows[0], "comm"), Some(&b"a b"[..]));
        assert_eq!(table.number(&table.rows[0], "virtual_kb"), Some(20));
        assert_eq!(table.number(&table.rows[1], "virtual_kb"), None);
        assert_eq!(table.cell(&table.rows[1], "comm"), Some(&b"x\\012y"[..]));
        assert_eq!(table.cell(&table.rows[1], "other"), None);
        assert_eq!(table.notes, ["fine"]);
    }

    #[test]
    fn refuses_other_text() {
        assert!(ProcTable::parse(b"").is_err());
        assert!(ProcTable::parse(b"# rmm nodes\n# node\n").is_err());
        assert!(ProcTable::parse(b"# rmm nodes vx\n# node\n").is_err());
        assert!(ProcTable::parse(b"# rmm nodes v1\n0 1\n").is_err());
    }
}
