//! What there is to choose from: outages and designs, read once before the first picture.
//!
//! Built-in files come from the library; designs also from the folder that the program was started in. A file with
//! mistakes stays in the list and says so. Nothing is simulated here but a calm day of each design, for its price.

use super::recent::{self, Recent};
use crate::inputs;
use crate::screen::work::Rooms;
use cloud::model::{CloudModel, Provenance};
use cloud::outage::{Outage, Tag};
use kernel::SimDuration;
use reports::words::{dollars, length, plural, share_ppm};
use scenarios::yaml::{self, Node, NodeKind};
use scenarios::{Finding, Item, Kind, Library, Severity, Source};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use tenant::architecture::Architecture;

/// Most files of the folder that are looked at: somebody may have started the program in a folder of thousands.
const FILES_MAX: usize = 60;
/// Larger files are no designs that somebody wrote by hand, and would be waited for.
const BYTES_MAX: u64 = 200_000;

/// Where designs and earlier runs of this user are looked for; nowhere, unless told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// A folder with architecture files.
    pub folder: Option<PathBuf>,
    /// The file of recent runs.
    pub recent: Option<PathBuf>,
}

impl Places {
    /// The folder that the program was started in, and the state that is kept for this user.
    #[must_use]
    pub fn of_user() -> Self {
        Self {
            folder: Some(PathBuf::from(".")),
            recent: recent::file(),
        }
    }
}

/// What there is to choose from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HomeData {
    /// Outages, simulated ones first.
    pub outages: Vec<OutageEntry>,
    /// Designs: those of the folder first.
    pub designs: Vec<Design>,
    /// Runs that were looked at, the latest first.
    pub recent: Vec<Recent>,
    /// Where they are kept; `None`: nowhere.
    pub recent_file: Option<PathBuf>,
    /// What could not be read.
    pub notes: Vec<String>,
}

/// An outage to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutageEntry {
    /// Its id, as it is typed.
    pub id: String,
    /// What it was, one line.
    pub title: String,
    /// When it began, and where.
    pub when: String,
    /// How long it is followed; `None`: as long as its rows reach.
    pub span: Option<SimDuration>,
    /// Whether it comes out of mechanisms, or was written down as it was observed.
    pub simulated: bool,
    /// A paragraph for who chooses it.
    pub brief: String,
    /// What it stands on, a line each.
    pub evidence: Vec<String>,
}

/// A design to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Design {
    /// As it is typed: a name or a file.
    pub typed: String,
    /// What it teaches, one line; of a file with mistakes, what is wrong.
    pub teaches: String,
    /// What it rents and where, one line.
    pub rents: String,
    /// What it promises, a line each.
    pub promises: Vec<String>,
    /// Price of a calm month, micro-dollars.
    pub month_micro: Option<u64>,
    /// What is legal in it and will hurt, worst first: how much, and what.
    pub findings: Vec<(Severity, String)>,
    /// Whether its file has mistakes, so that it cannot be run.
    pub broken: bool,
}

impl Design {
    /// Findings that cost data or everything at once.
    #[must_use]
    pub fn high(&self) -> usize {
        let high = |f: &&(Severity, String)| f.0 == Severity::High;
        self.findings.iter().filter(high).count()
    }
}

/// Reads everything there is to choose from. What cannot be read is a note.
#[must_use]
pub fn load(rooms: &Rooms, places: &Places) -> HomeData {
    let library = &rooms.library;
    let mut data = HomeData::default();
    for item in library.list(Kind::Outage) {
        data.outages.extend(simulated(library, item));
    }
    for item in library.list(Kind::Tape) {
        data.outages.extend(observed(library, item));
    }
    if let Some(folder) = &places.folder {
        data.designs = designs_in(folder, library, &mut data.notes);
    }
    let built_in = library.list(Kind::Architecture);
    data.designs
        .extend(built_in.map(|item| design(library, &item.name, &item.source)));
    if let Some(file) = &places.recent {
        match recent::read(file) {
            Ok(runs) => {
                data.recent = runs;
                data.recent_file = Some(file.clone());
            }
            Err(why) => data.notes.push(why),
        }
    }
    data
}

fn simulated(library: &Library, item: &Item) -> Option<OutageEntry> {
    let outage = scenarios::load_outage(&item.source, library).ok()?;
    let start = inputs::clock(&outage).start().unwrap_or_default();
    Some(OutageEntry {
        id: item.name.clone(),
        title: outage.title.clone(),
        when: format!("{start}, zone {} of {}", last(&outage.zone), outage.region),
        span: Some(outage.length),
        simulated: true,
        brief: outage.brief.clone(),
        evidence: evidence(library, &outage),
    })
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn observed(library: &Library, item: &Item) -> Option<OutageEntry> {
    let storm = inputs::observed(library, &item.source).ok()?;
    let tape = &storm.tape;
    let start = storm.clock.start().unwrap_or_default();
    let zone = tape.zone.map(|z| tape.places.short(z).to_owned());
    let zone = zone.map_or(String::new(), |z| format!("zone {} of ", last(&z)));
    let root = yaml::parse(&item.source).ok()?;
    let tags = ["rows", "posts"].iter().flat_map(|list| tags(&root, list));
    let known = library.find(Kind::Outage, &tape.outage);
    let brief = known
        .and_then(|item| scenarios::load_outage(&item.source, library).ok())
        .map_or(String::new(), |o| o.brief);
    let mut evidence = vec![format!("{}.", facts(tags))];
    evidence.push(format!(
        "{} with reasons in the file. Nothing is simulated on the provider's side, so no what-if of it can be asked.",
        plural(tape.assumptions.len() as u64, "assumption")
    ));
    Some(OutageEntry {
        id: item.name.clone(),
        title: storm.title.clone(),
        when: format!("{start}, {zone}{}", tape.places.path(tape.region)),
        span: Some(tape.end.since(kernel::SimTime::ZERO)),
        simulated: false,
        brief,
        evidence,
    })
}

/// The tags of a list of dated rows.
fn tags(root: &Node, list: &str) -> Vec<Known> {
    let Some(NodeKind::List(rows)) = root.get(list).map(|n| &n.kind) else {
        return Vec::new();
    };
    let tag = |row: &Node| match row.get("tag").and_then(Node::text) {
        Some("P") => Known::Primary,
        Some("S") => Known::Secondary,
        Some("M") => Known::Memory,
        Some("I") => Known::Inferred,
        Some(_) | None => Known::Assumed,
    };
    rows.iter().map(tag).collect()
}

/// How well something dated is known, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Known {
    Primary,
    Secondary,
    Memory,
    Inferred,
    Assumed,
}

impl From<Tag> for Known {
    fn from(tag: Tag) -> Self {
        match tag {
            Tag::Primary => Self::Primary,
            Tag::Secondary => Self::Secondary,
            Tag::Memory => Self::Memory,
            Tag::Inferred => Self::Inferred,
        }
    }
}

/// `32 dated facts: 9 in the primary text, 20 second-hand, 3 by arithmetic`
fn facts(tags: impl Iterator<Item = Known>) -> String {
    let mut counts: BTreeMap<Known, u64> = BTreeMap::new();
    for tag in tags {
        *counts.entry(tag).or_default() += 1;
    }
    let all: u64 = counts.values().sum();
    let word = |known: Known| match known {
        Known::Primary => "in the primary text",
        Known::Secondary => "second-hand",
        Known::Memory => "from memory of it",
        Known::Inferred => "by arithmetic",
        Known::Assumed => "assumed",
    };
    let parts: Vec<String> = counts
        .iter()
        .map(|(tag, n)| format!("{n} {}", word(*tag)))
        .collect();
    format!("{}: {}", plural(all, "dated fact"), parts.join(", "))
}

fn evidence(library: &Library, outage: &Outage) -> Vec<String> {
    let acts = std::iter::once(&outage.trigger).chain(&outage.actions);
    let tags = acts
        .map(|a| a.tag)
        .chain(outage.posts.iter().map(|p| p.tag))
        .map(Known::from);
    let mut lines = vec![format!("{}.", facts(tags))];
    if let Some(cloud) = library.cloud(&outage.cloud) {
        let (calibrated, assumed) = not_published(cloud, outage);
        lines.push(format!(
            "Numbers that nobody published: {calibrated} fitted on milestones, {assumed} assumed with a range."
        ));
    }
    lines.push(format!(
        "{} to be met; zonefall validate {} shows which are.",
        plural(outage.milestones.len() as u64, "published milestone"),
        outage.id
    ));
    lines
}

/// Parameters that are calibrated and assumed, each family's once.
fn not_published(cloud: &CloudModel, outage: &Outage) -> (usize, usize) {
    let mut known: BTreeMap<(&str, &str), &Provenance> = BTreeMap::new();
    for instance in &cloud.instances {
        for p in &instance.parameters {
            known.insert((&instance.family, &p.name), &p.provenance);
        }
    }
    for setting in &outage.settings {
        let family = setting.target.split('/').next().unwrap_or(&setting.target);
        let p = &setting.parameter;
        known.insert((family, &p.name), &p.provenance);
    }
    let count = |is: fn(&Provenance) -> bool| known.values().filter(|p| is(p)).count();
    (
        count(|p| matches!(p, Provenance::Calibrated { .. })),
        count(|p| matches!(p, Provenance::Assumed { .. })),
    )
}

/// The architecture files of a folder, by name.
fn designs_in(folder: &Path, library: &Library, notes: &mut Vec<String>) -> Vec<Design> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|e| Some(e.ok()?.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "yaml" || e == "yml"))
        .filter(|p| std::fs::metadata(p).is_ok_and(|m| m.is_file() && m.len() <= BYTES_MAX))
        .collect();
    files.sort();
    if files.len() > FILES_MAX {
        notes.push(format!(
            "{} YAML files are in this folder; the first {FILES_MAX} were looked at",
            files.len()
        ));
        files.truncate(FILES_MAX);
    }
    let read = |path: &PathBuf| {
        let source = scenarios::read_source(path).ok()?;
        let kind = scenarios::kind_of(&source).ok()?;
        let typed = path.strip_prefix(".").unwrap_or(path).display().to_string();
        (kind == Kind::Architecture).then(|| design(library, &typed, &source))
    };
    files.iter().filter_map(read).collect()
}

fn design(library: &Library, typed: &str, source: &Source) -> Design {
    let (arch, findings) = match scenarios::load_architecture(source, library) {
        Ok(loaded) => loaded,
        Err(problems) => {
            let first = problems.list().first().map_or("", |p| p.message.as_str());
            return Design {
                typed: typed.to_owned(),
                teaches: format!("has mistakes: {first}"),
                rents: format!("zonefall check-file {typed} shows them all"),
                promises: Vec::new(),
                month_micro: None,
                findings: Vec::new(),
                broken: true,
            };
        }
    };
    Design {
        typed: typed.to_owned(),
        teaches: arch.teaches.clone(),
        rents: rents(&arch),
        promises: promises(&arch),
        month_micro: search::price::month(&arch, library.offers()),
        findings: findings.iter().map(found).collect(),
        broken: false,
    }
}

fn found(f: &Finding) -> (Severity, String) {
    (f.severity, format!("{} {}", f.subject, f.message))
}

/// `3 parts in 2 zones of aws/us-east-1`
fn rents(arch: &Architecture) -> String {
    let region = |z: &String| z.rsplit_once('/').map(|(r, _)| r.to_owned());
    let regions: BTreeSet<String> = arch.zones.iter().filter_map(region).collect();
    let regions: Vec<String> = regions.into_iter().collect();
    format!(
        "{} in {} of {}",
        plural(arch.components.len() as u64, "part"),
        plural(arch.zones.len() as u64, "zone"),
        regions.join(" and ")
    )
}

fn promises(arch: &Architecture) -> Vec<String> {
    let one = |o: &tenant::architecture::Objective| {
        let mut words = Vec::new();
        words.extend(o.rto.map(|d| format!("back within {}", length(d))));
        words.extend(o.rpo.map(|d| match d {
            SimDuration::ZERO => "no data lost".to_owned(),
            d => format!("at most {} of data lost", length(d)),
        }));
        words.extend(
            o.availability_slo_ppm
                .map(|ppm| format!("{} of a month served", share_ppm(u64::from(ppm)))),
        );
        let journey = &arch.journeys[usize::from(o.journey.0)].name;
        format!("{journey} {}", words.join(", "))
    };
    arch.objectives.iter().map(one).collect()
}

/// `$1,234 a month`
#[must_use]
pub(super) fn price(micro: Option<u64>) -> Option<String> {
    micro.map(|m| format!("{} a month", dollars(m)))
}
