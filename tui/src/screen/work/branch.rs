//! Another future of a run: the same seed, luck and struck zone, with something done to it.
//!
//! What is laid on the tape or done to the architecture leaves the provider's side as it is, so that only the life is
//! lived again; what is done to a mechanism has the outage simulated again first. Luck is drawn on the tape without
//! commands, so that nothing before the first command changes.

use super::{Failed, Rooms, Setup, Ticker, live};
use crate::cli::Circumstances;
use crate::inputs;
use crate::screen::lab::Choice;
use crate::screen::story::Story;
use scenarios::Source;
use search::Ready;
use search::log::menu::menu;
use search::log::{Command, Log, ready_with};
use std::borrow::Cow;
use std::sync::Arc;
use tenant::LiveOptions;

/// The run that futures branch from; two are the same only if they are one.
#[derive(Debug, Clone)]
pub struct Base(pub Arc<Story>);

impl PartialEq for Base {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// What the lab works with.
#[derive(Debug)]
pub struct Bench {
    /// The run without anything done to it, with the same zone struck.
    pub base: Arc<Story>,
    /// What is done in the run that the lab was opened from.
    pub done: Vec<Command>,
    /// Everything that can be done.
    pub items: Vec<Choice>,
}

impl Bench {
    /// What a command does, in words.
    #[must_use]
    pub fn told(&self, command: &Command) -> String {
        let log = Log {
            commands: vec![command.clone()],
        };
        let told = log.told(&self.base.arch);
        told.into_iter().next().map_or_else(String::new, |t| t.text)
    }
}

/// What can be done to a run, and that run without what is done to it already.
pub(super) fn bench(story: &Base, rooms: &Rooms, ticker: &Ticker) -> Result<Bench, Failed> {
    let story = &story.0;
    let library = &rooms.library;
    ticker.at("looking up what can be done", 0, 2)?;
    let circumstances = &story.setup.circumstances;
    let storm = rooms.storm(circumstances)?;
    let (base, done) = match &storm.commands {
        None => (Arc::clone(story), Vec::new()),
        Some(file) => {
            let plain = Setup {
                circumstances: Circumstances {
                    outage: named(&file.outage, &file.outage_source),
                    ..circumstances.clone()
                },
                zone: story.life.zone.clone(),
                ..story.setup.clone()
            };
            let log = storm.log(library, &story.arch)?;
            (Arc::new(live::story(&plain, rooms, ticker)?), log.commands)
        }
    };
    ticker.at("looking up what can be done", 1, 2)?;
    let cloud = inputs::cloud_of(library, &base.setup.circumstances.outage)?;
    let items = menu(cloud, &base.tape, &base.arch);
    Ok(Bench {
        items: items
            .into_iter()
            .map(|i| Choice::new(i, &base.arch))
            .collect(),
        done,
        base,
    })
}

/// What a file names, as it would be typed: a built-in by its name, a file by its path from here.
fn named(name: &str, source: &Source) -> String {
    match source.name.starts_with("built-in/") {
        true => name.to_owned(),
        false => source.name.clone(),
    }
}

/// The run with a log of commands.
pub(super) fn branch(
    base: &Base,
    log: &Log,
    rooms: &Rooms,
    ticker: &Ticker,
) -> Result<Story, Failed> {
    let base = &*base.0;
    let circumstances = &base.setup.circumstances;
    let options = LiveOptions {
        commands: log.tenant(),
        ..inputs::options(base.clock, circumstances)
    };
    if !log.changes_the_cloud() {
        let plain = Ready {
            zone: base.life.zone.clone(),
            tape: Cow::Borrowed(&base.tape),
            luck: None,
        };
        ticker.at("living through it", 0, 1)?;
        return Ok(lived(
            base,
            plain.overlaid(&log.overlays()),
            rooms,
            &options,
        ));
    }
    let steps = "simulating the outage again";
    ticker.at(steps, 0, 3)?;
    let storm = rooms.storm(circumstances)?;
    ticker.at(steps, 1, 3)?;
    let changed = rooms.changed(circumstances, &log.cloud())?;
    ticker.at("living through it", 2, 3)?;
    let (arch, offers) = (&base.arch, storm.offers(&rooms.library));
    let (plain, overlays) = (Some(&storm.tape), log.overlays());
    let onto = circumstances.onto.as_deref();
    let tapes = ready_with(arch, offers, &changed.tape, plain, &overlays, onto);
    let struck = tapes.into_iter().find(|r| r.zone == base.life.zone);
    let ready =
        struck.ok_or_else(|| Failed::Because("error: another zone is struck".to_owned()))?;
    Ok(lived(base, ready, rooms, &options))
}

fn lived(base: &Story, ready: Ready<'_>, rooms: &Rooms, options: &LiveOptions) -> Story {
    let tapes = std::slice::from_ref(&ready);
    let offers = inputs::offers(&rooms.library, base.around.cloud.as_deref());
    let mut replay = search::replay(&base.arch, offers, tapes, options);
    let life = replay.tries.swap_remove(replay.worst);
    let story = Story::new(
        base.setup.clone(),
        base.title.clone(),
        base.clock,
        base.arch.clone(),
        life,
        ready.tape.into_owned(),
    );
    story.within(base.around.clone())
}
