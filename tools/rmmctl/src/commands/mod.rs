// SPDX-License-Identifier: GPL-2.0

//! The commands, one file each.

mod buddy;
mod elsewhere;
mod events;
mod fragmentation;
mod freeblocks;
mod info;
mod layout;
mod lru;
mod machine_fields;
mod memcgs;
mod nodes;
mod pageblocks;
mod pagesets;
mod pagetypes;
mod pressure;
mod zones;

use crate::{
    error::CommandError,
    output::CommandOutput, //
};
use clap::Subcommand;

/// The result of a command.
pub(crate) type CommandResult = Result<CommandOutput, CommandError>;

/// A command and its arguments.
#[derive(Subcommand)]
pub(crate) enum RmmctlCommand {
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
    /// Nodes: states, daemons, CPUs, distances, fallback order, counters.
    Nodes,
    /// Zones with memory: watermarks, reserves, page lists, counters.
    Zones,
    /// Per-CPU page lists of each zone with memory.
    Pagesets,
    /// Free blocks by order.
    Buddy,
    /// Free blocks by migrate type and order.
    Pagetypes,
    /// Every free block of the buddy allocator.
    Freeblocks,
    /// Runs of page blocks of the same state.
    Pageblocks,
    /// Fragmentation of free memory, by order.
    Fragmentation,
    /// Events since boot.
    Events,
    /// Pressure on each node's free memory, and the node under most pressure.
    Pressure,
    /// The kernel's own files, for what a module cannot provide.
    Elsewhere {
        /// The file to read; without it, list the topics and the reasons.
        file: Option<elsewhere::KernelFile>,
    },
}

impl RmmctlCommand {
    /// Runs the command.
    pub(crate) fn run(&self) -> CommandResult {
        match self {
            Self::Info => info::run(),
            Self::Lru => lru::run(),
            Self::Layout => layout::run(),
            Self::Memcgs { nodes: false } => memcgs::run(),
            Self::Memcgs { nodes: true } => memcgs::run_by_node(),
            Self::Nodes => nodes::run(),
            Self::Zones => zones::run(),
            Self::Pagesets => pagesets::run(),
            Self::Buddy => buddy::run(),
            Self::Pagetypes => pagetypes::run(),
            Self::Freeblocks => freeblocks::run(),
            Self::Pageblocks => pageblocks::run(),
            Self::Fragmentation => fragmentation::run(),
            Self::Events => events::run(),
            Self::Pressure => pressure::run(),
            Self::Elsewhere { file: None } => Ok(elsewhere::list_topics()),
            Self::Elsewhere { file: Some(file) } => elsewhere::read(*file),
        }
    }
}
