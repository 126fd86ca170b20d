// SPDX-License-Identifier: GPL-2.0

//! Placement policies: which node a page of an arena should be on.
//!
//! A policy is a type that implements [`PlacementPolicy`], in a file of its own, and a row of the
//! table below. It gets a page's index and a [`PlacementContext`]. It is called from many CPUs at
//! once, sometimes under a spinlock, so it keeps its state in atomics and never waits.

mod adaptive;
mod bind;
mod capacity;
mod demotion_gauge;
mod heat;
mod interleave;
mod local;
mod node_set;
mod placement_policy;
mod preferred_many;
mod promotion_table;
mod rate_limit;
mod stripe;
mod tiered;
mod weighted;
mod work_share;

pub use demotion_gauge::DemotionGauge;
pub use heat::{
    HeatCensus,
    HeatLevel,
    HeatObservation,
    HeatWord,
    PageTier, //
};
pub use node_set::{
    NodeOrder,
    NodeSet,
    NODES, //
};
pub use placement_policy::{
    MachineView,
    MigrationTarget,
    NodeMemory,
    PlacementContext,
    PlacementPolicy,
    PolicySetup,
    PolicySetupError, //
};
pub use promotion_table::{
    PendingPromotion,
    PromotionRequest,
    PromotionTable, //
};
pub use rate_limit::RateLimit;
pub use work_share::{
    divide_work,
    SampleCredit,
    WorkShare, //
};

use crate::abi::arena::PlacementKind;

/// The kernel's own mode for the same placement (uapi/linux/mempolicy.h).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KernelPolicyMode {
    /// MPOL_LOCAL.
    Local,
    /// MPOL_BIND.
    Bind,
    /// MPOL_PREFERRED_MANY.
    PreferredMany,
    /// MPOL_INTERLEAVE.
    Interleave,
    /// MPOL_WEIGHTED_INTERLEAVE.
    WeightedInterleave,
}

/// The table of policies: number in the ABI, type, and the equivalent mode of the kernel.
macro_rules! policies {
    ($($kind:ident => $policy:ty, $mode:expr;)+) => {
        /// Any of the policies. An arena has one, so the largest may be large.
        #[allow(clippy::large_enum_variant)]
        pub enum AnyPolicy {
            $(
                #[doc = concat!("`", stringify!($policy), "`.")]
                $kind($policy),
            )+
        }

        impl AnyPolicy {
            /// Makes a policy.
            pub fn new(kind: PlacementKind, setup: &PolicySetup<'_>) -> Result<Self, PolicySetupError> {
                match kind {
                    $(PlacementKind::$kind => <$policy>::new(setup).map(Self::$kind),)+
                }
            }

            /// The policy.
            pub fn get(&self) -> &dyn PlacementPolicy {
                match self {
                    $(Self::$kind(policy) => policy,)+
                }
            }
        }

        /// The kernel's mode for this placement, if it has one.
        pub fn kernel_mode(kind: PlacementKind) -> Option<KernelPolicyMode> {
            match kind {
                $(PlacementKind::$kind => $mode,)+
            }
        }
    };
}

policies! {
    Local => local::LocalPolicy, Some(KernelPolicyMode::Local);
    Bind => bind::BindPolicy, Some(KernelPolicyMode::Bind);
    PreferredMany => preferred_many::PreferredManyPolicy, Some(KernelPolicyMode::PreferredMany);
    Interleave => interleave::InterleavePolicy, Some(KernelPolicyMode::Interleave);
    Weighted => weighted::WeightedPolicy, Some(KernelPolicyMode::WeightedInterleave);
    Capacity => capacity::CapacityPolicy, None;
    Stripe => stripe::StripePolicy, None;
    Tiered => tiered::TieredPolicy, None;
    Adaptive => adaptive::AdaptivePolicy, None;
}
