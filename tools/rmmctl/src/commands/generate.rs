// SPDX-License-Identifier: GPL-2.0

//! Completions, manual pages and the JSON schema, made from the command line's own description.

use super::SHAPES;
use crate::{
    arguments::directory_candidates,
    error::CommandError,
    help::with_long_help,
    output::StreamError,
    schema::whole_schema,
    CommandLine, //
};
use clap::{
    Args,
    CommandFactory,
    ValueEnum, //
};
use clap_complete::{
    env::Shells,
    ArgValueCompleter, //
};
use std::{
    fs,
    io::{
        self,
        Write, //
    },
    path::{
        Path,
        PathBuf, //
    },
};

/// The text to print.
#[derive(Clone, Copy, ValueEnum)]
enum GeneratedText {
    /// Completions of bash. `eval` them, or keep them in share/bash-completion/completions/rmmctl.
    Bash,
    /// Completions of zsh, for a directory of $fpath, as `_rmmctl`.
    Zsh,
    /// Completions of fish, for share/fish/vendor_completions.d/rmmctl.fish.
    Fish,
    /// Manual pages.
    Man,
    /// The schema of every JSON document.
    Schema,
}

/// Arguments.
#[derive(Args)]
pub(crate) struct GenerateArguments {
    what: GeneratedText,
    /// Of manual pages, the directory to write one file for each command to; without it, print the
    /// page of rmmctl.
    #[arg(long, value_name = "DIR", add = ArgValueCompleter::new(directory_candidates))]
    dir: Option<PathBuf>,
}

/// The variable that makes rmmctl answer for a shell.
pub(crate) const COMPLETE: &str = "COMPLETE";

impl GenerateArguments {
    /// Writes the text.
    pub(crate) fn write(&self, out: &mut dyn Write) -> Result<(), StreamError> {
        match (self.what, &self.dir) {
            (GeneratedText::Man, Some(dir)) => write_manual(dir)?,
            (GeneratedText::Man, None) => {
                clap_mangen::Man::new(CommandLine::command()).render(out)?
            }
            (GeneratedText::Schema, _) => writeln!(out, "{:#}", whole_schema(SHAPES))?,
            (GeneratedText::Bash, _) => write_completions("bash", out)?,
            (GeneratedText::Zsh, _) => write_completions("zsh", out)?,
            (GeneratedText::Fish, _) => write_completions("fish", out)?,
        }
        Ok(out.flush()?)
    }
}

/// The code that makes a shell ask rmmctl for candidates.
fn write_completions(shell: &str, out: &mut dyn Write) -> io::Result<()> {
    let shells = Shells::builtins();
    let shell = shells
        .completer(shell)
        .ok_or(io::Error::from(io::ErrorKind::Unsupported))?;
    shell.write_registration(COMPLETE, "rmmctl", "rmmctl", "rmmctl", out)
}

/// Writes a page for each command.
fn write_manual(dir: &Path) -> Result<(), CommandError> {
    let error = |error: io::Error| CommandError::file(dir, &error);
    fs::create_dir_all(dir).map_err(error)?;
    clap_mangen::generate_to(with_long_help(CommandLine::command()), dir).map_err(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A pipe whose reader is gone.
    struct ClosedPipe;

    impl Write for ClosedPipe {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_closed_pipe_is_an_error_of_the_output() {
        for &what in GeneratedText::value_variants() {
            let arguments = GenerateArguments { what, dir: None };
            match arguments.write(&mut ClosedPipe) {
                Err(StreamError::Output(error)) => {
                    assert_eq!(error.kind(), io::ErrorKind::BrokenPipe)
                }
                other => panic!("{other:?}"),
            }
        }
    }
}
