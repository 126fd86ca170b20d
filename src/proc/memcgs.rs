// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/memcgs`: every memory cgroup, one line for each number.

use super::{
    cell::{
        FieldTable,
        ValueOrDash, //
    },
    feature_note::feature_notes, //
};
use crate::{
    abi::{
        info::ModuleFeature,
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
    machine::memcgs::MemcgCursor,
    sys::{
        file::procfs::{
            write_name,
            RowFile, //
        },
        memory::node,
        task::rights::{
            AccessRule,
            Capability,
            GrantedRights,
            RecordSubject, //
        },
    },
};
use kernel::{
    fs::File,
    prelude::*,
    seq_file::SeqFile,
    seq_print, //
};

const MEMORY: FieldTable<MemcgRecord> = fields!(MemcgRecord:
    usage_pages peak_pages min_pages low_pages effective_min_pages effective_low_pages
    high_pages max_pages swap_usage_pages swap_peak_pages swap_high_pages swap_max_pages
    zswap_max_pages failcnt effective_high_pages effective_max_pages effective_swap_max_pages
    dirty_limit_pages);

/// The rows of a cgroup.
enum MemcgRow {
    /// Everything except its lists.
    Whole,
    /// Its lists on one node.
    Node(u32),
}

/// State of one open file; without a reading while nobody reads.
pub(super) struct MemcgsFile(Option<MemcgReading>);

/// The rows of a cgroup are the cgroup itself, then its lists on each online node.
struct MemcgReading {
    place: MemcgCursor,
    row: Option<MemcgRow>,
    memcg: KBox<MemcgRecord>,
    node: MemcgNodeRecord,
}

impl RowFile for MemcgsFile {
    type Context = ();

    const NAME: &'static CStr = c"memcgs";
    const COLUMNS: &'static str = "cgroup group field value";
    const MODE: u16 = 0o400;
    // A cgroup namespace would hide most of the tree.
    const RULE: AccessRule = AccessRule::ADMIN;
    const DETAILS: &'static [Capability] = &[];

    fn open(_context: (), _file: &File) -> Result<Self> {
        Ok(Self(None))
    }

    fn subject(&self) -> RecordSubject<'_> {
        RecordSubject::Machine
    }

    fn rewind(&mut self, _granted: GrantedRights) -> Result {
        self.0 = Some(MemcgReading {
            place: MemcgCursor::new()?,
            row: None,
            memcg: KBox::new(MemcgRecord::ZERO, GFP_KERNEL_ACCOUNT)?,
            node: MemcgNodeRecord::ZERO,
        });
        Ok(())
    }

    fn next(&mut self) -> Result<bool> {
        self.0.as_mut().map_or(Ok(false), MemcgReading::next)
    }

    fn end(&mut self) {
        self.0 = None;
    }

    fn notes(&self, out: &SeqFile) {
        feature_notes(out, ModuleFeature::MEMCGS | ModuleFeature::LRU_GEN);
    }

    fn show(&self, out: &SeqFile) {
        if let Some(reading) = &self.0 {
            reading.show(out);
        }
    }
}

impl MemcgReading {
    fn next(&mut self) -> Result<bool> {
        let behind = match self.row {
            None => None,
            Some(MemcgRow::Whole) => Some(0),
            Some(MemcgRow::Node(nid)) => Some(nid + 1),
        };
        if let Some(nid) = behind.and_then(|from| node::online().find(|&nid| nid >= from)) {
            self.place.node(nid, &mut self.node)?;
            self.row = Some(MemcgRow::Node(nid));
            return Ok(true);
        }
        self.row = None;
        if !self.place.step()? {
            return Ok(false);
        }
        self.place.record(&mut self.memcg)?;
        self.row = Some(MemcgRow::Whole);
        Ok(true)
    }

    fn show(&self, out: &SeqFile) {
        match self.row {
            Some(MemcgRow::Whole) => self.show_whole(out),
            Some(MemcgRow::Node(_)) => self.show_node(out),
            None => {}
        }
    }

    fn show_whole(&self, out: &SeqFile) {
        let memcg = &*self.memcg;
        let id = memcg.cgroup;
        seq_print!(out, "{id} tree path");
        write_name(out, self.place.path());
        seq_print!(out, "\n{id} tree parent {}\n", ValueOrDash(memcg.parent));
        seq_print!(out, "{id} tree level {}\n", memcg.level);
        seq_print!(out, "{id} tree css_id {}\n", memcg.css_id);
        seq_print!(out, "{id} tree descendants {}\n", memcg.descendants);
        seq_print!(
            out,
            "{id} tree dying_descendants {}\n",
            memcg.dying_descendants
        );
        for (bit, name) in MemcgFlag::NAMES.words() {
            let on = u64::from(u64::from(memcg.flags) & bit != 0);
            seq_print!(out, "{id} tree {name} {on}\n");
        }
        for (name, field) in MEMORY {
            seq_print!(out, "{id} memory {name} {}\n", ValueOrDash(field(memcg)));
        }
        for (group, events) in [("event", &memcg.events), ("local", &memcg.local_events)] {
            for &event in MemcgEvent::ALL {
                let count = ValueOrDash(events[event as usize]);
                seq_print!(out, "{id} {group} {} {count}\n", event.text());
            }
        }
    }

    fn show_node(&self, out: &SeqFile) {
        let MemcgNodeRecord { cgroup, node, .. } = self.node;
        for &list in LruList::ALL {
            let pages = ValueOrDash(self.node.list_pages[list as usize]);
            seq_print!(out, "{cgroup} node{node} {}_pages {pages}\n", list.text());
        }
        seq_print!(out, "{cgroup} node{node} mglru {}\n", self.node.mglru);
        seq_print!(
            out,
            "{cgroup} node{node} max_seq {}\n",
            ValueOrDash(self.node.max_seq)
        );
        for &kind in LruType::ALL {
            let seq = ValueOrDash(self.node.min_seq[kind as usize]);
            seq_print!(out, "{cgroup} node{node} min_seq_{} {seq}\n", kind.text());
        }
        for &kind in LruType::ALL {
            let at = kind as usize;
            let (name, cost) = (kind.text(), ValueOrDash(self.node.reclaim_cost[at]));
            let refaults = ValueOrDash(self.node.refaults_at_reclaim[at]);
            seq_print!(out, "{cgroup} node{node} reclaim_cost_{name} {cost}\n");
            seq_print!(
                out,
                "{cgroup} node{node} refaults_at_reclaim_{name} {refaults}\n"
            );
        }
        seq_print!(
            out,
            "{cgroup} node{node} nonresident_age {}\n",
            ValueOrDash(self.node.nonresident_age)
        );
        for (age, &ms) in self.node.gen_age_ms.iter().enumerate() {
            seq_print!(
                out,
                "{cgroup} node{node} gen{age}_age_ms {}\n",
                ValueOrDash(ms)
            );
            for &kind in LruType::ALL {
                let at = age * LruType::ALL.len() + kind as usize;
                let pages = ValueOrDash(self.node.gen_pages[at]);
                seq_print!(
                    out,
                    "{cgroup} node{node} gen{age}_{}_pages {pages}\n",
                    kind.text()
                );
            }
        }
    }
}
