// SPDX-License-Identifier: GPL-2.0

//! `RMM_ARENA_CREATE`, and the ioctls of an arena's descriptor.

use crate::{
    abi::{
        self,
        arena::{
            ArenaCreateArgs,
            ArenaMoveArgs,
            ArenaRingArgs,
            ArenaStatArgs,
            ArenaStatFlag,
            DecisionRecord, //
        },
    },
    model::policy::NODES,
    policy::{
        arena::Arena,
        file::OpenArena,
        registry::ArenaRegistry, //
    },
    sys::{
        arena,
        file::records::{
            read_words,
            IoctlArg,
            UserArray, //
        },
        task::pid::Pid,
    },
};
use kernel::{
    prelude::*,
    sync::Arc, //
};

/// Decisions copied out at a time.
const PORTION: usize = 16;

/// Answers `RMM_ARENA_CREATE`.
#[inline(never)]
pub(super) fn create(registry: &Arc<ArenaRegistry>, arg: usize) -> Result<isize> {
    let asked = IoctlArg::<ArenaCreateArgs>::read(arg)?.value;
    let mut weights = [0; NODES];
    let weights = weights
        .get_mut(..asked.weights_count as usize)
        .ok_or(EINVAL)?;
    read_words(asked.weights, weights)?;
    arena::install_fd(OpenArena::create(registry, &asked, weights, answer)?)
}

/// Answers an ioctl on an arena.
fn answer(arena: &Arena, cmd: u32, arg: usize) -> Result<isize> {
    match cmd {
        abi::ARENA_STAT => stat(arena, arg),
        abi::ARENA_MOVE => move_range(arena, arg),
        abi::ARENA_RING => ring(arena, arg),
        _ => Err(ENOTTY),
    }
}

fn stat(arena: &Arena, arg: usize) -> Result<isize> {
    let mut argument = IoctlArg::<ArenaStatArgs>::read(arg)?;
    if argument.flags & !ArenaStatFlag::ALL != 0 {
        return Err(EINVAL);
    }
    let viewer = Pid::of_caller().ok_or(ESRCH)?;
    arena.fill_stat(argument.flags, &viewer, &mut argument.value)?;
    argument.write()?;
    Ok(0)
}

fn move_range(arena: &Arena, arg: usize) -> Result<isize> {
    let mut argument = IoctlArg::<ArenaMoveArgs>::read(arg)?;
    let value = &mut argument.value;
    (value.moved, value.stayed, value.absent) = (0, 0, 0);
    value.refusals = [0; 16];
    arena.move_range(value)?;
    argument.write()?;
    Ok(0)
}

fn ring(arena: &Arena, arg: usize) -> Result<isize> {
    let mut argument = IoctlArg::<ArenaRingArgs>::read(arg)?;
    let value = &mut argument.value;
    if value.flags != 0 || value.reserved != 0 {
        return Err(EINVAL);
    }
    let mut array = UserArray::new(value.buf, value.capacity, value.record_size)?;
    value.lost = 0;
    let mut portion = KVec::<DecisionRecord>::with_capacity(PORTION, GFP_KERNEL_ACCOUNT)?;
    loop {
        while portion.len() < PORTION.min(array.room()) {
            let Some((decision, lost)) = arena.decision(value.next) else {
                break;
            };
            value.lost += lost;
            value.next = decision.number + 1;
            portion.push(decision, GFP_KERNEL_ACCOUNT)?;
        }
        if portion.is_empty() {
            break;
        }
        array.push_all(&portion)?;
        portion.clear();
    }
    value.count = array.count();
    argument.write()?;
    Ok(0)
}
