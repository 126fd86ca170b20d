// SPDX-License-Identifier: GPL-2.0

//! The long help of commands, which is also their manual page: examples, special values, fields.

use crate::{
    commands::SHAPES,
    shape::RecordShape, //
};
use clap::Command;
use std::fmt::Write;

/// Command lines without `rmmctl`, and what they show. Each is of the command that it begins with.
const EXAMPLES: &[(&str, &str)] = &[
    ("info", "which features this kernel has"),
    ("lru", "lengths of LRU lists and ages of generations"),
    ("layout", "where direct map, vmalloc and vmemmap are"),
    ("memcgs", "charges and limits of every memory cgroup"),
    (
        "memcgs --nodes",
        "on which nodes the memory of each cgroup is",
    ),
    (
        "memcgs --total",
        "LRU lists of each cgroup and all cgroups below it, as in memory.stat",
    ),
    ("nodes -o json", "nodes with all counters, for scripts"),
    (
        "nodes --columns node,stat.nr_free_pages,free_pages -o csv",
        "two numbers of each node",
    ),
    (
        "zones --watch 1",
        "watermarks and counters, with what changes highlighted",
    ),
    ("pagesets -o csv", "pages that CPUs keep"),
    ("buddy", "free blocks by order"),
    ("buddy -o openmetrics", "the same for Prometheus"),
    ("pagetypes", "which migrate types have free blocks"),
    ("freeblocks --columns pfn,order -o csv", "every free block"),
    ("pageblocks", "page blocks, equal neighbours together"),
    (
        "fragmentation -o wide",
        "whether large allocations can succeed, with the meaning of the indices",
    ),
    ("events --columns event,total", "what happened since boot"),
    ("pressure", "which node is short of memory, in words"),
    ("ps --sort rss", "the largest processes first"),
    (
        "ps --node 1 --cgroup /web",
        "the memory of a cgroup on node 1",
    ),
    (
        "ps -o ndjson --columns pid,comm,node_bytes",
        "memory by node, a line for each process",
    ),
    ("map 1", "the VMAs of process 1"),
    ("map self --name heap --pss", "the heap of rmmctl, with PSS"),
    ("map 1 --sort rss", "the largest VMAs first"),
    ("mm 1", "peaks, flags and limits of the address space"),
    ("segments 1", "code, data, heap and stack"),
    ("pagetable 1", "page tables by level"),
    (
        "folios 1",
        "sizes of folios, and whether they are mapped whole",
    ),
    ("folios 1 --total", "the same, with the sums"),
    ("sharing 1", "how much of the process is shared"),
    ("age 1", "how much of the process was used lately"),
    ("numa 1 --vmas", "pages of each VMA by node"),
    (
        "numa 1 --vma '^/usr/lib' --total",
        "on which nodes the libraries are",
    ),
    ("frag 1", "lengths of contiguous runs"),
    (
        "walk 1 --where 'young & !dirty & node=2'",
        "entries that pass a filter",
    ),
    ("walk 1 --extents kind,node", "ranges on one node"),
    (
        "xlate 1 7ffff7c00000",
        "the entries that translate an address",
    ),
    (
        "rmap 1 7ffff7c00000",
        "who else maps the page at this address",
    ),
    ("rmap pfn 4096", "who maps page frame 4096"),
    ("pfn .. --summary", "all memory by use"),
    (
        "pfn 0x1000..0x2000 --where 'kind=free & order>=9'",
        "large free blocks of a range",
    ),
    (
        "file /usr/bin/bash",
        "how much of a file is cached, where, and in folios of which order",
    ),
    (
        "xlate 1 7ffff7c00000 --explain",
        "the same in words, from the mm to the folio",
    ),
    (
        "faults 1 --interval 5",
        "the page faults of process 1, a table every five seconds",
    ),
    (
        "faults --by vma -- python3 -c 'bytearray(1 << 24)'",
        "the VMAs in which a program faults most, and for how long",
    ),
    (
        "faults --count 10 -o ndjson",
        "events of the machine for ten seconds, a line for each kind",
    ),
    (
        "check --order 9 --unusable 500,800",
        "a line and an exit status for monitoring: memory for huge pages",
    ),
    ("arena list", "arenas, and the descriptors of each"),
    ("arena stat 3", "where the pages of arena 3 are, and why"),
    (
        "arena move 512:4 --nodes 1",
        "migrate the arena that is descriptor 4 of process 512",
    ),
    (
        "arena run --policy interleave --nodes 0,1 -- redis-server",
        "a program whose large allocations are interleaved",
    ),
    (
        "arena create --policy tiered --size 1G -- ./server",
        "a program that inherits an arena",
    ),
    ("why 1", "what is odd about the memory of process 1"),
    ("why node 0", "why node 0 is short of memory"),
    ("why order 9", "who is in the way of huge pages"),
    ("watch 1", "create /proc/rmm/1"),
    ("watch", "which processes are watched"),
    ("unwatch 1", "remove /proc/rmm/1"),
    ("elsewhere", "what rmm cannot show, and the file that does"),
    ("elsewhere slab --columns name,objects", "slab caches"),
];

/// The shapes of a command's records.
fn shapes_of(command: &str) -> impl Iterator<Item = &'static RecordShape> + use<'_> {
    // The summary and the list of page frames, for example, are both of `pfn`.
    SHAPES.iter().copied().filter(move |shape| {
        let rest = shape.name.strip_prefix(command);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    })
}

/// A paragraph of examples.
fn examples_of(command: &str) -> String {
    let mut text = String::new();
    let of = EXAMPLES
        .iter()
        .filter(|(line, _)| line.split(' ').next() == Some(command));
    for (line, what) in of {
        // Nothing can fail.
        let _ = writeln!(text, "  rmmctl {line}\n      {what}");
    }
    text
}

fn field_list(shape: &RecordShape) -> String {
    let mut text = format!("Fields of `{}`: {}\n", shape.name, shape.doc);
    for field in shape.fields() {
        let doc = field.doc.split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(text, "  {}: {doc}", field.name);
    }
    text
}

/// Adds the long help to every command. It is made only if it is asked for.
pub(crate) fn with_long_help(mut command: Command) -> Command {
    let names = command
        .get_subcommands()
        .map(|one| one.get_name().to_owned());
    for name in names.collect::<Vec<_>>() {
        command = command.mut_subcommand(&name, |one| {
            let mut text = examples_of(&name);
            if !text.is_empty() {
                text.insert_str(0, "Examples:\n");
            }
            let legend = shapes_of(&name).flat_map(|shape| shape.legend);
            for (at, line) in legend.enumerate() {
                let head = if at == 0 { "\nSpecial values:\n" } else { "" };
                let _ = writeln!(text, "{head}  {line}");
            }
            for shape in shapes_of(&name) {
                let _ = write!(text, "\n{}", field_list(shape));
            }
            match text.is_empty() {
                true => one,
                false => one.after_long_help(text),
            }
        });
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CommandLine;
    use clap::{
        CommandFactory,
        Parser, //
    };

    #[test]
    fn each_command_has_examples_that_parse() {
        for command in CommandLine::command().get_subcommands() {
            let name = command.get_name();
            assert!(
                name == "generate" || !examples_of(name).is_empty(),
                "{name}"
            );
        }
        for (line, what) in EXAMPLES {
            let words = line.replace('\'', "\u{0}");
            // Quoted words have blanks.
            let words = words
                .split('\u{0}')
                .enumerate()
                .flat_map(|(at, part)| match at % 2 {
                    1 => vec![part],
                    _ => part.split_whitespace().collect(),
                });
            let words = ["rmmctl"].into_iter().chain(words);
            let parsed = CommandLine::try_parse_from(words);
            assert!(parsed.is_ok(), "{line} ({what}): {:?}", parsed.err());
        }
    }

    #[test]
    fn the_command_line_is_consistent() {
        with_long_help(CommandLine::command()).debug_assert();
    }

    #[test]
    fn special_values_are_explained() {
        let mut command = with_long_help(CommandLine::command());
        let found = command.find_subcommand_mut("fragmentation").unwrap();
        let help = found.render_long_help().to_string();
        assert!(
            help.contains("-1000: a request of this order succeeds"),
            "{help}"
        );
        assert!(
            help.contains("Examples:\n  rmmctl fragmentation -o wide"),
            "{help}"
        );
    }
}
