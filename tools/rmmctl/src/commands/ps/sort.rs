// SPDX-License-Identifier: GPL-2.0

//! The order of processes. Records are kept and rows are made while they are written, because a row
//! takes several times as much memory.

use super::ProcessLister;
use crate::{
    columns::OutputColumn,
    error::CommandError,
    output::{
        check_sort_size,
        SortKey, //
    },
    shape::OutputRow, //
};
use rmm::abi::process::ProcessRecord;

/// The rows of all processes in the order of a column.
pub(super) fn sorted_rows(
    records: impl Iterator<Item = Result<ProcessRecord, CommandError>>,
    mut lister: ProcessLister,
    column: &OutputColumn,
) -> Result<impl Iterator<Item = Result<OutputRow, CommandError>>, CommandError> {
    let (mut picked, mut keys, mut bytes) = (Vec::new(), Vec::new(), 0);
    for record in records {
        let record = record?;
        if let Some(is_repeated) = lister.pick(&record) {
            let row = lister.row(&record, is_repeated);
            let key = SortKey::of(&column.cell(&row));
            let entry = (record, is_repeated);
            bytes += key.bytes() + size_of_val(&entry);
            keys.push(key);
            picked.push(entry);
            check_sort_size(keys.len(), bytes)?;
        }
    }
    let mut places: Vec<usize> = (0..picked.len()).collect();
    places.sort_by(|&a, &b| keys[a].cmp(&keys[b]));
    drop(keys);
    Ok(places.into_iter().map(move |place| {
        let (record, is_repeated) = &picked[place];
        Ok(lister.row(record, *is_repeated))
    }))
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            COLUMNS,
            SHAPE, //
        },
        *,
    };
    use crate::{
        columns::ColumnExpansion,
        output::sort_column, //
    };
    use rmm::abi::AbiRecord;

    #[test]
    fn too_many_processes_are_refused() {
        let column = sort_column("pid", &SHAPE.fields(), COLUMNS, &ColumnExpansion::default());
        let column = column.unwrap();
        let sort = |count| {
            let records = (1..=count).map(|pid| {
                Ok(ProcessRecord {
                    pid,
                    ..ProcessRecord::ZERO
                })
            });
            sorted_rows(records, ProcessLister::default(), &column).map(Iterator::count)
        };
        assert_eq!(sort(40_000).unwrap(), 40_000);
        assert!(matches!(sort(100_000), Err(CommandError::Usage(_))));
    }

    #[test]
    fn rows_are_sorted() {
        let records = [(1, 4), (2, 12), (3, 8), (4, u64::MAX)].map(|(pid, bytes)| {
            Ok(ProcessRecord {
                pid,
                anon_bytes: bytes,
                ..ProcessRecord::ZERO
            })
        });
        let expansion = ColumnExpansion::default();
        let column = sort_column("anon", &SHAPE.fields(), COLUMNS, &expansion).unwrap();
        let lister = ProcessLister::default();
        let rows = sorted_rows(records.into_iter(), lister, &column).unwrap();
        let fields = SHAPE.fields();
        let pids = rows.map(|row| row.unwrap().value(&fields[0]));
        assert_eq!(pids.collect::<Vec<_>>(), [2, 3, 1, 4]);
    }
}
