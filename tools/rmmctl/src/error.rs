// SPDX-License-Identifier: GPL-2.0

//! Errors of commands, and the exit status of each.

use crate::module_advice::advice;
use rmm::RmmError;
use std::{
    io,
    path::Path, //
};

/// Exit status of a failed request.
const FAILED: u8 = 1;
/// Exit status of a wrong command line, which clap uses, too.
const USAGE: u8 = 2;
/// Exit status if a right is missing.
const NO_RIGHT: u8 = 3;
/// Exit status if the module is not loaded.
const NO_MODULE: u8 = 4;

/// Exit status if a program cannot be executed: that of shells.
const NOT_EXECUTED: u8 = 126;
/// Exit status if there is no such program, likewise.
const NO_PROGRAM: u8 = 127;

/// The reason why a command failed.
#[derive(Debug)]
pub(crate) enum CommandError {
    /// A request to the module.
    Request(RmmError),
    /// A file of the kernel.
    File {
        /// The file and the error.
        text: String,
        /// Access was denied.
        is_denied: bool,
    },
    /// Something that the command needs is not there.
    NotFound {
        /// What, and where it was searched for.
        text: String,
        /// What to do about it.
        cure: &'static str,
    },
    /// A program could not be executed.
    Execute {
        /// The program and the error.
        text: String,
        /// There is no such program.
        is_missing: bool,
    },
    /// An argument that clap cannot check. The text can have several lines.
    Usage(String),
}

impl CommandError {
    /// The error of a file.
    pub(crate) fn file(path: impl AsRef<Path>, error: &io::Error) -> Self {
        Self::File {
            text: format!("{}: {error}", path.as_ref().display()),
            is_denied: error.kind() == io::ErrorKind::PermissionDenied,
        }
    }

    /// The error of execve(2).
    pub(crate) fn execute(program: impl AsRef<Path>, error: &io::Error) -> Self {
        Self::Execute {
            text: format!("{}: {error}", program.as_ref().display()),
            is_missing: error.kind() == io::ErrorKind::NotFound,
        }
    }

    /// Exit status.
    pub(crate) fn status(&self) -> u8 {
        match self {
            Self::Request(error) if error.is_not_loaded() => NO_MODULE,
            Self::Request(error) if error.is_missing_right() => NO_RIGHT,
            Self::File { is_denied, .. } if *is_denied => NO_RIGHT,
            Self::Usage(_) => USAGE,
            Self::Execute {
                is_missing: true, ..
            } => NO_PROGRAM,
            Self::Execute { .. } => NOT_EXECUTED,
            Self::Request(_) | Self::File { .. } | Self::NotFound { .. } => FAILED,
        }
    }

    /// The cause.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Request(error) => error.to_string(),
            Self::File { text, .. }
            | Self::NotFound { text, .. }
            | Self::Execute { text, .. }
            | Self::Usage(text) => text.clone(),
        }
    }

    /// Lines for standard error: the cause, and the cure if it is known.
    pub(crate) fn message(&self) -> String {
        let text = self.text();
        let cures = match self {
            Self::Request(RmmError::NotLoaded) => advice(),
            Self::Request(error) => error.cure().into_iter().map(str::to_owned).collect(),
            Self::NotFound { cure, .. } => vec![(*cure).to_owned()],
            Self::File { .. } | Self::Execute { .. } | Self::Usage(_) => vec![],
        };
        let lines = text
            .lines()
            .map(|line| rmm::escape_name(line.as_bytes()) + "\n");
        let cures = cures.iter().map(|cure| format!("rmmctl: {cure}\n"));
        format!(
            "rmmctl: {}{}",
            lines.collect::<String>(),
            cures.collect::<String>()
        )
    }
}

impl From<RmmError> for CommandError {
    fn from(error: RmmError) -> Self {
        Self::Request(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rmm::MissingRight;

    #[test]
    fn each_kind_has_its_status() {
        let denied = io::Error::from(io::ErrorKind::PermissionDenied);
        let right = RmmError::MissingCapability {
            call: "RMM_PFNS",
            right: MissingRight::SysAdmin,
        };
        let gone = RmmError::TargetGone {
            target: "process 7".to_owned(),
        };
        let missing = io::Error::from(io::ErrorKind::NotFound);
        for (error, status) in [
            (CommandError::execute("x", &missing), 127),
            (CommandError::execute("/", &denied), 126),
            (CommandError::Request(RmmError::NotLoaded), 4),
            (CommandError::Request(right), 3),
            (CommandError::Request(gone), 1),
            (CommandError::file("/proc/slabinfo", &denied), 3),
            (CommandError::Usage("bad".to_owned()), 2),
        ] {
            assert_eq!(error.status(), status, "{error:?}");
            assert!(error.message().starts_with("rmmctl: "));
            assert!(error.message().ends_with('\n'));
        }
    }
}
