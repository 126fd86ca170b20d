// SPDX-License-Identifier: GPL-2.0

//! Names of users and paths of memory cgroups, of which most processes have a few.

use crate::names::shown_name;
use rmm::{
    abi::process::ProcessRecord,
    Rmm, //
};
use std::{
    collections::HashMap,
    fs::{
        self,
        File, //
    },
    io::{
        self,
        Read, //
    },
};

/// Names by number, escaped.
#[derive(Default)]
pub(super) struct ProcessNames {
    pub(super) users: HashMap<u32, String>,
    /// Paths by id; empty if the caller may not list memory cgroups.
    pub(super) cgroups: HashMap<u64, String>,
}

impl ProcessNames {
    /// The name of a user, or its number.
    pub(super) fn user(&mut self, uid: u32) -> &str {
        self.users.entry(uid).or_insert_with(|| uid.to_string())
    }

    /// The cgroup of a process, by its number if that is known: a file of each process costs as
    /// much as its record.
    pub(super) fn cgroup(&self, record: &ProcessRecord) -> Option<String> {
        let known = self.cgroups.get(&record.memory_cgroup).cloned();
        known.or_else(|| {
            let text = read_small(&format!("/proc/{}/cgroup", record.pid)).unwrap_or_default();
            memory_cgroup(&text)
        })
    }
}

/// Names of users by number. A line that cannot be parsed hides no other.
pub(super) fn user_names(passwd: &[u8]) -> HashMap<u32, String> {
    // The first name of a number counts, as for getpwuid(3).
    let mut names = HashMap::new();
    for line in passwd.split(|&byte| byte == b'\n') {
        let mut fields = line.split(|&byte| byte == b':');
        let name = fields.next().unwrap_or_default();
        let number = fields
            .nth(1)
            .and_then(|text| std::str::from_utf8(text).ok());
        if let Some(number) = number.and_then(|text| text.parse().ok()) {
            names.entry(number).or_insert_with(|| shown_name(name));
        }
    }
    names
}

/// Paths of the memory cgroups by id; none if the caller may not list them.
pub(super) fn cgroup_paths(rmm: &Rmm) -> HashMap<u64, String> {
    let memcgs = rmm.memcgs().map_while(Result::ok);
    let paths = memcgs.filter(|memcg| !memcg.path.is_empty());
    paths
        .map(|memcg| (memcg.cgroup, shown_name(&memcg.path)))
        .collect()
}

/// Reads a file that mostly fits into one read(2), of which ps makes one for each process.
fn read_small(path: &str) -> io::Result<Vec<u8>> {
    let mut bytes = [0; 512];
    let len = File::open(path)?.read(&mut bytes)?;
    match len < bytes.len() {
        true => Ok(bytes[..len].to_vec()),
        false => fs::read(path),
    }
}

/// The path in the hierarchy of the memory controller, which is that of version 2 unless version 1
/// has it.
fn memory_cgroup(text: &[u8]) -> Option<String> {
    let lines = text.split(|&byte| byte == b'\n').filter_map(|line| {
        let mut fields = line.splitn(3, |&byte| byte == b':');
        let (_, controllers) = (fields.next()?, fields.next()?);
        Some((controllers, fields.next()?))
    });
    let has_memory = |controllers: &[u8]| {
        let mut names = controllers.split(|&byte| byte == b',');
        names.any(|name| name == b"memory")
    };
    let (first, second): (Vec<_>, Vec<_>) =
        lines.partition(|(controllers, _)| has_memory(controllers));
    let unified = second
        .iter()
        .find(|(controllers, _)| controllers.is_empty());
    first.first().or(unified).map(|(_, path)| shown_name(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_memory_cgroup() {
        assert_eq!(memory_cgroup(b"0::/a b\n").as_deref(), Some("/a b"));
        assert_eq!(
            memory_cgroup(b"5:cpu:/c\n4:hugetlb,memory:/m:x\n0::/u\n").as_deref(),
            Some("/m:x")
        );
        assert_eq!(memory_cgroup(b""), None);
    }

    #[test]
    fn a_bad_line_hides_no_user() {
        let names = user_names(
            b"root:x:0:0::/root:/bin/sh\nbad\xff:x:7:7:\xfe::\n\n+::\nweb:x:8:8:::\nother:x:8:8:::\n",
        );
        assert_eq!(names[&0], "root");
        assert_eq!(names[&7], "bad\\377");
        assert_eq!(names[&8], "web");
        assert_eq!(names.len(), 3);
    }
}
