//! The tape itself.

use crate::{
    Assumption, Condition, Fact, FactId, Moves, PlaceId, Places, Population, PopulationKind, Post,
    Service, Track,
};
use kernel::{Digest, Digester, SimDuration, SimTime};
use serde::{Deserialize, Serialize};

/// Where a tape comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Evidence {
    /// Computed by mechanisms.
    Simulated,
    /// Written down from what was seen.
    Observed,
}

/// What a cloud did during one outage. After [`Tape::end`] it is calm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tape {
    /// The outage it belongs to, e.g. `aws-2011-04-21`.
    pub outage: String,
    /// Simulated or observed.
    pub evidence: Evidence,
    /// Only places where something happened (and their parents).
    pub places: Places,
    /// The region that was struck.
    pub region: PlaceId,
    /// The zone that was struck worst, if one was.
    pub zone: Option<PlaceId>,
    /// Conditions, ordered by (place, service), no pair twice.
    pub tracks: Vec<Track>,
    /// Populations with fates, ordered by (place, kind), no pair twice.
    pub populations: Vec<Population>,
    /// Status posts in order of time.
    pub posts: Vec<Post>,
    /// What changed, in order of time.
    pub facts: Vec<Fact>,
    /// When everything recorded is over; unless something is lost for good, all is calm afterwards.
    pub end: SimTime,
    /// Credit the provider gave beyond its contract, as days of the bill of the struck zone.
    pub goodwill_days: u32,
    /// The numbers that carry this tape and are not published.
    pub assumptions: Vec<Assumption>,
    /// What the model of this outage leaves out.
    pub leaves_out: Vec<String>,
}

impl Tape {
    /// A tape on which nothing happens.
    #[must_use]
    pub fn calm(region: &str, length: SimDuration) -> Self {
        let mut places = Places::default();
        let region = places.intern(region);
        Self {
            outage: "calm".to_owned(),
            evidence: Evidence::Observed,
            places,
            region,
            zone: None,
            tracks: Vec::new(),
            populations: Vec::new(),
            posts: Vec::new(),
            facts: Vec::new(),
            end: SimTime::ZERO + length,
            goodwill_days: 0,
            assumptions: Vec::new(),
            leaves_out: Vec::new(),
        }
    }

    /// The track of exactly this place and service.
    #[must_use]
    pub fn track(&self, place: PlaceId, service: Service) -> Option<&Track> {
        self.tracks
            .binary_search_by_key(&(place, service), |t| (t.place, t.service))
            .ok()
            .map(|i| &self.tracks[i])
    }

    /// What holds for `service` at `place` at `t`: the worst of the place's own track and its parents'.
    #[must_use]
    pub fn condition(&self, place: PlaceId, service: Service, t: SimTime) -> Condition {
        let mut worst = Condition::CALM;
        for p in self.places.up(place) {
            if let Some(track) = self.track(p, service) {
                let c = track.at(t);
                worst.error_ppm = worst.error_ppm.max(c.error_ppm);
                worst.latency_ppm = worst.latency_ppm.max(c.latency_ppm);
                worst.throughput_ppm = worst.throughput_ppm.min(c.throughput_ppm);
                worst.capacity_ppm = worst.capacity_ppm.min(c.capacity_ppm);
            }
        }
        worst
    }

    /// The population of exactly this place and kind.
    #[must_use]
    pub fn population(&self, place: PlaceId, kind: PopulationKind) -> Option<&Population> {
        self.populations
            .binary_search_by_key(&(place, kind), |p| (p.place, p.kind))
            .ok()
            .map(|i| &self.populations[i])
    }

    /// The fact of that id.
    #[must_use]
    pub fn fact(&self, id: FactId) -> &Fact {
        &self.facts[id.0 as usize]
    }

    /// Fingerprint of everything on the tape.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let mut d = Digester::new();
        d.text(&self.outage).num(self.evidence as u64);
        for id in self.places.ids() {
            d.text(self.places.path(id));
        }
        d.num(u64::from(self.region.0))
            .num(option(self.zone.map(|z| u64::from(z.0))));
        d.num(self.tracks.len() as u64);
        for track in &self.tracks {
            digest_track(&mut d, track);
        }
        d.num(self.populations.len() as u64);
        for population in &self.populations {
            digest_population(&mut d, population);
        }
        d.num(self.posts.len() as u64);
        for post in &self.posts {
            d.num(post.at.0)
                .num(u64::from(post.place.0))
                .num(post.level as u64);
            d.text(&post.text).num(option(post.eta.map(|t| t.0)));
            d.num(u64::from(post.explains))
                .num(u64::from(post.truth_ppm));
            d.num(fact_num(post.fact));
        }
        d.num(self.facts.len() as u64);
        for fact in &self.facts {
            digest_fact(&mut d, fact);
        }
        d.num(self.end.0).num(u64::from(self.goodwill_days));
        d.num(self.assumptions.len() as u64);
        for a in &self.assumptions {
            d.text(&a.name).text(&a.value).text(&a.why);
        }
        d.num(self.leaves_out.len() as u64);
        for line in &self.leaves_out {
            d.text(line);
        }
        d.finish()
    }
}

fn option(n: Option<u64>) -> u64 {
    n.unwrap_or(u64::MAX)
}

fn fact_num(id: Option<FactId>) -> u64 {
    option(id.map(|f| u64::from(f.0)))
}

fn digest_track(d: &mut Digester, track: &Track) {
    d.num(u64::from(track.place.0))
        .num(track.service as u64)
        .num(track.steps.len() as u64);
    for s in &track.steps {
        let c = s.condition;
        d.num(s.at.0)
            .num(u64::from(c.error_ppm) << 32 | u64::from(c.latency_ppm));
        d.num(u64::from(c.throughput_ppm) << 32 | u64::from(c.capacity_ppm));
        d.num(fact_num(s.cause));
    }
}

fn digest_population(d: &mut Digester, p: &Population) {
    d.num(u64::from(p.place.0))
        .num(p.kind as u64)
        .num(u64::from(p.size));
    d.num(p.touched.len() as u64);
    for h in &p.touched {
        d.num(u64::from(h.member)).num(h.transitions.len() as u64);
        for x in &h.transitions {
            d.num(x.at.0).num(x.state as u64).num(fact_num(x.cause));
        }
    }
}

fn digest_fact(d: &mut Digester, fact: &Fact) {
    d.num(fact.at.0)
        .num(option(fact.place.map(|p| u64::from(p.0))));
    d.text(&fact.kind)
        .text(&fact.text)
        .num(fact_num(fact.cause))
        .num(u64::from(fact.input));
    d.num(fact.given.len() as u64).num(fact.moves.len() as u64);
    for given in &fact.given {
        d.num(u64::from(given.0));
    }
    for moves in &fact.moves {
        match moves {
            Moves::Service(s) => d.num(1 << 32 | *s as u64),
            Moves::Fates(k) => d.num(2 << 32 | *k as u64),
        };
    }
}
