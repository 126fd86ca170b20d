// SPDX-License-Identifier: GPL-2.0

//! Tables of a row for each field and a column for each record.

use super::{
    table::push_shown,
    table_writer::{
        TableColumn,
        TableLine, //
    },
    CommandOutput,
    OutputOptions, //
};
use crate::{
    cells::{
        cell,
        CellValue, //
    },
    error::CommandError,
    fields::{
        FieldMeaning,
        FieldUnit, //
    },
};
use anstyle::Style;
use serde_json::Value;
use std::{
    borrow::Cow,
    collections::HashMap, //
};

/// The columns, the lines, and the number of rows of zeros that are left out.
pub(super) type TransposedTable = (Vec<TableColumn>, Vec<TableLine>, usize);

impl CommandOutput {
    /// Makes the table; unless `is_whole`, without nested fields that are zero in every record.
    pub(super) fn field_rows(
        &mut self,
        noun: &str,
        is_whole: bool,
        options: &OutputOptions,
    ) -> Result<TransposedTable, CommandError> {
        let mut records = Vec::new();
        for row in self.rows.by_ref() {
            records.push(row?.to_object(&self.fields));
        }
        let column = |head: String, at: usize| TableColumn {
            is_number: at != 0,
            ..TableColumn::new(head)
        };
        let keys = self.shape.keys;
        let heads = records.iter().map(|record| {
            let values = keys.iter().filter_map(|&key| record.get(key)).map(cell);
            format!("{noun}{}", values.collect::<Vec<_>>().join(":"))
        });
        let heads = std::iter::once("field".to_owned()).chain(heads);
        let columns = heads
            .enumerate()
            .map(|(at, head)| column(head, at))
            .collect();
        let flat = records.iter().map(|record| {
            let fields = self
                .fields
                .iter()
                .filter(|field| !keys.contains(&&*field.name));
            let leaves = fields.flat_map(|field| {
                let value = record.get(&*field.name).unwrap_or(&Value::Null);
                flatten(&field.name, value, &field.meaning, options)
            });
            leaves.collect::<Vec<_>>()
        });
        let flat: Vec<Vec<(String, String)>> = flat.collect();
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
        let by_name: Vec<HashMap<&str, &String>> = flat
            .iter()
            .map(|fields| fields.iter().map(|(name, cell)| (&**name, cell)).collect())
            .collect();
        let (mut lines, mut left_out) = (Vec::new(), 0);
        for name in names {
            let cells = by_name.iter().map(|fields| fields.get(name));
            let cells = cells.map(|cell| cell.map_or("-".to_owned(), |&cell| cell.clone()));
            let cells: Vec<String> = cells.collect();
            let is_nested = name.contains('.');
            if !is_whole && is_nested && cells.iter().all(|cell| cell == "0" || cell == "-") {
                left_out += 1;
                continue;
            }
            lines.push(TableLine {
                cells: std::iter::once(name.to_owned()).chain(cells).collect(),
                key: name.to_owned(),
                style: Style::new(),
            });
        }
        Ok((columns, lines, left_out))
    }
}

/// The leaves of a value with their dotted names; each word of a set is a leaf with `yes`.
fn flatten(
    prefix: &str,
    value: &Value,
    meaning: &FieldMeaning,
    options: &OutputOptions,
) -> Vec<(String, String)> {
    let within = |name: &str, value| flatten(&format!("{prefix}.{name}"), value, meaning, options);
    match (value, meaning) {
        (Value::Object(members), _) => {
            let members = members.iter();
            members
                .flat_map(|(name, value)| within(name, value))
                .collect()
        }
        (Value::Array(words), FieldMeaning::Bits(_)) => {
            let words = words.iter().filter_map(Value::as_str);
            words
                .map(|word| (format!("{prefix}.{word}"), "yes".to_owned()))
                .collect()
        }
        (Value::Array(values), meaning) if !matches!(meaning, FieldMeaning::Texts) => {
            let values = values.iter().enumerate();
            values
                .flat_map(|(at, value)| within(&at.to_string(), value))
                .collect()
        }
        (leaf, _) => {
            let unit = FieldUnit::of(prefix.split('.').next().unwrap_or(prefix)).0;
            let mut text = String::new();
            push_shown(
                &CellValue::Json(Cow::Borrowed(leaf)),
                unit,
                options,
                &mut text,
            );
            vec![(prefix.to_owned(), text)]
        }
    }
}
