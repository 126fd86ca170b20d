// SPDX-License-Identifier: GPL-2.0

//! The shape of a command's records, declared once as data. Tables, CSV, JSON and its schema,
//! OpenMetrics and the list of columns are all made from it.

use crate::{
    cells::CellValue,
    fields::{
        FieldMeaning,
        FieldMeanings,
        FieldShape,
        FieldSource, //
    },
};
use rmm::{
    abi::{
        AbiRecord,
        RecordDescription, //
    },
    record_bytes, //
};
use serde_json::{
    Map,
    Value, //
};

/// A field that a command computes, or takes from the kernel's own files.
pub(crate) struct AddedField {
    /// Name.
    pub(crate) name: &'static str,
    /// How its value is shown.
    pub(crate) meaning: FieldMeaning,
    /// What it means, with unit and source.
    pub(crate) doc: &'static str,
}

/// Declares a computed field.
pub(crate) const fn added(
    name: &'static str,
    meaning: FieldMeaning,
    doc: &'static str,
) -> AddedField {
    AddedField { name, meaning, doc }
}

/// How people see records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RecordLayout {
    /// A row for each record.
    Rows,
    /// A row for each field and a column for each record, whose head is this word and the keys of
    /// the record.
    FieldRows(&'static str),
}

/// Whether the records of a shape can be added up.
#[derive(Clone, Copy)]
pub(crate) enum RecordTotals {
    /// Sums of bytes, pages and these counts always follow the records.
    Always(&'static [&'static str]),
    /// They follow with --total.
    OnRequest(&'static [&'static str]),
    /// The sums would be wrong, for this reason.
    Refused(&'static str),
}

/// The shape of the records of a command.
pub(crate) struct RecordShape {
    /// Name: of the command, and of what selects these records.
    pub(crate) name: &'static str,
    /// What one record is.
    pub(crate) doc: &'static str,
    /// The record of the interface whose fields come first.
    pub(crate) record: Option<&'static RecordDescription>,
    /// Meanings of its fields; the first that names a field counts.
    pub(crate) meanings: &'static [&'static FieldMeanings],
    /// Fields after those of the record.
    pub(crate) added: &'static [AddedField],
    /// Fields that follow all others, because they are long.
    pub(crate) last: &'static [&'static str],
    /// Fields in which any two records differ. They are labels in OpenMetrics.
    pub(crate) keys: &'static [&'static str],
    /// Columns of tables and CSV; empty for all fields.
    pub(crate) columns: &'static [&'static str],
    /// Columns that are left out first where the terminal is narrow, in this order.
    pub(crate) spare: &'static [&'static str],
    /// Fields that only grow, from 0 on.
    pub(crate) counters: &'static [&'static str],
    /// Meanings of special values, for people.
    pub(crate) legend: &'static [&'static str],
    /// The layout of tables.
    pub(crate) layout: RecordLayout,
    /// Whether sums follow the records.
    pub(crate) totals: RecordTotals,
    /// Why the records cannot be sorted.
    pub(crate) fixed_order: Option<&'static str>,
    /// Shape of the facts about all records.
    pub(crate) about: Option<&'static RecordShape>,
}

impl RecordShape {
    /// A shape without fields, from which others are made.
    pub(crate) const EMPTY: Self = Self {
        name: "",
        doc: "",
        record: None,
        meanings: &[],
        added: &[],
        last: &[],
        keys: &[],
        columns: &[],
        spare: &[],
        counters: &[],
        legend: &[],
        layout: RecordLayout::Rows,
        totals: RecordTotals::OnRequest(&[]),
        fixed_order: None,
        about: None,
    };

    /// The fields in the order of JSON.
    pub(crate) fn fields(&self) -> Vec<FieldShape> {
        self.fields_at(0)
    }

    /// The fields of a record that is at an offset in another.
    fn fields_at(&self, base: usize) -> Vec<FieldShape> {
        let described = self.record.map_or(&[][..], |record| record.fields);
        let find = |name: &str| described.iter().find(|field| field.name == name);
        let recorded = described.iter().flat_map(|field| {
            let meanings = self.meanings.iter().flat_map(|group| group.iter());
            let mut meanings = meanings.filter(|(name, _)| *name == field.name);
            let meaning = meanings
                .next()
                .map_or(FieldMeaning::Number, |&(_, meaning)| meaning);
            if let FieldMeaning::Inline(shape) = meaning {
                return shape.fields_at(base + field.offset);
            }
            if field.name.starts_with("reserved") || matches!(meaning, FieldMeaning::Hidden) {
                return Vec::new();
            }
            let more = match meaning {
                FieldMeaning::ByNode(more) => find(more),
                _ => None,
            };
            vec![FieldShape {
                name: field.name.into(),
                doc: field.doc.trim().into(),
                meaning,
                source: FieldSource::Record { field, base, more },
            }]
        });
        let added = self.added.iter().enumerate().map(|(at, field)| FieldShape {
            name: field.name.into(),
            doc: field.doc.into(),
            meaning: field.meaning,
            source: FieldSource::Added(at),
        });
        let (last, first): (Vec<_>, Vec<_>) = recorded
            .chain(added)
            .partition(|field| self.last.contains(&&*field.name));
        [first, last].concat()
    }
}

/// One record of a command.
#[derive(Clone, Debug, Default)]
pub(crate) struct OutputRow {
    record: Box<[u8]>,
    added: Vec<Value>,
    /// The record repeats memory of an earlier one, so it is not part of the total.
    pub(crate) is_repeated: bool,
}

impl OutputRow {
    /// A record and the values of the added fields, in their order.
    pub(crate) fn new<T: AbiRecord>(record: &T, added: impl Into<Vec<Value>>) -> Self {
        Self {
            record: record_bytes(record).into(),
            added: added.into(),
            is_repeated: false,
        }
    }

    /// A row of a record's bytes.
    pub(crate) fn of_bytes(record: &[u8], added: &[Value], is_repeated: bool) -> Self {
        Self {
            record: record.into(),
            added: added.into(),
            is_repeated,
        }
    }

    /// The bytes of the record, and the values of the added fields.
    pub(crate) fn into_parts(self) -> (Box<[u8]>, Vec<Value>) {
        (self.record, self.added)
    }

    /// A row of zeros and absent values.
    #[cfg(test)]
    pub(crate) fn zeroed(shape: &RecordShape) -> Self {
        Self {
            record: vec![0; shape.record.map_or(0, |record| record.size)].into(),
            added: vec![Value::Null; shape.added.len()],
            is_repeated: false,
        }
    }

    /// Values of a shape without a record.
    pub(crate) fn computed(added: impl Into<Vec<Value>>) -> Self {
        Self {
            record: Box::default(),
            added: added.into(),
            is_repeated: false,
        }
    }

    /// The value of a field.
    pub(crate) fn cell(&self, field: &FieldShape) -> CellValue<'_> {
        field.cell(&self.record, &self.added)
    }

    /// The same as JSON.
    pub(crate) fn value(&self, field: &FieldShape) -> Value {
        self.cell(field).into_json()
    }

    /// An element of an array of the record, by its number.
    pub(crate) fn element(&self, field: &FieldShape, at: usize) -> CellValue<'_> {
        field.cell_at(at, &self.record)
    }

    /// An element of a field's value, by its name.
    pub(crate) fn part(&self, field: &FieldShape, path: &str) -> Value {
        field.part(path, &self.record, &self.added)
    }

    /// All values by name.
    pub(crate) fn to_object(&self, fields: &[FieldShape]) -> Map<String, Value> {
        let values = fields.iter();
        values
            .map(|field| (field.name.clone().into_owned(), self.value(field)))
            .collect()
    }
}
