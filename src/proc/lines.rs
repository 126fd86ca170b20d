// SPDX-License-Identifier: GPL-2.0

//! Builds many short lines without `core::fmt`, whose cost dominates a file of a thousand numbers.

use crate::{
    abi::{
        ValueNames,
        ABSENT, //
    },
    model::flags,
    sys::{
        file::procfs::write_text,
        mm::vma::FLAG_ORDER, //
    },
};
use kernel::seq_file::SeqFile;

/// Lines on their way to a file. Dropping the writer flushes it.
pub(super) struct LineWriter<'a> {
    out: &'a SeqFile,
    text: [u8; 512],
    len: usize,
}

impl<'a> LineWriter<'a> {
    /// A writer with an empty buffer.
    pub(super) fn new(out: &'a SeqFile) -> Self {
        Self {
            out,
            text: [0; 512],
            len: 0,
        }
    }

    fn flush(&mut self) {
        write_text(self.out, &self.text[..self.len]);
        self.len = 0;
    }

    fn bytes(&mut self, bytes: &[u8]) {
        if bytes.len() > self.text.len() - self.len {
            self.flush();
        }
        match self.text[self.len..].get_mut(..bytes.len()) {
            Some(room) => {
                room.copy_from_slice(bytes);
                self.len += bytes.len();
            }
            None => write_text(self.out, bytes),
        }
    }

    /// Appends text unchanged.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes());
        self
    }

    /// Appends a number; ABSENT is shown as `-`.
    pub(super) fn cell(&mut self, value: u64) -> &mut Self {
        match value {
            ABSENT => self.text("-"),
            value => self.number(value),
        }
    }

    /// Appends a number, including ABSENT.
    pub(super) fn number(&mut self, mut value: u64) -> &mut Self {
        let mut digits = [0; 20];
        let mut at = digits.len();
        loop {
            at -= 1;
            digits[at] = b'0' + (value % 10) as u8;
            value /= 10;
            if value == 0 {
                break;
            }
        }
        self.bytes(&digits[at..]);
        self
    }

    /// Appends a hexadecimal number, zero-padded to `width` digits.
    pub(super) fn hex(&mut self, mut value: u64, width: usize) -> &mut Self {
        let mut digits = [b'0'; 16];
        let mut at = digits.len();
        while value != 0 {
            at -= 1;
            digits[at] = b"0123456789abcdef"[(value & 15) as usize];
            value >>= 4;
        }
        at = at.min(digits.len().saturating_sub(width));
        self.bytes(&digits[at..]);
        self
    }

    /// Appends bytes as KiB; ABSENT is shown as `-`.
    pub(super) fn kb(&mut self, bytes: u64) -> &mut Self {
        match bytes {
            ABSENT => self.text("-"),
            bytes => self.number(bytes >> 10),
        }
    }

    /// Appends the KiB on each node that has some, and on all higher nodes: `N0=8,N3=4`, or `-`.
    pub(super) fn nodes_kb(&mut self, nodes: &[u64], more: u64) -> &mut Self {
        let mut separator = "";
        let there = |bytes: u64| bytes != 0 && bytes != ABSENT;
        for (node, &bytes) in nodes.iter().enumerate().filter(|(_, &bytes)| there(bytes)) {
            self.text(separator).text("N").number(node as u64);
            self.text("=").number(bytes >> 10);
            separator = ",";
        }
        if there(more) {
            self.text(separator).text("more=").number(more >> 10);
        } else if separator.is_empty() {
            self.text("-");
        }
        self
    }

    /// Appends the two-letter names of VMA flags (`VmaFlag`) as smaps spells them, separated by
    /// commas.
    pub(super) fn letters(&mut self, vma_flags: u64) -> &mut Self {
        for (index, letters) in flags::flag_letters(vma_flags, &FLAG_ORDER).enumerate() {
            self.text(if index == 0 { "" } else { "," }).text(letters);
        }
        self
    }

    /// Appends the names of the set bits, separated by `separator`.
    pub(super) fn words(&mut self, names: &ValueNames, bits: u64, separator: &str) -> &mut Self {
        let set = names.items.iter().filter(|item| bits & item.value != 0);
        for (index, item) in set.enumerate() {
            self.text(if index == 0 { "" } else { separator })
                .text(item.text);
        }
        self
    }

    /// Appends a signed number.
    pub(super) fn signed(&mut self, value: i64) -> &mut Self {
        if value < 0 {
            self.bytes(b"-");
        }
        self.number(value.unsigned_abs())
    }
}

impl Drop for LineWriter<'_> {
    fn drop(&mut self) {
        self.flush();
    }
}
