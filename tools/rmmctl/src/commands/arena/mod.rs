// SPDX-License-Identifier: GPL-2.0

//! Arenas: memory whose pages a policy of the module places.
//!
//! An arena has no path. It is named by its number, or by a descriptor of a process, which
//! pidfd_getfd(2) duplicates.

mod arguments;
mod launch;
mod report;

pub(super) use report::{
    LIST_SHAPE,
    MOVE_SHAPE,
    RING_SHAPE,
    STAT_SHAPE, //
};

use super::CommandResult;
use crate::shape::RecordShape;
use clap::Subcommand;

/// What to do with arenas.
#[derive(Subcommand)]
pub(crate) enum ArenaCommand {
    /// Arenas, and the processes that have them open.
    List,
    /// Where the pages of an arena are, and why.
    Stat(report::StatArguments),
    /// Migrate the resident pages of an arena to other nodes.
    Move(report::MoveArguments),
    /// The last placement decisions of an arena.
    Ring(report::RingArguments),
    /// Create an arena for a program.
    ///
    /// The program inherits the descriptor, whose number is in RMM_ARENA_FD; RMM_ARENA_ID has the
    /// number of the arena and RMM_ARENA_BYTES its size. Without a program, the arena exists until
    /// rmmctl is ended.
    Create(launch::CreateArguments),
    /// Run a program with its large allocations in arenas.
    ///
    /// The preload library places large anonymous mappings and large blocks of malloc(3)
    /// (docs/policy.md). It is searched for beside rmmctl and in the library directories of the same
    /// prefix; RMM_PRELOAD_LIB is its path otherwise. Programs with a set-user-ID bit or without the C
    /// library ignore it.
    Run(launch::RunArguments),
}

impl ArenaCommand {
    /// The shape of the records; `None` if there are none.
    pub(super) fn shape(&self) -> Option<&'static RecordShape> {
        match self {
            Self::List => Some(&LIST_SHAPE),
            Self::Stat(_) => Some(&STAT_SHAPE),
            Self::Move(_) => Some(&MOVE_SHAPE),
            Self::Ring(_) => Some(&RING_SHAPE),
            Self::Create(_) | Self::Run(_) => None,
        }
    }

    /// The name of a command that changes something.
    pub(super) fn change(&self) -> Option<&'static str> {
        match self {
            Self::List | Self::Stat(_) | Self::Ring(_) => None,
            Self::Move(_) => Some("arena move"),
            Self::Create(_) => Some("arena create"),
            Self::Run(_) => Some("arena run"),
        }
    }

    /// Runs the command.
    pub(super) fn run(&self) -> CommandResult {
        match self {
            Self::List => report::list(),
            Self::Stat(arguments) => report::stat(arguments),
            Self::Move(arguments) => report::migrate(arguments),
            Self::Ring(arguments) => report::ring(arguments),
            Self::Create(arguments) => Err(launch::create(arguments)),
            Self::Run(arguments) => Err(launch::run(arguments)),
        }
    }
}
