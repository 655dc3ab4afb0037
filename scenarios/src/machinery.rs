//! The machinery section of a cloud file: mechanisms, where they stand, how they are wired, with which numbers.
//!
//! Which parameters, ports and actions there are is asked of `cloud`'s registry, so a new mechanism needs no line here.

use crate::format::table::{Field, Table, Type};
use crate::format::value::{Data, Named, Provenance as Written, Record, Sourced, Value};
use crate::outage_file::table::SERVICES;
use crate::problem::{Problem, suggest};
use crate::unit::{self, Wrong};
use crate::yaml::{Node, NodeKind, Span};
use cloud::model::{
    CloudModel, Instance, MechanismSpec, Parameter, ParameterSpec, Provenance, Stands, Unit,
};
use tape::{Places, Service};

/// The machinery.
pub(crate) static MACHINERY: Table = Table {
    name: "machinery",
    doc: "The mechanisms of one region.",
    fields: &[
        Field::new(
            "region",
            Type::Refer("region"),
            "the region that is modelled, e.g. us-east-1",
        ),
        Field::new(
            "mechanisms",
            Type::Map(&Type::Record(&MECHANISM)),
            "by name",
        ),
        Field::new(
            "without",
            Type::List(&Type::Text),
            "mechanisms of the cloud that is extended which do not exist here",
        )
        .or_absent("all are taken over"),
    ],
};

static MECHANISM: Table = Table {
    name: "a mechanism",
    doc: "One mechanism; `per: zone` makes one instance in every zone of the region, named `ebs/a`, `ebs/b` ...",
    fields: &[
        Field::new(
            "mechanism",
            Type::Text,
            "its kind, see the list of mechanisms",
        ),
        Field::new(
            "per",
            Type::Word(&["zone", "region"]),
            "one for each zone, or one for the region",
        )
        .or_absent("as the mechanism demands"),
        Field::new(
            "region",
            Type::Text,
            "the region it stands in, for a mechanism that is not one per zone",
        )
        .or_absent("the region that is modelled"),
        Field::new(
            "wires",
            Type::Map(&Type::Raw),
            "port: name of the mechanism it is wired to (or a list)",
        )
        .or_absent("none"),
        Field::new(
            "provides",
            Type::Word(&SERVICES),
            "the service that renters feel, for mechanisms that can stand for several",
        )
        .or_absent("its kind says so"),
        Field::new("parameters", Type::Map(&PARAMETER), "its numbers").or_absent("none"),
    ],
};

/// A number of a mechanism; its unit is known to the mechanism only.
pub(crate) const PARAMETER: Type = Type::Sourced(&Type::Raw);

fn spec_of(kind: &str) -> Option<&'static MechanismSpec> {
    cloud::specs().iter().find(|s| s.kind == kind)
}

/// Lowers the machinery of a cloud file.
pub(crate) fn lower(file: &Record, machinery: &Record, problems: &mut Vec<Problem>) -> CloudModel {
    let provider = file.text("provider");
    let mut places = Places::default();
    let mut zones: Vec<String> = Vec::new();
    let region = machinery.text("region");
    let mut found = false;
    for named in file.map("regions") {
        let inside = named.value.list().iter().map(|z| z.text.clone());
        if named.name == region {
            found = true;
            zones = inside.clone().collect();
        }
        for path in inside.map(|z| format!("{provider}/{}/{z}", named.name)) {
            if path.split('/').count() == 3 && path.split('/').all(|s| !s.is_empty()) {
                places.intern(&path);
            }
        }
    }
    if !found && machinery.has("region") {
        let names = file.map("regions").iter().map(|n| n.name.as_str());
        let problem = Problem::new(
            machinery.span("region"),
            format!("there is no region `{region}`"),
        );
        problems.push(problem.help(suggest(region, names)));
    }
    let family = Families {
        list: machinery.map("mechanisms"),
        zones: &zones,
        regions: file.map("regions").iter().map(|n| &*n.name).collect(),
    };
    let mut model = CloudModel {
        name: file.text("name").to_owned(),
        places,
        instances: Vec::new(),
    };
    for named in family.list {
        if let Some(mechanism) = family.mechanism(named, problems) {
            let home = format!("{provider}/{}", mechanism.region.unwrap_or(region));
            model.instances.extend(family.instances(&mechanism, &home));
        }
    }
    model
}

/// One mechanism as written, checked.
struct Mechanism<'a> {
    name: &'a str,
    spec: &'static MechanismSpec,
    /// (port, name of the target family)
    wires: Vec<(String, String)>,
    provides: Option<Service>,
    /// Where it stands, if not in the region that is modelled.
    region: Option<&'a str>,
    parameters: Vec<Parameter>,
}

struct Families<'a> {
    list: &'a [Named],
    zones: &'a [String],
    regions: Vec<&'a str>,
}

impl Families<'_> {
    fn spec(&self, name: &str) -> Option<&'static MechanismSpec> {
        spec_of(self.record(name)?.text("mechanism"))
    }

    fn record(&self, name: &str) -> Option<&Record> {
        self.list.iter().find(|n| n.name == name)?.value.record()
    }

    /// Whether there is one of these in every zone.
    fn is_zonal(&self, name: &str) -> bool {
        self.spec(name).is_some_and(|spec| match spec.stands {
            Stands::Zone => true,
            Stands::Region => false,
            Stands::Either => self.record(name).is_some_and(|r| r.text("per") == "zone"),
        })
    }

    fn mechanism<'a>(
        &self,
        named: &'a Named,
        problems: &mut Vec<Problem>,
    ) -> Option<Mechanism<'a>> {
        let r = named.value.record()?;
        let kind = r.text("mechanism");
        let Some(spec) = spec_of(kind) else {
            if r.has("mechanism") {
                let problem = Problem::new(
                    r.span("mechanism"),
                    format!("there is no mechanism `{kind}`"),
                );
                problems.push(problem.help(suggest(kind, cloud::specs().iter().map(|s| s.kind))));
            }
            return None;
        };
        let demanded = spec.stands.name();
        if r.has("per") && spec.stands != Stands::Either && r.text("per") != demanded {
            let message = format!("a {kind} stands for a {demanded}");
            problems.push(
                Problem::new(r.span("per"), message).help(format!("write `per: {demanded}`")),
            );
        }
        let region = self.region(r, &named.name, problems);
        let wires = self.wires(r, spec, problems);
        let provides = provides(r, &named.name, spec, problems);
        let parameters = parameters(r.map("parameters"), spec, problems);
        let missing: Vec<&str> = spec
            .parameters
            .iter()
            .filter(|p| r.map("parameters").iter().all(|n| n.name != p.name))
            .map(|p| p.name)
            .collect();
        if !missing.is_empty() {
            let message = format!("`{}` has no value for {}", named.name, missing.join(", "));
            problems.push(
                Problem::new(named.name_span.clone(), message).help("add them under `parameters`"),
            );
        }
        Some(Mechanism {
            name: &named.name,
            spec,
            wires,
            provides,
            region,
            parameters,
        })
    }

    /// The region of its own that a mechanism stands in.
    fn region<'a>(
        &self,
        r: &'a Record,
        name: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<&'a str> {
        if !r.has("region") {
            return None;
        }
        let region = r.text("region");
        if self.is_zonal(name) {
            let message = format!("`{name}` stands for the zones of the region that is modelled");
            let problem = Problem::new(r.span("region"), message);
            problems.push(problem.help("leave `region` out"));
        } else if !self.regions.contains(&region) {
            let message = format!("there is no region `{region}`");
            let help = suggest(region, self.regions.iter().copied());
            problems.push(Problem::new(r.span("region"), message).help(help));
        }
        Some(region)
    }

    fn wires(
        &self,
        r: &Record,
        spec: &MechanismSpec,
        problems: &mut Vec<Problem>,
    ) -> Vec<(String, String)> {
        let mut out = Vec::new();
        for wire in r.map("wires") {
            let Some(port) = spec.ports.iter().find(|port| port.name == wire.name) else {
                let message = format!("a {} has no port `{}`", spec.kind, wire.name);
                let help = suggest(&wire.name, spec.ports.iter().map(|p| p.name));
                problems.push(Problem::new(wire.name_span.clone(), message).help(help));
                continue;
            };
            for (target, span) in texts(&wire.value) {
                match self.spec(&target) {
                    Some(s) if port.kind.is_none_or(|kind| s.kind == kind) => {
                        out.push((wire.name.clone(), target));
                    }
                    Some(s) => {
                        let kind = port.kind.unwrap_or("mechanism");
                        let message = format!(
                            "port `{}` needs a {kind}, and `{target}` is a {}",
                            wire.name, s.kind
                        );
                        problems.push(Problem::new(span, message));
                    }
                    None if self.list.iter().any(|n| n.name == target) => {}
                    None => {
                        let help = suggest(&target, self.list.iter().map(|n| n.name.as_str()));
                        let message = format!("there is no mechanism named `{target}`");
                        problems.push(Problem::new(span, message).help(help));
                    }
                }
            }
        }
        out
    }

    /// The instances of a mechanism. A zonal one is wired to the zonal ones of its own zone; a regional one that names a
    /// zonal family is wired to all of its instances.
    fn instances(&self, m: &Mechanism<'_>, home: &str) -> Vec<Instance> {
        let stands: Vec<Option<&String>> = if self.is_zonal(m.name) {
            self.zones.iter().map(Some).collect()
        } else {
            vec![None]
        };
        let make = |zone: Option<&String>| {
            let mut wires = Vec::new();
            for (port, target) in &m.wires {
                let zonal = self.is_zonal(target);
                match (zonal, zone) {
                    (true, Some(z)) => wires.push((port.clone(), format!("{target}/{z}"))),
                    (true, None) => {
                        wires.extend(
                            self.zones
                                .iter()
                                .map(|z| (port.clone(), format!("{target}/{z}"))),
                        );
                    }
                    (false, _) => wires.push((port.clone(), target.clone())),
                }
            }
            Instance {
                name: zone.map_or(m.name.to_owned(), |z| format!("{}/{z}", m.name)),
                family: m.name.to_owned(),
                kind: m.spec.kind.to_owned(),
                place: zone.map_or(home.to_owned(), |z| format!("{home}/{z}")),
                provides: m.provides,
                wires,
                parameters: m.parameters.clone(),
            }
        };
        stands.into_iter().map(make).collect()
    }
}

/// The texts of a raw value: one, or a list of them.
fn texts(value: &Value) -> Vec<(String, Span)> {
    let Data::Raw(node) = &value.data else {
        return Vec::new();
    };
    let one = |n: &Node| n.text().map(|t| (t.to_owned(), n.span.clone()));
    match &node.kind {
        NodeKind::List(items) => items.iter().filter_map(one).collect(),
        NodeKind::Scalar(_) | NodeKind::Empty | NodeKind::Map(_) => one(node).into_iter().collect(),
    }
}

/// The service a mechanism provides, if its kind leaves that to the file.
fn provides(
    r: &Record,
    name: &str,
    spec: &MechanismSpec,
    problems: &mut Vec<Problem>,
) -> Option<Service> {
    match (r.has("provides"), spec.provides) {
        (true, false) => {
            let message = format!("a {} cannot stand for any service", spec.kind);
            problems.push(Problem::new(r.span("provides"), message).help("leave `provides` out"));
            None
        }
        (false, true) => {
            let message = format!("`{name}` does not say which service it provides");
            let help = format!("add `provides:` and one of {}", SERVICES.join(", "));
            problems.push(Problem::new(r.span("mechanism"), message).help(help));
            None
        }
        (true, true) => Service::parse(r.text("provides")),
        (false, false) => None,
    }
}

/// Decodes the numbers of a mechanism.
pub(crate) fn parameters(
    list: &[Named],
    spec: &MechanismSpec,
    problems: &mut Vec<Problem>,
) -> Vec<Parameter> {
    let mut out = Vec::new();
    for named in list {
        let Some(s) = spec.parameters.iter().find(|p| p.name == named.name) else {
            let message = format!("a {} has no parameter `{}`", spec.kind, named.name);
            let help = suggest(&named.name, spec.parameters.iter().map(|p| p.name));
            problems.push(Problem::new(named.name_span.clone(), message).help(help));
            continue;
        };
        let Data::Sourced(sourced) = &named.value.data else {
            continue;
        };
        out.extend(parameter(s, sourced, problems));
    }
    out
}

fn parameter(
    spec: &ParameterSpec,
    sourced: &Sourced,
    problems: &mut Vec<Problem>,
) -> Option<Parameter> {
    let value = number(spec, &sourced.value.text, &sourced.value.span, problems)?;
    let provenance = match &sourced.provenance {
        Written::Published(source) => Provenance::Published {
            source: source.clone(),
        },
        Written::Calibrated(milestones, reason) => Provenance::Calibrated {
            milestones: milestones.clone(),
            reason: reason.clone(),
        },
        Written::Assumed { reason, range } => {
            let [(low, low_span), (high, high_span)] = range.as_ref();
            let low = number(spec, low, low_span, problems)?;
            let high = number(spec, high, high_span, problems)?;
            if !(low <= value && value <= high) {
                let problem = Problem::new(
                    low_span.start..high_span.end,
                    "the value lies outside its own range",
                );
                problems.push(problem);
            }
            Provenance::Assumed {
                reason: reason.clone(),
                low,
                high,
            }
        }
    };
    Some(Parameter {
        name: spec.name.to_owned(),
        value,
        provenance,
    })
}

/// A number in the unit of a parameter, inside its bounds.
pub(crate) fn number(
    spec: &ParameterSpec,
    text: &str,
    span: &Span,
    problems: &mut Vec<Problem>,
) -> Option<f64> {
    let value = match in_unit(spec.unit, text) {
        Ok(value) => value,
        Err(w) => {
            let problem = Problem::new(span.clone(), w.message);
            problems.push(problem.help(format!("`{}` is {}; {}", spec.name, spec.doc, w.help)));
            return None;
        }
    };
    if !(spec.low..=spec.high).contains(&value) {
        let problem = Problem::new(span.clone(), format!("`{}` cannot be {text}", spec.name));
        problems.push(problem.help(format!(
            "it lies between {} and {}",
            show(spec.unit, spec.low),
            show(spec.unit, spec.high)
        )));
        return None;
    }
    Some(value)
}

/// Reads a number in the base unit of `unit`.
fn in_unit(unit: Unit, text: &str) -> Result<f64, Wrong> {
    match unit {
        Unit::Seconds => unit::seconds(text),
        Unit::Share => unit::share_exact(text),
        Unit::PerSecond => unit::rate(text),
        Unit::PerHour => unit::per_hour(text),
        Unit::Bytes => unit::size(text).map(|n| n as f64),
        Unit::BytesPerSecond => unit::speed(text).map(|n| n as f64),
        Unit::Count | Unit::Members => unit::count(text).map(|n| n as f64),
        Unit::Factor => unit::factor(text),
        Unit::Switch => unit::switch(text).map(|on| if on { 1.0 } else { 0.0 }),
    }
}

/// A number in its unit, for messages and the reference.
pub(crate) fn show(unit: Unit, value: f64) -> String {
    if unit == Unit::Seconds && value >= SECONDS_SHOWN {
        return "any length".to_owned();
    }
    unit.show(value)
}

/// Longer bounds mean that there is none.
const SECONDS_SHOWN: f64 = 1e9;
