// SPDX-License-Identifier: GPL-2.0

//! The machine's physical memory: nodes, zones, free blocks, page blocks, events, pressure.

use crate::{
    device::open,
    record::{
        decode,
        Argument,
        Meaning, //
    },
    sys,
    table::{
        cell,
        Table, //
    },
    Answer, //
};
use clap::Subcommand;
use rmm_host::{
    abi::{
        self,
        blocks::{
            FragmentationRecord,
            FreeBlockRecord,
            FreeBlocksArgs,
            MigrateType,
            PageBlocksArgs,
            PageTypesRecord, //
        },
        buddy::BuddyRecord,
        counters::{
            NodeStat,
            NumaEvent,
            ZoneStat, //
        },
        events::{
            EventKind,
            EventRecord,
            EventTheme,
            EventsArgs, //
        },
        machine_list::{
            MachineListArgs,
            NodesFlag,
            ZonesFlag, //
        },
        node::{
            NodeFlag,
            NodeRecord,
            NodeState,
            NodeWait, //
        },
        node_daemon::DaemonState,
        pageset::{
            PagesetFlag,
            PagesetRecord, //
        },
        pressure::{
            KswapdState,
            NodePressureRecord,
            PressureArgs,
            PressureJudgement, //
        },
        topology::{
            NodeCpusRecord,
            NodeDistanceRecord,
            ZoneRefRecord,
            ZonelistKind, //
        },
        zone::{
            ZoneFlag,
            ZoneRecord, //
        },
        zone_kind::ZoneKind,
        AbiRecord,
        NamedBits, //
    },
    model::{
        self,
        pressure::SentencePart, //
    },
};
use serde_json::{
    json,
    Value, //
};
use std::{
    fs::File,
    io, //
};

/// Bytes of a buffer for records.
const BUFFER: usize = 1 << 18;

/// What can be asked.
#[derive(Clone, Copy, Subcommand)]
pub(crate) enum What {
    /// Nodes: fields, states, daemons, CPUs, distances, fall-back order, counters.
    Nodes,
    /// Zones with memory: watermarks, reserves, page lists, counters.
    Zones,
    /// Page lists of each CPU for each zone with memory.
    Pagesets,
    /// Free blocks by order.
    Buddy,
    /// Free blocks by migrate type and order.
    Pagetypes,
    /// Every free block.
    Freeblocks,
    /// Runs of equal page blocks.
    Pageblocks,
    /// How fragmented free memory is, by order.
    Fragmentation,
    /// Events since boot.
    Events,
    /// How short of memory each node is, and the worst of them.
    Pressure,
}

/// Fields whose numbers are words, whatever record they are in.
const WORDS: &[(&str, Meaning)] = &[
    ("zone", Meaning::Word(&ZoneKind::NAMES)),
    ("tightest_zone", Meaning::Word(&ZoneKind::NAMES)),
    ("kswapd_highest_zone", Meaning::Word(&ZoneKind::NAMES)),
    ("kcompactd_highest_zone", Meaning::Word(&ZoneKind::NAMES)),
    ("kswapd_state", Meaning::Word(&DaemonState::NAMES)),
    ("kcompactd_state", Meaning::Word(&DaemonState::NAMES)),
    ("migrate_type", Meaning::Word(&MigrateType::NAMES)),
    ("kswapd", Meaning::Word(&KswapdState::NAMES)),
    ("judgement", Meaning::Word(&PressureJudgement::NAMES)),
    ("event", Meaning::Word(&EventKind::NAMES)),
    ("theme", Meaning::Word(&EventTheme::NAMES)),
    ("list", Meaning::Word(&ZonelistKind::NAMES)),
    ("states", Meaning::Bits(NodeState::NAMES)),
    ("waiting", Meaning::Bits(NodeWait::NAMES)),
    ("lowmem_reserve_pages", Meaning::Of(&[&ZoneKind::NAMES])),
    ("numa", Meaning::Of(&[&NumaEvent::NAMES])),
];
const OF_NODE: &[(&str, Meaning)] = &[
    ("flags", Meaning::Bits(NodeFlag::NAMES)),
    ("stat", Meaning::Of(&[&NodeStat::NAMES])),
    ("pending", Meaning::Of(&[&NodeStat::NAMES])),
];
const OF_ZONE: &[(&str, Meaning)] = &[
    ("flags", Meaning::Bits(ZoneFlag::NAMES)),
    ("stat", Meaning::Of(&[&ZoneStat::NAMES])),
    ("pending", Meaning::Of(&[&ZoneStat::NAMES])),
];

const OF_PAGESET: &[(&str, Meaning)] = &[("flags", Meaning::Bits(PagesetFlag::NAMES))];

/// Records out of a buffer.
fn records<T: AbiRecord>(buffer: &[u8], count: u64, own: &[(&str, Meaning)]) -> Vec<Value> {
    let found = buffer.chunks(size_of::<T>()).take(count as usize);
    found
        .map(|bytes| Value::Object(decode::<T>(bytes, &[WORDS, own].concat())))
        .collect()
}

/// Calls with a buffer for records `T`, or for bytes, until `next` says that all was told.
fn all<A: AbiRecord, T: AbiRecord>(
    device: &File,
    request: u32,
    own: &[(&str, Meaning)],
    mut argument: Argument<A>,
    end: u64,
) -> io::Result<Vec<Value>> {
    let mut buffer = vec![0; BUFFER];
    argument
        .set("buf", buffer.as_mut_ptr().addr() as u64)
        .set("capacity", (BUFFER / size_of::<T>()) as u64)
        .set("record_size", size_of::<T>() as u64);
    let mut found = Vec::new();
    loop {
        sys::call(device, request, &mut argument.bytes, &mut [&mut buffer])?;
        found.extend(records::<T>(&buffer, argument.get("count"), own));
        let next = argument.get("next");
        if next == end {
            return Ok(found);
        }
        argument.set("start", next);
    }
}

/// Records of nodes or zones.
fn rows<T: AbiRecord>(request: u32, flags: u32, own: &[(&str, Meaning)]) -> io::Result<Vec<Value>> {
    let mut argument = Argument::<MachineListArgs>::new();
    argument.set("flags", flags.into());
    all::<_, T>(&open()?, request, own, argument, abi::ABSENT)
}

/// Nodes, each with its CPUs, its distances and its zonelists.
fn nodes() -> io::Result<Vec<Value>> {
    let mut nodes = rows::<NodeRecord>(abi::NODES, 0, OF_NODE)?;
    let cpus = rows::<NodeCpusRecord>(abi::NODES, NodesFlag::CPUS, &[])?;
    let distances = rows::<NodeDistanceRecord>(abi::NODES, NodesFlag::DISTANCES, &[])?;
    let zonelists = rows::<ZoneRefRecord>(abi::NODES, NodesFlag::ZONELISTS, &[])?;
    for node in &mut nodes {
        let id = node["node"].clone();
        let runs = cpus.iter().filter(|run| run["node"] == id);
        let runs = runs.map(|run| match (&run["first"], &run["last"]) {
            (first, last) if first == last => first.to_string(),
            (first, last) => format!("{first}-{last}"),
        });
        let to = distances.iter().filter(|distance| distance["from"] == id);
        let to = to.map(|distance| (distance["to"].to_string(), distance["distance"].clone()));
        let lists = ZonelistKind::ALL.iter().map(|list| {
            let places = zonelists.iter();
            let places = places.filter(|place| place["node"] == id && place["list"] == list.text());
            let zones = places.map(|place| named(&place["zone_node"], &place["zone"]));
            (list.text().to_owned(), zones.collect())
        });
        let own = [
            ("cpus", runs.map(Value::from).collect()),
            ("distance", Value::Object(to.collect())),
            ("zonelist", Value::Object(lists.collect())),
        ];
        // In front of the counters, of which there are many.
        let Value::Object(fields) = node else {
            continue;
        };
        for counters in ["stat", "pending"] {
            if let Some(value) = fields.shift_remove(counters) {
                fields.insert(counters.to_owned(), value);
            }
        }
        for (at, (name, value)) in own.into_iter().enumerate() {
            fields.shift_insert(2 + at, name.to_owned(), value);
        }
    }
    Ok(nodes)
}

/// A zone by node and kind.
fn named(node: &Value, zone: &Value) -> Value {
    format!("{node}:{}", zone.as_str().unwrap_or("-")).into()
}

/// Node number, number of kind and name of every zone with memory.
fn zones() -> io::Result<Vec<(u64, u64, Value)>> {
    let zones = rows::<ZoneRecord>(abi::ZONES, ZonesFlag::POPULATED, OF_ZONE)?;
    let found = zones.iter().filter_map(|zone| {
        let kind = ZoneKind::NAMES.items.iter();
        let kind = kind.clone().find(|item| zone["zone"] == item.text)?;
        Some((zone["node"].as_u64()?, kind.value, zone["zone"].clone()))
    });
    Ok(found.collect())
}

/// An argument about all of a zone.
fn whole<A: AbiRecord>(node: u64, zone: u64) -> Argument<A> {
    let mut argument = Argument::new();
    argument
        .set("node", node)
        .set("zone", zone)
        .set("end", abi::ABSENT);
    argument
}

fn free_blocks() -> io::Result<Vec<Value>> {
    let device = open()?;
    let mut found = Vec::new();
    for (node, kind, name) in zones()? {
        let argument = whole::<FreeBlocksArgs>(node, kind);
        let blocks =
            all::<_, FreeBlockRecord>(&device, abi::FREEBLOCKS, &[], argument, abi::ABSENT)?;
        found.extend(blocks.into_iter().map(|mut block| {
            block["node"] = node.into();
            block["zone"] = name.clone();
            block
        }));
    }
    Ok(found)
}

fn page_blocks() -> io::Result<Vec<Value>> {
    let device = open()?;
    let mut runs: Vec<Value> = Vec::new();
    let mut buffer = vec![0; BUFFER];
    for (node, kind, name) in zones()? {
        let mut argument = whole::<PageBlocksArgs>(node, kind);
        argument
            .set("buf", buffer.as_mut_ptr().addr() as u64)
            .set("capacity", BUFFER as u64);
        let mut last = None;
        while argument.get("start") != abi::ABSENT {
            sys::call(
                &device,
                abi::PAGEBLOCKS,
                &mut argument.bytes,
                &mut [&mut buffer],
            )?;
            let first = argument.get("first");
            let order = argument.get("block_order");
            let bytes = buffer.iter().take(argument.get("count") as usize);
            for (at, &byte) in bytes.enumerate() {
                match runs.last_mut() {
                    Some(run) if last == Some(byte) => {
                        run["page_blocks"] = (run["page_blocks"].as_u64().unwrap_or(0) + 1).into();
                    }
                    _ => runs.push(run(node, &name, first + ((at as u64) << order), byte)),
                }
                last = Some(byte);
            }
            let next = argument.get("next");
            argument.set("start", next);
        }
    }
    Ok(runs)
}

/// A run of one page block.
fn run(node: u64, zone: &Value, pfn: u64, byte: u8) -> Value {
    use abi::page_block::{
        BLOCK_ABSENT,
        BLOCK_FREE_SHIFT,
        BLOCK_ISOLATED,
        BLOCK_SKIP,
        BLOCK_TYPE, //
    };
    let known = |value: Value| {
        if byte == BLOCK_ABSENT {
            Value::Null
        } else {
            value
        }
    };
    let kind = MigrateType::from_raw((byte & BLOCK_TYPE).into());
    json!({
        "node": node, "zone": zone, "pfn": pfn, "page_blocks": 1,
        "migrate_type": known(kind.map_or(Value::Null, |kind| kind.text().into())),
        "skip": known((byte & BLOCK_SKIP != 0).into()),
        "isolated": known((byte & BLOCK_ISOLATED != 0).into()),
        "free_share": known((byte >> BLOCK_FREE_SHIFT).into()),
    })
}

/// One call whose argument tells something, too: that, and the bytes of the records.
fn call<A: AbiRecord, T: AbiRecord>(request: u32) -> io::Result<(Argument<A>, Vec<u8>)> {
    let mut buffer = vec![0; BUFFER];
    let mut argument = Argument::<A>::new();
    argument
        .set("buf", buffer.as_mut_ptr().addr() as u64)
        .set("capacity", (BUFFER / size_of::<T>()) as u64)
        .set("record_size", size_of::<T>() as u64);
    sys::call(&open()?, request, &mut argument.bytes, &mut [&mut buffer])?;
    buffer.truncate(argument.get("count") as usize * size_of::<T>());
    Ok((argument, buffer))
}

fn events() -> io::Result<Vec<Value>> {
    let (argument, bytes) = call::<EventsArgs, EventRecord>(abi::EVENTS)?;
    let mut events = records::<EventRecord>(&bytes, argument.get("count"), &[]);
    for event in &mut events {
        let kind = EventKind::NAMES.items.iter();
        let kind = kind.clone().find(|item| event["event"] == item.text);
        let kind = kind.and_then(|item| EventKind::from_raw(item.value as u32));
        event["word"] = kind.map_or(Value::Null, |kind| model::events::event_word(kind).into());
    }
    Ok(events)
}

/// The machine, its nodes, and what is wrong in words.
fn pressure() -> io::Result<(Value, Vec<Value>, String)> {
    let (argument, bytes) = call::<PressureArgs, NodePressureRecord>(abi::PRESSURE)?;
    let nodes: Vec<NodePressureRecord> = bytes
        .chunks(size_of::<NodePressureRecord>())
        .map(|bytes| {
            let node = Argument::<NodePressureRecord>::from(bytes);
            NodePressureRecord {
                node: node.get("node") as u32,
                kswapd: node.get("kswapd") as u32,
                tightest_zone: node.get("tightest_zone") as u32,
                tightest_free_pages: node.get("tightest_free_pages"),
                tightest_min_pages: node.get("tightest_min_pages"),
                tightest_low_pages: node.get("tightest_low_pages"),
                tightest_high_pages: node.get("tightest_high_pages"),
                kswapd_failures: node.get("kswapd_failures"),
                ..NodePressureRecord::ZERO
            }
        })
        .collect();
    let machine = PressureArgs {
        judgement: argument.get("judgement") as u32,
        node: argument.get("node") as i32,
        allocation_stalls: argument.get("allocation_stalls"),
        compaction_failures: argument.get("compaction_failures"),
        oom_kills: argument.get("oom_kills"),
        ..PressureArgs::ZERO
    };
    let parts = model::pressure::pressure_sentence(&machine, &nodes);
    let said = parts.into_iter().flatten().map(|part| match part {
        SentencePart::Text(text) => text.to_owned(),
        SentencePart::Number(abi::ABSENT) => "-".to_owned(),
        SentencePart::Number(number) => number.to_string(),
    });
    let mut told = decode::<PressureArgs>(&argument.bytes, WORDS);
    for name in [
        "size",
        "flags",
        "buf",
        "capacity",
        "record_size",
        "count",
        "nodes",
    ] {
        told.shift_remove(name);
    }
    let nodes = records::<NodePressureRecord>(&bytes, argument.get("count"), &[]);
    Ok((told.into(), nodes, said.collect()))
}

/// What was asked for.
pub(crate) fn read(what: What) -> io::Result<Answer> {
    let records = match what {
        What::Nodes => nodes()?,
        What::Zones => rows::<ZoneRecord>(abi::ZONES, ZonesFlag::POPULATED, OF_ZONE)?,
        What::Pagesets => rows::<PagesetRecord>(abi::ZONES, ZonesFlag::PAGESETS, OF_PAGESET)?,
        What::Buddy => rows::<BuddyRecord>(abi::BUDDY, 0, &[])?,
        What::Pagetypes => rows::<PageTypesRecord>(abi::PAGETYPES, 0, &[])?,
        What::Freeblocks => free_blocks()?,
        What::Pageblocks => page_blocks()?,
        What::Fragmentation => rows::<FragmentationRecord>(abi::FRAGMENTATION, 0, &[])?,
        What::Events => events()?,
        What::Pressure => {
            let (mut machine, nodes, said) = pressure()?;
            let mut table = Table::across(&nodes, "node");
            for (name, value) in machine.as_object().into_iter().flatten() {
                table.note(format!("{name} {}", cell(value)));
            }
            table.note(said.clone());
            machine["words"] = said.into();
            machine["nodes"] = nodes.into();
            return Ok(Answer {
                json: machine,
                table,
            });
        }
    };
    let table = match what {
        What::Nodes => {
            // Places in order are no set of words.
            let placed = records.iter().map(|node| {
                let mut placed = node.clone();
                for list in placed["zonelist"].as_object_mut().into_iter().flatten() {
                    let places = list.1.as_array().into_iter().flatten().enumerate();
                    *list.1 = Value::Object(
                        places
                            .map(|(at, zone)| (at.to_string(), zone.clone()))
                            .collect(),
                    );
                }
                placed["cpus"] = cell(&placed["cpus"]).into();
                placed
            });
            Table::across(&placed.collect::<Vec<_>>(), "node")
        }
        What::Events => Table::of(&records, &["theme", "word", "event", "total"]),
        What::Zones => {
            let named = records.iter().map(|zone| {
                let mut named = zone.clone();
                named["zone"] = self::named(&zone["node"], &zone["zone"]);
                named
            });
            Table::across(&named.collect::<Vec<_>>(), "zone")
        }
        _ => Table::all(&records),
    };
    Ok(Answer {
        json: records.into(),
        table,
    })
}
