// SPDX-License-Identifier: GPL-2.0

//! Programs that run with an arena: `arena create -- COMMAND` passes a descriptor on, `arena run`
//! places the large allocations of an unmodified program with the preload library.

use super::arguments::{
    parse_size,
    PlacementArguments, //
    PlacementNodes,
};
use crate::error::CommandError;
use clap::Args;
use rmm::Rmm;
use std::{
    env,
    ffi::OsString,
    fs,
    io::{
        self,
        Write, //
    },
    os::unix::{
        ffi::OsStrExt,
        process::CommandExt, //
    },
    path::{
        Path,
        PathBuf, //
    },
    process::{
        self,
        Command, //
    },
    thread,
};

/// The preload library.
const LIBRARY: &str = "librmm_preload.so";
/// Its path, if the caller sets it.
const LIBRARY_VARIABLE: &str = "RMM_PRELOAD_LIB";
/// Its places, relative to the directory of this program: beside it, in the tree of a build, and in
/// the library directories of the same prefix.
const LIBRARY_PLACES: &[&str] = &[
    ".",
    "../samples",
    "../lib/rmm",
    "../lib",
    "../lib64",
    "../lib/x86_64-linux-gnu",
];
/// Size of the arena that checks the arguments.
const CHECKED_BYTES: u64 = 2 << 20;

/// `arena create`.
#[derive(Args)]
pub(crate) struct CreateArguments {
    #[command(flatten)]
    placement: PlacementArguments,
    /// Size of the arena: bytes, or K, M, G.
    #[arg(long, value_parser = parse_size)]
    size: u64,
    /// Memory that the arena may use, by default its size.
    #[arg(long, value_parser = parse_size)]
    cap: Option<u64>,
    /// The program that gets the arena, and its arguments.
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// `arena run`.
#[derive(Args)]
pub(crate) struct RunArguments {
    #[command(flatten)]
    placement: PlacementArguments,
    /// Size of the smallest allocation to place, by default 1M.
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    min: Option<u64>,
    /// Report at exit how much memory is in arenas, how much is not, and why.
    #[arg(long)]
    report: bool,
    /// The program and its arguments.
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// Creates an arena for a program, or holds it until this program is ended.
pub(super) fn create(arguments: &CreateArguments) -> CommandError {
    match try_create(arguments) {
        Ok(never) => match never {},
        Err(error) => error,
    }
}

/// Runs a program under the preload library.
pub(super) fn run(arguments: &RunArguments) -> CommandError {
    match try_run(arguments) {
        Ok(never) => match never {},
        Err(error) => error,
    }
}

/// The success of a function that does not return then.
enum NoReturn {}

fn try_create(arguments: &CreateArguments) -> Result<NoReturn, CommandError> {
    let mut options = arguments.placement.options(arguments.size);
    options.cap = arguments.cap.unwrap_or(0);
    let arena = Rmm::open()?.create_arena(&options)?;
    let id = arena.stat(false)?.id;
    let fd = arena.keep_across_exec()?;
    if let Some(command) = command(&arguments.command) {
        let mut command = command;
        command.env("RMM_ARENA_FD", fd.to_string());
        command.env("RMM_ARENA_ID", id.to_string());
        command.env("RMM_ARENA_BYTES", arguments.size.to_string());
        return Err(execute(command));
    }
    let mut out = io::stdout().lock();
    let written = writeln!(out, "arena={id} pid={} fd={fd}", process::id());
    written
        .and_then(|()| out.flush())
        .map_err(|error| CommandError::file("standard output", &error))?;
    // A signal ends this program, and the arena with it unless another process has it.
    loop {
        thread::park();
    }
}

fn try_run(arguments: &RunArguments) -> Result<NoReturn, CommandError> {
    let placement = &arguments.placement;
    let library = find_library()?;
    // The preload library leaves memory plain if there can be no arena, so the arguments are checked
    // here.
    Rmm::open()?.create_arena(&placement.options(CHECKED_BYTES))?;
    let Some(mut command) = command(&arguments.command) else {
        return Err(CommandError::Usage("a command is needed".to_owned()));
    };
    let mut preload = library.into_os_string();
    if let Some(others) = env::var_os("LD_PRELOAD").filter(|others| !others.is_empty()) {
        preload.push(":");
        preload.push(others);
    }
    command.env("LD_PRELOAD", preload);
    for (name, value) in settings(arguments) {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    Err(execute(command))
}

/// The variables of the preload library; `None` for those that must not be set.
fn settings(arguments: &RunArguments) -> [(&'static str, Option<String>); 7] {
    let placement = &arguments.placement;
    let list = |nodes: PlacementNodes| (nodes.0 != u64::MAX).then(|| nodes.list());
    let weights = placement.weights.iter().map(u32::to_string);
    let weights: Vec<String> = weights.collect();
    let mut flags = Vec::new();
    flags.extend(placement.steer.then_some("steer"));
    flags.extend(placement.strict.then_some("strict"));
    [
        (
            "RMM_PRELOAD_POLICY",
            Some(placement.policy.text().to_owned()),
        ),
        ("RMM_PRELOAD_NODES", list(placement.nodes)),
        ("RMM_PRELOAD_FAST", placement.fast.and_then(list)),
        (
            "RMM_PRELOAD_WEIGHTS",
            (!weights.is_empty()).then(|| weights.join(",")),
        ),
        (
            "RMM_PRELOAD_FLAGS",
            (!flags.is_empty()).then(|| flags.join(",")),
        ),
        (
            "RMM_PRELOAD_MIN",
            arguments.min.map(|bytes| bytes.to_string()),
        ),
        (
            "RMM_PRELOAD_VERBOSE",
            arguments.report.then(|| "1".to_owned()),
        ),
    ]
}

fn command(words: &[OsString]) -> Option<Command> {
    let (program, arguments) = words.split_first()?;
    let mut command = Command::new(program);
    command.args(arguments);
    Some(command)
}

/// Replaces this program by another one. Returns only if that fails.
fn execute(mut command: Command) -> CommandError {
    let error = command.exec();
    CommandError::execute(command.get_program(), &error)
}

/// The preload library.
fn find_library() -> Result<PathBuf, CommandError> {
    let set = env::var_os(LIBRARY_VARIABLE).filter(|path| !path.is_empty());
    let places = match set {
        Some(path) => vec![PathBuf::from(path)],
        None => {
            let program =
                env::current_exe().map_err(|error| CommandError::file("/proc/self/exe", &error))?;
            let own = program.parent().unwrap_or(Path::new("/")).to_owned();
            let places = LIBRARY_PLACES.iter();
            places.map(|place| own.join(place).join(LIBRARY)).collect()
        }
    };
    let found = places.iter().find_map(|place| fs::canonicalize(place).ok());
    let Some(found) = found else {
        let places = places.iter().map(|place| place.display().to_string());
        let places: Vec<String> = places.collect();
        return Err(CommandError::NotFound {
            text: format!("the preload library is not in {}", places.join(", ")),
            cure: "set RMM_PRELOAD_LIB to its path; `make user` builds it",
        });
    };
    // ld.so(8) splits LD_PRELOAD there and has no quotes.
    let text = found.as_os_str().as_bytes();
    if text.iter().any(|byte| matches!(byte, b' ' | b':')) {
        return Err(CommandError::NotFound {
            text: format!("{}: LD_PRELOAD cannot have this path", found.display()),
            cure: "set RMM_PRELOAD_LIB to a path without blanks and colons",
        });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rmm::abi::arena::PlacementKind;

    #[test]
    fn arguments_become_settings() {
        let arguments = RunArguments {
            placement: PlacementArguments {
                policy: PlacementKind::Weighted,
                nodes: PlacementNodes(0b101),
                fast: None,
                weights: vec![3, 0, 1],
                steer: true,
                strict: true,
            },
            min: Some(1 << 16),
            report: false,
            command: vec!["true".into()],
        };
        let set = settings(&arguments);
        let set: Vec<(&str, Option<&str>)> = set
            .iter()
            .map(|(name, value)| (*name, value.as_deref()))
            .collect();
        assert_eq!(
            set,
            [
                ("RMM_PRELOAD_POLICY", Some("weighted")),
                ("RMM_PRELOAD_NODES", Some("0,2")),
                ("RMM_PRELOAD_FAST", None),
                ("RMM_PRELOAD_WEIGHTS", Some("3,0,1")),
                ("RMM_PRELOAD_FLAGS", Some("steer,strict")),
                ("RMM_PRELOAD_MIN", Some("65536")),
                ("RMM_PRELOAD_VERBOSE", None),
            ]
        );
    }
}
