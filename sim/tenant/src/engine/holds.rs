//! What keeps a step from running: things that do not work, keys and backups that cannot be read, people who are away.
//!
//! A step that waits for a person, or for a key that a person holds, is looked at again when that person is next at
//! work, and when they begin to look at the trouble: who does that is present whatever the hour.

use super::run::{Event, Run};
use crate::architecture::{ComponentId, ComponentKind, Need, PersonId};
use crate::components::key;
use kernel::Phase;
use tape::FactId;

/// What keeps a step from running.
pub(crate) enum Hold {
    /// Something that may change.
    Waits(String, Option<FactId>),
    /// Nothing can help.
    Never(String),
}

impl Run<'_> {
    /// Whether the key to a backup lies in that backup (over any number of backups), and nowhere else that does not
    /// need a machine; the sentence that says so.
    pub(crate) fn key_cycle(&self, backup: usize) -> Option<String> {
        let mut seen = vec![false; self.arch.backups.len()];
        let mut at = backup;
        loop {
            if std::mem::replace(seen.get_mut(at)?, true) {
                let name = &self.arch.backups[backup].name;
                return Some(format!(
                    "the key that opens backup {name} lies inside {name}"
                ));
            }
            let key = self.arch.backups[at].key?;
            let ComponentKind::Key(k) = &self.arch.component(key).kind else {
                return None;
            };
            if k.region.is_some() || k.with.is_some() {
                return None;
            }
            at = k.in_backup?;
        }
    }

    /// What of these does not stand now; calls are another matter.
    pub(crate) fn held(&self, needs: &[Need]) -> Option<Hold> {
        needs.iter().find_map(|need| match need {
            Need::Service(_, _) => None,
            Need::Component(c) => {
                let name = self.arch.component(*c).name.clone();
                let works = self.status[c.0 as usize].works();
                (!works).then(|| Hold::Waits(name, self.status_fact(*c)))
            }
            Need::Key(c) => self.key_held(*c),
            Need::Backup(b) => self.backup_held(*b),
            Need::Person(p) => {
                let name = self.arch.people[p.0 as usize].name.clone();
                (!self.present(*p)).then_some(Hold::Waits(name, None))
            }
            Need::Offer(provider, service) => match self.world.offer(provider) {
                Some(_) => None,
                None => Some(Hold::Never(format!(
                    "{provider} does not rent out {}",
                    service.name()
                ))),
            },
        })
    }

    fn key_held(&self, c: ComponentId) -> Option<Hold> {
        let component = self.arch.component(c);
        let ComponentKind::Key(k) = &component.kind else {
            return None;
        };
        if key::readable(self, c, k) {
            return None;
        }
        let because =
            k.on.and_then(|on| self.status_fact(on))
                .or(self.status_fact(c));
        Some(Hold::Waits(format!("key {}", component.name), because))
    }

    /// The component that a key lies on.
    pub(crate) fn key_machine(&self, key: ComponentId) -> Option<ComponentId> {
        if let ComponentKind::Key(k) = &self.arch.component(key).kind {
            k.on
        } else {
            None
        }
    }

    fn backup_held(&self, b: usize) -> Option<Hold> {
        let backup = self.arch.backups.get(b)?;
        if let crate::architecture::BackupPlace::Component(c) = backup.place
            && !self.status[c.0 as usize].works()
        {
            let name = self.arch.component(c).name.clone();
            let lost = self.hosts.of(c).next().is_some() && self.hosts.of(c).all(|(_, h)| h.lost);
            return Some(match lost {
                true => Hold::Never(format!("{name}, where it lies, is lost for good")),
                false => Hold::Waits(name, self.status_fact(c)),
            });
        }
        let held = self.key_held(backup.key?)?;
        let Some(cycle) = self.key_cycle(b) else {
            return Some(held);
        };
        match self.key_machine(backup.key?) {
            None => Some(Hold::Never(cycle)),
            Some(c) => {
                let name = &self.arch.component(c).name;
                Some(Hold::Waits(
                    format!("{name} itself, for {cycle}"),
                    self.status_fact(c),
                ))
            }
        }
    }

    /// Sees to it that plans are looked at again when people whom these needs wait for are next at work.
    pub(crate) fn wake_for(&mut self, needs: &[Need]) {
        for need in needs {
            let person = match need {
                Need::Person(p) => Some(*p),
                Need::Key(c) => self.key_person(*c),
                Need::Backup(b) => {
                    let key = self.arch.backups.get(*b).and_then(|b| b.key);
                    key.and_then(|k| self.key_person(k))
                }
                Need::Service(..) | Need::Component(_) | Need::Offer(..) => None,
            };
            let Some(person) = person.filter(|&p| !self.present(p)) else {
                continue;
            };
            let at = self.people.next_at_work(self.arch, person, self.now);
            if self.people.expects(person, at) {
                let person = usize::from(person.0);
                self.queue
                    .schedule(at, Phase::Control, Event::Person { person });
            }
        }
    }

    /// Who holds a key.
    fn key_person(&self, key: ComponentId) -> Option<PersonId> {
        if let ComponentKind::Key(k) = &self.arch.component(key).kind {
            k.with
        } else {
            None
        }
    }
}
