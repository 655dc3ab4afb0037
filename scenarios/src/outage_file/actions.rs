//! What was done, and with which numbers: trigger, dated actions, settings, counterfactual settings.

use super::{Lower, at, tag};
use crate::format::value::{Data, Named, Record};
use crate::machinery;
use crate::problem::{Problem, suggest};
use crate::yaml::Span;
use cloud::model::{CloudModel, MechanismSpec};
use cloud::outage::{DatedAction, Setting, Tag};
use kernel::SimTime;

/// What stands for a trigger that is missing; the file is refused then.
pub(super) fn no_action() -> DatedAction {
    DatedAction {
        id: "trigger".to_owned(),
        at: SimTime::ZERO,
        range: None,
        target: String::new(),
        action: String::new(),
        arguments: Vec::new(),
        text: String::new(),
        source: String::new(),
        tag: Tag::Memory,
    }
}

/// The text of a raw value.
fn raw(named: &Named) -> (&str, Span) {
    if let Data::Raw(node) = &named.value.data {
        (node.text().unwrap_or_default(), node.span.clone())
    } else {
        ("", named.value.span.clone())
    }
}

impl Lower<'_> {
    pub(super) fn action(&mut self, r: &Record, id: &str) -> DatedAction {
        let target = r.text("target").to_owned();
        let arguments = match self.instance(r, "target") {
            Some(spec) => self.arguments(r, spec),
            None => Vec::new(),
        };
        DatedAction {
            id: id.to_owned(),
            at: at(r, "at"),
            range: self.range(r),
            target,
            action: r.text("action").to_owned(),
            arguments,
            text: r.text("text").to_owned(),
            source: r.text("source").to_owned(),
            tag: tag(r.text("tag")),
        }
    }

    /// Between which bounds a date that is not published is varied.
    fn range(&mut self, r: &Record) -> Option<(SimTime, SimTime)> {
        if !r.has("range") {
            return None;
        }
        let (from, until) = self.span_of(r, "range")?;
        if !(from..=until).contains(&at(r, "at")) {
            let message = "the date lies outside its own range";
            self.problem(&r.span("range"), message, "");
        }
        Some((from, until))
    }

    /// The mechanism an action is addressed to: always one instance.
    pub(super) fn instance(&mut self, r: &Record, key: &str) -> Option<&'static MechanismSpec> {
        let cloud: &CloudModel = self.cloud?;
        let target = r.text(key);
        if !r.has(key) {
            return None;
        }
        if cloud.instances.iter().any(|i| i.name == target) {
            return self.spec(target);
        }
        let names = cloud.instances.iter().map(|i| i.name.as_str());
        let help = suggest(target, names);
        self.problem(
            &r.span(key),
            format!("cloud {} has no mechanism `{target}`", cloud.name),
            help,
        );
        None
    }

    pub(super) fn arguments(
        &mut self,
        r: &Record,
        spec: &'static MechanismSpec,
    ) -> Vec<(String, f64)> {
        let action = r.text("action");
        let Some(known) = spec.actions.iter().find(|a| a.name == action) else {
            if r.has("action") {
                let help = suggest(action, spec.actions.iter().map(|a| a.name));
                self.problem(
                    &r.span("action"),
                    format!("a {} has no action `{action}`", spec.kind),
                    help,
                );
            }
            return Vec::new();
        };
        let mut out = Vec::new();
        for named in r.map("with") {
            let Some(p) = known.parameters.iter().find(|p| p.name == named.name) else {
                let help = suggest(&named.name, known.parameters.iter().map(|p| p.name));
                self.problem(
                    &named.name_span,
                    format!("`{action}` has no argument `{}`", named.name),
                    help,
                );
                continue;
            };
            let (text, span) = raw(named);
            if let Some(value) = machinery::number(p, text, &span, &mut self.problems) {
                out.push((p.name.to_owned(), value));
            }
        }
        for p in known.parameters {
            if r.map("with").iter().all(|n| n.name != p.name) {
                let message = format!("`{action}` needs the argument `{}`", p.name);
                self.problem(
                    &r.span("action"),
                    message,
                    format!("{}; give it under `with`", p.doc),
                );
            }
        }
        out
    }

    pub(super) fn settings(&mut self, file: &Record) -> Vec<Setting> {
        let mut out = Vec::new();
        for family in file.map("parameters") {
            let Some(spec) = self.target(&family.name, &family.name_span) else {
                continue;
            };
            for parameter in machinery::parameters(family.value.map(), spec, &mut self.problems) {
                out.push(Setting {
                    target: family.name.clone(),
                    parameter,
                });
            }
        }
        out
    }

    /// The kind of a family or an instance; a problem if there is none.
    fn target(&mut self, name: &str, span: &Span) -> Option<&'static MechanismSpec> {
        let cloud: &CloudModel = self.cloud?;
        let spec = self.spec(name);
        if spec.is_none() {
            let mut names: Vec<&str> = cloud.instances.iter().map(|i| i.family.as_str()).collect();
            names.dedup();
            let help = suggest(name, names);
            self.problem(
                span,
                format!("cloud {} has no mechanism `{name}`", cloud.name),
                help,
            );
        }
        spec
    }

    /// `ebs.free_space: 30%` of a counterfactual.
    pub(super) fn overrides(&mut self, r: &Record) -> Vec<(String, String, f64)> {
        let mut out = Vec::new();
        for named in r.map("set") {
            let Some((target, parameter)) = named.name.rsplit_once('.') else {
                let message = format!("`{}` names no parameter", named.name);
                self.problem(
                    &named.name_span,
                    message,
                    "write MECHANISM.PARAMETER, for example ebs.free_space",
                );
                continue;
            };
            let Some(spec) = self.target(target, &named.name_span) else {
                continue;
            };
            let Some(p) = spec.parameters.iter().find(|p| p.name == parameter) else {
                let help = suggest(parameter, spec.parameters.iter().map(|p| p.name));
                let problem = Problem::new(
                    named.name_span.clone(),
                    format!("a {} has no parameter `{parameter}`", spec.kind),
                );
                self.problems.push(problem.help(help));
                continue;
            };
            let (text, span) = raw(named);
            if let Some(value) = machinery::number(p, text, &span, &mut self.problems) {
                out.push((target.to_owned(), parameter.to_owned(), value));
            }
        }
        out
    }
}
