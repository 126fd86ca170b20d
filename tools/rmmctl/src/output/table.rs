// SPDX-License-Identifier: GPL-2.0

//! Tables for people. The first rows decide how wide the columns are; the others are written while
//! they are read. Crates for tables need every cell before the first line, and wrap what is too wide.

use super::{
    table_writer::{
        SeenCells,
        TableColumn,
        TableLine,
        TableWriter, //
    },
    totals::ColumnTotals,
    CommandOutput,
    OutputFormat,
    OutputOptions,
    OutputRows,
    PromptFlush,
    StreamError, //
};
use crate::{
    cells::{
        push_human_bytes,
        CellValue, //
    },
    columns::OutputColumn,
    error::CommandError,
    fields::{
        FieldMeaning,
        FieldShape,
        FieldUnit, //
    },
    shape::RecordLayout,
};
use anstyle::Style;
use std::{
    collections::HashMap,
    io::Write, //
};

/// Rows that decide the widths of columns, unless they take too long.
const SAMPLED_ROWS: usize = 1000;
/// Rows that do so in any case.
const LEAST_SAMPLE: usize = 32;
const TOTAL: Style = Style::new().bold();
impl CommandOutput {
    /// Writes the table and its notes.
    pub(super) fn write_table(
        mut self,
        options: &OutputOptions,
        seen: Option<&mut SeenCells>,
        out: &mut dyn Write,
    ) -> Result<(), StreamError> {
        let mut notes = std::mem::take(&mut self.notes);
        if let (Some(about), Some(shape)) = (&self.about, self.shape.about) {
            let fields = shape.fields();
            let plain = fields
                .iter()
                .filter(|field| !matches!(field.meaning, FieldMeaning::Shaped(_)))
                .filter(|field| shape.columns.is_empty() || shape.columns.contains(&&*field.name));
            notes.splice(
                0..0,
                plain.map(|field| {
                    let mut note = format!("{} ", field.name);
                    push_shown(&about.cell(field), field_unit(field), options, &mut note);
                    note
                }),
            );
        }
        if options.format == OutputFormat::Wide {
            notes.extend(self.shape.legend.iter().map(|line| (*line).to_owned()));
        }
        let is_whole = options.format == OutputFormat::Wide || options.columns.is_some();
        let (columns, mut lines) = match self.shape.layout {
            RecordLayout::FieldRows(noun) if options.columns.is_none() => {
                let (columns, lines, left_out) = self.field_rows(noun, is_whole, options)?;
                if left_out != 0 {
                    notes.push(format!(
                        "{left_out} rows of zeros are left out: -o wide has them"
                    ));
                }
                (columns, TableLines::Ready(lines.into_iter()))
            }
            _ => self.record_rows(options)?,
        };
        let mut writer = TableWriter {
            columns,
            options,
            seen,
            found: HashMap::new(),
            room: match options.terminal {
                // The cursor stays in the last row.
                Some((_, rows)) if options.is_watch => rows.saturating_sub(1).max(1),
                _ => usize::MAX,
            },
            text: String::new(),
        };
        let mut sampled = Vec::new();
        let mut result = Ok(());
        let mut clock = PromptFlush::new();
        while sampled.len() < SAMPLED_ROWS {
            let mut line = TableLine::default();
            match lines.read(&mut line) {
                Some(Ok(())) => sampled.push(line),
                Some(Err(error)) if sampled.is_empty() => return Err(error.into()),
                Some(Err(error)) => {
                    result = Err(error);
                    break;
                }
                None => break,
            }
            if sampled.len() % LEAST_SAMPLE == 0 && clock.is_due() {
                break;
            }
        }
        if options.has_head {
            writer.measure(&writer.heads());
        }
        let total = lines.total_line(options);
        for line in sampled.iter().chain(&total) {
            writer.measure(&line.cells);
        }
        if let (Some((width, _)), OutputFormat::Table) = (options.terminal, options.format) {
            let left_out = writer.fit(width);
            if !left_out.is_empty() {
                notes.push(format!(
                    "left out in {width} columns: {}; -o wide has all",
                    left_out.join(", ")
                ));
            }
        }
        // Rows that do not fit on the screen make place for the total and the notes.
        let note_lines = notes.len() + usize::from(!self.repeated_note.is_empty());
        let end_lines = usize::from(total.is_some()) + note_lines + usize::from(note_lines != 0);
        let kept = end_lines.min(writer.room / 2);
        writer.room -= kept;
        match self.empty_line {
            Some(line) if sampled.is_empty() && result.is_ok() => writeln!(out, "{line}")?,
            _ => writer.write_head(out)?,
        }
        for line in &sampled {
            writer.write_line(line, out)?;
        }
        drop(sampled);
        out.flush()?;
        let mut line = TableLine::default();
        while result.is_ok() {
            match lines.read(&mut line) {
                Some(Ok(())) => writer.write_line(&line, out)?,
                Some(Err(error)) => result = Err(error),
                None => break,
            }
        }
        writer.room = writer.room.saturating_add(kept);
        if let (Some(total), Ok(())) = (lines.total_line(options), &result) {
            writer.write_line(&total, out)?;
        }
        if lines.repeated() != 0 {
            notes.push(format!("{} {}", lines.repeated(), self.repeated_note));
        }
        if result.is_ok() && !notes.is_empty() && writer.room > 1 {
            writeln!(out)?;
            let mut shown = notes.iter().take(writer.room - 1);
            shown.try_for_each(|line| writeln!(out, "{line}"))?;
        }
        let TableWriter { seen, found, .. } = writer;
        if let Some(seen) = seen {
            seen.rows = found;
        }
        Ok(result?)
    }

    /// The columns and the lines of a table of a row for each record.
    fn record_rows(
        &mut self,
        options: &OutputOptions,
    ) -> Result<(Vec<TableColumn>, TableLines), CommandError> {
        let found = self.output_columns(options)?;
        let head = |column: &OutputColumn| match (
            options.is_exact || options.format == OutputFormat::Wide,
            &column.field,
        ) {
            (true, field) if matches!(field.meaning, FieldMeaning::IndexedBy(_)) => {
                column.name.clone()
            }
            (_, field) if options.is_exact && column.path.is_none() => {
                field.name.clone().into_owned()
            }
            _ => column.head.clone(),
        };
        let columns = found.iter().map(|column| TableColumn {
            is_number: column.field.is_number(),
            is_text: matches!(
                column.field.meaning,
                FieldMeaning::Text | FieldMeaning::Texts | FieldMeaning::Bits(_)
            ),
            is_mixed: matches!(column.field.meaning, FieldMeaning::Mixed),
            spare: {
                let name = &column.field.name;
                self.shape.spare.iter().position(|spare| spare == name)
            },
            ..TableColumn::new(head(column))
        });
        let columns = columns.collect();
        let keys = self
            .fields
            .iter()
            .filter(|field| options.is_watch && self.shape.keys.contains(&&*field.name));
        let keys = keys.cloned().collect();
        let rows = std::mem::replace(&mut self.rows, Box::new(std::iter::empty()));
        let totals = options.has_total(self.shape);
        let totals = totals.then(|| ColumnTotals::new(self.shape, &found));
        Ok((
            columns,
            TableLines::Records(RecordLines {
                rows,
                units: found.iter().map(OutputColumn::unit).collect(),
                columns: found,
                keys,
                totals,
                is_exact: options.is_exact,
            }),
        ))
    }
}

/// The lines of a table of a row for each record.
struct RecordLines {
    rows: OutputRows,
    columns: Vec<OutputColumn>,
    units: Vec<FieldUnit>,
    keys: Vec<FieldShape>,
    totals: Option<ColumnTotals>,
    is_exact: bool,
}

/// The lines of a table.
enum TableLines {
    Records(RecordLines),
    Ready(std::vec::IntoIter<TableLine>),
}

impl TableLines {
    /// Reads the next line into the memory of an earlier one.
    fn read(&mut self, line: &mut TableLine) -> Option<Result<(), CommandError>> {
        let lines = match self {
            Self::Ready(lines) => {
                *line = lines.next()?;
                return Some(Ok(()));
            }
            Self::Records(lines) => lines,
        };
        let row = match lines.rows.next()? {
            Ok(row) => row,
            Err(error) => return Some(Err(error)),
        };
        let totals = lines.totals.as_mut();
        let mut totals = totals.and_then(|totals| totals.counts(&row).then_some(totals));
        line.cells.clear();
        for (at, (column, &unit)) in lines.columns.iter().zip(&lines.units).enumerate() {
            let cell = column.cell(&row);
            if let Some(totals) = &mut totals {
                totals.add_cell(at, &cell);
            }
            line.cells
                .push(|text| push_cell(&cell, unit, lines.is_exact, text));
        }
        line.key.clear();
        for (at, key) in lines.keys.iter().enumerate() {
            line.key += if at == 0 { "" } else { " " };
            row.cell(key).push_to(&mut line.key);
        }
        Some(Ok(()))
    }

    /// The line with the sums of the rows so far.
    fn total_line(&self, options: &OutputOptions) -> Option<TableLine> {
        let Self::Records(RecordLines {
            totals: Some(totals),
            ..
        }) = self
        else {
            return None;
        };
        let push = |sum, unit, text: &mut String| {
            push_shown(&CellValue::Number(sum), unit, options, text);
        };
        Some(TableLine {
            cells: totals.cells(push),
            key: if options.is_watch { "total" } else { "" }.to_owned(),
            style: TOTAL,
        })
    }

    /// Number of rows that are not part of the sums.
    fn repeated(&self) -> usize {
        match self {
            Self::Records(lines) => lines.totals.as_ref().map_or(0, |totals| totals.repeated),
            Self::Ready(_) => 0,
        }
    }
}

fn field_unit(field: &FieldShape) -> FieldUnit {
    FieldUnit::of(&field.name).0
}

pub(super) fn push_shown(
    cell: &CellValue<'_>,
    unit: FieldUnit,
    options: &OutputOptions,
    text: &mut String,
) {
    push_cell(cell, unit, options.is_exact, text);
}

/// Appends a value for people.
fn push_cell(cell: &CellValue<'_>, unit: FieldUnit, is_exact: bool, text: &mut String) {
    match (unit, cell.number()) {
        (FieldUnit::Bytes, Some(bytes)) if !is_exact => push_human_bytes(bytes, text),
        _ => cell.push_to(text),
    }
}
