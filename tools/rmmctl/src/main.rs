// SPDX-License-Identifier: GPL-2.0

//! rmmctl: the command line of rmm. Calls ioctls of `/dev/rmm`, and reads the kernel's own files
//! for what a module cannot provide.

mod device;
mod elsewhere;
mod machine;
mod record;
mod sys;
mod table;

use clap::{
    Parser,
    Subcommand, //
};
use rmm_host::abi::info::VERSION;
use serde_json::Value;
use std::{
    io::{
        self,
        Write, //
    },
    process::ExitCode, //
};
use table::TextTable;

/// Shows live Linux memory management, from rmm and the kernel's own files.
#[derive(Parser)]
#[command(name = "rmmctl", version = VERSION)]
struct CommandLine {
    /// Print JSON; unknown values are null.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: RmmctlCommand,
}

#[derive(Subcommand)]
enum RmmctlCommand {
    /// Version of the module, and its features on this kernel.
    Info,
    /// LRU lists and MGLRU generations, by node.
    Lru,
    /// Regions of the kernel's address space.
    Layout,
    /// Memory cgroups, parents before their children.
    Memcgs {
        /// Show LRU lists by node instead of charges and limits.
        #[arg(long)]
        nodes: bool,
    },
    #[command(flatten)]
    Machine(machine::MachineCommand),
    /// The kernel's own files, for what a module cannot provide.
    Elsewhere {
        /// The file to read; without it, list the topics and the reasons.
        file: Option<elsewhere::KernelFile>,
    },
}

/// The result of a command, as JSON and as a table.
struct CommandOutput {
    json: Value,
    table: TextTable,
}

/// Runs a command.
fn run(command: &RmmctlCommand) -> io::Result<CommandOutput> {
    match command {
        RmmctlCommand::Info => device::info(),
        RmmctlCommand::Lru => device::lru(),
        RmmctlCommand::Layout => device::layout(),
        RmmctlCommand::Memcgs { nodes } => device::memcgs(*nodes),
        RmmctlCommand::Machine(command) => machine::run(*command),
        RmmctlCommand::Elsewhere { file: None } => Ok(elsewhere::list_topics()),
        RmmctlCommand::Elsewhere { file: Some(file) } => elsewhere::read(*file),
    }
}

/// The meaning of an error for a call of rmm, where the text of the error number does not give it.
fn explain(error: &io::Error) -> &'static str {
    match error.raw_os_error() {
        Some(libc::EBUSY) => ": memory hotplug is in progress, try again",
        Some(libc::EPERM) => ": this needs CAP_SYS_ADMIN",
        Some(libc::ENOTTY) => ": the loaded module does not have this call",
        Some(libc::ENXIO) => ": the zone does not exist any more",
        Some(libc::ENODEV) => ": this kernel does not have this feature",
        _ => "",
    }
}

fn main() -> ExitCode {
    let arguments = CommandLine::parse();
    let done = run(&arguments.command).and_then(|output| {
        let mut out = io::stdout().lock();
        if arguments.json {
            writeln!(out, "{:#}", output.json)
        } else {
            output.table.write(&mut out)
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // The reader closed the pipe, as head(1) does.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("rmmctl: {error}{}", explain(&error));
            ExitCode::FAILURE
        }
    }
}
