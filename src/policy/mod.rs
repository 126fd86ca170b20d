// SPDX-License-Identifier: GPL-2.0

//! Arenas: memory whose pages are placed by a policy (`crate::model::policy`).

pub(crate) mod accounts;
pub(crate) mod arena;
mod heatmap;
mod machine;
mod mover;
mod place;
pub(crate) mod registry;
mod sampler;
pub(crate) mod worker;
