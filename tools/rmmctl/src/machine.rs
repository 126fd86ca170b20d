// SPDX-License-Identifier: GPL-2.0

//! Commands about physical memory: nodes, zones, free blocks, page blocks, events, pressure.

use crate::{
    device::open,
    record::{
        decode,
        FieldMeaning,
        RecordBytes, //
    },
    sys,
    table::{
        cell,
        TextTable, //
    },
    CommandOutput, //
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

/// Size of a buffer for records, in bytes.
const BUFFER_SIZE: usize = 1 << 18;

/// Commands about physical memory.
#[derive(Clone, Copy, Subcommand)]
pub(crate) enum MachineCommand {
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
}

/// Fields that have the same meaning in every record.
const SHARED_FIELDS: &[(&str, FieldMeaning)] = &[
    ("zone", FieldMeaning::Word(&ZoneKind::NAMES)),
    ("tightest_zone", FieldMeaning::Word(&ZoneKind::NAMES)),
    ("kswapd_highest_zone", FieldMeaning::Word(&ZoneKind::NAMES)),
    (
        "kcompactd_highest_zone",
        FieldMeaning::Word(&ZoneKind::NAMES),
    ),
    ("kswapd_state", FieldMeaning::Word(&DaemonState::NAMES)),
    ("kcompactd_state", FieldMeaning::Word(&DaemonState::NAMES)),
    ("migrate_type", FieldMeaning::Word(&MigrateType::NAMES)),
    ("kswapd", FieldMeaning::Word(&KswapdState::NAMES)),
    ("judgement", FieldMeaning::Word(&PressureJudgement::NAMES)),
    ("event", FieldMeaning::Word(&EventKind::NAMES)),
    ("theme", FieldMeaning::Word(&EventTheme::NAMES)),
    ("list", FieldMeaning::Word(&ZonelistKind::NAMES)),
    ("states", FieldMeaning::Bits(NodeState::NAMES)),
    ("waiting", FieldMeaning::Bits(NodeWait::NAMES)),
    (
        "lowmem_reserve_pages",
        FieldMeaning::IndexedBy(&[&ZoneKind::NAMES]),
    ),
    ("numa", FieldMeaning::IndexedBy(&[&NumaEvent::NAMES])),
];
const NODE_FIELDS: &[(&str, FieldMeaning)] = &[
    ("flags", FieldMeaning::Bits(NodeFlag::NAMES)),
    ("stat", FieldMeaning::IndexedBy(&[&NodeStat::NAMES])),
    ("pending", FieldMeaning::IndexedBy(&[&NodeStat::NAMES])),
];
const ZONE_FIELDS: &[(&str, FieldMeaning)] = &[
    ("flags", FieldMeaning::Bits(ZoneFlag::NAMES)),
    ("stat", FieldMeaning::IndexedBy(&[&ZoneStat::NAMES])),
    ("pending", FieldMeaning::IndexedBy(&[&ZoneStat::NAMES])),
];

const PAGESET_FIELDS: &[(&str, FieldMeaning)] =
    &[("flags", FieldMeaning::Bits(PagesetFlag::NAMES))];

/// Decodes the records in a buffer.
fn decode_records<T: AbiRecord>(
    buffer: &[u8],
    count: u64,
    own: &[(&str, FieldMeaning)],
) -> Vec<Value> {
    let found = buffer.chunks(size_of::<T>()).take(count as usize);
    found
        .map(|bytes| Value::Object(decode::<T>(bytes, &[SHARED_FIELDS, own].concat())))
        .collect()
}

/// Repeats a call with a buffer for records `T` until `next` is `end`; returns all records.
fn read_all<A: AbiRecord, T: AbiRecord>(
    device: &File,
    request: u32,
    own: &[(&str, FieldMeaning)],
    mut argument: RecordBytes<A>,
    end: u64,
) -> io::Result<Vec<Value>> {
    let mut buffer = vec![0; BUFFER_SIZE];
    argument
        .set("buf", buffer.as_mut_ptr().addr() as u64)
        .set("capacity", (BUFFER_SIZE / size_of::<T>()) as u64)
        .set("record_size", size_of::<T>() as u64);
    let mut found = Vec::new();
    loop {
        sys::call(device, request, &mut argument.bytes, &mut [&mut buffer])?;
        found.extend(decode_records::<T>(&buffer, argument.get("count"), own));
        let next = argument.get("next");
        if next == end {
            return Ok(found);
        }
        argument.set("start", next);
    }
}

/// Reads the records of nodes or zones.
fn read_machine_list<T: AbiRecord>(
    request: u32,
    flags: u32,
    own: &[(&str, FieldMeaning)],
) -> io::Result<Vec<Value>> {
    let mut argument = RecordBytes::<MachineListArgs>::new();
    argument.set("flags", flags.into());
    read_all::<_, T>(&open()?, request, own, argument, abi::ABSENT)
}

/// Reads nodes, each with its CPUs, distances and zonelists.
fn read_nodes() -> io::Result<Vec<Value>> {
    let mut nodes = read_machine_list::<NodeRecord>(abi::NODES, 0, NODE_FIELDS)?;
    let cpus = read_machine_list::<NodeCpusRecord>(abi::NODES, NodesFlag::CPUS, &[])?;
    let distances = read_machine_list::<NodeDistanceRecord>(abi::NODES, NodesFlag::DISTANCES, &[])?;
    let zonelists = read_machine_list::<ZoneRefRecord>(abi::NODES, NodesFlag::ZONELISTS, &[])?;
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
            let zonelist = zonelists
                .iter()
                .filter(|zone| zone["node"] == id && zone["list"] == list.text());
            let zones = zonelist.map(|zone| zone_name(&zone["zone_node"], &zone["zone"]));
            (list.text().to_owned(), zones.collect())
        });
        let own = [
            ("cpus", runs.map(Value::from).collect()),
            ("distance", Value::Object(to.collect())),
            ("zonelist", Value::Object(lists.collect())),
        ];
        // The counters are many, so they come last.
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

/// The name of a zone: `NODE:KIND`.
fn zone_name(node: &Value, zone: &Value) -> Value {
    format!("{node}:{}", zone.as_str().unwrap_or("-")).into()
}

/// Node, number and name of the kind of every zone with memory.
fn populated_zones() -> io::Result<Vec<(u64, u64, Value)>> {
    let zones = read_machine_list::<ZoneRecord>(abi::ZONES, ZonesFlag::POPULATED, ZONE_FIELDS)?;
    let found = zones.iter().filter_map(|zone| {
        let kind = ZoneKind::NAMES.items.iter();
        let kind = kind.clone().find(|item| zone["zone"] == item.text)?;
        Some((zone["node"].as_u64()?, kind.value, zone["zone"].clone()))
    });
    Ok(found.collect())
}

/// An argument for the whole range of a zone.
fn zone_argument<A: AbiRecord>(node: u64, zone: u64) -> RecordBytes<A> {
    let mut argument = RecordBytes::new();
    argument
        .set("node", node)
        .set("zone", zone)
        .set("end", abi::ABSENT);
    argument
}

/// Reads every free block of the machine.
fn read_free_blocks() -> io::Result<Vec<Value>> {
    let device = open()?;
    let mut found = Vec::new();
    for (node, kind, name) in populated_zones()? {
        let argument = zone_argument::<FreeBlocksArgs>(node, kind);
        let blocks =
            read_all::<_, FreeBlockRecord>(&device, abi::FREEBLOCKS, &[], argument, abi::ABSENT)?;
        found.extend(blocks.into_iter().map(|mut block| {
            block["node"] = node.into();
            block["zone"] = name.clone();
            block
        }));
    }
    Ok(found)
}

/// Reads the page blocks of the machine and merges equal neighbours.
fn read_page_blocks() -> io::Result<Vec<Value>> {
    let device = open()?;
    let mut runs: Vec<Value> = Vec::new();
    let mut buffer = vec![0; BUFFER_SIZE];
    for (node, kind, name) in populated_zones()? {
        let mut argument = zone_argument::<PageBlocksArgs>(node, kind);
        argument
            .set("buf", buffer.as_mut_ptr().addr() as u64)
            .set("capacity", BUFFER_SIZE as u64);
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
                    _ => runs.push(new_run(node, &name, first + ((at as u64) << order), byte)),
                }
                last = Some(byte);
            }
            let next = argument.get("next");
            argument.set("start", next);
        }
    }
    Ok(runs)
}

/// A run of one page block, from its byte.
fn new_run(node: u64, zone: &Value, pfn: u64, byte: u8) -> Value {
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

/// Calls once; returns the argument, which has output fields, and the bytes of the records.
fn call_once<A: AbiRecord, T: AbiRecord>(request: u32) -> io::Result<(RecordBytes<A>, Vec<u8>)> {
    let mut buffer = vec![0; BUFFER_SIZE];
    let mut argument = RecordBytes::<A>::new();
    argument
        .set("buf", buffer.as_mut_ptr().addr() as u64)
        .set("capacity", (BUFFER_SIZE / size_of::<T>()) as u64)
        .set("record_size", size_of::<T>() as u64);
    sys::call(&open()?, request, &mut argument.bytes, &mut [&mut buffer])?;
    buffer.truncate(argument.get("count") as usize * size_of::<T>());
    Ok((argument, buffer))
}

/// Reads the events since boot.
fn read_events() -> io::Result<Vec<Value>> {
    let (argument, bytes) = call_once::<EventsArgs, EventRecord>(abi::EVENTS)?;
    let mut events = decode_records::<EventRecord>(&bytes, argument.get("count"), &[]);
    for event in &mut events {
        let kind = EventKind::NAMES.items.iter();
        let kind = kind.clone().find(|item| event["event"] == item.text);
        let kind = kind.and_then(|item| EventKind::from_raw(item.value as u32));
        event["word"] = kind.map_or(Value::Null, |kind| model::events::event_word(kind).into());
    }
    Ok(events)
}

/// Reads the pressure on the machine and on each node, and the judgement as a sentence.
fn read_pressure() -> io::Result<(Value, Vec<Value>, String)> {
    let (argument, bytes) = call_once::<PressureArgs, NodePressureRecord>(abi::PRESSURE)?;
    let nodes: Vec<NodePressureRecord> = bytes
        .chunks(size_of::<NodePressureRecord>())
        .map(|bytes| {
            let node = RecordBytes::<NodePressureRecord>::from(bytes);
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
    let mut sentence = String::new();
    model::pressure::write_pressure_sentence(&machine, &nodes, |part| {
        sentence += &match part {
            SentencePart::Text(text) => text.to_owned(),
            SentencePart::Number(abi::ABSENT) => "-".to_owned(),
            SentencePart::Number(number) => number.to_string(),
        };
    });
    let mut fields = decode::<PressureArgs>(&argument.bytes, SHARED_FIELDS);
    for name in [
        "size",
        "flags",
        "buf",
        "capacity",
        "record_size",
        "count",
        "nodes",
    ] {
        fields.shift_remove(name);
    }
    let nodes = decode_records::<NodePressureRecord>(&bytes, argument.get("count"), &[]);
    Ok((fields.into(), nodes, sentence))
}

/// Runs a command.
pub(crate) fn run(command: MachineCommand) -> io::Result<CommandOutput> {
    let records = match command {
        MachineCommand::Nodes => read_nodes()?,
        MachineCommand::Zones => {
            read_machine_list::<ZoneRecord>(abi::ZONES, ZonesFlag::POPULATED, ZONE_FIELDS)?
        }
        MachineCommand::Pagesets => {
            read_machine_list::<PagesetRecord>(abi::ZONES, ZonesFlag::PAGESETS, PAGESET_FIELDS)?
        }
        MachineCommand::Buddy => read_machine_list::<BuddyRecord>(abi::BUDDY, 0, &[])?,
        MachineCommand::Pagetypes => read_machine_list::<PageTypesRecord>(abi::PAGETYPES, 0, &[])?,
        MachineCommand::Freeblocks => read_free_blocks()?,
        MachineCommand::Pageblocks => read_page_blocks()?,
        MachineCommand::Fragmentation => {
            read_machine_list::<FragmentationRecord>(abi::FRAGMENTATION, 0, &[])?
        }
        MachineCommand::Events => read_events()?,
        MachineCommand::Pressure => {
            let (mut machine, nodes, sentence) = read_pressure()?;
            let mut table = TextTable::transposed(&nodes, "node");
            for (name, value) in machine.as_object().into_iter().flatten() {
                table.note(format!("{name} {}", cell(value)));
            }
            table.note(sentence.clone());
            machine["words"] = sentence.into();
            machine["nodes"] = nodes.into();
            return Ok(CommandOutput {
                json: machine,
                table,
            });
        }
    };
    let table = match command {
        MachineCommand::Nodes => {
            // A zonelist is ordered: its zones become rows by position.
            let numbered = records.iter().map(|node| {
                let mut node = node.clone();
                for list in node["zonelist"].as_object_mut().into_iter().flatten() {
                    let zones = list.1.as_array().into_iter().flatten().enumerate();
                    *list.1 = Value::Object(
                        zones
                            .map(|(at, zone)| (at.to_string(), zone.clone()))
                            .collect(),
                    );
                }
                node["cpus"] = cell(&node["cpus"]).into();
                node
            });
            TextTable::transposed(&numbered.collect::<Vec<_>>(), "node")
        }
        MachineCommand::Events => {
            TextTable::from_columns(&records, &["theme", "word", "event", "total"])
        }
        MachineCommand::Zones => {
            let named = records.iter().map(|zone| {
                let mut named = zone.clone();
                named["zone"] = zone_name(&zone["node"], &zone["zone"]);
                named
            });
            TextTable::transposed(&named.collect::<Vec<_>>(), "zone")
        }
        _ => TextTable::from_records(&records),
    };
    Ok(CommandOutput {
        json: records.into(),
        table,
    })
}
