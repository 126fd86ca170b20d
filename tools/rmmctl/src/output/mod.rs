// SPDX-License-Identifier: GPL-2.0

//! What a command found, in the form that the caller asked for. Rows are written while they are
//! read, because there can be more of them than fit into memory.

mod field_rows;
mod identity;
mod json;
mod kept_rows;
mod line_cells;
mod openmetrics;
mod options;
mod progress;
mod prompt;
mod separated;
mod sort;
mod table;
mod table_writer;
mod totals;
mod wanted;

pub(crate) use identity::RunIdentity;
pub(crate) use json::ENVELOPE_FIELDS;
pub(crate) use options::{
    OutputArguments,
    OutputFormat,
    OutputOptions, //
};
pub(crate) use progress::ProgressMeter;
pub(crate) use sort::{
    check_sort_size,
    sort_column,
    SortKey, //
};
pub(crate) use table_writer::SeenCells;

use prompt::PromptFlush;

use crate::{
    arguments::ProcessArgument,
    columns::{
        all_columns,
        chosen_columns,
        default_columns,
        ColumnExpansion,
        OutputColumn, //
    },
    error::CommandError,
    fields::FieldShape,
    shape::{
        OutputRow,
        RecordLayout,
        RecordShape, //
    },
};
use std::io::{
    self,
    Write, //
};

/// The rows of a command, in their order.
pub(crate) type OutputRows = Box<dyn Iterator<Item = Result<OutputRow, CommandError>>>;

/// The result of a command.
pub(crate) struct CommandOutput {
    /// The shape of the rows.
    pub(crate) shape: &'static RecordShape,
    /// Its fields.
    pub(crate) fields: Vec<FieldShape>,
    /// The rows.
    pub(crate) rows: OutputRows,
    /// Facts about all rows, in the shape's `about`.
    about: Option<OutputRow>,
    /// Lines after a table.
    notes: Vec<String>,
    /// The line in place of a table without rows.
    empty_line: Option<&'static str>,
    /// The line after a table that says how many rows are repeated.
    repeated_note: &'static str,
    /// The columns that arrays have.
    expansion: ColumnExpansion,
    /// Columns in place of the shape's.
    columns: Option<Vec<&'static str>>,
    /// The file that the records come from.
    source: String,
    /// The process that the records are about, for labels.
    process: Option<u32>,
    /// Where and when the command started.
    identity: Option<RunIdentity>,
}

impl CommandOutput {
    /// Rows that are read while they are written.
    pub(crate) fn stream(
        shape: &'static RecordShape,
        rows: impl Iterator<Item = Result<OutputRow, CommandError>> + 'static,
    ) -> Self {
        Self {
            shape,
            fields: shape.fields(),
            rows: Box::new(rows),
            about: None,
            notes: Vec::new(),
            empty_line: None,
            repeated_note: "",
            expansion: ColumnExpansion::default(),
            columns: None,
            source: rmm::DEVICE.to_owned(),
            process: None,
            identity: None,
        }
    }

    /// Rows that have been read.
    pub(crate) fn rows(shape: &'static RecordShape, rows: Vec<OutputRow>) -> Self {
        Self::stream(shape, rows.into_iter().map(Ok))
    }

    /// Sets the facts about all rows.
    pub(crate) fn about(mut self, about: OutputRow) -> Self {
        self.about = Some(about);
        self
    }

    /// Adds a line after a table.
    pub(crate) fn note(mut self, line: impl Into<String>) -> Self {
        self.notes.push(line.into());
        self
    }

    /// Sets the line that takes the place of a table without rows.
    pub(crate) fn empty_line(mut self, line: &'static str) -> Self {
        self.empty_line = Some(line);
        self
    }

    /// Sets the line that follows a table with repeated rows, after their number.
    pub(crate) fn repeated_note(mut self, text: &'static str) -> Self {
        self.repeated_note = text;
        self
    }

    /// Sets the columns that arrays have.
    pub(crate) fn expansion(mut self, expansion: ColumnExpansion) -> Self {
        self.expansion = expansion;
        self
    }

    /// Sets columns in place of the shape's.
    pub(crate) fn columns(mut self, columns: Vec<&'static str>) -> Self {
        self.columns = Some(columns);
        self
    }

    /// Sets the file that the records come from, if it is not the device.
    pub(crate) fn source(mut self, path: impl Into<String>) -> Self {
        self.source = path.into();
        self
    }

    /// Sets the process that the records are about.
    pub(crate) fn of_process(mut self, process: ProcessArgument) -> Self {
        self.process = Some(process.number());
        self
    }

    /// Sets where and when the command started.
    pub(crate) fn started(mut self, identity: RunIdentity) -> Self {
        self.identity = Some(identity);
        self
    }

    /// Sets fields of a file in place of the shape's.
    pub(crate) fn fields(mut self, fields: Vec<FieldShape>) -> Self {
        self.fields = fields;
        self
    }

    /// The default columns or those that the caller chose.
    fn output_columns(&self, options: &OutputOptions) -> Result<Vec<OutputColumn>, CommandError> {
        let names = self.columns.as_deref().unwrap_or(self.shape.columns);
        let is_whole = options.format == OutputFormat::Wide
            || options.format == OutputFormat::OpenMetrics
            || self.shape.layout != RecordLayout::Rows && !options.format.is_table();
        match &options.columns {
            Some(chosen) => chosen_columns(chosen, &self.fields, names, &self.expansion),
            None if is_whole => Ok(all_columns(&self.fields, names, &self.expansion)),
            None => Ok(default_columns(&self.fields, names, &self.expansion)),
        }
    }

    /// Writes the result. The rows before an error are written.
    pub(crate) fn write(
        self,
        options: &OutputOptions,
        seen: Option<&mut SeenCells>,
        out: &mut dyn Write,
    ) -> Result<(), StreamError> {
        match options.format {
            OutputFormat::Table | OutputFormat::Wide => self.write_table(options, seen, out),
            OutputFormat::Json => self.write_json(options, out),
            OutputFormat::Ndjson => self.write_json_lines(options, out),
            OutputFormat::Csv => self.write_separated(b',', options, out),
            OutputFormat::Tsv => self.write_separated(b'\t', options, out),
            OutputFormat::Kv => self.write_pairs(options, out),
            OutputFormat::OpenMetrics => self.write_metrics(options, out),
        }
    }
}

/// The end of a stream.
#[derive(Debug)]
pub(crate) enum StreamError {
    /// The records.
    Record(CommandError),
    /// The output.
    Output(io::Error),
}

impl From<io::Error> for StreamError {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<CommandError> for StreamError {
    fn from(error: CommandError) -> Self {
        Self::Record(error)
    }
}

#[cfg(test)]
mod edge_tests;
#[cfg(test)]
mod tests;
