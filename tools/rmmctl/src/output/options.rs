// SPDX-License-Identifier: GPL-2.0

//! The options of the output, which every command takes.

use clap::{
    Args,
    ValueEnum, //
};
use std::{
    io::{
        self,
        IsTerminal, //
    },
    time::Duration,
};

/// Form of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// Columns for people, cut to the width of the terminal.
    Table,
    /// All columns, uncut, and the meaning of special values.
    Wide,
    /// One JSON document with every field.
    Json,
    /// One JSON document for each record, a line each.
    Ndjson,
    /// Comma-separated values (RFC 4180).
    Csv,
    /// Values separated by tabs.
    Tsv,
    /// A line of NAME=VALUE for each record.
    Kv,
    /// OpenMetrics 1.0 text, for Prometheus.
    #[value(name = "openmetrics")]
    OpenMetrics,
}

impl OutputFormat {
    /// Whether people read it.
    pub(crate) fn is_table(self) -> bool {
        matches!(self, Self::Table | Self::Wide)
    }
}

/// When output is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The options of the output.
#[derive(Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArguments {
    /// Form of the output.
    ///
    /// In tables and separated values, `-` is an unknown value; in JSON it is null, and OpenMetrics
    /// leaves it out. In names, a backslash, control characters and bytes that are not UTF-8 are
    /// written as `\ooo`, as in /proc/rmm.
    #[arg(short, long, global = true, value_name = "FORMAT", value_enum, default_value_t = OutputFormat::Table)]
    output: OutputFormat,
    /// Print JSON: the same as `-o json`.
    #[arg(long, global = true, conflicts_with = "output")]
    json: bool,
    /// Fields to print, separated by commas; `all` for every field.
    ///
    /// Names are those of the heads and of JSON. Elements follow a dot: `stat.nr_free_pages`. With
    /// JSON, fields are chosen whole.
    #[arg(long, global = true, value_name = "NAMES")]
    columns: Option<String>,
    /// Column or field to sort by: numbers from the largest, text from A.
    ///
    /// Records are shown when all of them have been read.
    #[arg(long, global = true, value_name = "COLUMN")]
    sort: Option<String>,
    /// Add up bytes, pages and counts: the last row of a table, `total` in JSON.
    #[arg(long, global = true)]
    total: bool,
    /// Leave out the heads of columns.
    #[arg(long, global = true)]
    no_header: bool,
    /// Show exact numbers of bytes instead of K, M and G (powers of 1024) in tables.
    #[arg(long, global = true)]
    bytes: bool,
    /// Repeat every SECONDS and highlight what changed.
    #[arg(long, global = true, value_name = "SECONDS", value_parser = parse_seconds)]
    pub(crate) watch: Option<Duration>,
    /// When to use colours.
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = ColorWhen::Auto)]
    color: ColorWhen,
}

/// A number of seconds.
fn parse_seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text
        .parse()
        .map_err(|_| "a number of seconds is needed".to_owned())?;
    let duration = Duration::try_from_secs_f64(seconds).ok();
    duration
        .filter(|duration| *duration >= Duration::from_millis(50))
        .ok_or_else(|| "at least 0.05 seconds".to_owned())
}

/// The options, and what the terminal is like.
#[derive(Clone, Debug)]
pub(crate) struct OutputOptions {
    /// Form.
    pub(crate) format: OutputFormat,
    /// Fields that the caller chose.
    pub(crate) columns: Option<String>,
    /// Columns have heads.
    pub(crate) has_head: bool,
    /// Bytes are exact.
    pub(crate) is_exact: bool,
    /// Text has colours.
    pub(crate) has_color: bool,
    /// Columns and rows of the terminal; `None` if the output is no terminal.
    pub(crate) terminal: Option<(usize, usize)>,
    /// The output is repeated.
    pub(crate) is_watch: bool,
    /// Column to sort by.
    pub(crate) sort: Option<String>,
    /// Sums were asked for.
    pub(crate) is_total: bool,
}

impl OutputArguments {
    /// The options for standard output.
    pub(crate) fn options(&self) -> OutputOptions {
        let is_terminal = io::stdout().is_terminal();
        let has_color = match self.color {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto => {
                let choice = anstream::AutoStream::choice(&io::stdout());
                is_terminal && choice != anstream::ColorChoice::Never
            }
        };
        OutputOptions {
            format: match self.json {
                true => OutputFormat::Json,
                false => self.output,
            },
            columns: self.columns.clone(),
            has_head: !self.no_header,
            is_exact: self.bytes,
            has_color,
            terminal: is_terminal.then(terminal_size).flatten(),
            is_watch: self.watch.is_some(),
            sort: self.sort.clone(),
            is_total: self.total,
        }
    }
}

/// Columns and rows of the terminal that is standard output; `None` if it does not know them.
fn terminal_size() -> Option<(usize, usize)> {
    let size = rustix::termios::tcgetwinsize(rustix::stdio::stdout()).ok()?;
    (size.ws_col != 0).then(|| (size.ws_col.into(), size.ws_row.into()))
}
