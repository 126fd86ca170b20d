// SPDX-License-Identifier: GPL-2.0

//! What `/dev/rmm` answers.

use crate::{
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
use rmm_host::abi::{
    self,
    info::{
        FeatureOffReason,
        InfoArgs,
        ModuleFeature, //
    },
    kernel_layout::{
        RegionKind,
        RegionRecord, //
    },
    list::ListArgs,
    lru::{
        LruList,
        LruRecord,
        LruType, //
    },
    memcg::{
        MemcgEvent,
        MemcgFlag,
        MemcgNodeRecord,
        MemcgRecord,
        MemcgsArgs,
        MemcgsFlag, //
    },
    zone_kind::ZoneKind,
    AbiRecord,
    NamedBits, //
};
use serde_json::{
    json,
    Map,
    Value, //
};
use std::{
    fs::{
        File,
        OpenOptions, //
    },
    io, //
};

const DEVICE: &str = "/dev/rmm";
/// Records that a list has room for at first.
const ROOM: usize = 64;
/// Bytes for paths of cgroups.
const NAMES: usize = 1 << 16;

/// The device, for calls.
pub(crate) fn open() -> io::Result<File> {
    let opened = OpenOptions::new().read(true).write(true).open(DEVICE);
    opened.map_err(|error| {
        let hint = match error.kind() {
            io::ErrorKind::NotFound => ": is rmm.ko loaded?",
            io::ErrorKind::PermissionDenied => ": root may open it",
            _ => "",
        };
        io::Error::new(error.kind(), format!("{DEVICE}: {error}{hint}"))
    })
}

/// The records of a list, as bytes; more room is made until they all fit.
fn list<T: AbiRecord>(request: u32) -> io::Result<Vec<Vec<u8>>> {
    let device = open()?;
    let mut room = ROOM;
    loop {
        let mut buffer = vec![0; room * size_of::<T>()];
        let mut argument = Argument::<ListArgs>::new();
        argument
            .set("buf", buffer.as_mut_ptr().addr() as u64)
            .set("capacity", room as u64)
            .set("record_size", size_of::<T>() as u64);
        match sys::call(&device, request, &mut argument.bytes, &mut [&mut buffer]) {
            Err(error) if error.raw_os_error() == Some(libc::ENOSPC) => room *= 4,
            Err(error) => return Err(error),
            Ok(()) => {
                let count = argument.get("count") as usize;
                let records = buffer.chunks(size_of::<T>()).take(count);
                return Ok(records.map(<[u8]>::to_vec).collect());
            }
        }
    }
}

/// Text of a field that ends with a zero.
fn text(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|&byte| byte == 0);
    String::from_utf8_lossy(&bytes[..end.unwrap_or(bytes.len())]).into_owned()
}

/// `RMM_INFO`.
pub(crate) fn info() -> io::Result<Answer> {
    let mut argument = Argument::<InfoArgs>::new();
    sys::call(&open()?, abi::INFO, &mut argument.bytes, &mut [])?;
    let field = |name: &str| {
        let field = InfoArgs::DESCRIPTION
            .fields
            .iter()
            .find(|field| field.name == name);
        field.map_or(&[][..], |field| {
            &argument.bytes[field.offset..field.offset + field.size]
        })
    };
    let off = field("off");
    let features: Map<String, Value> = ModuleFeature::NAMES
        .words()
        .map(|(bit, name)| {
            let off = off.get(bit.trailing_zeros() as usize).copied();
            let off = off.and_then(|off| FeatureOffReason::from_raw(off.into()));
            (
                name.to_owned(),
                off.map_or(Value::Null, |off| off.text().into()),
            )
        })
        .collect();
    let json = json!({
        "version": text(field("version")),
        "release": text(field("release")),
        "abi_version": argument.get("abi_version"),
        "levels": argument.get("levels"),
        "page_size": argument.get("page_size"),
        "nr_node_ids": argument.get("nr_node_ids"),
        "features": features,
    });
    let mut table = Table::new(["field", "value"]);
    for (name, value) in json.as_object().into_iter().flatten() {
        match value {
            Value::Object(features) => {
                for (feature, state) in features {
                    table.push([format!("feature.{feature}"), cell(state)]);
                }
            }
            value => table.push([name.clone(), cell(value)]),
        }
    }
    Ok(Answer { json, table })
}

/// `RMM_LRU`.
pub(crate) fn lru() -> io::Result<Answer> {
    let meanings = [
        ("list_pages", Meaning::Of(&[&LruList::NAMES])),
        ("isolated_pages", Meaning::Of(&[&LruType::NAMES])),
        (
            "on_list_pages",
            Meaning::Of(&[&LruList::NAMES, &ZoneKind::NAMES]),
        ),
        ("refault", Meaning::Of(&[&LruType::NAMES])),
        ("activate", Meaning::Of(&[&LruType::NAMES])),
        ("restore", Meaning::Of(&[&LruType::NAMES])),
        ("min_seq_lowest", Meaning::Of(&[&LruType::NAMES])),
        ("min_seq_highest", Meaning::Of(&[&LruType::NAMES])),
    ];
    let records: Vec<Value> = list::<LruRecord>(abi::LRU)?
        .iter()
        .map(|bytes| {
            let mut lru = decode::<LruRecord>(bytes, &meanings);
            // By age, then type, then zone.
            if let Some(Value::Array(pages)) = lru.get("gen_pages") {
                let zones = pages.len() / (4 * LruType::ALL.len());
                let ages: Value = pages
                    .chunks(zones * LruType::ALL.len())
                    .map(|types| {
                        let types = types.chunks(zones).zip(LruType::ALL);
                        let named = types.map(|(zones, kind)| {
                            let zones = zones.iter().zip(ZoneKind::ALL);
                            let zones =
                                zones.map(|(pages, zone)| (zone.text().to_owned(), pages.clone()));
                            (kind.text().to_owned(), Value::Object(zones.collect()))
                        });
                        Value::Object(named.collect())
                    })
                    .collect();
                lru.insert("gen_pages".to_owned(), ages);
            }
            Value::Object(lru)
        })
        .collect();
    let table = Table::across(&records, "node");
    Ok(Answer {
        json: records.into(),
        table,
    })
}

/// `RMM_LAYOUT`.
pub(crate) fn layout() -> io::Result<Answer> {
    let records: Vec<Value> = list::<RegionRecord>(abi::LAYOUT)?
        .iter()
        .map(|bytes| {
            let meanings = [
                ("kind", Meaning::Word(&RegionKind::NAMES)),
                ("start", Meaning::Address),
                ("last", Meaning::Address),
            ];
            let mut region = decode::<RegionRecord>(bytes, &meanings);
            // The last address of all is what stands for absent; no first address is.
            if region["start"] == format!("{:016x}", abi::ABSENT) {
                region["start"] = Value::Null;
                region["last"] = Value::Null;
            }
            Value::Object(region)
        })
        .collect();
    let table = Table::of(&records, &["kind", "start", "last", "bytes", "top_entries"]);
    Ok(Answer {
        json: records.into(),
        table,
    })
}

/// `RMM_MEMCGS`, all of them.
pub(crate) fn memcgs(nodes: bool) -> io::Result<Answer> {
    let device = open()?;
    let size = if nodes {
        size_of::<MemcgNodeRecord>()
    } else {
        size_of::<MemcgRecord>()
    };
    let mut buffer = vec![0; 4 * ROOM * size];
    let mut names = vec![0; NAMES];
    let mut records = Vec::new();
    let mut after = 0;
    while after != abi::ABSENT {
        let mut argument = Argument::<MemcgsArgs>::new();
        argument
            .set("flags", if nodes { MemcgsFlag::NODES.into() } else { 0 })
            .set("after", after)
            .set("buf", buffer.as_mut_ptr().addr() as u64)
            .set("capacity", 4 * ROOM as u64)
            .set("record_size", size as u64)
            .set("names", names.as_mut_ptr().addr() as u64)
            .set("names_size", names.len() as u64);
        let buffers: &mut [sys::Buffer<'_>] = &mut [&mut buffer, &mut names];
        match sys::call(&device, abi::MEMCGS, &mut argument.bytes, buffers) {
            // The cgroup to go on behind was removed: anew.
            Err(error) if error.raw_os_error() == Some(libc::ESTALE) => {
                records.clear();
                after = 0;
                continue;
            }
            result => result?,
        }
        let found = buffer.chunks(size).take(argument.get("count") as usize);
        records.extend(found.map(|bytes| memcg(bytes, &names, nodes)));
        after = argument.get("next");
    }
    let columns: &[&str] = if nodes {
        &[
            "cgroup",
            "node",
            "inactive_anon",
            "active_anon",
            "inactive_file",
            "active_file",
            "unevictable",
        ]
    } else {
        &[
            "cgroup",
            "usage_pages",
            "peak_pages",
            "low_pages",
            "high_pages",
            "max_pages",
            "swap_usage_pages",
            "path",
        ]
    };
    let flat = records.iter().map(|record| {
        let mut record = record.clone();
        if let Some(Value::Object(lists)) = record.get("list_pages").cloned() {
            record
                .as_object_mut()
                .into_iter()
                .for_each(|record| record.extend(lists.clone()));
        }
        record
    });
    let table = Table::of(&flat.collect::<Vec<_>>(), columns);
    Ok(Answer {
        json: records.into(),
        table,
    })
}

fn memcg(bytes: &[u8], names: &[u8], nodes: bool) -> Value {
    if nodes {
        let meanings = [
            ("list_pages", Meaning::Of(&[&LruList::NAMES])),
            ("min_seq", Meaning::Of(&[&LruType::NAMES])),
        ];
        return Value::Object(decode::<MemcgNodeRecord>(bytes, &meanings));
    }
    let meanings = [
        ("flags", Meaning::Bits(MemcgFlag::NAMES)),
        ("events", Meaning::Of(&[&MemcgEvent::NAMES])),
        ("local_events", Meaning::Of(&[&MemcgEvent::NAMES])),
    ];
    let mut memcg = decode::<MemcgRecord>(bytes, &meanings);
    let mut place = |name: &str| {
        let place = memcg.shift_remove(name).and_then(|place| place.as_u64());
        place.unwrap_or(0) as usize
    };
    let (offset, len) = (place("name_offset"), place("name_len"));
    let path = names.get(offset..offset + len).unwrap_or_default();
    memcg.insert("path".to_owned(), String::from_utf8_lossy(path).into());
    Value::Object(memcg)
}
