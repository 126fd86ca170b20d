// SPDX-License-Identifier: GPL-2.0

//! JSON: one document, or one for each record. Both have host, boot, version and time.

use super::{
    totals::ColumnTotals,
    CommandOutput,
    OutputOptions,
    PromptFlush,
    RunIdentity,
    StreamError, //
};
use crate::{
    columns::unknown_column,
    error::CommandError,
    fields::FieldShape,
    shape::OutputRow, //
};
use serde_json::Value;
use std::io::{
    self,
    Write, //
};

/// The fields around records, with the type and the meaning of each.
pub(crate) const ENVELOPE_FIELDS: &[(&str, &[&str], &str)] = &[
    (
        "host",
        &["string", "null"],
        "Name of the host (/proc/sys/kernel/hostname).",
    ),
    (
        "boot_id",
        &["string", "null"],
        "Id of this boot (/proc/sys/kernel/random/boot_id).",
    ),
    ("version", &["string"], "Version of rmmctl."),
    (
        "module_version",
        &["string", "null"],
        "Version of the module.",
    ),
    (
        "time",
        &["string", "null"],
        "When the command started (RFC 3339, UTC).",
    ),
    (
        "kind",
        &["string"],
        "What the records are: the name of their schema.",
    ),
    (
        "source",
        &["string"],
        "The file that the records come from.",
    ),
];

/// Makes the text of one record.
fn set_record(text: &mut String, row: &OutputRow, fields: &[FieldShape]) {
    text.clear();
    text.push('{');
    for (at, field) in fields.iter().enumerate() {
        *text += if at == 0 { "\"" } else { ",\"" };
        *text += &field.name;
        *text += "\":";
        row.cell(field).push_json_to(text);
    }
    text.push('}');
}

impl CommandOutput {
    /// The fields that the caller chose, or all.
    fn chosen_fields(&self, options: &OutputOptions) -> Result<Vec<FieldShape>, CommandError> {
        let Some(names) = options.columns.as_deref().filter(|names| *names != "all") else {
            return Ok(self.fields.clone());
        };
        // Names of columns stand for their fields.
        let columns = self.output_columns(options)?;
        let mut found: Vec<FieldShape> = Vec::new();
        for column in columns {
            if !found.iter().any(|field| field.name == column.field.name) {
                found.push(column.field);
            }
        }
        match found.is_empty() {
            true => Err(unknown_column("--columns", names, &[])),
            false => Ok(found),
        }
    }

    /// Writes the fields around records, without the closing brace.
    fn write_envelope(&self, out: &mut dyn Write) -> io::Result<()> {
        let identity = match &self.identity {
            Some(identity) => serde_json::to_string(identity)?,
            None => serde_json::to_string(&RunIdentity::now())?,
        };
        // Without the closing brace.
        out.write_all(identity[..identity.len() - 1].as_bytes())?;
        write!(out, ",\"kind\":{}", Value::from(self.shape.name))?;
        write!(out, ",\"source\":{}", Value::from(self.source.as_str()))
    }

    fn write_about(&self, out: &mut dyn Write) -> io::Result<()> {
        if let (Some(about), Some(shape)) = (&self.about, self.shape.about) {
            let mut text = String::new();
            set_record(&mut text, about, &shape.fields());
            write!(out, ",\"about\":{text}")?;
        }
        Ok(())
    }

    /// Writes one document. An error of a record is a field at its end.
    pub(super) fn write_json(
        mut self,
        options: &OutputOptions,
        out: &mut dyn Write,
    ) -> Result<(), StreamError> {
        let fields = self.chosen_fields(options)?;
        let first = self.rows.next().transpose()?;
        self.write_envelope(out)?;
        self.write_about(out)?;
        out.write_all(b",\"records\":[")?;
        let has_total = options.has_total(self.shape);
        let mut totals = ColumnTotals::of_fields(self.shape, &self.fields, &self.expansion);
        let mut separator = "\n";
        let mut text = String::new();
        let mut prompt = PromptFlush::new();
        let mut result = Ok(());
        for row in first.map(Ok).into_iter().chain(self.rows) {
            let row = match row {
                Ok(row) => row,
                Err(error) => {
                    result = Err(error);
                    break;
                }
            };
            if has_total {
                totals.add(&row);
            }
            out.write_all(separator.as_bytes())?;
            set_record(&mut text, &row, &fields);
            out.write_all(text.as_bytes())?;
            separator = ",\n";
            prompt.after_row(out)?;
        }
        out.write_all(if separator == "\n" { b"]" } else { b"\n]" })?;
        // The total of a part would be mistaken for that of the whole.
        if has_total && result.is_ok() {
            write!(out, ",\"total\":{}", totals.to_json())?;
        }
        if let Err(error) = &result {
            write!(out, ",\"error\":{}", Value::from(error.text()))?;
        }
        out.write_all(b"}\n")?;
        Ok(result?)
    }

    /// Writes a document for each record, and one for the total or for the error after the records.
    pub(super) fn write_json_lines(
        mut self,
        options: &OutputOptions,
        out: &mut dyn Write,
    ) -> Result<(), StreamError> {
        let fields = self.chosen_fields(options)?;
        let mut head = Vec::new();
        self.write_envelope(&mut head)?;
        self.write_about(&mut head)?;
        let has_total = options.has_total(self.shape);
        let mut totals = ColumnTotals::of_fields(self.shape, &self.fields, &self.expansion);
        let mut prompt = PromptFlush::new();
        let mut has_records = false;
        let mut text = String::new();
        for row in self.rows.by_ref() {
            let row = match row {
                Ok(row) => row,
                Err(error) if has_records => {
                    out.write_all(&head)?;
                    writeln!(out, ",\"error\":{}}}", Value::from(error.text()))?;
                    return Err(error.into());
                }
                Err(error) => return Err(error.into()),
            };
            has_records = true;
            if has_total {
                totals.add(&row);
            }
            out.write_all(&head)?;
            out.write_all(b",\"record\":")?;
            set_record(&mut text, &row, &fields);
            out.write_all(text.as_bytes())?;
            out.write_all(b"}\n")?;
            prompt.after_row(out)?;
        }
        if has_total {
            out.write_all(&head)?;
            writeln!(out, ",\"total\":{}}}", totals.to_json())?;
        }
        Ok(())
    }
}
