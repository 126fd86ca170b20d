// SPDX-License-Identifier: GPL-2.0

//! rmmctl: the command line of rmm. A client of the library `rmm`, and a reader of the kernel's own
//! files for what a module cannot provide.

#![forbid(unsafe_code)]

mod commands;
mod error;
mod fields;
mod grid;
mod output;

use clap::Parser;
use commands::RmmctlCommand;
use error::CommandError;
use output::OutputFormat;
use rmm::abi::info::VERSION;
use std::{
    io::{
        self,
        BufWriter,
        Write, //
    },
    process::ExitCode,
};

/// Shows live Linux memory management, from rmm and the kernel's own files.
///
/// Exit status: 0, 1 if a request fails, 2 if the command line is wrong, 3 without the right, 4 if
/// the module is not loaded.
#[derive(Parser)]
#[command(name = "rmmctl", version = VERSION)]
struct CommandLine {
    /// Print JSON; unknown values are null.
    #[arg(long, global = true, conflicts_with = "output")]
    json: bool,
    /// Form of the output. In tables, unknown values are `-`. In names, a backslash, control
    /// characters and bytes that are not UTF-8 are written as `\ooo`, as in /proc/rmm.
    #[arg(short, long, global = true, value_enum, default_value_t = OutputFormat::Table)]
    output: OutputFormat,
    #[command(subcommand)]
    command: RmmctlCommand,
}

fn run(arguments: &CommandLine) -> Result<(), CommandError> {
    let found = arguments.command.run()?;
    let format = if arguments.json {
        OutputFormat::Json
    } else {
        arguments.output
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let written = found.write(format, &mut out).and_then(|()| out.flush());
    match written {
        // The reader closed the pipe, as head(1) does.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result.map_err(|error| CommandError::file("standard output", &error)),
    }
}

fn main() -> ExitCode {
    match run(&CommandLine::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing can be done if standard error is closed.
            let _ = write!(io::stderr(), "{}", error.message());
            ExitCode::from(error.status())
        }
    }
}
