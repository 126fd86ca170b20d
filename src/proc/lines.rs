// SPDX-License-Identifier: GPL-2.0

//! Many short lines, put together without `core::fmt`: a file of a thousand numbers takes as long
//! as its formatting does.

use crate::{
    abi::ABSENT,
    sys::procfs::write_text, //
};
use kernel::seq_file::SeqFile;

/// Lines on their way to a file. Dropping it writes what is left.
pub(super) struct Lines<'a> {
    out: &'a SeqFile,
    text: [u8; 512],
    len: usize,
}

impl<'a> Lines<'a> {
    /// Nothing yet.
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

    /// Text as it is.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes());
        self
    }

    /// A number, or `-`.
    pub(super) fn cell(&mut self, value: u64) -> &mut Self {
        match value {
            ABSENT => self.text("-"),
            value => self.number(value),
        }
    }

    /// A number, whatever it is.
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

    /// A number that may be below zero.
    pub(super) fn signed(&mut self, value: i64) -> &mut Self {
        if value < 0 {
            self.bytes(b"-");
        }
        self.number(value.unsigned_abs())
    }
}

impl Drop for Lines<'_> {
    fn drop(&mut self) {
        self.flush();
    }
}
