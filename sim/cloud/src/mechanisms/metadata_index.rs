//! A subsystem that serves from metadata which its servers hold, such as the index of an object store.
//!
//! Models that it goes on without some of its servers, but not with fewer than it needs: then it must be started anew.
//! A restart reads and checks all metadata, one partition after the other, so it takes the longer the more there is to
//! check. Once enough is checked, requests are let in and those for checked partitions succeed. Cells are restarted by
//! themselves and share nothing. What stands on another subsystem restarts only when that one is whole.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

use super::{Mechanism, action, needs, not_an_action, number, switch};
use crate::context::{Action, Context, Draft, InstanceId, Numbers};
use crate::model::{MechanismSpec, ParameterSpec, Stands, Unit};
use crate::signal::{Message, Signal};
use kernel::{EventId, Phase, SimDuration, SimTime};
use std::collections::BTreeMap;
use tape::FactId;

#[derive(Debug)]
pub(crate) enum Event {
    /// The next partition of a cell has been checked.
    Checked {
        /// Which cell.
        cell: usize,
    },
}

/// How a cell fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// All its metadata can be used.
    Whole,
    /// It had too few servers and must be started anew.
    Broken,
    /// Started anew; this many partitions are checked.
    Restarting(usize),
}

struct Cell {
    /// Share of its servers that is there.
    servers: f64,
    state: State,
    /// Somebody wants it to be started anew.
    wanted: bool,
    /// What each partition takes, in mean partitions; drawn for the first restart.
    work: Vec<f64>,
    /// Work already done on the partition that is being checked.
    done: f64,
    counted: SimTime,
    planned: Option<EventId>,
}

pub(crate) struct MetadataIndex {
    /// Partitions of each cell.
    partitions: usize,
    needed: f64,
    /// Checking everything with all servers, seconds.
    whole_check: f64,
    size_spread: f64,
    removal_per_hour: f64,
    alarm_time: SimDuration,
    keeps_needed: bool,
    cells: Vec<Cell>,
    needs: BTreeMap<InstanceId, f64>,
    broken: Option<FactId>,
    told: f64,
}

const SHARE: ParameterSpec = number(
    "share",
    Unit::Share,
    0.0,
    1.0,
    "share of the subsystem's servers",
);

impl Mechanism for MetadataIndex {
    type Event = Event;

    const SPEC: MechanismSpec = MechanismSpec {
        kind: "metadata_index",
        doc: "a subsystem that serves from metadata held by its servers, which must be read and checked when it is started anew",
        stands: Stands::Region,
        parameters: &[
            number(
                "partitions",
                Unit::Members,
                10.0,
                1e6,
                "pieces the metadata is divided into, over all cells; each can be used when it is checked",
            ),
            number(
                "cells",
                Unit::Count,
                1.0,
                1000.0,
                "parts with servers of their own that break and restart by themselves",
            ),
            number(
                "needed",
                Unit::Share,
                0.01,
                1.0,
                "share of a cell's servers without which it cannot go on, and of its metadata that must be checked before it lets requests in",
            ),
            number(
                "objects",
                Unit::Factor,
                0.001,
                1e9,
                "objects whose metadata it holds, in thousands of millions",
            ),
            number(
                "checks_per_hour",
                Unit::PerHour,
                0.001,
                1e9,
                "objects whose metadata all its servers together read and check in an hour, in thousands of millions",
            ),
            number(
                "size_spread",
                Unit::Factor,
                0.0,
                3.0,
                "spread of the partitions' sizes (sigma of a lognormal law)",
            ),
            number(
                "removal_per_hour",
                Unit::PerHour,
                0.0,
                1e5,
                "share of the servers that the tool for removing them takes away in an hour",
            ),
            number(
                "alarm_time",
                Unit::Seconds,
                0.0,
                86_400.0,
                "until somebody stops a removal that was not meant",
            ),
            switch(
                "keeps_needed",
                "whether the tool refuses to leave a cell with fewer servers than it needs",
            ),
        ],
        provides: false,
        ports: &[needs("needs")],
        actions: &[
            action(
                "remove_servers",
                &[SHARE],
                "takes servers away, one cell after the other",
            ),
            action("add_servers", &[SHARE], "gives servers back"),
            action(
                "restart",
                &[],
                "starts every cell anew that had too few servers, as soon as it has enough and what it stands on is whole",
            ),
        ],
        leaves_out: &[
            "a removal takes effect at its beginning; servers that are left take the place of removed ones at once while there are enough",
            "nothing is written to an index while it is checked, and checking never finds anything wrong",
        ],
    };

    fn new(numbers: &Numbers) -> Self {
        let cells = numbers.get("cells");
        let partitions = (numbers.get("partitions") / cells).max(1.0) as usize;
        let cell = || Cell {
            servers: 1.0,
            state: State::Whole,
            wanted: false,
            work: Vec::new(),
            done: 0.0,
            counted: SimTime::ZERO,
            planned: None,
        };
        Self {
            partitions,
            needed: numbers.get("needed"),
            whole_check: numbers.get("objects") / numbers.get("checks_per_hour") * 3600.0,
            size_spread: numbers.get("size_spread"),
            removal_per_hour: numbers.get("removal_per_hour"),
            alarm_time: numbers.duration("alarm_time"),
            keeps_needed: numbers.on("keeps_needed"),
            cells: (0..cells as usize).map(|_| cell()).collect(),
            needs: BTreeMap::new(),
            broken: None,
            told: 1.0,
        }
    }

    fn event(&mut self, event: Event, ctx: &mut Context<'_>) {
        let Event::Checked { cell: at } = event;
        let partitions = self.partitions;
        let cell = &mut self.cells[at];
        cell.planned = None;
        if let State::Restarting(checked) = cell.state {
            let checked = checked + 1;
            (cell.done, cell.counted) = (0.0, ctx.now);
            cell.state = if checked == partitions {
                State::Whole
            } else {
                State::Restarting(checked)
            };
        }
        self.plan(at, ctx);
        self.tell(self.broken, ctx);
    }

    fn receive(&mut self, message: &Message, ctx: &mut Context<'_>) {
        match message.signal {
            Signal::Serving { share } => {
                self.count(ctx.now);
                self.needs.insert(message.sender, share);
                self.go_on(message.cause, ctx);
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
        self.count(ctx.now);
        match action.name {
            "remove_servers" => self.remove(action.arguments.get("share")),
            "add_servers" => self.add(action.arguments.get("share")),
            "restart" => {
                let broken = |c: &&mut Cell| c.state == State::Broken;
                self.cells
                    .iter_mut()
                    .filter(broken)
                    .for_each(|c| c.wanted = true);
            }
            _ => not_an_action(action),
        }
        self.go_on(Some(action.fact), ctx);
    }
}

impl MetadataIndex {
    /// Takes servers away until they are gone, or until somebody stops it.
    fn remove(&mut self, share: f64) {
        let hours = self.alarm_time.secs_f64() / 3600.0;
        let mut left = share.min(self.removal_per_hour * hours) * self.cells.len() as f64;
        let keep = if self.keeps_needed { self.needed } else { 0.0 };
        for cell in &mut self.cells {
            let taken = left.min((cell.servers - keep).max(0.0));
            cell.servers -= taken;
            left -= taken;
            if cell.servers < self.needed - 1e-9 {
                cell.state = State::Broken;
            }
        }
    }

    fn add(&mut self, share: f64) {
        let mut left = share * self.cells.len() as f64;
        for cell in &mut self.cells {
            let given = left.min(1.0 - cell.servers);
            cell.servers += given;
            left -= given;
        }
    }

    /// How much of what it stands on serves.
    fn met(&self) -> f64 {
        self.needs.values().fold(1.0, |a: f64, &b| a.min(b))
    }

    /// Partitions' worth of work that a cell does in a second.
    fn speed(&self, cell: &Cell) -> f64 {
        if self.met() < 1.0 || !matches!(cell.state, State::Restarting(_)) {
            return 0.0;
        }
        self.partitions as f64 * cell.servers / self.whole_check
    }

    /// Brings the work done up to now.
    fn count(&mut self, now: SimTime) {
        for at in 0..self.cells.len() {
            let cell = &self.cells[at];
            let done = self.speed(cell) * now.since(cell.counted).secs_f64();
            let cell = &mut self.cells[at];
            cell.done += done;
            cell.counted = now;
        }
    }

    /// Begins the restarts that can begin, plans what comes next, and says how much serves.
    fn go_on(&mut self, cause: Option<FactId>, ctx: &mut Context<'_>) {
        let can = self.met() >= 1.0;
        for at in 0..self.cells.len() {
            let cell = &mut self.cells[at];
            let begins = can && cell.wanted && cell.servers >= self.needed;
            if begins && cell.state == State::Broken {
                cell.wanted = false;
                cell.state = State::Restarting(0);
                cell.done = 0.0;
                if cell.work.is_empty() {
                    cell.work = draw_work(at, self.partitions, self.size_spread, ctx);
                }
            }
            self.plan(at, ctx);
        }
        self.tell(cause, ctx);
    }

    /// Plans the end of the check that a cell is at.
    fn plan(&mut self, at: usize, ctx: &mut Context<'_>) {
        if let Some(id) = self.cells[at].planned.take() {
            ctx.cancel(id);
        }
        let speed = self.speed(&self.cells[at]);
        let cell = &mut self.cells[at];
        if let State::Restarting(checked) = cell.state
            && speed > 0.0
        {
            let left = (cell.work[checked] - cell.done).max(0.0);
            let end = ctx.now + SimDuration::from_secs_f64(left / speed);
            let event = Event::Checked { cell: at };
            cell.planned = Some(ctx.schedule(end, Phase::Control, event));
        }
    }

    /// Share of requests that find what they need.
    fn share(&self) -> f64 {
        let mut out = 0.0;
        for cell in &self.cells {
            let checked = match cell.state {
                State::Whole => 1.0,
                State::Broken => 0.0,
                State::Restarting(n) => n as f64 / self.partitions as f64,
            };
            out += if checked >= self.needed { checked } else { 0.0 };
        }
        out / self.cells.len() as f64 * self.met()
    }

    fn tell(&mut self, cause: Option<FactId>, ctx: &mut Context<'_>) {
        let share = self.share();
        let edge = share == 1.0 || share == 0.0 || self.told == 0.0;
        if share == self.told || !(edge || (share - self.told).abs() >= 0.01) {
            return;
        }
        let before = std::mem::replace(&mut self.told, share);
        let cause = self.note(before, share, cause, ctx);
        ctx.tell(cause, |_| Some(Signal::Serving { share }));
    }

    /// Records that it begins to fail, lets requests in, or is whole again; what to name as the cause from then on.
    fn note(
        &mut self,
        before: f64,
        share: f64,
        cause: Option<FactId>,
        ctx: &mut Context<'_>,
    ) -> Option<FactId> {
        let (kind, text) = if before == 1.0 {
            ("metadata_index.fails", "cannot serve from all its metadata")
        } else if share == 1.0 {
            ("metadata_index.whole", "has checked all its metadata")
        } else if before == 0.0 {
            (
                "metadata_index.partial",
                "has checked enough of its metadata to let requests in",
            )
        } else {
            return self.broken.or(cause);
        };
        let fact = ctx.fact(Draft {
            kind,
            text: format!("{} {text}", ctx.name()),
            cause,
            given: &[self.broken],
            moves: &[],
        });
        self.broken = (share < 1.0).then_some(fact);
        Some(fact)
    }
}

/// A lognormal draw for each partition of a cell, divided by the law's mean.
fn draw_work(cell: usize, partitions: usize, sigma: f64, ctx: &Context<'_>) -> Vec<f64> {
    let mut stream = ctx.stream(&format!("partitions of cell {cell}"));
    let median = kernel::math::exp(-sigma * sigma / 2.0);
    let draw = |_| stream.lognormal(median, sigma);
    (0..partitions).map(draw).collect()
}
