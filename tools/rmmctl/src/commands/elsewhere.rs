// SPDX-License-Identifier: GPL-2.0

//! The kernel's own files for what exported symbols do not provide, as tables and JSON.

use super::CommandResult;
use crate::{
    error::CommandError,
    grid::{
        cell,
        TextGrid, //
    },
    output::CommandOutput, //
};
use clap::ValueEnum;
use rmm::{
    abi::elsewhere::ELSEWHERE,
    escape_name, //
};
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

/// Kernel files that this program reads.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum KernelFile {
    /// Slab caches: objects and slabs of each.
    Slab,
    /// Areas of vmalloc() and ioremap().
    Vmalloc,
    /// Pools of huge pages of the machine and of each node.
    Hugetlb,
    /// Settings under /proc/sys/vm.
    Sysctl,
}

/// A slab cache of /proc/slabinfo.
#[derive(Serialize)]
struct SlabCache {
    name: String,
    active_objects: u64,
    objects: u64,
    object_bytes: u64,
    objects_per_slab: u64,
    pages_per_slab: u64,
    active_slabs: u64,
    slabs: u64,
}

/// Lists the topics, the kernel's files for them, and why rmm does not show them.
pub(crate) fn list_topics() -> CommandOutput {
    let mut grid = TextGrid::new(["what", "path", "here", "why"]);
    let mut records = Vec::new();
    for entry in ELSEWHERE {
        grid.push([
            entry.topic,
            entry.kernel_path,
            entry.rmm_fields,
            entry.reason,
        ]);
        records.push(json!({
            "what": entry.topic,
            "path": entry.kernel_path,
            "here": entry.rmm_fields,
            "why": entry.reason,
        }));
    }
    CommandOutput {
        json: records.into(),
        grid,
    }
}

/// Reads one of the files.
pub(crate) fn read(file: KernelFile) -> CommandResult {
    match file {
        KernelFile::Slab => slab(),
        KernelFile::Vmalloc => vmalloc(),
        KernelFile::Hugetlb => hugetlb(),
        KernelFile::Sysctl => sysctl(),
    }
}

/// Reads a file, whose words are escaped; an error contains its path.
fn read_text(path: impl AsRef<Path>) -> Result<String, CommandError> {
    let path = path.as_ref();
    let text = fs::read(path).map_err(|error| CommandError::file(path, &error))?;
    Ok(escape_words(&text))
}

/// Escapes everything but what separates the words of the kernel's files.
fn escape_words(text: &[u8]) -> String {
    let mut escaped = String::new();
    for part in text.split_inclusive(|byte| matches!(byte, b'\t' | b'\n')) {
        match part.split_last() {
            Some((&last @ (b'\t' | b'\n'), word)) => {
                escaped += &escape_name(word);
                escaped.push(last.into());
            }
            _ => escaped += &escape_name(part),
        }
    }
    escaped
}

/// The entries of a directory, shorter names first.
fn entry_names(path: &Path) -> Result<Vec<String>, CommandError> {
    let entries = fs::read_dir(path).map_err(|error| CommandError::file(path, &error))?;
    let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let names: io::Result<Vec<String>> = names.collect();
    let mut names = names.map_err(|error| CommandError::file(path, &error))?;
    names.sort_by_key(|name| (name.len(), name.clone()));
    Ok(names)
}

/// The value of a settings file, as a number if it is one.
fn parse_setting(text: &str) -> Value {
    let text = text.trim();
    text.parse::<i64>()
        .map_or_else(|_| text.into(), Value::from)
}

fn slab() -> CommandResult {
    let caches = parse_slabinfo(&read_text("/proc/slabinfo")?);
    let records = caches
        .iter()
        .map(|cache| serde_json::to_value(cache).map_err(io::Error::from));
    let records: io::Result<Vec<Value>> = records.collect();
    let records = records.map_err(|error| CommandError::file("/proc/slabinfo", &error))?;
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
    Ok(CommandOutput {
        grid: TextGrid::from_columns(&records, &columns),
        json: records.into(),
    })
}

/// Parses slabinfo, version 2: `name active objects size per-slab pages : … : slabdata active
/// slabs shared`.
fn parse_slabinfo(text: &str) -> Vec<SlabCache> {
    text.lines()
        .skip(2)
        .filter_map(|line| {
            let cells: Vec<&str> = line.split_whitespace().collect();
            let number = |at: usize| cells.get(at)?.parse().ok();
            let data = cells.iter().position(|&cell| cell == "slabdata")?;
            Some(SlabCache {
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

fn vmalloc() -> CommandResult {
    let records = parse_vmallocinfo(&read_text("/proc/vmallocinfo")?);
    Ok(CommandOutput {
        grid: TextGrid::from_columns(&records, &["range", "bytes", "pages", "caller", "kind"]),
        json: records.into(),
    })
}

/// Parses vmallocinfo: `range bytes caller pages=N phys=… kind… N0=…`. The kernel may hash the
/// addresses.
fn parse_vmallocinfo(text: &str) -> Vec<Value> {
    let area = |line: &str| {
        let mut cells = line.split_whitespace();
        let range = cells.next()?;
        let bytes: u64 = cells.next()?.parse().ok()?;
        let (mut caller, mut pages, mut kind, mut nodes) = (None, None, vec![], json!({}));
        for cell in cells {
            match cell.split_once('=') {
                Some(("pages", count)) => pages = count.parse::<u64>().ok(),
                Some((node, count)) if node.starts_with('N') => {
                    nodes[&node[1..]] = parse_setting(count);
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

fn hugetlb() -> CommandResult {
    let mut pools = vec![(
        "all".to_owned(),
        Path::new("/sys/kernel/mm/hugepages").to_owned(),
    )];
    let nodes = Path::new("/sys/devices/system/node");
    for name in entry_names(nodes).unwrap_or_default() {
        let number = name.strip_prefix("node").unwrap_or_default();
        let path = nodes.join(&name).join("hugepages");
        if number.parse::<u32>().is_ok() && path.is_dir() {
            pools.push((number.to_owned(), path));
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
    for (node, path) in pools {
        for name in entry_names(&path)? {
            let size = name.trim_start_matches("hugepages-").trim_end_matches("kB");
            let mut record = json!({ "node": node, "size_kb": parse_setting(size) });
            for column in &columns[2..] {
                // Nodes have no reservation and no overcommit.
                let value = read_text(path.join(&name).join(column));
                record[*column] = value.map_or(Value::Null, |value| parse_setting(&value));
            }
            records.push(record);
        }
    }
    Ok(CommandOutput {
        grid: TextGrid::from_columns(&records, &columns),
        json: records.into(),
    })
}

fn sysctl() -> CommandResult {
    let dir = Path::new("/proc/sys/vm");
    let mut json = json!({});
    let mut names = entry_names(dir)?;
    names.sort();
    let mut grid = TextGrid::new(["name", "value"]);
    for name in names {
        // Some files can only be written, some only be read by root.
        let value = read_text(dir.join(&name)).map_or(Value::Null, |value| parse_setting(&value));
        grid.push([name.clone(), cell(&value)]);
        json[name] = value;
    }
    Ok(CommandOutput { json, grid })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_slabinfo() {
        let text = "slabinfo - version: 2.1\n# name ...\n\
                    dentry 10 42 192 21 1 : tunables 0 0 0 : slabdata 2 3 0\nbroken line\n";
        let found = parse_slabinfo(text);
        assert_eq!(found.len(), 1);
        let dentry = &found[0];
        assert_eq!(
            (dentry.name.as_str(), dentry.objects, dentry.slabs),
            ("dentry", 42, 3)
        );
        assert_eq!((dentry.object_bytes, dentry.pages_per_slab), (192, 1));
    }

    #[test]
    fn parses_vmallocinfo() {
        let text = "0xa-0xb   20480 irq_init+0x111/0x1b0 vmap\n\
                    0xc-0xd   8192 load+0x1/0x2 [ext4] pages=1 vmalloc N0=1 N2=3\n\
                    0xe-0xf   4096 vm_map_ram\n";
        let found = parse_vmallocinfo(text);
        assert_eq!(found.len(), 3);
        assert_eq!(found[0]["caller"], "irq_init+0x111/0x1b0");
        assert_eq!(found[1]["pages"], 1);
        assert_eq!(found[1]["nodes"], json!({"0": 1, "2": 3}));
        assert_eq!(found[1]["kind"], "[ext4] vmalloc");
        assert_eq!(found[2]["caller"], Value::Null);
    }

    #[test]
    fn names_in_files_are_escaped() {
        assert_eq!(escape_words(b"1\t2 3\n"), "1\t2 3\n");
        assert_eq!(
            escape_words(b"a\x1b[2J\\\t\xff\n"),
            "a\\033[2J\\134\t\\377\n"
        );
    }

    #[test]
    fn each_file_is_a_topic() {
        for file in KernelFile::value_variants() {
            let name = file.to_possible_value().unwrap();
            assert!(ELSEWHERE.iter().any(|entry| entry.topic == name.get_name()));
        }
    }
}
