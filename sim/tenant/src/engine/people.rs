//! People: who knows of the trouble since when, who is awake, who waits for a posted ETA.
//!
//! A person gets a first sign (a pager wakes; customers and the status page are heard only at work), looks after a
//! drawn time, knows what to do after another. Premium support and a post that explains shorten the second, for those
//! who read posts. Who believes an ETA waits for it; others wait at most their patience. An hour without trouble
//! makes everybody forget. From looking until then a person
//! is present whatever the hour. Leaves out: shifts changing in mid-repair, and people who make mistakes.

use super::calls::Api;
use super::journeys::CUSTOMERS_AFTER;
use super::options::LiveOptions;
use super::run::{Event, Run};
use crate::architecture::{Architecture, Awareness, Person, PersonId, Support, Trigger};
use kernel::{Phase, SimDuration, SimTime, Stream};
use tape::{FactId, Post, PostLevel, Service};

/// An hour.
const HOUR: SimDuration = SimDuration::from_hours(1);
/// A region whose network fails more than this keeps those who sit there from working.
const CUT_OFF_PPM: u32 = 500_000;

/// All ways to learn.
const WAYS: [Awareness; 3] = [
    Awareness::Pager,
    Awareness::Customers,
    Awareness::StatusPage,
];

/// Ways to learn, as indexes.
const fn way(a: Awareness) -> usize {
    match a {
        Awareness::Pager => 0,
        Awareness::Customers => 1,
        Awareness::StatusPage => 2,
    }
}

/// One person's knowledge.
#[derive(Debug)]
struct Mind {
    /// First signs, by way of learning.
    signs: [Option<SimTime>; 3],
    /// Told what to do from outside.
    told: Option<SimTime>,
    engage: SimDuration,
    diagnose: SimDuration,
    draws: Stream,
    /// The latest that is known of how far this person is.
    fact: Option<FactId>,
    looked: bool,
    knew: bool,
    /// What they have said to wait for.
    waits: Option<String>,
    /// When somebody expects them at work.
    expected: Option<SimTime>,
}

/// Everybody.
#[derive(Debug)]
pub(crate) struct People {
    minds: Vec<Mind>,
    start_hour: f64,
    /// The ETA in force, if the last post gave one.
    pub(crate) eta: Option<SimTime>,
    eta_fact: Option<FactId>,
    explained: Option<SimTime>,
    bad_post: Option<SimTime>,
    /// When the first person looked.
    pub(crate) first_look: Option<SimTime>,
}

impl People {
    pub(crate) fn of(arch: &Architecture, options: &LiveOptions) -> Self {
        let mind = |p: &Person| {
            let mut draws = Stream::named(options.seed, "person", &p.name);
            Mind {
                signs: [None; 3],
                told: None,
                engage: p.engage.draw(&mut draws),
                diagnose: p.diagnose.draw(&mut draws),
                draws,
                fact: None,
                looked: false,
                knew: false,
                waits: None,
                expected: None,
            }
        };
        Self {
            minds: arch.people.iter().map(mind).collect(),
            start_hour: options.start_hour_utc + f64::from(arch.utc_offset_min) / 60.0,
            eta: None,
            eta_fact: None,
            explained: None,
            bad_post: None,
            first_look: None,
        }
    }

    /// Whether a person is at work by the clock.
    pub(crate) fn at_work(&self, arch: &Architecture, id: PersonId, now: SimTime) -> bool {
        let (from, to) = arch.people[id.0 as usize].hours;
        if to - from >= 24.0 {
            return true;
        }
        let hour = self.hour_of(now);
        if from <= to {
            (from..to).contains(&hour)
        } else {
            hour >= from || hour < to
        }
    }

    /// Local hour of the day.
    fn hour_of(&self, now: SimTime) -> f64 {
        let hours = self.start_hour + now.secs_f64() / 3600.0;
        hours - (hours / 24.0).floor() * 24.0
    }

    /// When a person is next at work.
    pub(crate) fn next_at_work(&self, arch: &Architecture, id: PersonId, now: SimTime) -> SimTime {
        if self.at_work(arch, id, now) {
            return now;
        }
        let ahead = arch.people[id.0 as usize].hours.0 - self.hour_of(now);
        let ahead = if ahead < 0.0 { ahead + 24.0 } else { ahead };
        // Rounded up, so that the clock has surely struck.
        now + SimDuration::from_secs_f64(ahead * 3600.0) + SimDuration(1)
    }

    /// Notes that a person is expected at an instant; whether that is news.
    pub(crate) fn expects(&mut self, id: PersonId, at: SimTime) -> bool {
        self.minds[id.0 as usize].expected.replace(at) != Some(at)
    }

    /// A new trouble after a long calm: everybody begins anew.
    pub(crate) fn forget(&mut self, arch: &Architecture) {
        for (mind, person) in self.minds.iter_mut().zip(&arch.people) {
            if mind.signs.iter().any(Option::is_some) {
                mind.signs = [None; 3];
                mind.engage = person.engage.draw(&mut mind.draws);
                mind.diagnose = person.diagnose.draw(&mut mind.draws);
                mind.fact = None;
                (mind.looked, mind.knew, mind.waits) = (false, false, None);
            }
        }
    }
}

fn reads_posts(p: &Person) -> bool {
    p.learns == Awareness::StatusPage || p.believes_eta
}

impl Run<'_> {
    /// Everybody who learns in this way gets a sign, now or when they are next at work.
    pub(crate) fn people_sense(&mut self, how: Awareness, fact: Option<FactId>) {
        for i in 0..self.arch.people.len() {
            if self.learns_by(PersonId(i as u16), how) {
                self.sense(i, how, fact);
            }
        }
    }

    /// Whether a person learns like this, usually or for a plan of theirs.
    fn learns_by(&self, id: PersonId, how: Awareness) -> bool {
        let own = self.arch.people[id.0 as usize].learns == how;
        own || self.arch.plans.iter().any(|p| {
            p.learns == Some(how) && matches!(&p.trigger, Trigger::Person { who, .. } if *who == id)
        })
    }

    fn sense(&mut self, i: usize, how: Awareness, fact: Option<FactId>) {
        if self.people.minds[i].signs[way(how)].is_some() {
            return;
        }
        let id = PersonId(i as u16);
        let later = if let Some(until) = self.cut_off(id) {
            Some(until)
        } else if how != Awareness::Pager && !self.at_work(id) {
            Some(self.people.next_at_work(self.arch, id, self.now))
        } else {
            None
        };
        if let Some(at) = later {
            self.queue
                .schedule(at, Phase::Control, Event::Person { person: i });
            return;
        }
        let how_text = match how {
            Awareness::Pager => "is paged",
            Awareness::Customers => "hears from customers",
            Awareness::StatusPage => "reads the status page",
        };
        let text = format!("{} {how_text}", self.arch.people[i].name);
        let fact = self.fact("tenant.person_learns", text, fact);
        let mind = &mut self.people.minds[i];
        mind.signs[way(how)] = Some(self.now);
        // A second sign does not undo what the first has led to.
        if !mind.looked {
            mind.fact = Some(fact);
        }
        let looks = self.now + mind.engage;
        let knows = looks + mind.diagnose;
        for at in [looks, knows] {
            let event = Event::Person { person: i };
            self.queue.schedule(at, Phase::Control, event);
        }
        let first = self.people.first_look;
        self.people.first_look = Some(first.map_or(looks, |t| t.min(looks)));
        self.reconsider_plans();
    }

    /// Until when an outage where a person sits keeps them from working.
    fn cut_off(&mut self, id: PersonId) -> Option<SimTime> {
        let place = self.arch.people[id.0 as usize].sits_in.clone()?;
        let api = Api {
            service: Service::Network,
            place,
        };
        let now = self.now;
        if self.calls.condition(&api, now).error_ppm <= CUT_OFF_PPM {
            return None;
        }
        self.calls.change_after(&api, now)
    }

    /// A person wakes up, or can work again: is there trouble?
    pub(crate) fn person_moves(&mut self, i: usize) {
        if let Some((since, fact)) = self.journeys.trouble() {
            if since + CUSTOMERS_AFTER <= self.now
                && self.learns_by(PersonId(i as u16), Awareness::Customers)
            {
                self.sense(i, Awareness::Customers, fact);
            }
            if since + super::journeys::MONITOR_AFTER <= self.now
                && self.learns_by(PersonId(i as u16), Awareness::Pager)
            {
                self.sense(i, Awareness::Pager, fact);
            }
        }
        if self.people.bad_post.is_some()
            && self.learns_by(PersonId(i as u16), Awareness::StatusPage)
        {
            self.sense(i, Awareness::StatusPage, None);
        }
        self.reconsider_plans();
    }

    /// Something appears on the status page.
    pub(crate) fn read_post(&mut self, index: usize) {
        let tape = self.world.tape;
        let post = &tape.posts[index];
        if !self.concerns(post) {
            return;
        }
        (self.people.eta, self.people.eta_fact) = (post.eta, post.fact);
        if post.explains {
            self.people.explained.get_or_insert(self.now);
        }
        if post.level == PostLevel::Normal {
            self.people.bad_post = None;
        } else {
            self.people.bad_post.get_or_insert(self.now);
            self.people_sense(Awareness::StatusPage, post.fact);
        }
        self.reconsider_plans();
    }

    /// Whether a post speaks of where the architecture lives, or is another provider's whom it asks for a service.
    pub(crate) fn concerns(&self, post: &Post) -> bool {
        let places = &self.world.luck.places;
        let theirs = places.path(post.place).split('/').next();
        if theirs.is_some_and(|provider| self.arch.asks_of(provider)) {
            return true;
        }
        let Some(home) = places.deepest(&self.arch.home) else {
            return false;
        };
        places.within(home, post.place) || places.within(post.place, home)
    }

    /// A person learns everything at once.
    pub(crate) fn inform(&mut self, id: PersonId) {
        let now = self.now;
        if let Some(mind) = self.people.minds.get_mut(id.0 as usize) {
            mind.told = Some(now);
        }
        self.people.first_look.get_or_insert(now);
        self.reconsider_plans();
    }

    /// Whether a person can do something now: at work by the clock, or busy with trouble that is not an hour past.
    pub(crate) fn present(&self, id: PersonId) -> bool {
        let since = self.journeys.well_since();
        let troubled = since.is_none_or(|since| self.now < since + HOUR);
        let looks = WAYS.iter().filter_map(|&how| self.looks_at(id, how)).min();
        self.at_work(id) || (troubled && looks.is_some_and(|at| at <= self.now))
    }

    /// States who looks at the trouble and who knows what to do, once each.
    pub(crate) fn state_people(&mut self) {
        let now = self.now;
        for i in 0..self.people.minds.len() {
            let id = PersonId(i as u16);
            let name = &self.arch.people[i].name;
            let mind = &self.people.minds[i];
            if mind.knew || mind.signs.iter().all(Option::is_none) {
                continue;
            }
            let looks = WAYS.iter().filter_map(|&how| self.looks_at(id, how)).min();
            if !mind.looked && looks.is_some_and(|at| at <= now) {
                let text = format!("{name} looks at it");
                let fact = self.fact("tenant.person_looks", text, mind.fact);
                let mind = &mut self.people.minds[i];
                (mind.looked, mind.fact) = (true, Some(fact));
            }
            let knows = WAYS.iter().filter_map(|&how| self.knows_at(id, how)).min();
            if knows.is_some_and(|at| at <= now) {
                // Nobody who does not read posts is told by one.
                let told = reads_posts(&self.arch.people[i])
                    && self.people.explained.is_some_and(|t| Some(t) == knows);
                let how = match told {
                    true => ": the status page names the cause",
                    false => "",
                };
                let text = format!("{name} knows what to do{how}");
                let fact = self.fact("tenant.person_knows", text, self.people.minds[i].fact);
                let mind = &mut self.people.minds[i];
                (mind.knew, mind.fact) = (true, Some(fact));
            }
        }
    }

    /// States once what a person who knows what to do waits for before acting at `acts`.
    pub(crate) fn state_waiting(&mut self, id: PersonId, acts: SimTime) {
        let person = &self.arch.people[id.0 as usize];
        let mind = &self.people.minds[id.0 as usize];
        if !mind.knew || mind.told.is_some() || acts <= self.now {
            return;
        }
        let name = &person.name;
        let (text, because) = match self.people.eta {
            Some(eta) if person.believes_eta && eta > self.now => (
                format!("{name} waits: the status page promises an end at {eta}"),
                self.people.eta_fact,
            ),
            Some(_) | None if person.patience > SimDuration::ZERO => {
                let patience = person.patience;
                (format!("{name} gives the provider {patience}"), None)
            }
            Some(_) | None => return,
        };
        if mind.waits.as_ref() == Some(&text) {
            return;
        }
        let fact = self.fact("tenant.person_waits", text.clone(), mind.fact);
        if let Some(post) = because {
            self.facts.given(fact, post);
        }
        let mind = &mut self.people.minds[id.0 as usize];
        (mind.waits, mind.fact) = (Some(text), Some(fact));
    }

    /// When a person looked or will look, given a way to learn.
    fn looks_at(&self, id: PersonId, how: Awareness) -> Option<SimTime> {
        let mind = &self.people.minds[id.0 as usize];
        let sign = mind.signs[way(how)].map(|sign| sign + mind.engage);
        mind.told.or(sign)
    }

    /// When a person knows what to do.
    fn knows_at(&self, id: PersonId, how: Awareness) -> Option<SimTime> {
        let mind = &self.people.minds[id.0 as usize];
        if let Some(told) = mind.told {
            return Some(told);
        }
        let looks = self.looks_at(id, how)?;
        let mut knows = looks + mind.diagnose;
        if let (Support::Premium { informed_after }, Some((since, _))) =
            (self.arch.support, self.journeys.trouble())
        {
            knows = knows.min(looks.max(since + informed_after));
        }
        if let Some(explained) = self.people.explained
            && reads_posts(&self.arch.people[id.0 as usize])
        {
            knows = knows.min(looks.max(explained));
        }
        Some(knows)
    }

    /// When a person would act, as things stand, and the fact behind that.
    pub(crate) fn acts_at(
        &self,
        id: PersonId,
        how: Option<Awareness>,
        approved_by: Option<PersonId>,
    ) -> Option<(SimTime, Option<FactId>)> {
        let person = &self.arch.people[id.0 as usize];
        let knows = self.knows_at(id, how.unwrap_or(person.learns))?;
        let told = self.people.minds[id.0 as usize].told.is_some();
        let waited = match self.people.eta {
            _ if told => knows,
            Some(eta) if person.believes_eta => knows.max(eta),
            Some(_) | None => knows + person.patience,
        };
        let fact = self.people.minds[id.0 as usize].fact;
        let agreed = match approved_by {
            Some(other) => self.agrees_at(other)?,
            None if person.may_decide => waited,
            None => {
                let all = (0..self.arch.people.len()).map(|i| PersonId(i as u16));
                let bosses = all.filter(|p| self.arch.people[p.0 as usize].may_decide);
                bosses.filter_map(|p| self.agrees_at(p)).min()?
            }
        };
        Some((waited.max(agreed), fact))
    }

    /// When somebody who is asked can agree: after having looked, and when awake (a pager wakes).
    fn agrees_at(&self, id: PersonId) -> Option<SimTime> {
        let person = &self.arch.people[id.0 as usize];
        let looks = self.looks_at(id, person.learns)?;
        if person.learns == Awareness::Pager {
            return Some(looks);
        }
        let asked = looks.max(self.now);
        Some(self.people.next_at_work(self.arch, id, asked))
    }

    /// Trouble begins; a long calm before it makes everybody begin anew.
    pub(crate) fn trouble_begins(&mut self, calm_since: Option<SimTime>) {
        let now = self.now;
        if calm_since.is_some_and(|since| since + HOUR <= now) {
            self.people.forget(self.arch);
        }
    }
}
