//! Managed databases whose primaries live in one zone: single ones, and ones with a standby in another zone.
//!
//! Models that a database stands on several volumes and that one stuck volume stops it. A single database
//! waits for its volumes, or its owner gives up and restores elsewhere; one with a standby fails over within
//! minutes, except for a share whose promotion might lose data, which waits for a person.
//! Databases are a sample: two may draw the same volume.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

use super::{Mechanism, number, port};
use crate::context::{Context, Draft, Numbers};
use crate::model::{MechanismSpec, Stands, Unit};
use crate::signal::{ApiHealth, Message, Signal, VolumeChange, VolumeUse};
use kernel::{Phase, SimDuration, Stream};
use std::collections::BTreeMap;
use tape::{Condition, FactId, FateState, Moves, PopulationKind, Service};

/// Owners who cannot restore because calls fail try again after this long.
const TRY_AGAIN: SimDuration = SimDuration::from_mins(10);

#[derive(Debug)]
pub(crate) enum Event {
    /// The owner of a stuck single database has had enough.
    GiveUp { database: u32 },
    /// A standby took over.
    FailedOver { database: u32 },
    /// A person promoted a standby that would not promote itself.
    Promoted { database: u32 },
}

/// One database.
#[derive(Clone)]
struct Database {
    /// How many of its volumes do not answer.
    stuck: u8,
    lost: bool,
    /// The owner restored elsewhere, or the standby took over.
    away: bool,
    /// Why a primary with a standby hung last.
    why: Option<FactId>,
    /// Owner's patience in units of mean patience; or the standby's luck with its promotion.
    draw: f64,
}

/// Members that stand on volumes, and which volume carries whom.
#[derive(Default)]
struct Members {
    list: Vec<Database>,
    /// For each volume, its members are `on[first[v]..first[v + 1]]`.
    first: Vec<u32>,
    on: Vec<u32>,
}

pub(crate) struct ManagedDatabase {
    single_count: u32,
    multi_count: u32,
    volumes_mean: f64,
    /// Share of the zone's volumes among which one database's lie.
    spread: f64,
    refuse_share: f64,
    failover: (f64, f64),
    promotion_mean: f64,
    single: Members,
    multi: Members,
    api: ApiHealth,
    give_up_per_hour: f64,
    give_up: Option<FactId>,
    /// What brought standbys into service, by why their primaries hung and whether a person did it.
    standbys: BTreeMap<(Option<FactId>, bool), FactId>,
    people: Option<Stream>,
}

impl Mechanism for ManagedDatabase {
    type Event = Event;

    const SPEC: MechanismSpec = MechanismSpec {
        kind: "managed_database",
        doc: "managed databases on volumes, alone in one zone or with a standby in another",
        stands: Stands::Zone,
        parameters: &[
            number(
                "single_count",
                Unit::Members,
                0.0,
                1e6,
                "databases in one zone only",
            ),
            number(
                "multi_count",
                Unit::Members,
                0.0,
                1e6,
                "databases with their primary here and a standby elsewhere",
            ),
            number(
                "volumes_per_database",
                Unit::Factor,
                1.0,
                32.0,
                "mean number of volumes of a database; each has the whole number below or above",
            ),
            number(
                "volumes_spread",
                Unit::Share,
                0.0001,
                1.0,
                "share of the zone's volumes, next to each other, among which those of one database lie",
            ),
            number(
                "refuse_share",
                Unit::Share,
                0.0,
                1.0,
                "share of the standbys that do not dare to take over when they should",
            ),
            number(
                "failover_min",
                Unit::Seconds,
                0.0,
                86_400.0,
                "shortest time to take over",
            ),
            number(
                "failover_max",
                Unit::Seconds,
                0.0,
                86_400.0,
                "longest time to take over",
            ),
            number(
                "promotion_mean",
                Unit::Seconds,
                1.0,
                1e7,
                "mean time until a person promotes a standby that did not dare",
            ),
        ],
        provides: false,
        ports: &[
            port("volumes", "block_store"),
            port("control_plane", "control_plane"),
            port("owners", "crowd"),
        ],
        actions: &[],
        leaves_out: &[
            "standbys are always in a healthy zone and up to date",
            "a database's volumes are drawn at random from their part of the zone",
        ],
    };

    fn new(numbers: &Numbers) -> Self {
        Self {
            single_count: numbers.get("single_count") as u32,
            multi_count: numbers.get("multi_count") as u32,
            volumes_mean: numbers.get("volumes_per_database"),
            spread: numbers.get("volumes_spread"),
            refuse_share: numbers.get("refuse_share"),
            failover: (numbers.get("failover_min"), numbers.get("failover_max")),
            promotion_mean: numbers.get("promotion_mean"),
            single: Members::default(),
            multi: Members::default(),
            api: ApiHealth::default(),
            give_up_per_hour: 0.0,
            give_up: None,
            standbys: BTreeMap::new(),
            people: None,
        }
    }

    fn start(&mut self, ctx: &mut Context<'_>) {
        ctx.population(PopulationKind::DatabasesSingle, self.single_count);
        ctx.population(PopulationKind::DatabasesMulti, self.multi_count);
    }

    fn event(&mut self, event: Event, ctx: &mut Context<'_>) {
        match event {
            Event::GiveUp { database } => self.owner_gives_up(database, ctx),
            Event::FailedOver { database } => self.standby_serves(database, false, ctx),
            Event::Promoted { database } => self.standby_serves(database, true, ctx),
        }
    }

    fn receive(&mut self, message: &Message, ctx: &mut Context<'_>) {
        match &message.signal {
            Signal::Volumes { of, changes } => {
                self.draw_members(*of, ctx);
                for change in changes.iter() {
                    self.volume_changed(*change, message.cause, ctx);
                }
            }
            Signal::Api(api) => {
                self.api = *api;
                let works = (1.0 - api.block) * (1.0 - api.create) * (1.0 - api.changes);
                let condition = Condition::errors(1.0 - works);
                ctx.condition(ctx.place(), Service::DatabaseApi, condition, message.cause);
            }
            Signal::GiveUp { per_hour } => self.patience_changes(*per_hour, message.cause, ctx),
            Signal::Cut { .. }
            | Signal::Stuck { .. }
            | Signal::Creates(_)
            | Signal::Elections { .. }
            | Signal::Reach { .. }
            | Signal::CreateDemand { .. }
            | Signal::Relaunch { .. }
            | Signal::Eta { .. }
            | Signal::Serving { .. } => {}
        }
    }
}

impl ManagedDatabase {
    /// Members are drawn when their volumes first give trouble, so calm zones cost nothing.
    fn draw_members(&mut self, volumes: u32, ctx: &Context<'_>) {
        if self.people.is_none() {
            self.single = self.draw(self.single_count, volumes, "single", ctx);
            self.multi = self.draw(self.multi_count, volumes, "multi", ctx);
            self.people = Some(ctx.stream("people"));
        }
    }

    fn draw(&self, count: u32, volumes: u32, purpose: &str, ctx: &Context<'_>) -> Members {
        let mut stream = ctx.stream(purpose);
        let whole = self.volumes_mean as u32;
        let more = self.volumes_mean - f64::from(whole);
        let mut list = Vec::with_capacity(count as usize);
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for member in 0..count {
            let near = ((self.spread * f64::from(volumes) + 0.5) as u32).clamp(1, volumes);
            let wanted = (whole + u32::from(stream.bernoulli(more))).min(near);
            // Where a part begins follows from the first volume, so that all of the zone is one part like any other.
            let mut begins = None;
            let from = pairs.len();
            while pairs.len() < from + wanted as usize {
                let volume = match begins {
                    None => stream.below(u64::from(volumes)) as u32,
                    Some(begins) => begins + stream.below(u64::from(near)) as u32,
                };
                begins.get_or_insert((volume / near * near).min(volumes - near));
                if pairs[from..].iter().all(|&(v, _)| v != volume) {
                    pairs.push((volume, member));
                }
            }
            list.push(Database {
                stuck: 0,
                lost: false,
                away: false,
                why: None,
                draw: stream.unit(),
            });
        }
        let mut first = vec![0u32; volumes as usize + 1];
        for &(v, _) in &pairs {
            first[v as usize + 1] += 1;
        }
        for v in 0..volumes as usize {
            first[v + 1] += first[v];
        }
        let mut next = first.clone();
        let mut on = vec![0u32; pairs.len()];
        for (v, member) in pairs {
            on[next[v as usize] as usize] = member;
            next[v as usize] += 1;
        }
        Members { list, first, on }
    }

    fn volume_changed(
        &mut self,
        change: VolumeChange,
        cause: Option<FactId>,
        ctx: &mut Context<'_>,
    ) {
        for i in self.single.range(change.volume) {
            let member = self.single.on[i];
            let d = &mut self.single.list[member as usize];
            let before = d.stuck;
            d.apply(change.into);
            let state = match (before, d.stuck) {
                _ if d.lost => FateState::Lost,
                (0, 1) => FateState::Hung,
                (1, 0) => {
                    d.away = false;
                    FateState::Healthy
                }
                _ => continue,
            };
            ctx.fate(PopulationKind::DatabasesSingle, member, state, cause);
            if state == FateState::Hung && self.give_up_per_hour > 0.0 {
                self.owner_waits(member, ctx);
            }
        }
        for i in self.multi.range(change.volume) {
            let member = self.multi.on[i];
            let d = &mut self.multi.list[member as usize];
            let before = d.stuck;
            d.apply(change.into);
            match (before, d.stuck) {
                _ if d.away => {}
                (0, 1) => self.primary_hangs(member, cause, ctx),
                (1, 0) => {
                    ctx.fate(
                        PopulationKind::DatabasesMulti,
                        member,
                        FateState::Healthy,
                        cause,
                    );
                }
                _ => {}
            }
        }
    }

    fn primary_hangs(&mut self, member: u32, cause: Option<FactId>, ctx: &mut Context<'_>) {
        let Some(people) = &mut self.people else {
            return;
        };
        self.multi.list[member as usize].why = cause;
        let refuses = self.multi.list[member as usize].draw < self.refuse_share;
        let (state, after, event) = if refuses {
            let after = people.exponential(self.promotion_mean);
            (FateState::Hung, after, Event::Promoted { database: member })
        } else {
            // Taking over changes records through the control API, and each try may fail.
            let tries = 1.0 / (1.0 - self.api.control).max(0.05);
            let after = people.uniform(self.failover.0, self.failover.1) * tries;
            (
                FateState::FailingOver,
                after,
                Event::FailedOver { database: member },
            )
        };
        ctx.fate(PopulationKind::DatabasesMulti, member, state, cause);
        ctx.schedule(
            ctx.now + SimDuration::from_secs_f64(after),
            Phase::Control,
            event,
        );
    }

    /// A standby serves from now on, by itself or because a person promoted it; for every reason why primaries hung
    /// the first such change is a fact.
    fn standby_serves(&mut self, member: u32, by_hand: bool, ctx: &mut Context<'_>) {
        let d = &mut self.multi.list[member as usize];
        if d.away {
            return;
        }
        d.away = true;
        let (kind, text) = if by_hand {
            let text = "people promote standbys that did not dare to take over";
            ("managed_database.promoted_by_hand", text)
        } else {
            let text = "standbys in other zones take over from databases whose volumes hang";
            ("managed_database.standbys_take_over", text)
        };
        let moves = [Moves::Fates(PopulationKind::DatabasesMulti)];
        let cause = d.why;
        let fact = self.standbys.entry((cause, by_hand)).or_insert_with(|| {
            ctx.fact(Draft {
                kind,
                text: text.to_owned(),
                cause,
                given: &[],
                moves: &moves,
            })
        });
        let fact = Some(*fact);
        ctx.fate(
            PopulationKind::DatabasesMulti,
            member,
            FateState::Healthy,
            fact,
        );
    }

    fn patience_changes(&mut self, per_hour: f64, cause: Option<FactId>, ctx: &mut Context<'_>) {
        let starts = per_hour > 0.0 && self.give_up_per_hour == 0.0;
        self.give_up_per_hour = per_hour;
        let waiting: Vec<u32> = (0..self.single.list.len() as u32)
            .filter(|&m| self.single.list[m as usize].waits())
            .collect();
        if !starts || waiting.is_empty() {
            return;
        }
        self.give_up = Some(ctx.fact(Draft {
            kind: "managed_database.owners_give_up",
            text: "nobody promises a time any more: owners of stuck databases begin to restore elsewhere".to_owned(),
            cause,
            given: &[],
            moves: &[Moves::Fates(PopulationKind::DatabasesSingle)],
        }));
        for member in waiting {
            self.owner_waits(member, ctx);
        }
    }

    /// Plans when the owner gives up, from a draw that belongs to the owner.
    fn owner_waits(&self, member: u32, ctx: &mut Context<'_>) {
        let patience = -kernel::math::ln(1.0 - self.single.list[member as usize].draw);
        let after = SimDuration::from_secs_f64(patience * 3600.0 / self.give_up_per_hour);
        ctx.schedule(
            ctx.now + after,
            Phase::Control,
            Event::GiveUp { database: member },
        );
    }

    fn owner_gives_up(&mut self, member: u32, ctx: &mut Context<'_>) {
        let d = &mut self.single.list[member as usize];
        if !d.waits() || self.give_up_per_hour == 0.0 {
            return;
        }
        // Restoring in another zone needs the region's calls; the struck zone's own do not matter.
        if self.api.control >= 0.5 {
            ctx.schedule(
                ctx.now + TRY_AGAIN,
                Phase::Control,
                Event::GiveUp { database: member },
            );
            return;
        }
        d.away = true;
        ctx.fate(
            PopulationKind::DatabasesSingle,
            member,
            FateState::Abandoned,
            self.give_up,
        );
    }
}

impl Members {
    fn range(&self, volume: u32) -> std::ops::Range<usize> {
        let v = volume as usize;
        if v + 1 < self.first.len() {
            self.first[v] as usize..self.first[v + 1] as usize
        } else {
            0..0
        }
    }
}

impl Database {
    fn waits(&self) -> bool {
        self.stuck > 0 && !self.lost && !self.away
    }

    fn apply(&mut self, into: VolumeUse) {
        match into {
            VolumeUse::Usable => self.stuck = self.stuck.saturating_sub(1),
            VolumeUse::Stuck => self.stuck += 1,
            VolumeUse::Lost => self.lost = true,
        }
    }
}
