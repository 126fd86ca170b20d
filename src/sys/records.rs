// SPDX-License-Identifier: GPL-2.0

//! Records to and from user space, by the rules of the ABI (see `crate::abi`).

use crate::abi::{
    Head,
    Record, //
};
use core::mem::{
    offset_of,
    size_of,
    size_of_val, //
};
use kernel::{
    page::PAGE_SIZE,
    prelude::*,
    uaccess::{
        UserPtr,
        UserSlice,
        UserSliceReader, //
    },
};

/// A record whose bytes may cross the user boundary.
///
/// # Safety
///
/// `repr(C)`, integers and arrays of them alone, no padding: every byte pattern is a value, and
/// every byte of a value is initialised.
pub(crate) unsafe trait Plain: Record {}

macro_rules! plain {
    ($($record:ty),+ $(,)?) => { $(
        // SAFETY: Declared by `record!`, which makes it `repr(C)` of types that have `Zero`, which
        // are integers and arrays and records of them, and asserts that there is no padding.
        unsafe impl Plain for $record {}
    )+ };
}

plain!(
    crate::abi::arena::ArenaCreate,
    crate::abi::arena::ArenaMove,
    crate::abi::arena::ArenaRing,
    crate::abi::arena::ArenaStat,
    crate::abi::arena::Decision,
    crate::abi::info::Info,
    crate::abi::page::Page,
    crate::abi::space::List,
    crate::abi::space::Open,
    crate::abi::space::PageTableLevel,
    crate::abi::space::Segment,
    crate::abi::space::Summary,
    crate::abi::space::Vma,
    crate::abi::space::Vmas,
    crate::abi::space::Walk,
    crate::abi::translate::Translate,
);

fn bytes<T: Plain>(record: &T) -> &[u8] {
    // SAFETY: All bytes are initialised, by the contract of `Plain`.
    unsafe { core::slice::from_raw_parts(core::ptr::from_ref(record).cast(), size_of::<T>()) }
}

fn bytes_of_all<T: Plain>(records: &mut [T]) -> &mut [u8] {
    let size = size_of_val(records);
    // SAFETY: As `bytes_mut`, for each of them; records of a slice follow each other without a gap.
    unsafe { core::slice::from_raw_parts_mut(records.as_mut_ptr().cast(), size) }
}

fn bytes_mut<T: Plain>(record: &mut T) -> &mut [u8] {
    // SAFETY: As `bytes`, and every byte pattern is a value.
    unsafe { core::slice::from_raw_parts_mut(core::ptr::from_mut(record).cast(), size_of::<T>()) }
}

/// The argument of an ioctl, which starts with its size and flags.
pub(crate) struct Argument<T> {
    /// What the caller gave; what it does not know is zero.
    pub(crate) value: T,
    /// The call's flags.
    pub(crate) flags: u32,
    user: UserPtr,
    size: usize,
}

impl<T: Plain> Argument<T> {
    /// Reads the argument at `addr`: `EINVAL` if it is too short for its head, `E2BIG` if it is
    /// longer than a page or has something set that this version does not know.
    pub(crate) fn read(addr: usize) -> Result<Self> {
        let user = UserPtr::from_addr(addr);
        let mut word = [0; size_of::<u32>()];
        UserSlice::new(user, word.len())
            .reader()
            .read_slice(&mut word)?;
        let size = u32::from_ne_bytes(word) as usize;
        if size < size_of::<Head>() {
            return Err(EINVAL);
        }
        if size > PAGE_SIZE {
            return Err(E2BIG);
        }
        let mut value = T::ZERO;
        let mut reader = UserSlice::new(user, size).reader();
        let known = size.min(size_of::<T>());
        reader.read_slice(&mut bytes_mut(&mut value)[..known])?;
        all_zero(&mut reader)?;
        let at = offset_of!(Head, flags);
        let mut flags = [0; size_of::<u32>()];
        flags.copy_from_slice(&bytes(&value)[at..at + size_of::<u32>()]);
        Ok(Self {
            value,
            flags: u32::from_ne_bytes(flags),
            user,
            size,
        })
    }

    /// Gives the argument back, as far as the caller knows it. Its size stays what it was.
    pub(crate) fn write(&self) -> Result {
        let skip = offset_of!(Head, flags);
        let known = self.size.min(size_of::<T>());
        UserSlice::new(self.user.wrapping_byte_add(skip), known - skip)
            .writer()
            .write_slice(&bytes(&self.value)[skip..known])
    }
}

fn all_zero(reader: &mut UserSliceReader) -> Result {
    let mut chunk = [0; 64];
    while !reader.is_empty() {
        let len = reader.len().min(chunk.len());
        reader.read_slice(&mut chunk[..len])?;
        if chunk[..len].iter().any(|&byte| byte != 0) {
            return Err(E2BIG);
        }
    }
    Ok(())
}

/// A user's array of records, filled from its start.
pub(crate) struct Array {
    user: UserPtr,
    stride: usize,
    capacity: u32,
    count: u32,
}

impl Array {
    /// An array at `addr` with room for `capacity` records of `stride` bytes. `EINVAL` for no room,
    /// or for a stride that is not a multiple of 8 or beyond a page.
    pub(crate) fn new(addr: u64, capacity: u32, stride: u32) -> Result<Self> {
        let stride = stride as usize;
        if capacity == 0 || stride == 0 || stride % 8 != 0 || stride > PAGE_SIZE {
            return Err(EINVAL);
        }
        Ok(Self {
            user: UserPtr::from_addr(addr as usize),
            stride,
            capacity,
            count: 0,
        })
    }

    /// Records that still fit.
    pub(crate) fn room(&self) -> usize {
        (self.capacity - self.count) as usize
    }

    /// Records that were written.
    pub(crate) fn count(&self) -> u32 {
        self.count
    }

    /// Appends records as [`Self::push`] does, in one copy unless the caller knows longer ones.
    /// They are moved together in place if he knows shorter ones, and are of no use any more.
    pub(crate) fn push_all<T: Plain>(&mut self, records: &mut [T]) -> Result {
        let stride = self.stride;
        if stride > size_of::<T>() {
            return records.iter().try_for_each(|record| self.push(record));
        }
        if self.room() < records.len() {
            return Err(ENOSPC);
        }
        let count = records.len();
        let all = bytes_of_all(records);
        if stride < size_of::<T>() {
            for index in 1..count {
                let from = index * size_of::<T>();
                all.copy_within(from..from + stride, index * stride);
            }
        }
        let at = self.count as usize * stride;
        let all = &all[..count * stride];
        UserSlice::new(self.user.wrapping_byte_add(at), all.len())
            .writer()
            .write_slice(all)?;
        self.count += count as u32;
        Ok(())
    }

    /// Appends a record: cut if the caller knows a shorter one, followed by zeros if a longer.
    /// `ENOSPC` without room.
    pub(crate) fn push<T: Plain>(&mut self, record: &T) -> Result {
        if self.room() == 0 {
            return Err(ENOSPC);
        }
        let at = self.count as usize * self.stride;
        let known = self.stride.min(size_of::<T>());
        let mut writer = UserSlice::new(self.user.wrapping_byte_add(at), self.stride).writer();
        writer.write_slice(&bytes(record)[..known])?;
        let zeros = [0; 64];
        while !writer.is_empty() {
            let len = writer.len().min(zeros.len());
            writer.write_slice(&zeros[..len])?;
        }
        self.count += 1;
        Ok(())
    }
}

/// Copies bytes to user memory.
pub(crate) fn write_bytes(addr: u64, data: &[u8]) -> Result {
    UserSlice::new(UserPtr::from_addr(addr as usize), data.len())
        .writer()
        .write_slice(data)
}

/// Copies numbers of 32 bits from user memory.
pub(crate) fn read_words(addr: u64, words: &mut [u32]) -> Result {
    let size = size_of_val(words);
    let mut reader = UserSlice::new(UserPtr::from_addr(addr as usize), size).reader();
    for word in words {
        *word = reader.read()?;
    }
    Ok(())
}
