// SPDX-License-Identifier: GPL-2.0

//! Memory policies (`struct mempolicy`), copied under the lock that keeps them.

use crate::{
    abi::mempolicy::{
        MempolicyFlag,
        MempolicySource, //
    },
    sys::shim, //
};

/// Words of a set of nodes.
pub(crate) const WORDS: usize = shim::RMM_SHIM_POLICY_WORDS as usize;

/// A copy of a policy.
#[derive(Clone, Copy)]
pub(crate) struct MempolicyFacts {
    /// `MPOL_*`, which `PolicyMode` numbers alike.
    pub(crate) mode: u32,
    /// `MempolicyFlag` bits.
    pub(crate) flags: u32,
    /// Whose it is.
    pub(crate) source: MempolicySource,
    /// -1 for none.
    pub(crate) home_node: i32,
    /// Bit n of word n / 64.
    pub(crate) nodes: [u64; WORDS],
}

impl MempolicyFacts {
    /// What holds where nobody has said anything.
    pub(crate) const DEFAULT: Self = Self {
        mode: 0,
        flags: 0,
        source: MempolicySource::Default,
        home_node: -1,
        nodes: [0; WORDS],
    };

    pub(in crate::sys) fn new(raw: &shim::rmm_shim_policy, source: MempolicySource) -> Self {
        const FLAGS: &[(u32, u32)] = &[
            (shim::RMM_SHIM_MPOL_STATIC, MempolicyFlag::STATIC),
            (shim::RMM_SHIM_MPOL_RELATIVE, MempolicyFlag::RELATIVE),
            (shim::RMM_SHIM_MPOL_BALANCING, MempolicyFlag::BALANCING),
        ];
        let flags = FLAGS
            .iter()
            .filter(|(theirs, _)| u32::from(raw.flags) & theirs != 0)
            .fold(0, |bits, (_, ours)| bits | ours);
        Self {
            mode: raw.mode.into(),
            flags,
            source,
            home_node: raw.home_node,
            nodes: raw.nodes,
        }
    }
}
