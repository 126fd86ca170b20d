// SPDX-License-Identifier: GPL-2.0

//! Arguments that several commands take.

use crate::error::CommandError;
use clap_complete::{
    engine::{
        PathCompleter,
        ValueCompleter, //
    },
    CompletionCandidate, //
};
use regex::bytes::{
    Regex,
    RegexBuilder, //
};
use rmm::{
    AddressSpace,
    ProcessTarget,
    Rmm, //
};
use std::{
    ffi::OsStr,
    fs,
    ops::Range,
    os::unix::ffi::OsStrExt,
    path::{
        Path,
        PathBuf, //
    },
    str::FromStr, //
};

/// Size of a base page in bytes; ranges are multiples of it.
pub(crate) const PAGE_SIZE: u64 = 4096;

/// A process: a pid, or `self` for this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProcessArgument {
    /// This program.
    Own,
    /// A pid.
    Pid(i32),
}

impl FromStr for ProcessArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match (text, text.parse()) {
            ("self", _) => Ok(Self::Own),
            (_, Ok(pid)) if pid > 0 => Ok(Self::Pid(pid)),
            _ => Err("a process is a pid, or self".to_owned()),
        }
    }
}

impl ProcessArgument {
    /// The pid.
    pub(crate) fn number(self) -> u32 {
        match self {
            Self::Own => std::process::id(),
            Self::Pid(pid) => pid.unsigned_abs(),
        }
    }

    /// Opens the address space.
    pub(crate) fn open(self, rmm: &Rmm) -> Result<AddressSpace, CommandError> {
        Ok(rmm.process(match self {
            Self::Own => ProcessTarget::Caller,
            Self::Pid(pid) => ProcessTarget::Pid(pid),
        })?)
    }

    /// Opens the address space for a walk of its pages, by several threads if it is large.
    pub(crate) fn open_for_walk(self, rmm: &Rmm) -> Result<AddressSpace, CommandError> {
        Ok(self.open(rmm)?.with_threads_by_size()?)
    }
}

/// The pids of /proc with the names of the processes, for completions.
pub(crate) fn pid_candidates() -> Vec<CompletionCandidate> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    pids.map(named_candidate).collect()
}

/// The watched processes with their names, for completions.
pub(crate) fn watched_candidates() -> Vec<CompletionCandidate> {
    let watched = rmm::watched_processes().unwrap_or_default();
    let pids = watched.into_iter().filter_map(|watched| watched.pid);
    pids.map(|pid| named_candidate(pid.unsigned_abs()))
        .collect()
}

fn named_candidate(pid: u32) -> CompletionCandidate {
    let name = fs::read(format!("/proc/{pid}/comm")).unwrap_or_default();
    let name = rmm::escape_name(name.trim_ascii_end());
    CompletionCandidate::new(pid.to_string()).help(Some(name.into()))
}

/// `self` and the pids of /proc, for completions.
pub(crate) fn process_candidates() -> Vec<CompletionCandidate> {
    let own = CompletionCandidate::new("self").help(Some("this program".into()));
    std::iter::once(own).chain(pid_candidates()).collect()
}

/// The cgroups of the unified hierarchy, for completions.
pub(crate) fn cgroup_candidates() -> Vec<CompletionCandidate> {
    let root = Path::new("/sys/fs/cgroup");
    let mut found = vec!["/".to_owned()];
    let mut open = vec![PathBuf::from(root)];
    while let Some(dir) = open.pop() {
        let entries = fs::read_dir(&dir).into_iter().flatten().flatten();
        for entry in entries {
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                let path = entry.path();
                let below = path.strip_prefix(root).unwrap_or(&path);
                found.extend(below.to_str().map(|path| format!("/{path}")));
                open.push(path);
            }
        }
    }
    found.retain(|path| is_plain_word(path.as_ref()));
    found.into_iter().map(CompletionCandidate::new).collect()
}

/// The paths that begin with `current`, for completions.
pub(crate) fn path_candidates(current: &OsStr) -> Vec<CompletionCandidate> {
    plain_paths(&PathCompleter::any(), current)
}

/// The directories that begin with `current`, for completions.
pub(crate) fn directory_candidates(current: &OsStr) -> Vec<CompletionCandidate> {
    plain_paths(&PathCompleter::dir(), current)
}

fn plain_paths(paths: &PathCompleter, current: &OsStr) -> Vec<CompletionCandidate> {
    let mut found = paths.complete(current);
    found.retain(|candidate| is_plain_word(candidate.get_value()));
    found
}

/// Whether a shell takes the text as one word without quotes. Shells insert candidates into the
/// command line as they are, and the names of files and cgroups are chosen by others.
fn is_plain_word(text: &OsStr) -> bool {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-@:+,%=".contains(byte);
    text.as_bytes().iter().all(is_plain)
}

/// A regular expression for names. It matches bytes, so that no tables of Unicode are needed: `\d`,
/// `\w`, `\b` and `(?i)` are those of ASCII.
pub(crate) fn parse_name_pattern(text: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(text).unicode(false).build()
}

/// A number in hexadecimal, as addresses are printed; `0x` may precede it.
pub(crate) fn parse_address(text: &str) -> Result<u64, String> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    u64::from_str_radix(digits, 16).map_err(|_| "an address is a hexadecimal number".to_owned())
}

/// A number in decimal, or in hexadecimal after `0x`.
fn parse_number(text: &str) -> Result<u64, String> {
    let found = match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None => text.parse(),
    };
    found.map_err(|_| format!("{text:?} is not a number"))
}

/// A range of addresses as in /proc/PID/maps. A missing end stands for that of the address space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AddressRange(pub(crate) Range<u64>);

impl FromStr for AddressRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let form = "a range is START-END in hexadecimal, as in /proc/PID/maps";
        let (start, end) = text.split_once('-').ok_or(form)?;
        let bound = |text: &str, missing| match text {
            "" => Ok(missing),
            text => parse_address(text).map_err(|_| form.to_owned()),
        };
        let (start, end) = (bound(start, 0)?, bound(end, rmm::abi::ABSENT)?);
        let is_aligned = |bound: u64| bound % PAGE_SIZE == 0 || bound == rmm::abi::ABSENT;
        if start >= end {
            Err("the range is empty".to_owned())
        } else if !is_aligned(start) || !is_aligned(end) {
            Err("start and end must be multiples of the page size, 1000".to_owned())
        } else {
            Ok(Self(start..end))
        }
    }
}

impl Default for AddressRange {
    fn default() -> Self {
        Self(0..rmm::abi::ABSENT)
    }
}

/// Page frames: `A`, or `A..B` without B.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FrameRange(pub(crate) Range<u64>);

impl FromStr for FrameRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((first, end)) = text.split_once("..") else {
            let frame = parse_number(text)?;
            let end = frame.checked_add(1).ok_or("there is no such page frame")?;
            return Ok(Self(frame..end));
        };
        let first = if first.is_empty() {
            0
        } else {
            parse_number(first)?
        };
        let end = if end.is_empty() {
            rmm::abi::ABSENT
        } else {
            parse_number(end)?
        };
        if first >= end {
            return Err("the range is empty".to_owned());
        }
        Ok(Self(first..end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_need_no_quotes() {
        for text in ["/", "/system.slice/ssh@7:0.service", "a_b-c+d,e%f=g"] {
            assert!(is_plain_word(text.as_ref()), "{text}");
        }
        for text in [
            "/evil;touch x",
            "/$(id)",
            "/`id`",
            "/a\\x2db",
            "/a\nb",
            "/a\x1b[2J",
            "/a b",
            "/'",
            "/\"",
            "/a&b",
            "/a|b",
            "/a>b",
            "/*",
            "/{a,b}",
            "~",
            "/#",
            "/!x",
            "/\u{2028}",
        ] {
            assert!(!is_plain_word(text.as_ref()), "{text:?}");
        }
    }

    #[test]
    fn pids_and_self_are_offered() {
        let own = std::process::id().to_string();
        let has = |found: &[CompletionCandidate], word: &str| {
            found.iter().any(|candidate| candidate.get_value() == word)
        };
        let (pids, processes) = (pid_candidates(), process_candidates());
        assert!(has(&pids, &own) && has(&processes, &own));
        assert!(!has(&pids, "self") && has(&processes, "self"));
    }

    #[test]
    fn paths_that_need_quotes_are_not_offered() {
        let place = std::env::temp_dir().join(format!("rmmctl-paths-{}", std::process::id()));
        fs::create_dir_all(&place).unwrap();
        for name in ["plain", "pl;touch x", "pl$(id)"] {
            fs::write(place.join(name), "").unwrap();
        }
        let begin = format!("{}/pl", place.display());
        let found = path_candidates(begin.as_ref());
        let found: Vec<_> = found.iter().map(CompletionCandidate::get_value).collect();
        fs::remove_dir_all(&place).unwrap();
        assert_eq!(found, [place.join("plain").as_os_str()]);
    }

    #[test]
    fn patterns_of_names_have_the_usual_classes() {
        let matches = |pattern: &str, name: &[u8]| {
            let pattern = parse_name_pattern(pattern).unwrap();
            pattern.is_match(name)
        };
        assert!(matches(r"^\w+\d$", b"kworker7"));
        assert!(matches(r"(?i)^NGINX\b", b"nginx worker"));
        assert!(matches(r"\xff", b"a\xff"));
        assert!(matches("名", "名前".as_bytes()));
        assert!(!matches(r"\bginx", b"nginx"));
        assert!(parse_name_pattern("(").is_err());
    }

    #[test]
    fn parses_processes() {
        assert_eq!("self".parse(), Ok(ProcessArgument::Own));
        assert_eq!("12".parse(), Ok(ProcessArgument::Pid(12)));
        for text in ["0", "-1", "x", ""] {
            assert!(text.parse::<ProcessArgument>().is_err(), "{text}");
        }
    }

    #[test]
    fn parses_ranges() {
        let range = |text: &str| text.parse::<AddressRange>().map(|range| range.0);
        assert_eq!(range("1000-3000"), Ok(0x1000..0x3000));
        assert_eq!(range("0x1000-"), Ok(0x1000..u64::MAX));
        assert_eq!(range("-2000"), Ok(0..0x2000));
        for text in ["1000", "3000-1000", "1000-1000", "1001-2000", "x-y"] {
            assert!(range(text).is_err(), "{text}");
        }
    }

    #[test]
    fn parses_frames() {
        let range = |text: &str| text.parse::<FrameRange>().map(|range| range.0);
        assert_eq!(range("7"), Ok(7..8));
        assert_eq!(range("0x10..32"), Ok(16..32));
        assert_eq!(range(".."), Ok(0..u64::MAX));
        for text in ["", "x", "5..5", "9..2", "18446744073709551615"] {
            assert!(range(text).is_err(), "{text}");
        }
    }
}
