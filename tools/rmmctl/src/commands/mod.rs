// SPDX-License-Identifier: GPL-2.0

//! The commands, one file each.

mod age;
mod arena;
mod buddy;
pub(crate) mod check;
mod elsewhere;
mod events;
mod explain;
mod faults;
mod file;
mod folios;
mod frag;
mod fragmentation;
mod frame_fields;
mod freeblocks;
mod generate;
mod info;
mod layout;
mod lru;
mod machine_fields;
mod map;
mod memcg_totals;
mod memcgs;
mod mm;
mod nodes;
mod numa;
mod pageblocks;
mod pagesets;
mod pagetable;
mod pagetypes;
mod pfn;
mod prelude;
mod pressure;
mod process_fields;
mod ps;
mod rmap;
mod segments;
mod sharing;
mod text_files;
mod walk;
mod watch;
mod why;
mod xlate;
mod zones;

use crate::{
    arguments::ProcessArgument,
    columns::ColumnExpansion,
    error::CommandError,
    output::{
        CommandOutput,
        OutputOptions,
        RunIdentity, //
    },
    shape::RecordShape, //
};
use clap::Subcommand;
use generate::GenerateArguments;
use process_fields::{
    RangeArguments,
    TargetArguments, //
};
use rmm::Rmm;

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
    Memcgs(memcgs::MemcgsArguments),
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
    /// Fields of a process's address space: sizes, peaks, flags, KSM, NUMA balancing, addresses.
    Mm(TargetArguments),
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
    /// The page cache of a file, by node and order.
    File(file::FileArguments),
    /// Arenas: memory whose pages a policy of the module places.
    #[command(subcommand)]
    Arena(arena::ArenaCommand),
    /// Findings in words: `why PID`, `why node N` or `why order K`.
    Why(why::WhyArguments),
    /// Create the directory of a process in /proc/rmm, or list those that exist.
    Watch(watch::WatchArguments),
    /// Remove the directory of a process in /proc/rmm.
    Unwatch(watch::UnwatchArguments),
    /// The kernel's own files, for what a module cannot provide.
    Elsewhere {
        /// The file to read; without it, list the topics and the reasons.
        file: Option<elsewhere::KernelFile>,
    },
}

/// A command that shows records, or one about rmmctl itself.
#[derive(Subcommand)]
pub(crate) enum CommandChoice {
    #[command(flatten)]
    Show(RmmctlCommand),
    /// Faults, migrations, reclaim and compaction, counted while the command runs.
    ///
    /// Each interval is one table of the kinds that occurred. Ctrl-C, the exit of the process or the
    /// last interval ends the command with the totals; `-o json` and `-o openmetrics` print only
    /// these. For a process or a command, a table of the VMAs and one of the pages with most faults
    /// follow, with the time that the kernel spent on them; `--by` selects these sums for other
    /// forms. The faults of a command are those from its execution on, and its exit status is that
    /// of rmmctl.
    Faults(faults::FaultsArguments),
    /// A judgement for monitoring, in one line and the exit status.
    ///
    /// The exit status is that of monitoring plugins, not of other commands: 0 for OK, 1 for WARNING,
    /// 2 for CRITICAL, and 3 for UNKNOWN, which is also a wrong command line, a missing right or a
    /// missing module. A value is judged by the worst node, zone or arena; after a bar follow all
    /// values with their limits. `rmmctl check --order 9 --unusable 500,800`
    Check(check::CheckArguments),
    /// Print completions, manual pages or the JSON schema.
    Generate(GenerateArguments),
}

/// The shapes of all records, for their schema.
pub(crate) static SHAPES: &[&RecordShape] = &[
    &info::SHAPE,
    &lru::SHAPE,
    &layout::SHAPE,
    &memcgs::SHAPE,
    &memcgs::NODES_SHAPE,
    &memcg_totals::SHAPE,
    &nodes::SHAPE,
    &zones::SHAPE,
    &pagesets::SHAPE,
    &buddy::SHAPE,
    &pagetypes::SHAPE,
    &freeblocks::SHAPE,
    &pageblocks::SHAPE,
    &fragmentation::SHAPE,
    &events::SHAPE,
    &pressure::SHAPE,
    &ps::SHAPE,
    &map::SHAPE,
    &mm::SHAPE,
    &segments::SHAPE,
    &pagetable::SHAPE,
    &folios::SHAPE,
    &sharing::SHAPE,
    &age::SHAPE,
    &numa::SHAPE,
    &frag::SHAPE,
    &walk::SHAPE,
    &walk::EXTENTS_SHAPE,
    &xlate::SHAPE,
    &rmap::SHAPE,
    &faults::SHAPE,
    &faults::places::VMAS_SHAPE,
    &faults::places::ADDRESSES_SHAPE,
    &arena::LIST_SHAPE,
    &arena::STAT_SHAPE,
    &arena::MOVE_SHAPE,
    &arena::RING_SHAPE,
    &watch::SHAPE,
    &why::SHAPE,
    &frame_fields::FRAME_STATE_SHAPE,
    &pfn::SUMMARY_SHAPE,
    &file::SHAPE,
    &elsewhere::SHAPE,
    &elsewhere::SLAB_SHAPE,
    &elsewhere::VMALLOC_SHAPE,
    &elsewhere::HUGETLB_SHAPE,
    &elsewhere::SYSCTL_SHAPE,
    &text_files::SHAPE,
];

impl RmmctlCommand {
    /// Runs the command. Without the right to open the device, the text file of the same contents
    /// is read, if there is one and the caller may read it.
    ///
    /// A column that does not exist is refused before anything is read or changed.
    pub(crate) fn run(&self, options: &OutputOptions) -> CommandResult {
        let identity = RunIdentity::now();
        // `memcgs` has sums over trees in place of those over rows.
        let mut options = options.clone();
        options.is_total &= !matches!(self, Self::Memcgs(_));
        let options = &options;
        if self.shape().is_none() && (options.sort.is_some() || options.is_total) {
            let text = "--sort and --total: this command prints no records";
            return Err(CommandError::Usage(text.to_owned()));
        }
        let chosen = self.shape().map_or(Ok(()), |shape| {
            let expansion = ColumnExpansion::of_machine();
            let wanted = options.wanted_fields(shape, shape.columns, &expansion);
            wanted.map(|_| ())
        });
        let result = match (chosen, self.text_file()) {
            (Ok(()), file) => self.run_or_read(options, file),
            // The text file has columns of its own.
            (Err(usage), Some(file)) => match Rmm::open() {
                Err(error) if text_files::can_help(&error) => text_files::run(error, file),
                _ => Err(usage),
            },
            (Err(usage), None) => Err(usage),
        };
        let output = result?.started(identity);
        match self {
            // It sorts records before they become rows.
            Self::Ps(_) => Ok(output),
            _ => output.sorted(options),
        }
    }

    fn run_or_read(&self, options: &OutputOptions, file: Option<&'static str>) -> CommandResult {
        match (self.run_on_device(options), file) {
            (Err(CommandError::Request(error)), Some(file)) if text_files::can_help(&error) => {
                text_files::run(error, file)
            }
            (result, _) => result,
        }
    }

    fn run_on_device(&self, options: &OutputOptions) -> CommandResult {
        match self {
            Self::Walk(arguments) => walk::run(arguments, options),
            Self::Pfn(arguments) => pfn::run(arguments, options),
            Self::Info => info::run(),
            Self::Lru => lru::run(),
            Self::Layout => layout::run(),
            Self::Memcgs(arguments) => memcgs::run(arguments),
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
            Self::Ps(arguments) => ps::run(arguments, options),
            Self::Map(arguments) => map::run(arguments),
            Self::Mm(arguments) => mm::run(arguments),
            Self::Segments(arguments) => segments::run(arguments),
            Self::Pagetable(arguments) => pagetable::run(arguments),
            Self::Folios(arguments) => folios::run(arguments),
            Self::Sharing(arguments) => sharing::run(arguments),
            Self::Age(arguments) => age::run(arguments),
            Self::Numa(arguments) => numa::run(arguments),
            Self::Frag(arguments) => frag::run(arguments),
            Self::Xlate(arguments) => xlate::run(arguments),
            Self::Rmap(arguments) => rmap::run(arguments),
            Self::File(arguments) => file::run(arguments),
            Self::Arena(command) => command.run(),
            Self::Why(arguments) => why::run(arguments),
            Self::Watch(arguments) => watch::watch(arguments),
            Self::Unwatch(arguments) => watch::unwatch(arguments),
            Self::Elsewhere { file: None } => Ok(elsewhere::list_topics()),
            Self::Elsewhere { file: Some(file) } => elsewhere::read(*file),
        }
    }

    /// The shape of the records; `None` if there are none.
    fn shape(&self) -> Option<&'static RecordShape> {
        Some(match self {
            Self::Info => &info::SHAPE,
            Self::Lru => &lru::SHAPE,
            Self::Layout => &layout::SHAPE,
            Self::Memcgs(arguments) => arguments.shape(),
            Self::Nodes => &nodes::SHAPE,
            Self::Zones => &zones::SHAPE,
            Self::Pagesets => &pagesets::SHAPE,
            Self::Buddy => &buddy::SHAPE,
            Self::Pagetypes => &pagetypes::SHAPE,
            Self::Freeblocks => &freeblocks::SHAPE,
            Self::Pageblocks => &pageblocks::SHAPE,
            Self::Fragmentation => &fragmentation::SHAPE,
            Self::Events => &events::SHAPE,
            Self::Pressure => &pressure::SHAPE,
            Self::Ps(_) => &ps::SHAPE,
            Self::Map(_) => &map::SHAPE,
            Self::Mm(_) => &mm::SHAPE,
            Self::Segments(_) => &segments::SHAPE,
            Self::Pagetable(_) => &pagetable::SHAPE,
            Self::Folios(_) => &folios::SHAPE,
            Self::Sharing(_) => &sharing::SHAPE,
            Self::Age(_) => &age::SHAPE,
            Self::Numa(_) => &numa::SHAPE,
            Self::Frag(_) => &frag::SHAPE,
            Self::Walk(arguments) => arguments.shape(),
            Self::Xlate(_) => &xlate::SHAPE,
            Self::Rmap(_) => &rmap::SHAPE,
            Self::Pfn(arguments) => arguments.shape(),
            Self::File(_) => &file::SHAPE,
            Self::Arena(command) => return command.shape(),
            Self::Why(_) => &why::SHAPE,
            Self::Watch(_) | Self::Unwatch(_) => &watch::SHAPE,
            Self::Elsewhere { file } => elsewhere::shape_of(*file),
        })
    }

    /// The name of a command that changes something, which --watch does not repeat.
    pub(crate) fn change(&self) -> Option<&'static str> {
        match self {
            Self::Arena(command) => command.change(),
            Self::Watch(arguments) => arguments.change(),
            Self::Unwatch(_) => Some("unwatch"),
            _ => None,
        }
    }

    /// The text file that shows the same. The files of `self` are those of this program.
    fn text_file(&self) -> Option<&'static str> {
        let of_self = |arguments: &RangeArguments, file| {
            let is_whole = arguments.range.is_none() && arguments.vma.is_none();
            (arguments.pid == ProcessArgument::Own && is_whole).then_some(file)
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
            Self::Mm(TargetArguments {
                pid: ProcessArgument::Own,
            }) => Some("self/mm"),
            Self::Segments(TargetArguments {
                pid: ProcessArgument::Own,
            }) => Some("self/segments"),
            Self::Pagetable(TargetArguments {
                pid: ProcessArgument::Own,
            }) => Some("self/pagetable"),
            Self::Folios(arguments) => of_self(arguments, "self/folios"),
            Self::Sharing(arguments) => of_self(arguments, "self/sharing"),
            Self::Age(arguments) => of_self(arguments, "self/age"),
            Self::Numa(arguments) if !arguments.vmas => of_self(&arguments.process, "self/numa"),
            Self::Map(arguments) => of_self(&arguments.process, "self/vmas"),
            _ => None,
        }
    }
}
