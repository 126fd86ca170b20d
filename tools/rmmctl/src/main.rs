// SPDX-License-Identifier: GPL-2.0

//! rmmctl: asks rmm, and the kernel's own files where a module cannot answer.

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
use table::Table;

/// Live Linux memory management, as rmm and the kernel's own files show it.
#[derive(Parser)]
#[command(name = "rmmctl", version = VERSION)]
struct Arguments {
    /// Print JSON: numbers as they are, null for what is not known.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// What the module is, and what it can do on this kernel.
    Info,
    /// The lists that reclaim chooses from, by node.
    Lru,
    /// The kernel's address space from top to bottom.
    Layout,
    /// Memory cgroups, parents before their children.
    Memcgs {
        /// Their lists by node, instead of charges and limits.
        #[arg(long)]
        nodes: bool,
    },
    #[command(flatten)]
    Machine(machine::What),
    /// What a module cannot tell, read from the kernel's own files.
    Elsewhere {
        /// Which of them; without, what there is and why.
        what: Option<elsewhere::What>,
    },
}

/// An answer: as JSON, and as a table.
struct Answer {
    json: Value,
    table: Table,
}

fn answer(command: &Command) -> io::Result<Answer> {
    match command {
        Command::Info => device::info(),
        Command::Lru => device::lru(),
        Command::Layout => device::layout(),
        Command::Memcgs { nodes } => device::memcgs(*nodes),
        Command::Machine(what) => machine::read(*what),
        Command::Elsewhere { what: None } => Ok(elsewhere::list()),
        Command::Elsewhere { what: Some(what) } => elsewhere::read(*what),
    }
}

/// What an error of a call means, where the kernel's words for it do not say.
fn cause(error: &io::Error) -> &'static str {
    match error.raw_os_error() {
        Some(libc::EBUSY) => ": memory is coming or going, ask again",
        Some(libc::EPERM) => ": this needs CAP_SYS_ADMIN",
        Some(libc::ENOTTY) => ": the module that is loaded does not know this call",
        Some(libc::ENXIO) => ": that zone is gone",
        Some(libc::ENODEV) => ": this kernel does not have it",
        _ => "",
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = answer(&arguments.command).and_then(|answer| {
        let mut out = io::stdout().lock();
        if arguments.json {
            writeln!(out, "{:#}", answer.json)
        } else {
            answer.table.write(&mut out)
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // Who reads has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("rmmctl: {error}{}", cause(&error));
            ExitCode::FAILURE
        }
    }
}
