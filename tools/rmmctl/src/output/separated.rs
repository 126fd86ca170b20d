// SPDX-License-Identifier: GPL-2.0

//! Values for scripts: separated by a character, or as pairs. Numbers are exact.

use super::{
    CommandOutput,
    OutputOptions,
    PromptFlush,
    StreamError, //
};
use crate::columns::OutputColumn;
use std::io::Write;

impl CommandOutput {
    /// Writes a head and a line for each record.
    pub(super) fn write_separated(
        mut self,
        separator: u8,
        options: &OutputOptions,
        out: &mut dyn Write,
    ) -> Result<(), StreamError> {
        let columns = self.output_columns(options)?;
        let first = self.rows.next().transpose()?;
        let mut line = String::new();
        if options.has_head {
            let push = |column: &OutputColumn, text: &mut String| *text += &column.name;
            push_line(separator, &columns, push, &mut line);
            out.write_all(line.as_bytes())?;
        }
        let mut prompt = PromptFlush::new();
        for row in first.map(Ok).into_iter().chain(self.rows) {
            let row = row?;
            let push = |column: &OutputColumn, text: &mut String| column.cell(&row).push_to(text);
            push_line(separator, &columns, push, &mut line);
            out.write_all(line.as_bytes())?;
            prompt.after_row(out)?;
        }
        Ok(())
    }

    /// Writes a line of pairs for each record. Values with blanks or quotes are quoted.
    pub(super) fn write_pairs(
        self,
        options: &OutputOptions,
        out: &mut dyn Write,
    ) -> Result<(), StreamError> {
        let columns = self.output_columns(options)?;
        let names: Vec<String> = columns
            .iter()
            .map(|column| variable(&column.name))
            .collect();
        let (mut line, mut value) = (String::new(), String::new());
        let mut prompt = PromptFlush::new();
        for row in self.rows {
            let row = row?;
            line.clear();
            for (column, name) in columns.iter().zip(&names) {
                line += if line.is_empty() { "" } else { " " };
                line += name;
                line.push('=');
                value.clear();
                column.cell(&row).push_to(&mut value);
                push_quoted(&value, &mut line);
            }
            line.push('\n');
            out.write_all(line.as_bytes())?;
            prompt.after_row(out)?;
        }
        Ok(())
    }
}

/// Makes a line of a cell for each column.
fn push_line(
    separator: u8,
    columns: &[OutputColumn],
    push: impl Fn(&OutputColumn, &mut String),
    line: &mut String,
) {
    line.clear();
    for (at, column) in columns.iter().enumerate() {
        if at != 0 {
            line.push(char::from(separator));
        }
        let start = line.len();
        push(column, line);
        quote_from(start, separator, line);
    }
    line.push('\n');
}

/// Quotes the last cell of a line, which begins at `start`, if it must be quoted (RFC 4180).
fn quote_from(start: usize, separator: u8, line: &mut String) {
    let cell = &line.as_bytes()[start..];
    let is_special = |&byte: &u8| byte == separator || matches!(byte, b'"' | b'\r' | b'\n');
    if cell.iter().any(is_special) {
        let quoted = format!("\"{}\"", line[start..].replace('"', "\"\""));
        line.truncate(start);
        *line += &quoted;
    }
}

/// The name of a column as that of a variable of a shell.
fn variable(name: &str) -> String {
    name.replace(|c: char| !c.is_ascii_alphanumeric(), "_")
}

/// Appends a value as a word of a shell.
fn push_quoted(value: &str, line: &mut String) {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:,+@%^".contains(c);
    match !value.is_empty() && value.chars().all(is_plain) {
        true => *line += value,
        false => *line += &format!("'{}'", value.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_of_csv_find_the_cells() {
        let cells = [
            "1",
            "a b",
            "a,b",
            "\"",
            "say \"a\"",
            "a\tb",
            "a\r\nb",
            "名",
            "-",
        ];
        for separator in [b',', b'\t'] {
            let mut line = String::new();
            for (at, cell) in cells.iter().enumerate() {
                if at != 0 {
                    line.push(char::from(separator));
                }
                let start = line.len();
                line += cell;
                quote_from(start, separator, &mut line);
            }
            let mut reader = csv::ReaderBuilder::new();
            let reader = reader.delimiter(separator).has_headers(false);
            let mut reader = reader.from_reader(line.as_bytes());
            let records = reader.records().collect::<Result<Vec<_>, _>>().unwrap();
            assert_eq!(records.len(), 1, "{line}");
            assert_eq!(records[0].iter().collect::<Vec<_>>(), cells, "{line}");
        }
    }
}
