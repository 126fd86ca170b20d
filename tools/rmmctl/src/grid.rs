// SPDX-License-Identifier: GPL-2.0

//! Tables of text cells.

use crate::columns::GridColumn;
use comfy_table::{
    presets,
    Cell,
    CellAlignment,
    Table, //
};
use serde_json::Value;
use std::io::{
    self,
    Write, //
};

/// A table of text cells.
pub(crate) struct TextGrid {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    /// All columns but the first are aligned as numbers, also if they contain words.
    values: bool,
    /// Lines after the table.
    notes: Vec<String>,
}

/// A value as text: `-` for null, elements separated by commas.
pub(crate) fn cell(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) if text.is_empty() => "-".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(values) if values.is_empty() => "-".to_owned(),
        Value::Array(values) => values.iter().map(cell).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

impl TextGrid {
    /// An empty table.
    pub(crate) fn new<S: Into<String>>(head: impl IntoIterator<Item = S>) -> Self {
        Self {
            head: head.into_iter().map(Into::into).collect(),
            rows: Vec::new(),
            values: false,
            notes: Vec::new(),
        }
    }

    /// A table with a row for each record and the given fields as columns.
    pub(crate) fn from_columns(records: &[Value], columns: &[&str]) -> Self {
        let mut table = Self::new(columns.iter().copied());
        for record in records {
            table.push(columns.iter().map(|column| cell(&record[*column])));
        }
        table
    }

    /// A table with a row for each record, and with declared columns.
    pub(crate) fn from_described(records: &[Value], columns: &[GridColumn]) -> Self {
        let mut table = Self::new(columns.iter().map(|column| column.head.clone()));
        for record in records {
            table.push(columns.iter().map(|column| column.cell(record)));
        }
        table
    }

    /// Adds a row with the sums of the columns that can be added up, under a label.
    pub(crate) fn push_total<'a>(
        &mut self,
        records: impl IntoIterator<Item = &'a Value> + Clone,
        columns: &[GridColumn],
    ) {
        self.push(columns.iter().enumerate().map(|(at, column)| match at {
            0 => "total".to_owned(),
            _ if column.has_total() => column.total(records.clone()).to_string(),
            _ => String::new(),
        }));
    }

    /// A table with a row for each record and all fields as columns.
    pub(crate) fn from_records(records: &[Value]) -> Self {
        let fields = records.first().and_then(Value::as_object);
        let columns: Vec<&str> = fields
            .into_iter()
            .flatten()
            .map(|(name, _)| name.as_str())
            .collect();
        Self::from_columns(records, &columns)
    }

    /// A table with a row for each field and a column for each record, for records of many fields.
    /// The head of a column is the value of the field `key`. Nested fields have dotted names, and
    /// each word of a set is a row with `yes`. Nested rows of zeros are left out, with a note.
    pub(crate) fn transposed(records: &[Value], key: &str) -> Self {
        let head = records
            .iter()
            .map(|record| format!("{key}{}", cell(&record[key])));
        let mut table = Self::new(std::iter::once("field".to_owned()).chain(head));
        table.values = true;
        let flat: Vec<_> = records.iter().map(|record| flatten("", record)).collect();
        let mut names: Vec<&str> = Vec::new();
        for fields in &flat {
            // A field that earlier records do not have is inserted after its predecessor.
            let mut at = 0;
            for (name, _) in fields {
                match names.iter().position(|known| known == name) {
                    Some(known) => at = known + 1,
                    None => {
                        names.insert(at, name);
                        at += 1;
                    }
                }
            }
        }
        let mut left_out = 0;
        for &name in names.iter().filter(|&&name| name != key) {
            let cells = flat.iter().map(|fields| {
                let found = fields.iter().find(|(field, _)| field == name);
                found.map_or("-".to_owned(), |(_, value)| value.clone())
            });
            let cells: Vec<String> = cells.collect();
            if name.contains('.') && cells.iter().all(|cell| cell == "0" || cell == "-") {
                left_out += 1;
                continue;
            }
            table.push(std::iter::once(name.to_owned()).chain(cells));
        }
        if left_out != 0 {
            table.note(format!(
                "{left_out} rows of zeros are left out: --json has them"
            ));
        }
        table
    }

    /// Adds a line after the table.
    pub(crate) fn note(&mut self, line: String) {
        self.notes.push(line);
    }

    /// Adds a row.
    pub(crate) fn push<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// The head and the rows.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &Vec<String>> {
        std::iter::once(&self.head).chain(&self.rows)
    }

    /// Whether the cells of a column are numbers, which are aligned to the right.
    fn is_number_column(&self, column: usize) -> bool {
        let number = |cell: &String| {
            matches!(cell.as_str(), "-" | "" | "total") || cell.parse::<i128>().is_ok()
        };
        let mut cells = self.rows.iter().filter_map(|row| row.get(column));
        column != 0 && self.values || cells.all(number)
    }

    /// Writes the table. Columns of numbers are aligned to the right, others to the left.
    pub(crate) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let mut table = Table::new();
        table.load_preset(presets::NOTHING);
        for line in self.lines() {
            table.add_row(line.iter().map(Cell::new));
        }
        for (number, column) in table.column_iter_mut().enumerate() {
            column.set_padding((0, 1));
            if self.is_number_column(number) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        for line in table.lines() {
            writeln!(out, "{}", line.trim_end())?;
        }
        if !self.notes.is_empty() {
            writeln!(out)?;
        }
        self.notes
            .iter()
            .try_for_each(|line| writeln!(out, "{line}"))
    }
}

/// The leaves of a value with their dotted names.
fn flatten(prefix: &str, value: &Value) -> Vec<(String, String)> {
    let within = |name: &str, value| {
        let dot = if prefix.is_empty() { "" } else { "." };
        flatten(&format!("{prefix}{dot}{name}"), value)
    };
    match value {
        Value::Object(members) => {
            let members = members.iter();
            members
                .flat_map(|(name, value)| within(name, value))
                .collect()
        }
        // A set of words, whose number differs between records.
        Value::Array(words) if words.iter().all(Value::is_string) => {
            let words = words.iter().filter_map(Value::as_str);
            words
                .map(|word| (format!("{prefix}.{word}"), "yes".to_owned()))
                .collect()
        }
        Value::Array(values) => {
            let values = values.iter().enumerate();
            values
                .flat_map(|(at, value)| within(&at.to_string(), value))
                .collect()
        }
        leaf => vec![(prefix.to_owned(), cell(leaf))],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(table: &TextGrid) -> String {
        let mut out = Vec::new();
        table.write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn aligns_columns() {
        let records = [
            json!({"name": "a", "size": 7}),
            json!({"name": "bcd", "size": null}),
        ];
        let table = TextGrid::from_columns(&records, &["name", "size"]);
        assert_eq!(text(&table), "name size\na       7\nbcd     -\n");
    }

    #[test]
    fn nested_fields_are_rows() {
        let records = [
            json!({"node": 0, "a": {"x": 1, "y": [2, null]}}),
            json!({"node": 3, "a": {"x": 4, "y": [5, 6]}}),
        ];
        let table = TextGrid::transposed(&records, "node");
        assert_eq!(
            text(&table),
            "field node0 node3\na.x       1     4\na.y.0     2     5\na.y.1     -     6\n"
        );
    }

    #[test]
    fn merges_records_of_different_fields() {
        let records = [
            json!({"node": 0, "states": ["online", "has_cpu"], "to": {"0": 10}, "end": 1}),
            json!({"node": 1, "states": ["online"], "to": {"0": 20, "1": 10}, "end": "x"}),
        ];
        let mut table = TextGrid::transposed(&records, "node");
        table.note("a note".to_owned());
        assert_eq!(
            text(&table),
            "field          node0 node1\n\
             states.online    yes   yes\n\
             states.has_cpu   yes     -\n\
             to.0              10    20\n\
             to.1               -    10\n\
             end                1     x\n\
             \na note\n"
        );
    }

    #[test]
    fn notes_rows_of_zeros() {
        let records = [
            json!({"node": 0, "whole": 0, "stat": {"a": 0, "b": 1}}),
            json!({"node": 1, "whole": 0, "stat": {"a": null, "b": 0}}),
        ];
        assert_eq!(
            text(&TextGrid::transposed(&records, "node")),
            "field  node0 node1\n\
             whole      0     0\n\
             stat.b     1     0\n\
             \n1 rows of zeros are left out: --json has them\n"
        );
    }
}
