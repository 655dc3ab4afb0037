//! Findings: what is legal in an architecture and will hurt. Severities and failure categories are named as in AWS
//! Resilience Hub, so that they can be put side by side.

use super::cycles::needed_by_serving;
use crate::Source;
use crate::format::value::Record;
use tenant::architecture::{
    Architecture, Awareness, Backup, BackupPlace, Component, ComponentId, ComponentKind, Curve,
    Database, DatabaseMode, Deployment, Instances, StepKind, ZoneId,
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
    /// What is so, one sentence.
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
    }
    for (i, b) in a.backups.iter().enumerate() {
        search.backup(i, b);
    }
    search.load();
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
                (Severity::High, Failure::SinglePointOfFailure),
                at,
                format!("volume {} has no backup", c.name),
                "copy it to another place",
            ),
            ComponentKind::LoadBalancer(lb) if lb.check.is_none() => self.add(
                (Severity::Medium, Failure::MisconfigurationAndBugs),
                at,
                format!("{} never notices a dead member", c.name),
                "give it a health check",
            ),
            ComponentKind::DnsName(name) if name.ttl.secs_f64() > 3600.0 => self.add(
                (Severity::Medium, Failure::ExcessiveLatency),
                at,
                format!(
                    "{} has a TTL of {}: users follow a change that late",
                    c.name, name.ttl
                ),
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
                format!("the scripts that build {} need {} itself", c.name, c.name),
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
            let how_many = if db.copies.len() == 2 {
                "both".to_owned()
            } else {
                format!("all {}", db.copies.len())
            };
            self.add(
                (Severity::High, Failure::SharedFate),
                at,
                format!("{how_many} copies of {} lie in one zone, {zone}", c.name),
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
                format!("{} has a single copy", c.name),
                "add a copy in another zone",
            );
        }
        if self.backups_of(id) == 0 {
            self.add(
                (Severity::Medium, Failure::MisconfigurationAndBugs),
                at,
                format!("{} has no backup", c.name),
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
                format!("nothing promotes a replica of {}", c.name),
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
                format!("{} is one server in {}", c.name, self.a.zone(*zone)),
                "run a second one in another zone",
            ),
            [(zone, n)] => self.add(
                (Severity::Medium, Failure::SharedFate),
                at,
                format!(
                    "all {n} servers of {} run in {}",
                    c.name,
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
                let provider = |path: &str| path.split('/').next().unwrap_or_default().to_owned();
                let inside = protected
                    .iter()
                    .any(|z| z == region || z.starts_with(&format!("{region}/")));
                if inside {
                    self.add(
                        (Severity::Medium, Failure::SharedFate),
                        at,
                        format!(
                            "backup {} of {of} lies in the region it protects, {region}",
                            b.name
                        ),
                        "copy it to another region",
                    );
                } else if protected.iter().any(|z| provider(z) == provider(region)) {
                    self.add(
                        (Severity::Low, Failure::SharedFate),
                        at,
                        format!(
                            "backup {} of {of} lies with the provider it protects against",
                            b.name
                        ),
                        "keep one copy with somebody else",
                    );
                }
            }
            BackupPlace::Component(c) => {
                if *c == b.of || self.zones_of(*c).iter().any(|z| protected.contains(z)) {
                    self.add(
                        (Severity::High, Failure::SharedFate),
                        at,
                        format!("backup {} of {of} lies in the zone it protects", b.name),
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
                    "restores of {} are not tested: one in {} fails",
                    b.name,
                    1_000_000 / b.corrupt_ppm.max(1)
                ),
                "test restores, then write `corrupt: 0%`",
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
                    "the key that opens {} lies inside it, and on {}, which is lost with what it protects",
                    b.name,
                    self.a.component(on).name
                ),
                "keep the key with a person or a key service",
            ),
            (true, None) => self.add(
                (Severity::High, Failure::SinglePointOfFailure),
                at,
                format!("the key {name} that opens {} lies inside it", b.name),
                "keep the key with a person or a key service",
            ),
            (false, Some((on, true))) => self.add(
                (Severity::High, Failure::SharedFate),
                at,
                format!("the key {name} that opens {} lies on {}, beside what it protects", b.name, self.a.component(on).name),
                "keep the key with a person or a key service",
            ),
            (true | false, Some((_, false))) | (false, None) => {}
        }
    }

    /// Demand on a component at the busiest hour, were all of its clients busiest at once; millionths per second.
    fn peak(&self, id: ComponentId) -> u64 {
        let journeys = self
            .a
            .journeys
            .iter()
            .filter(|j| j.path.contains(&id) || self.leads_to(&j.path, id));
        journeys.fold(0u64, |sum, j| {
            let swing = match self.a.clients[j.clients].curve {
                Curve::Flat => 0,
                Curve::Daily { swing, .. } => (swing * 1e6) as u128,
            };
            let peak = u128::from(j.rate_micro_per_s) * (1_000_000 + swing) / 1_000_000;
            sum.saturating_add(u64::try_from(peak).unwrap_or(u64::MAX))
        })
    }

    /// Whether the first component of a path leads to another that the path does not mention.
    fn leads_to(&self, path: &[ComponentId], id: ComponentId) -> bool {
        let mut seen: Vec<ComponentId> = path.to_vec();
        let mut next = 0;
        while let Some(&c) = seen.get(next) {
            for to in needed_by_serving(self.a.component(c)) {
                if to == id {
                    return true;
                }
                if !seen.contains(&to) {
                    seen.push(to);
                }
            }
            next += 1;
        }
        false
    }

    /// What is left after losing a zone, against demand; and retries without a budget.
    fn load(&mut self) {
        for (i, c) in self.a.components.iter().enumerate() {
            let ComponentKind::Instances(group) = &c.kind else {
                continue;
            };
            let Some(capacity) = group.capacity_micro_per_s else {
                continue;
            };
            let zones = group.per_zone.iter().filter(|(_, n)| *n > 0).count();
            let all: u64 = group.per_zone.iter().map(|(_, n)| u64::from(*n)).sum();
            let largest = group
                .per_zone
                .iter()
                .map(|(_, n)| u64::from(*n))
                .max()
                .unwrap_or_default();
            let left = (all - largest).saturating_mul(capacity);
            let id = ComponentId(i as u16);
            let demand = self.peak(id);
            if zones > 1 && demand > left {
                self.add(
                    (Severity::Medium, Failure::ExcessiveLoad),
                    (c.line, &c.name),
                    format!(
                        "without its largest zone {} has room for {}% of its peak load",
                        c.name,
                        left * 100 / demand.max(1)
                    ),
                    "run enough that the rest can carry all",
                );
            }
        }
        for (i, clients) in self.a.clients.iter().enumerate() {
            if clients.retry.attempts > 3 && clients.retry.budget_ppm.is_none() {
                let line = self.line("clients", i);
                self.add(
                    (Severity::Low, Failure::ExcessiveLoad),
                    (line, &clients.name),
                    format!(
                        "{} make up to {} attempts without a budget",
                        clients.name, clients.retry.attempts
                    ),
                    "a retry budget of 10% keeps an outage from feeding itself",
                );
            }
        }
    }

    fn people(&mut self) {
        for (i, p) in self.a.people.iter().enumerate() {
            if p.learns == Awareness::StatusPage {
                let line = self.line("people", i);
                self.add(
                    (Severity::Medium, Failure::ExcessiveLatency),
                    (line, &p.name),
                    format!("{} learns of trouble from the provider's status page only", p.name),
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
                    format!("plan {} needs the control plane of the region it recovers from", plan.name),
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
