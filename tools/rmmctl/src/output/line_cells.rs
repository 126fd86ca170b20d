// SPDX-License-Identifier: GPL-2.0

//! The cells of a line in one text, which the next line uses again.

/// The cells of a line.
#[derive(Clone, Debug, Default)]
pub(super) struct LineCells {
    /// The cells, one after the other.
    text: String,
    /// Where each of them ends.
    ends: Vec<usize>,
}

impl LineCells {
    /// Adds the cell that `append` writes.
    pub(super) fn push(&mut self, append: impl FnOnce(&mut String)) {
        append(&mut self.text);
        self.ends.push(self.text.len());
    }

    /// Removes all cells and keeps the memory.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    /// The cells.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(&0).chain(&self.ends);
        let places = starts.zip(&self.ends);
        places.map(|(&start, &end)| &self.text[start..end])
    }

    /// A cell by its number.
    pub(super) fn get(&self, at: usize) -> Option<&str> {
        self.iter().nth(at)
    }
}

impl<T: AsRef<str>> FromIterator<T> for LineCells {
    fn from_iter<I: IntoIterator<Item = T>>(cells: I) -> Self {
        let mut found = Self::default();
        for cell in cells {
            found.push(|text| *text += cell.as_ref());
        }
        found
    }
}
