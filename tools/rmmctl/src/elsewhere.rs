// SPDX-License-Identifier: GPL-2.0

//! What a module cannot tell: the kernel's own files, as tables and as JSON.

use crate::{
    table::{
        cell,
        Table, //
    },
    Answer, //
};
use clap::ValueEnum;
use rmm_host::abi::elsewhere::ELSEWHERE;
use serde::Serialize;
use serde_json::{
    json,
    Value, //
};
use std::{
    fs,
    io,
    path::Path, //
};

/// Files that this program reads.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum What {
    /// Slab caches: objects and slabs of each.
    Slab,
    /// Areas of vmalloc and ioremap.
    Vmalloc,
    /// Pools of huge pages, of the machine and of each node.
    Hugetlb,
    /// Settings under /proc/sys/vm.
    Sysctl,
}

/// A slab cache, as /proc/slabinfo has it.
#[derive(Serialize)]
struct Slab {
    name: String,
    active_objects: u64,
    objects: u64,
    object_bytes: u64,
    objects_per_slab: u64,
    pages_per_slab: u64,
    active_slabs: u64,
    slabs: u64,
}

/// What there is, and why it is elsewhere.
pub(crate) fn list() -> Answer {
    let mut table = Table::new(["what", "path", "here", "why"]);
    let mut records = Vec::new();
    for place in ELSEWHERE {
        table.push([
            place.topic,
            place.kernel_path,
            place.rmm_fields,
            place.reason,
        ]);
        records.push(json!({
            "what": place.topic, "path": place.kernel_path, "here": place.rmm_fields, "why": place.reason,
        }));
    }
    Answer {
        json: records.into(),
        table,
    }
}

/// One of them.
pub(crate) fn read(what: What) -> io::Result<Answer> {
    match what {
        What::Slab => slab(),
        What::Vmalloc => vmalloc(),
        What::Hugetlb => hugetlb(),
        What::Sysctl => sysctl(),
    }
}

/// The text of a file, or an error that names it.
fn text(path: impl AsRef<Path>) -> io::Result<String> {
    let path = path.as_ref();
    let text = fs::read(path).map_err(|error| named(path, &error))?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// Entries of a directory by name.
fn names(path: &Path) -> io::Result<Vec<String>> {
    let entries = fs::read_dir(path).map_err(|error| named(path, &error))?;
    let mut names = entries
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<io::Result<Vec<_>>>()?;
    names.sort_by_key(|name| (name.len(), name.clone()));
    Ok(names)
}

/// A value of a settings file: a number if it is one.
fn setting(text: &str) -> Value {
    let text = text.trim();
    text.parse::<i64>()
        .map_or_else(|_| text.into(), Value::from)
}

fn slab() -> io::Result<Answer> {
    let caches = slabs(&text("/proc/slabinfo")?);
    let records = caches
        .iter()
        .map(|cache| serde_json::to_value(cache).map_err(io::Error::from));
    let records = records.collect::<io::Result<Vec<_>>>()?;
    let columns = [
        "name",
        "active_objects",
        "objects",
        "object_bytes",
        "objects_per_slab",
        "pages_per_slab",
        "active_slabs",
        "slabs",
    ];
    Ok(Answer {
        table: Table::of(&records, &columns),
        json: records.into(),
    })
}

/// Lines of slabinfo, version 2: `name active objects size per-slab pages : … : slabdata active
/// slabs shared`.
fn slabs(text: &str) -> Vec<Slab> {
    text.lines()
        .skip(2)
        .filter_map(|line| {
            let cells: Vec<&str> = line.split_whitespace().collect();
            let number = |at: usize| cells.get(at)?.parse().ok();
            let data = cells.iter().position(|&cell| cell == "slabdata")?;
            Some(Slab {
                name: (*cells.first()?).to_owned(),
                active_objects: number(1)?,
                objects: number(2)?,
                object_bytes: number(3)?,
                objects_per_slab: number(4)?,
                pages_per_slab: number(5)?,
                active_slabs: number(data + 1)?,
                slabs: number(data + 2)?,
            })
        })
        .collect()
}

fn vmalloc() -> io::Result<Answer> {
    let records = areas(&text("/proc/vmallocinfo")?);
    Ok(Answer {
        table: Table::of(&records, &["range", "bytes", "pages", "caller", "kind"]),
        json: records.into(),
    })
}

/// Lines of vmallocinfo: `range bytes caller pages=N phys=… kind… N0=…`. The kernel may hash the
/// addresses.
fn areas(text: &str) -> Vec<Value> {
    let area = |line: &str| {
        let mut cells = line.split_whitespace();
        let range = cells.next()?;
        let bytes: u64 = cells.next()?.parse().ok()?;
        let (mut caller, mut pages, mut kind, mut nodes) = (None, None, vec![], json!({}));
        for cell in cells {
            match cell.split_once('=') {
                Some(("pages", count)) => pages = count.parse::<u64>().ok(),
                Some((node, count)) if node.starts_with('N') => {
                    nodes[&node[1..]] = setting(count);
                }
                None if caller.is_none() && cell.contains("+0x") => caller = Some(cell),
                _ => kind.push(cell),
            }
        }
        Some(json!({
            "range": range, "bytes": bytes, "caller": caller, "pages": pages, "nodes": nodes,
            "kind": kind.join(" "),
        }))
    };
    text.lines().filter_map(area).collect()
}

fn hugetlb() -> io::Result<Answer> {
    let mut places = vec![(
        "all".to_owned(),
        Path::new("/sys/kernel/mm/hugepages").to_owned(),
    )];
    let nodes = Path::new("/sys/devices/system/node");
    for name in names(nodes).unwrap_or_default() {
        let number = name.strip_prefix("node").unwrap_or_default();
        let path = nodes.join(&name).join("hugepages");
        if number.parse::<u32>().is_ok() && path.is_dir() {
            places.push((number.to_owned(), path));
        }
    }
    let columns = [
        "node",
        "size_kb",
        "nr_hugepages",
        "free_hugepages",
        "resv_hugepages",
        "surplus_hugepages",
        "nr_overcommit_hugepages",
    ];
    let mut records = Vec::new();
    for (node, path) in places {
        for name in names(&path)? {
            let size = name.trim_start_matches("hugepages-").trim_end_matches("kB");
            let mut record = json!({ "node": node, "size_kb": setting(size) });
            for column in &columns[2..] {
                // Nodes have no reserve and no overcommit of their own.
                let value = text(path.join(&name).join(column));
                record[*column] = value.map_or(Value::Null, |value| setting(&value));
            }
            records.push(record);
        }
    }
    Ok(Answer {
        table: Table::of(&records, &columns),
        json: records.into(),
    })
}

fn sysctl() -> io::Result<Answer> {
    let dir = Path::new("/proc/sys/vm");
    let mut json = json!({});
    let mut names = names(dir)?;
    names.sort();
    let mut table = Table::new(["name", "value"]);
    for name in names {
        // Some can only be written, some only by root.
        let value = text(dir.join(&name)).map_or(Value::Null, |value| setting(&value));
        table.push([name.clone(), cell(&value)]);
        json[name] = value;
    }
    Ok(Answer { json, table })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_slabinfo() {
        let text = "slabinfo - version: 2.1\n# name ...\n\
                    dentry 10 42 192 21 1 : tunables 0 0 0 : slabdata 2 3 0\nbroken line\n";
        let found = slabs(text);
        assert_eq!(found.len(), 1);
        let dentry = &found[0];
        assert_eq!(
            (dentry.name.as_str(), dentry.objects, dentry.slabs),
            ("dentry", 42, 3)
        );
        assert_eq!((dentry.object_bytes, dentry.pages_per_slab), (192, 1));
    }

    #[test]
    fn lines_of_vmallocinfo() {
        let text = "0xa-0xb   20480 irq_init+0x111/0x1b0 vmap\n\
                    0xc-0xd   8192 load+0x1/0x2 [ext4] pages=1 vmalloc N0=1 N2=3\n\
                    0xe-0xf   4096 vm_map_ram\n";
        let found = areas(text);
        assert_eq!(found.len(), 3);
        assert_eq!(found[0]["caller"], "irq_init+0x111/0x1b0");
        assert_eq!(found[1]["pages"], 1);
        assert_eq!(found[1]["nodes"], json!({"0": 1, "2": 3}));
        assert_eq!(found[1]["kind"], "[ext4] vmalloc");
        assert_eq!(found[2]["caller"], Value::Null);
    }

    #[test]
    fn every_file_is_on_the_list() {
        for what in What::value_variants() {
            let name = what.to_possible_value().unwrap();
            assert!(ELSEWHERE.iter().any(|place| place.topic == name.get_name()));
        }
    }
}
