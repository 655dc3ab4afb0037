//! The command log: what is done to a tenant from outside while it lives. A command changes nothing before it.

use super::options::TenantAction;
use super::recovery::PlanState;
use super::run::Run;
use crate::architecture::{ComponentId, StepKind, Trigger};
use crate::steps;

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
                    let text = format!("command: start plan {}", self.recovery.plans[plan].name);
                    let fact = self.facts.input(self.now, "tenant.command", text);
                    let by = match &self.recovery.plans[plan].trigger {
                        Some(Trigger::Person { who, .. }) => Some(*who),
                        Some(Trigger::Automatic { .. }) | None => None,
                    };
                    self.start_plan(plan, by, Some(fact));
                }
            }
            TenantAction::Do(kind) => self.obey_step(kind),
            TenantAction::Inform(person) => self.inform(person),
            TenantAction::Stop(c) => self.stop_by_hand(c, true),
            TenantAction::Start(c) => self.stop_by_hand(c, false),
        }
        self.dirty = true;
    }

    fn obey_step(&mut self, kind: StepKind) {
        let what = steps::describe(self.arch, &kind);
        let fact = self
            .facts
            .input(self.now, "tenant.command", format!("command: {what}"));
        self.recovery.add_step(self.options.seed, kind, fact);
        self.reconsider_plans();
    }

    fn stop_by_hand(&mut self, c: ComponentId, stop: bool) {
        let name = &self.arch.component(c).name;
        let text = if stop {
            format!("command: {name} is stopped")
        } else {
            format!("command: {name} is started")
        };
        let fact = self.facts.input(self.now, "tenant.command", text);
        let hosts: Vec<_> = self.hosts.of(c).map(|(h, _)| h).collect();
        for h in hosts {
            self.hosts.get_mut(h).stopped = stop.then_some(fact);
            self.hosts.judge(h, Some(fact));
        }
        self.news = Some(fact);
        self.touch(c, Some(fact));
    }
}
