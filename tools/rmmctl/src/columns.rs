// SPDX-License-Identifier: GPL-2.0

//! Columns of tables and of separated values, made from the fields of records.

use crate::{
    cells::CellValue,
    error::CommandError,
    fields::{
        FieldMeaning,
        FieldShape,
        FieldUnit, //
    },
    shape::OutputRow,
    similar::most_similar, //
};
use serde_json::Value;
use std::{
    borrow::Cow,
    fs, //
};

/// Number of orders of the kernel that this was written for (NR_PAGE_ORDERS).
const NR_PAGE_ORDERS: usize = 11;

/// The columns that arrays have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ColumnExpansion {
    /// Nodes of arrays over nodes.
    pub(crate) nodes: Vec<u32>,
    /// Number of orders of arrays over orders.
    pub(crate) orders: usize,
}

impl Default for ColumnExpansion {
    fn default() -> Self {
        Self {
            nodes: Vec::new(),
            orders: NR_PAGE_ORDERS,
        }
    }
}

impl ColumnExpansion {
    /// The nodes of this machine that have memory.
    pub(crate) fn of_machine() -> Self {
        let text = fs::read_to_string("/sys/devices/system/node/has_memory");
        Self {
            nodes: text.map_or_else(|_| vec![0], |text| parse_list(&text)),
            ..Self::default()
        }
    }
}

/// The numbers of a list such as `0-2,4`.
fn parse_list(text: &str) -> Vec<u32> {
    let mut found = Vec::new();
    for part in text.trim().split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        if let (Ok(first), Ok(last)) = (first.parse::<u32>(), last.parse()) {
            found.extend(first..=last);
        }
    }
    found
}

/// A column: a field, or one element of it.
#[derive(Clone)]
pub(crate) struct OutputColumn {
    /// Name: that of the field, and of the element after a dot.
    pub(crate) name: String,
    /// Head where units are for people.
    pub(crate) head: String,
    /// The field.
    pub(crate) field: FieldShape,
    /// The element.
    pub(crate) path: Option<String>,
    /// Its number in the array of a record.
    element: Option<usize>,
}

impl OutputColumn {
    fn whole(field: &FieldShape) -> Self {
        let head = match FieldUnit::of(&field.name) {
            (FieldUnit::Bytes, head) => head,
            _ => &field.name,
        };
        Self {
            name: field.name.clone().into_owned(),
            head: head.to_owned(),
            field: field.clone(),
            path: None,
            element: None,
        }
    }

    fn part(field: &FieldShape, path: String) -> Self {
        let name = format!("{}.{path}", field.name);
        let head = match field.meaning {
            FieldMeaning::ByNode(_) if path == "more" => path.clone(),
            FieldMeaning::ByNode(_) => format!("N{path}"),
            FieldMeaning::ByOrder => format!("order{path}"),
            FieldMeaning::IndexedBy(_) => path.clone(),
            _ => name.clone(),
        };
        Self {
            name: match field.meaning {
                FieldMeaning::ByOrder => head.clone(),
                _ => name,
            },
            head,
            field: field.clone(),
            element: field.element(&path),
            path: Some(path),
        }
    }

    /// The columns of a field.
    pub(crate) fn of_field(field: &FieldShape, expansion: &ColumnExpansion) -> Vec<Self> {
        let parts: Vec<String> = match field.meaning {
            FieldMeaning::ByNode(_) => {
                // An array over fewer nodes than the machine has ends with the sum of the others.
                let count = field.array_len().unwrap_or(usize::MAX);
                let has_element = |node: &&u32| (**node as usize) < count;
                let nodes = expansion.nodes.iter();
                let more = nodes.clone().any(|node| !has_element(&node));
                let nodes = nodes.filter(has_element).map(ToString::to_string);
                nodes.chain(more.then(|| "more".to_owned())).collect()
            }
            FieldMeaning::ByOrder => (0..expansion.orders).map(|at| at.to_string()).collect(),
            FieldMeaning::IndexedBy(names) => {
                let mut parts = vec![String::new()];
                for group in names {
                    let words = || group.items.iter().map(|item| item.text);
                    let longer = |part: &String| {
                        let dot = if part.is_empty() { "" } else { "." };
                        let longer = words().map(|word| format!("{part}{dot}{word}"));
                        longer.collect::<Vec<_>>()
                    };
                    parts = parts.iter().flat_map(longer).collect();
                }
                parts
            }
            FieldMeaning::Number => match field.array_len() {
                Some(len) => (0..len).map(|at| at.to_string()).collect(),
                None => return vec![Self::whole(field)],
            },
            _ => return vec![Self::whole(field)],
        };
        let parts = parts.into_iter();
        parts.map(|part| Self::part(field, part)).collect()
    }

    /// The value of a record in this column.
    pub(crate) fn cell<'a>(&self, row: &'a OutputRow) -> CellValue<'a> {
        match (&self.path, self.element) {
            (None, _) => row.cell(&self.field),
            (Some(_), Some(at)) => row.element(&self.field, at),
            (Some(path), None) => CellValue::Json(Cow::Owned(row.part(&self.field, path))),
        }
    }

    /// The same as JSON.
    pub(crate) fn value(&self, row: &OutputRow) -> Value {
        self.cell(row).into_json()
    }

    /// The unit of its numbers.
    pub(crate) fn unit(&self) -> FieldUnit {
        FieldUnit::of(&self.field.name).0
    }

    /// Whether a name means this column.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        self.name == name || self.head == name
    }
}

/// The default columns: those that the shape names, or all.
pub(crate) fn default_columns(
    fields: &[FieldShape],
    names: &[&str],
    expansion: &ColumnExpansion,
) -> Vec<OutputColumn> {
    let of_field = |field: &FieldShape| OutputColumn::of_field(field, expansion);
    if names.is_empty() {
        return fields.iter().flat_map(of_field).collect();
    }
    let named = names.iter().filter_map(|name| find(fields, name));
    named.flat_map(of_field).collect()
}

/// All columns, the default ones first.
pub(crate) fn all_columns(
    fields: &[FieldShape],
    names: &[&str],
    expansion: &ColumnExpansion,
) -> Vec<OutputColumn> {
    let rest = fields.iter().filter(|field| !names.contains(&&*field.name));
    let rest = rest.flat_map(|field| OutputColumn::of_field(field, expansion));
    let first = match names {
        [] => Vec::new(),
        names => default_columns(fields, names, expansion),
    };
    first.into_iter().chain(rest).collect()
}

fn find<'a>(fields: &'a [FieldShape], name: &str) -> Option<&'a FieldShape> {
    fields.iter().find(|field| field.name == name)
}

/// The columns that the caller names, separated by commas; `all` means all of them.
pub(crate) fn chosen_columns(
    chosen: &str,
    fields: &[FieldShape],
    names: &[&str],
    expansion: &ColumnExpansion,
) -> Result<Vec<OutputColumn>, CommandError> {
    let all = all_columns(fields, names, expansion);
    let mut found = Vec::new();
    for name in chosen.split(',').map(str::trim) {
        if name == "all" {
            found.extend(all.iter().cloned());
        } else if let Some(column) = all.iter().find(|column| column.is_called(name)) {
            found.push(column.clone());
        } else if let Some(field) = find(fields, name) {
            found.extend(OutputColumn::of_field(field, expansion));
        } else {
            return Err(unknown_column("--columns", name, &all));
        }
    }
    Ok(found)
}

/// The error of a name that no column has.
pub(crate) fn unknown_column(option: &str, name: &str, all: &[OutputColumn]) -> CommandError {
    let nearest = most_similar(
        name,
        all.iter().flat_map(|column| [&*column.head, &*column.name]),
    );
    let hint = nearest.map(|nearest| format!("; did you mean {nearest:?}?"));
    // Counters have hundreds of columns.
    let heads = all.iter().filter(|column| column.path.is_none());
    let heads: Vec<&str> = heads.map(|column| &*column.name).collect();
    CommandError::Usage(format!(
        "{option}: no column {name:?}{}\ncolumns: {}",
        hint.unwrap_or_default(),
        heads.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_nodes() {
        assert_eq!(parse_list("0-2,4\n"), [0, 1, 2, 4]);
        assert_eq!(parse_list("\n"), [] as [u32; 0]);
    }

    #[test]
    fn elements_are_those_of_the_json() {
        let patterns: [fn(usize) -> u8; 3] = [|_| 0, |_| u8::MAX, |at| (31 * at + 7) as u8];
        let expansion = ColumnExpansion {
            nodes: (0..20).collect(),
            ..ColumnExpansion::default()
        };
        for &shape in crate::commands::SHAPES {
            let Some(record) = shape.record else {
                continue;
            };
            let fields = shape.fields();
            for pattern in patterns {
                let bytes: Vec<u8> = (0..record.size).map(pattern).collect();
                let row = OutputRow::of_bytes(&bytes, &[], false);
                for column in all_columns(&fields, &[], &expansion) {
                    if let Some(path) = &column.path {
                        let wanted = row.part(&column.field, path);
                        assert_eq!(column.value(&row), wanted, "{} {}", shape.name, column.name);
                    }
                }
            }
        }
    }
}
