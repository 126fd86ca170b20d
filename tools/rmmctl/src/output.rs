// SPDX-License-Identifier: GPL-2.0

//! What a command found, in the form that the caller asked for.

use crate::grid::TextGrid;
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

/// The result of a command, as JSON and as a table.
pub(crate) struct CommandOutput {
    /// Every field.
    pub(crate) json: Value,
    /// The columns for people.
    pub(crate) grid: TextGrid,
}

impl CommandOutput {
    /// Writes the result.
    pub(crate) fn write(&self, format: OutputFormat, out: &mut impl Write) -> io::Result<()> {
        match format {
            OutputFormat::Table => self.grid.write(out),
            OutputFormat::Json => writeln!(out, "{:#}", self.json),
            OutputFormat::Csv => self.write_separated(b',', out),
            OutputFormat::Tsv => self.write_separated(b'\t', out),
        }
    }

    fn write_separated(&self, separator: u8, out: &mut impl Write) -> io::Result<()> {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(separator)
            .from_writer(out);
        for line in self.grid.lines() {
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
