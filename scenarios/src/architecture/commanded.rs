//! Commands to an architecture that has been lowered already: its names become ids again.

use super::names::Names;
use super::plans::step_kind;
use crate::format::value::Record;
use crate::problem::suggest;
use tenant::TenantAction;
use tenant::architecture::{Architecture, StepKind};

/// Kinds that have something to stop.
const HOSTED: &[&str] = &["instances", "load_balancer", "volume", "database", "cache"];

/// What a decoded command does; `None` where there is a problem, which `names` has then.
pub(crate) fn action(
    names: &mut Names<'_>,
    arch: &Architecture,
    r: &Record,
) -> Option<TenantAction> {
    let key = r.variant?;
    let value = r.get(key);
    match key {
        "stop" => names.component(value, HOSTED).map(TenantAction::Stop),
        "start" => names.component(value, HOSTED).map(TenantAction::Start),
        "inform" => names.person(value).map(TenantAction::Inform),
        "start_plan" => {
            let found = arch.plans.iter().position(|p| p.name == value.text);
            if found.is_none() && value.is_there() {
                let help = suggest(&value.text, arch.plans.iter().map(|p| p.name.as_str()));
                names.problem(
                    &value.span,
                    format!("there is no plan `{}`", value.text),
                    help,
                );
            }
            found.map(TenantAction::StartPlan)
        }
        _ => step(names, arch, r.record("do")?).map(TenantAction::Do),
    }
}

/// A step in zones that the architecture names: it has no others to launch or restore in.
fn step(names: &mut Names<'_>, arch: &Architecture, r: &Record) -> Option<StepKind> {
    let step = step_kind(names, r);
    if names.zones.len() > arch.zones.len() {
        names.zones.truncate(arch.zones.len());
        let help = format!("its zones: {}", arch.zones.join(", "));
        let message = "no part of it stands in this zone";
        let of = r.variant.and_then(|v| r.record(v));
        let span = of.map_or(r.span.clone(), |x| x.span("zone"));
        names.problem(&span, message, help);
        return None;
    }
    step
}
