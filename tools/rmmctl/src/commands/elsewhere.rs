// SPDX-License-Identifier: GPL-2.0

//! The kernel's own files for what exported symbols do not provide, as tables and JSON.

use super::prelude::*;
use clap::ValueEnum;
use rmm::{
    abi::elsewhere::ELSEWHERE,
    escape_name, //
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

const fn count(name: &'static str, doc: &'static str) -> crate::shape::AddedField {
    added(name, FieldMeaning::Number, doc)
}

const fn text(name: &'static str, doc: &'static str) -> crate::shape::AddedField {
    added(name, FieldMeaning::Text, doc)
}

/// Shape of the topics.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "elsewhere",
    doc: "A part of memory management that the kernel's own files show.",
    added: &[
        text("what", "One word for it."),
        text("path", "The kernel's file."),
        text("here", "Fields of rmm that are near to it."),
        text("why", "Why rmm does not show it."),
    ],
    keys: &["what"],
    ..RecordShape::EMPTY
};

/// Shape of slab caches.
pub(super) static SLAB_SHAPE: RecordShape = RecordShape {
    name: "elsewhere-slab",
    doc: "A slab cache of /proc/slabinfo.",
    added: &[
        text("name", "Name of the cache."),
        count("active_objects", "Objects in use."),
        count("objects", "Objects that the slabs have room for."),
        count("object_bytes", "Size of an object."),
        count("objects_per_slab", "Objects of a slab."),
        count("pages_per_slab", "Pages of a slab."),
        count("active_slabs", "Slabs in use."),
        count("slabs", "Slabs."),
    ],
    keys: &["name"],
    totals: RecordTotals::Refused("caches have objects and slabs of different sizes"),
    ..RecordShape::EMPTY
};

/// Shape of areas of vmalloc().
pub(super) static VMALLOC_SHAPE: RecordShape = RecordShape {
    name: "elsewhere-vmalloc",
    doc: "An area of /proc/vmallocinfo.",
    added: &[
        text("range", "Addresses, which the kernel may hash."),
        count("bytes", "Size."),
        text("caller", "Function that made the area."),
        count("pages", "Pages."),
        text("kind", "Other words of the line."),
        added("nodes", FieldMeaning::Nested, "Pages by node."),
    ],
    keys: &["range", "caller"],
    columns: &["range", "bytes", "pages", "caller", "kind"],
    ..RecordShape::EMPTY
};

/// Shape of pools of huge pages.
pub(super) static HUGETLB_SHAPE: RecordShape = RecordShape {
    name: "elsewhere-hugetlb",
    doc: "A pool of huge pages, of a node or of `all`.",
    added: &[
        text("node", "Node number, or `all`."),
        count("size_kb", "Size of a page in KiB."),
        count("nr_hugepages", "Pages of the pool."),
        count("free_hugepages", "Free pages."),
        count(
            "resv_hugepages",
            "Reserved pages; a node has no such number.",
        ),
        count("surplus_hugepages", "Pages above the pool's size."),
        count(
            "nr_overcommit_hugepages",
            "Limit of surplus pages; a node has no such number.",
        ),
    ],
    keys: &["node", "size_kb"],
    ..RecordShape::EMPTY
};

/// Shape of settings.
pub(super) static SYSCTL_SHAPE: RecordShape = RecordShape {
    name: "elsewhere-sysctl",
    doc: "A setting under /proc/sys/vm.",
    added: &[
        text("name", "Name of the file."),
        added(
            "value",
            FieldMeaning::Mixed,
            "Value; unknown if the file cannot be read.",
        ),
    ],
    keys: &["name"],
    ..RecordShape::EMPTY
};

/// The output of rows from a file of the kernel.
fn from_file(shape: &'static RecordShape, path: &str, rows: Vec<OutputRow>) -> CommandOutput {
    CommandOutput::rows(shape, rows).source(path)
}

/// Lists the topics, the kernel's files for them, and why rmm does not show them.
pub(crate) fn list_topics() -> CommandOutput {
    let rows = ELSEWHERE.iter().map(|entry| {
        OutputRow::computed([
            entry.topic.into(),
            entry.kernel_path.into(),
            entry.rmm_fields.into(),
            entry.reason.into(),
        ])
    });
    from_file(&SHAPE, "rmmctl", rows.collect())
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

/// The shape of the records of a file, or of the topics.
pub(super) fn shape_of(file: Option<KernelFile>) -> &'static RecordShape {
    match file {
        None => &SHAPE,
        Some(KernelFile::Slab) => &SLAB_SHAPE,
        Some(KernelFile::Vmalloc) => &VMALLOC_SHAPE,
        Some(KernelFile::Hugetlb) => &HUGETLB_SHAPE,
        Some(KernelFile::Sysctl) => &SYSCTL_SHAPE,
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
    let path = "/proc/slabinfo";
    Ok(from_file(
        &SLAB_SHAPE,
        path,
        parse_slabinfo(&read_text(path)?),
    ))
}

/// Parses slabinfo, version 2: `name active objects size per-slab pages : … : slabdata active
/// slabs shared`.
fn parse_slabinfo(text: &str) -> Vec<OutputRow> {
    let cache = |line: &str| {
        let cells: Vec<&str> = line.split_whitespace().collect();
        let data = cells.iter().position(|&cell| cell == "slabdata")?;
        let mut values = vec![Value::from(*cells.first()?)];
        for at in [1, 2, 3, 4, 5, data + 1, data + 2] {
            values.push(cells.get(at)?.parse::<u64>().ok()?.into());
        }
        Some(OutputRow::computed(values))
    };
    text.lines().skip(2).filter_map(cache).collect()
}

fn vmalloc() -> CommandResult {
    let path = "/proc/vmallocinfo";
    Ok(from_file(
        &VMALLOC_SHAPE,
        path,
        parse_vmallocinfo(&read_text(path)?),
    ))
}

/// Parses vmallocinfo: `range bytes caller pages=N phys=… kind… N0=…`. The kernel may hash the
/// addresses.
fn parse_vmallocinfo(text: &str) -> Vec<OutputRow> {
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
        Some(OutputRow::computed([
            range.into(),
            bytes.into(),
            caller.into(),
            pages.into(),
            kind.join(" ").into(),
            nodes,
        ]))
    };
    text.lines().filter_map(area).collect()
}

fn hugetlb() -> CommandResult {
    let whole = "/sys/kernel/mm/hugepages";
    let mut pools = vec![("all".to_owned(), Path::new(whole).to_owned())];
    let nodes = Path::new("/sys/devices/system/node");
    for name in entry_names(nodes).unwrap_or_default() {
        let number = name.strip_prefix("node").unwrap_or_default();
        let path = nodes.join(&name).join("hugepages");
        if number.parse::<u32>().is_ok() && path.is_dir() {
            pools.push((number.to_owned(), path));
        }
    }
    let mut rows = Vec::new();
    for (node, path) in pools {
        for name in entry_names(&path)? {
            let size = name.trim_start_matches("hugepages-").trim_end_matches("kB");
            let mut values = vec![node.clone().into(), parse_setting(size)];
            values.extend(HUGETLB_SHAPE.added[2..].iter().map(|field| {
                let value = read_text(path.join(&name).join(field.name));
                value.map_or(Value::Null, |value| parse_setting(&value))
            }));
            rows.push(OutputRow::computed(values));
        }
    }
    Ok(from_file(&HUGETLB_SHAPE, whole, rows))
}

fn sysctl() -> CommandResult {
    let path = "/proc/sys/vm";
    let mut names = entry_names(Path::new(path))?;
    names.sort();
    let rows = names.into_iter().map(|name| {
        // Some files can only be written, some only be read by root.
        let value = read_text(Path::new(path).join(&name));
        let value = value.map_or(Value::Null, |value| parse_setting(&value));
        OutputRow::computed([name.into(), value])
    });
    Ok(from_file(&SYSCTL_SHAPE, path, rows.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(rows: &[OutputRow], shape: &RecordShape) -> Vec<Value> {
        let rows = rows.iter();
        rows.map(|row| row.to_object(&shape.fields()).into())
            .collect()
    }

    #[test]
    fn parses_slabinfo() {
        let text = "slabinfo - version: 2.1\n# name ...\n\
                    dentry 10 42 192 21 1 : tunables 0 0 0 : slabdata 2 3 0\nbroken line\n";
        let found = values(&super::parse_slabinfo(text), &SLAB_SHAPE);
        assert_eq!(
            found,
            [json!({
                "name": "dentry", "active_objects": 10, "objects": 42, "object_bytes": 192,
                "objects_per_slab": 21, "pages_per_slab": 1, "active_slabs": 2, "slabs": 3,
            })]
        );
    }

    #[test]
    fn parses_vmallocinfo() {
        let text = "0xa-0xb   20480 irq_init+0x111/0x1b0 vmap\n\
                    0xc-0xd   8192 load+0x1/0x2 [ext4] pages=1 vmalloc N0=1 N2=3\n\
                    0xe-0xf   4096 vm_map_ram\n";
        let found = values(&super::parse_vmallocinfo(text), &VMALLOC_SHAPE);
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
