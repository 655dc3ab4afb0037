//! Names become ids: components, zones, regions, people, backups. What leads nowhere is a problem with a suggestion.

use crate::Library;
use crate::format::value::{Named, Record, Value};
use crate::problem::{Problem, suggest};
use crate::yaml::Span;
use std::ops::Range;
use tape::Offer;
use tenant::architecture::{Architecture, Component, ComponentId, ComponentKind, PersonId, ZoneId};

/// The kind of a component whose kind is wrong, for which there is a problem already: it fits everywhere.
pub(super) const UNKNOWN: &str = "component";

/// What a name may stand for, while a file is lowered.
pub(crate) struct Names<'a> {
    /// What is wrong so far.
    pub problems: Vec<Problem>,
    /// Offers of providers.
    pub library: &'a Library,
    /// Path of the home region.
    pub home: String,
    /// Whether it exists. If not, that is the one problem: what is relative to it is not checked.
    pub home_exists: bool,
    /// Paths of the zones named so far.
    pub zones: Vec<String>,
    /// Components with their kinds, in file order.
    pub components: Vec<(String, &'static str)>,
    /// The copies of each of these.
    pub copies: Vec<Vec<String>>,
    /// Backups in file order.
    pub backups: Vec<String>,
    /// People in file order.
    pub people: Vec<String>,
    /// Crews in file order.
    pub crews: Vec<String>,
}

impl<'a> Names<'a> {
    /// The names a file declares.
    pub fn new(file: &Record, library: &'a Library) -> Self {
        let list = |key: &str| {
            file.map(key)
                .iter()
                .map(|n| n.name.clone())
                .collect::<Vec<_>>()
        };
        let kind = |v: &Value| v.record().and_then(|r| r.variant).unwrap_or(UNKNOWN);
        Self {
            problems: Vec::new(),
            library,
            home: file.text("home").to_owned(),
            home_exists: false,
            zones: Vec::new(),
            components: file
                .map("components")
                .iter()
                .map(|n| (n.name.clone(), kind(&n.value)))
                .collect(),
            copies: file.map("components").iter().map(copies).collect(),
            backups: list("backups"),
            people: list("people"),
            crews: list("crews"),
        }
    }

    /// The names of an architecture that has been lowered.
    pub fn of(arch: &Architecture, library: &'a Library) -> Self {
        let copies = |c: &Component| {
            if let ComponentKind::Database(x) = &c.kind {
                x.copies.iter().map(|c| c.name.clone()).collect()
            } else {
                Vec::new()
            }
        };
        let components = arch.components.iter();
        Self {
            problems: Vec::new(),
            library,
            home: arch.home.clone(),
            home_exists: true,
            zones: arch.zones.clone(),
            components: components
                .clone()
                .map(|c| (c.name.clone(), c.kind.name()))
                .collect(),
            copies: components.map(copies).collect(),
            backups: arch.backups.iter().map(|b| b.name.clone()).collect(),
            people: arch.people.iter().map(|p| p.name.clone()).collect(),
            crews: arch.crews.iter().map(|c| c.name.clone()).collect(),
        }
    }

    /// Notes a problem.
    pub fn problem(
        &mut self,
        span: &Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems
            .push(Problem::new(span.clone(), message).help(help));
    }

    fn position<'n>(
        &mut self,
        what: &str,
        value: &Value,
        mut names: impl Iterator<Item = &'n str> + Clone,
    ) -> Option<usize> {
        if !value.is_there() {
            return None;
        }
        let found = names.clone().position(|n| n == value.text);
        if found.is_none() {
            let help = suggest(&value.text, names.by_ref());
            self.problem(
                &value.span,
                format!("there is no {what} `{}`", value.text),
                help,
            );
        }
        found
    }

    /// The component a value names; one of `kinds`, if any are given.
    pub fn component(&mut self, value: &Value, kinds: &[&str]) -> Option<ComponentId> {
        let components = self.components.clone();
        let index = self.position(
            "component",
            value,
            components.iter().map(|(n, _)| n.as_str()),
        )?;
        let kind = components[index].1;
        if !kinds.is_empty() && kind != UNKNOWN && !kinds.contains(&kind) {
            let message = format!(
                "`{}` is of kind {kind}, which does not fit here",
                value.text
            );
            self.problem(
                &value.span,
                message,
                format!("this needs {}", kinds.join(" or ")),
            );
            return None;
        }
        Some(ComponentId(index as u16))
    }

    /// As [`Names::component`], with a stand-in for what is wrong (then a problem is noted and nothing is lowered).
    pub fn component_or_first(&mut self, value: &Value, kinds: &[&str]) -> ComponentId {
        self.component(value, kinds).unwrap_or(ComponentId(0))
    }

    /// The backup a value names.
    pub fn backup(&mut self, value: &Value) -> Option<usize> {
        let names = self.backups.clone();
        self.position("backup", value, names.iter().map(String::as_str))
    }

    /// The person a value names.
    pub fn person(&mut self, value: &Value) -> Option<PersonId> {
        let names = self.people.clone();
        self.position("person", value, names.iter().map(String::as_str))
            .map(|i| PersonId(i as u16))
    }

    /// The zone a value names: `a` (at home), `us-west-1/a` (same provider) or a whole path.
    pub fn zone(&mut self, text: &str, span: &Span) -> ZoneId {
        let provider = self.home_provider();
        let (path, known) = match text.split('/').collect::<Vec<_>>().as_slice() {
            [_] => (format!("{}/{text}", self.home), self.home_exists),
            [_, _] => (format!("{provider}/{text}"), self.offer().is_some()),
            _ => (text.to_owned(), true),
        };
        if let Some(region) = self.as_region(text) {
            let zone = self
                .zones_of(&region)
                .and_then(|z| z.first())
                .map_or("a", String::as_str);
            let help = format!("a zone is meant here, for example {text}/{zone}");
            self.problem(span, format!("`{text}` is a region"), help);
        } else if known {
            self.check_zone(&path, span);
        }
        let index = self
            .zones
            .iter()
            .position(|z| *z == path)
            .unwrap_or_else(|| {
                self.zones.push(path);
                self.zones.len() - 1
            });
        ZoneId(index as u16)
    }

    /// The whole path of a text that names a region, with or without its provider.
    fn as_region(&self, text: &str) -> Option<String> {
        let short = format!("{}/{text}", self.home_provider());
        [text.to_owned(), short]
            .into_iter()
            .find(|path| self.zones_of(path).is_some())
    }

    /// The zones of a region, if it exists.
    fn zones_of(&self, path: &str) -> Option<&'a [String]> {
        let (provider, region) = path.split_once('/')?;
        let regions = self.library.regions_of(provider)?;
        let found = regions.iter().find(|(r, _)| r == region)?;
        Some(&found.1)
    }

    fn check_zone(&mut self, path: &str, span: &Span) {
        let Some((region, zone)) = path.rsplit_once('/') else {
            return;
        };
        let Some(zones) = self.check_region(region, span) else {
            return;
        };
        if !zones.iter().any(|z| z == zone) {
            let message = format!("region {region} has no zone `{zone}`");
            // `us-east-1b`, as people know it.
            let short = region.split('/').next_back().unwrap_or_default();
            let meant = zones.iter().find(|z| zone == format!("{short}{z}"));
            let help = match meant {
                Some(z) => format!("did you mean `{z}`?"),
                None => format!("its zones: {}", zones.join(", ")),
            };
            self.problem(span, message, help);
        }
    }

    /// Checks the path of a region; its zones if it exists.
    pub fn check_region(&mut self, path: &str, span: &Span) -> Option<Vec<String>> {
        if let Some(zones) = self.zones_of(path) {
            return Some(zones.to_vec());
        }
        let (message, help) = self.no_region(path);
        self.problem(span, message, help);
        None
    }

    /// What is wrong with the path of a region that does not exist, and what may be meant.
    fn no_region(&self, path: &str) -> (String, String) {
        let offers = self.library.offers();
        let Some((provider, region)) = path.split_once('/') else {
            let all = self.library.regions();
            let whole = all
                .iter()
                .find(|r| r.rsplit('/').next() == Some(path))
                .map(|r| format!("did you mean `{r}`?"));
            let help = "write PROVIDER/REGION, for example aws/us-east-1".to_owned();
            let message = format!("`{path}` is not the path of a region");
            return (message, whole.unwrap_or(help));
        };
        let Some(regions) = self.library.regions_of(provider) else {
            let near = suggest(provider, offers.iter().map(|o| o.provider.as_str()));
            let message = format!("there is no provider `{provider}`");
            let other = "another provider is modelled by home: cloud/r1 (generic-today)";
            let help = if near.starts_with("did you mean") {
                near
            } else {
                format!("{near}; {other}")
            };
            return (message, help);
        };
        if let Some((outer, _)) = path
            .rsplit_once('/')
            .filter(|(r, _)| self.zones_of(r).is_some())
        {
            let help = format!("a region is meant here: {outer}");
            return (format!("`{path}` is a zone"), help);
        }
        let message = format!("provider {provider} has no region `{region}`");
        let help = suggest(region, regions.iter().map(|(r, _)| r.as_str()));
        (message, help)
    }

    /// Checks the path of a provider, region or zone.
    pub fn check_place(&mut self, path: &str, span: &Span) {
        match path.matches('/').count() {
            0 if self.library.offer(path).is_some() => {}
            1 => {
                self.check_region(path, span);
            }
            2 => self.check_zone(path, span),
            _ => {
                let message = format!("`{path}` is not the path of a place");
                self.problem(
                    span,
                    message,
                    "write PROVIDER, PROVIDER/REGION or PROVIDER/REGION/ZONE",
                );
            }
        }
    }

    /// The path of the zone, region or provider a text names: `a` (at home), `r2/a` or `r2` (same provider), or whole.
    pub fn find_place(&self, text: &str) -> Option<String> {
        let provider = self.home_provider();
        let paths = [
            format!("{}/{text}", self.home),
            format!("{provider}/{text}"),
            text.to_owned(),
        ];
        let is_zone = |path: &str| {
            let (region, zone) = path.rsplit_once('/')?;
            self.zones_of(region)?.iter().find(|z| *z == zone)
        };
        let found = paths.iter().find(|path| {
            let known = self.library.offer(path).is_some() || self.zones_of(path).is_some();
            known || is_zone(path).is_some()
        });
        found.cloned()
    }

    /// What is wrong with a place that does not exist, and what may be meant.
    pub fn no_place(&self, text: &str) -> (String, String) {
        let zones = self.zones_of(&self.home).unwrap_or_default();
        let near = suggest(text, zones.iter().chain(&self.zones).map(String::as_str));
        let help = match near.starts_with("did you mean") {
            true => near,
            false => format!(
                "write PROVIDER/REGION/ZONE, for example {}/{}",
                self.home,
                zones.first().map_or("a", String::as_str)
            ),
        };
        (format!("there is no place `{text}`"), help)
    }

    /// As [`Names::find_place`]; a problem if there is none.
    pub fn place(&mut self, text: &str, span: &Span) -> Option<String> {
        let found = self.find_place(text);
        if found.is_none() && self.home_exists {
            let zones = self.zones_of(&self.home).unwrap_or_default();
            let known = self.components.iter().map(|(n, _)| n.as_str());
            let help = suggest(text, known.chain(zones.iter().map(String::as_str)));
            let message = format!("there is no component and no place `{text}`");
            self.problem(span, message, help);
        }
        found
    }

    /// The path of a region a value names, `us-west-1` or `aws/us-west-1`; home if it is absent.
    pub fn region(&mut self, value: &Value) -> String {
        if !value.is_there() {
            return self.home.clone();
        }
        if value.text.contains('/') {
            self.check_region(&value.text, &value.span);
            return value.text.clone();
        }
        let path = format!("{}/{}", self.home_provider(), value.text);
        if self.offer().is_some() {
            self.check_region(&path, &value.span);
        }
        path
    }

    /// The path of a region, if a value names one.
    pub fn region_if_given(&mut self, value: &Value) -> Option<String> {
        value.is_there().then(|| self.region(value))
    }

    /// What the provider at home offers.
    pub fn offer(&self) -> Option<&'a Offer> {
        self.library.offer(&self.home_provider())
    }

    fn home_provider(&self) -> String {
        self.home.split('/').next().unwrap_or_default().to_owned()
    }
}

/// Names of the copies of a database.
fn copies(component: &Named) -> Vec<String> {
    let copies = component.value.record().map(|r| r.map("copies"));
    let names = copies.unwrap_or_default().iter();
    names.map(|c| c.name.clone()).collect()
}
