// SPDX-License-Identifier: GPL-2.0

//! Which processes are shown.

use super::names::ProcessNames;
use crate::{
    error::CommandError,
    names::shown_name, //
};
use regex::bytes::Regex;
use rmm::{
    abi::process::ProcessRecord,
    restore_name, //
};
use std::{
    ffi::OsStr,
    os::unix::ffi::OsStrExt,
    path::Path, //
};

/// Nodes whose memory is counted separately; further ones are counted together.
const COUNTED_NODES: u32 = 16;
const NODES: &str = "/sys/devices/system/node";
/// Where the hierarchy of the memory controller may be mounted.
const HIERARCHIES: &[&str] = &[
    "/sys/fs/cgroup",
    "/sys/fs/cgroup/memory",
    "/sys/fs/cgroup/unified",
];

/// A cgroup that the caller names. Names of units have escapes of their own, so it can be written as
/// it is, and as rmmctl shows it.
#[derive(Debug)]
pub(super) struct WantedCgroup {
    /// The path as it is shown, if the caller wrote it as it is.
    raw: String,
    /// The path as it is shown, if the caller wrote it so.
    shown: String,
}

impl WantedCgroup {
    /// A path without the slash at its end; the one at its beginning can be left out.
    pub(super) fn new(text: &str) -> Self {
        let path = format!("/{}", text.trim_matches('/'));
        let shown = if path == "/" { String::new() } else { path };
        Self {
            raw: shown_name(shown.as_bytes()),
            shown,
        }
    }

    /// Whether a cgroup is this one or below it.
    pub(super) fn has(&self, path: &str) -> bool {
        [&self.raw, &self.shown].iter().any(|wanted| {
            let rest = path.strip_prefix(wanted.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// Refuses a cgroup that does not exist. `known` has the paths of memory cgroups.
    pub(super) fn check<'a>(
        &self,
        mut known: impl Iterator<Item = &'a String>,
    ) -> Result<(), CommandError> {
        let real = [
            self.shown.clone().into_bytes(),
            restore_name(self.shown.as_bytes()),
        ];
        let mounted = HIERARCHIES.iter().filter(|root| Path::new(root).exists());
        let roots: Vec<&str> = mounted.copied().collect();
        let is_dir = |path: &[u8]| {
            let exists = |root: &&str| {
                let path = [root.as_bytes(), path].concat();
                Path::new(OsStr::from_bytes(&path)).is_dir()
            };
            roots.iter().any(exists)
        };
        if self.shown.is_empty()
            || known.any(|path| self.has(path))
            || roots.is_empty()
            || real.iter().any(|path| is_dir(path))
        {
            return Ok(());
        }
        Err(CommandError::NotFound {
            text: format!("there is no cgroup {}", self.shown),
            cure: "`rmmctl memcgs` lists the paths of memory cgroups",
        })
    }
}

/// Which processes are shown.
#[derive(Default)]
pub(super) struct ProcessFilter {
    pub(super) node: Option<u32>,
    pub(super) cgroup: Option<WantedCgroup>,
    pub(super) user: Option<String>,
    pub(super) name: Option<Regex>,
}

impl ProcessFilter {
    /// Refuses a user that neither has a number nor is in /etc/passwd.
    pub(super) fn check_user(&self, names: &ProcessNames) -> Result<(), CommandError> {
        let Some(wanted) = &self.user else {
            return Ok(());
        };
        let shown = shown_name(wanted.as_bytes());
        if wanted.parse::<u32>().is_ok() || names.users.values().any(|name| *name == shown) {
            return Ok(());
        }
        Err(CommandError::NotFound {
            text: format!("/etc/passwd has no user {wanted}"),
            cure: "use the number that `id -u USER` prints",
        })
    }

    /// Whether a process is shown.
    pub(super) fn passes(&self, record: &ProcessRecord, names: &mut ProcessNames) -> bool {
        let name = self.name.as_ref();
        name.is_none_or(|name| name.is_match(record.name()))
            && self.has_node(record)
            && self.has_user(rmm::present_32(record.uid), names)
            && self.cgroup.as_ref().is_none_or(|wanted| {
                let path = names.cgroup(record);
                path.is_some_and(|path| wanted.has(&path))
            })
    }

    fn has_node(&self, record: &ProcessRecord) -> bool {
        let Some(node) = self.node else {
            return true;
        };
        let bytes = record.node_bytes.get(node as usize);
        bytes.is_some_and(|&bytes| rmm::present(bytes).is_some_and(|bytes| bytes != 0))
    }

    fn has_user(&self, uid: Option<u32>, names: &mut ProcessNames) -> bool {
        let Some(wanted) = &self.user else {
            return true;
        };
        uid.is_some_and(|uid| {
            Some(uid) == wanted.parse().ok() || names.user(uid) == shown_name(wanted.as_bytes())
        })
    }
}

/// Refuses a node that does not exist, or whose memory is not counted separately.
pub(super) fn check_node(node: u32) -> Result<(), CommandError> {
    // Without the directory, the kernel has one node.
    let exists = match Path::new(NODES).exists() {
        true => Path::new(NODES).join(format!("node{node}")).exists(),
        false => node == 0,
    };
    match (exists, node < COUNTED_NODES) {
        (true, true) => Ok(()),
        (false, _) => Err(CommandError::NotFound {
            text: format!("there is no node {node}"),
            cure: "`rmmctl nodes` lists the nodes",
        }),
        (true, false) => Err(CommandError::NotFound {
            text: format!("node {node}: nodes from {COUNTED_NODES} on are counted together"),
            cure: "the column node_bytes.more has their sum",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rmm::abi::AbiRecord;

    #[test]
    fn cgroups_include_those_below() {
        for (cgroup, selected) in [
            ("/a", true),
            ("/a/b/", true),
            ("a/b", true),
            ("/a/bc", false),
            ("/", true),
        ] {
            assert_eq!(WantedCgroup::new(cgroup).has("/a/b"), selected, "{cgroup}");
        }
    }

    #[test]
    fn units_have_their_names() {
        let name = r"/system.slice/dev-disk\x2did.swap";
        let path = shown_name(name.as_bytes());
        assert!(path.contains("\\134x2d"), "{path}");
        // As it is, and as it is shown.
        assert!(WantedCgroup::new(name).has(&path));
        assert!(WantedCgroup::new(&path).has(&path));
        assert!(!WantedCgroup::new("/system.slice/dev-disk").has(&path));
    }

    #[test]
    fn what_does_not_exist_is_refused() {
        let known = ["/web".to_owned()];
        for (cgroup, is_known) in [("/web", true), ("/", true), ("/no such cgroup", false)] {
            let found = WantedCgroup::new(cgroup).check(known.iter());
            let has_hierarchy = Path::new(HIERARCHIES[0]).exists();
            assert_eq!(found.is_ok(), is_known || !has_hierarchy, "{cgroup}");
        }
        let mut names = ProcessNames::default();
        names.users.insert(7, "web".to_owned());
        for (user, is_known) in [("web", true), ("9", true), ("we", false)] {
            let filter = ProcessFilter {
                user: Some(user.to_owned()),
                ..ProcessFilter::default()
            };
            assert_eq!(filter.check_user(&names).is_ok(), is_known, "{user}");
        }
        let error = check_node(9999).unwrap_err();
        assert_eq!((error.status(), check_node(0).is_ok()), (1, true));
    }

    #[test]
    fn users_have_names_and_numbers() {
        let mut names = ProcessNames::default();
        names.users.insert(7, "web".to_owned());
        for (user, selected) in [("web", true), ("7", true), ("8", false), ("we", false)] {
            let filter = ProcessFilter {
                user: Some(user.to_owned()),
                ..ProcessFilter::default()
            };
            assert_eq!(filter.has_user(Some(7), &mut names), selected, "{user}");
            assert!(!filter.has_user(None, &mut names));
        }
    }

    #[test]
    fn nodes_have_memory_of_the_process() {
        let mut record = ProcessRecord::ZERO;
        record.node_bytes[1] = 4096;
        assert_eq!(record.node_bytes.len(), COUNTED_NODES as usize);
        for (node, selected) in [(1, true), (0, false), (99, false)] {
            let filter = ProcessFilter {
                node: Some(node),
                ..ProcessFilter::default()
            };
            assert_eq!(filter.has_node(&record), selected, "{node}");
        }
    }
}
