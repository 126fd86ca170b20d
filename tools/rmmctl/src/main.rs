// SPDX-License-Identifier: GPL-2.0

//! rmmctl: the command line of rmm. A client of the library `rmm`, and a reader of the kernel's own
//! files for what a module cannot provide.

#![forbid(unsafe_code)]

mod arguments;
mod columns;
mod commands;
mod error;
mod expression;
mod fields;
mod grid;
mod output;

use clap::Parser;
use commands::RmmctlCommand;
use error::CommandError;
use output::{
    OutputFormat,
    StreamError, //
};
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
    let written = found.write(format, &mut out);
    let written = written.and_then(|()| out.flush().map_err(StreamError::from));
    match written {
        Ok(()) => Ok(()),
        // The reader closed the pipe, as head(1) does.
        Err(StreamError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(StreamError::Output(error)) => Err(CommandError::file("standard output", &error)),
        // The records before the error are written.
        Err(StreamError::Record(error)) => Err(error),
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
