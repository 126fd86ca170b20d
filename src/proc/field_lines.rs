// SPDX-License-Identifier: GPL-2.0

//! Lines of the form `node [zone] group field value`.

use super::lines::LineWriter;
use crate::abi::ValueNames;
use kernel::seq_file::SeqFile;

/// Writes one line for each field of a node or of a zone.
pub(super) struct FieldLines<'a> {
    lines: LineWriter<'a>,
    node: u32,
    zone: Option<&'static str>,
}

impl<'a> FieldLines<'a> {
    /// Lines about a node, or about the zone of this name on it.
    pub(super) fn new(out: &'a SeqFile, node: u32, zone: Option<&'static str>) -> Self {
        Self {
            lines: LineWriter::new(out),
            node,
            zone,
        }
    }

    /// Starts the line of a field, up to the name of its group.
    pub(super) fn start_group(&mut self, group: &str) -> &mut LineWriter<'a> {
        let mut lines = self.lines.number(self.node.into()).text(" ");
        if let Some(zone) = self.zone {
            lines = lines.text(zone).text(" ");
        }
        lines.text(group).text(" ")
    }

    /// Starts the line of a field whose name may have a prefix.
    pub(super) fn start_line(
        &mut self,
        group: &str,
        prefix: &str,
        name: &str,
    ) -> &mut LineWriter<'a> {
        self.start_group(group).text(prefix).text(name).text(" ")
    }

    /// Writes one line for each bit.
    pub(super) fn bits(&mut self, group: &str, prefix: &str, names: &ValueNames, set: u64) {
        for (bit, name) in names.words() {
            let on = u64::from(set & bit != 0);
            self.start_line(group, prefix, name).number(on).text("\n");
        }
    }
}
