// SPDX-License-Identifier: GPL-2.0

//! Where a process faulted: fault records summed up by VMA and by page.

use super::super::prelude::*;
use crate::{
    arguments::PAGE_SIZE,
    cells::CellValue,
    shape::AddedField, //
};
use rmm::{
    abi::faults::{
        FaultRecord,
        FaultRecordFlag, //
    },
    escape_name,
    NamedVma, //
};
use std::{
    cmp::Reverse,
    collections::{
        BTreeMap,
        HashMap, //
    },
    rc::Rc,
    time::Duration, //
};

const FAULTS: AddedField = added("faults", FieldMeaning::Number, "Page faults.");
const MAJOR: AddedField = added(
    "major",
    FieldMeaning::Number,
    "Faults that waited for the page, as the kernel counts them.",
);
const UNTIMED: AddedField = added(
    "untimed",
    FieldMeaning::Number,
    "Faults whose time is not known: they failed, were interrupted, or had not ended.",
);
const TIME: AddedField = added(
    "time_ns",
    FieldMeaning::Number,
    "Time of the others, from the exception to the end of the kernel's work on the fault.",
);
const LONGEST: AddedField = added(
    "longest_ns",
    FieldMeaning::Number,
    "Longest of these times.",
);
const START: AddedField = added(
    "start",
    FieldMeaning::Address,
    "Start of the VMA; absent if no VMA was seen at the address.",
);
const END: AddedField = added("end", FieldMeaning::Address, "Largest end of the VMA.");
const NAME: AddedField = added(
    "name",
    FieldMeaning::Text,
    "Name of the VMA, for example the path of its file.",
);
const ADDRESS: AddedField = added(
    "address",
    FieldMeaning::Address,
    "Address of the page; absent for addresses of the kernel.",
);
const IP: AddedField = added(
    "ip",
    FieldMeaning::Address,
    "Address of the instruction that faulted there last.",
);

const LOST: AddedField = added(
    "lost",
    FieldMeaning::Number,
    "Page faults without a record, which no row counts.",
);

/// Shape of the sums over all places.
pub(in super::super) static ABOUT: RecordShape = RecordShape {
    name: "faults.about",
    doc: "All page faults of the process.",
    added: &[FAULTS, MAJOR, UNTIMED, TIME, LONGEST, LOST],
    ..RecordShape::EMPTY
};

/// Shape of the sums by VMA.
pub(in super::super) static VMAS_SHAPE: RecordShape = RecordShape {
    name: "faults-vmas",
    doc: "Page faults in one VMA.",
    about: Some(&ABOUT),
    added: &[FAULTS, MAJOR, UNTIMED, TIME, LONGEST, START, END, NAME],
    keys: &["start", "name"],
    ..RecordShape::EMPTY
};

/// Shape of the sums by page.
pub(in super::super) static ADDRESSES_SHAPE: RecordShape = RecordShape {
    name: "faults-addresses",
    doc: "Page faults on one page.",
    about: Some(&ABOUT),
    added: &[FAULTS, MAJOR, UNTIMED, TIME, LONGEST, ADDRESS, IP, NAME],
    keys: &["address"],
    ..RecordShape::EMPTY
};

/// Sums over fault records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct FaultSums {
    pub(super) faults: u64,
    pub(super) major: u64,
    timed: u64,
    pub(super) time: Duration,
    longest: Duration,
}

impl FaultSums {
    fn add(&mut self, record: &FaultRecord) {
        self.faults += u64::from(record.flags & FaultRecordFlag::LATE == 0);
        self.major += u64::from(record.flags & FaultRecordFlag::MAJOR != 0);
        if let Some(ns) = rmm::present(record.ns) {
            let time = Duration::from_nanos(ns);
            self.timed += 1;
            self.time = self.time.saturating_add(time);
            self.longest = self.longest.max(time);
        }
    }

    pub(super) fn untimed(&self) -> u64 {
        self.faults.saturating_sub(self.timed)
    }

    fn values(&self) -> [Value; 5] {
        let ns = |time: Duration| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        let is_known = self.timed != 0;
        [
            self.faults.into(),
            self.major.into(),
            self.untimed().into(),
            is_known.then(|| ns(self.time)).into(),
            is_known.then(|| ns(self.longest)).into(),
        ]
    }
}

/// A VMA as it was seen while the process ran.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct SeenVma {
    start: u64,
    name: Rc<[u8]>,
}

#[derive(Debug, Default)]
struct PageSums {
    sums: FaultSums,
    ip: Option<u64>,
    /// Shared, because a VMA has many pages.
    name: Rc<[u8]>,
}

/// Most VMAs and most pages with sums of their own. The faults of others have no place, so a process cannot
/// make this program use more memory by faulting elsewhere each time.
const MOST_PLACES: usize = 1 << 16;

/// The faults of a process by place.
#[derive(Debug, Default)]
pub(super) struct FaultPlaces {
    /// The VMAs as they were seen last: start, end and name.
    map: BTreeMap<u64, (u64, Rc<[u8]>)>,
    /// Sums and the largest end.
    vmas: HashMap<Option<SeenVma>, (FaultSums, u64)>,
    pages: HashMap<Option<u64>, PageSums>,
    /// Sums over all.
    pub(super) all: FaultSums,
}

impl FaultPlaces {
    /// Replaces the VMAs that later records are attributed to.
    pub(super) fn see_vmas(&mut self, vmas: impl IntoIterator<Item = NamedVma>) {
        let vmas = vmas.into_iter();
        self.map = vmas
            .map(|vma| (vma.start, (vma.end, vma.name.into())))
            .collect();
    }

    /// Adds a record.
    pub(super) fn add(&mut self, record: &FaultRecord) {
        let address = rmm::present(record.address);
        let vma = address.and_then(|address| {
            let (&start, (end, name)) = self.map.range(..=address).next_back()?;
            (address < *end).then(|| {
                (
                    SeenVma {
                        start,
                        name: name.clone(),
                    },
                    *end,
                )
            })
        });
        let (vma, end) = match vma {
            Some((vma, end)) => (Some(vma), end),
            None => (None, 0),
        };
        let has_room = |count| count < MOST_PLACES;
        let page = address.map(|address| address / PAGE_SIZE * PAGE_SIZE);
        let page = page.filter(|_| has_room(self.pages.len()) || self.pages.contains_key(&page));
        let is_kept = page.is_some() || address.is_none();
        let page = self.pages.entry(page).or_default();
        page.sums.add(record);
        if is_kept {
            page.ip = rmm::present(record.ip);
            if let Some(vma) = &vma {
                page.name = vma.name.clone();
            }
        }
        let vma = vma
            .filter(|vma| has_room(self.vmas.len()) || self.vmas.contains_key(&Some(vma.clone())));
        let end = if vma.is_some() { end } else { 0 };
        let (sums, largest) = self.vmas.entry(vma).or_default();
        sums.add(record);
        *largest = end.max(*largest);
        self.all.add(record);
    }

    /// The sums over all, and the faults without a record.
    pub(super) fn about(&self, lost: u64) -> OutputRow {
        let values = self.all.values().into_iter().chain([lost.into()]);
        OutputRow::computed(values.collect::<Vec<_>>())
    }

    /// The VMAs with most faults.
    pub(super) fn vma_rows(&self, count: usize) -> Vec<OutputRow> {
        let mut found: Vec<_> = self.vmas.iter().collect();
        found.sort_by_key(|(vma, (sums, _))| {
            (Reverse(sums.faults), vma.as_ref().map(|vma| vma.start))
        });
        let rows = found.into_iter().take(count).map(|(vma, (sums, end))| {
            let end = vma.as_ref().map(|_| *end);
            let start = vma.as_ref().map(|vma| vma.start);
            let name = vma.as_ref().map_or(&[][..], |vma| &*vma.name);
            row(sums, [hex(start), hex(end), text(name)])
        });
        rows.collect()
    }

    /// The pages with most faults.
    pub(super) fn address_rows(&self, count: usize) -> Vec<OutputRow> {
        let mut found: Vec<_> = self.pages.iter().collect();
        found.sort_by_key(|(address, page)| (Reverse(page.sums.faults), **address));
        let rows = found.into_iter().take(count).map(|(address, page)| {
            row(&page.sums, [hex(*address), hex(page.ip), text(&page.name)])
        });
        rows.collect()
    }
}

fn row(sums: &FaultSums, place: [Value; 3]) -> OutputRow {
    let values = sums.values().into_iter().chain(place);
    OutputRow::computed(values.collect::<Vec<_>>())
}

fn hex(number: Option<u64>) -> Value {
    number
        .map_or(CellValue::Absent, CellValue::Address)
        .into_json()
}

fn text(name: &[u8]) -> Value {
    (!name.is_empty()).then(|| escape_name(name)).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rmm::abi::ABSENT;

    fn fault(address: u64, ns: u64, flags: u32) -> FaultRecord {
        FaultRecord {
            address,
            ip: 0x401_000,
            ns,
            flags,
            ..FaultRecord::ZERO
        }
    }

    fn shown(shape: &RecordShape, rows: &[OutputRow]) -> Value {
        let fields = shape.fields();
        let objects = rows.iter().map(|row| Value::Object(row.to_object(&fields)));
        Value::Array(objects.collect())
    }

    #[test]
    fn places_are_limited() {
        let mut places = FaultPlaces::default();
        let count = MOST_PLACES as u64 + 7;
        for page in 0..count {
            places.add(&fault(page * PAGE_SIZE, ABSENT, 0));
        }
        places.add(&fault(0, ABSENT, 0));
        assert_eq!(places.pages.len(), MOST_PLACES + 1);
        assert_eq!(places.pages[&None].sums.faults, 7);
        assert_eq!(places.pages[&Some(0)].sums.faults, 2);
        assert_eq!(places.all.faults, count + 1);
    }

    #[test]
    fn a_late_end_is_no_fault() {
        let mut places = FaultPlaces::default();
        let ended = FaultRecordFlag::ENDED;
        places.add(&fault(0x1234, ABSENT, 0));
        places.add(&fault(0x1fff, 7, ended));
        assert_eq!(places.all.untimed(), 1);
        places.add(&fault(
            0x1234,
            20,
            ended | FaultRecordFlag::LATE | FaultRecordFlag::MAJOR,
        ));
        let rows = shown(&ADDRESSES_SHAPE, &places.address_rows(5));
        assert_eq!(
            rows,
            json!([{
                "faults": 2, "major": 1, "untimed": 0, "time_ns": 27, "longest_ns": 20,
                "address": "0000000000001000", "ip": "0000000000401000", "name": null,
            }])
        );
    }

    #[test]
    fn faults_belong_to_the_vma_that_was_seen() {
        let mut places = FaultPlaces::default();
        // `NamedVma` cannot be made outside of its crate.
        let vma = (0x1000, (0x3000, Rc::from(&b"/bin/true"[..])));
        places.map = [vma].into_iter().collect();
        for address in [0x1000, 0x2fff, 0x3000, ABSENT] {
            places.add(&fault(address, 1, FaultRecordFlag::ENDED));
        }
        let rows = shown(&VMAS_SHAPE, &places.vma_rows(5));
        assert_eq!(rows[0]["faults"], 2);
        assert_eq!(rows[0]["start"], Value::Null);
        assert_eq!(rows[1]["name"], "/bin/true");
        assert_eq!(rows[1]["end"], "0000000000003000");
        assert_eq!(places.vma_rows(1).len(), 1);
    }
}
