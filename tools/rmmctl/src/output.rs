// SPDX-License-Identifier: GPL-2.0

//! What a command found, in the form that the caller asked for.

use crate::{
    columns::GridColumn,
    error::CommandError,
    grid::TextGrid, //
};
use clap::ValueEnum;
use serde_json::Value;
use std::io::{
    self,
    Write, //
};

/// Form of the output.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum OutputFormat {
    /// Columns for people.
    Table,
    /// JSON, with every field.
    Json,
    /// Comma-separated values (RFC 4180).
    Csv,
    /// Values separated by tabs.
    Tsv,
}

/// The result of a command.
pub(crate) enum CommandResultKind {
    /// Everything has been read.
    Whole(CommandOutput),
    /// Records are read while they are written.
    Stream(RecordStream),
}

impl CommandResultKind {
    /// Writes the result.
    pub(crate) fn write(
        self,
        format: OutputFormat,
        out: &mut impl Write,
    ) -> Result<(), StreamError> {
        match self {
            Self::Whole(output) => Ok(output.write(format, out)?),
            Self::Stream(stream) => stream.write(format, out),
        }
    }
}

/// Records that are written while they are read, because there can be more than fit into memory.
pub(crate) struct RecordStream {
    /// The records.
    pub(crate) records: Box<dyn Iterator<Item = Result<Value, CommandError>>>,
    /// Columns of the table.
    pub(crate) columns: Vec<GridColumn>,
}

impl RecordStream {
    /// Writes the records. An error of a record ends the output, that of the first one before the
    /// head.
    pub(crate) fn write(
        mut self,
        format: OutputFormat,
        out: &mut impl Write,
    ) -> Result<(), StreamError> {
        let first = self.records.next().transpose()?;
        let rest = self.records;
        self.records = Box::new(first.map(Ok).into_iter().chain(rest));
        match format {
            OutputFormat::Table => self.write_table(out),
            OutputFormat::Json => self.write_json(out),
            OutputFormat::Csv => self.write_separated(b',', out),
            OutputFormat::Tsv => self.write_separated(b'\t', out),
        }
    }

    /// A row with the widths that the columns declare. The last column is not filled up.
    fn write_row(&self, cells: Vec<String>, out: &mut impl Write) -> io::Result<()> {
        let mut line = String::new();
        for (cell, column) in cells.iter().zip(&self.columns) {
            let width = column.width.max(column.head.len());
            line += &format!("{:<width$} ", cell);
        }
        writeln!(out, "{}", line.trim_end())
    }

    fn write_table(mut self, out: &mut impl Write) -> Result<(), StreamError> {
        let heads = self.columns.iter().map(|column| column.head.to_string());
        self.write_row(heads.collect(), out)?;
        while let Some(record) = self.records.next() {
            let record = record?;
            let cells = self.columns.iter().map(|column| column.cell(&record));
            self.write_row(cells.collect(), out)?;
        }
        Ok(())
    }

    fn write_json(self, out: &mut impl Write) -> Result<(), StreamError> {
        let mut separator = "[\n";
        for record in self.records {
            write!(out, "{separator}")?;
            write!(out, "{}", record?)?;
            separator = ",\n";
        }
        let start = if separator == "[\n" { "[" } else { "\n" };
        Ok(writeln!(out, "{start}]")?)
    }

    fn write_separated(self, separator: u8, out: &mut impl Write) -> Result<(), StreamError> {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(separator)
            .from_writer(out);
        let csv_error = |error| StreamError::Output(io::Error::from(error));
        let heads = self.columns.iter().map(|column| column.head.as_bytes());
        writer.write_record(heads).map_err(csv_error)?;
        for record in self.records {
            let record = record?;
            let cells = self.columns.iter().map(|column| column.cell(&record));
            writer.write_record(cells).map_err(csv_error)?;
        }
        Ok(writer.flush()?)
    }
}

/// The end of a stream.
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

/// The result of a command, as JSON and as a table.
pub(crate) struct CommandOutput {
    /// Every field.
    pub(crate) json: Value,
    /// The columns for people.
    pub(crate) grid: TextGrid,
}

impl CommandOutput {
    /// Writes the result. The part that is not needed is freed first.
    pub(crate) fn write(self, format: OutputFormat, out: &mut impl Write) -> io::Result<()> {
        if !matches!(format, OutputFormat::Json) {
            drop(self.json);
            return self.grid.write_as(format, out);
        }
        drop(self.grid);
        writeln!(out, "{:#}", self.json)
    }
}

impl TextGrid {
    fn write_as(&self, format: OutputFormat, out: &mut impl Write) -> io::Result<()> {
        match format {
            OutputFormat::Csv => self.write_separated(b',', out),
            OutputFormat::Tsv => self.write_separated(b'\t', out),
            OutputFormat::Table | OutputFormat::Json => self.write(out),
        }
    }

    fn write_separated(&self, separator: u8, out: &mut impl Write) -> io::Result<()> {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(separator)
            .from_writer(out);
        for line in self.lines() {
            writer.write_record(line)?;
        }
        writer.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn written(format: OutputFormat) -> String {
        let json = json!([{"name": "a,\"b", "kb": 7}]);
        let grid = TextGrid::from_columns(json.as_array().unwrap(), &["name", "kb"]);
        let mut out = Vec::new();
        CommandOutput { json, grid }
            .write(format, &mut out)
            .unwrap();
        String::from_utf8(out).unwrap()
    }

    fn stream(records: Vec<Result<Value, CommandError>>) -> RecordStream {
        RecordStream {
            records: Box::new(records.into_iter()),
            columns: vec![GridColumn::plain("name", 6), GridColumn::plain("pages", 0)],
        }
    }

    #[test]
    fn streams_are_written_record_by_record() {
        let records = || {
            vec![
                Ok(json!({"name": "a", "pages": 1})),
                Ok(json!({"name": "b"})),
            ]
        };
        for (format, text) in [
            (OutputFormat::Table, "name   pages\na      1\nb      -\n"),
            (OutputFormat::Csv, "name,pages\na,1\nb,-\n"),
            (
                OutputFormat::Json,
                "[\n{\"name\":\"a\",\"pages\":1},\n{\"name\":\"b\"}\n]\n",
            ),
        ] {
            let mut out = Vec::new();
            assert!(stream(records()).write(format, &mut out).is_ok());
            assert_eq!(String::from_utf8(out).unwrap(), text);
        }
        let mut out = Vec::new();
        assert!(stream(vec![]).write(OutputFormat::Json, &mut out).is_ok());
        assert_eq!(out, b"[]\n");
    }

    #[test]
    fn an_error_precedes_the_head() {
        let failed = Err(CommandError::Usage("failed".to_owned()));
        let mut out = Vec::new();
        let result = stream(vec![failed]).write(OutputFormat::Table, &mut out);
        assert!(matches!(result, Err(StreamError::Record(_))));
        assert!(out.is_empty());
    }

    #[test]
    fn each_format_has_its_quotes() {
        assert_eq!(written(OutputFormat::Table), "name kb\na,\"b  7\n");
        assert_eq!(written(OutputFormat::Csv), "name,kb\n\"a,\"\"b\",7\n");
        assert_eq!(written(OutputFormat::Tsv), "name\tkb\n\"a,\"\"b\"\t7\n");
        let json = written(OutputFormat::Json);
        assert_eq!(
            json,
            "[\n  {\n    \"name\": \"a,\\\"b\",\n    \"kb\": 7\n  }\n]\n"
        );
    }
}
