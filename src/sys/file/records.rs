// SPDX-License-Identifier: GPL-2.0

//! Records to and from user space, by the rules of the ABI (see `crate::abi`).

use crate::{
    abi::{
        AbiRecord,
        ArgsHead, //
    },
    sys::shim, //
};
use core::mem::{
    align_of,
    offset_of,
    size_of, //
};
use kernel::{
    alloc::flags::__GFP_ZERO,
    error::to_result,
    ffi::c_void,
    page::PAGE_SIZE,
    prelude::*,
    uaccess::{
        UserPtr,
        UserSlice,
        UserSliceReader, //
    },
};

fn bytes<T: AbiRecord>(record: &T) -> &[u8] {
    // SAFETY: All bytes of an `AbiRecord` are initialised, by its invariants.
    unsafe { core::slice::from_raw_parts(core::ptr::from_ref(record).cast(), size_of::<T>()) }
}

fn bytes_mut<T: AbiRecord>(record: &mut T) -> &mut [u8] {
    // SAFETY: As `bytes`, and every byte pattern is a value.
    unsafe { core::slice::from_raw_parts_mut(core::ptr::from_mut(record).cast(), size_of::<T>()) }
}

/// The argument of an ioctl, which starts with its size and flags.
pub(crate) struct IoctlArg<T> {
    /// What the caller gave; what it does not know is zero.
    pub(crate) value: T,
    /// The call's flags.
    pub(crate) flags: u32,
    user: UserPtr,
    size: usize,
}

impl<T: AbiRecord> IoctlArg<T> {
    /// Reads the argument at `addr`: `EINVAL` if it is too short for its head, `E2BIG` if it is
    /// longer than a page or has something set that this version does not know.
    pub(crate) fn read(addr: usize) -> Result<Self> {
        let user = UserPtr::from_addr(addr);
        let mut word = [0; size_of::<u32>()];
        UserSlice::new(user, word.len())
            .reader()
            .read_slice(&mut word)?;
        let size = u32::from_ne_bytes(word) as usize;
        if size < size_of::<ArgsHead>() {
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
        let at = offset_of!(ArgsHead, flags);
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
        let skip = offset_of!(ArgsHead, flags);
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
pub(crate) struct UserArray {
    user: UserPtr,
    stride: usize,
    capacity: u32,
    count: u32,
}

impl UserArray {
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

    /// Appends records as [`Self::push`] does, word by word where they consist of
    /// words and the caller knows no longer ones.
    pub(crate) fn push_all<T: AbiRecord>(&mut self, records: &[T]) -> Result {
        const WORD: usize = size_of::<u64>();
        let stride = self.stride;
        let words = const { size_of::<T>() % WORD == 0 && align_of::<T>() == WORD };
        if stride > size_of::<T>() || !words {
            return records.iter().try_for_each(|record| self.push(record));
        }
        self.fill(records.len(), stride, |to| {
            // SAFETY: `records` has as many records, each of so many words, all initialised and in
            // their place by the invariants of `AbiRecord`; of each, `stride` bytes lie in it.
            to_result(unsafe {
                shim::rmm_shim_copy_records_to_user(
                    to.cast(),
                    records.as_ptr().cast(),
                    records.len(),
                    stride / WORD,
                    size_of::<T>() / WORD,
                )
            })
        })
    }

    /// Appends `count` records of `stride` bytes, which has to be the array's, that `write` writes.
    pub(in crate::sys) fn fill(
        &mut self,
        count: usize,
        stride: usize,
        write: impl FnOnce(*mut c_void) -> Result,
    ) -> Result {
        if stride != self.stride || self.room() < count {
            return Err(ENOSPC);
        }
        let at = self.count as usize * stride;
        write(self.user.wrapping_byte_add(at).as_mut_ptr())?;
        self.count += count as u32;
        Ok(())
    }

    /// Appends a record: cut if the caller knows a shorter one, followed by zeros if a longer.
    /// `ENOSPC` without room.
    pub(crate) fn push<T: AbiRecord>(&mut self, record: &T) -> Result {
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

/// Records on their way to an [`UserArray`], made where they stay.
///
/// # Invariants
///
/// The first `zeroed` elements of the allocation are initialised, whatever the length is.
pub(crate) struct RecordBuffer<T> {
    records: KVec<T>,
    zeroed: usize,
}

impl<T: AbiRecord> RecordBuffer<T> {
    /// Room for `capacity` records.
    pub(crate) fn new(capacity: usize) -> Result<Self> {
        // INVARIANT: The allocation is zeroed, and every byte pattern is a value of an `AbiRecord`.
        Ok(Self {
            records: KVec::with_capacity(capacity, GFP_KERNEL | __GFP_ZERO)?,
            zeroed: capacity,
        })
    }

    /// Appends a record with any content and has it filled: of a large one, copying is what it
    /// costs.
    pub(crate) fn fill(&mut self, fill: impl FnOnce(&mut T) -> Result) -> Result {
        let len = self.records.len();
        if len < self.zeroed {
            // SAFETY: `zeroed` is within the capacity, and by the invariant the next element is
            // initialised.
            unsafe { self.records.inc_len(1) };
        } else {
            self.records.push(T::ZERO, GFP_KERNEL)?;
        }
        fill(&mut self.records[len])
    }

    /// Forgets all records from number `len` on.
    pub(crate) fn truncate(&mut self, len: usize) {
        self.records.truncate(len);
    }

    /// For what appends records itself.
    pub(crate) fn vec(&mut self) -> &mut KVec<T> {
        // It may move to an allocation that is not zeroed.
        self.zeroed = 0;
        &mut self.records
    }

    /// The records.
    pub(crate) fn records(&mut self) -> &mut [T] {
        &mut self.records
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
