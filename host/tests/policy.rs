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
        DemotionGauge,
        HeatCensus,
        HeatLevel,
        MachineView,
        NodeMemory,
        NodeOrder,
        NodeSet,
        PendingPromotion,
        PlacementContext,
        PolicySetup,
        PolicySetupError,
        PromotionRequest,
        PromotionTable,
        RateLimit,
        SampleCredit,
        WorkShare, //
    },
};
use std::cell::{
    Cell,
    RefCell, //
};

/// Nodes in a row: the further apart, the larger the distance.
struct LinearMachine(RefCell<Vec<NodeMemory>>, Cell<u32>);

impl LinearMachine {
    fn new(free: &[u64]) -> Self {
        let memory = free.iter().map(|&free| NodeMemory {
            free,
            low: 100,
            high: 200,
            managed: 100_000,
            reclaimable: 0,
        });
        Self(RefCell::new(memory.collect()), Cell::new(1000))
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

    fn now_ms(&self) -> u32 {
        self.1.get()
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
    // Time alone brings nothing back.
    machine.1.set(machine.1.get() + 1000);
    assert!(share(64_000) < 150);
    // Room again: the weight comes back in time, however many pages are placed.
    machine.0.borrow_mut()[1].free = 50_000;
    assert!(share(64_000) < 150);
    machine.1.set(machine.1.get() + 100);
    assert_eq!(share(64_000), 250);
}

/// A weight recovers whichever pages are placed, and never at once.
#[test]
fn adaptive_recovers_by_time_and_not_by_page_number() {
    let machine = LinearMachine::new(&[50_000, 50_000]);
    let policy = policy(PlacementKind::Adaptive, 0b11, &[30_000, 10_000]);
    let context = context(&machine, 0b11, 0);
    let odd = |count: u64| {
        (0..count)
            .filter(|n| first(&policy, 2 * n + 1, &context) == 1)
            .count()
    };
    let full = odd(3200);
    // A long time without a halving is no recovery in advance.
    machine.1.set(1_000_000);
    for _ in 0..64 {
        policy.get().note_miss(1);
    }
    assert!(odd(3200) < full / 2);
    machine.1.set(machine.1.get() + 99);
    assert!(odd(3200) < full / 2);
    machine.1.set(machine.1.get() + 101);
    assert_eq!(odd(3200), full);
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

/// An arena has every round if it needs samples, and every tenth one if not, at a time of its own.
#[test]
fn arenas_without_need_take_turns() {
    let share = |needs_samples| WorkShare {
        arena: 0,
        user: 0,
        needs_samples,
        divisor: 1,
    };
    let rounds = |needs_samples, number| {
        let share = share(needs_samples);
        (0..100)
            .filter(|&round| share.is_due(number, round))
            .count()
    };
    assert_eq!(rounds(true, 7), 100);
    assert!((0..20).all(|number| rounds(false, number) == 10));
    for round in 0..20 {
        let due = (0..1500).filter(|&number| share(false).is_due(number, round));
        assert_eq!(due.count(), 150);
    }
}

/// The samples of very many arenas add up to the rate, and each arena has some.
#[test]
fn samples_of_many_arenas_keep_to_the_rate() {
    for arenas in [1, 1500, 100_000] {
        let credits: Vec<_> = (0..arenas).map(|_| SampleCredit::new()).collect();
        let taken: Vec<u64> = (credits.iter())
            .map(|credit| (0..100).map(|_| credit.take(16384, arenas, 100)).sum())
            .collect();
        let sum: u64 = taken.iter().sum();
        assert!(sum <= 163_840, "{sum} samples of {arenas} arenas in 10 s");
        assert!(
            sum >= 163_840 - arenas,
            "{sum} samples of {arenas} arenas in 10 s"
        );
        assert_ne!(taken.iter().min(), Some(&0));
    }
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

/// A page has one pending promotion, however often it is asked for, and it is taken once.
#[test]
fn a_promotion_is_counted_once() {
    let mut slots = [PendingPromotion::NONE; 64];
    let mut table = PromotionTable(&mut slots);
    let asked = |page, at_ms| PendingPromotion {
        page,
        from: 1,
        at_ms,
    };
    assert_eq!(table.insert(asked(7, 100)), PromotionRequest::New);
    assert_eq!(table.insert(asked(7, 150)), PromotionRequest::Repeated);
    assert_eq!(table.insert(asked(8, 100)), PromotionRequest::New);
    // The time is that of the last request.
    let mut position = 0;
    assert_eq!(table.take_due(&mut position, 120), Some(asked(8, 100)));
    assert_eq!(table.take_due(&mut position, 120), None);
    assert_eq!(table.take_page(7), Some(asked(7, 150)));
    assert_eq!(table.take_page(7), None);
    assert_eq!(table.take_due(&mut 0, u32::MAX / 2), None);
    // A full table refuses, and keeps what it has.
    let new = (0..1000).filter(|&page| table.insert(asked(page, 0)) == PromotionRequest::New);
    let new: Vec<_> = new.collect();
    assert!((32..=64).contains(&new.len()), "{} of 64", new.len());
    assert!(new
        .iter()
        .all(|&page| table.take_page(page) == Some(asked(page, 0))));
    assert_eq!(
        PromotionTable(&mut []).insert(asked(0, 0)),
        PromotionRequest::Full
    );
    assert_eq!(PromotionTable(&mut []).take_page(0), None);
}

/// Demotion goes on while the lack shrinks, and pauses ever longer while it does not.
#[test]
fn demotion_that_frees_nothing_pauses() {
    let gauge = DemotionGauge::new();
    let demote = |pages| gauge.note_demoted(pages);
    assert!(!gauge.allows(0, 5));
    assert!(gauge.allows(1000, 10));
    demote(2000);
    assert!(gauge.allows(900, 20), "freed pages may wait on lists");
    demote(1024);
    // Somebody takes what is freed.
    assert!(!gauge.allows(900, 30));
    assert!(!gauge.allows(900, 1029));
    assert!(gauge.allows(900, 1030));
    demote(3000);
    assert!(!gauge.allows(900, 1040));
    assert!(!gauge.allows(900, 3039), "twice as long");
    assert!(gauge.allows(900, 3040));
    // It shrinks: no pause, and the next one is short again.
    demote(3000);
    assert!(gauge.allows(400, 3050));
    demote(2000);
    assert!(!gauge.allows(400, 3060));
    assert!(gauge.allows(400, 4060));
    // Pages of the arena itself take what is freed.
    for _ in 0..5000 {
        demote(1);
        gauge.note_taken();
    }
    assert!(gauge.allows(400, 4065));
    demote(1824);
    assert!(!gauge.allows(400, 4066));
    assert!(gauge.allows(400, 6066));
    // Nothing lacks any more.
    demote(5000);
    assert!(!gauge.allows(0, 6070));
    assert!(gauge.allows(400, 6080));
}
