//! What can be done, as the lab offers it: each item of the menu with the spot of the map it belongs to, in plain words.

use super::map::{Target, place_title};
use search::log::menu::{Item, On};
use tenant::architecture::Architecture;

/// Something that can be done, and where it is looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// What it is.
    pub item: Item,
    /// Where it stands on the map.
    pub target: Target,
    /// What it is done to: `zone b`, `web`.
    pub whom: String,
    /// A sentence: `zone b loses power`, `stop web`.
    pub sentence: String,
}

impl Choice {
    /// As it is offered.
    #[must_use]
    pub fn new(item: Item, arch: &Architecture) -> Self {
        let (target, path) = match &item.on {
            On::Place(path) | On::Service(_, path) | On::Members(_, path) | On::Link(path) => {
                (Target::Place(path.clone()), Some(path))
            }
            On::Component(name) => match arch.find(name) {
                Some(id) => (Target::Component(id), None),
                None => (Target::People, None),
            },
            On::Plan(_) | On::Person(_) => (Target::People, None),
            On::Mechanism(_) => (Target::Machinery, None),
        };
        let whom = match (&item.on, path) {
            (_, Some(path)) => place_title(path, &arch.home),
            (
                On::Component(name) | On::Plan(name) | On::Person(name) | On::Mechanism(name),
                None,
            ) => name.clone(),
            (
                On::Place(path) | On::Service(_, path) | On::Members(_, path) | On::Link(path),
                None,
            ) => path.clone(),
        };
        let sentence = match (&item.on, path) {
            (On::Service(..) | On::Link(_), Some(path)) if item.title.ends_with(path.as_str()) => {
                format!(
                    "{} fails or is slow",
                    item.title.replace(path.as_str(), &whom)
                )
            }
            (On::Members(kind, _), Some(_)) => {
                format!("{} in {whom} hang, stop or are lost", kind.name())
            }
            (_, Some(path)) => item.title.replace(path.as_str(), &whom),
            (_, None) => item.title.clone(),
        };
        Self {
            item,
            target,
            whom,
            sentence: sentence.replace('_', " "),
        }
    }

    /// What it is called under the spot it belongs to: `loses power`.
    #[must_use]
    pub fn short(&self) -> String {
        let whom = &self.whom;
        let own = self
            .sentence
            .strip_prefix(whom.as_str())
            .map(str::trim_start);
        match own.filter(|s| !s.is_empty()) {
            Some(own) => own.to_owned(),
            None => self
                .sentence
                .replace(&format!(" at {whom}"), "")
                .replace(&format!(" in {whom}"), ""),
        }
    }

    /// Whether every one of these words, which are in small letters, is said of it. Words of a letter or two are names,
    /// such as those of zones, and have to stand alone.
    #[must_use]
    pub fn speaks_of(&self, words: &[&str]) -> bool {
        let text = format!(
            "{} {} {} {}",
            self.whom, self.sentence, self.item.doc, self.item.id
        );
        let text = text.to_lowercase();
        let alone = |w: &str| {
            text.split(|c: char| !c.is_alphanumeric())
                .any(|part| part == w)
        };
        let said = |w: &&str| match w.len() {
            0..=2 => alone(w),
            _ => text.contains(*w),
        };
        words.iter().all(said)
    }
}
