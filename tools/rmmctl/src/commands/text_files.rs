// SPDX-License-Identifier: GPL-2.0

//! The text files of `/proc/rmm`, for callers who may not open the device. Many of the files are
//! readable by everyone.

use crate::{
    error::CommandError,
    grid::TextGrid,
    output::CommandOutput, //
};
use rmm::{
    abi::{
        self,
        process::ProcessRecord,
        AbiRecord, //
    },
    procfs::ProcTable,
    restore_name,
    RmmError, //
};
use serde_json::{
    Map,
    Value, //
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

/// Reads a file after the device could not be opened. If the file cannot be read either, the error
/// is that of the device.
fn read_instead(error: RmmError, file: &str) -> Result<ProcTable, CommandError> {
    if !can_help(&error) {
        return Err(error.into());
    }
    match ProcTable::read(file) {
        Ok(table) => {
            // Nothing can be done if standard error is closed.
            let _ = writeln!(io::stderr(), "rmmctl: {error}; this is /proc/rmm/{file}");
            Ok(table)
        }
        Err(_) => Err(error.into()),
    }
}

/// The rows of a file, with its own columns.
pub(super) fn run(error: RmmError, file: &str) -> Result<CommandOutput, CommandError> {
    let table = read_instead(error, file)?;
    let records = table.rows.iter().map(|row| {
        let cells = table.columns.iter().zip(row).map(|(column, cell)| {
            let text = String::from_utf8_lossy(cell);
            let value = match (&*text, text.parse::<i64>()) {
                ("-", _) => Value::Null,
                (_, Ok(number)) => number.into(),
                (text, _) => text.into(),
            };
            (column.clone(), value)
        });
        Value::Object(cells.collect::<Map<_, _>>())
    });
    let records: Vec<Value> = records.collect();
    let columns: Vec<&str> = table.columns.iter().map(String::as_str).collect();
    let mut grid = TextGrid::from_columns(&records, &columns);
    for note in table.notes {
        grid.note(note);
    }
    Ok(CommandOutput {
        grid,
        json: records.into(),
    })
}

/// The processes that the reader of `processes` may see.
pub(super) fn read_processes(
    error: RmmError,
    pss: bool,
) -> Result<Vec<ProcessRecord>, CommandError> {
    let file = if pss { "processes_pss" } else { "processes" };
    let table = read_instead(error, file)?;
    Ok(table.rows.iter().map(|row| process(&table, row)).collect())
}

/// A row of `processes` as a record.
fn process(table: &ProcTable, row: &[Vec<u8>]) -> ProcessRecord {
    let number = |column: &str| table.number(row, column);
    let pid = |column: &str| number(column).and_then(|pid| i32::try_from(pid).ok());
    let bytes = |column: &str| number(column).map_or(abi::ABSENT, |kib| kib << 10);
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
        ..ProcessRecord::ZERO
    };
    // N0=12,N2=8,more=4; nodes without memory are left out.
    let nodes = table.cell(row, "nodes_kb").unwrap_or_default();
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
    }
}
