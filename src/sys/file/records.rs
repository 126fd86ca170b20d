// SPDX-License-Identifier: GPL-2.0

//! Records that are copied from and to user space, by the rules of the ABI (`crate::abi`).
//!
//! A node's or zone's record is large, and copying it is most of its cost. So records are made
//! where they are copied from ([`RecordBuffer`]), and copied word by word: a string instruction for
//! each record is slow, and some hypervisors emulate it byte by byte.

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

/// A record of zeros, made where it stays: large records do not fit on the kernel's stack twice.
pub(crate) fn zeroed_record<T: AbiRecord>() -> Result<KBox<T>> {
    let record = KBox::<T>::new_uninit(GFP_KERNEL_ACCOUNT | __GFP_ZERO)?;
    // SAFETY: Its bytes are zero, and every byte pattern is a valid `AbiRecord`.
    Ok(unsafe { record.assume_init() })
}

/// The argument of an ioctl. It starts with its size and flags.
pub(crate) struct IoctlArg<T> {
    /// The caller's argument. Fields that the caller's version does not have are zero.
    pub(crate) value: KBox<T>,
    /// The call's flags.
    pub(crate) flags: u32,
    user: UserPtr,
    size: usize,
}

impl<T: AbiRecord> IoctlArg<T> {
    /// Reads the argument at `addr`. `EINVAL` if it is shorter than its head; `E2BIG` if it is
    /// longer than a page, or non-zero beyond the fields of this version.
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
        let mut value = zeroed_record::<T>()?;
        let mut reader = UserSlice::new(user, size).reader();
        let known = size.min(size_of::<T>());
        reader.read_slice(&mut bytes_mut(&mut *value)[..known])?;
        all_zero(&mut reader)?;
        let at = offset_of!(ArgsHead, flags);
        let mut flags = [0; size_of::<u32>()];
        flags.copy_from_slice(&bytes(&*value)[at..at + size_of::<u32>()]);
        Ok(Self {
            value,
            flags: u32::from_ne_bytes(flags),
            user,
            size,
        })
    }

    /// Copies the argument back, up to the caller's size. The size field is not changed.
    pub(crate) fn write(&self) -> Result {
        let skip = offset_of!(ArgsHead, flags);
        let known = self.size.min(size_of::<T>());
        UserSlice::new(self.user.wrapping_byte_add(skip), known - skip)
            .writer()
            .write_slice(&bytes(&*self.value)[skip..known])
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

/// An array of records in user memory, filled from its start.
pub(crate) struct UserArray {
    user: UserPtr,
    stride: usize,
    capacity: u32,
    count: u32,
}

impl UserArray {
    /// The array at `addr` for `capacity` records of `stride` bytes. `EINVAL` if the capacity is 0,
    /// or the stride is 0, not a multiple of 8 or larger than a page.
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

    /// Number of records that still fit.
    pub(crate) fn room(&self) -> usize {
        (self.capacity - self.count) as usize
    }

    /// Size in bytes that each record has there.
    pub(in crate::sys) fn stride(&self) -> usize {
        self.stride
    }

    /// Number of records written.
    pub(crate) fn count(&self) -> u32 {
        self.count
    }

    /// Appends records as [`Self::push`] does, but word by word if they consist of words and the
    /// caller's stride is not longer.
    pub(crate) fn push_all<T: AbiRecord>(&mut self, records: &[T]) -> Result {
        const WORD: usize = size_of::<u64>();
        let stride = self.stride;
        let words = const { size_of::<T>() % WORD == 0 && align_of::<T>() == WORD };
        if stride > size_of::<T>() || !words {
            return records.iter().try_for_each(|record| self.push(record));
        }
        self.fill(records.len(), stride, |to| {
            // SAFETY: `records` has `records.len()` records of `size_of::<T>() / WORD` words, all
            // initialised by the invariants of `AbiRecord`; `stride` is not larger than a record.
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

    /// Appends `count` records of `stride` bytes that `write` writes; `stride` must be the array's.
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

    /// Appends a record, truncated or extended with zeros to the caller's stride. `ENOSPC` if the
    /// array is full.
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

/// Records for a [`UserArray`], made in the buffer that they are copied from. It never grows, so it
/// is filled under locks and guards.
///
/// # Invariants
///
/// All of the allocation is initialised, regardless of the length.
pub(crate) struct RecordBuffer<T>(KVVec<T>);

impl<T: AbiRecord> RecordBuffer<T> {
    /// Allocates room for `capacity` records.
    pub(crate) fn new(capacity: usize) -> Result<Self> {
        // INVARIANT: The allocation is zeroed, and every byte pattern is a valid `AbiRecord`.
        Ok(Self(KVVec::with_capacity(
            capacity,
            GFP_KERNEL_ACCOUNT | __GFP_ZERO,
        )?))
    }

    /// Appends a record with arbitrary content, which `fill` must overwrite as a whole. A large
    /// record so is not copied into the buffer. `ENOSPC` without room.
    pub(crate) fn fill(&mut self, fill: impl FnOnce(&mut T) -> Result) -> Result {
        let len = self.0.len();
        if len == self.0.capacity() {
            return Err(ENOSPC);
        }
        // SAFETY: There is room, and the invariant says that the next element is initialised.
        unsafe { self.0.inc_len(1) };
        fill(&mut self.0[len])
    }

    /// Appends a record; `ENOSPC` without room.
    pub(crate) fn push(&mut self, record: T) -> Result {
        self.fill(|slot| {
            *slot = record;
            Ok(())
        })
    }

    /// Removes the records from index `len` on.
    pub(crate) fn truncate(&mut self, len: usize) {
        self.0.truncate(len);
    }

    /// The records.
    pub(crate) fn records(&self) -> &[T] {
        &self.0
    }

    /// The records, to be changed.
    pub(crate) fn records_mut(&mut self) -> &mut [T] {
        &mut self.0
    }
}

/// Copies bytes to user memory.
pub(crate) fn write_bytes(addr: u64, data: &[u8]) -> Result {
    UserSlice::new(UserPtr::from_addr(addr as usize), data.len())
        .writer()
        .write_slice(data)
}

/// Copies 32-bit numbers from user memory.
pub(crate) fn read_words(addr: u64, words: &mut [u32]) -> Result {
    let size = size_of_val(words);
    let mut reader = UserSlice::new(UserPtr::from_addr(addr as usize), size).reader();
    for word in words {
        *word = reader.read()?;
    }
    Ok(())
}
