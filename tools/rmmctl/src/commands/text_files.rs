// SPDX-License-Identifier: GPL-2.0

//! The text files of `/proc/rmm`, for callers who may not open the device. Many of the files are
//! readable by everyone.

use super::{
    mm,
    prelude::*,
    CommandResult, //
};
use crate::fields::{
    FieldShape,
    FieldSource, //
};
use rmm::{
    abi::{
        self,
        process::ProcessRecord, //
    },
    procfs::ProcTable,
    restore_name,
    RmmError, //
};
use std::io::{
    self,
    Write, //
};

/// Whether the text files may have what the device refuses.
pub(super) fn can_help(error: &RmmError) -> bool {
    matches!(
        error,
        RmmError::AccessDenied { .. } | RmmError::NoDeviceNode { .. }
    )
}

/// Says that a file has answered in place of the device.
pub(super) fn say_instead(error: &RmmError, file: &str) {
    // Nothing can be done if standard error is closed.
    let _ = writeln!(io::stderr(), "rmmctl: {error}; this is /proc/rmm/{file}");
}

/// Reads a file after the device could not be opened. If the file cannot be read either, the error
/// is that of the device.
fn read_instead(error: RmmError, file: &str) -> Result<ProcTable, CommandError> {
    if !can_help(&error) {
        return Err(error.into());
    }
    match ProcTable::read(file) {
        Ok(table) => {
            say_instead(&error, file);
            Ok(table)
        }
        Err(_) => Err(error.into()),
    }
}

/// Shape of the rows of a text file, whose fields are its columns.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "text",
    doc: "A row of a file of /proc/rmm (docs/procfs.md), read because the device was refused.",
    ..RecordShape::EMPTY
};

/// Columns of hexadecimal numbers, by file.
const HEXADECIMAL: &[(&str, &[&str])] = &[
    (
        "self/vmas",
        &["start", "end", "offset", "dev", "pgoff", "anon_pgoff"],
    ),
    ("self/segments", &["start", "end"]),
    ("self/numa", &["vma"]),
    ("layout", &["first", "last"]),
];

/// Whether a column has hexadecimal numbers, whose digits can look like those of a decimal number.
fn is_hexadecimal(file: &str, column: &str) -> bool {
    let columns = HEXADECIMAL.iter().find(|(name, _)| *name == file);
    columns.is_some_and(|(_, columns)| columns.contains(&column))
}

/// A cell as a value. It is a number if it has the digits of one, and no others such as leading
/// zeros.
fn cell_value(cell: &[u8], is_text: bool) -> Value {
    let text = String::from_utf8_lossy(cell);
    match (&*text, text.parse::<i64>()) {
        ("-", _) => Value::Null,
        (text, Ok(number)) if !is_text && number.to_string() == text => number.into(),
        (text, _) => text.into(),
    }
}

/// The values of a row. `mm` has the fields of an address space as rows, and some are addresses.
fn row_values(file: &str, table: &ProcTable, row: &[Vec<u8>]) -> Vec<Value> {
    let is_address = file == "self/mm" && row.first().is_some_and(|field| mm::is_address(field));
    let cells = row.iter().zip(&table.columns);
    let values =
        cells.map(|(cell, column)| cell_value(cell, is_address || is_hexadecimal(file, column)));
    values.collect()
}

/// The rows of a file, with its own columns.
pub(super) fn run(error: RmmError, file: &str) -> CommandResult {
    let table = read_instead(error, file)?;
    let columns = table.columns.iter().enumerate();
    let fields = columns.map(|(at, name)| FieldShape {
        name: name.clone().into(),
        doc: "".into(),
        meaning: match is_hexadecimal(file, name) {
            true => FieldMeaning::Text,
            false => FieldMeaning::Mixed,
        },
        source: FieldSource::Added(at),
    });
    let fields = fields.collect();
    let rows = table.rows.iter();
    let rows = rows.map(|row| OutputRow::computed(row_values(file, &table, row)));
    let output = CommandOutput::rows(&SHAPE, rows.collect())
        .fields(fields)
        .source(format!("/proc/rmm/{file}"));
    Ok(table.notes.into_iter().fold(output, CommandOutput::note))
}

/// The processes that the reader of `processes` may see, and the file.
pub(super) fn read_processes(
    error: RmmError,
    pss: bool,
) -> Result<(Vec<ProcessRecord>, String), CommandError> {
    let file = if pss { "processes_pss" } else { "processes" };
    let table = read_instead(error, file)?;
    let records = table.rows.iter().map(|row| process(&table, row)).collect();
    Ok((records, format!("/proc/rmm/{file}")))
}

/// A row of `processes` as a record.
fn process(table: &ProcTable, row: &[Vec<u8>]) -> ProcessRecord {
    let number = |column: &str| table.number(row, column);
    let pid = |column: &str| number(column).and_then(|pid| i32::try_from(pid).ok());
    let bytes = |column: &str| number(column).map_or(abi::ABSENT, |kib| kib << 10);
    let user = |column: &str| {
        let id = number(column).and_then(|id| u32::try_from(id).ok());
        id.unwrap_or(abi::page::ABSENT_32)
    };
    let mut record = ProcessRecord {
        pid: pid("pid").unwrap_or(0),
        owner: pid("owner").unwrap_or(-1),
        virtual_bytes: bytes("virtual_kb"),
        anon_bytes: bytes("anon_kb"),
        file_bytes: bytes("file_kb"),
        shmem_bytes: bytes("shmem_kb"),
        hugetlb_bytes: bytes("hugetlb_kb"),
        swap_bytes: bytes("swap_kb"),
        table_bytes: bytes("table_kb"),
        huge_bytes: bytes("huge_kb"),
        uss_bytes: bytes("uss_kb"),
        pss_bytes: bytes("pss_kb"),
        inexact_bytes: bytes("inexact_kb"),
        pss_dirty_bytes: bytes("pss_dirty_kb"),
        pss_anon_bytes: bytes("pss_anon_kb"),
        pss_file_bytes: bytes("pss_file_kb"),
        pss_shmem_bytes: bytes("pss_shmem_kb"),
        lazyfree_bytes: bytes("lazyfree_kb"),
        memory_cgroup: number("memory_cgroup").unwrap_or(abi::ABSENT),
        uid: user("uid"),
        real_uid: user("real_uid"),
        ..ProcessRecord::ZERO
    };
    // N0=12,N2=8,more=4; nodes without memory are left out.
    let nodes = table.cell(row, "nodes_kb").unwrap_or_else(|| {
        record.node_bytes.fill(abi::ABSENT);
        record.more_nodes_bytes = abi::ABSENT;
        b""
    });
    for part in String::from_utf8_lossy(nodes).split(',') {
        let Some((node, kib)) = part.split_once('=') else {
            continue;
        };
        let bytes = kib.parse::<u64>().unwrap_or(0) << 10;
        let slot = node
            .strip_prefix('N')
            .and_then(|node| node.parse::<usize>().ok());
        match slot.and_then(|slot| record.node_bytes.get_mut(slot)) {
            Some(slot) => *slot = bytes,
            None => record.more_nodes_bytes += bytes,
        }
    }
    let at = table.columns.iter().position(|column| column == "comm");
    let name = at.and_then(|at| row.get(at)).map(Vec::as_slice);
    let name = restore_name(name.unwrap_or_default());
    let len = name.len().min(record.comm.len() - 1);
    record.comm[..len].copy_from_slice(&name[..len]);
    record
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_numbers_stay_as_they_are() {
        let text = b"# rmm vmas v1\n# start end offset inode kind name\n\
            00400000 00028000 00028000 42 anon -\n";
        let table = ProcTable::parse(text).unwrap();
        let values = row_values("self/vmas", &table, &table.rows[0]);
        let wanted = json!(["00400000", "00028000", "00028000", 42, "anon", null]);
        assert_eq!(Value::Array(values), wanted);
        // Without leading zeros, only the column says what the digits are.
        assert_eq!(cell_value(b"12345678", true), json!("12345678"));
        assert_eq!(cell_value(b"0", false), json!(0));
        assert_eq!(cell_value(b"-7", false), json!(-7));
        assert_eq!(cell_value(b"007", false), json!("007"));
        let text = b"# rmm mm v1\n# field value\nmmap_base 123456789012\nmap_count 21\n";
        let table = ProcTable::parse(text).unwrap();
        let value = |row: usize| row_values("self/mm", &table, &table.rows[row])[1].clone();
        assert_eq!((value(0), value(1)), (json!("123456789012"), json!(21)));
    }

    #[test]
    fn rows_become_records() {
        let text =
            b"# rmm processes v1\n# pid owner anon_kb nodes_kb comm\n7 - 12 N1=8,more=4 a\\012b\n";
        let table = ProcTable::parse(text).unwrap();
        let record = process(&table, &table.rows[0]);
        assert_eq!(
            (record.pid, record.owner, record.anon_bytes),
            (7, -1, 12 << 10)
        );
        assert_eq!((record.node_bytes[0], record.node_bytes[1]), (0, 8 << 10));
        assert_eq!(
            (record.more_nodes_bytes, record.swap_bytes),
            (4 << 10, abi::ABSENT)
        );
        assert_eq!(record.name(), b"a\nb");
        let text = b"# rmm processes v1\n# pid nodes_kb comm\n7 - a\n";
        let table = ProcTable::parse(text).unwrap();
        let record = process(&table, &table.rows[0]);
        assert_eq!(record.node_bytes[0], abi::ABSENT);
    }
}
