// SPDX-License-Identifier: GPL-2.0

//! OpenMetrics 1.0: a family for each field of numbers, with the keys of the record as labels.

use super::{
    CommandOutput,
    OutputOptions,
    StreamError, //
};
use crate::{
    cells::cell,
    columns::OutputColumn,
    error::CommandError,
    fields::{
        FieldMeaning,
        FieldShape,
        FieldUnit, //
    },
};
use serde_json::{
    Number,
    Value, //
};
use std::{
    collections::HashMap,
    io::{
        self,
        Write, //
    },
};

/// Most bytes of kept samples: the format needs all samples of a family together.
const MOST_BYTES: usize = 20 << 20;

/// Units of fields, and those of metrics: seconds in place of their parts.
const BASE_UNITS: &[(FieldUnit, &str, f64)] = &[
    (FieldUnit::Bytes, "bytes", 1.0),
    (FieldUnit::Pages, "pages", 1.0),
    (FieldUnit::Nanoseconds, "seconds", 1e-9),
    (FieldUnit::Microseconds, "seconds", 1e-6),
    (FieldUnit::Milliseconds, "seconds", 1e-3),
    (FieldUnit::Thousandths, "ratio", 1e-3),
];

/// A family of metrics.
struct MetricFamily {
    name: String,
    unit: Option<&'static str>,
    factor: f64,
    is_counter: bool,
    help: String,
    columns: Vec<OutputColumn>,
}

impl MetricFamily {
    fn new(kind: &str, field: &FieldShape, is_counter: bool) -> Self {
        let (unit, stem) = FieldUnit::of(&field.name);
        let base = BASE_UNITS.iter().find(|&&(of, ..)| of == unit);
        let mut words = vec!["rmm".to_owned(), kind.replace('-', "_")];
        // A counter called total is that of the whole record.
        let is_whole = stem == "total" && is_counter || base.is_some() && stem == field.name;
        if !is_whole {
            words.push(stem.replace(|c: char| !c.is_ascii_alphanumeric(), "_"));
        }
        words.extend(base.map(|&(_, name, _)| name.to_owned()));
        Self {
            name: words.join("_"),
            unit: base.map(|&(_, name, _)| name),
            factor: base.map_or(1.0, |&(.., factor)| factor),
            is_counter,
            help: field.doc.split_whitespace().collect::<Vec<_>>().join(" "),
            columns: Vec::new(),
        }
    }

    fn write_head(&self, out: &mut dyn Write) -> io::Result<()> {
        let kind = if self.is_counter { "counter" } else { "gauge" };
        writeln!(out, "# TYPE {} {kind}", self.name)?;
        if let Some(unit) = self.unit {
            writeln!(out, "# UNIT {} {unit}", self.name)?;
        }
        writeln!(out, "# HELP {} {}", self.name, escaped(&self.help))
    }

    fn write_sample(
        &self,
        labels: &str,
        element: &str,
        number: &Number,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let total = if self.is_counter { "_total" } else { "" };
        write!(out, "{}{total}", self.name)?;
        let comma = if labels.is_empty() || element.is_empty() {
            ""
        } else {
            ","
        };
        if !labels.is_empty() || !element.is_empty() {
            write!(out, "{{{labels}{comma}{element}}}")?;
        }
        match number.as_f64() {
            Some(number) if self.factor != 1.0 => writeln!(out, " {}", number * self.factor),
            _ => writeln!(out, " {number}"),
        }
    }
}

/// The samples of all rows: of each row its labels, and a number for each column.
#[derive(Default)]
struct KeptSamples {
    /// Labels of all rows, one after the other.
    labels: String,
    /// Where the labels of each row end.
    ends: Vec<usize>,
    /// Numbers, row by row; [`NO_SAMPLE`] for none.
    numbers: Vec<u64>,
    /// Numbers that are negative or fractions, by their place in `numbers`.
    others: HashMap<usize, Number>,
}

/// Stands for a value without a sample, and for one of `others`.
const NO_SAMPLE: u64 = u64::MAX;

impl KeptSamples {
    fn add(&mut self, labels: &str, values: impl Iterator<Item = Value>) {
        self.labels.push_str(labels);
        self.ends.push(self.labels.len());
        for value in values {
            let number = value.as_u64().filter(|&number| number != NO_SAMPLE);
            if let (Value::Number(other), None) = (value, number) {
                self.others.insert(self.numbers.len(), other);
            }
            self.numbers.push(number.unwrap_or(NO_SAMPLE));
        }
    }

    fn bytes(&self) -> usize {
        self.labels.len() + 8 * (self.ends.len() + self.numbers.len())
    }

    fn number(&self, at: usize) -> Option<Number> {
        match self.numbers[at] {
            NO_SAMPLE => self.others.get(&at).cloned(),
            number => Some(number.into()),
        }
    }

    /// The labels of each row.
    fn rows(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .map(|(start, &end)| &self.labels[start..end])
    }
}

/// A text in quotes.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

/// The label that an element of an array has; empty for a field that is no array.
fn element_label(column: &OutputColumn) -> String {
    let Some(path) = &column.path else {
        return String::new();
    };
    let name = match column.field.meaning {
        FieldMeaning::ByNode(_) => "node",
        FieldMeaning::ByOrder => "order",
        FieldMeaning::IndexedBy(_) => "name",
        _ => "index",
    };
    format!("{name}=\"{}\"", escaped(path))
}

impl CommandOutput {
    /// Writes all families.
    pub(super) fn write_metrics(
        self,
        options: &OutputOptions,
        out: &mut dyn Write,
    ) -> Result<(), StreamError> {
        if self.shape.fields().is_empty() {
            // Rows of a text file have no keys, and samples without labels would repeat each other.
            let text = format!(
                "openmetrics needs {}: the rows of {} have no labels; use -o json or -o csv",
                rmm::DEVICE,
                self.source
            );
            return Err(CommandError::Usage(text).into());
        }
        let keys = self
            .fields
            .iter()
            .filter(|field| self.shape.keys.contains(&&*field.name));
        let keys: Vec<FieldShape> = keys.cloned().collect();
        let mut families: Vec<MetricFamily> = Vec::new();
        for column in self.output_columns(options)? {
            let field = &column.field;
            let is_number = field.is_number() || matches!(field.meaning, FieldMeaning::Mixed);
            if !is_number || self.shape.keys.contains(&&*field.name) {
                continue;
            }
            let is_counter = self.shape.counters.contains(&&*field.name);
            let family = MetricFamily::new(self.shape.name, field, is_counter);
            match families.last_mut().filter(|last| last.name == family.name) {
                Some(last) => last.columns.push(column),
                None => families.push(MetricFamily {
                    columns: vec![column],
                    ..family
                }),
            }
        }
        let columns = families.iter().flat_map(|family| &family.columns);
        let columns: Vec<&OutputColumn> = columns.collect();
        let mut kept = KeptSamples::default();
        for row in self.rows {
            let row = row?;
            let process = self.process.map(|pid| format!("pid=\"{pid}\""));
            let keys = keys.iter();
            let keys =
                keys.map(|key| format!("{}=\"{}\"", key.name, escaped(&cell(&row.value(key)))));
            let labels: Vec<String> = process.into_iter().chain(keys).collect();
            let values = columns.iter().map(|column| column.value(&row));
            kept.add(&labels.join(","), values);
            if kept.bytes() > MOST_BYTES {
                let text = format!(
                    "openmetrics is for fewer records: {} of {} numbers each are 20 MiB; choose \
                     fewer records, fewer --columns, or a summary",
                    kept.ends.len(),
                    columns.len()
                );
                return Err(CommandError::Usage(text).into());
            }
        }
        let mut first = 0;
        for family in &families {
            family.write_head(out)?;
            let elements: Vec<String> = family.columns.iter().map(element_label).collect();
            for (row, labels) in kept.rows().enumerate() {
                for (at, element) in elements.iter().enumerate() {
                    if let Some(number) = kept.number(row * columns.len() + first + at) {
                        family.write_sample(labels, element, &number, out)?;
                    }
                }
            }
            first += elements.len();
        }
        Ok(writeln!(out, "# EOF")?)
    }
}
