//! Many lives of one architecture under one outage, and the few numbers that stand for them.
//!
//! A life is one draw of the tenant's luck with the outage put on every zone it uses. One life is an anecdote: whether
//! a database was among the sick ones decides between minutes and days.

use crate::card::{Card, Lost, downtime, lost, worst_journey};
use kernel::{Digest, SimDuration};
use search::Try;

/// What is kept of one life.
#[derive(Debug, Clone, PartialEq)]
pub struct Life {
    /// Seed of the tenant.
    pub seed: u64,
    /// Downtime of the worst journey in the worst zone.
    pub down: SimDuration,
    /// Whether that journey was still down when the run ended.
    pub censored: bool,
    /// The most data lost, whichever zone was struck.
    pub lost: Lost,
    /// Whether every objective was met, whichever zone was struck; `None` where nothing is promised.
    pub met: Option<bool>,
    /// The worst zone; `None` if the outage strikes none.
    pub zone: Option<String>,
    /// Chance of being touched there; `None` where the tape knows no shares.
    pub p_touched_ppm: Option<u32>,
    /// Fingerprint of the run in the worst zone.
    pub digest: Digest,
    /// Whether nothing was down and nothing lost in any zone.
    pub unharmed: bool,
}

impl Life {
    /// What is kept of a card.
    #[must_use]
    pub fn of(card: &Card<'_>) -> Self {
        let worst = card.worst();
        let o = &worst.outcome;
        let reach = |t: &Try| lost(&t.score.stores);
        let most = card.replay.tries.iter().map(reach).max_by_key(|l| l.back());
        let promises = || {
            let journeys = card.replay.tries.iter().flat_map(|t| &t.score.journeys);
            journeys.flat_map(|j| &j.objectives)
        };
        Self {
            seed: o.seed,
            down: downtime(worst),
            censored: worst_journey(worst).is_some_and(|j| j.censored),
            lost: most.unwrap_or(Lost::Nothing),
            met: promises()
                .next()
                .map(|_| promises().all(|o| o.met == Some(true))),
            zone: worst.zone.clone(),
            p_touched_ppm: (!card.tape.populations.is_empty()).then_some(o.p_touched_ppm),
            digest: o.digest,
            unharmed: card.unharmed(),
        }
    }
}

/// All lives of one architecture; at least one.
#[derive(Debug, Clone)]
pub struct Lives {
    /// Name of the architecture.
    pub architecture: String,
    /// What it teaches, one line.
    pub teaches: String,
    /// Region the outage was put on.
    pub place: String,
    /// Whether it rents nothing there.
    pub absent: bool,
    /// From mild to harsh.
    sorted: Vec<Life>,
}

impl Lives {
    /// Puts lives in order.
    #[must_use]
    pub fn new(
        architecture: &str,
        teaches: &str,
        place: &str,
        absent: bool,
        mut lives: Vec<Life>,
    ) -> Self {
        lives.sort_by_key(|l| (l.censored, l.down, l.seed));
        Self {
            architecture: architecture.to_owned(),
            teaches: teaches.to_owned(),
            place: place.to_owned(),
            absent,
            sorted: lives,
        }
    }

    /// How many.
    #[must_use]
    pub fn count(&self) -> usize {
        self.sorted.len()
    }

    /// The life that `percent` % of the lives are not harsher than.
    ///
    /// # Panics
    /// When there are no lives.
    #[must_use]
    pub fn at(&self, percent: usize) -> &Life {
        let rank = (self.sorted.len() * percent).div_ceil(100).max(1);
        &self.sorted[rank - 1]
    }

    /// The middle life (the lower of two).
    #[must_use]
    pub fn median(&self) -> &Life {
        self.at(50)
    }

    /// The life that only one in twenty exceeds.
    #[must_use]
    pub fn p95(&self) -> &Life {
        self.at(95)
    }

    /// The most data lost in any life: the longest reach back.
    #[must_use]
    pub fn most_lost(&self) -> Lost {
        let lost = self.sorted.iter().map(|l| l.lost);
        lost.max_by_key(|l| l.back()).unwrap_or(Lost::Nothing)
    }

    /// Share of lives in which every objective was met, parts per million; `None` where nothing is promised.
    #[must_use]
    pub fn met_ppm(&self) -> Option<u64> {
        let met = self.sorted.iter().filter_map(|l| l.met);
        let all = met.clone().count() as u64;
        (all > 0).then(|| met.filter(|&m| m).count() as u64 * 1_000_000 / all)
    }

    /// Lives in which a journey was still down when the run ended.
    #[must_use]
    pub fn not_restored(&self) -> usize {
        self.sorted.iter().filter(|l| l.censored).count()
    }

    /// Whether nothing was down and nothing lost in any life.
    #[must_use]
    pub fn unharmed(&self) -> bool {
        self.sorted.iter().all(|l| l.unharmed)
    }

    /// Whether the outage passes it by: it has nothing there, and nobody noticed.
    #[must_use]
    pub fn passed_by(&self) -> bool {
        self.absent && self.unharmed()
    }
}

/// Worst first: by the 95th percentile, because that is the life to be ready for; then by the median; then by name.
pub fn sort(all: &mut [Lives]) {
    let harsh = |l: &Life| (l.censored, l.down);
    all.sort_by(|a, b| {
        harsh(b.p95())
            .cmp(&harsh(a.p95()))
            .then_with(|| harsh(b.median()).cmp(&harsh(a.median())))
            .then_with(|| b.most_lost().back().cmp(&a.most_lost().back()))
            .then_with(|| a.architecture.cmp(&b.architecture))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn life(seed: u64, seconds: u64, met: bool, lost: Lost) -> Life {
        Life {
            seed,
            down: SimDuration::from_secs(seconds),
            censored: false,
            lost,
            met: Some(met),
            zone: None,
            p_touched_ppm: None,
            digest: kernel::Digester::new().finish(),
            unharmed: seconds == 0 && lost == Lost::Nothing,
        }
    }

    fn lives(name: &str, list: Vec<Life>) -> Lives {
        Lives::new(name, "", "", false, list)
    }

    #[test]
    fn percentiles_are_lives_that_were_lived() {
        let forty = (1..=40).map(|s| life(s, 41 - s, s <= 10, Lost::Nothing));
        let all = lives("a", forty.collect());
        assert_eq!(
            (all.median().down, all.median().seed),
            (SimDuration::from_secs(20), 21)
        );
        assert_eq!(all.p95().down, SimDuration::from_secs(38));
        assert_eq!(all.met_ppm(), Some(250_000));
        assert_eq!(all.at(0).down, SimDuration::from_secs(1));
    }

    #[test]
    fn the_tail_comes_before_the_middle() {
        let two = |a, b| {
            vec![
                life(1, a, true, Lost::Nothing),
                life(2, b, true, Lost::Nothing),
            ]
        };
        let mut all = [
            lives("steady", two(60, 60)),
            lives("gamble", two(1, 600)),
            lives("calm", two(0, 0)),
        ];
        sort(&mut all);
        let names: Vec<_> = all.iter().map(|l| l.architecture.as_str()).collect();
        assert_eq!(names, ["gamble", "steady", "calm"]);
        assert!(all[2].unharmed() && !all[0].unharmed());
    }

    #[test]
    fn the_most_lost_is_what_reaches_furthest_back() {
        let many = Lost::Writes(1_000_000, SimDuration::from_secs(2));
        let old = Lost::Writes(3, SimDuration::from_hours(20));
        let all = lives("a", vec![life(1, 0, true, old), life(2, 0, true, many)]);
        assert_eq!(all.most_lost(), old);
        let gone = lives(
            "a",
            vec![life(1, 0, true, old), life(2, 0, true, Lost::Store(1))],
        );
        assert_eq!(gone.most_lost(), Lost::Store(1));
    }

    #[test]
    fn a_life_that_did_not_end_is_harsher_than_any_that_did() {
        let mut endless = life(7, 5, false, Lost::Nothing);
        endless.censored = true;
        let all = lives("a", vec![life(1, 50, true, Lost::Nothing), endless]);
        assert_eq!(all.p95().seed, 7);
        assert_eq!(all.not_restored(), 1);
    }
}
