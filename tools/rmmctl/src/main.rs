// SPDX-License-Identifier: GPL-2.0

//! rmmctl: the command line of rmm. A client of the library `rmm`, and a reader of the kernel's own
//! files for what a module cannot provide.

#![forbid(unsafe_code)]

mod arguments;
mod cells;
mod columns;
mod commands;
mod error;
mod expression;
mod fields;
mod help;
mod language;
mod module_advice;
mod names;
mod output;
mod schema;
mod shape;
mod similar;
mod stop_signals;

use clap::{
    CommandFactory,
    FromArgMatches,
    Parser, //
};
use clap_complete::CompleteEnv;
use commands::{
    check::UNKNOWN,
    CommandChoice,
    RmmctlCommand, //
};
use error::CommandError;
use output::{
    CommandOutput,
    OutputArguments,
    OutputFormat,
    OutputOptions,
    ProgressMeter,
    SeenCells,
    StreamError, //
};
use rmm::abi::info::VERSION;
use std::{
    ffi::OsString,
    fs::File,
    io::{
        self,
        BufWriter,
        IsTerminal,
        Write, //
    },
    process::ExitCode,
    thread,
};

/// Size of the buffer for output.
const OUTPUT_BYTES: usize = 64 << 10;

/// What every command's help ends with.
const STATUS_HELP: &str = "\
Exit status: 0; 1 if a request fails; 2 if the command line is wrong; 3 without the right; 4 if the \
module is not loaded. `check` and `faults -- COMMAND` have others.";

/// Shows live Linux memory management, from rmm and the kernel's own files.
#[derive(Parser)]
#[command(name = "rmmctl", version = VERSION, after_help = STATUS_HELP)]
struct CommandLine {
    #[command(flatten)]
    output: OutputArguments,
    #[command(subcommand)]
    command: CommandChoice,
}

/// Writes the result of a command once.
fn write_once(
    found: CommandOutput,
    options: &OutputOptions,
    seen: Option<&mut SeenCells>,
) -> Result<(), StreamError> {
    // The buffer of standard output would end at the last line of each piece.
    let descriptor = rustix::stdio::stdout().try_clone_to_owned()?;
    let mut out = BufWriter::with_capacity(OUTPUT_BYTES, File::from(descriptor));
    let written = found.write(options, seen, &mut out);
    // What precedes an error is written.
    out.flush()?;
    written
}

/// Refuses to repeat what has one document, or what changes something each time.
fn check_watch(command: &RmmctlCommand, format: OutputFormat) -> Result<(), CommandError> {
    let text = match (format, command.change()) {
        (OutputFormat::Json, _) => {
            "--watch makes one JSON document after the other: use -o ndjson".to_owned()
        }
        (OutputFormat::OpenMetrics, _) => {
            "--watch makes one OpenMetrics document after the other: run rmmctl for each".to_owned()
        }
        (_, Some(name)) => format!("--watch would repeat the change of `{name}`"),
        (_, None) => return Ok(()),
    };
    Err(CommandError::Usage(text))
}

/// Runs the command again and again. On a terminal, each table replaces the last one.
fn watch(
    command: &RmmctlCommand,
    output: &OutputArguments,
    options: &OutputOptions,
    pause: std::time::Duration,
) -> Result<(), StreamError> {
    check_watch(command, options.format)?;
    let mut seen = SeenCells::default();
    let is_screen = options.terminal.is_some() && options.format.is_table();
    let mut is_first = true;
    // Without a screen or colours nothing is highlighted.
    let is_compared = is_screen || options.has_color && options.format.is_table();
    loop {
        let found = command.run(options)?;
        let seen = is_compared.then_some(&mut seen);
        if is_screen {
            // The size may have changed.
            let options = output.options();
            write!(io::stdout(), "\x1b[H\x1b[2J")?;
            io::stdout().flush()?;
            write_once(found, &options, seen)?;
        } else {
            let mut options = options.clone();
            options.has_head &= is_first || options.format.is_table();
            if !is_first && options.format.is_table() {
                writeln!(io::stdout())?;
            }
            write_once(found, &options, seen)?;
        }
        is_first = false;
        thread::sleep(pause);
    }
}

fn run(arguments: &CommandLine) -> Result<u8, CommandError> {
    let options = arguments.output.options();
    let mut status = 0;
    let written = match (&arguments.command, arguments.output.watch) {
        (CommandChoice::Generate(_), Some(_)) => {
            let text = "--watch: generate prints the same each time";
            return Err(CommandError::Usage(text.to_owned()));
        }
        (CommandChoice::Faults(_), Some(_)) => {
            let text = "--watch: faults prints a table for each --interval";
            return Err(CommandError::Usage(text.to_owned()));
        }
        (CommandChoice::Generate(_), None) if options.sort.is_some() || options.is_total => {
            let text = "--sort and --total: generate prints no records";
            return Err(CommandError::Usage(text.to_owned()));
        }
        (CommandChoice::Check(arguments), watched) => {
            let refused = match watched {
                Some(_) => Some("--watch: check judges once"),
                None if options.sort.is_some() || options.is_total || options.columns.is_some() => {
                    Some("--columns, --sort and --total: check prints no records")
                }
                None => None,
            };
            let (judged, line) = match refused {
                None => arguments.run(),
                Some(text) => (UNKNOWN, format!("RMM UNKNOWN - {text}")),
            };
            status = judged;
            writeln!(io::stdout(), "{}", rmm::escape_name(line.as_bytes())).map_err(Into::into)
        }
        (CommandChoice::Generate(what), None) => what.write(&mut io::stdout()),
        (CommandChoice::Faults(arguments), None) => {
            let written = arguments.run(&options, |found, options| {
                write_once(found.sorted(options)?, options, None)
            });
            written.map(|ended| status = ended)
        }
        (CommandChoice::Show(command), Some(pause)) => {
            watch(command, &arguments.output, &options, pause)
        }
        (CommandChoice::Show(command), None) => {
            let mut found = command.run(&options)?;
            if !io::stdout().is_terminal() {
                let mut progress = ProgressMeter::new("records");
                let rows = found.rows.inspect(move |_| progress.add(1));
                found.rows = Box::new(rows);
            }
            write_once(found, &options, None)
        }
    };
    match written {
        Ok(()) => Ok(status),
        // The reader closed the pipe, as head(1) does.
        Err(StreamError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(status),
        Err(StreamError::Output(error)) => Err(CommandError::file("standard output", &error)),
        // The records before the error are written.
        Err(StreamError::Record(error)) => Err(error),
    }
}

/// Whether the command line is one of `check`, as far as it can be read: by the first name of a command.
fn is_check(mut words: impl Iterator<Item = OsString>) -> bool {
    let command = CommandLine::command();
    let is_name = |word: &OsString| {
        word.to_str()
            .is_some_and(|word| command.find_subcommand(word).is_some())
    };
    words.find(is_name).is_some_and(|word| word == "check")
}

fn main() -> ExitCode {
    // Answers a shell that asks for candidates, and ends.
    CompleteEnv::with_factory(CommandLine::command).complete();
    let command = CommandLine::command();
    let is_help = |word: OsString| word == "--help" || word == "help";
    let command = match std::env::args_os().any(is_help) {
        true => help::with_long_help(command),
        false => command,
    };
    let matches = command.try_get_matches();
    let parsed = matches.and_then(|matches| CommandLine::from_arg_matches(&matches));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        // For monitoring, 2 would be a critical state.
        Err(error) if error.use_stderr() && is_check(std::env::args_os().skip(1)) => {
            let _ = error.print();
            return ExitCode::from(UNKNOWN);
        }
        Err(error) => error.exit(),
    };
    match run(&arguments) {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            // Nothing can be done if standard error is closed.
            let _ = write!(io::stderr(), "{}", error.message());
            match arguments.command {
                CommandChoice::Check(_) => ExitCode::from(UNKNOWN),
                _ => ExitCode::from(error.status()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_command_line_is_one_of_check_by_its_command() {
        let found = |line: &str| is_check(line.split(' ').map(OsString::from));
        assert!(found("-o json check --unusable"));
        assert!(found("check faults"));
        assert!(!found("ps --nmae check"));
        assert!(!found("faults -- check"));
    }

    #[test]
    fn what_cannot_be_repeated_is_refused() {
        let refused = |line: &str| {
            let words = ["rmmctl"].into_iter().chain(line.split(' '));
            let parsed = CommandLine::try_parse_from(words).unwrap();
            let format = parsed.output.options().format;
            match parsed.command {
                CommandChoice::Show(command) => check_watch(&command, format).is_err(),
                _ => run(&parsed).is_err_and(|error| error.status() == 2),
            }
        };
        for line in [
            "ps -o json --watch 1",
            "ps -o openmetrics --watch 1",
            "arena move 3 --nodes 1 --watch 1",
            "watch 7 --watch 1",
            "unwatch 7 --watch 1",
            "faults --watch 1",
            "generate bash --watch 1",
        ] {
            assert!(refused(line), "{line}");
        }
        for line in ["ps --watch 1", "watch --watch 1", "arena stat 3 --watch 1"] {
            assert!(!refused(line), "{line}");
        }
    }

    #[test]
    fn rows_are_sorted_and_added_up() {
        // The columns are right, so that the device is missed.
        for line in [
            "walk 1 --sort pages --total",
            "zones --total --columns node,free_pages --sort free_pages",
            "zones --total -o json",
            "folios 1 --total -o ndjson --sort order",
            "memcgs --total --sort cgroup",
            "pfn 0..9 --summary --total",
        ] {
            let words = ["rmmctl"].into_iter().chain(line.split(' '));
            let parsed = CommandLine::try_parse_from(words).unwrap();
            let error = run(&parsed).unwrap_err();
            assert_ne!(error.status(), 2, "{line}: {}", error.text());
        }
    }

    #[test]
    fn mistakes_in_columns_come_first() {
        // There is no module here, which has another status.
        for line in [
            "ps --sort bogus",
            "ps --columns bogus",
            "pfn 0..9 --summary --columns bogus",
            "arena move 3 --nodes 1 --columns bogus",
            "unwatch 7 --columns bogus",
            "faults --columns bogus",
            "walk 1 --sort bogus",
            "zones --sort bogus",
            "faults --sort bogus",
            "arena ring 3 --sort node",
            "arena create --policy local --size 1M --sort id",
            "generate bash --total",
            "faults --total",
            "events --total",
            "fragmentation --total",
            "segments 1 --total",
            "zones --total",
            "folios 1 --total -o csv",
            "ps --total -o openmetrics",
        ] {
            let words = ["rmmctl"].into_iter().chain(line.split(' '));
            let parsed = CommandLine::try_parse_from(words).unwrap();
            let error = run(&parsed).unwrap_err();
            assert_eq!(error.status(), 2, "{line}: {}", error.text());
        }
    }
}
