//! A controller that takes hosts on which starts fail for broken, and moves their machines elsewhere.
//!
//! Models clusters of hosts: a start that fails is tried again until a time-out has passed a few times; then its host is
//! declared faulty and all its machines are started on other hosts. Where starts fail for a reason that is not the host's,
//! these starts fail too and so more hosts are declared faulty: each round is larger by the number of machines on a host.
//! In a cluster with too many faulty hosts healing stops. Management can be switched off, and comes back where starts
//! succeed again; a faulty package can cut clusters off, and repairs bring most hosts back quickly and the rest by hand.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

mod cluster;
mod specification;

use super::{Mechanism, not_an_action};
use crate::context::{Action, Context, Draft, InstanceId, Numbers};
use crate::model::MechanismSpec;
use crate::signal::{Message, Signal};
use cluster::{Cluster, Rates};
use kernel::{Phase, SimDuration};
use std::collections::BTreeMap;
use tape::{Condition, FactId, Moves, Service};

/// How often clusters are looked at while anything changes.
const STEP: SimDuration = SimDuration::from_secs(60);

/// Changes smaller than this are not told.
const TOLD: f64 = 0.002;

#[derive(Debug)]
pub(crate) enum Event {
    /// A minute of starts, time-outs and moves.
    Step,
}

pub(crate) struct Healing {
    rates: Rates,
    updating: f64,
    spread: f64,
    clusters: Vec<Cluster>,
    needs: BTreeMap<InstanceId, f64>,
    disabled: bool,
    stepping: bool,
    cause: Option<FactId>,
    faulty: Option<FactId>,
    halted: Option<FactId>,
    down_told: f64,
    managed_told: f64,
    calls_told: f64,
}

impl Mechanism for Healing {
    type Event = Event;

    const SPEC: MechanismSpec = specification::SPEC;

    fn new(numbers: &Numbers) -> Self {
        Self {
            rates: Rates::new(numbers, STEP),
            updating: numbers.get("updating"),
            spread: numbers.get("start_spread"),
            clusters: vec![Cluster::default(); numbers.get("clusters") as usize],
            needs: BTreeMap::new(),
            disabled: false,
            stepping: false,
            cause: None,
            faulty: None,
            halted: None,
            down_told: 0.0,
            managed_told: 1.0,
            calls_told: 1.0,
        }
    }

    fn start(&mut self, ctx: &mut Context<'_>) {
        let updating = self.updating_from();
        let mut stream = ctx.stream("starts in a cluster");
        let median = kernel::math::exp(-self.spread * self.spread / 2.0);
        for (i, cluster) in self.clusters.iter_mut().enumerate() {
            let factor = stream.lognormal(median, self.spread);
            cluster.starts = self.rates.starts(i >= updating) * factor;
        }
    }

    fn event(&mut self, event: Event, ctx: &mut Context<'_>) {
        match event {
            Event::Step => {
                self.stepping = false;
                self.step(ctx);
            }
        }
    }

    fn receive(&mut self, message: &Message, ctx: &mut Context<'_>) {
        match message.signal {
            Signal::Serving { share } => {
                self.needs.insert(message.sender, share);
                self.cause = message.cause;
                self.tell(ctx);
                self.go_on(SimDuration::ZERO, ctx);
            }
            Signal::Cut { .. }
            | Signal::Volumes { .. }
            | Signal::Stuck { .. }
            | Signal::Creates(_)
            | Signal::Elections { .. }
            | Signal::Reach { .. }
            | Signal::CreateDemand { .. }
            | Signal::Api(_)
            | Signal::Relaunch { .. }
            | Signal::Eta { .. }
            | Signal::GiveUp { .. } => {}
        }
    }

    fn act(&mut self, action: &Action, ctx: &mut Context<'_>) {
        self.cause = Some(action.fact);
        let updating = self.updating_from();
        match action.name {
            "disable_management" => self.disabled = true,
            "cut_updating" => self.clusters[updating..].iter_mut().for_each(Cluster::cut),
            "repair_updating" => {
                let rates = &self.rates;
                let cut = self.clusters[updating..].iter_mut();
                cut.for_each(|c| c.repair(rates));
            }
            _ => not_an_action(action),
        }
        self.tell(ctx);
        self.go_on(SimDuration::ZERO, ctx);
    }
}

impl Healing {
    /// The clusters from this one on are in the middle of an update.
    fn updating_from(&self) -> usize {
        self.clusters.len() - (self.updating * self.clusters.len() as f64 + 0.5) as usize
    }

    /// Starts fail in clusters from this one on; a fix comes to those being updated when all others have it.
    fn failing_from(&self) -> usize {
        let share = self.needs.values().fold(1.0, |a: f64, &b| a.min(b));
        if share >= 1.0 {
            return self.clusters.len();
        }
        (share * self.updating_from() as f64 + 0.5) as usize
    }

    fn go_on(&mut self, wait: SimDuration, ctx: &mut Context<'_>) {
        if !self.stepping {
            self.stepping = true;
            ctx.schedule(ctx.now + wait, Phase::Control, Event::Step);
        }
    }

    fn step(&mut self, ctx: &mut Context<'_>) {
        let failing = self.failing_from();
        let (mut busy, mut declared, mut halted) = (false, false, false);
        for (i, cluster) in self.clusters.iter_mut().enumerate() {
            let works = i < failing;
            let managed = works || !self.disabled;
            cluster.step(&self.rates, works, managed);
            busy |= !works || cluster.is_busy();
            declared |= cluster.faulty > 0.0;
            halted |= cluster.halted;
        }
        if declared && self.faulty.is_none() {
            let text =
                "hosts on which starts timed out are declared faulty, and their machines are moved";
            self.faulty = Some(self.note("healing.declares_faulty", text, ctx));
        }
        if halted && self.halted.is_none() {
            let text = "a cluster has so many faulty hosts that its healing stops";
            self.halted = Some(self.note("healing.halts", text, ctx));
        }
        self.tell(ctx);
        if busy {
            self.go_on(STEP, ctx);
        }
    }

    fn note(&self, kind: &'static str, text: &str, ctx: &mut Context<'_>) -> FactId {
        ctx.fact(Draft {
            kind,
            text: text.to_owned(),
            cause: self.cause,
            given: &[self.faulty],
            moves: &[Moves::Service(ctx.provides())],
        })
    }

    fn tell(&mut self, ctx: &mut Context<'_>) {
        let all = self.clusters.len() as f64;
        let mut down = 0.0;
        for cluster in &self.clusters {
            down += cluster.unreachable() / all;
        }
        if (down - self.down_told).abs() >= TOLD || (down == 0.0) != (self.down_told == 0.0) {
            self.down_told = down;
            let condition = Condition::errors(down);
            ctx.condition(ctx.place(), ctx.provides(), condition, self.cause);
        }
        self.tell_managed(ctx);
    }

    /// Where machines can be started, and whether calls that change something are answered.
    fn tell_managed(&mut self, ctx: &mut Context<'_>) {
        let failing = self.failing_from();
        let open = |&(i, c): &(usize, &Cluster)| i < failing && c.cut < 0.5;
        let open = self.clusters.iter().enumerate().filter(open).count();
        let managed = open as f64 / self.clusters.len() as f64;
        if managed != self.managed_told {
            self.managed_told = managed;
            ctx.tell(self.cause, |_| Some(Signal::Serving { share: managed }));
        }
        let calls = if self.disabled { managed } else { 1.0 };
        if calls != self.calls_told {
            self.calls_told = calls;
            let condition = Condition::errors(1.0 - calls);
            ctx.condition(ctx.place(), Service::ControlApi, condition, self.cause);
        }
    }
}
