//! Findings: what is legal in an architecture and will hurt. Severities and failure categories are named as in AWS
//! Resilience Hub, so that they can be put side by side. A message is read after the name of its subject.

mod ordinary;
mod traffic;

use crate::Source;
use crate::format::value::Record;
use tenant::architecture::{
    Architecture, Awareness, Backup, BackupPlace, Component, ComponentId, ComponentKind, Database,
    DatabaseMode, Deployment, Instances, StepKind, ZoneId,
};

/// How much it may hurt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Low,
    /// Costs hours in some outages.
    Medium,
    /// Costs data, or takes everything down at once.
    High,
}

impl Severity {
    /// As reports write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "LOW",
            Self::Medium => "MEDIUM",
            Self::High => "HIGH",
        }
    }
}

/// In which way it fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Failure {
    /// Parts that should fail apart fail together.
    SharedFate,
    /// Too much load for what is left.
    ExcessiveLoad,
    /// Too slow to help.
    ExcessiveLatency,
    /// Set up wrongly, or not at all.
    MisconfigurationAndBugs,
    /// One part whose loss is the loss of all.
    SinglePointOfFailure,
}

impl Failure {
    /// As reports write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SharedFate => "SHARED_FATE",
            Self::ExcessiveLoad => "EXCESSIVE_LOAD",
            Self::ExcessiveLatency => "EXCESSIVE_LATENCY",
            Self::MisconfigurationAndBugs => "MISCONFIGURATION_AND_BUGS",
            Self::SinglePointOfFailure => "SINGLE_POINT_OF_FAILURE",
        }
    }
}

/// Something legal that will hurt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How much.
    pub severity: Severity,
    /// In which way.
    pub failure: Failure,
    /// Line in the file, from 1.
    pub line: u32,
    /// What it is about, e.g. the component's name.
    pub subject: String,
    /// What is so, told of the subject: `has a single copy`.
    pub message: String,
    /// What would help.
    pub advice: String,
}

struct Search<'a> {
    a: &'a Architecture,
    file: &'a Record,
    source: &'a Source,
    found: Vec<Finding>,
}

/// All findings of an architecture, worst first, then by line.
pub(super) fn find(a: &Architecture, file: &Record, source: &Source) -> Vec<Finding> {
    let mut search = Search {
        a,
        file,
        source,
        found: Vec::new(),
    };
    for (i, c) in a.components.iter().enumerate() {
        search.component(ComponentId(i as u16), c);
        search.one_provider(ComponentId(i as u16), c);
    }
    for (i, b) in a.backups.iter().enumerate() {
        search.backup(i, b);
    }
    search.traffic();
    search.ordinary();
    search.people();
    search.promises();
    let mut found = search.found;
    found.sort_by(|x, y| {
        y.severity
            .cmp(&x.severity)
            .then(x.line.cmp(&y.line))
            .then(x.message.cmp(&y.message))
    });
    found
}

impl Search<'_> {
    fn add(
        &mut self,
        (severity, failure): (Severity, Failure),
        (line, subject): (u32, &str),
        message: String,
        advice: &str,
    ) {
        let subject = subject.to_owned();
        self.found.push(Finding {
            severity,
            failure,
            line,
            subject,
            message,
            advice: advice.to_owned(),
        });
    }

    fn line(&self, key: &str, index: usize) -> u32 {
        let start = self
            .file
            .map(key)
            .get(index)
            .map_or(0, |n| n.name_span.start);
        self.source.position(start).0 as u32
    }

    fn component(&mut self, id: ComponentId, c: &Component) {
        let at = (c.line, c.name.as_str());
        match &c.kind {
            ComponentKind::Database(db) => self.database(id, c, db),
            ComponentKind::Instances(group) => self.instances(c, group),
            ComponentKind::Volume(_) if self.backups_of(id) == 0 => self.add(
                (Severity::High, Failure::MisconfigurationAndBugs),
                at,
                "has no backup".to_owned(),
                "copy it to another place",
            ),
            ComponentKind::LoadBalancer(lb) if lb.check.is_none() => self.add(
                (Severity::Medium, Failure::MisconfigurationAndBugs),
                at,
                "never notices a dead member".to_owned(),
                "give it a health check",
            ),
            ComponentKind::DnsName(name) if name.ttl.secs_f64() > 3600.0 => self.add(
                (Severity::Medium, Failure::ExcessiveLatency),
                at,
                format!("has a TTL of {}: users follow a change that late", name.ttl),
                "a TTL of minutes costs little",
            ),
            ComponentKind::Volume(_)
            | ComponentKind::LoadBalancer(_)
            | ComponentKind::DnsName(_)
            | ComponentKind::Cdn(_)
            | ComponentKind::Bucket(_)
            | ComponentKind::Queue(_)
            | ComponentKind::Cache(_)
            | ComponentKind::Key(_)
            | ComponentKind::External(_) => {}
        }
        if let Deployment::Automation { needs, .. } = &c.deployment
            && needs.contains(&id)
        {
            self.add(
                (Severity::High, Failure::SharedFate),
                at,
                "the scripts that build it need it themselves".to_owned(),
                "keep what they need elsewhere",
            );
        }
    }

    fn database(&mut self, id: ComponentId, c: &Component, db: &Database) {
        let at = (c.line, c.name.as_str());
        let zones: Vec<ZoneId> = db.copies.iter().map(|x| x.zone).collect();
        let one_zone = zones.iter().all(|z| Some(z) == zones.first());
        if db.copies.len() > 1 && one_zone {
            let zone = self.a.zone(zones[0]);
            let how_many = all_of(db.copies.len());
            self.add(
                (Severity::High, Failure::SharedFate),
                at,
                format!("{how_many} copies lie in one zone, {zone}"),
                "put a copy into another zone",
            );
        }
        if db.copies.len() == 1 {
            let severity = if self.backups_of(id) == 0 {
                Severity::High
            } else {
                Severity::Medium
            };
            self.add(
                (severity, Failure::SinglePointOfFailure),
                at,
                "has a single copy".to_owned(),
                "add a copy in another zone",
            );
        }
        if self.backups_of(id) == 0 {
            self.add(
                (Severity::Medium, Failure::MisconfigurationAndBugs),
                at,
                "has no backup".to_owned(),
                "replicas copy a deletion too: add a backup that lies apart",
            );
        }
        let by_hand = matches!(
            db.mode,
            DatabaseMode::Replicas {
                promote_after: None,
                ..
            }
        );
        let planned = self
            .a
            .plans
            .iter()
            .flat_map(|p| &p.steps)
            .any(|s| match s.kind {
                StepKind::Promote { database, .. } => database == id,
                StepKind::Launch { .. }
                | StepKind::Restore { .. }
                | StepKind::PointName { .. }
                | StepKind::LeaveZone { .. }
                | StepKind::ReadOnly { .. }
                | StepKind::Manual { .. }
                | StepKind::WaitFor { .. } => false,
            });
        if by_hand && !planned {
            self.add(
                (Severity::Medium, Failure::MisconfigurationAndBugs),
                at,
                "nothing promotes a replica".to_owned(),
                "give it `promote_after`, or a plan with a `promote` step",
            );
        }
    }

    fn instances(&mut self, c: &Component, group: &Instances) {
        let at = (c.line, c.name.as_str());
        let used: Vec<_> = group.per_zone.iter().filter(|(_, n)| *n > 0).collect();
        match used.as_slice() {
            [(zone, 1)] => self.add(
                (Severity::Medium, Failure::SinglePointOfFailure),
                at,
                format!("is one server in {}", self.a.zone(*zone)),
                "run a second one in another zone",
            ),
            [(zone, n)] => self.add(
                (Severity::Medium, Failure::SharedFate),
                at,
                format!(
                    "{} servers run in {}",
                    all_of(*n as usize),
                    self.a.zone(*zone)
                ),
                "spread them over zones",
            ),
            _ => {}
        }
    }

    fn backups_of(&self, id: ComponentId) -> usize {
        self.a.backups.iter().filter(|b| b.of == id).count()
    }

    /// Paths of the zones a store's copies lie in.
    fn zones_of(&self, id: ComponentId) -> Vec<String> {
        let zones: Vec<ZoneId> = match &self.a.component(id).kind {
            ComponentKind::Database(db) => db.copies.iter().map(|c| c.zone).collect(),
            ComponentKind::Volume(v) => vec![v.zone],
            ComponentKind::Instances(g) => g.per_zone.iter().map(|(z, _)| *z).collect(),
            ComponentKind::Cache(c) => vec![c.zone],
            ComponentKind::Bucket(b) => return vec![b.region.clone()],
            ComponentKind::LoadBalancer(_)
            | ComponentKind::DnsName(_)
            | ComponentKind::Cdn(_)
            | ComponentKind::Queue(_)
            | ComponentKind::Key(_)
            | ComponentKind::External(_) => Vec::new(),
        };
        zones
            .into_iter()
            .map(|z| self.a.zone(z).to_owned())
            .collect()
    }

    fn backup(&mut self, index: usize, b: &Backup) {
        let at = (self.line("backups", index), b.name.as_str());
        let of = &self.a.component(b.of).name;
        let protected = self.zones_of(b.of);
        match &b.place {
            BackupPlace::ObjectStore(region) => {
                let inside = protected
                    .iter()
                    .any(|z| z == region || z.starts_with(&format!("{region}/")));
                if inside {
                    self.add(
                        (Severity::Medium, Failure::SharedFate),
                        at,
                        format!("this backup lies in the region of {of}, {region}"),
                        "copy it to another region",
                    );
                }
            }
            BackupPlace::Component(c) => {
                if *c == b.of || self.zones_of(*c).iter().any(|z| protected.contains(z)) {
                    self.add(
                        (Severity::High, Failure::SharedFate),
                        at,
                        format!("this backup lies in the zone of {of}"),
                        "keep it in another zone at least",
                    );
                }
            }
            BackupPlace::Elsewhere => {}
        }
        self.key_of(index, b);
        if b.corrupt_ppm > 0 {
            self.add(
                (Severity::Low, Failure::MisconfigurationAndBugs),
                at,
                format!(
                    "restores are not tested: one in {} fails",
                    1_000_000 / b.corrupt_ppm.max(1)
                ),
                "test restores, then write `corrupt: 0%`",
            );
        }
    }

    /// Backups that all lie with the provider of what they protect, if none lies in its very region.
    fn one_provider(&mut self, id: ComponentId, c: &Component) {
        let own = self.zones_of(id);
        let Some(provider) = own.first().and_then(|z| z.split('/').next()) else {
            return;
        };
        let of_it: Vec<&Backup> = self.a.backups.iter().filter(|b| b.of == id).collect();
        let there = |b: &&Backup| match &b.place {
            BackupPlace::ObjectStore(region) => {
                let near = |z: &String| z == region || z.starts_with(&format!("{region}/"));
                region.split('/').next() == Some(provider) && !own.iter().any(near)
            }
            BackupPlace::Component(_) | BackupPlace::Elsewhere => false,
        };
        if !of_it.is_empty() && of_it.iter().all(there) {
            let message = format!("all backups of it lie with {provider}, as it does itself");
            self.add(
                (Severity::Low, Failure::SharedFate),
                (c.line, &c.name),
                message,
                "keep one copy with somebody else",
            );
        }
    }

    /// Keys that can only be read once what they open is open.
    fn key_of(&mut self, index: usize, b: &Backup) {
        let Some(key) = b.key else { return };
        let ComponentKind::Key(place) = &self.a.component(key).kind else {
            return;
        };
        if place.region.is_some() || place.with.is_some() {
            return;
        }
        let at = (self.line("backups", index), b.name.as_str());
        let name = &self.a.component(key).name;
        let of_zones = self.zones_of(b.of);
        let near =
            |c: ComponentId| c == b.of || self.zones_of(c).iter().any(|z| of_zones.contains(z));
        let with_store = place.on.map(|c| (c, near(c)));
        match (place.in_backup == Some(index), with_store) {
            (true, Some((on, true))) => self.add(
                (Severity::High, Failure::SinglePointOfFailure),
                at,
                format!(
                    "the key that opens it, {name}, lies inside it and on {}: both are lost when it is needed",
                    self.a.component(on).name
                ),
                "keep the key with a person or a key service",
            ),
            (true, None) => self.add(
                (Severity::High, Failure::SinglePointOfFailure),
                at,
                format!("the key that opens it, {name}, lies inside it"),
                "keep the key with a person or a key service",
            ),
            (false, Some((on, true))) => self.add(
                (Severity::High, Failure::SharedFate),
                at,
                format!("the key that opens it, {name}, lies on {}, which is lost when it is needed", self.a.component(on).name),
                "keep the key with a person or a key service",
            ),
            (true | false, Some((_, false))) | (false, None) => {}
        }
    }

    fn people(&mut self) {
        for (i, p) in self.a.people.iter().enumerate() {
            if p.learns == Awareness::StatusPage {
                let line = self.line("people", i);
                self.add(
                    (Severity::Medium, Failure::ExcessiveLatency),
                    (line, &p.name),
                    "learns of trouble from the provider's status page only".to_owned(),
                    "first posts came 17 to 54 minutes late in published outages; use a monitor of your own",
                );
            }
        }
        for (i, plan) in self.a.plans.iter().enumerate() {
            let places: Vec<&str> = plan
                .steps
                .iter()
                .filter_map(|s| match &s.kind {
                    StepKind::Launch { zone, .. } | StepKind::Restore { zone, .. } => {
                        Some(self.a.zone(*zone))
                    }
                    StepKind::Promote { .. }
                    | StepKind::PointName { .. }
                    | StepKind::LeaveZone { .. }
                    | StepKind::ReadOnly { .. }
                    | StepKind::Manual { .. }
                    | StepKind::WaitFor { .. } => None,
                })
                .collect();
            let home = format!("{}/", self.a.home);
            if !places.is_empty() && places.iter().all(|p| p.starts_with(&home)) {
                let line = self.line("plans", i);
                self.add(
                    (Severity::Medium, Failure::SharedFate),
                    (line, &plan.name),
                    "needs the control plane of the region it recovers from".to_owned(),
                    "in a struck region calls to the control plane may fail for hours; plan for another region",
                );
            }
        }
    }

    fn promises(&mut self) {
        if self.a.objectives.is_empty() {
            let message = "no objective is stated, so nothing can be missed".to_owned();
            let advice = "add `objectives:` with an rto and an rpo per journey";
            self.add(
                (Severity::Low, Failure::MisconfigurationAndBugs),
                (1, &self.a.name.clone()),
                message,
                advice,
            );
        }
    }
}

/// `both` or `all 3`.
fn all_of(count: usize) -> String {
    if count == 2 {
        "both".to_owned()
    } else {
        format!("all {count}")
    }
}
