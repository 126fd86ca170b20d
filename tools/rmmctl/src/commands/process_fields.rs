// SPDX-License-Identifier: GPL-2.0

//! Fields that records about processes share, and the commands whose records are all read at once.

use super::CommandResult;
use crate::{
    arguments::{
        parse_name_pattern,
        process_candidates,
        AddressRange,
        ProcessArgument, //
    },
    fields::{
        FieldMeaning,
        FieldMeanings, //
    },
    output::CommandOutput,
    shape::{
        OutputRow,
        RecordShape, //
    },
};
use clap::Args;
use clap_complete::ArgValueCandidates;
use regex::bytes::Regex;
use rmm::{
    abi::{
        names::{
            PageKind,
            TableLevel,
            VmaKind, //
        },
        zone_kind::ZoneKind,
        AbiRecord, //
    },
    sum_records,
    AddressSpace,
    Rmm,
    RmmError,
    SummedRecord,
    VmasOptions, //
};
use std::ops::Range;

/// The shared meanings.
pub(super) const PROCESS_FIELDS: &FieldMeanings = &[
    ("node", FieldMeaning::Node),
    ("level", FieldMeaning::Word(&TableLevel::NAMES)),
    ("vma_kind", FieldMeaning::Word(&VmaKind::NAMES)),
    ("page_kind", FieldMeaning::Word(&PageKind::NAMES)),
    ("zone", FieldMeaning::Word(&ZoneKind::NAMES)),
    ("order", FieldMeaning::Narrow),
    ("age", FieldMeaning::Narrow),
    ("mapcount", FieldMeaning::Narrow),
];

/// A process and a range of its addresses.
#[derive(Args)]
pub(crate) struct RangeArguments {
    /// Pid, or self.
    #[arg(add = ArgValueCandidates::new(process_candidates))]
    pub(super) pid: ProcessArgument,
    /// Addresses: START-END in hexadecimal, as in /proc/PID/maps.
    #[arg(long)]
    pub(super) range: Option<AddressRange>,
    /// Only VMAs whose name matches this regular expression.
    #[arg(long, visible_alias = "name", value_name = "REGEX", value_parser = parse_name_pattern)]
    pub(super) vma: Option<Regex>,
}

impl RangeArguments {
    /// The addresses.
    pub(super) fn addresses(&self) -> Range<u64> {
        self.range.clone().unwrap_or_default().0
    }

    /// Opens the process and makes a row of each record that `read` returns.
    pub(super) fn run<T: SummedRecord>(
        &self,
        shape: &'static RecordShape,
        read: impl Fn(&AddressSpace, Range<u64>) -> Result<Vec<T>, RmmError>,
    ) -> CommandResult {
        let rmm = Rmm::open()?;
        let records = self.read(&self.pid.open_for_walk(&rmm)?, read)?;
        Ok(output_of(self.pid, shape, &records))
    }

    /// The records of the range. With a pattern, those of the VMAs that match it, added up.
    pub(super) fn read<T: SummedRecord>(
        &self,
        memory: &AddressSpace,
        read: impl Fn(&AddressSpace, Range<u64>) -> Result<Vec<T>, RmmError>,
    ) -> Result<Vec<T>, RmmError> {
        let Some(pattern) = &self.vma else {
            return read(memory, self.addresses());
        };
        let mut found = Vec::new();
        for range in matching_ranges(memory, self.addresses(), pattern)? {
            found.extend(read(memory, range)?.into_iter().map(Ok));
        }
        sum_records(found)
    }
}

/// The parts of a range that VMAs of matching names cover. The VMAs may change meanwhile.
fn matching_ranges(
    memory: &AddressSpace,
    range: Range<u64>,
    pattern: &Regex,
) -> Result<Vec<Range<u64>>, RmmError> {
    let options = VmasOptions {
        range: range.clone(),
        resident: false,
        ..VmasOptions::default()
    };
    let mut found = Vec::new();
    for vma in memory.vmas(&options) {
        let vma = vma?;
        if pattern.is_match(&vma.name) {
            add_range(
                &mut found,
                vma.start.max(range.start)..vma.end.min(range.end),
            );
        }
    }
    Ok(found)
}

/// Adds a range to ordered ones. Adjacent ones take one request.
fn add_range(ranges: &mut Vec<Range<u64>>, range: Range<u64>) {
    match ranges.last_mut() {
        Some(last) if last.end == range.start => last.end = range.end,
        _ => ranges.push(range),
    }
}

/// A process.
#[derive(Args)]
pub(crate) struct TargetArguments {
    /// Pid, or self.
    #[arg(add = ArgValueCandidates::new(process_candidates))]
    pub(super) pid: ProcessArgument,
}

impl TargetArguments {
    /// Opens the process and makes a row of each record that `read` returns.
    pub(super) fn run<T: AbiRecord>(
        &self,
        shape: &'static RecordShape,
        read: impl FnOnce(&AddressSpace) -> Result<Vec<T>, RmmError>,
    ) -> CommandResult {
        run_on(self.pid, shape, read)
    }
}

fn run_on<T: AbiRecord>(
    pid: ProcessArgument,
    shape: &'static RecordShape,
    read: impl FnOnce(&AddressSpace) -> Result<Vec<T>, RmmError>,
) -> CommandResult {
    let rmm = Rmm::open()?;
    let records = read(&pid.open(&rmm)?)?;
    Ok(output_of(pid, shape, &records))
}

fn output_of<T: AbiRecord>(
    pid: ProcessArgument,
    shape: &'static RecordShape,
    records: &[T],
) -> CommandOutput {
    let rows = records.iter().map(|record| OutputRow::new(record, []));
    CommandOutput::rows(shape, rows.collect()).of_process(pid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adjacent_ranges_take_one_request() {
        let mut ranges = Vec::new();
        for range in [0x1000..0x2000, 0x2000..0x5000, 0x6000..0x7000] {
            add_range(&mut ranges, range);
        }
        assert_eq!(ranges, [0x1000..0x5000, 0x6000..0x7000]);
    }
}
