// SPDX-License-Identifier: GPL-2.0

//! Sums over rows.

use super::{
    line_cells::LineCells,
    OutputFormat,
    OutputOptions, //
};
use crate::{
    cells::CellValue,
    columns::{
        ColumnExpansion,
        OutputColumn, //
    },
    error::CommandError,
    fields::{
        FieldMeaning,
        FieldShape,
        FieldUnit, //
    },
    shape::{
        OutputRow,
        RecordLayout,
        RecordShape,
        RecordTotals, //
    },
};
use serde_json::{
    Map,
    Value, //
};

/// Adds up columns of bytes, pages and counts. The sum with an absent value is absent.
pub(super) struct ColumnTotals {
    columns: Vec<OutputColumn>,
    /// Which columns are added up.
    is_sum: Vec<bool>,
    sums: Vec<Option<u64>>,
    /// Number of rows that are not part of the sums.
    pub(super) repeated: usize,
}

impl ColumnTotals {
    /// The totals of columns.
    pub(super) fn new(shape: &RecordShape, columns: &[OutputColumn]) -> Self {
        let is_sum = columns.iter().map(|column| shape.is_sum(&column.field));
        Self {
            is_sum: is_sum.collect(),
            columns: columns.to_vec(),
            sums: vec![Some(0); columns.len()],
            repeated: 0,
        }
    }

    /// The totals of all fields that can be added up.
    pub(super) fn of_fields(
        shape: &RecordShape,
        fields: &[FieldShape],
        expansion: &ColumnExpansion,
    ) -> Self {
        let fields = fields.iter().filter(|field| shape.is_sum(field));
        let columns = fields.flat_map(|field| OutputColumn::of_field(field, expansion));
        Self::new(shape, &columns.collect::<Vec<_>>())
    }

    /// Adds a row.
    pub(super) fn add(&mut self, row: &OutputRow) {
        if !self.counts(row) {
            return;
        }
        for at in 0..self.columns.len() {
            if self.is_sum[at] {
                let cell = self.columns[at].cell(row);
                self.add_cell(at, &cell);
            }
        }
    }

    /// Whether a row is part of the sums. Counts those that are not.
    pub(super) fn counts(&mut self, row: &OutputRow) -> bool {
        self.repeated += usize::from(row.is_repeated);
        !row.is_repeated
    }

    /// Adds the value of a row in a column.
    pub(super) fn add_cell(&mut self, at: usize, cell: &CellValue<'_>) {
        let (column, sum) = (&self.columns[at], self.sums[at]);
        let Some(so_far) = sum.filter(|_| self.is_sum[at]) else {
            return;
        };
        let is_by_node = || matches!(column.field.meaning, FieldMeaning::ByNode(_));
        // A node without memory of the record.
        if cell.is_absent() && column.path.is_some() && is_by_node() {
            return;
        }
        self.sums[at] = cell.number().and_then(|amount| so_far.checked_add(amount));
    }

    /// The cells of a row, after a label.
    pub(super) fn cells(&self, push: impl Fn(u64, FieldUnit, &mut String)) -> LineCells {
        let mut cells = LineCells::default();
        let sums = self.columns.iter().zip(&self.is_sum).zip(&self.sums);
        for (at, ((column, is_sum), sum)) in sums.enumerate() {
            cells.push(|text| {
                *text += match (at, is_sum) {
                    (0, true) => "total ",
                    (0, false) => "total",
                    _ => "",
                };
                match sum {
                    _ if !is_sum => {}
                    Some(sum) => push(*sum, column.unit(), text),
                    None => text.push('-'),
                }
            });
        }
        cells
    }

    /// The sums as JSON, elements of arrays as nested objects.
    pub(super) fn to_json(&self) -> Value {
        let mut found = Map::new();
        for (column, sum) in self.columns.iter().zip(&self.sums) {
            let name = column.field.name.clone().into_owned();
            match &column.path {
                None => {
                    found.insert(name, (*sum).into());
                }
                Some(path) => {
                    let mut inner = found.entry(name).or_insert_with(|| Map::new().into());
                    let is_by_node = matches!(column.field.meaning, FieldMeaning::ByNode(_));
                    if is_by_node && sum.is_none_or(|sum| sum == 0) {
                        continue;
                    }
                    for name in path.split('.') {
                        if inner.is_null() {
                            *inner = Map::new().into();
                        }
                        inner = &mut inner[name];
                    }
                    *inner = (*sum).into();
                }
            }
        }
        found.into()
    }
}

impl RecordShape {
    /// Whether the values of a field can be added up.
    pub(crate) fn is_sum(&self, field: &FieldShape) -> bool {
        let counts = match self.totals {
            RecordTotals::Always(counts) | RecordTotals::OnRequest(counts) => counts,
            RecordTotals::Refused(_) => return false,
        };
        let name = &*field.name;
        let is_number = matches!(
            field.meaning,
            FieldMeaning::Number
                | FieldMeaning::ByNode(_)
                | FieldMeaning::ByOrder
                | FieldMeaning::IndexedBy(_)
        );
        let is_amount = matches!(FieldUnit::of(name).0, FieldUnit::Bytes | FieldUnit::Pages);
        is_number && (is_amount || counts.contains(&name)) && !self.keys.contains(&name)
    }
}

impl OutputOptions {
    /// Whether sums follow the records.
    pub(crate) fn has_total(&self, shape: &RecordShape) -> bool {
        match shape.totals {
            RecordTotals::Always(_) => true,
            RecordTotals::OnRequest(_) => self.is_total,
            RecordTotals::Refused(_) => false,
        }
    }

    /// Refuses sums that the caller asked for and the output cannot have.
    pub(crate) fn check_total(&self, shape: &RecordShape) -> Result<(), CommandError> {
        let is_transposed = shape.layout != RecordLayout::Rows && self.columns.is_none();
        let has_sums = || shape.fields().iter().any(|field| shape.is_sum(field));
        let reason = match (self.format, shape.totals) {
            _ if !self.is_total => return Ok(()),
            (_, RecordTotals::Refused(reason)) => reason,
            _ if !has_sums() => "the records have nothing that can be added up",
            (format, _) if format.is_table() && is_transposed => {
                "this table has a row for each field; name columns with --columns"
            }
            (format, _) if format.is_table() => return Ok(()),
            (OutputFormat::Json | OutputFormat::Ndjson, _) => return Ok(()),
            _ => "only tables and JSON have sums; elsewhere they would look like a record",
        };
        Err(CommandError::Usage(format!("--total: {reason}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        output::tests::options,
        shape::added, //
    };
    use serde_json::json;

    static BASKET: RecordShape = RecordShape {
        name: "basket",
        doc: "A basket.",
        added: &[
            added("node", FieldMeaning::Number, "Node."),
            added("free_pages", FieldMeaning::Number, "Pages."),
            added("blocks", FieldMeaning::Number, "Blocks."),
            added("level", FieldMeaning::Number, "Level."),
            added("own_bytes", FieldMeaning::ByNode(""), "Bytes."),
        ],
        keys: &["node"],
        totals: RecordTotals::OnRequest(&["blocks"]),
        ..RecordShape::EMPTY
    };

    fn basket(is_absent: bool) -> OutputRow {
        let pages = if is_absent { Value::Null } else { 5.into() };
        OutputRow::computed([1.into(), pages, 2.into(), 9.into(), json!({"0": 4096})])
    }

    #[test]
    fn pages_bytes_and_counts_are_added_up() {
        let fields = BASKET.fields();
        let expansion = ColumnExpansion {
            nodes: vec![0, 1],
            ..ColumnExpansion::default()
        };
        let sums = |rows: &[OutputRow]| {
            let mut totals = ColumnTotals::of_fields(&BASKET, &fields, &expansion);
            rows.iter().for_each(|row| totals.add(row));
            totals.to_json()
        };
        assert_eq!(
            sums(&[basket(false), basket(false)]),
            json!({"free_pages": 10, "blocks": 4, "own_bytes": {"0": 8192}})
        );
        assert_eq!(
            sums(&[basket(false), basket(true)])["free_pages"],
            Value::Null
        );
    }

    #[test]
    fn a_label_does_not_hide_a_sum() {
        let fields = BASKET.fields();
        let columns: Vec<OutputColumn> = fields[1..3]
            .iter()
            .flat_map(|field| OutputColumn::of_field(field, &ColumnExpansion::default()))
            .collect();
        let mut totals = ColumnTotals::new(&BASKET, &columns);
        totals.add(&basket(false));
        let cells = totals.cells(|sum, _, text| *text += &sum.to_string());
        assert_eq!(cells.iter().collect::<Vec<_>>(), ["total 5", "2"]);
    }

    #[test]
    fn sums_are_refused_where_they_would_be_wrong() {
        let check = |shape: &RecordShape, format| {
            let mut options = options(format);
            options.is_total = true;
            options.check_total(shape).is_ok()
        };
        let refused = RecordShape {
            totals: RecordTotals::Refused("they overlap"),
            ..BASKET
        };
        let transposed = RecordShape {
            layout: RecordLayout::FieldRows("node"),
            ..BASKET
        };
        let empty = RecordShape {
            added: &[],
            ..BASKET
        };
        assert!(check(&BASKET, OutputFormat::Table) && check(&BASKET, OutputFormat::Json));
        assert!(!check(&BASKET, OutputFormat::Csv) && !check(&BASKET, OutputFormat::OpenMetrics));
        assert!(!check(&refused, OutputFormat::Json) && !check(&empty, OutputFormat::Json));
        assert!(
            !check(&transposed, OutputFormat::Wide) && check(&transposed, OutputFormat::Ndjson)
        );
    }
}
