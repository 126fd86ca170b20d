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
        // Most judgements are those that the slot has; the load leaves its cache line shared.
        if cell.load(SeqCst) == judgement || cell.swap(judgement, SeqCst) == judgement {
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

/// The change that pollers compare with what they have seen.
///
/// It follows the board only at looks, and a period has at most one look. So judging costs the same
/// whatever the number of polls, and a judgement that flaps has a poller return once in a period.
#[derive(Debug, Default)]
pub struct PublishedChange {
    number: AtomicU64,
    /// Time of the last look, in the unit of the caller.
    looked: AtomicU64,
}

impl PublishedChange {
    /// Whether the caller is to look, because the last look is at least `age` old. Of several callers one is.
    pub fn begin_look(&self, now: u64, age: u64) -> bool {
        let last = self.looked.load(SeqCst);
        now.saturating_sub(last) >= age
            && self
                .looked
                .compare_exchange(last, now, SeqCst, SeqCst)
                .is_ok()
    }

    /// Publishes the number of the last change that a look found.
    pub fn publish(&self, change: u64) {
        self.number.fetch_max(change, SeqCst);
    }

    /// Number of the last change that was published.
    pub fn number(&self) -> u64 {
        self.number.load(SeqCst)
    }

    /// Whether a change was published that a reader has not seen. A reader may be ahead, with changes that
    /// it has found itself.
    pub fn is_news_to(&self, seen: u64) -> bool {
        seen < self.number()
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
    fn one_of_many_pollers_looks_in_a_period() {
        let published = PublishedChange::default();
        assert!(!published.begin_look(249, 250));
        let start = Barrier::new(4);
        let looks = thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|_| {
                    let (published, start) = (&published, &start);
                    scope.spawn(move || {
                        start.wait();
                        published.begin_look(250, 250)
                    })
                })
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .filter(|&looks| looks)
                .count()
        });
        assert_eq!(looks, 1);
        assert!(!published.begin_look(499, 250));
        assert!(published.begin_look(500, 250));
        // A task that took the time before another one has looked does not look.
        assert!(!published.begin_look(400, 250));
    }

    #[test]
    fn reader_may_be_ahead_of_the_published_change() {
        let published = PublishedChange::default();
        published.publish(3);
        assert!(published.is_news_to(JudgementReading::default().change()));
        assert!(published.is_news_to(2));
        assert!(!published.is_news_to(3));
        assert!(!published.is_news_to(4));
        // A look that was overtaken takes nothing back.
        published.publish(2);
        assert_eq!(published.number(), 3);
    }

    /// Readers note changes at any time; a poller gets them with the next look, and only once.
    #[test]
    fn flapping_judgement_is_news_once_for_each_look() {
        let (board, published) = (board(1), PublishedChange::default());
        let mut seen = read(&board, &[(0, 1)]);
        published.publish(board.last_change());
        for look in 1..4 {
            for value in [2, 1, 3] {
                assert_ne!(read(&board, &[(0, value)]), seen);
                assert!(!published.is_news_to(seen), "{look}");
            }
            published.publish(board.last_change());
            assert!(published.is_news_to(seen), "{look}");
            seen = read(&board, &[(0, 3)]);
            assert!(!published.is_news_to(seen), "{look}");
        }
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
