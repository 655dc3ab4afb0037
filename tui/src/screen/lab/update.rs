//! What keys, the mouse, time and finished work do to the lab. Pure: no clock, no terminal.

use super::choice::Choice;
use super::form::{Form, Line};
use super::session::{BranchId, OPENED, Session, Step};
use super::{Diff, Lab, Panel, Target, playhead, save};
use crate::screen::page::{Ask, Asks};
use crate::screen::replay::Replay;
use crate::screen::work::{Base, Job, Product};
use std::sync::Arc;

/// Does a command; whether there is one of that name.
pub(super) fn act(lab: &mut Lab, id: &str, argument: Option<&str>, asks: &mut Asks) -> bool {
    let answers = matches!(id, "yes" | "no" | "copy");
    if !answers && std::mem::take(&mut lab.dropping) {
        asks.say("it stays");
        if id == "drop" {
            return true;
        }
    }
    let warned = std::mem::take(&mut lab.warned);
    match id {
        "leave" => return !warned && lab.warn(asks),
        "choose" => lab.choose(asks),
        "set" => lab.set(argument, asks),
        "pick" => lab.pick(argument, asks),
        "find" => lab.find(argument, asks),
        "fork" => lab.fork(asks),
        "undo" => lab.undo(asks),
        "redo" => lab.redo(asks),
        "drop" => lab.ask_to_drop(asks),
        "yes" => lab.answer(true, asks),
        "no" => lab.answer(false, asks),
        "copy" => lab.copy(asks),
        "rename" => lab.rename(argument, asks),
        "keep" => lab.keep(asks),
        "save" => {
            save::outage(lab, argument, asks);
            lab.note_saved(argument);
        }
        "save-test" => {
            save::test(lab, argument, asks);
            lab.note_saved(argument);
        }
        "differences" => {
            lab.all = !lab.all;
            lab.scroll = 0;
            lab.focus = Panel::Diff;
        }
        "replay" => asks.open(Replay::new(Arc::clone(&lab.story))),
        "next-panel" => lab.focus_next(1),
        "previous-panel" => lab.focus_next(Panel::ALL.len() - 1),
        "up" => lab.go(false, asks),
        "down" => lab.go(true, asks),
        _ => return playhead::act(lab, id, argument, asks),
    }
    true
}

/// What is done on the screen.
impl Lab {
    /// Closes what is open, the innermost first.
    pub(super) fn close_one(&mut self) -> bool {
        if std::mem::take(&mut self.dropping) || self.form.take().is_some() {
            return true;
        }
        if !self.filter.is_empty() {
            self.filter.clear();
            self.item = 0;
            return true;
        }
        if self.focus == Panel::Menu {
            self.focus = Panel::Map;
            return true;
        }
        std::mem::take(&mut self.all)
    }

    /// Before the lab is left: whether branches would be lost that no file has, which is said.
    fn warn(&mut self, asks: &mut Asks) -> bool {
        if self.is_open() || self.waits() {
            return false;
        }
        let Some(session) = &self.session else {
            return false;
        };
        let branches = session.tree().into_iter().map(|(_, b)| b);
        let lost = branches
            .filter(|b| !b.own().is_empty() && b.name != OPENED && !self.saved.contains(&b.log()))
            .count();
        if lost == 0 {
            return false;
        }
        let lost = reports::words::plural(lost as u64, "branch");
        asks.say(format!(
            "{lost} in no file yet: m or s saves the one in view; once more leaves them"
        ));
        self.warned = true;
        true
    }

    /// Whether something would be closed before the lab itself.
    fn is_open(&self) -> bool {
        self.form.is_some() || !self.filter.is_empty() || self.focus == Panel::Menu || self.all
    }

    /// The branch in view has been written, unless its file could not be, which is said.
    fn note_saved(&mut self, name: Option<&str>) {
        if let (Some(session), Some(_)) = (&self.session, name) {
            self.saved.push(session.current().log());
        }
    }

    /// Something computed has come.
    pub(super) fn take(&mut self, product: Product, asks: &mut Asks) {
        match product {
            Product::Bench(bench) => {
                let steps = bench.done.iter().map(|c| Step {
                    title: bench.told(c),
                    at: c.at(),
                    length: None,
                    commands: vec![c.clone()],
                    guess: None,
                });
                let (base, story) = (Arc::clone(&bench.base), Arc::clone(&self.story));
                self.session = Some(Session::opened(base, steps.collect(), story));
                self.bench = Some(bench);
                self.spot = self.first_spot();
                self.look(asks);
            }
            Product::Branch(log, story) => {
                let before = self.waits();
                if let Some(session) = &mut self.session {
                    session.learned(log, story);
                }
                self.look(asks);
                if before && !self.waits() {
                    asks.say(self.came());
                }
            }
            Product::Story(_)
            | Product::Survivor(_)
            | Product::Many(_)
            | Product::Column(_)
            | Product::Pair(_) => {}
        }
    }

    /// Where one looks first: a zone that the architecture is in and the outage does not strike, else its struck zone.
    fn first_spot(&self) -> usize {
        let spots = self.spots();
        let used = |i: usize| {
            let next = spots.get(i + 1).map(|s| s.depth);
            let zone = matches!(&spots[i].target, Target::Place(p) if p.matches('/').count() == 2);
            zone && next.is_some_and(|d| d > spots[i].depth)
        };
        let struck = |i: &usize| match &spots[*i].target {
            Target::Place(path) => self.story.life.zone.as_ref() == Some(path),
            Target::Component(_) | Target::People | Target::Machinery => false,
        };
        let zones: Vec<usize> = (0..spots.len()).filter(|&i| used(i)).collect();
        let spared = zones.iter().find(|i| !struck(i));
        spared.or(zones.first()).copied().unwrap_or(0)
    }

    /// Whether the future of the branch in view is not known.
    pub(super) fn waits(&self) -> bool {
        let session = self.session.as_ref();
        session.is_some_and(|s| s.story(s.current().id).is_none())
    }

    /// What came of the branch in view, in one line.
    pub(super) fn came(&self) -> String {
        let Some(session) = &self.session else {
            return String::new();
        };
        let name = &session.current().name;
        if self.diff.first.is_none() {
            return format!("{name}: the same as {}", session.main().name);
        }
        let apart = self.diff.by_weight();
        let most = apart.first().filter(|j| j.apart() > 0);
        let since = self.diff.first.map_or(String::new(), |t| {
            format!(", same until {}", reports::words::minutes(t))
        });
        match most {
            Some(j) => format!(
                "{name}: {} {}{since}",
                j.name,
                super::strips::more_or_less(j)
            ),
            None => format!("{name}: no journey is down longer or shorter{since}"),
        }
    }

    /// Shows the branch in view, or has its future made.
    fn look(&mut self, asks: &mut Asks) {
        let (Some(session), Some(bench)) = (&self.session, &self.bench) else {
            return;
        };
        let (main, now) = (session.main().id, session.current().id);
        if let Some(story) = session.story(now) {
            self.story = Arc::clone(story);
        }
        self.diff = match (session.story(main), session.story(now)) {
            (Some(main), Some(now)) => Diff::of(main, now),
            (None, _) | (_, None) => Diff::of(&self.story, &self.story),
        };
        if let Some(log) = session.wanted() {
            asks.ask(Ask::Work(Job::Branch(Base(Arc::clone(&bench.base)), log)));
        }
        self.at = self.at.min(self.end());
        self.scroll = 0;
    }

    /// What is chosen on the map.
    pub(super) fn target(&self) -> Option<Target> {
        let mut spots = self.spots();
        (self.spot < spots.len()).then(|| spots.swap_remove(self.spot).target)
    }

    /// What the menu shows: what can be done to what is chosen, or everything that speaks of what is looked for.
    pub(super) fn items(&self) -> Vec<&Choice> {
        let Some(bench) = &self.bench else {
            return Vec::new();
        };
        let target = self.target();
        let wanted = self.filter.to_lowercase();
        let words: Vec<&str> = wanted.split_whitespace().collect();
        let fits = |choice: &&Choice| match words.is_empty() {
            true => target.as_ref() == Some(&choice.target),
            false => choice.speaks_of(&words),
        };
        let mut items: Vec<&Choice> = bench.items.iter().filter(fits).collect();
        // What the architecture stands on is meant before places that it is not in.
        let spots = self.spots();
        items.sort_by_key(|i| !spots.iter().any(|s| s.target == i.target));
        items
    }

    fn find(&mut self, typed: Option<&str>, asks: &mut Asks) {
        self.form = None;
        self.focus = Panel::Menu;
        self.item = 0;
        match typed {
            Some(text) => text.clone_into(&mut self.filter),
            None => asks.filter(
                "find",
                "what can be done that speaks of",
                self.filter.clone(),
            ),
        }
    }

    fn choose(&mut self, asks: &mut Asks) {
        if self.form.is_some() && self.focus == Panel::Menu {
            return self.fill_in(asks);
        }
        match self.focus {
            Panel::Map => {
                self.focus = Panel::Menu;
                self.item = 0;
                self.filter.clear();
            }
            Panel::Menu => self.open_form(asks),
            Panel::Branches => self.focus = Panel::Map,
            Panel::Diff => self.all = !self.all,
            Panel::Log => asks.say("y copies it, m and s write it to a file"),
        }
    }

    /// Takes a line of the list that keys go to, counted from 1.
    fn pick(&mut self, typed: Option<&str>, asks: &mut Asks) {
        let number = typed.and_then(|t| t.trim().parse::<usize>().ok());
        let Some(line) = number.and_then(|n| n.checked_sub(1)) else {
            return asks.prompt("pick", "number of the line", "");
        };
        let count = match (self.focus, &self.form) {
            (Panel::Map, _) => self.spots().len(),
            (Panel::Menu, Some(form)) => form.lines().len(),
            (Panel::Menu, None) => self.items().len(),
            (Panel::Branches, _) => self.session.as_ref().map_or(0, |s| s.tree().len()),
            (Panel::Diff | Panel::Log, _) => 0,
        };
        if line >= count {
            return asks.say(format!("there is no line {} here", line + 1));
        }
        match (self.focus, &mut self.form) {
            (Panel::Map, _) => self.spot = line,
            (Panel::Menu, Some(form)) => form.row = line,
            (Panel::Menu, None) => self.item = line,
            (Panel::Branches, _) => {
                let tree = self.session.as_ref().map(Session::tree);
                let id = tree.and_then(|t| t.get(line).map(|(_, b)| b.id));
                return self.look_at(id, asks);
            }
            (Panel::Diff | Panel::Log, _) => {}
        }
        self.choose(asks);
    }

    pub(super) fn open_form(&mut self, asks: &mut Asks) {
        let item = self.items().get(self.item).map(|i| (*i).clone());
        match item {
            Some(item) => {
                let asked = self.story.worst_journey(self.at).unwrap_or(0);
                self.playing = false;
                self.form = Some(Form::new(item, self.at, asked));
            }
            None => asks.say("nothing can be done here; / finds everything that can be done"),
        }
    }

    /// Enter in the form: a line that can be typed is asked for, and the last line does it.
    pub(super) fn fill_in(&mut self, asks: &mut Asks) {
        let (end, journeys) = (self.end(), self.story.arch.journeys.len());
        let Some(form) = &mut self.form else { return };
        match form.line() {
            Line::Run => match form.step(&self.story.arch) {
                Ok(step) => self.inject(step, asks),
                Err(why) => asks.say(why),
            },
            Line::Journey | Line::Worse => form.turn(true, end, journeys),
            line @ (Line::At | Line::For | Line::Value(_) | Line::By | Line::Sure) => {
                asks.prompt("set", form.asks(line), String::new());
            }
        }
    }

    /// What was typed for the line of the form that is selected.
    fn set(&mut self, typed: Option<&str>, asks: &mut Asks) {
        let end = self.end();
        let Some(form) = &mut self.form else {
            return asks.say("no form is open: choose something to do first");
        };
        let line = form.line();
        match typed {
            Some(text) if !form.asks(line).is_empty() => {
                if let Err(why) = form.typed(line, text, end) {
                    asks.say(why);
                }
            }
            Some(_) => asks.say("this line is not typed: Left and Right change it"),
            None => self.fill_in(asks),
        }
    }

    fn inject(&mut self, step: Step, asks: &mut Asks) {
        self.form = None;
        self.focus = Panel::Map;
        self.filter.clear();
        if let Some(session) = &mut self.session {
            session.inject(step);
        }
        self.look(asks);
        self.say_what_came(asks);
    }

    /// A future that is known already is told at once.
    fn say_what_came(&self, asks: &mut Asks) {
        if !self.waits() {
            asks.say(self.came());
        }
    }

    fn fork(&mut self, asks: &mut Asks) {
        let Some(session) = &mut self.session else {
            return;
        };
        let left = session.fork(self.at);
        let name = session.current().name.clone();
        let at = reports::words::minutes(self.at);
        asks.say(match left {
            0 => format!("{name} forks here, at {at}"),
            _ => format!("{name} forks here, at {at}, without what is done later ({left})"),
        });
        self.look(asks);
    }

    fn undo(&mut self, asks: &mut Asks) {
        let undone = self.session.as_mut().and_then(Session::undo);
        match undone {
            Some(title) => asks.say(format!("undone: {title}")),
            None => asks.say("nothing was done in this branch"),
        }
        self.look(asks);
    }

    fn redo(&mut self, asks: &mut Asks) {
        let done = self.session.as_mut().and_then(Session::redo);
        match done {
            Some(title) => asks.say(format!("done again: {title}")),
            None => asks.say("nothing was undone"),
        }
        self.look(asks);
    }

    fn ask_to_drop(&mut self, asks: &mut Asks) {
        let Some(session) = &self.session else { return };
        if session.on_main() {
            return asks.say("main stays: it is what branches are set beside");
        }
        let branch = session.current();
        let steps = reports::words::plural(branch.own().len() as u64, "step");
        let name = &branch.name;
        asks.say(format!(
            "drop {name} with {steps}? y drops it, any other key keeps it"
        ));
        self.dropping = true;
    }

    fn answer(&mut self, yes: bool, asks: &mut Asks) {
        if std::mem::take(&mut self.dropping) {
            let dropped = self
                .session
                .as_mut()
                .filter(|_| yes)
                .map(Session::drop_current);
            match dropped {
                Some(Ok(name)) => asks.say(format!("{name} is dropped")),
                Some(Err(why)) => asks.say(why),
                None => asks.say("it stays"),
            }
            return self.look(asks);
        }
        match &mut self.form {
            Some(form) => form.say(Some(yes)),
            None => asks.say("nothing is asked"),
        }
    }

    /// `y`: an answer while something is asked, else the script.
    fn copy(&mut self, asks: &mut Asks) {
        if self.dropping || self.form.is_some() {
            return self.answer(true, asks);
        }
        match save::script(self) {
            Some(text) => {
                asks.ask(Ask::Copy(text));
                asks.say("the script is copied; not every terminal lets a program do that");
            }
            None => asks.say("nothing was done in this branch yet"),
        }
    }

    fn rename(&mut self, typed: Option<&str>, asks: &mut Asks) {
        let Some(session) = &mut self.session else {
            return;
        };
        let now = session.current().name.clone();
        match typed {
            None => asks.prompt("rename", format!("another name for {now}"), now),
            Some(name) => {
                if let Err(why) = session.rename(name) {
                    asks.say(why);
                }
            }
        }
    }

    fn keep(&mut self, asks: &mut Asks) {
        if let Some(session) = &mut self.session {
            session.keep();
            asks.say(format!(
                "branches are set beside {} now",
                session.current().name
            ));
        }
        self.look(asks);
    }

    fn focus_next(&mut self, on: usize) {
        let now = Panel::ALL.iter().position(|&p| p == self.focus);
        self.focus = Panel::ALL[(now.unwrap_or(0) + on) % Panel::ALL.len()];
        self.scroll = 0;
    }

    /// Up and down in the panel that keys go to.
    pub(super) fn go(&mut self, down: bool, asks: &mut Asks) {
        let moved = |now: usize, count: usize| match down {
            true => (now + 1).min(count.saturating_sub(1)),
            false => now.saturating_sub(1),
        };
        if self.all {
            self.scroll = moved(self.scroll, self.diff.lines.len());
            return;
        }
        match self.focus {
            Panel::Map => {
                self.spot = moved(self.spot, self.spots().len());
                self.item = 0;
                self.form = None;
            }
            Panel::Menu => match &mut self.form {
                Some(form) => form.go(down),
                None => self.item = moved(self.item, self.items().len()),
            },
            Panel::Branches => {
                let Some(session) = &self.session else { return };
                let ids: Vec<BranchId> = session.tree().iter().map(|(_, b)| b.id).collect();
                let now = ids.iter().position(|id| *id == session.current().id);
                let next = ids.get(moved(now.unwrap_or(0), ids.len())).copied();
                self.look_at(next, asks);
            }
            Panel::Diff | Panel::Log => {
                self.scroll = moved(self.scroll, self.diff.lines.len().max(100));
            }
        }
    }

    pub(super) fn look_at(&mut self, id: Option<BranchId>, asks: &mut Asks) {
        if let (Some(session), Some(id)) = (&mut self.session, id) {
            session.look_at(id);
        }
        self.look(asks);
    }
}
