// SPDX-License-Identifier: GPL-2.0

//! What each placement policy promises, on machines made up here.

use rmm_host::{
    abi::arena::{
        PlacementKind,
        PlacementReason, //
    },
    model::policy::{
        divide_work,
        kernel_mode,
        AnyPolicy,
        HeatCensus,
        HeatLevel,
        MachineView,
        NodeMemory,
        NodeOrder,
        NodeSet,
        PlacementContext,
        PolicySetup,
        PolicySetupError,
        RateLimit,
        WorkShare, //
    },
};
use std::cell::RefCell;

/// Nodes in a row: the further apart, the larger the distance.
struct LinearMachine(RefCell<Vec<NodeMemory>>);

impl LinearMachine {
    fn new(free: &[u64]) -> Self {
        let memory = free.iter().map(|&free| NodeMemory {
            free,
            low: 100,
            high: 200,
            managed: 100_000,
            reclaimable: 0,
        });
        Self(RefCell::new(memory.collect()))
    }

    fn take(&self, node: u32) {
        self.0.borrow_mut()[node as usize].free -= 1;
    }
}

impl MachineView for LinearMachine {
    fn memory(&self, node: u32) -> NodeMemory {
        let all = self.0.borrow();
        all.get(node as usize).copied().unwrap_or_default()
    }

    fn distance(&self, from: u32, to: u32) -> u32 {
        10 + 10 * from.abs_diff(to)
    }
}

fn context(machine: &LinearMachine, allowed: u64, local: u32) -> PlacementContext<'_> {
    PlacementContext {
        local,
        allowed: NodeSet(allowed),
        bias: 0,
        machine,
    }
}

fn setup(nodes: u64, weights: &[u32]) -> PolicySetup<'_> {
    PolicySetup {
        nodes: NodeSet(nodes),
        fast: NodeSet(1),
        weights,
    }
}

fn policy(kind: PlacementKind, nodes: u64, weights: &[u32]) -> AnyPolicy {
    AnyPolicy::new(kind, &setup(nodes, weights)).unwrap()
}

fn first(policy: &AnyPolicy, page: u64, context: &PlacementContext<'_>) -> u32 {
    policy.get().choose_nodes(page, context).0.first().unwrap()
}

/// Pages of each node after `pages` of them, `stride` apart.
fn counts(policy: &AnyPolicy, context: &PlacementContext<'_>, pages: u64, stride: u64) -> Vec<u64> {
    let mut counts = vec![0; 64];
    (0..pages).for_each(|page| counts[first(policy, page * stride, context) as usize] += 1);
    counts
}

#[test]
fn every_policy_has_a_node_for_every_page() {
    let machine = LinearMachine::new(&[0, 50, 1000, 100_000]);
    let table = [1, 0, 3, 4];
    for &kind in PlacementKind::ALL {
        let weights: &[u32] = match kind {
            PlacementKind::Weighted | PlacementKind::Adaptive => &table,
            _ => &[],
        };
        let policy = policy(kind, 0b1111, weights);
        for allowed in 1..16 {
            for page in [0, 1, 63, 511, u64::MAX / 2, u64::MAX] {
                let context = context(&machine, allowed, 3);
                let (order, reason) = policy.get().choose_nodes(page, &context);
                let node = order.first().expect("a node");
                assert!(context.allowed.contains(node) || kind == PlacementKind::Local);
                assert!(matches!(
                    reason,
                    PlacementReason::First | PlacementReason::Spill
                ));
                assert_eq!(order.set().len() as usize, order.iter().count());
            }
        }
    }
}

#[test]
fn only_policies_of_the_kernel_are_passed_to_it() {
    for &kind in PlacementKind::ALL {
        assert_eq!(kernel_mode(kind).is_some(), kind <= PlacementKind::Weighted);
        let strict = AnyPolicy::new(kind, &setup(1, &[1])).or(AnyPolicy::new(kind, &setup(1, &[])));
        assert_eq!(
            strict.ok().unwrap().get().is_strict(),
            kind == PlacementKind::Bind
        );
    }
}

#[test]
fn wrong_setups_are_refused() {
    for &kind in PlacementKind::ALL {
        let nowhere = AnyPolicy::new(kind, &setup(0, &[]));
        assert_eq!(nowhere.is_ok(), kind == PlacementKind::Local);
        let weighted = matches!(kind, PlacementKind::Weighted | PlacementKind::Adaptive);
        assert_eq!(AnyPolicy::new(kind, &setup(3, &[1, 1])).is_ok(), weighted);
    }
    let weighted = |weights| AnyPolicy::new(PlacementKind::Weighted, &setup(3, weights)).err();
    assert_eq!(weighted(&[0, 0, 7]), Some(PolicySetupError::Weight));
    assert_eq!(weighted(&[256, 1]), Some(PolicySetupError::Weight));
    assert_eq!(weighted(&[255, 0]), None);
    let adaptive = |weights| AnyPolicy::new(PlacementKind::Adaptive, &setup(3, weights)).err();
    assert_eq!(adaptive(&[0, 0, 7]), Some(PolicySetupError::Weight));
    assert_eq!(adaptive(&[u32::MAX, u32::MAX]), None);
}

#[test]
fn interleave_goes_round_from_the_bias() {
    let machine = LinearMachine::new(&[1000; 4]);
    let policy = policy(PlacementKind::Interleave, 0b1011, &[]);
    let mut context = context(&machine, 0b1011, 0);
    context.bias = 7;
    let nodes: Vec<_> = (0..6).map(|page| first(&policy, page, &context)).collect();
    assert_eq!(nodes, [1, 3, 0, 1, 3, 0]);
}

#[test]
fn weighted_gives_each_node_its_weight_in_turn() {
    let machine = LinearMachine::new(&[1000; 3]);
    let policy = policy(PlacementKind::Weighted, 0b111, &[3, 0, 2]);
    let context = context(&machine, 0b111, 0);
    let nodes: Vec<_> = (0..7).map(|page| first(&policy, page, &context)).collect();
    assert_eq!(nodes, [0, 0, 0, 2, 2, 0, 0]);
}

#[test]
fn bind_and_preferred_many_go_by_distance() {
    let (machine, full) = (
        LinearMachine::new(&[1000; 4]),
        LinearMachine::new(&[1000, 0, 1000, 1000]),
    );
    for kind in [PlacementKind::Bind, PlacementKind::PreferredMany] {
        let policy = policy(kind, 0b1011, &[]);
        let order = |machine| {
            let (order, _) = policy.get().choose_nodes(5, &context(machine, 0b1011, 2));
            order.iter().collect::<Vec<_>>()
        };
        assert_eq!(order(&machine), [1]);
        // The others are needed where the nearest is full.
        assert_eq!(order(&full), [1, 3, 0]);
    }
}

#[test]
fn stripe_is_balanced_for_any_stride() {
    let machine = LinearMachine::new(&[1000; 8]);
    for (allowed, n) in [(0b11, 2), (0b111, 3), (0b1111, 4), (0xff, 8)] {
        let policy = policy(PlacementKind::Stripe, allowed, &[]);
        let context = context(&machine, allowed, 0);
        for stride in (1..70).chain([127, 128, 512, 4096, 1 << 18, 1 << 30]) {
            const PAGES: u64 = 1 << 16;
            for count in counts(&policy, &context, PAGES, stride).iter().take(n) {
                let share = PAGES / n as u64;
                assert!(count.abs_diff(share) <= share / 25, "{stride}: {count}");
            }
        }
        for count in counts(&policy, &context, 1 << 16, 1).iter().take(n) {
            assert!(count.abs_diff((1 << 16) / n as u64) <= 1);
        }
    }
}

#[test]
fn capacity_levels_free_memory() {
    let machine = LinearMachine::new(&[90_000, 50_000, 20_000]);
    let policy = policy(PlacementKind::Capacity, 0b111, &[]);
    let mut changes = 0;
    let mut last = 0;
    for page in 0..100_000 {
        let node = first(&policy, page, &context(&machine, 0b111, 0));
        changes += u32::from(node != last);
        last = node;
        machine.take(node);
    }
    let free: Vec<_> = (0..3).map(|node| machine.memory(node).free).collect();
    let (low, high) = (free.iter().min().unwrap(), free.iter().max().unwrap());
    assert!(high - low <= 5_000, "{free:?}");
    // It stays with a node for a while.
    assert!(changes < 1_000, "{changes}");
}

#[test]
fn capacity_falls_back_when_the_first_node_is_short() {
    let machine = LinearMachine::new(&[90, 80, 70]);
    let policy = policy(PlacementKind::Capacity, 0b111, &[]);
    let (order, _) = policy.get().choose_nodes(0, &context(&machine, 0b111, 0));
    assert_eq!(order.set(), NodeSet(0b111));
}

#[test]
fn tiered_spills_at_the_watermark() {
    let machine = LinearMachine::new(&[201, 100_000]);
    let policy = policy(PlacementKind::Tiered, 0b11, &[]);
    let place = || policy.get().choose_nodes(0, &context(&machine, 0b11, 1));
    assert_eq!(place().0.first(), Some(0));
    assert_eq!(place().1, PlacementReason::First);
    machine.take(0);
    assert_eq!(place().0.iter().collect::<Vec<_>>(), [1, 0]);
    assert_eq!(place().1, PlacementReason::Spill);
}

#[test]
fn adaptive_follows_bandwidth_and_misses() {
    let machine = LinearMachine::new(&[50_000, 150]);
    let policy = policy(PlacementKind::Adaptive, 0b11, &[30_000, 10_000]);
    let context = context(&machine, 0b11, 0);
    let share = |pages: u64| counts(&policy, &context, pages, 1)[1] * 1000 / pages;
    assert_eq!(share(64_000), 250);
    for _ in 0..32 {
        policy.get().note_miss(1);
    }
    assert!(share(64_000) < 150);
    // Room again: the weight comes back.
    machine.0.borrow_mut()[1].free = 50_000;
    share(64_000);
    assert_eq!(share(64_000), 250);
}

#[test]
fn rate_limit_allows_a_burst_and_then_a_steady_rate() {
    let rate = RateLimit::new(100);
    let second = 1_000_000_000;
    let taken = |now| (0..1000).filter(|_| rate.take(now)).count();
    assert_eq!(taken(5 * second), 100);
    assert_eq!(taken(5 * second), 0);
    assert_eq!(taken(5 * second + second / 10), 10);
    assert_eq!(taken(100 * second), 100);
    assert!(!RateLimit::new(0).take(1));
}

#[test]
fn sets_and_orders_keep_to_their_bounds() {
    let set = NodeSet(0x8000_0000_0000_0001);
    assert_eq!(set.iter().collect::<Vec<_>>(), [0, 63]);
    assert_eq!(
        (set.nth(1), set.nth(2), set.nth(u32::MAX)),
        (Some(63), None, None)
    );
    assert!(NodeSet::single(64).is_empty());
    let mut order = NodeOrder::EMPTY;
    assert!(!order.push(64));
    assert!((0..8).all(|node| order.push(node)));
    assert!(!order.push(8));
}

/// A user's arenas share what one user gets, and arenas that need nothing take nothing.
#[test]
fn work_is_divided_among_users_first() {
    let arenas = [(7, true), (3, true), (7, true), (9, false), (7, false)];
    let mut shares: Vec<_> = (arenas.iter().enumerate())
        .map(|(arena, &(user, needs_samples))| WorkShare {
            arena,
            user,
            needs_samples,
            divisor: 0,
        })
        .collect();
    divide_work(&mut shares);
    shares.sort_by_key(|share| share.arena);
    let divisors: Vec<_> = shares.iter().map(|share| share.divisor).collect();
    assert_eq!(divisors, [4, 2, 4, 2, 4]);
    let sampled = shares.iter().filter(|share| share.needs_samples);
    assert_eq!(
        sampled.map(|share| 1.0 / share.divisor as f64).sum::<f64>(),
        1.0
    );
}

/// Pages on the fast and the slow node of a tiered arena, all of one heat each.
fn census_of(fast: HeatLevel, slow: Option<HeatLevel>) -> HeatCensus {
    let mut census = HeatCensus::EMPTY;
    census.fast[usize::from(fast.0)] = 1000;
    if let Some(slow) = slow {
        census.slow[usize::from(slow.0)] = 10;
    }
    census
}

#[test]
fn tiered_demotes_cold_pages_or_for_hotter_ones() {
    let (hot, hotter) = (HeatLevel::from_idle_ms(16), HeatLevel::from_idle_ms(4));
    let cold = HeatLevel::from_idle_ms(4000);
    let machine = LinearMachine::new(&[300, 50_000]);
    let context = context(&machine, 0b11, 0);
    let demotes = |fast: HeatLevel, slow| {
        let policy = policy(PlacementKind::Tiered, 0b11, &[]);
        policy
            .get()
            .update_thresholds(&census_of(fast, slow), &context);
        policy.get().is_demotable(fast)
    };
    assert!(demotes(cold, None));
    assert!(!demotes(hot, None));
    assert!(!demotes(hot, Some(cold)));
    assert!(!demotes(hot, Some(hot)));
    assert!(demotes(hot, Some(hotter)));
}

/// A reader of files keeps free memory low; its pages go before any page is demoted.
#[test]
fn tiered_counts_clean_page_cache_as_free() {
    let machine = LinearMachine::new(&[300, 50_000]);
    let policy = policy(PlacementKind::Tiered, 0b11, &[]);
    let lack = |reclaimable| {
        machine.0.borrow_mut()[0].reclaimable = reclaimable;
        policy.get().pages_to_demote(&context(&machine, 0b11, 0))
    };
    assert_ne!(lack(0), 0);
    assert_ne!(lack(500), 0);
    assert_eq!(lack(5000), 0);
}
