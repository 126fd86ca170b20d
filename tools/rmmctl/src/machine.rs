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
    table::Table,
    Answer, //
};
use clap::Subcommand;
use rmm_host::abi::{
    self,
    blocks::{
        Fragmentation,
        FreeBlock,
        FreeBlocks,
        MigrateType,
        PageBlocks,
        PageTypes, //
    },
    counters::{
        NodeStat,
        NumaEvent,
        ZoneStat, //
    },
    events::{
        Event,
        EventKind,
        Events,
        Theme, //
    },
    phys::{
        Buddy,
        DaemonState,
        Node,
        NodeFlag,
        NodeState,
        Zone,
        ZoneFlag,
        ZoneKind, //
    },
    pressure::{
        Judgement,
        Kswapd,
        NodePressure,
        Pressure, //
    },
    rows::{
        Rows,
        ZonesFlag, //
    },
    Bits,
    Record, //
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
    /// Nodes: fields, states, daemons, counters.
    Nodes,
    /// Zones with memory: watermarks, reserves, page lists, counters.
    Zones,
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
    ("kswapd", Meaning::Word(&Kswapd::NAMES)),
    ("judgement", Meaning::Word(&Judgement::NAMES)),
    ("event", Meaning::Word(&EventKind::NAMES)),
    ("theme", Meaning::Word(&Theme::NAMES)),
    ("states", Meaning::Bits(NodeState::NAMES)),
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

/// Records out of a buffer.
fn records<T: Record>(buffer: &[u8], count: u64, own: &[(&str, Meaning)]) -> Vec<Value> {
    let found = buffer.chunks(size_of::<T>()).take(count as usize);
    found
        .map(|bytes| Value::Object(decode::<T>(bytes, &[WORDS, own].concat())))
        .collect()
}

/// Calls with a buffer for records `T`, or for bytes, until `next` says that all was told.
fn all<A: Record, T: Record>(
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
fn rows<T: Record>(request: u32, flags: u32, own: &[(&str, Meaning)]) -> io::Result<Vec<Value>> {
    let mut argument = Argument::<Rows>::new();
    argument.set("flags", flags.into());
    all::<_, T>(&open()?, request, own, argument, abi::ABSENT)
}

/// Node number, number of kind and name of every zone with memory.
fn zones() -> io::Result<Vec<(u64, u64, Value)>> {
    let zones = rows::<Zone>(abi::ZONES, ZonesFlag::POPULATED, OF_ZONE)?;
    let found = zones.iter().filter_map(|zone| {
        let kind = ZoneKind::NAMES.items.iter();
        let kind = kind.clone().find(|item| zone["zone"] == item.2)?;
        Some((zone["node"].as_u64()?, kind.0, zone["zone"].clone()))
    });
    Ok(found.collect())
}

/// An argument about all of a zone.
fn whole<A: Record>(node: u64, zone: u64) -> Argument<A> {
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
        let argument = whole::<FreeBlocks>(node, kind);
        let blocks = all::<_, FreeBlock>(&device, abi::FREEBLOCKS, &[], argument, abi::ABSENT)?;
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
        let mut argument = whole::<PageBlocks>(node, kind);
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
    use abi::blocks::{
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

/// One call whose argument tells something, too: that, and the records.
fn call<A: Record, T: Record>(request: u32) -> io::Result<(Value, Vec<Value>)> {
    let mut buffer = vec![0; BUFFER];
    let mut argument = Argument::<A>::new();
    argument
        .set("buf", buffer.as_mut_ptr().addr() as u64)
        .set("capacity", (BUFFER / size_of::<T>()) as u64)
        .set("record_size", size_of::<T>() as u64);
    sys::call(&open()?, request, &mut argument.bytes, &mut [&mut buffer])?;
    let found = records::<T>(&buffer, argument.get("count"), &[]);
    let mut told = decode::<A>(&argument.bytes, WORDS);
    for name in ["size", "flags", "buf", "capacity", "record_size", "count"] {
        told.remove(name);
    }
    Ok((told.into(), found))
}

/// What was asked for.
pub(crate) fn read(what: What) -> io::Result<Answer> {
    let records = match what {
        What::Nodes => rows::<Node>(abi::NODES, 0, OF_NODE)?,
        What::Zones => rows::<Zone>(abi::ZONES, ZonesFlag::POPULATED, OF_ZONE)?,
        What::Buddy => rows::<Buddy>(abi::BUDDY, 0, &[])?,
        What::Pagetypes => rows::<PageTypes>(abi::PAGETYPES, 0, &[])?,
        What::Freeblocks => free_blocks()?,
        What::Pageblocks => page_blocks()?,
        What::Fragmentation => rows::<Fragmentation>(abi::FRAGMENTATION, 0, &[])?,
        What::Events => call::<Events, Event>(abi::EVENTS)?.1,
        What::Pressure => {
            let (mut machine, nodes) = call::<Pressure, NodePressure>(abi::PRESSURE)?;
            let table = Table::across(&nodes, "node");
            machine["nodes"] = nodes.into();
            return Ok(Answer {
                json: machine,
                table,
            });
        }
    };
    let table = match what {
        What::Nodes => Table::across(&records, "node"),
        What::Zones => {
            let named = records.iter().map(|zone| {
                let mut named = zone.clone();
                named["zone"] =
                    format!("{}:{}", zone["node"], zone["zone"].as_str().unwrap_or("-")).into();
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
