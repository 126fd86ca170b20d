// SPDX-License-Identifier: GPL-2.0

//! Judgements that text files show, and the number of times that they changed.
//!
//! A slot has the judgement of one node or zone that a task read last, whoever it was. Every task that
//! judges notes what it found, so a judgement that differs from the slot is a change, and each change has
//! a number. A reader remembers the last change that its rows include; if a later number exists, a
//! judgement has changed since. There is no lock: tasks that judge at the same time may count a change
//! twice, and lose none.

use core::{
    ops::Deref,
    sync::atomic::{
        AtomicU64,
        Ordering::SeqCst, //
    },
};

/// Judgement of a node or zone that does not exist or has no memory.
pub const NOT_JUDGED: u64 = 0;

/// The last judgement of each slot. `S` derefs to the slots, which are [`NOT_JUDGED`] at first.
#[derive(Debug)]
pub struct JudgementBoard<S> {
    slots: S,
    /// Number of the last change.
    changes: AtomicU64,
}

/// Judgements that are noted in the order of their slots.
#[derive(Clone, Copy, Debug, Default)]
pub struct JudgementReading {
    /// Number of the last change that the reading includes.
    change: u64,
    /// The slot after the last one that was noted.
    next: usize,
}

impl JudgementReading {
    /// Number of the last change that the reading includes; 0 before a reading has begun.
    pub fn change(&self) -> u64 {
        self.change
    }
}

impl<S: Deref<Target = [AtomicU64]>> JudgementBoard<S> {
    /// A board of these slots. Its first change has number 1: a reader that has read nothing has 0.
    pub fn new(slots: S) -> Self {
        Self {
            slots,
            changes: AtomicU64::new(1),
        }
    }

    /// Number of the last change.
    pub fn last_change(&self) -> u64 {
        self.changes.load(SeqCst)
    }

    /// Begins a reading. What it notes must be read after this call.
    pub fn begin(&self) -> JudgementReading {
        JudgementReading {
            change: self.last_change(),
            next: 0,
        }
    }

    /// Notes the judgement of a slot. Slots that the reading passes over are not judged any more.
    pub fn note(&self, reading: &mut JudgementReading, slot: usize, judgement: u64) {
        self.skip_to(reading, slot);
        self.set(reading, slot, judgement);
        reading.next = slot.saturating_add(1);
    }

    /// Ends a reading: the remaining slots are not judged any more.
    pub fn finish(&self, reading: &mut JudgementReading) {
        self.skip_to(reading, self.slots.len());
    }

    fn skip_to(&self, reading: &mut JudgementReading, slot: usize) {
        while reading.next < slot.min(self.slots.len()) {
            self.set(reading, reading.next, NOT_JUDGED);
            reading.next += 1;
        }
    }

    fn set(&self, reading: &mut JudgementReading, slot: usize, judgement: u64) {
        let Some(cell) = self.slots.get(slot) else {
            return;
        };
        if cell.swap(judgement, SeqCst) == judgement {
            return;
        }
        // The reading includes its own change. After one of another task it includes neither: that
        // task may have judged later or earlier.
        let before = self.changes.fetch_add(1, SeqCst);
        if before == reading.change {
            reading.change = before.wrapping_add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        sync::Barrier,
        thread,
        vec::Vec, //
    };

    fn board(slots: usize) -> JudgementBoard<Vec<AtomicU64>> {
        JudgementBoard::new((0..slots).map(|_| AtomicU64::new(NOT_JUDGED)).collect())
    }

    fn read(board: &JudgementBoard<Vec<AtomicU64>>, judgements: &[(usize, u64)]) -> u64 {
        let mut reading = board.begin();
        for &(slot, judgement) in judgements {
            board.note(&mut reading, slot, judgement);
        }
        board.finish(&mut reading);
        reading.change()
    }

    #[test]
    fn reader_that_has_read_nothing_is_behind() {
        assert_ne!(JudgementReading::default().change(), board(2).last_change());
    }

    #[test]
    fn equal_judgements_are_no_change() {
        let board = board(3);
        let seen = read(&board, &[(0, 1), (1, 2), (2, 1)]);
        assert_eq!(seen, board.last_change());
        assert_eq!(read(&board, &[(0, 1), (1, 2), (2, 1)]), seen);
        assert_eq!(board.last_change(), seen);
    }

    #[test]
    fn change_is_seen_by_who_found_it_and_by_no_other_reader() {
        let board = board(2);
        let first = read(&board, &[(0, 1), (1, 1)]);
        let second = read(&board, &[(0, 1), (1, 3)]);
        assert_eq!(second, board.last_change());
        assert_ne!(first, board.last_change());
        // A judgement that has returned to what the first reader knows has changed since.
        let third = read(&board, &[(0, 1), (1, 1)]);
        assert!(first < second && second < third);
    }

    #[test]
    fn missing_slots_are_a_change() {
        let board = board(4);
        let seen = read(&board, &[(1, 1), (3, 1)]);
        for judgements in [&[(3, 1)][..], &[(1, 1)], &[], &[(1, 1), (3, 1)]] {
            let before = board.last_change();
            assert_ne!(read(&board, judgements), before, "{judgements:?}");
        }
        assert_ne!(seen, board.last_change());
    }

    /// A reading that was overtaken by another task's change stays behind, so its reader looks again.
    #[test]
    fn change_of_another_task_during_a_reading_is_not_included() {
        let board = board(2);
        read(&board, &[(0, 1), (1, 1)]);
        let mut reading = board.begin();
        board.note(&mut reading, 0, 2);
        read(&board, &[(0, 2), (1, 2)]);
        board.note(&mut reading, 1, 1);
        assert_ne!(reading.change(), board.last_change());
    }

    #[test]
    fn slots_beyond_the_end_are_ignored() {
        let board = board(1);
        let seen = read(&board, &[(0, 1)]);
        assert_eq!(read(&board, &[(0, 1), (7, 9), (usize::MAX, 9)]), seen);
    }

    /// Whatever other tasks note meanwhile, a reader whose number is the last one has noted what the
    /// board has.
    #[test]
    fn current_reader_agrees_with_the_board() {
        for _ in 0..200 {
            let board = board(2);
            let start = Barrier::new(3);
            let readings = thread::scope(|scope| {
                let threads: Vec<_> = (1..4)
                    .map(|value| {
                        let (board, start) = (&board, &start);
                        scope.spawn(move || {
                            start.wait();
                            (read(board, &[(0, value), (1, value)]), value)
                        })
                    })
                    .collect();
                threads
                    .into_iter()
                    .map(|thread| thread.join().unwrap())
                    .collect::<Vec<_>>()
            });
            for (change, value) in readings {
                if change == board.last_change() {
                    let slots: Vec<_> = board.slots.iter().map(|slot| slot.load(SeqCst)).collect();
                    assert_eq!(slots, [value, value]);
                }
            }
        }
    }
}
