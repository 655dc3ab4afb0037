//! Plans: what starts them, which step is next, what each step waits for.
//!
//! A plan runs at most once. A step runs when the steps before it are done, the things it needs work, and the services
//! it calls have accepted a call. A step that can never run says so once, as a fact and a warning, and stops its plan.
//! A store that a plan has promoted or restored answers users when the rest of that plan is done (the application is
//! pointed at it then), or at once when the plan stops short; the plan's own steps and all probes meet it at once, and
//! its data counts from the move on. What a database or its provider does by itself takes effect at once.

use super::calls::Api;
use super::holds::Hold;
use super::run::{Event, Run};
use crate::architecture::{Architecture, ComponentId, Need, PersonId, Step, StepKind, Trigger};
use crate::steps::{self, Begun};
use kernel::{EventId, Phase, SimTime, Stream};
use tape::FactId;

/// Where a plan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PlanState {
    Armed,
    Running,
    Over,
}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StepState {
    /// Steps before it are not done.
    Pending,
    /// Something it needs does not work.
    Blocked,
    /// Waits for a service to accept its call.
    Calling,
    /// Under way; an event or a launch ends it.
    Working,
    Done,
    Impossible,
}

/// One step of a plan in progress.
#[derive(Debug)]
pub(crate) struct StepRun {
    pub(crate) step: Step,
    pub(crate) state: StepState,
    /// Why it waits, once it has been said.
    said: Option<String>,
    /// What the work under way will bring.
    pub(crate) work: steps::Work,
}

/// A plan in progress.
#[derive(Debug)]
pub(crate) struct PlanRun {
    pub(crate) name: String,
    pub(crate) trigger: Option<Trigger>,
    learns: Option<crate::architecture::Awareness>,
    pub(crate) state: PlanState,
    pub(crate) by: Option<PersonId>,
    pub(crate) cause: Option<FactId>,
    pub(crate) steps: Vec<StepRun>,
    event: Option<(EventId, SimTime)>,
    /// Chance of the steps, one stream for each that says what it comes after and for those in a row behind it. Steps
    /// side by side share none: how often one tries later must not change what another meets now.
    draws: Vec<Stream>,
}

impl PlanRun {
    /// The chance of a step.
    pub(crate) fn draws_of(&mut self, step: usize) -> &mut Stream {
        let mut steps = self.steps[..=step].iter();
        let lane = steps.rposition(|s| !s.step.after.is_empty()).unwrap_or(0);
        &mut self.draws[lane]
    }
}

/// The streams of a plan of so many steps.
fn lanes(seed: u64, name: &str, steps: usize) -> Vec<Stream> {
    let plan = || Stream::named(seed, "plan", name);
    let lane = |i: usize| match i {
        0 => plan(),
        i => plan().member(i as u64),
    };
    (0..steps).map(lane).collect()
}

/// All plans, the file's first, then one per commanded step.
#[derive(Debug)]
pub(crate) struct Recovery {
    pub(crate) plans: Vec<PlanRun>,
    pub(crate) reconsider: bool,
    /// Stores that a plan (index) has moved and not yet pointed the application at.
    moved: Vec<(ComponentId, usize)>,
    /// Bytes that restores have moved between regions or providers.
    pub(crate) egress_bytes: u64,
}

impl Recovery {
    pub(crate) fn of(arch: &Architecture) -> Self {
        let plans = arch.plans.iter().map(|p| PlanRun {
            name: p.name.clone(),
            trigger: Some(p.trigger.clone()),
            learns: p.learns,
            state: PlanState::Armed,
            by: None,
            cause: None,
            steps: p.steps.iter().cloned().map(StepRun::new).collect(),
            event: None,
            draws: Vec::new(),
        });
        Self {
            plans: plans.collect(),
            reconsider: true,
            moved: Vec::new(),
            egress_bytes: 0,
        }
    }

    /// Whether a step is under way or waits for something that will come.
    pub(crate) fn busy(&self) -> bool {
        let under_way = |s: &StepRun| match s.state {
            StepState::Calling | StepState::Working => true,
            StepState::Pending | StepState::Blocked | StepState::Done | StepState::Impossible => {
                false
            }
        };
        self.plans
            .iter()
            .any(|p| p.state == PlanState::Running && p.steps.iter().any(under_way))
    }

    /// The plan that has moved a store and not yet pointed the application at it.
    pub(crate) fn moved_by(&self, store: ComponentId) -> Option<usize> {
        let moved = self.moved.iter().find(|m| m.0 == store);
        moved.map(|m| m.1)
    }

    pub(crate) fn step(&self, plan: usize, step: usize) -> &StepRun {
        &self.plans[plan].steps[step]
    }

    pub(crate) fn step_mut(&mut self, plan: usize, step: usize) -> &mut StepRun {
        &mut self.plans[plan].steps[step]
    }
}

impl StepRun {
    fn new(step: Step) -> Self {
        Self {
            step,
            state: StepState::Pending,
            said: None,
            work: steps::Work::Nothing,
        }
    }
}

impl Run<'_> {
    /// Plans must be looked at again.
    pub(crate) fn reconsider_plans(&mut self) {
        self.recovery.reconsider = true;
    }

    /// Seeds the plans' chance; warns of keys that lie in what they open.
    pub(crate) fn find_cycles(&mut self) {
        for i in 0..self.recovery.plans.len() {
            let plan = &mut self.recovery.plans[i];
            plan.draws = lanes(self.options.seed, &plan.name, plan.steps.len());
        }
        for (b, backup) in self.arch.backups.iter().enumerate() {
            if let Some(text) = self.key_cycle(b) {
                let on = backup.key.and_then(|k| self.key_machine(k));
                let other = on.map_or(String::new(), |c| {
                    format!(", and outside it only on {}", self.arch.component(c).name)
                });
                self.warnings.push(format!("{text}{other}"));
            }
        }
    }

    /// Looks at every plan and step again.
    pub(crate) fn review_plans(&mut self) {
        self.recovery.reconsider = false;
        self.state_people();
        for plan in 0..self.recovery.plans.len() {
            match self.recovery.plans[plan].state {
                PlanState::Armed => self.try_start(plan),
                PlanState::Running => self.go_on(plan),
                PlanState::Over => {}
            }
        }
        self.review_launches();
    }

    /// Starts an armed plan if its time has come, or notes when it will.
    fn try_start(&mut self, plan: usize) {
        let (at, by, cause) = match &self.recovery.plans[plan].trigger {
            None => return,
            Some(Trigger::Automatic {
                component,
                down_for,
            }) => {
                let status = &self.status[component.0 as usize];
                (status.down_since.map(|s| s + *down_for), None, status.fact)
            }
            Some(Trigger::Person {
                who,
                approved_by,
                component,
            }) => {
                let status = &self.status[component.0 as usize];
                let acts = status.down_since.and_then(|since| {
                    let how = self.recovery.plans[plan].learns;
                    self.acts_at(*who, how, *approved_by)
                        .map(|(t, f)| (t.max(since), f))
                });
                let cause = acts.and_then(|a| a.1).or(status.fact);
                (acts.map(|a| a.0), Some(*who), cause)
            }
        };
        if let (Some(at), Some(who)) = (at, by) {
            self.state_waiting(who, at);
        }
        let run = &mut self.recovery.plans[plan];
        if let Some((event, when)) = run.event
            && at.is_none_or(|at| at != when)
        {
            self.queue.cancel(event);
            run.event = None;
        }
        match at {
            Some(at) if at <= self.now => self.start_plan(plan, by, cause),
            Some(at) if self.recovery.plans[plan].event.is_none() => {
                let event = self
                    .queue
                    .schedule(at, Phase::Control, Event::Plan { plan });
                self.recovery.plans[plan].event = Some((event, at));
            }
            Some(_) | None => {}
        }
    }

    pub(crate) fn start_plan(&mut self, plan: usize, by: Option<PersonId>, cause: Option<FactId>) {
        let who = by.map_or("automation".to_owned(), |p| {
            self.arch.people[p.0 as usize].name.clone()
        });
        let text = format!("{who} starts plan {}", self.recovery.plans[plan].name);
        let fact = self.fact("tenant.plan_started", text, cause);
        if let Some(Trigger::Person { component, .. } | Trigger::Automatic { component, .. }) =
            &self.recovery.plans[plan].trigger
            && let Some(standing) = self.status_fact(*component)
        {
            self.facts.given(fact, standing);
        }
        let run = &mut self.recovery.plans[plan];
        run.state = PlanState::Running;
        run.by = by;
        run.cause = Some(fact);
        self.go_on(plan);
    }

    /// A plan's own event.
    pub(crate) fn plan_moves(&mut self, plan: usize) {
        self.recovery.plans[plan].event = None;
        self.reconsider_plans();
    }

    /// Moves every step on that can move.
    fn go_on(&mut self, plan: usize) {
        if self.called_off(plan) {
            return;
        }
        for step in 0..self.recovery.plans[plan].steps.len() {
            let state = self.recovery.step(plan, step).state;
            if matches!(state, StepState::Pending | StepState::Blocked) && self.ready(plan, step) {
                self.try_step(plan, step);
            }
        }
        let steps = &self.recovery.plans[plan].steps;
        let over = steps.iter().all(|s| s.state == StepState::Done)
            || steps.iter().any(|s| s.state == StepState::Impossible);
        if over && !self.recovery.busy_plan(plan) {
            let done = steps.iter().all(|s| s.state == StepState::Done);
            self.recovery.plans[plan].state = PlanState::Over;
            let run = &self.recovery.plans[plan];
            let (name, cause) = (run.name.clone(), run.cause);
            let text = match done {
                true => format!("plan {name} is done"),
                false => format!("plan {name} stops short"),
            };
            let fact = self.fact("tenant.plan_over", text, cause);
            self.point_at_stores(plan, fact, done);
        }
    }

    /// A step has moved a store: users reach it when the rest of the plan is done.
    pub(crate) fn store_moved(&mut self, plan: usize, step: usize, store: ComponentId) {
        let open = |s: &StepRun| !matches!(s.state, StepState::Done | StepState::Impossible);
        let mut steps = self.recovery.plans[plan].steps.iter().enumerate();
        if !steps.any(|(i, s)| i != step && open(s)) || self.recovery.moved_by(store).is_some() {
            return;
        }
        self.recovery.moved.push((store, plan));
        let name = &self.arch.component(store).name;
        let text = format!(
            "{name} answers users when the rest of plan {} is done",
            self.recovery.plans[plan].name
        );
        let fact = self.fact("tenant.store_moved", text, self.status_fact(store));
        self.touch(store, Some(fact));
        self.dirty = true;
    }

    /// A plan is over: users reach the stores it has moved, whether or not all else could be done.
    fn point_at_stores(&mut self, plan: usize, cause: FactId, done: bool) {
        let (mine, others) = std::mem::take(&mut self.recovery.moved)
            .into_iter()
            .partition::<Vec<_>, _>(|m| m.1 == plan);
        self.recovery.moved = others;
        for (store, _) in mine {
            let name = &self.arch.component(store).name;
            let text = match done {
                true => format!("the application uses {name} where it is now"),
                false => {
                    format!("the application uses {name} where it is now, with steps left undone")
                }
            };
            let fact = self.fact("tenant.store_used", text, Some(cause));
            self.touch(store, Some(fact));
            self.news = Some(fact);
            self.dirty = true;
        }
    }

    /// A plan of which nothing has begun is called off when what started it works again by itself.
    fn called_off(&mut self, plan: usize) -> bool {
        let run = &self.recovery.plans[plan];
        let Some(Trigger::Person { component, .. } | Trigger::Automatic { component, .. }) =
            &run.trigger
        else {
            return false;
        };
        let idle = |s: &StepRun| matches!(s.state, StepState::Pending | StepState::Blocked);
        let status = &self.status[component.0 as usize];
        if !status.works()
            || !run.steps.iter().all(idle)
            || !run.steps.iter().any(|s| s.said.is_some())
        {
            return false;
        }
        let name = &self.arch.component(*component).name;
        let text = format!("plan {} is called off: {name} works again", run.name);
        let cause = status.fact;
        self.fact("tenant.plan_called_off", text, cause);
        let run = &mut self.recovery.plans[plan];
        run.state = PlanState::Armed;
        for s in &mut run.steps {
            (s.state, s.said) = (StepState::Pending, None);
        }
        true
    }

    /// Whether the steps before are done.
    fn ready(&self, plan: usize, step: usize) -> bool {
        let steps = &self.recovery.plans[plan].steps;
        let done = |i: usize| steps.get(i).is_some_and(|s| s.state == StepState::Done);
        let after = &steps[step].step.after;
        if after.is_empty() {
            step == 0 || done(step - 1)
        } else {
            after.iter().all(|&i| i == step || done(i))
        }
    }

    /// Tries to begin a step: first what must stand, then the calls.
    fn try_step(&mut self, plan: usize, step: usize) {
        let needs = self.needs_of(plan, step);
        match self.held(&needs) {
            Some(Hold::Never(why)) => {
                self.give_up(plan, step, why);
                return;
            }
            Some(Hold::Waits(what, because)) => {
                self.recovery.step_mut(plan, step).state = StepState::Blocked;
                self.wake_for(&needs);
                self.say_waiting(plan, step, what, because);
                return;
            }
            None => {}
        }
        let apis = apis_of(&needs);
        let now = self.now;
        let run = &mut self.recovery.plans[plan];
        let accepted = self.calls.accepted(&apis, now, run.draws_of(step));
        if accepted > now {
            let worst = self.calls.worst(&apis, now);
            if let Some((i, _, because)) = worst {
                let what = format!("{} in {}", apis[i].service.name(), apis[i].place);
                self.say_waiting(plan, step, what, because);
            }
            self.recovery.step_mut(plan, step).state = StepState::Calling;
            let event = Event::Step { plan, step };
            self.queue.schedule(accepted, Phase::Control, event);
            return;
        }
        self.begin(plan, step);
    }

    /// A step's event: its calls went through, or its work is done.
    pub(crate) fn step_moves(&mut self, plan: usize, step: usize) {
        match self.recovery.step(plan, step).state {
            StepState::Calling => {
                let needs = self.needs_of(plan, step);
                match self.held(&needs) {
                    None => self.begin(plan, step),
                    Some(_) => {
                        self.recovery.step_mut(plan, step).state = StepState::Blocked;
                        self.reconsider_plans();
                    }
                }
            }
            StepState::Working => self.finish_step(plan, step),
            StepState::Pending | StepState::Blocked | StepState::Done | StepState::Impossible => {}
        }
    }

    fn begin(&mut self, plan: usize, step: usize) {
        match steps::begin(self, plan, step) {
            Begun::For(length) => {
                self.recovery.step_mut(plan, step).state = StepState::Working;
                let at = self.now + length;
                self.queue
                    .schedule(at, Phase::Control, Event::Step { plan, step });
            }
            Begun::Launched => self.recovery.step_mut(plan, step).state = StepState::Working,
            Begun::Blocked(what, because) => {
                self.recovery.step_mut(plan, step).state = StepState::Blocked;
                self.say_waiting(plan, step, what, because);
            }
            Begun::Never(why) => self.give_up(plan, step, why),
        }
    }

    /// A step's work is done.
    pub(crate) fn finish_step(&mut self, plan: usize, step: usize) {
        self.recovery.step_mut(plan, step).state = StepState::Done;
        // What turned out not to be needed has said so itself.
        if !steps::needless(self, plan, step) {
            let cause = self.recovery.plans[plan].cause;
            let what = steps::describe(self.arch, &self.recovery.step(plan, step).step.kind);
            let text = format!("{}: {what}, done", self.recovery.plans[plan].name);
            let fact = self.fact("tenant.step_done", text, cause);
            self.recovery.plans[plan].cause = Some(fact);
            self.news = Some(fact);
        }
        steps::complete(self, plan, step);
        self.dirty = true;
        self.reconsider_plans();
    }

    /// A step can never be done.
    pub(crate) fn give_up(&mut self, plan: usize, step: usize, why: String) {
        self.recovery.step_mut(plan, step).state = StepState::Impossible;
        let cause = self.recovery.plans[plan].cause;
        let what = steps::describe(self.arch, &self.recovery.step(plan, step).step.kind);
        let name = &self.recovery.plans[plan].name;
        let text = format!("{name}: {what} cannot be done: {why}");
        if !self.warnings.contains(&text) {
            self.warnings.push(text.clone());
        }
        self.fact("tenant.step_impossible", text, cause);
        self.reconsider_plans();
    }

    /// States once why a step waits; that fact is then behind what follows.
    fn say_waiting(&mut self, plan: usize, step: usize, what: String, because: Option<FactId>) {
        if self.recovery.step(plan, step).said.as_ref() == Some(&what) {
            return;
        }
        let cause = because.or(self.recovery.plans[plan].cause);
        let doing = steps::describe(self.arch, &self.recovery.step(plan, step).step.kind);
        let text = format!(
            "{}: {doing} waits for {what}",
            self.recovery.plans[plan].name
        );
        let fact = self.fact("tenant.step_waits", text, cause);
        if let (Some(_), Some(plan_fact)) = (because, self.recovery.plans[plan].cause) {
            self.facts.given(fact, plan_fact);
        }
        self.recovery.plans[plan].cause = Some(fact);
        self.recovery.step_mut(plan, step).said = Some(what);
    }

    /// What a step needs: what the file says and what its kind always needs.
    fn needs_of(&self, plan: usize, step: usize) -> Vec<Need> {
        let s = &self.recovery.step(plan, step).step;
        let mut needs = s.needs.clone();
        needs.extend(steps::always_needs(self, &s.kind));
        needs
    }
}

impl Recovery {
    /// A plan of one step that runs at once.
    pub(crate) fn add_step(&mut self, seed: u64, kind: StepKind, cause: FactId) {
        let step = Step {
            kind,
            needs: Vec::new(),
            after: Vec::new(),
            line: 0,
        };
        let name = format!("command {}", self.plans.len());
        let draws = lanes(seed, &name, 1);
        self.plans.push(PlanRun {
            name,
            trigger: None,
            learns: None,
            state: PlanState::Running,
            by: None,
            cause: Some(cause),
            steps: vec![StepRun::new(step)],
            event: None,
            draws,
        });
    }

    fn busy_plan(&self, plan: usize) -> bool {
        self.plans[plan].steps.iter().any(|s| match s.state {
            StepState::Calling | StepState::Working => true,
            StepState::Pending | StepState::Blocked | StepState::Done | StepState::Impossible => {
                false
            }
        })
    }
}

/// The services among needs.
fn apis_of(needs: &[Need]) -> Vec<Api> {
    let mut list = Vec::new();
    for need in needs {
        if let Need::Service(service, place) = need {
            list.push(Api {
                service: *service,
                place: place.clone(),
            });
        }
    }
    list
}
