// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/translate`, which answers its writer without the device.

use crate::{
    abi::{
        self,
        names::{
            PageKind,
            TableLevel,
            VmaFlag,
            VmaKind, //
        },
        page::{
            FolioFlag,
            ABSENT_32, //
        },
        translate::{
            EntryFlag,
            EntryState,
            TranslateArgs, //
        },
        AbiRecord,
        NamedBits,
        ValueNames, //
    },
    error::RmmError,
    names::restore_name,
    process::TranslatedAddress,
    procfs::{
        read_error,
        ProcTable,
        DIRECTORY, //
    },
};
use std::{
    fs::File,
    io::{
        Read,
        Write, //
    },
    path::Path,
};

/// Translates an address of this program by the file `translate` of `/proc/rmm`, which everyone may
/// use. Without CAP_SYS_ADMIN, entries, page frames and the state of the folio are absent.
/// `vma_state` is always absent.
///
/// # Errors
///
/// [`RmmError::NotLoaded`], [`RmmError::AccessDenied`], [`RmmError::UnknownFormat`], and
/// [`RmmError::System`] for an address that no program has.
pub fn translate_own(address: u64) -> Result<TranslatedAddress, RmmError> {
    let path = Path::new(DIRECTORY).join("translate");
    let ask = || {
        let mut file = File::options().read(true).write(true).open(&path)?;
        write!(file, "{address:x}")?;
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        Ok(text)
    };
    let text = ask().map_err(|error| read_error(&path, error))?;
    parse(&text).map_err(|reason| RmmError::UnknownFormat { path, reason })
}

fn parse(text: &[u8]) -> Result<TranslatedAddress, String> {
    let table = ProcTable::parse(text)?;
    let mut record = TranslateArgs {
        vma_state: ABSENT_32,
        ..TranslateArgs::ZERO
    };
    let mut name = Vec::new();
    let mut parts = 0;
    for row in &table.rows {
        let row = TextRow::of(row)?;
        match (row.part, TableLevel::NAMES.value(row.part)) {
            (_, Some(level)) => add_level(&mut record, level as usize, &row)?,
            ("address", _) => record.address = hexadecimal(row.properties)?,
            ("page", _) => add_page(&mut record, &row)?,
            ("folio", _) => add_folio(&mut record, &row)?,
            ("vma", _) => add_vma(&mut record, &row)?,
            ("file", _) => name = add_file(&mut record, &row)?,
            (part, _) => return Err(format!("\"{part}\" is no part of a translation")),
        }
        parts += 1;
    }
    match parts == record.levels.len() + 5 {
        true => Ok(TranslatedAddress { record, name }),
        false => Err(format!("a translation of {parts} lines")),
    }
}

/// A line, with the text before its name.
struct TextRow<'a> {
    part: &'a str,
    kind: &'a str,
    entry: &'a str,
    pfn: u64,
    properties: &'a str,
}

impl<'a> TextRow<'a> {
    fn of(cells: &'a [Vec<u8>]) -> Result<Self, String> {
        let [part, kind, entry, pfn, properties] = cells else {
            return Err("a line has not five columns".to_owned());
        };
        Ok(Self {
            part: text(part)?,
            kind: text(kind)?,
            entry: text(entry)?,
            pfn: number(text(pfn)?)?,
            properties: text(properties)?,
        })
    }

    /// The value of a property `NAME=VALUE`.
    fn value(&self, name: &str) -> Result<&'a str, String> {
        let words = self.properties.split(' ');
        let mut values = words.filter_map(|word| word.strip_prefix(name)?.strip_prefix('='));
        let missing = || format!("line \"{}\" has no {name}", self.part);
        values.next().ok_or_else(missing)
    }

    fn number(&self, name: &str) -> Result<u64, String> {
        number(self.value(name)?)
    }

    fn narrow(&self, name: &str) -> Result<u32, String> {
        match self.number(name)? {
            abi::ABSENT => Ok(ABSENT_32),
            number => u32::try_from(number).map_err(|_| format!("{name}={number}")),
        }
    }
}

fn text(cell: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(cell).map_err(|error| error.to_string())
}

fn number(text: &str) -> Result<u64, String> {
    match text {
        "-" => Ok(abi::ABSENT),
        _ => text.parse().map_err(|_| format!("number \"{text}\"")),
    }
}

fn hexadecimal(text: &str) -> Result<u64, String> {
    match text {
        "-" => Ok(abi::ABSENT),
        _ => u64::from_str_radix(text, 16).map_err(|_| format!("number \"{text}\"")),
    }
}

/// The value that has a word, [`ABSENT_32`] for `-`.
fn value_of(names: &ValueNames, word: &str) -> Result<u32, String> {
    match (word, names.value(word)) {
        ("-", _) => Ok(ABSENT_32),
        (_, Some(value)) => Ok(value as u32),
        _ => Err(format!("word \"{word}\"")),
    }
}

/// The bits that have these words.
fn bits_of<'a>(names: &ValueNames, words: impl Iterator<Item = &'a str>) -> Result<u64, String> {
    words
        .filter(|&word| word != "-")
        .try_fold(0, |bits, word| match names.value(word) {
            Some(bit) => Ok(bits | bit),
            None => Err(format!("word \"{word}\"")),
        })
}

fn add_level(record: &mut TranslateArgs, level: usize, row: &TextRow<'_>) -> Result<(), String> {
    let slot = &mut record.levels[level];
    slot.level = level as u32;
    slot.state = value_of(&EntryState::NAMES, row.kind)?;
    slot.entry = hexadecimal(row.entry)?;
    slot.pfn = row.pfn;
    slot.bits = bits_of(EntryFlag::NAMES, row.properties.split(' '))?;
    if slot.state > EntryState::Folded as u32 {
        record.level = slot.level;
    }
    Ok(())
}

fn add_page(record: &mut TranslateArgs, row: &TextRow<'_>) -> Result<(), String> {
    record.page_kind = value_of(&PageKind::NAMES, row.kind)?;
    record.pfn = row.pfn;
    // An absent node is -1.
    record.node = row.narrow("node")? as i32;
    record.mapcount = row.number("mapcount")?;
    record.swap_type = row.number("swap_type")?;
    record.swap_offset = row.number("swap_offset")?;
    Ok(())
}

fn add_folio(record: &mut TranslateArgs, row: &TextRow<'_>) -> Result<(), String> {
    record.folio_pfn = row.pfn;
    record.folio_order = row.number("order")?;
    record.folio_index = row.number("index")?;
    record.folio_mapcount = row.number("mapcount")?;
    record.folio_refcount = row.number("refcount")?;
    record.pins = row.narrow("pins")?;
    record.entire_mapcount = row.narrow("entire_mapcount")?;
    record.last_cpu = row.narrow("last_cpu")?;
    record.last_pid = row.narrow("last_pid")?;
    record.folio_bits = match row.value("state")? {
        "-" => ABSENT_32,
        words => bits_of(FolioFlag::NAMES, words.split(','))? as u32,
    };
    Ok(())
}

fn add_vma(record: &mut TranslateArgs, row: &TextRow<'_>) -> Result<(), String> {
    record.vma_kind = value_of(&VmaKind::NAMES, row.kind)?;
    if row.properties == "-" {
        (record.vma_start, record.vma_end) = (abi::ABSENT, 0);
        return Ok(());
    }
    record.vma_start = hexadecimal(row.value("start")?)?;
    record.vma_end = hexadecimal(row.value("end")?)?;
    let words = row.properties.split(' ');
    record.vma_flags = bits_of(VmaFlag::NAMES, words.filter(|word| !word.contains('=')))?;
    Ok(())
}

/// Adds the file and returns the name of the VMA.
fn add_file(record: &mut TranslateArgs, row: &TextRow<'_>) -> Result<Vec<u8>, String> {
    record.file_offset = hexadecimal(row.value("offset")?)?;
    record.inode = row.number("inode")?;
    if let Some((major, minor)) = row.value("dev")?.split_once(':') {
        record.dev_major = hexadecimal(major)? as u32;
        record.dev_minor = hexadecimal(minor)? as u32;
    }
    let name = row.properties.splitn(4, ' ').nth(3);
    match name.ok_or("line \"file\" has no name")? {
        "-" => Ok(Vec::new()),
        name => Ok(restore_name(name.as_bytes())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEEN: &str = "# rmm translate v1\n\
        # part kind entry pfn properties\n\
        address - - - 7f0012345678\n\
        pgd table 000000010203f067 66047 present write user accessed dirty\n\
        p4d folded - - -\n\
        pud table 0000000102043067 66051 present write user accessed dirty\n\
        pmd table 0000000102044067 66052 present write user accessed dirty\n\
        pte leaf 8000000103045867 66629 present write user accessed dirty nx\n\
        page anon - 66629 node=1 mapcount=1 swap_type=- swap_offset=-\n\
        folio - - 66629 order=0 index=0 mapcount=1 refcount=2 pins=0 entire_mapcount=- last_cpu=- \
        last_pid=7 state=anon-exclusive,workingset\n\
        vma anon - - start=7f0012345000 end=7f0012346000 perms=rw-p rd wr mr mw me ac\n\
        file - - - offset=- dev=- inode=- [a b\\012]\n";

    #[test]
    fn an_answer_is_parsed() {
        let found = parse(SEEN.as_bytes()).unwrap();
        assert_eq!(found.address, 0x7f00_1234_5678);
        assert_eq!(found.levels[1].state, EntryState::Folded as u32);
        assert_eq!(found.level, 4);
        assert_eq!(found.levels[4].entry, 0x8000_0001_0304_5867);
        assert_eq!(found.levels[4].bits & EntryFlag::NX, EntryFlag::NX);
        assert_eq!((found.node, found.swap_type), (1, abi::ABSENT));
        assert_eq!((found.pins, found.entire_mapcount), (0, ABSENT_32));
        assert_eq!((found.last_cpu, found.last_pid), (ABSENT_32, 7));
        assert_eq!(found.folio_bits.count_ones(), 2);
        assert_eq!(found.vma_flags & VmaFlag::WRITE, VmaFlag::WRITE);
        assert_eq!((found.inode, found.dev_major), (abi::ABSENT, 0));
        assert_eq!(found.name, b"[a b\n]");
    }

    #[test]
    fn other_text_is_refused() {
        let is_refused = |text: &str| parse(text.as_bytes()).is_err();
        assert!(is_refused(&SEEN.replace("node=1 ", "")));
        assert!(is_refused(&SEEN.replace("present", "presnt")));
        assert!(is_refused(&SEEN.replace("page anon", "page anonymous")));
        assert!(is_refused(SEEN.split_once("file ").unwrap().0));
        assert!(is_refused(
            "# rmm translate v1\n# part kind\n# Write ADDRESS\n"
        ));
    }
}
