//! From a described run to wired mechanisms: every name is checked here, so nothing behind it can fail.

use crate::context::{InstanceId, Numbers};
use crate::error::CloudError;
use crate::mechanisms::{self, AnyMechanism};
use crate::model::{ActionSpec, Instance, MechanismSpec, Parameter, ParameterSpec, Provenance};
use crate::outage::{CloudRun, DatedAction};
use kernel::SimTime;
use std::collections::BTreeMap;
use tape::{Assumption, PlaceId, PlaceKind, Places, Service};

/// Who stands where and who hears whom.
pub(crate) struct Wiring {
    names: Vec<String>,
    places: Vec<PlaceId>,
    wires: Vec<Vec<(&'static str, InstanceId)>>,
    /// Who is wired to each instance, and by which of its own ports.
    listeners: Vec<Vec<(&'static str, InstanceId)>>,
    provides: Vec<Option<Service>>,
    /// The zones of the region the outage is in.
    pub(crate) zones: Vec<PlaceId>,
}

impl Wiring {
    pub(crate) fn name(&self, id: InstanceId) -> &str {
        &self.names[usize::from(id.0)]
    }

    pub(crate) fn place(&self, id: InstanceId) -> PlaceId {
        self.places[usize::from(id.0)]
    }

    pub(crate) fn wires(&self, id: InstanceId) -> &[(&'static str, InstanceId)] {
        &self.wires[usize::from(id.0)]
    }

    pub(crate) fn listeners(&self, id: InstanceId) -> &[(&'static str, InstanceId)] {
        &self.listeners[usize::from(id.0)]
    }

    pub(crate) fn provides(&self, id: InstanceId) -> Option<Service> {
        self.provides[usize::from(id.0)]
    }
}

/// An action with everything looked up.
pub(crate) struct PlannedAction {
    pub(crate) at: SimTime,
    pub(crate) to: InstanceId,
    pub(crate) action: &'static str,
    pub(crate) arguments: Numbers,
    pub(crate) text: String,
}

/// A run ready to go.
pub(crate) struct Assembly {
    pub(crate) wiring: Wiring,
    pub(crate) mechanisms: Vec<AnyMechanism>,
    pub(crate) actions: Vec<PlannedAction>,
    pub(crate) status_page: Option<InstanceId>,
    pub(crate) region: PlaceId,
    pub(crate) zone: PlaceId,
    pub(crate) post_places: Vec<PlaceId>,
    pub(crate) assumptions: Vec<Assumption>,
    pub(crate) leaves_out: Vec<String>,
}

/// Checks a run and wires it up.
pub(crate) fn assemble(run: &CloudRun) -> Result<Assembly, CloudError> {
    let places = &run.cloud.places;
    let specs = specs_of(&run.cloud.instances)?;
    let region = place(places, &run.outage.id, &run.outage.region)?;
    let zone = place(places, &run.outage.id, &run.outage.zone)?;
    check_settings(run, &specs)?;
    let wiring = wire(run, &specs, region)?;
    let mut built = Vec::new();
    let mut assumptions = Vec::new();
    for (instance, spec) in run.cloud.instances.iter().zip(&specs) {
        let parameters = parameters_of(instance, run);
        let numbers = numbers_of(instance, spec, &parameters)?;
        note_assumptions(instance, spec, &parameters, &mut assumptions);
        if let Some(m) = AnyMechanism::build(spec.kind, &numbers) {
            built.push(m);
        }
    }
    let status_page = run
        .cloud
        .instances
        .iter()
        .position(|i| i.kind == "status_page");
    let status_page = status_page.map(|i| InstanceId(i as u16));
    if status_page.is_none() && !run.outage.posts.is_empty() {
        return Err(CloudError::NoStatusPage);
    }
    let mut actions = Vec::new();
    let dated = std::iter::once(&run.outage.trigger)
        .chain(&run.outage.actions)
        .chain(&run.commands);
    for action in dated {
        actions.push(plan(action, run, &specs)?);
    }
    let mut post_places = Vec::new();
    for post in &run.outage.posts {
        post_places.push(place(places, "a post", &post.place)?);
    }
    let leaves_out = leaves_out(run, &specs);
    Ok(Assembly {
        wiring,
        mechanisms: built,
        actions,
        status_page,
        region,
        zone,
        post_places,
        assumptions,
        leaves_out,
    })
}

fn specs_of(instances: &[Instance]) -> Result<Vec<&'static MechanismSpec>, CloudError> {
    let mut specs = Vec::new();
    for (i, instance) in instances.iter().enumerate() {
        if instances[..i]
            .iter()
            .any(|other| other.name == instance.name)
        {
            return Err(CloudError::DuplicateInstance {
                instance: instance.name.clone(),
            });
        }
        let spec = mechanisms::specs().iter().find(|s| s.kind == instance.kind);
        specs.push(spec.ok_or_else(|| CloudError::UnknownKind {
            instance: instance.name.clone(),
            kind: instance.kind.clone(),
        })?);
    }
    Ok(specs)
}

fn place(places: &Places, by: &str, path: &str) -> Result<PlaceId, CloudError> {
    places.find(path).ok_or_else(|| CloudError::UnknownPlace {
        by: by.to_owned(),
        place: path.to_owned(),
    })
}

fn wire(
    run: &CloudRun,
    specs: &[&'static MechanismSpec],
    region: PlaceId,
) -> Result<Wiring, CloudError> {
    let places = &run.cloud.places;
    let instances = &run.cloud.instances;
    let mut stand = Vec::new();
    let mut wires = vec![Vec::new(); instances.len()];
    let mut listeners = vec![Vec::new(); instances.len()];
    for (i, (instance, spec)) in instances.iter().zip(specs).enumerate() {
        stand.push(place(places, &instance.name, &instance.place)?);
        if let Some((port, _)) = instance
            .wires
            .iter()
            .find(|(p, _)| spec.ports.iter().all(|port| port.name != p))
        {
            let (instance, port) = (instance.name.clone(), port.clone());
            return Err(CloudError::UnknownPort { instance, port });
        }
        for port in spec.ports {
            let mut any = false;
            for (_, target) in instance.wires.iter().filter(|(p, _)| p == port.name) {
                let fits =
                    |o: &Instance| o.name == *target && port.kind.is_none_or(|kind| o.kind == kind);
                let to = instances.iter().position(fits);
                let to = to.ok_or_else(|| CloudError::WrongWire {
                    instance: instance.name.clone(),
                    port: port.name.to_owned(),
                    target: target.clone(),
                })?;
                wires[i].push((port.name, InstanceId(to as u16)));
                listeners[to].push((port.name, InstanceId(i as u16)));
                any = true;
            }
            if !any && !port.optional {
                let (instance, port) = (instance.name.clone(), port.name.to_owned());
                return Err(CloudError::MissingWire { instance, port });
            }
        }
        if spec.provides != instance.provides.is_some() {
            let (instance, wanted) = (instance.name.clone(), spec.provides);
            return Err(CloudError::Provides { instance, wanted });
        }
    }
    let zones = places
        .ids()
        .filter(|&p| places.kind(p) == PlaceKind::Zone && places.parent(p) == Some(region))
        .collect();
    let names = instances.iter().map(|i| i.name.clone()).collect();
    let provides = instances.iter().map(|i| i.provides).collect();
    Ok(Wiring {
        names,
        places: stand,
        wires,
        listeners,
        provides,
        zones,
    })
}

fn check_settings(run: &CloudRun, specs: &[&'static MechanismSpec]) -> Result<(), CloudError> {
    for setting in &run.outage.settings {
        let mut addressed = run
            .cloud
            .instances
            .iter()
            .zip(specs)
            .filter(|(i, _)| i.name == setting.target || i.family == setting.target);
        let Some((_, spec)) = addressed.next() else {
            return Err(CloudError::UnknownTarget {
                id: setting.parameter.name.clone(),
                target: setting.target.clone(),
            });
        };
        if spec
            .parameters
            .iter()
            .all(|p| p.name != setting.parameter.name)
        {
            return Err(CloudError::UnknownParameter {
                instance: setting.target.clone(),
                parameter: setting.parameter.name.clone(),
            });
        }
    }
    Ok(())
}

/// The instance's parameters with the outage's settings over them; the single instance's beat the family's.
fn parameters_of<'a>(
    instance: &'a Instance,
    run: &'a CloudRun,
) -> BTreeMap<&'a str, &'a Parameter> {
    let mut out: BTreeMap<&str, &Parameter> = BTreeMap::new();
    for p in &instance.parameters {
        out.insert(&p.name, p);
    }
    for target in [&instance.family, &instance.name] {
        for s in run.outage.settings.iter().filter(|s| s.target == *target) {
            out.insert(&s.parameter.name, &s.parameter);
        }
    }
    out
}

fn numbers_of(
    instance: &Instance,
    spec: &'static MechanismSpec,
    parameters: &BTreeMap<&str, &Parameter>,
) -> Result<Numbers, CloudError> {
    let name = || instance.name.clone();
    if let Some(p) = parameters
        .keys()
        .find(|k| spec.parameters.iter().all(|s| s.name != **k))
    {
        return Err(CloudError::UnknownParameter {
            instance: name(),
            parameter: (*p).to_owned(),
        });
    }
    let mut numbers = BTreeMap::new();
    for s in spec.parameters {
        let Some(p) = parameters.get(s.name) else {
            return Err(CloudError::MissingParameter {
                instance: name(),
                parameter: s.name.to_owned(),
            });
        };
        numbers.insert(s.name, in_range(&instance.name, s, p.value)?);
    }
    Ok(Numbers(numbers))
}

fn in_range(by: &str, spec: &ParameterSpec, value: f64) -> Result<f64, CloudError> {
    if (spec.low..=spec.high).contains(&value) {
        return Ok(value);
    }
    Err(CloudError::OutOfRange {
        instance: by.to_owned(),
        parameter: spec.name.to_owned(),
        value,
    })
}

fn plan(
    action: &DatedAction,
    run: &CloudRun,
    specs: &[&'static MechanismSpec],
) -> Result<PlannedAction, CloudError> {
    let id = || action.id.clone();
    let Some(to) = run
        .cloud
        .instances
        .iter()
        .position(|i| i.name == action.target)
    else {
        return Err(CloudError::UnknownTarget {
            id: id(),
            target: action.target.clone(),
        });
    };
    let Some(spec) = specs[to].actions.iter().find(|a| a.name == action.action) else {
        return Err(CloudError::UnknownAction {
            id: id(),
            action: action.action.clone(),
        });
    };
    Ok(PlannedAction {
        at: action.at,
        to: InstanceId(to as u16),
        action: spec.name,
        arguments: arguments_of(action, spec)?,
        text: action.text.clone(),
    })
}

fn arguments_of(action: &DatedAction, spec: &ActionSpec) -> Result<Numbers, CloudError> {
    let wrong = |argument: &str| CloudError::WrongArgument {
        id: action.id.clone(),
        argument: argument.to_owned(),
    };
    if let Some((name, _)) = action
        .arguments
        .iter()
        .find(|(n, _)| spec.parameters.iter().all(|p| p.name != n))
    {
        return Err(wrong(name));
    }
    let mut numbers = BTreeMap::new();
    for p in spec.parameters {
        let value = action.arguments.iter().find(|(n, _)| n == p.name);
        let (_, value) = value.ok_or_else(|| wrong(p.name))?;
        numbers.insert(p.name, in_range(&action.id, p, *value)?);
    }
    Ok(Numbers(numbers))
}

/// Unpublished numbers are named once per family, not once per zone.
fn note_assumptions(
    instance: &Instance,
    spec: &'static MechanismSpec,
    parameters: &BTreeMap<&str, &Parameter>,
    out: &mut Vec<Assumption>,
) {
    for s in spec.parameters {
        let Some(p) = parameters.get(s.name) else {
            continue;
        };
        let why = match &p.provenance {
            Provenance::Published { .. } => continue,
            Provenance::Calibrated { milestones, reason } => {
                format!("calibrated on {}: {reason}", milestones.join(", "))
            }
            Provenance::Assumed { reason, low, high } => {
                let (low, high) = (s.unit.show(*low), s.unit.show(*high));
                format!("assumed: {reason}; varied from {low} to {high}")
            }
        };
        let name = format!("{}.{}", instance.family, s.name);
        let assumption = Assumption {
            name,
            value: s.unit.show(p.value),
            why,
        };
        if !out.contains(&assumption) {
            out.push(assumption);
        }
    }
}

fn leaves_out(run: &CloudRun, specs: &[&'static MechanismSpec]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let of_mechanisms = specs
        .iter()
        .flat_map(|s| s.leaves_out)
        .map(|s| (*s).to_owned());
    for sentence in of_mechanisms.chain(run.outage.leaves_out.iter().cloned()) {
        if !out.contains(&sentence) {
            out.push(sentence);
        }
    }
    out
}
