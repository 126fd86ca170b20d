// SPDX-License-Identifier: GPL-2.0

//! Arenas: memory whose pages are placed by a policy (`crate::model::policy`).

pub(crate) mod accounts;
pub(crate) mod arena;
mod decision_ring;
pub(crate) mod file;
mod heatmap;
mod machine_snapshot;
mod migration;
mod placement;
pub(crate) mod registry;
mod sampler;
mod user_limits;
pub(crate) mod worker;
