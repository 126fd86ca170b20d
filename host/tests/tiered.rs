// SPDX-License-Identifier: GPL-2.0

//! The tiered policy on a simulated machine: pages are used at random times, each at a rate
//! of its own; they are sampled and moved as the worker does it.

use rmm_host::{
    abi::arena::PlacementKind,
    model::policy::{
        AnyPolicy,
        HeatCensus,
        HeatLevel,
        HeatWord,
        MachineView,
        MigrationTarget,
        NodeMemory,
        NodeSet,
        PageTier,
        PlacementContext,
        PlacementPolicy,
        PolicySetup, //
    },
};
use std::{
    cell::RefCell,
    cmp::Reverse,
    collections::BinaryHeap, //
};

const FAST: u32 = 0;
const SLOW: u32 = 1;

/// Node 0 is fast, node 1 is slow.
struct TwoTierMachine(RefCell<[NodeMemory; 2]>);

impl TwoTierMachine {
    fn new(fast: u64, slow: u64) -> Self {
        let memory = |managed| NodeMemory {
            free: managed,
            low: managed / 200,
            high: managed / 100,
            managed,
            reclaimable: 0,
        };
        Self(RefCell::new([memory(fast), memory(slow)]))
    }

    fn take(&self, node: u32, pages: i64) {
        let free = &mut self.0.borrow_mut()[node as usize].free;
        *free = free.checked_add_signed(-pages).expect("free pages");
    }
}

impl MachineView for TwoTierMachine {
    fn memory(&self, node: u32) -> NodeMemory {
        self.0.borrow()[node as usize]
    }

    fn distance(&self, from: u32, to: u32) -> u32 {
        10 + 20 * from.abs_diff(to)
    }

    fn now_ms(&self) -> u32 {
        0
    }
}

fn context(machine: &TwoTierMachine) -> PlacementContext<'_> {
    PlacementContext {
        local: 0,
        allowed: NodeSet(3),
        bias: 0,
        machine,
    }
}

fn tiered() -> AnyPolicy {
    let setup = PolicySetup {
        nodes: NodeSet(3),
        fast: NodeSet(1),
        weights: &[],
    };
    AnyPolicy::new(PlacementKind::Tiered, &setup).unwrap()
}

/// Numbers between 0 and 1, the same in each run.
struct RandomSequence(u64);

impl RandomSequence {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// ms until the next use of a page that is used `rate` times in a ms.
    fn wait(&mut self, rate: f64) -> u32 {
        (-(1.0 - self.next()).ln() / rate).min(1e7) as u32
    }
}

struct TieringSimulation {
    machine: TwoTierMachine,
    policy: AnyPolicy,
    pages: Vec<HeatWord>,
    node: Vec<u32>,
    /// Uses in a ms.
    rates: Vec<f64>,
    /// Next use of armed pages.
    uses: BinaryHeap<Reverse<(u32, usize)>>,
    random: RandomSequence,
    now: u32,
    hand: usize,
    promoted: u64,
    demoted: u64,
    /// Promotions refused for lack of room in this tick.
    waiting: u64,
}

impl TieringSimulation {
    fn new(fast: u64, slow: u64, rates: Vec<f64>) -> Self {
        let simulation = Self {
            machine: TwoTierMachine::new(fast, slow),
            policy: tiered(),
            pages: rates.iter().map(|_| HeatWord::new()).collect(),
            node: Vec::new(),
            rates,
            uses: BinaryHeap::new(),
            random: RandomSequence(0x1234_5678_9abc_def1),
            now: 12345,
            hand: 0,
            promoted: 0,
            demoted: 0,
            waiting: 0,
        };
        simulation.place_pages()
    }

    /// First touch of all pages.
    fn place_pages(mut self) -> Self {
        for page in 0..self.pages.len() {
            let (order, _) = self
                .policy
                .get()
                .choose_nodes(page as u64, &context(&self.machine));
            let node = order.first().unwrap();
            self.machine.take(node, 1);
            self.node.push(node);
            self.pages[page].record_tier(tier(node), self.now);
        }
        self
    }

    fn policy(&self) -> &dyn PlacementPolicy {
        self.policy.get()
    }

    fn census(&self) -> HeatCensus {
        let mut census = HeatCensus::EMPTY;
        for page in &self.pages {
            census.count(&page.observe(self.now));
        }
        census
    }

    fn migrate(&mut self, page: usize, to: u32) {
        self.machine.take(self.node[page], -1);
        self.machine.take(to, 1);
        self.node[page] = to;
        self.pages[page].record_tier(tier(to), self.now);
    }

    /// Uses that come until `until`: samples, and promotion by them.
    fn run(&mut self, until: u32) {
        while let Some(&Reverse((time, page))) = self.uses.peek() {
            if time > until {
                break;
            }
            self.uses.pop();
            self.now = time;
            let heat = self.pages[page].record_use(time);
            assert!(heat.is_some());
            let target = self.policy().migration_target(
                page as u64,
                heat,
                self.node[page],
                &context(&self.machine),
            );
            match (target, self.node[page]) {
                (MigrationTarget::Node(to), SLOW) => {
                    self.migrate(page, to);
                    self.promoted += 1;
                }
                (MigrationTarget::NoRoom, SLOW) => self.waiting += 1,
                _ => {}
            }
        }
        self.now = until;
    }

    fn arm(&mut self, page: usize) {
        self.pages[page].arm(self.now);
        let wait = self.random.wait(self.rates[page]);
        self.uses.push(Reverse((self.now + wait, page)));
    }

    /// A tenth of a second of the worker, `samples` pages a second.
    fn tick(&mut self, samples: usize) {
        self.run(self.now + 100);
        for _ in 0..samples / 10 {
            let page = self.hand;
            self.hand = (self.hand + 1) % self.pages.len();
            if !self.pages[page].is_armed() {
                self.arm(page);
            }
        }
        for _ in 0..4 {
            if self.policy().pages_to_demote(&context(&self.machine)) == 0 {
                break;
            }
            let census = self.census();
            self.policy()
                .update_thresholds(&census, &context(&self.machine));
            self.demote();
        }
        let census = self.census();
        self.policy()
            .update_thresholds(&census, &context(&self.machine));
    }

    /// Sends down what the policy says, and holds it to its word: of the pages whose heat is known,
    /// none that stays is colder than one that went, but for those of the one heat that is cut.
    fn demote(&mut self) {
        let mut went = None;
        let mut left = self.policy().pages_to_demote(&context(&self.machine));
        left += core::mem::take(&mut self.waiting);
        for page in 0..self.pages.len() {
            let look = self.pages[page].observe(self.now);
            let context = context(&self.machine);
            if look.tier != PageTier::Fast || left == 0 {
                continue;
            }
            let target = self
                .policy()
                .migration_target(page as u64, look.heat(), FAST, &context);
            let MigrationTarget::Node(to) = target else {
                continue;
            };
            assert_eq!(to, SLOW);
            assert!(look.heat().is_some(), "what is not known is not cold");
            went = went.max(look.heat());
            self.migrate(page, to);
            self.demoted += 1;
            left -= 1;
            self.uses.retain(|&Reverse((_, other))| other != page);
            self.arm(page);
        }
        let Some(went) = went else { return };
        let fast = self.pages.iter().map(|page| page.observe(self.now));
        let mut kept: Vec<_> = fast
            .filter(|look| look.tier == PageTier::Fast)
            .filter_map(|look| look.heat())
            .collect();
        kept.sort();
        if left == 0 {
            // It was enough before all of the coldest had gone: those are in one learned cut.
            return;
        }
        assert!(kept.first().is_none_or(|&coldest| coldest >= went));
    }

    /// The share of uses that meet the fast node.
    fn share(&self) -> f64 {
        let all: f64 = self.rates.iter().sum();
        let fast = self.rates.iter().zip(&self.node);
        let fast: f64 = fast
            .filter(|(_, &node)| node == FAST)
            .map(|(rate, _)| rate)
            .sum();
        fast / all
    }

    /// The share if the hottest were on it.
    fn best(&self) -> f64 {
        let on_fast = self.node.iter().filter(|&&node| node == FAST).count();
        let mut rates = self.rates.clone();
        rates.sort_by(|a, b| b.total_cmp(a));
        rates[..on_fast].iter().sum::<f64>() / rates.iter().sum::<f64>()
    }
}

fn tier(node: u32) -> PageTier {
    if node == FAST {
        PageTier::Fast
    } else {
        PageTier::Slow
    }
}

/// Rates as Zipf's law has them, ranks dealt out at random.
fn zipf(pages: usize, per_ms: f64) -> Vec<f64> {
    let mut random = RandomSequence(99);
    let mut ranks: Vec<usize> = (1..=pages).collect();
    for i in (1..pages).rev() {
        ranks.swap(i, (random.next() * (i + 1) as f64) as usize);
    }
    let sum: f64 = ranks.iter().map(|&rank| 1.0 / rank as f64).sum();
    ranks
        .iter()
        .map(|&rank| per_ms / sum / rank as f64)
        .collect()
}

#[test]
fn tiering_reaches_most_of_the_best_share_at_any_access_rate() {
    // Uses in a ms, and samples in a second.
    for (per_ms, samples) in [(0.8, 256), (8.0, 256), (800.0, 256)] {
        let mut simulation = TieringSimulation::new(3000, 9000, zipf(8192, per_ms));
        let first_touch = simulation.share();
        (0..1800).for_each(|_| simulation.tick(samples));
        let (share, best) = (simulation.share(), simulation.best());
        assert!(share >= 1.5 * first_touch, "{first_touch} {share}");
        assert!(share >= 0.95 * best, "{share} {best}");
        assert!(simulation.promoted > 0 && simulation.demoted > 0);
        // The fast node is neither short nor idle.
        let memory = simulation.machine.memory(FAST);
        assert!(memory.free >= memory.high && memory.free <= memory.high + memory.managed / 32);
    }
}

#[test]
fn pages_are_not_demoted_while_the_fast_node_has_room() {
    let mut simulation = TieringSimulation::new(9000, 9000, zipf(4096, 8.0));
    (0..300).for_each(|_| simulation.tick(1024));
    assert_eq!((simulation.promoted, simulation.demoted), (0, 0));
    let census = simulation.census();
    let context = context(&simulation.machine);
    assert!(
        !simulation.policy().wants_samples(&census, &context),
        "nor is it sampled"
    );
}

#[test]
fn heat_is_the_logarithm_of_idle_time() {
    assert_eq!(HeatLevel::from_idle_ms(0), HeatLevel::HOTTEST);
    assert_eq!(HeatLevel::from_idle_ms(1), HeatLevel::HOTTEST);
    assert_eq!(HeatLevel::from_idle_ms(2), HeatLevel(80));
    assert_eq!(HeatLevel::from_idle_ms(1024), HeatLevel(44));
    assert!(HeatLevel::from_idle_ms(u32::MAX) == HeatLevel(0));
    assert!((1..100_000).all(|ms| HeatLevel::from_idle_ms(ms) >= HeatLevel::from_idle_ms(ms + 1)));
}

#[test]
fn a_page_cools_while_it_is_armed() {
    let page = HeatWord::new();
    let start = u32::MAX - 1000;
    assert_eq!(page.record_tier(PageTier::Fast, start).heat(), None);
    assert_eq!(page.record_use(start), None, "not a sample");
    page.arm(start);
    // Over the end of the clock.
    let idle = |ms: u32| page.observe(start.wrapping_add(ms));
    assert_eq!(idle(64).heat(), Some(HeatLevel::from_idle_ms(64)));
    assert_eq!(idle(4096).heat(), Some(HeatLevel::from_idle_ms(4096)));
    assert_eq!(
        page.record_use(start.wrapping_add(4096)),
        Some(HeatLevel::from_idle_ms(4096))
    );
    assert!(!page.is_armed());
    // Halfway to the next sample, and never hotter for being armed.
    page.arm(start.wrapping_add(5000));
    assert_eq!(idle(5001).heat(), Some(HeatLevel::from_idle_ms(4096)));
    assert_eq!(
        page.record_use(start.wrapping_add(5016)),
        Some(HeatLevel(52))
    );
    page.record_tier(PageTier::Absent, start);
    assert_eq!(
        page.record_tier(PageTier::Slow, start).heat(),
        None,
        "a new page"
    );
}

#[test]
fn a_hint_fault_warms_and_does_not_cool() {
    let page = HeatWord::new();
    page.record_tier(PageTier::Slow, 0);
    assert_eq!(
        page.record_hint_fault(1000),
        Some(HeatLevel::from_idle_ms(1000))
    );
    let warm = page.record_hint_fault(1016);
    assert!(warm > Some(HeatLevel::from_idle_ms(1000)));
    assert_eq!(page.record_hint_fault(500_000), warm);
}

#[test]
fn refused_pages_are_not_tried_again() {
    let page = HeatWord::new();
    page.record_tier(PageTier::Fast, 0);
    page.arm(0);
    page.mark_stuck(10);
    let mut census = HeatCensus::EMPTY;
    census.count(&page.observe(20));
    assert!(census.fast.iter().all(|&pages| pages == 0));
    page.record_tier(PageTier::Fast, 30);
    census.count(&page.observe(40));
    assert_eq!(census.fast.iter().sum::<u32>(), 1);
}

#[test]
fn an_older_observation_does_not_replace_a_newer_one() {
    let page = HeatWord::new();
    let seen = page.raw();
    page.record_tier(PageTier::Fast, 10);
    assert!(page
        .record_tier_if_unchanged(seen, PageTier::Absent, false, 20)
        .is_none());
    assert_eq!(page.observe(20).tier, PageTier::Fast, "it came meanwhile");
    page.mark_stuck(20);
    let kept = page.record_tier_if_unchanged(page.raw(), PageTier::Fast, true, 30);
    assert!(kept.is_some_and(|look| look.stuck), "locked as before");
    let free = page.record_tier_if_unchanged(page.raw(), PageTier::Fast, false, 40);
    assert!(free.is_some_and(|look| !look.stuck));
    page.record_tier_if_unchanged(page.raw(), PageTier::Absent, false, 50);
    assert_eq!(page.observe(50).tier, PageTier::Absent);
}

#[test]
fn a_page_armed_after_the_clock_was_read_has_age_zero() {
    let page = HeatWord::new();
    page.record_tier(PageTier::Slow, 1000);
    page.arm(1005);
    assert_eq!(page.observe(1000).idle, 0);
    assert_eq!(page.observe(1006).idle, 1);
}
