// SPDX-License-Identifier: GPL-2.0

//! The order of rows.

use super::{
    kept_rows::KeptRows,
    CommandOutput,
    OutputOptions, //
};
use crate::{
    cells::CellValue,
    columns::{
        all_columns,
        unknown_column,
        ColumnExpansion,
        OutputColumn, //
    },
    error::CommandError,
    fields::FieldShape, //
};
use std::cmp::Reverse;

/// Most bytes of kept rows, so that rmmctl takes less than 32 MiB.
const MOST_BYTES: usize = 20 << 20;

/// The place of a row: numbers from the largest, text from A, absent values last.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SortKey {
    Number(Reverse<u64>),
    Negative(Reverse<i64>),
    Text(Box<str>),
    Absent,
}

impl SortKey {
    /// The place of a row with this value in the column.
    pub(crate) fn of(cell: &CellValue<'_>) -> Self {
        if cell.is_absent() {
            return Self::Absent;
        }
        match (cell.number(), cell.negative()) {
            (Some(number), _) => Self::Number(Reverse(number)),
            (None, Some(number)) => Self::Negative(Reverse(number)),
            (None, None) => {
                let mut text = String::new();
                cell.push_to(&mut text);
                Self::Text(text.into())
            }
        }
    }

    /// Bytes of memory that it takes.
    pub(crate) fn bytes(&self) -> usize {
        let text = match self {
            Self::Text(text) => text.len(),
            _ => 0,
        };
        size_of_val(self) + text
    }
}

/// Refuses to sort `count` records that take so many bytes with their keys.
pub(crate) fn check_sort_size(count: usize, bytes: usize) -> Result<(), CommandError> {
    if bytes <= MOST_BYTES {
        return Ok(());
    }
    Err(CommandError::Usage(format!(
        "--sort keeps all records until the last one is read, and {count} of them are 20 MiB; \
         choose a smaller range or fewer records, or pipe -o tsv to sort(1)"
    )))
}

/// The column of a name.
pub(crate) fn sort_column(
    name: &str,
    fields: &[FieldShape],
    defaults: &[&str],
    expansion: &ColumnExpansion,
) -> Result<OutputColumn, CommandError> {
    let columns = all_columns(fields, defaults, expansion);
    let found = columns.iter().find(|column| column.is_called(name));
    found
        .cloned()
        .ok_or_else(|| unknown_column("--sort", name, &columns))
}

impl CommandOutput {
    /// The rows in the order that the caller chose. All of them are kept.
    pub(crate) fn sorted(mut self, options: &OutputOptions) -> Result<Self, CommandError> {
        // The fields of a text file are known only now.
        options.check_total(self.shape)?;
        let Some(name) = &options.sort else {
            return Ok(self);
        };
        let defaults = self.columns.as_deref().unwrap_or(self.shape.columns);
        let column = sort_column(name, &self.fields, defaults, &self.expansion)?;
        let (mut kept, mut keys, mut key_bytes) = (KeptRows::default(), Vec::new(), 0);
        for row in self.rows {
            let row = row?;
            let key = SortKey::of(&column.cell(&row));
            key_bytes += key.bytes();
            keys.push(key);
            kept.push(row);
            check_sort_size(keys.len(), kept.bytes() + key_bytes)?;
        }
        let mut places: Vec<usize> = (0..keys.len()).collect();
        places.sort_by(|&a, &b| keys[a].cmp(&keys[b]));
        drop(keys);
        self.rows = Box::new(places.into_iter().map(move |place| Ok(kept.row(place))));
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{
        tests::{
            options,
            row,
            text_of,
            SHAPE, //
        },
        OutputFormat, //
    };
    use serde_json::Value;
    use std::borrow::Cow;

    fn pids(sort: &str) -> Result<String, CommandError> {
        let rows = vec![
            row(7, Some(4), "b"),
            row(12, None, "c"),
            row(3, Some(9), "a"),
        ];
        let mut options = options(OutputFormat::Csv);
        options.sort = Some(sort.to_owned());
        options.has_head = false;
        options.columns = Some("pid".to_owned());
        let output = CommandOutput::rows(&SHAPE, rows).sorted(&options)?;
        Ok(text_of(output, &options).replace('\n', " "))
    }

    #[test]
    fn rows_are_sorted() {
        for (sort, wanted) in [
            ("pid", "12 7 3 "),
            ("rss", "3 7 12 "),
            ("rss_bytes", "3 7 12 "),
            ("name", "3 7 12 "),
            // Of equal values, in the order of the records.
            ("wait_ms", "7 12 3 "),
        ] {
            assert_eq!(pids(sort).unwrap(), wanted, "{sort}");
        }
        let error = pids("rrs").unwrap_err();
        assert!(error.message().contains("rss_bytes"), "{}", error.message());
        assert_eq!(error.status(), 2);
    }

    #[test]
    fn more_than_fit_into_memory_are_refused() {
        let rows = (0..1_000_000).map(|pid| Ok(row(pid, Some(1), "name")));
        let mut options = options(OutputFormat::Csv);
        options.sort = Some("pid".to_owned());
        let found = CommandOutput::stream(&SHAPE, rows).sorted(&options);
        let error = found.err().unwrap();
        assert_eq!(error.status(), 2);
        assert!(error.text().contains("20 MiB"), "{}", error.text());
    }

    #[test]
    fn negative_numbers_follow_others() {
        let mut keys: Vec<Value> =
            vec![(-7).into(), "a".into(), Value::Null, 3.into(), (-2).into()];
        keys.sort_by_key(|value| SortKey::of(&CellValue::Json(Cow::Borrowed(value))));
        assert_eq!(Value::from(keys), serde_json::json!([3, -2, -7, "a", null]));
    }
}
