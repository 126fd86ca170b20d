// SPDX-License-Identifier: GPL-2.0

//! Widths of the columns of a table, and its lines.

use super::{
    line_cells::LineCells,
    OutputFormat,
    OutputOptions, //
};
use anstyle::Style;
use std::{
    borrow::Cow,
    collections::HashMap,
    io::{
        self,
        Write, //
    },
};
use unicode_width::{
    UnicodeWidthChar,
    UnicodeWidthStr, //
};

/// A column of text is cut to this width before columns are left out, and then further.
const TEXT_WIDTH: usize = 20;
const LEAST_TEXT_WIDTH: usize = 8;

const HEAD: Style = Style::new().bold().underline();
const CHANGED: Style = Style::new().invert();

/// The cells of the last table, by row: what differs from them is highlighted.
#[derive(Default)]
pub(crate) struct SeenCells {
    pub(super) rows: HashMap<String, LineCells>,
}

/// A column of a table.
pub(super) struct TableColumn {
    pub(super) head: String,
    pub(super) is_number: bool,
    /// Text that may be cut.
    pub(super) is_text: bool,
    /// Numbers and texts; only the texts may be cut.
    pub(super) is_mixed: bool,
    /// Place in the order in which columns are left out.
    pub(super) spare: Option<usize>,
    pub(super) width: usize,
    /// Width of what must not be cut.
    pub(super) least_width: usize,
    pub(super) is_shown: bool,
}

impl TableColumn {
    /// A column of text that is not cut.
    pub(super) fn new(head: String) -> Self {
        Self {
            head,
            is_number: false,
            is_text: false,
            is_mixed: false,
            spare: None,
            width: 0,
            least_width: 0,
            is_shown: true,
        }
    }
}

/// A row of a table.
#[derive(Default)]
pub(super) struct TableLine {
    pub(super) cells: LineCells,
    /// Identifies the row in a repeated table.
    pub(super) key: String,
    pub(super) style: Style,
}

/// Widths of columns, and how rows are written.
pub(super) struct TableWriter<'a> {
    pub(super) columns: Vec<TableColumn>,
    pub(super) options: &'a OutputOptions,
    pub(super) seen: Option<&'a mut SeenCells>,
    pub(super) found: HashMap<String, LineCells>,
    /// Lines that the terminal still has room for.
    pub(super) room: usize,
    /// The line that is written, whose memory the next one uses again.
    pub(super) text: String,
}

impl TableWriter<'_> {
    pub(super) fn measure(&mut self, cells: &LineCells) {
        for (column, cell) in self.columns.iter_mut().zip(cells.iter()) {
            let width = width_of(cell);
            column.width = column.width.max(width);
            match column.is_mixed && is_number(cell) {
                true => column.least_width = column.least_width.max(width),
                // The head of a column is measured, too.
                false => column.is_text |= column.is_mixed && cell != column.head,
            }
        }
    }

    fn total_width(&self) -> usize {
        let shown = self.columns.iter().filter(|column| column.is_shown);
        shown.map(|column| column.width + 1).sum::<usize>().max(1) - 1
    }

    /// Cuts columns of text, the widest first, to at least `least` columns of the terminal.
    fn cut_text(&mut self, width: usize, least: usize) {
        while self.total_width() > width {
            let excess = self.total_width() - width;
            let shown = self.columns.iter_mut().filter(|column| column.is_shown);
            let least_of = |column: &TableColumn| column.least_width.max(least);
            let texts = shown.filter(|column| column.is_text && column.width > least_of(column));
            let Some(widest) = texts.max_by_key(|column| column.width) else {
                return;
            };
            let rest = widest.width.saturating_sub(excess);
            widest.width = rest.max(least_of(widest));
        }
    }

    /// Makes the table as wide as the terminal. Returns the heads that are left out.
    pub(super) fn fit(&mut self, width: usize) -> Vec<String> {
        self.cut_text(width, TEXT_WIDTH);
        let mut left_out = Vec::new();
        while self.total_width() > width {
            let count = self.columns.len();
            let middle = self.columns.iter_mut().enumerate();
            let middle = middle.filter(|&(at, ref column)| {
                column.is_shown && at != 0 && (at + 1 != count || column.is_number)
            });
            // Spare columns in their order, then from the right.
            let next = middle.min_by_key(|&(at, ref column)| {
                (column.spare.unwrap_or(usize::MAX), usize::MAX - at)
            });
            let Some((_, column)) = next else {
                break;
            };
            column.is_shown = false;
            left_out.push(column.head.clone());
        }
        self.cut_text(width, LEAST_TEXT_WIDTH);
        // Rows that were not sampled may have longer texts.
        let rest = width.saturating_sub(self.total_width());
        let last = self.columns.iter_mut().rfind(|column| column.is_shown);
        if let Some(last) = last.filter(|column| column.is_text) {
            last.width += rest;
        }
        left_out
    }

    /// The last column of text and its width in this line, whose numbers may be wider than those of the
    /// rows that decided.
    fn last_text_width(&self, cells: &LineCells) -> Option<(usize, usize)> {
        let cells = self.columns.iter().zip(cells.iter()).enumerate();
        let last = self
            .columns
            .iter()
            .rposition(|column| column.is_shown && column.is_text)?;
        let excess = |(at, (column, cell)): (usize, (&TableColumn, &str))| {
            let is_cut = column.is_text && !(column.is_mixed && is_number(cell));
            match !column.is_shown || is_cut || at == last {
                true => 0,
                false => width_of(cell).saturating_sub(column.width),
            }
        };
        let excess: usize = cells.map(excess).sum();
        Some((last, self.columns[last].width.saturating_sub(excess).max(1)))
    }

    pub(super) fn write_line(&mut self, line: &TableLine, out: &mut dyn Write) -> io::Result<()> {
        if self.room == 0 {
            return Ok(());
        }
        self.room -= 1;
        let old = self.seen.as_ref().and_then(|seen| seen.rows.get(&line.key));
        let is_new = old.is_none() && self.seen.as_ref().is_some_and(|seen| !seen.rows.is_empty());
        let last = self.columns.iter().rposition(|column| column.is_shown);
        // Only tables on a terminal are cut.
        let is_fitted =
            self.options.terminal.is_some() && self.options.format == OutputFormat::Table;
        let last_text = match is_fitted {
            true => self.last_text_width(&line.cells),
            false => None,
        };
        self.text.clear();
        // Blanks are written when something follows them, so that no line ends with them.
        let mut blanks = 0;
        for (at, (column, cell)) in self.columns.iter().zip(line.cells.iter()).enumerate() {
            if !column.is_shown {
                continue;
            }
            let is_cut = is_fitted && column.is_text && !(column.is_mixed && is_number(cell));
            let text = match last_text {
                Some((last, width)) if is_cut && last == at => cut(cell, width),
                _ if is_cut => cut(cell, column.width),
                _ => Cow::Borrowed(cell),
            };
            let fill = column.width.saturating_sub(width_of(&text));
            let is_changed = old.is_some_and(|old| old.get(at) != Some(cell)) || is_new;
            let style = match is_changed && !line.key.is_empty() {
                true => CHANGED,
                false => line.style,
            };
            if column.is_number {
                blanks += fill;
            }
            if !text.is_empty() {
                push_blanks(&mut self.text, blanks);
                blanks = 0;
                match self.options.has_color && style != Style::new() {
                    true => self.text += &format!("{style}{text}{style:#}"),
                    false => self.text += &text,
                }
            }
            if !column.is_number {
                blanks += fill;
            }
            blanks += usize::from(Some(at) != last);
        }
        if self.seen.is_some() && !line.key.is_empty() {
            self.found.insert(line.key.clone(), line.cells.clone());
        }
        self.text.push('\n');
        out.write_all(self.text.as_bytes())
    }

    /// The heads of all columns.
    pub(super) fn heads(&self) -> LineCells {
        self.columns.iter().map(|column| &column.head).collect()
    }

    pub(super) fn write_head(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if !self.options.has_head {
            return Ok(());
        }
        let line = TableLine {
            cells: self.heads(),
            key: String::new(),
            style: HEAD,
        };
        self.write_line(&line, out)
    }
}

/// Whether a cell of a column of numbers and texts must stay whole.
fn is_number(cell: &str) -> bool {
    cell == "-" || cell.parse::<i64>().is_ok()
}

/// The beginning of a text, as wide as a column, with `…` where it was cut.
fn cut(text: &str, width: usize) -> Cow<'_, str> {
    if width_of(text) <= width {
        return Cow::Borrowed(text);
    }
    let mut left = width.saturating_sub(1);
    let fits = text.chars().take_while(|c| {
        let width = c.width().unwrap_or(0);
        let fits = width <= left;
        left -= if fits { width } else { 0 };
        fits
    });
    Cow::Owned(fits.chain(['…']).collect())
}

/// Columns of the terminal that a text takes. Most texts have a byte for each.
fn width_of(text: &str) -> usize {
    match text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        true => text.len(),
        false => text.width(),
    }
}

/// Format strings cost several times as much, which shows in tables of thousands of rows.
fn push_blanks(text: &mut String, mut count: usize) {
    const BLANKS: &str = "                                                                ";
    while count > 0 {
        let now = count.min(BLANKS.len());
        *text += &BLANKS[..now];
        count -= now;
    }
}
