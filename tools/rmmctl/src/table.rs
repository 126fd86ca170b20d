// SPDX-License-Identifier: GPL-2.0

//! Tables for people: columns as wide as what stands in them.

use serde_json::Value;
use std::io::{
    self,
    Write, //
};

/// Rows of cells under a head.
pub(crate) struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// A value in a cell: `-` for null, elements and members with commas.
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

impl Table {
    /// An empty table.
    pub(crate) fn new<S: Into<String>>(head: impl IntoIterator<Item = S>) -> Self {
        Self {
            head: head.into_iter().map(Into::into).collect(),
            rows: Vec::new(),
        }
    }

    /// A table of records: a row each, these of their fields as columns.
    pub(crate) fn of(records: &[Value], columns: &[&str]) -> Self {
        let mut table = Self::new(columns.iter().copied());
        for record in records {
            table.push(columns.iter().map(|column| cell(&record[*column])));
        }
        table
    }

    /// A table of records: a row each, all their fields as columns.
    pub(crate) fn all(records: &[Value]) -> Self {
        let fields = records.first().and_then(Value::as_object);
        let columns: Vec<&str> = fields
            .into_iter()
            .flatten()
            .map(|(name, _)| name.as_str())
            .collect();
        Self::of(records, &columns)
    }

    /// A table of records that have many fields: a row each field, a column each record, under the
    /// name that its field `key` gives. Fields within others have dotted names.
    pub(crate) fn across(records: &[Value], key: &str) -> Self {
        let head = records
            .iter()
            .map(|record| format!("{key}{}", cell(&record[key])));
        let mut table = Self::new(std::iter::once("field".to_owned()).chain(head));
        let flat: Vec<_> = records.iter().map(|record| flatten("", record)).collect();
        for (row, (name, _)) in flat.first().into_iter().flatten().enumerate() {
            if name != key {
                let cells = flat.iter().map(|fields| fields[row].1.clone());
                table.push(std::iter::once(name.clone()).chain(cells));
            }
        }
        table
    }

    /// Adds a row.
    pub(crate) fn push<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// Numbers to the right, the rest to the left.
    pub(crate) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let lines = || std::iter::once(&self.head).chain(&self.rows);
        let width = |column: usize| {
            let cells = lines().filter_map(|line| line.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let number = |cell: &String| cell == "-" || cell.parse::<i64>().is_ok();
        let right: Vec<bool> = (0..self.head.len())
            .map(|column| {
                self.rows
                    .iter()
                    .filter_map(|row| row.get(column))
                    .all(number)
            })
            .collect();
        let widths: Vec<usize> = (0..self.head.len()).map(width).collect();
        for line in lines() {
            let mut text = String::new();
            for ((cell, &width), &right) in line.iter().zip(&widths).zip(&right) {
                text += &if right {
                    format!("{cell:>width$} ")
                } else {
                    format!("{cell:<width$} ")
                };
            }
            writeln!(out, "{}", text.trim_end())?;
        }
        Ok(())
    }
}

/// The leaves of a value under their dotted names.
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

    fn text(table: &Table) -> String {
        let mut out = Vec::new();
        table.write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_are_as_wide_as_they_must_be() {
        let records = [
            json!({"name": "a", "size": 7}),
            json!({"name": "bcd", "size": null}),
        ];
        let table = Table::of(&records, &["name", "size"]);
        assert_eq!(text(&table), "name size\na       7\nbcd     -\n");
    }

    #[test]
    fn fields_within_fields_are_rows() {
        let records = [
            json!({"node": 0, "a": {"x": 1, "y": [2, null]}}),
            json!({"node": 3, "a": {"x": 4, "y": [5, 6]}}),
        ];
        let table = Table::across(&records, "node");
        assert_eq!(
            text(&table),
            "field node0 node3\na.x       1     4\na.y.0     2     5\na.y.1     -     6\n"
        );
    }
}
