//! The command log: what is done to a tenant from outside while it lives. A command changes nothing before it.

use super::options::TenantAction;
use super::recovery::PlanState;
use super::run::Run;
use crate::architecture::{Architecture, ComponentId, StepKind, Trigger};
use crate::steps;
use tape::FactId;

impl TenantAction {
    /// What is done, e.g. `web is stopped`.
    #[must_use]
    pub fn describe(&self, arch: &Architecture) -> String {
        match self {
            Self::StartPlan(plan) => {
                let plan = arch.plans.get(*plan).map_or("?", |p| p.name.as_str());
                format!("start plan {plan}")
            }
            Self::Do(kind) => steps::describe(arch, kind),
            Self::Inform(person) => {
                let person = arch.people.get(usize::from(person.0));
                format!("{} is told", person.map_or("?", |p| p.name.as_str()))
            }
            Self::Stop(c) => format!("{} is stopped", arch.component(*c).name),
            Self::Start(c) => format!("{} is started", arch.component(*c).name),
        }
    }
}

impl Run<'_> {
    /// Starts a plan or does a step because a command says so.
    pub(crate) fn obey(&mut self, index: usize) {
        let action = self.options.commands[index].action.clone();
        match action {
            TenantAction::StartPlan(plan) => {
                let armed = self
                    .recovery
                    .plans
                    .get(plan)
                    .is_some_and(|p| p.state == PlanState::Armed);
                if armed {
                    let fact = self.command_fact(index);
                    let by = match &self.recovery.plans[plan].trigger {
                        Some(Trigger::Person { who, .. }) => Some(*who),
                        Some(Trigger::Automatic { .. }) | None => None,
                    };
                    self.start_plan(plan, by, Some(fact));
                }
            }
            TenantAction::Do(kind) => self.obey_step(kind, index),
            TenantAction::Inform(person) => self.inform(person),
            TenantAction::Stop(c) => self.stop_by_hand(c, true, index),
            TenantAction::Start(c) => self.stop_by_hand(c, false, index),
        }
        self.dirty = true;
    }

    /// States a command as what it is: something from outside.
    fn command_fact(&mut self, index: usize) -> FactId {
        let what = self.options.commands[index].action.describe(self.arch);
        self.facts
            .input(self.now, "tenant.command", format!("command: {what}"))
    }

    fn obey_step(&mut self, kind: StepKind, index: usize) {
        let fact = self.command_fact(index);
        self.recovery.add_step(self.options.seed, kind, fact);
        self.reconsider_plans();
    }

    fn stop_by_hand(&mut self, c: ComponentId, stop: bool, index: usize) {
        let fact = self.command_fact(index);
        let hosts: Vec<_> = self.hosts.of(c).map(|(h, _)| h).collect();
        for h in hosts {
            self.hosts.get_mut(h).stopped = stop.then_some(fact);
            self.hosts.judge(h, Some(fact));
        }
        self.news = Some(fact);
        self.touch(c, Some(fact));
    }
}
