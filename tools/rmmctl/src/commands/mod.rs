// SPDX-License-Identifier: GPL-2.0

//! The commands, one file each.

mod age;
mod buddy;
mod elsewhere;
mod events;
mod folios;
mod frag;
mod fragmentation;
mod frame_fields;
mod freeblocks;
mod info;
mod layout;
mod lru;
mod machine_fields;
mod map;
mod memcgs;
mod nodes;
mod numa;
mod pageblocks;
mod pagesets;
mod pagetable;
mod pagetypes;
mod pfn;
mod pressure;
mod process_fields;
mod ps;
mod rmap;
mod segments;
mod sharing;
mod text_files;
mod walk;
mod xlate;
mod zones;

use crate::{
    arguments::ProcessArgument,
    error::CommandError,
    output::{
        CommandOutput,
        CommandResultKind, //
    },
};
use clap::Subcommand;
use process_fields::{
    RangeArguments,
    TargetArguments, //
};

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
    /// Processes: memory by kind and node, swap, page tables, and their totals.
    Ps(ps::PsArguments),
    /// VMAs of a process, with resident memory.
    #[command(visible_alias = "vmas")]
    Map(map::MapArguments),
    /// Segments of a process: code, data, heap, stack.
    Segments(TargetArguments),
    /// Page tables of a process, by level.
    Pagetable(TargetArguments),
    /// Folios of a process, by kind, node and order.
    Folios(RangeArguments),
    /// Pages of a process by mapcount, with USS and PSS.
    Sharing(RangeArguments),
    /// Pages of a process by MGLRU generation.
    Age(RangeArguments),
    /// Pages of a process by kind and node.
    Numa(numa::NumaArguments),
    /// Physically contiguous runs of a process, by length.
    Frag(RangeArguments),
    /// Page-table entries of a process, or ranges whose entries agree.
    Walk(walk::WalkArguments),
    /// Translation of an address: entries, page, folio, VMA.
    Xlate(xlate::XlateArguments),
    /// Every entry that maps a page: `rmap PID ADDRESS` or `rmap pfn N`.
    Rmap(rmap::RmapArguments),
    /// The use of page frames.
    Pfn(pfn::PfnArguments),
    /// The kernel's own files, for what a module cannot provide.
    Elsewhere {
        /// The file to read; without it, list the topics and the reasons.
        file: Option<elsewhere::KernelFile>,
    },
}

impl RmmctlCommand {
    /// Runs the command. Without the right to open the device, the text file of the same contents
    /// is read, if there is one and the caller may read it.
    pub(crate) fn run(&self) -> Result<CommandResultKind, CommandError> {
        match (self.run_on_device(), self.text_file()) {
            (Err(CommandError::Request(error)), Some(file)) if text_files::can_help(&error) => {
                text_files::run(error, file).map(CommandResultKind::Whole)
            }
            (result, _) => result,
        }
    }

    fn run_on_device(&self) -> Result<CommandResultKind, CommandError> {
        let output = match self {
            Self::Walk(arguments) => return walk::run(arguments),
            Self::Pfn(arguments) => return pfn::run(arguments),
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
            Self::Ps(arguments) => ps::run(arguments),
            Self::Map(arguments) => map::run(arguments),
            Self::Segments(arguments) => segments::run(arguments),
            Self::Pagetable(arguments) => pagetable::run(arguments),
            Self::Folios(arguments) => folios::run(arguments),
            Self::Sharing(arguments) => sharing::run(arguments),
            Self::Age(arguments) => age::run(arguments),
            Self::Numa(arguments) => numa::run(arguments),
            Self::Frag(arguments) => frag::run(arguments),
            Self::Xlate(arguments) => xlate::run(arguments),
            Self::Rmap(arguments) => rmap::run(arguments),
            Self::Elsewhere { file: None } => Ok(elsewhere::list_topics()),
            Self::Elsewhere { file: Some(file) } => elsewhere::read(*file),
        };
        output.map(CommandResultKind::Whole)
    }

    /// The text file that shows the same. The files of `self` are those of this program.
    fn text_file(&self) -> Option<&'static str> {
        let of_self = |arguments: &RangeArguments, file| {
            (arguments.pid == ProcessArgument::Own && arguments.range.is_none()).then_some(file)
        };
        match self {
            Self::Info => Some("version"),
            Self::Lru => Some("lru"),
            Self::Layout => Some("layout"),
            Self::Nodes => Some("nodes"),
            Self::Zones => Some("zones"),
            Self::Pagesets => Some("pagesets"),
            Self::Buddy => Some("buddy"),
            Self::Fragmentation => Some("fragmentation"),
            Self::Events => Some("events"),
            Self::Pressure => Some("pressure"),
            Self::Segments(TargetArguments {
                pid: ProcessArgument::Own,
            }) => Some("self/segments"),
            Self::Pagetable(TargetArguments {
                pid: ProcessArgument::Own,
            }) => Some("self/pagetable"),
            Self::Folios(arguments) => of_self(arguments, "self/folios"),
            Self::Sharing(arguments) => of_self(arguments, "self/sharing"),
            Self::Age(arguments) => of_self(arguments, "self/age"),
            _ => None,
        }
    }
}
