//! Findings about ordinary life: failures that nobody repairs, crews without work, shocks that hit nothing, stores of
//! absurdly many units, logs that are read again more slowly than they are written, parts that no request comes to.

use super::{Failure, Search, Severity};
use crate::format::value::{Data, Value};
use tenant::architecture::{Component, ComponentId, ComponentKind, CrewId, ShockTarget};

/// More units than one store is kept on: beyond that a slip of the pen is likelier.
const UNITS_USUAL: u32 = 100;

impl Search<'_> {
    /// All findings about ordinary life.
    pub(super) fn ordinary(&mut self) {
        for (i, c) in self.a.components.iter().enumerate() {
            self.without_repair(c);
            self.units(c);
            self.on_no_way(ComponentId(i as u16), c);
        }
        for (i, crew) in self.a.crews.iter().enumerate() {
            let mut fails = self.a.components.iter().filter_map(|c| c.fails);
            if !fails.any(|f| f.crew == Some(CrewId(i as u16))) {
                let line = self.line("crews", i);
                self.note(
                    Severity::Low,
                    (line, &crew.name),
                    "this crew repairs nothing".to_owned(),
                    "name it in the `fails` of what it repairs: `crew: NAME`",
                );
            }
        }
        self.shocks();
        for (i, b) in self.a.backups.iter().enumerate() {
            if let Some((log, replay)) = b.replay
                && replay < log
            {
                let line = self.line("backups", i);
                self.note(
                    Severity::Medium,
                    (line, &b.name),
                    "its log is read again more slowly than it is written: a restore takes longer than what it \
                     makes up for"
                        .to_owned(),
                    "a faster `replay`, or snapshots more often",
                );
            }
        }
    }

    fn note(&mut self, severity: Severity, at: (u32, &str), message: String, advice: &str) {
        let kind = (severity, Failure::MisconfigurationAndBugs);
        self.add(kind, at, message, advice);
    }

    fn without_repair(&mut self, c: &Component) {
        if c.fails.is_some_and(|f| f.repair.is_none()) {
            self.note(
                Severity::Medium,
                (c.line, &c.name),
                "`fails` without `repair`: a failed unit stays broken".to_owned(),
                "give `repair`, for example `repair: exponential(10h)`",
            );
        }
    }

    fn units(&mut self, c: &Component) {
        let ComponentKind::Volume(v) = &c.kind else {
            return;
        };
        if let Some(units) = v.redundancy.map(|r| r.units).filter(|&n| n > UNITS_USUAL) {
            self.note(
                Severity::Low,
                (c.line, &c.name),
                format!("is kept on {units} units"),
                "few stores have more than 100: is that meant?",
            );
        }
    }

    /// Zones and regions that shocks name and nothing stands in.
    fn shocks(&mut self) {
        for (i, shock) in self.a.shocks.iter().enumerate() {
            let line = self.line("shocks", i);
            for target in &shock.targets {
                let ShockTarget::Place(place) = target else {
                    continue;
                };
                let inside = |path: &str| {
                    let rest = path.strip_prefix(place.as_str());
                    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                };
                let mut all = self.a.components.iter();
                if !all.any(|c| self.stands(c).into_iter().any(inside)) {
                    self.note(
                        Severity::Low,
                        (line, &shock.name),
                        format!("nothing of this architecture stands in {place}, which it hits"),
                        "name a place where something stands, or leave it out",
                    );
                }
            }
        }
    }

    /// Where shocks look for the units of a component.
    fn stands<'a>(&'a self, c: &'a Component) -> Vec<&'a str> {
        let region = |zone: &'a str| zone.rsplit_once('/').map_or(zone, |(region, _)| region);
        match &c.kind {
            ComponentKind::Instances(x) => {
                x.per_zone.iter().map(|(z, _)| self.a.zone(*z)).collect()
            }
            ComponentKind::Database(x) => x.copies.iter().map(|c| self.a.zone(c.zone)).collect(),
            ComponentKind::Volume(x) => vec![self.a.zone(x.zone)],
            ComponentKind::Cache(x) => vec![self.a.zone(x.zone)],
            ComponentKind::LoadBalancer(x) => {
                let first = x.zones.first().map(|&z| region(self.a.zone(z)));
                first.into_iter().collect()
            }
            ComponentKind::DnsName(x) => vec![&x.provider],
            ComponentKind::Cdn(x) => vec![&x.provider],
            ComponentKind::Bucket(x) => vec![&x.region],
            ComponentKind::Queue(x) => vec![&x.region],
            ComponentKind::Key(x) => x.region.as_deref().into_iter().collect(),
            ComponentKind::External(x) => x.place.as_deref().into_iter().collect(),
        }
    }

    /// Parts that no request comes to and nothing else in the file names.
    fn on_no_way(&mut self, id: ComponentId, c: &Component) {
        let fields = self.file.fields.iter();
        let mut others = fields.filter(|(key, _)| *key != "shocks").map(|(_, v)| v);
        let named = others.any(|v| mentions(v, &c.name));
        if !named && self.through(id).next().is_none() {
            self.note(
                Severity::Low,
                (c.line, &c.name),
                "no journey comes to it: its failures cost nobody anything".to_owned(),
                "put it on a path, or into the `needs` of what needs it",
            );
        }
    }
}

/// Whether a word stands anywhere in a value (names of entries aside).
fn mentions(value: &Value, word: &str) -> bool {
    if let Data::List(items) | Data::Form(_, items) = &value.data {
        items.iter().any(|v| mentions(v, word))
    } else if let Data::Map(items) = &value.data {
        items.iter().any(|n| mentions(&n.value, word))
    } else if let Data::Record(r) = &value.data {
        r.fields.iter().any(|(_, v)| mentions(v, word))
    } else {
        value.text == word
    }
}
