// SPDX-License-Identifier: GPL-2.0

//! The mappings of a [`ShmemFile`]: what they forbid to do with its pages, and the private pages that
//! they own.

use super::shmem::ShmemFile;
use crate::{
    model::policy::NodeSet,
    sys::{
        shim,
        system, //
    },
};
use kernel::prelude::*;

/// Most VMAs whose private pages are counted.
const MAX_COUNTED_MAPPINGS: usize = 1024;

/// Most calls of the shim for one count, each for a few page tables.
const MAX_COUNT_STEPS: usize = 8192;

/// What speaks against unmapping a page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum UnmapObstacle {
    /// A process tracks written pages by soft-dirty bits, which would be cleared.
    Tracked,
    /// There are more mappings than the caller allows.
    Shared,
}

/// What the mappings of pages forbid.
pub(crate) struct MappingSurvey {
    /// What speaks against unmapping the pages.
    pub(crate) obstacle: Option<UnmapObstacle>,
    /// The nodes that the cpuset of every process which maps a page allows at present.
    pub(crate) nodes: NodeSet,
}

/// The mappings of a file, and their private pages.
pub(crate) type PrivatePages = shim::rmm_shim_private_pages;

impl ShmemFile {
    /// Surveys the mappings of a range of pages, which should be at most `most`. May sleep.
    pub(crate) fn survey_mappings(&self, first: u64, pages: u64, most: usize) -> MappingSurvey {
        let mut nodes = u64::MAX;
        if pages == 0 {
            return MappingSurvey {
                obstacle: None,
                nodes: NodeSet(nodes),
            };
        }
        // SAFETY: The mapping belongs to the file; the shim takes `i_mmap_rwsem` to read its VMAs.
        let obstacle = unsafe {
            shim::rmm_shim_survey_mappings(
                self.mapping(),
                first as usize,
                pages as usize,
                most,
                &mut nodes,
            )
        };
        MappingSurvey {
            obstacle: match obstacle as u32 {
                shim::RMM_SHIM_UNMAP_TRACKED => Some(UnmapObstacle::Tracked),
                shim::RMM_SHIM_UNMAP_SHARED => Some(UnmapObstacle::Shared),
                _ => None,
            },
            nodes: NodeSet(nodes),
        }
    }

    /// Counts the pages that private mappings own into `found`, which is zeroed. Returns `false` if
    /// there are too many mappings or page tables. `EINTR` if a signal is pending. May sleep.
    pub(crate) fn count_private_pages(&self, found: &mut PrivatePages) -> Result<bool> {
        for _ in 0..MAX_COUNT_STEPS {
            // SAFETY: The mapping belongs to the file; the shim takes `i_mmap_rwsem` to read its VMAs
            // and their page tables. `found` is writable.
            let counted = unsafe {
                shim::rmm_shim_count_private_pages(self.mapping(), MAX_COUNTED_MAPPINGS, found)
            };
            if !counted || found.done {
                return Ok(counted);
            }
            system::cond_resched();
            if system::signal_pending() {
                return Err(EINTR);
            }
        }
        Ok(false)
    }
}
