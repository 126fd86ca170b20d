// SPDX-License-Identifier: GPL-2.0

//! Commands that call ioctls of `/dev/rmm`: the module, LRU lists, kernel layout, memory cgroups.

use crate::{
    record::{
        decode,
        FieldMeaning,
        RecordBytes, //
    },
    sys,
    table::{
        cell,
        escape,
        TextTable, //
    },
    CommandOutput, //
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
/// Initial capacity of a list, in records.
const CAPACITY: usize = 64;
/// Size of the buffer for cgroup paths, in bytes.
const NAMES_SIZE: usize = 1 << 16;

/// Opens the device.
pub(crate) fn open() -> io::Result<File> {
    let opened = OpenOptions::new().read(true).write(true).open(DEVICE);
    opened.map_err(|error| {
        let hint = match error.kind() {
            io::ErrorKind::NotFound => ": is rmm.ko loaded?",
            io::ErrorKind::PermissionDenied => ": only root may open it",
            _ => "",
        };
        io::Error::new(error.kind(), format!("{DEVICE}: {error}{hint}"))
    })
}

/// Reads all records of a list, as bytes. The buffer grows until they fit.
fn read_list<T: AbiRecord>(request: u32) -> io::Result<Vec<Vec<u8>>> {
    let device = open()?;
    let mut capacity = CAPACITY;
    loop {
        let mut buffer = vec![0; capacity * size_of::<T>()];
        let mut argument = RecordBytes::<ListArgs>::new();
        argument
            .set("buf", buffer.as_mut_ptr().addr() as u64)
            .set("capacity", capacity as u64)
            .set("record_size", size_of::<T>() as u64);
        match sys::call(&device, request, &mut argument.bytes, &mut [&mut buffer]) {
            Err(error) if error.raw_os_error() == Some(libc::ENOSPC) => capacity *= 4,
            Err(error) => return Err(error),
            Ok(()) => {
                let count = argument.get("count") as usize;
                let records = buffer.chunks(size_of::<T>()).take(count);
                return Ok(records.map(<[u8]>::to_vec).collect());
            }
        }
    }
}

/// The text of a zero-terminated field.
fn terminated_text(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|&byte| byte == 0);
    escape(&bytes[..end.unwrap_or(bytes.len())])
}

/// Runs `RMM_INFO`.
pub(crate) fn info() -> io::Result<CommandOutput> {
    let mut argument = RecordBytes::<InfoArgs>::new();
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
        "version": terminated_text(field("version")),
        "release": terminated_text(field("release")),
        "abi_version": argument.get("abi_version"),
        "levels": argument.get("levels"),
        "page_size": argument.get("page_size"),
        "nr_node_ids": argument.get("nr_node_ids"),
        "features": features,
    });
    let mut table = TextTable::new(["field", "value"]);
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
    Ok(CommandOutput { json, table })
}

/// Runs `RMM_LRU`.
pub(crate) fn lru() -> io::Result<CommandOutput> {
    let meanings = [
        ("list_pages", FieldMeaning::IndexedBy(&[&LruList::NAMES])),
        (
            "isolated_pages",
            FieldMeaning::IndexedBy(&[&LruType::NAMES]),
        ),
        (
            "on_list_pages",
            FieldMeaning::IndexedBy(&[&LruList::NAMES, &ZoneKind::NAMES]),
        ),
        ("refault", FieldMeaning::IndexedBy(&[&LruType::NAMES])),
        ("activate", FieldMeaning::IndexedBy(&[&LruType::NAMES])),
        ("restore", FieldMeaning::IndexedBy(&[&LruType::NAMES])),
        (
            "min_seq_lowest",
            FieldMeaning::IndexedBy(&[&LruType::NAMES]),
        ),
        (
            "min_seq_highest",
            FieldMeaning::IndexedBy(&[&LruType::NAMES]),
        ),
    ];
    let records: Vec<Value> = read_list::<LruRecord>(abi::LRU)?
        .iter()
        .map(|bytes| {
            let mut lru = decode::<LruRecord>(bytes, &meanings);
            // An array by age, type and zone.
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
    let table = TextTable::transposed(&records, "node");
    Ok(CommandOutput {
        json: records.into(),
        table,
    })
}

/// Runs `RMM_LAYOUT`.
pub(crate) fn layout() -> io::Result<CommandOutput> {
    let records: Vec<Value> = read_list::<RegionRecord>(abi::LAYOUT)?
        .iter()
        .map(|bytes| {
            let meanings = [
                ("kind", FieldMeaning::Word(&RegionKind::NAMES)),
                ("start", FieldMeaning::Address),
                ("last", FieldMeaning::Address),
            ];
            let mut region = decode::<RegionRecord>(bytes, &meanings);
            // An absent region has the value of the last address in both fields, which is not the
            // start of any region.
            if region["start"] == format!("{:016x}", abi::ABSENT) {
                region["start"] = Value::Null;
                region["last"] = Value::Null;
            }
            Value::Object(region)
        })
        .collect();
    let table =
        TextTable::from_columns(&records, &["kind", "start", "last", "bytes", "top_entries"]);
    Ok(CommandOutput {
        json: records.into(),
        table,
    })
}

/// Runs `RMM_MEMCGS` until all memory cgroups are read.
pub(crate) fn memcgs(nodes: bool) -> io::Result<CommandOutput> {
    let device = open()?;
    let size = if nodes {
        size_of::<MemcgNodeRecord>()
    } else {
        size_of::<MemcgRecord>()
    };
    let mut buffer = vec![0; 4 * CAPACITY * size];
    let mut names = vec![0; NAMES_SIZE];
    let mut records = Vec::new();
    let mut after = 0;
    while after != abi::ABSENT {
        let mut argument = RecordBytes::<MemcgsArgs>::new();
        argument
            .set("flags", if nodes { MemcgsFlag::NODES.into() } else { 0 })
            .set("after", after)
            .set("buf", buffer.as_mut_ptr().addr() as u64)
            .set("capacity", 4 * CAPACITY as u64)
            .set("record_size", size as u64)
            .set("names", names.as_mut_ptr().addr() as u64)
            .set("names_size", names.len() as u64);
        let buffers: &mut [sys::CallBuffer<'_>] = &mut [&mut buffer, &mut names];
        match sys::call(&device, abi::MEMCGS, &mut argument.bytes, buffers) {
            // The cgroup to resume after was removed: start again.
            Err(error) if error.raw_os_error() == Some(libc::ESTALE) => {
                records.clear();
                after = 0;
                continue;
            }
            result => result?,
        }
        let found = buffer.chunks(size).take(argument.get("count") as usize);
        records.extend(found.map(|bytes| decode_memcg(bytes, &names, nodes)));
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
    let table = TextTable::from_columns(&flat.collect::<Vec<_>>(), columns);
    Ok(CommandOutput {
        json: records.into(),
        table,
    })
}

/// A record of a memory cgroup, or of its LRU lists on a node.
fn decode_memcg(bytes: &[u8], names: &[u8], nodes: bool) -> Value {
    if nodes {
        let meanings = [
            ("list_pages", FieldMeaning::IndexedBy(&[&LruList::NAMES])),
            ("min_seq", FieldMeaning::IndexedBy(&[&LruType::NAMES])),
        ];
        return Value::Object(decode::<MemcgNodeRecord>(bytes, &meanings));
    }
    let meanings = [
        ("flags", FieldMeaning::Bits(MemcgFlag::NAMES)),
        ("events", FieldMeaning::IndexedBy(&[&MemcgEvent::NAMES])),
        (
            "local_events",
            FieldMeaning::IndexedBy(&[&MemcgEvent::NAMES]),
        ),
    ];
    let mut memcg = decode::<MemcgRecord>(bytes, &meanings);
    let mut take = |name: &str| {
        let number = memcg.shift_remove(name).and_then(|number| number.as_u64());
        number.unwrap_or(0) as usize
    };
    let (offset, len) = (take("name_offset"), take("name_len"));
    let path = names.get(offset..offset + len).unwrap_or_default();
    memcg.insert("path".to_owned(), escape(path).into());
    Value::Object(memcg)
}
