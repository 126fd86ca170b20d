// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/arenas`: every arena, one line for each number.

use super::cell::{
    FieldTable,
    ValueOrDash, //
};
use crate::{
    abi::{
        arena::{
            ArenaFlag,
            ArenaStatArgs,
            ArenaStatFlag,
            MigrationRefusal,
            PlacementKind,
            PlacementReason, //
        },
        AbiRecord,
        NamedBits,
        ABSENT, //
    },
    policy::registry::ArenaRegistry,
    sys::{
        file::procfs::{
            write_name,
            RowFile, //
        },
        task::{
            pid::Pid,
            rights::{
                AccessRule,
                Capability,
                GrantedRights,
                RecordSubject, //
            },
        },
    },
};
use kernel::{
    fs::File,
    prelude::*,
    seq_file::SeqFile,
    seq_print,
    sync::{
        Arc,
        ArcBorrow, //
    },
};

const GENERAL: FieldTable<ArenaStatArgs> = fields!(ArenaStatArgs:
    inode bytes cap resident_pages swapped_pages swapped_in hint_faults sampled used decisions maker_pid
    shared_mappings private_mappings private_swapped);

/// One row is an arena with all its lines.
pub(crate) struct ArenasFile {
    registry: Arc<ArenaRegistry>,
    opener: Pid,
    /// Lowest id of the next arena.
    next: u64,
    /// `None` while nobody reads.
    stat: Option<KBox<ArenaStatArgs>>,
}

impl RowFile for ArenasFile {
    type Context = Arc<ArenaRegistry>;

    const NAME: &'static CStr = c"arenas";
    const COLUMNS: &'static str = "arena group field value";
    // The file shows the arenas of all users.
    const MODE: u16 = 0o400;
    const RULE: AccessRule = AccessRule::ADMIN;
    const DETAILS: &'static [Capability] = &[];

    fn open(registry: ArcBorrow<'_, ArenaRegistry>, _file: &File) -> Result<Self> {
        Ok(Self {
            registry: registry.into(),
            opener: Pid::of_caller().ok_or(ESRCH)?,
            next: 0,
            stat: None,
        })
    }

    fn subject(&self) -> RecordSubject<'_> {
        RecordSubject::Machine
    }

    fn rewind(&mut self, _granted: GrantedRights) -> Result {
        self.next = 0;
        self.stat = Some(KBox::new(ArenaStatArgs::ZERO, GFP_KERNEL_ACCOUNT)?);
        Ok(())
    }

    fn next(&mut self) -> Result<bool> {
        let (Some(arena), Some(stat)) = (self.registry.arena_from(self.next), &mut self.stat)
        else {
            return Ok(false);
        };
        self.next = arena.id() + 1;
        arena.fill_stat(ArenaStatFlag::NODES, &self.opener, stat)?;
        Ok(true)
    }

    fn end(&mut self) {
        self.stat = None;
    }

    fn show(&self, out: &SeqFile) {
        let Some(stat) = &self.stat else {
            return;
        };
        let id = stat.id;
        let policy = PlacementKind::from_raw(stat.policy).map_or("-", PlacementKind::text);
        seq_print!(out, "{id} general policy {policy}\n");
        seq_print!(out, "{id} general uid {}\n", stat.uid);
        for (name, field) in GENERAL {
            seq_print!(out, "{id} general {name} {}\n", ValueOrDash(field(stat)));
        }
        let comm = stat.maker_comm.split(|&byte| byte == 0).next();
        seq_print!(out, "{id} general maker_comm");
        write_name(out, comm.unwrap_or_default());
        seq_print!(out, "\n");
        for (bit, name) in ArenaFlag::NAMES.words() {
            let on = u64::from(u64::from(stat.arena_flags) & bit != 0);
            seq_print!(out, "{id} general flag.{name} {on}\n");
        }
        for (node, &pages) in stat.node_pages.iter().enumerate() {
            if pages != 0 || stat.nodes >> node & 1 != 0 {
                seq_print!(out, "{id} resident_pages {node} {}\n", ValueOrDash(pages));
            }
        }
        for (node, &pages) in stat.placed.iter().enumerate() {
            if pages != 0 || stat.nodes >> node & 1 != 0 {
                seq_print!(out, "{id} placed_pages {node} {pages}\n");
            }
        }
        for (node, &pages) in stat.private_pages.iter().enumerate() {
            if (pages != 0 && pages != ABSENT) || stat.nodes >> node & 1 != 0 {
                seq_print!(out, "{id} private_pages {node} {}\n", ValueOrDash(pages));
            }
        }
        for (node, &pages) in stat.private_placed.iter().enumerate() {
            if pages != 0 || stat.nodes >> node & 1 != 0 {
                seq_print!(out, "{id} private_placed_pages {node} {pages}\n");
            }
        }
        for (group, pages) in [("moved_in", &stat.moved_in), ("moved_out", &stat.moved_out)] {
            for (node, &pages) in pages.iter().enumerate().filter(|(_, &pages)| pages != 0) {
                seq_print!(out, "{id} {group} {node} {pages}\n");
            }
        }
        for (group, pages) in [("heat", &stat.heat), ("heat_fast", &stat.heat_fast)] {
            for (bucket, &pages) in pages.iter().enumerate().filter(|(_, &pages)| pages != 0) {
                seq_print!(out, "{id} {group} {bucket} {pages}\n");
            }
        }
        for (value, name) in PlacementReason::NAMES.words() {
            let count = stat.reasons[value as usize];
            seq_print!(out, "{id} reason {name} {count}\n");
        }
        for (value, name) in MigrationRefusal::NAMES.words() {
            let count = stat.refusals[value as usize];
            seq_print!(out, "{id} refusal {name} {count}\n");
        }
    }
}
