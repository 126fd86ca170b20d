// SPDX-License-Identifier: GPL-2.0

//! Walks by several threads. The range is split into pieces, each thread walks one piece after another,
//! and the records come in the order of the pieces.

use crate::{
    abi::{
        names::VmaKind,
        vma::VmaRecord,
        walk_cost::WalkCost,
        AbiRecord, //
    },
    error::RmmError,
    iterator::{
        add_cost,
        CallProgress,
        RecordIterator, //
    },
};
use std::{
    collections::VecDeque,
    ops::Range,
    sync::{
        Arc,
        Condvar,
        Mutex,
        MutexGuard,
        PoisonError, //
    },
    thread::{
        self,
        JoinHandle, //
    },
};

/// Mapped bytes of a piece, at least: 16 calls that return page records.
const PIECE_BYTES: u64 = 16 << 20;
/// Pieces of a range, at most; they grow with the range.
const MAX_PIECES: u64 = 4096;
/// A piece begins where a VMA does, or at a multiple of the largest leaf that the VMA can have, so that
/// no entry is cut.
const PMD_LEAF: u64 = 2 << 20;
const PUD_LEAF: u64 = 1 << 30;
/// Calls whose records wait for those of the pieces before, for each thread.
const WAITING_BATCHES: usize = 8;

/// Begins a walk of a piece.
pub(crate) type PieceWalk<T> = dyn Fn(Range<u64>) -> RecordIterator<T> + Send + Sync;

/// A walk of `range` by `threads` threads, which start with the first record that is asked for.
/// `vmas` lists the VMAs of the range.
pub(crate) fn walk_in_pieces<T: AbiRecord + Send>(
    range: Range<u64>,
    threads: usize,
    vmas: impl Fn() -> Result<Vec<VmaRecord>, RmmError> + Send + 'static,
    walk: Arc<PieceWalk<T>>,
) -> RecordIterator<T> {
    let mut source: Option<RecordSource<T>> = None;
    RecordIterator::not_repeated(move |found| {
        let source = match &mut source {
            Some(source) => source,
            empty => {
                let pieces = split_range(&range, &vmas()?);
                empty.insert(RecordSource::new(pieces, &range, threads, &walk))
            }
        };
        source.next_batch(found)
    })
}

/// Splits a range into pieces of about the same mapped size, which cover it without a gap.
fn split_range(range: &Range<u64>, vmas: &[VmaRecord]) -> Vec<Range<u64>> {
    let inside = |vma: &VmaRecord| vma.start.max(range.start)..vma.end.min(range.end);
    let sizes = vmas
        .iter()
        .map(inside)
        .map(|part| part.end.saturating_sub(part.start));
    let piece_bytes = (sizes.sum::<u64>() / MAX_PIECES).max(PIECE_BYTES);
    let mut pieces = Vec::new();
    let (mut start, mut filled) = (range.start, 0);
    for vma in vmas {
        let mut part = inside(vma);
        if part.is_empty() {
            continue;
        }
        if filled >= piece_bytes && part.start > start {
            pieces.push(start..part.start);
            (start, filled) = (part.start, 0);
        }
        loop {
            let missing = piece_bytes.saturating_sub(filled);
            let border = (part.start + missing).next_multiple_of(largest_leaf(vma));
            if border >= part.end {
                break;
            }
            pieces.push(start..border);
            (start, filled) = (border, 0);
            part.start = border;
        }
        filled = filled.saturating_add(part.end - part.start);
    }
    pieces.push(start..range.end);
    pieces
}

/// Leaves of 1 GiB map hugetlb, devices, and files on persistent memory.
fn largest_leaf(vma: &VmaRecord) -> u64 {
    let small = [VmaKind::Anon, VmaKind::Heap, VmaKind::Stack, VmaKind::Shmem];
    if small.iter().any(|kind| vma.kind == *kind as u32) {
        PMD_LEAF
    } else {
        PUD_LEAF
    }
}

/// Where the records come from.
enum RecordSource<T> {
    /// One piece, or no thread could be started.
    Alone(RecordIterator<T>),
    Team(WalkTeam<T>),
}

impl<T: AbiRecord + Send> RecordSource<T> {
    fn new(
        pieces: Vec<Range<u64>>,
        range: &Range<u64>,
        threads: usize,
        walk: &Arc<PieceWalk<T>>,
    ) -> Self {
        let threads = threads.min(pieces.len());
        let team = (threads > 1).then(|| WalkTeam::start(pieces, threads, walk));
        match team.flatten() {
            Some(team) => Self::Team(team),
            None => Self::Alone(walk(range.clone())),
        }
    }

    fn next_batch(&mut self, found: &mut Vec<T>) -> Result<CallProgress, RmmError> {
        match self {
            Self::Team(team) => team.next_batch(found),
            Self::Alone(records) => {
                let before = records.cost();
                let batch = records.next_batch().transpose()?;
                let is_done = batch.is_none();
                found.extend(batch.into_iter().flatten());
                Ok(CallProgress {
                    is_done,
                    cost: cost_since(&records.cost(), &before),
                })
            }
        }
    }
}

/// The amount by which a sum of costs has grown.
fn cost_since(now: &WalkCost, before: &WalkCost) -> WalkCost {
    WalkCost {
        entries: now.entries - before.entries,
        tables: now.tables - before.tables,
        vmas: now.vmas - before.vmas,
        drops: now.drops - before.drops,
        longest_hold_ns: now.longest_hold_ns,
        elapsed_ns: now.elapsed_ns - before.elapsed_ns,
    }
}

/// Records of a piece that nobody has taken yet.
struct PieceRecords<T> {
    batches: VecDeque<Vec<T>>,
    /// How the piece ended.
    ended: Option<Result<(), RmmError>>,
}

/// What the threads share.
struct TeamState<T> {
    /// Pieces that are walked or wait for the reader, from number `first` on.
    pieces: VecDeque<PieceRecords<T>>,
    first: usize,
    /// Batches of all pieces.
    waiting: usize,
    /// Cost of calls that was not reported yet.
    cost: WalkCost,
    stopped: bool,
    /// A thread panicked, so its piece never ends.
    panicked: bool,
}

struct TeamShared<T> {
    ranges: Vec<Range<u64>>,
    max_waiting: usize,
    state: Mutex<TeamState<T>>,
    /// Records or the end of a piece arrived.
    arrived: Condvar,
    /// A batch was taken, or the next piece is the first.
    taken: Condvar,
}

/// Threads that walk pieces.
struct WalkTeam<T> {
    shared: Arc<TeamShared<T>>,
    threads: Vec<JoinHandle<()>>,
}

impl<T: AbiRecord + Send> WalkTeam<T> {
    /// `None` if no thread can be started.
    fn start(ranges: Vec<Range<u64>>, threads: usize, walk: &Arc<PieceWalk<T>>) -> Option<Self> {
        let shared = Arc::new(TeamShared {
            ranges,
            max_waiting: threads * WAITING_BATCHES,
            state: Mutex::new(TeamState {
                pieces: VecDeque::new(),
                first: 0,
                waiting: 0,
                cost: WalkCost::ZERO,
                stopped: false,
                panicked: false,
            }),
            arrived: Condvar::new(),
            taken: Condvar::new(),
        });
        let start = |_| {
            let (shared, walk) = (shared.clone(), walk.clone());
            let name = thread::Builder::new().name("rmm-walk".to_owned());
            name.spawn(move || {
                let _guard = PanicGuard(&*shared);
                shared.work(&*walk);
            })
            .ok()
        };
        let threads: Vec<_> = (0..threads).map_while(start).collect();
        (!threads.is_empty()).then_some(Self { shared, threads })
    }

    /// Waits for the next records in order.
    fn next_batch(&self, found: &mut Vec<T>) -> Result<CallProgress, RmmError> {
        let shared = &self.shared;
        let mut state = shared.lock();
        let is_done = loop {
            assert!(!state.panicked, "a thread of the walk panicked");
            if state.first == shared.ranges.len() {
                break true;
            }
            if let Some(piece) = state.pieces.front_mut() {
                if let Some(batch) = piece.batches.pop_front() {
                    *found = batch;
                    state.waiting -= 1;
                    break false;
                }
                if let Some(ended) = piece.ended.take() {
                    ended?;
                    state.pieces.pop_front();
                    state.first += 1;
                    shared.taken.notify_all();
                    continue;
                }
            }
            state = wait(&shared.arrived, state);
        };
        shared.taken.notify_all();
        Ok(CallProgress {
            is_done,
            cost: std::mem::replace(&mut state.cost, WalkCost::ZERO),
        })
    }
}

impl<T> Drop for WalkTeam<T> {
    /// Waits for the calls that are in progress.
    fn drop(&mut self) {
        self.shared.lock().stopped = true;
        self.shared.taken.notify_all();
        for thread in self.threads.drain(..) {
            // A thread that panicked has said so.
            let _ = thread.join();
        }
    }
}

/// Wakes the reader when the thread panics.
struct PanicGuard<'a, T>(&'a TeamShared<T>);

impl<T> Drop for PanicGuard<'_, T> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.lock().panicked = true;
            self.0.arrived.notify_one();
        }
    }
}

impl<T> TeamShared<T> {
    fn lock(&self) -> MutexGuard<'_, TeamState<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Walks pieces until none is left or the reader has gone.
    fn work(&self, walk: &PieceWalk<T>) {
        while let Some(piece) = self.take_piece() {
            let mut records = walk(self.ranges[piece].clone());
            let ended = loop {
                match records.next_batch() {
                    None => break Ok(()),
                    Some(Err(error)) => break Err(error),
                    Some(Ok(batch)) => {
                        if !self.deliver(piece, batch) {
                            return;
                        }
                    }
                }
            };
            let mut state = self.lock();
            add_cost(&mut state.cost, &records.cost());
            let first = state.first;
            // The error is final for the reader, who stops the others.
            state.pieces[piece - first].ended = Some(ended);
            self.arrived.notify_one();
        }
    }

    /// The number of a piece that nobody walks yet.
    fn take_piece(&self) -> Option<usize> {
        let mut state = self.lock();
        let next = state.first + state.pieces.len();
        if state.stopped || next == self.ranges.len() {
            return None;
        }
        state.pieces.push_back(PieceRecords {
            batches: VecDeque::new(),
            ended: None,
        });
        Some(next)
    }

    /// Hands records to the reader, once there is room. The first piece need not wait, so there
    /// always will be. `false` if the reader has gone.
    fn deliver(&self, piece: usize, batch: Vec<T>) -> bool {
        let mut state = self.lock();
        while !state.stopped && piece != state.first && state.waiting >= self.max_waiting {
            state = wait(&self.taken, state);
        }
        if state.stopped {
            return false;
        }
        if !batch.is_empty() {
            let first = state.first;
            state.pieces[piece - first].batches.push_back(batch);
            state.waiting += 1;
            self.arrived.notify_one();
        }
        true
    }
}

fn wait<'a, T>(event: &Condvar, state: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
    event.wait(state).unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::abi::page::PageRecord;
    use std::{
        io,
        thread::sleep,
        time::Duration, //
    };

    fn vma(kind: VmaKind, start: u64, end: u64) -> VmaRecord {
        VmaRecord {
            start,
            end,
            kind: kind as u32,
            ..VmaRecord::ZERO
        }
    }

    #[test]
    fn pieces_cover_the_range_and_cut_no_leaf() {
        const GIB: u64 = 1 << 30;
        let vmas = [
            vma(VmaKind::File, 0x1000, 0x9000),
            vma(VmaKind::Heap, 0x20_1000, 0x20_1000 + (100 << 20)),
            vma(VmaKind::Hugetlb, GIB, 4 * GIB),
            vma(VmaKind::Device, 5 * GIB, 5 * GIB + (64 << 20)),
        ];
        for range in [0..u64::MAX, 0x2000..2 * GIB, 7 * GIB..8 * GIB] {
            let pieces = split_range(&range, &vmas);
            assert_eq!(pieces[0].start, range.start);
            assert_eq!(pieces[pieces.len() - 1].end, range.end);
            assert!(pieces.iter().all(|piece| piece.start < piece.end));
            assert!(pieces.windows(2).all(|two| two[0].end == two[1].start));
            for border in pieces.iter().skip(1).map(|piece| piece.start) {
                let inside = |vma: &&VmaRecord| vma.start < border && border < vma.end;
                let cut = vmas.iter().find(inside);
                assert!(cut.is_none_or(|vma| border % largest_leaf(vma) == 0));
            }
        }
        assert!(split_range(&(0..u64::MAX), &vmas).len() > 8);
        let of_nothing = split_range(&(0..u64::MAX), &[]);
        assert!(of_nothing.len() == 1 && of_nothing[0] == (0..u64::MAX));
        let huge = [vma(VmaKind::Anon, 0, 1 << 46)];
        assert!(split_range(&(0..u64::MAX), &huge).len() <= MAX_PIECES as usize + 1);
    }

    const PIECE: u64 = PIECE_BYTES;

    /// Walks that return batches of one record for each MiB; `wait` is called with each address.
    fn walk_of(
        wait: impl Fn(u64) -> Result<(), RmmError> + Send + Sync + Clone + 'static,
    ) -> Arc<PieceWalk<PageRecord>> {
        Arc::new(move |range: Range<u64>| {
            let (mut at, wait) = (range.start, wait.clone());
            RecordIterator::new(move |found| {
                wait(at)?;
                found.push(PageRecord {
                    addr: at,
                    ..PageRecord::ZERO
                });
                at += 1 << 20;
                Ok(CallProgress {
                    is_done: at >= range.end,
                    cost: WalkCost {
                        entries: 1,
                        ..WalkCost::ZERO
                    },
                })
            })
        })
    }

    fn records_of(threads: usize, walk: Arc<PieceWalk<PageRecord>>) -> RecordIterator<PageRecord> {
        let vmas = || Ok(vec![vma(VmaKind::Anon, 0, 20 * PIECE)]);
        walk_in_pieces(0..20 * PIECE, threads, vmas, walk)
    }

    #[test]
    fn records_of_threads_come_in_order() {
        // The first pieces are the slowest, so the others wait with what they have.
        let walk = walk_of(|at| {
            sleep(Duration::from_micros(500 * u64::from(at < 2 * PIECE)));
            Ok(())
        });
        for threads in [1, 2, 4, 64] {
            let mut records = records_of(threads, walk.clone());
            let found: Vec<_> = records.by_ref().map(|page| page.unwrap().addr).collect();
            let expected: Vec<_> = (0..20 * PIECE).step_by(1 << 20).collect();
            assert_eq!(found, expected);
            assert_eq!(records.cost().entries, expected.len() as u64);
        }
    }

    #[test]
    fn an_error_comes_at_its_place_and_is_final() {
        let walk = walk_of(|at| match at < 3 * PIECE {
            true => Ok(()),
            false => Err(RmmError::System {
                call: "RMM_WALK".to_owned(),
                source: io::Error::from_raw_os_error(libc::ESRCH),
            }),
        });
        let mut records = records_of(4, walk);
        assert_eq!(records.by_ref().take_while(Result::is_ok).count(), 48);
        assert!(records.next().is_none());
    }

    #[test]
    fn threads_end_when_the_reader_goes() {
        let walk = walk_of(|_| Ok(()));
        let mut records = records_of(4, walk.clone());
        assert!(records.next().unwrap().is_ok());
        drop(records);
        // Each thread held the walk.
        assert_eq!(Arc::strong_count(&walk), 1);
    }
}
