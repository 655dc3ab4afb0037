//! From the runs of two designs to numbers of pairs.

use super::paired::{Paired, Share2, Split};
use crate::many::{Frame, JourneyRun, Lot, Run, StoreRun};
use tenant::Luck;
use tenant::score::Target;

/// How journeys were matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matching {
    /// By name.
    Names,
    /// No name is in both: the worst journey of each run beside that of the other.
    Worst,
}

/// What only one of the two has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Side {
    /// Journeys.
    pub journeys: Vec<String>,
    /// Stores.
    pub stores: Vec<String>,
}

/// All pairs of runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Numbers {
    /// Pairs.
    pub runs: u64,
    /// Runs by whose parts were hit, each in the zone that hurts it most.
    pub hit: Split,
    /// Mean chance of a hit, of A and of B, 0..=1; `None` where the tape knows no shares.
    pub p_touched: [Option<f64>; 2],
    /// How journeys were matched.
    pub matching: Matching,
    /// In the order of A's file.
    pub journeys: Vec<JourneyPair>,
    /// In the order of A's file.
    pub stores: Vec<StorePair>,
    /// What only A has.
    pub only_a: Side,
    /// What only B has.
    pub only_b: Side,
}

/// A journey in both.
#[derive(Debug, Clone, PartialEq)]
pub struct JourneyPair {
    /// Its name; `None`: the worst of each run.
    pub name: Option<String>,
    /// Seconds down in the zone that hurts it most, over all runs.
    pub down: Paired,
    /// The same over the runs in which the dice hit either, if these are some and not all.
    pub down_hit: Option<Paired>,
    /// Promises that both give.
    pub promises: Vec<PromisePair>,
}

/// A promise that both give.
#[derive(Debug, Clone, PartialEq)]
pub struct PromisePair {
    /// `rto`, `rpo` or `availability_slo`; `all` stands for every promise of every journey.
    pub name: String,
    /// What A and B promise, each judged by its own; `None` for `all`.
    pub targets: Option<[Target; 2]>,
    /// Over all runs.
    pub met: Share2,
    /// Over the runs in which the dice hit either, if these are some and not all.
    pub met_hit: Option<Share2>,
}

/// A store in both.
#[derive(Debug, Clone, PartialEq)]
pub struct StorePair {
    /// Its name; `None`: all stores together.
    pub name: Option<String>,
    /// Acknowledged writes missing.
    pub lost: Paired,
    /// Seconds by which the loss reaches back; without end: nothing can bring the data back.
    pub rpo: Paired,
    /// Runs in which the fate of writes was not known at the end.
    pub unknown: Split,
}

/// Everything that runs of the same seeds say of two designs: of A first, then of B.
#[must_use]
pub fn numbers(frames: [&Frame; 2], runs: [&[Run]; 2], luck: Luck) -> Numbers {
    let lots: Vec<(&Lot, &Lot)> = runs[0]
        .iter()
        .zip(runs[1])
        .map(|(a, b)| (a.lot(luck), b.lot(luck)))
        .collect();
    let clouds: Vec<u32> = runs[0].iter().map(|r| r.cloud).collect();
    let knows = frames.iter().all(|f| f.knows_shares);
    let either = |&(a, b): &(&Lot, &Lot)| a.touched || b.touched;
    let hit: Vec<bool> = lots.iter().map(|l| knows && either(l)).collect();
    let some = hit.contains(&true) && hit.contains(&false) && luck == Luck::Drawn;
    let pairs = Pairs {
        lots: &lots,
        clouds: &clouds,
        hit: some.then_some(&hit[..]),
    };
    let (journeys, matching) = journeys(frames, &pairs);
    let alone = |i: usize| side(frames[i], frames[1 - i], matching);
    Numbers {
        runs: lots.len() as u64,
        hit: Split::count(lots.iter().map(|l| (l.0.touched, l.1.touched))),
        p_touched: [0, 1].map(|i| {
            let ppm = |l: &(&Lot, &Lot)| u64::from(if i == 0 { l.0 } else { l.1 }.p_touched_ppm);
            let sum: u64 = lots.iter().map(ppm).sum();
            frames[i]
                .knows_shares
                .then(|| sum as f64 / 1e6 / lots.len().max(1) as f64)
        }),
        matching,
        journeys,
        stores: stores(frames, &pairs),
        only_a: alone(0),
        only_b: alone(1),
    }
}

/// Pairs of runs, and which are looked at apart.
struct Pairs<'a> {
    lots: &'a [(&'a Lot, &'a Lot)],
    clouds: &'a [u32],
    hit: Option<&'a [bool]>,
}

/// Values of the runs that are looked at apart, and their draws of the cloud.
type Apart<T> = (Vec<T>, Vec<u32>);

impl Pairs<'_> {
    /// One value per run and side, over all runs and over those that are looked at apart.
    fn each<T>(&self, value: impl Fn(&Lot, &Lot) -> T) -> (Vec<T>, Option<Apart<T>>) {
        let all = self.lots.iter().map(|l| value(l.0, l.1)).collect();
        let apart = self.hit.map(|hit| {
            let chosen = || (0..hit.len()).filter(|&i| hit[i]);
            let values = chosen().map(|i| value(self.lots[i].0, self.lots[i].1));
            (values.collect(), chosen().map(|i| self.clouds[i]).collect())
        });
        (all, apart)
    }

    fn lengths(
        &self,
        value: impl Fn(&Lot, &Lot) -> (Option<u64>, Option<u64>),
    ) -> (Paired, Option<Paired>) {
        let (all, apart) = self.each(value);
        let apart = apart.map(|(values, clouds)| Paired::of(&values, &clouds));
        (Paired::of(&all, self.clouds), apart)
    }

    fn shares(
        &self,
        value: impl Fn(&Lot, &Lot) -> (Option<bool>, Option<bool>),
    ) -> (Share2, Option<Share2>) {
        let (all, apart) = self.each(value);
        (
            Share2::of(&all, self.clouds),
            apart.map(|(values, clouds)| Share2::of(&values, &clouds)),
        )
    }
}

fn journeys(frames: [&Frame; 2], pairs: &Pairs<'_>) -> (Vec<JourneyPair>, Matching) {
    let shared = shared(
        frames[0].journeys.iter().map(|j| &j.name),
        frames[1].journeys.iter().map(|j| &j.name),
    );
    if shared.is_empty() {
        return (vec![worst(frames, pairs)], Matching::Worst);
    }
    let one = |&(a, b): &(usize, usize)| {
        let (down, down_hit) =
            pairs.lengths(|la, lb| (down(&la.journeys[a]), down(&lb.journeys[b])));
        JourneyPair {
            name: Some(frames[0].journeys[a].name.clone()),
            down,
            down_hit,
            promises: promises(frames, (a, b), pairs),
        }
    };
    (shared.iter().map(one).collect(), Matching::Names)
}

/// Places of the names that are in both lists.
fn shared<'a>(
    a: impl Iterator<Item = &'a String>,
    b: impl Iterator<Item = &'a String> + Clone,
) -> Vec<(usize, usize)> {
    let with = |(i, name): (usize, &String)| b.clone().position(|n| n == name).map(|j| (i, j));
    a.enumerate().filter_map(with).collect()
}

/// Time down; `None`: not restored.
pub(super) fn down(j: &JourneyRun) -> Option<u64> {
    (!j.censored).then_some(j.down.0)
}

/// Time down of the journey that was down longest.
pub(super) fn worst_down(lot: &Lot) -> Option<u64> {
    let mut all = lot.journeys.iter().map(down);
    all.try_fold(0, |worst: u64, d| d.map(|d| worst.max(d)))
}

fn worst(frames: [&Frame; 2], pairs: &Pairs<'_>) -> JourneyPair {
    let (down, down_hit) = pairs.lengths(|a, b| (worst_down(a), worst_down(b)));
    let promising = frames.map(|f| f.journeys.iter().any(|j| !j.objectives.is_empty()));
    let promises = (promising == [true; 2]).then(|| {
        let all = |i: usize, lot: &Lot| {
            let journeys = frames[i].journeys.iter().zip(&lot.journeys);
            let each = journeys.flat_map(|(f, j)| (0..f.objectives.len()).map(|o| j.objective(o)));
            let met: Vec<Option<bool>> = each.collect();
            match met.contains(&Some(false)) {
                true => Some(false),
                false => (!met.contains(&None)).then_some(true),
            }
        };
        let (met, met_hit) = pairs.shares(|a, b| (all(0, a), all(1, b)));
        PromisePair {
            name: "all".to_owned(),
            targets: None,
            met,
            met_hit,
        }
    });
    JourneyPair {
        name: None,
        down,
        down_hit,
        promises: promises.into_iter().collect(),
    }
}

/// Promises of a journey that both give: the first of a name beside the first, the second beside the second.
fn promises(frames: [&Frame; 2], at: (usize, usize), pairs: &Pairs<'_>) -> Vec<PromisePair> {
    let [fa, fb] = [
        &frames[0].journeys[at.0].objectives,
        &frames[1].journeys[at.1].objectives,
    ];
    let mut out = Vec::new();
    for (i, promise) in fa.iter().enumerate() {
        let before = fa[..i].iter().filter(|o| o.name == promise.name).count();
        let alike = |(_, o): &(usize, &crate::many::Promise)| o.name == promise.name;
        let Some((k, other)) = fb.iter().enumerate().filter(alike).nth(before) else {
            continue;
        };
        let (met, met_hit) =
            pairs.shares(|a, b| (a.journeys[at.0].objective(i), b.journeys[at.1].objective(k)));
        out.push(PromisePair {
            name: promise.name.clone(),
            targets: Some([promise.target, other.target]),
            met,
            met_hit,
        });
    }
    out
}

fn stores(frames: [&Frame; 2], pairs: &Pairs<'_>) -> Vec<StorePair> {
    let shared = shared(frames[0].stores.iter(), frames[1].stores.iter());
    if frames.iter().any(|f| f.stores.is_empty()) {
        return Vec::new();
    }
    if shared.is_empty() {
        let all = |lot: &Lot| together(&lot.stores);
        return vec![store(None, pairs, |a, b| (all(a), all(b)))];
    }
    let one = |&(a, b): &(usize, usize)| {
        let name = frames[0].stores[a].clone();
        store(Some(name), pairs, |la, lb| (la.stores[a], lb.stores[b]))
    };
    shared.iter().map(one).collect()
}

fn store(
    name: Option<String>,
    pairs: &Pairs<'_>,
    value: impl Fn(&Lot, &Lot) -> (StoreRun, StoreRun),
) -> StorePair {
    let whole = |s: StoreRun| Some(s.lost.saturating_mul(1_000_000));
    let (lost, _) = pairs.lengths(|a, b| {
        let (a, b) = value(a, b);
        (whole(a), whole(b))
    });
    let back = |s: StoreRun| s.rpo.map(|d| d.0);
    let (rpo, _) = pairs.lengths(|a, b| {
        let (a, b) = value(a, b);
        (back(a), back(b))
    });
    let unknown = pairs.lots.iter().map(|l| {
        let (a, b) = value(l.0, l.1);
        (a.unknown > 0, b.unknown > 0)
    });
    StorePair {
        name,
        lost,
        rpo,
        unknown: Split::count(unknown),
    }
}

/// All stores of a run as one.
pub(super) fn together(stores: &[StoreRun]) -> StoreRun {
    let mut out = StoreRun {
        rpo: Some(kernel::SimDuration::ZERO),
        ..StoreRun::default()
    };
    for s in stores {
        out.lost += s.lost;
        out.unknown += s.unknown;
        out.rpo = out.rpo.zip(s.rpo).map(|(a, b)| a.max(b));
    }
    out
}

/// What `one` has and `other` has not; everything, where nothing is shared.
fn side(one: &Frame, other: &Frame, matching: Matching) -> Side {
    let names = |f: &Frame| -> Vec<String> { f.journeys.iter().map(|j| j.name.clone()).collect() };
    let without = |mine: Vec<String>, theirs: &[String]| -> Vec<String> {
        mine.into_iter().filter(|n| !theirs.contains(n)).collect()
    };
    Side {
        journeys: match matching {
            Matching::Names => without(names(one), &names(other)),
            Matching::Worst => names(one),
        },
        stores: without(one.stores.clone(), &other.stores),
    }
}
