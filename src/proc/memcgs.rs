// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/memcgs`: every memory cgroup, a line for each number.

use super::cell::{
    Cell,
    Fields, //
};
use crate::{
    abi::{
        lru::{
            LruList,
            LruType, //
        },
        memcg::{
            MemcgEvent,
            MemcgFlag,
            MemcgNodeRecord,
            MemcgRecord, //
        },
        AbiRecord,
        NamedBits, //
    },
    machine::memcgs::Place,
    sys::{
        cred::{
            caller_capable,
            Capability, //
        },
        node,
        procfs::{
            write_name,
            Rows, //
        },
    },
};
use kernel::{
    fs::File,
    prelude::*,
    seq_file::SeqFile,
    seq_print, //
};

const MEMORY: Fields<MemcgRecord> = fields!(MemcgRecord:
    usage_pages peak_pages min_pages low_pages effective_min_pages effective_low_pages
    high_pages max_pages swap_usage_pages swap_peak_pages swap_high_pages swap_max_pages
    zswap_max_pages failcnt);

/// Which of a cgroup's rows.
enum Row {
    /// All but its lists.
    Whole,
    /// Its lists on a node.
    Node(u32),
}

/// A cgroup namespace would hide most of the tree: opener and reader must be above all of them.
fn permitted() -> Result {
    if caller_capable(Capability::SysAdmin) {
        Ok(())
    } else {
        Err(EPERM)
    }
}

/// Rows of a cgroup are itself, then its lists on each online node.
pub(super) struct Memcgs {
    place: Place,
    row: Option<Row>,
    memcg: KBox<MemcgRecord>,
    node: MemcgNodeRecord,
}

impl Rows for Memcgs {
    type Context = ();

    const NAME: &'static CStr = c"memcgs";
    const COLUMNS: &'static str = "cgroup group field value";
    const MODE: u16 = 0o400;

    fn open(_context: (), _file: &File) -> Result<Self> {
        permitted()?;
        Ok(Self {
            place: Place::new()?,
            row: None,
            memcg: KBox::new(MemcgRecord::ZERO, GFP_KERNEL)?,
            node: MemcgNodeRecord::ZERO,
        })
    }

    fn rewind(&mut self) -> Result {
        permitted()?;
        self.place.rewind();
        self.row = None;
        Ok(())
    }

    fn next(&mut self) -> Result<bool> {
        permitted()?;
        let behind = match self.row {
            None => None,
            Some(Row::Whole) => Some(0),
            Some(Row::Node(nid)) => Some(nid + 1),
        };
        if let Some(nid) = behind.and_then(|from| node::online().find(|&nid| nid >= from)) {
            self.place.node(nid, &mut self.node)?;
            self.row = Some(Row::Node(nid));
            return Ok(true);
        }
        self.row = None;
        if !self.place.step()? {
            return Ok(false);
        }
        self.place.record(&mut self.memcg)?;
        self.row = Some(Row::Whole);
        Ok(true)
    }

    fn show(&self, out: &SeqFile) {
        match self.row {
            Some(Row::Whole) => self.show_whole(out),
            Some(Row::Node(_)) => self.show_node(out),
            None => {}
        }
    }
}

impl Memcgs {
    fn show_whole(&self, out: &SeqFile) {
        let memcg = &*self.memcg;
        let id = memcg.cgroup;
        seq_print!(out, "{id} tree path");
        write_name(out, self.place.path());
        seq_print!(out, "\n{id} tree parent {}\n", Cell(memcg.parent));
        seq_print!(out, "{id} tree level {}\n", memcg.level);
        seq_print!(out, "{id} tree css_id {}\n", memcg.css_id);
        seq_print!(out, "{id} tree descendants {}\n", memcg.descendants);
        for &(bit, _, name, _) in MemcgFlag::NAMES.items {
            let on = u64::from(u64::from(memcg.flags) & bit != 0);
            seq_print!(out, "{id} tree {name} {on}\n");
        }
        for (name, field) in MEMORY {
            seq_print!(out, "{id} memory {name} {}\n", Cell(field(memcg)));
        }
        for (group, events) in [("event", &memcg.events), ("local", &memcg.local_events)] {
            for &event in MemcgEvent::ALL {
                let count = Cell(events[event as usize]);
                seq_print!(out, "{id} {group} {} {count}\n", event.text());
            }
        }
    }

    fn show_node(&self, out: &SeqFile) {
        let MemcgNodeRecord { cgroup, node, .. } = self.node;
        for &list in LruList::ALL {
            let pages = Cell(self.node.list_pages[list as usize]);
            seq_print!(out, "{cgroup} node{node} {}_pages {pages}\n", list.text());
        }
        seq_print!(out, "{cgroup} node{node} mglru {}\n", self.node.mglru);
        seq_print!(
            out,
            "{cgroup} node{node} max_seq {}\n",
            Cell(self.node.max_seq)
        );
        for &kind in LruType::ALL {
            let seq = Cell(self.node.min_seq[kind as usize]);
            seq_print!(out, "{cgroup} node{node} min_seq_{} {seq}\n", kind.text());
        }
        for (age, &ms) in self.node.gen_age_ms.iter().enumerate() {
            seq_print!(out, "{cgroup} node{node} gen{age}_age_ms {}\n", Cell(ms));
            for &kind in LruType::ALL {
                let at = age * LruType::ALL.len() + kind as usize;
                let pages = Cell(self.node.gen_pages[at]);
                seq_print!(
                    out,
                    "{cgroup} node{node} gen{age}_{}_pages {pages}\n",
                    kind.text()
                );
            }
        }
    }
}
