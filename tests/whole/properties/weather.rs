//! Outages made up at random: what held where and for how long, as somebody might have written it down.

use super::design::{REGION, ZONES};
use kernel::SimDuration;
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeSet;
use tape::observed::{Observed, Row, What, build};
use tape::{Condition, FateState, PopulationKind, Service, Tape};

/// One thing that went wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Trouble {
    /// Index of a zone; 3: the whole region.
    pub place: usize,
    pub from_min: u32,
    pub length_min: u32,
    pub what: Kind,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A service fails this many percent of calls.
    Errors(usize, u32),
    /// This many percent of a zone's members are in a state.
    Share(usize, u32, bool),
}

/// An outage.
#[derive(Debug, Clone, PartialEq)]
pub struct Weather {
    pub troubles: Vec<Trouble>,
}

/// Services that architectures feel.
const SERVICES: [Service; 8] = [
    Service::Network,
    Service::Compute,
    Service::BlockStore,
    Service::LoadBalancer,
    Service::ObjectStore,
    Service::LaunchLocal,
    Service::LaunchBlock,
    Service::ManagedDatabase,
];
const KINDS: [PopulationKind; 3] = [
    PopulationKind::Volumes,
    PopulationKind::Instances,
    PopulationKind::DatabasesSingle,
];

fn errors() -> impl Strategy<Value = Kind> {
    (0usize..SERVICES.len(), prop_oneof![Just(100u32), 1u32..100])
        .prop_map(|(s, e)| Kind::Errors(s, e))
}

fn share() -> impl Strategy<Value = Kind> {
    (0usize..KINDS.len(), 1u32..=100, any::<bool>())
        .prop_map(|(k, s, hung)| Kind::Share(k, s, hung))
}

fn trouble(kind: impl Strategy<Value = Kind>) -> impl Strategy<Value = Trouble> {
    (0usize..4, 0u32..300, 1u32..600, kind).prop_map(|(place, from_min, length_min, what)| {
        Trouble {
            place,
            from_min,
            length_min,
            what,
        }
    })
}

/// Conditions of services alone: nobody's luck decides who is hit.
pub fn conditions() -> impl Strategy<Value = Weather> {
    vec(trouble(errors()), 0..5).prop_map(|troubles| Weather { troubles })
}

/// Anything.
pub fn any_weather() -> impl Strategy<Value = Weather> {
    vec(trouble(prop_oneof![errors(), share()]), 0..6).prop_map(|troubles| Weather { troubles })
}

impl Weather {
    /// The tape; times are stretched by a whole factor.
    pub fn tape(&self, stretch: u32) -> Tape {
        let mut rows = Vec::new();
        let mut taken = BTreeSet::new();
        for t in &self.troubles {
            let Some((place, what, key)) = t.row() else {
                continue;
            };
            // Two rows of one place and service may not overlap: the first stands.
            if taken.insert((place.clone(), key)) {
                let from_s = i64::from(t.from_min * stretch) * 60;
                let to_s = Some(from_s + i64::from(t.length_min * stretch) * 60);
                rows.push(Row {
                    from_s,
                    to_s,
                    place,
                    what,
                    text: String::new(),
                });
            }
        }
        rows.sort_by_key(|r| r.from_s);
        if rows.is_empty() {
            return Tape::calm(REGION, SimDuration::from_hours(u64::from(stretch)));
        }
        let observed = Observed {
            outage: "made-up".to_owned(),
            region: REGION.to_owned(),
            rows,
            ..Observed::default()
        };
        build(&observed).unwrap_or_else(|p| panic!("a made-up outage is refused: {p:?}"))
    }

    /// Whether every trouble has a place and service of its own, so that none hides another.
    pub fn plain(&self) -> bool {
        let keys = self.troubles.iter().filter_map(Trouble::row);
        let keys: BTreeSet<(String, u32)> = keys.map(|(place, _, key)| (place, key)).collect();
        keys.len() == self.troubles.len()
    }

    /// The same with two zones taken for each other.
    pub fn swapped(&self) -> Self {
        let mut other = self.clone();
        for t in &mut other.troubles {
            t.place = match t.place {
                0 => 1,
                1 => 0,
                place => place,
            };
        }
        other
    }
}

impl Trouble {
    fn row(&self) -> Option<(String, What, u32)> {
        let zone = |z: usize| format!("{REGION}/{}", ZONES[z]);
        match self.what {
            Kind::Errors(service, percent) => {
                let place = if self.place == 3 {
                    REGION.to_owned()
                } else {
                    zone(self.place)
                };
                let condition = Condition::errors(f64::from(percent) / 100.0);
                let service = SERVICES[service];
                Some((place, What::Condition(service, condition), service as u32))
            }
            Kind::Share(kind, percent, hung) => {
                let state = if hung {
                    FateState::Hung
                } else {
                    FateState::Down
                };
                let what = What::Share(KINDS[kind], state, percent * 10_000);
                // One row per population, so that shares never add up to more than one.
                (self.place < 3).then(|| (zone(self.place), what, 100 + kind as u32))
            }
        }
    }
}
