//! What can be told about stored data at an instant: out of reach, moved, lost.

use super::{Mark, Story};
use kernel::SimTime;
use reports::words::{count, length};
use tenant::outcome::Health;

/// A store at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreNow {
    /// Its name.
    pub name: String,
    /// How its data fares.
    pub mark: Mark,
    /// In words.
    pub note: String,
}

impl Story {
    /// Every store that is written to, at `t`. What is lost is told from the move or restore that lost it on.
    #[must_use]
    pub fn stores_at(&self, t: SimTime) -> Vec<StoreNow> {
        let stores = self.life.score.stores.iter();
        let written = stores.filter(|s| s.acknowledged + s.lost + s.diverged + s.unknown > 0);
        let one = |s: &tenant::score::StoreScore| {
            let (health, since) = self.health_of(s.component, t);
            let ended = t >= self.end();
            let known = ended || self.moved_by(&s.name, t);
            let gone = s.lost + s.diverged;
            let back = s.rpo.map_or("for good".to_owned(), length);
            let (mark, note) = match health {
                _ if known && gone > 0 => (
                    Mark::Down,
                    format!("{} writes lost, back {back}", count(gone)),
                ),
                _ if ended && s.unknown > 0 => (
                    Mark::Unknown,
                    format!("{} writes not known", count(s.unknown)),
                ),
                Health::Down | Health::Hung => (
                    Mark::Unknown,
                    format!("out of reach {}", length(t.since(since))),
                ),
                Health::Recovering => (Mark::Making, "being made again".to_owned()),
                Health::Up | Health::Degraded => (Mark::Up, "nothing lost".to_owned()),
            };
            StoreNow {
                name: s.name.clone(),
                mark,
                note,
            }
        };
        written.map(one).collect()
    }

    /// Whether the store has been moved or restored by `t`: then it is known what that cost.
    fn moved_by(&self, store: &str, t: SimTime) -> bool {
        let facts = self.life.outcome.facts.iter();
        let own = facts.skip(self.life.outcome.tape_facts);
        let mut moves = own.filter(|f| {
            f.at <= t
                && matches!(
                    f.kind.as_str(),
                    "tenant.promoted"
                        | "tenant.restored"
                        | "tenant.store_used"
                        | "tenant.store_moved"
                )
        });
        moves.any(|f| f.text.contains(store))
    }
}
