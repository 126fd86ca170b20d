// SPDX-License-Identifier: GPL-2.0

//! Arenas by their places in procfs: processes with a descriptor, and the rows of
//! `/proc/rmm/arenas`.

use crate::{
    abi::{
        self,
        arena::{
            ArenaFlag,
            ArenaStatArgs,
            MigrationRefusal,
            PlacementKind,
            PlacementReason, //
        },
        AbiRecord,
        NamedBits,
        ValueNames, //
    },
    error::RmmError,
    names::restore_name,
    procfs::ProcTable, //
};
use std::{
    ffi::OsStr,
    fs,
    os::unix::fs::MetadataExt,
    path::Path, //
};

/// Where /proc/PID/fd/N leads if N is an arena.
const ARENA_LINK: &str = "/[rmm-arena] (deleted)";

/// Whether this is the text of the link of an arena's descriptor.
pub(crate) fn is_arena_link(link: &Path) -> bool {
    link.as_os_str() == ARENA_LINK
}

/// A descriptor of an arena in a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArenaHolder {
    /// The process.
    pub pid: i32,
    /// Number of the descriptor.
    pub fd: i32,
    /// Inode number of the arena, [`ArenaStatArgs::inode`].
    pub inode: u64,
}

/// The descriptors of arenas in the processes whose /proc/PID/fd the caller may read. Processes may
/// open and close descriptors meanwhile.
pub fn arena_holders() -> Result<Vec<ArenaHolder>, RmmError> {
    let entries = fs::read_dir("/proc").map_err(|source| RmmError::System {
        call: "/proc".to_owned(),
        source,
    })?;
    let mut holders = Vec::new();
    let mut pids: Vec<i32> = entries
        .flatten()
        .filter_map(|entry| number(&entry.file_name()))
        .collect();
    pids.sort_unstable();
    for pid in pids {
        // The process may have ended, or belong to someone else.
        let Ok(entries) = fs::read_dir(format!("/proc/{pid}/fd")) else {
            continue;
        };
        let entries = entries.flatten().filter_map(|entry| {
            let fd = number(&entry.file_name())?;
            let path = entry.path();
            let link = fs::read_link(&path).ok()?;
            // stat(2) follows the link to the file itself.
            let inode = is_arena_link(&link)
                .then(|| fs::metadata(&path).ok())??
                .ino();
            Some(ArenaHolder { pid, fd, inode })
        });
        let mut found: Vec<ArenaHolder> = entries.collect();
        found.sort_unstable_by_key(|holder| holder.fd);
        holders.extend(found);
    }
    Ok(holders)
}

fn number(name: &OsStr) -> Option<i32> {
    name.to_str()?.parse().ok()
}

/// Every arena, from `/proc/rmm/arenas`, which needs CAP_SYS_ADMIN. The file does not have the mask
/// of nodes, so [`ArenaStatArgs::nodes`] is [`abi::ABSENT`].
pub fn listed_arenas() -> Result<Vec<ArenaStatArgs>, RmmError> {
    Ok(parse_arenas(&ProcTable::read("arenas")?))
}

fn parse_arenas(table: &ProcTable) -> Vec<ArenaStatArgs> {
    let mut arenas: Vec<ArenaStatArgs> = Vec::new();
    for row in &table.rows {
        let text = |column: &str| {
            let cell = table.cell(row, column);
            cell.map_or("-", |cell| std::str::from_utf8(cell).unwrap_or("-"))
        };
        let Some(id) = table.number(row, "arena") else {
            continue;
        };
        if arenas.last().is_none_or(|last| last.id != id) {
            arenas.push(unknown_arena(id));
        }
        let Some(arena) = arenas.last_mut() else {
            continue;
        };
        match (text("group"), text("field")) {
            ("general", "maker_comm") => {
                let name = restore_name(table.cell(row, "value").unwrap_or_default());
                // The last byte stays zero.
                let bytes = arena.maker_comm.iter_mut().zip(&name).take(15);
                bytes.for_each(|(byte, &of_name)| *byte = of_name);
            }
            (group, field) => set_value(arena, group, field, text("value")),
        }
    }
    arenas
}

/// An arena of which only the number is known. The file leaves out zeros of the other arrays.
fn unknown_arena(id: u64) -> ArenaStatArgs {
    ArenaStatArgs {
        id,
        uid: abi::page::ABSENT_32,
        policy: u32::MAX,
        inode: abi::ABSENT,
        bytes: abi::ABSENT,
        cap: abi::ABSENT,
        nodes: abi::ABSENT,
        resident_pages: abi::ABSENT,
        swapped_pages: abi::ABSENT,
        swapped_in: abi::ABSENT,
        hint_faults: abi::ABSENT,
        sampled: abi::ABSENT,
        used: abi::ABSENT,
        decisions: abi::ABSENT,
        maker_pid: abi::ABSENT,
        shared_mappings: abi::ABSENT,
        private_mappings: abi::ABSENT,
        private_swapped: abi::ABSENT,
        node_pages: [abi::ABSENT; 64],
        placed: [abi::ABSENT; 64],
        private_pages: [abi::ABSENT; 64],
        private_placed: [abi::ABSENT; 64],
        ..ArenaStatArgs::ZERO
    }
}

/// The element of a node, in an array of which the file leaves out zeros once it has a number.
fn node_slot(pages: &mut [u64; 64], at: usize, value: u64) -> Option<&mut u64> {
    if value != abi::ABSENT && pages.iter().all(|&pages| pages == abi::ABSENT) {
        pages.fill(0);
    }
    pages.get_mut(at)
}

/// The value or bit of a word.
fn value_of(names: &'static ValueNames, wanted: &str) -> Option<u64> {
    let mut words = names.words();
    words
        .find(|(_, word)| *word == wanted)
        .map(|(value, _)| value)
}

/// Enters one row. Rows that this version does not know are left out.
fn set_value(arena: &mut ArenaStatArgs, group: &str, field: &str, text: &str) {
    let value = text.parse().unwrap_or(abi::ABSENT);
    let at = field.parse().unwrap_or(usize::MAX);
    let slot = match (group, field) {
        ("general", "policy") => {
            let policy = value_of(&PlacementKind::NAMES, text);
            arena.policy = policy.map_or(u32::MAX, |policy| policy as u32);
            None
        }
        ("general", "uid") => {
            arena.uid = value as u32;
            None
        }
        ("general", "inode") => Some(&mut arena.inode),
        ("general", "bytes") => Some(&mut arena.bytes),
        ("general", "cap") => Some(&mut arena.cap),
        ("general", "resident_pages") => Some(&mut arena.resident_pages),
        ("general", "swapped_pages") => Some(&mut arena.swapped_pages),
        ("general", "swapped_in") => Some(&mut arena.swapped_in),
        ("general", "hint_faults") => Some(&mut arena.hint_faults),
        ("general", "sampled") => Some(&mut arena.sampled),
        ("general", "used") => Some(&mut arena.used),
        ("general", "decisions") => Some(&mut arena.decisions),
        ("general", "maker_pid") => Some(&mut arena.maker_pid),
        ("general", "shared_mappings") => Some(&mut arena.shared_mappings),
        ("general", "private_mappings") => Some(&mut arena.private_mappings),
        ("general", "private_swapped") => Some(&mut arena.private_swapped),
        ("general", flag) => {
            let flag = flag.strip_prefix("flag.").unwrap_or_default();
            if let (Some(flag), 1) = (value_of(ArenaFlag::NAMES, flag), value) {
                arena.arena_flags |= flag as u32;
            }
            None
        }
        ("resident_pages", _) => node_slot(&mut arena.node_pages, at, value),
        ("placed_pages", _) => node_slot(&mut arena.placed, at, value),
        ("private_pages", _) => node_slot(&mut arena.private_pages, at, value),
        ("private_placed_pages", _) => node_slot(&mut arena.private_placed, at, value),
        ("moved_in", _) => arena.moved_in.get_mut(at),
        ("moved_out", _) => arena.moved_out.get_mut(at),
        ("heat", _) => arena.heat.get_mut(at),
        ("heat_fast", _) => arena.heat_fast.get_mut(at),
        ("reason", word) => value_of(&PlacementReason::NAMES, word)
            .and_then(|reason| arena.reasons.get_mut(reason as usize)),
        ("refusal", word) => value_of(&MigrationRefusal::NAMES, word)
            .and_then(|refusal| arena.refusals.get_mut(refusal as usize)),
        _ => None,
    };
    if let Some(slot) = slot {
        *slot = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_arenas() {
        let text = b"# rmm arenas v1\n# arena group field value\n\
            3 general policy stripe\n3 general uid 7\n3 general bytes 8192\n\
            3 general hint_faults -\n3 general flag.strict 1\n3 general flag.steer 0\n\
            3 resident_pages 2 5\n3 reason first 4\n3 refusal busy 6\n3 heat 15 9\n3 new x 1\n\
            5 general policy other\n";
        let arenas = parse_arenas(&ProcTable::parse(text).unwrap());
        assert_eq!(arenas.len(), 2);
        let (first, other) = (&arenas[0], &arenas[1]);
        assert_eq!((first.id, first.uid, first.bytes), (3, 7, 8192));
        assert_eq!(first.placement(), Some(PlacementKind::Stripe));
        assert_eq!(first.arena_flags, ArenaFlag::STRICT);
        assert_eq!(first.hint_faults, abi::ABSENT);
        assert_eq!((first.node_pages[2], first.heat[15]), (5, 9));
        assert_eq!(first.reasons[PlacementReason::First as usize], 4);
        assert_eq!(first.refusals[MigrationRefusal::Busy as usize], 6);
        assert_eq!((other.id, other.placement()), (5, None));
    }

    #[test]
    fn makers_and_private_copies_are_read() {
        let text = b"# rmm arenas v1\n# arena group field value\n\
            3 general maker_pid 12\n3 general maker_comm a\\012 b\n\
            3 general shared_mappings 2\n3 general private_mappings 1\n\
            3 general private_swapped 4\n3 private_pages 0 0\n3 private_pages 2 6\n\
            3 private_placed_pages 1 9\n\
            5 general maker_pid -\n5 general maker_comm -\n5 private_pages 0 -\n";
        let arenas = parse_arenas(&ProcTable::parse(text).unwrap());
        let (first, other) = (&arenas[0], &arenas[1]);
        assert_eq!(&first.maker_comm[..5], b"a\n b\0");
        assert_eq!((first.maker_pid, first.private_swapped), (12, 4));
        assert_eq!((first.shared_mappings, first.private_mappings), (2, 1));
        assert_eq!(first.private_pages[..3], [0, 0, 6]);
        assert_eq!(first.private_placed[..3], [0, 9, 0]);
        // What the file does not have is unknown.
        assert_eq!((first.uid, first.bytes), (u32::MAX, abi::ABSENT));
        assert_eq!(first.node_pages, [abi::ABSENT; 64]);
        assert_eq!((other.maker_pid, other.maker_comm), (abi::ABSENT, [0; 16]));
        assert_eq!(other.private_pages, [abi::ABSENT; 64]);
        assert_eq!(other.private_mappings, abi::ABSENT);
    }

    #[test]
    fn only_the_link_of_an_arena_is_one() {
        assert!(is_arena_link(Path::new(ARENA_LINK)));
        for link in [
            "/memfd:[rmm-arena] (deleted)",
            "/tmp/[rmm-arena] (deleted)",
            "/[rmm-arena]",
        ] {
            assert!(!is_arena_link(Path::new(link)), "{link}");
        }
    }
}
