// SPDX-License-Identifier: GPL-2.0

//! Rows that are kept until the last one is read. Their records stand one after the other, because
//! memory of its own for each of them would take half as much again.

use crate::shape::OutputRow;
use serde_json::Value;

/// Overhead of an allocation.
const ALLOCATED: usize = 16;

/// Where a row ends.
struct RowEnd {
    record: u32,
    added: u32,
    is_repeated: bool,
}

/// Fewer than 4 GiB of rows.
#[derive(Default)]
pub(super) struct KeptRows {
    records: Vec<u8>,
    added: Vec<Value>,
    /// Bytes that the added values have elsewhere.
    text_bytes: usize,
    ends: Vec<RowEnd>,
}

impl KeptRows {
    /// Adds a row.
    pub(super) fn push(&mut self, row: OutputRow) {
        let is_repeated = row.is_repeated;
        let (record, added) = row.into_parts();
        self.records.extend_from_slice(&record);
        self.text_bytes += added.iter().map(text_bytes).sum::<usize>();
        self.added.extend(added);
        self.ends.push(RowEnd {
            record: self.records.len() as u32,
            added: self.added.len() as u32,
            is_repeated,
        });
    }

    /// Bytes of memory that the rows take.
    pub(super) fn bytes(&self) -> usize {
        self.records.len() + size_of_val(&*self.added) + self.text_bytes + size_of_val(&*self.ends)
    }

    /// A row by its number.
    pub(super) fn row(&self, at: usize) -> OutputRow {
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before));
        let (record, added) = start.map_or((0, 0), |start| (start.record, start.added));
        let end = &self.ends[at];
        OutputRow::of_bytes(
            &self.records[record as usize..end.record as usize],
            &self.added[added as usize..end.added as usize],
            end.is_repeated,
        )
    }
}

/// Bytes that a value has beside itself.
fn text_bytes(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len() + ALLOCATED,
        Value::Array(values) => {
            let values = values.iter();
            values
                .map(|value| size_of_val(value) + text_bytes(value))
                .sum::<usize>()
                + ALLOCATED
        }
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| {
                let entry = size_of_val(name) + size_of_val(value) + ALLOCATED;
                entry + name.len() + ALLOCATED + text_bytes(value)
            })
            .sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}
