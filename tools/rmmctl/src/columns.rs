// SPDX-License-Identifier: GPL-2.0

//! Columns of tables, declared as data.

use crate::grid::cell;
use serde_json::Value;
use std::borrow::Cow;

/// How the value of a field is shown.
#[derive(Clone, Copy)]
enum ColumnUnit {
    /// As it is.
    Plain,
    /// Bytes, shown in KiB.
    Kib,
}

/// A column: its head, and the field that it shows.
#[derive(Clone)]
pub(crate) struct GridColumn {
    /// Head.
    pub(crate) head: Cow<'static, str>,
    /// Name of the field; a dot separates the names of nested fields.
    field: Cow<'static, str>,
    unit: ColumnUnit,
    /// Width of the column where the rows are written before all of them are known.
    pub(crate) width: usize,
}

impl GridColumn {
    /// A field as it is.
    pub(crate) const fn plain(name: &'static str, width: usize) -> Self {
        Self {
            head: Cow::Borrowed(name),
            field: Cow::Borrowed(name),
            unit: ColumnUnit::Plain,
            width,
        }
    }

    /// A field of bytes, in KiB.
    pub(crate) const fn kib(head: &'static str, field: &'static str) -> Self {
        Self {
            head: Cow::Borrowed(head),
            field: Cow::Borrowed(field),
            unit: ColumnUnit::Kib,
            width: 10,
        }
    }

    /// The KiB on a node.
    pub(crate) fn node_kib(node: u32) -> Self {
        Self {
            head: format!("N{node}_kb").into(),
            field: format!("node_bytes.{node}").into(),
            unit: ColumnUnit::Kib,
            width: 10,
        }
    }

    /// The value of a record in this column.
    pub(crate) fn value<'a>(&self, record: &'a Value) -> &'a Value {
        let mut value = record;
        for name in self.field.split('.') {
            value = &value[name];
        }
        value
    }

    /// The cell of a record.
    pub(crate) fn cell(&self, record: &Value) -> String {
        let value = self.value(record);
        match (self.unit, value.as_u64()) {
            (ColumnUnit::Kib, Some(bytes)) => (bytes / 1024).to_string(),
            _ => cell(value),
        }
    }

    /// Whether the column can be added up.
    pub(crate) fn has_total(&self) -> bool {
        matches!(self.unit, ColumnUnit::Kib)
    }

    /// The sum over the records, in the unit of the column; absent values count as zero.
    pub(crate) fn total<'a>(&self, records: impl IntoIterator<Item = &'a Value>) -> u64 {
        let values = records
            .into_iter()
            .filter_map(|record| self.value(record).as_u64());
        values.sum::<u64>() / 1024
    }

    /// Whether a name of a column or field means this one.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        self.head == name || self.field == name
    }
}
