//! What was tried in the lab: branches of a run, each a log of commands, and the futures that are known already.
//!
//! A branch holds what it took over from where it forked and what was done in it. Its future is a function of that log
//! alone, so undoing a step brings back the very future from before it. Pure: futures are made elsewhere.

use crate::screen::story::Story;
use kernel::{SimDuration, SimTime};
use search::log::{Command, Log};
use std::sync::Arc;

/// Number of a branch; stays the same when others are dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BranchId(u32);

/// One thing done, with all the commands it takes: what is undone at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// In plain words, e.g. `b loses power`.
    pub title: String,
    /// When.
    pub at: SimTime,
    /// For how long; `None`: to the end, or it has no length.
    pub length: Option<SimDuration>,
    /// The commands, in the order of the log.
    pub commands: Vec<Command>,
    /// What somebody said beforehand would come of it.
    pub guess: Option<Guess>,
}

/// What somebody said would come of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guess {
    /// Index of the journey that it is about.
    pub journey: usize,
    /// Whether it is down longer than in main.
    pub worse: bool,
    /// By how much.
    pub by: SimDuration,
    /// How sure of `worse`, percent, 50 to 100.
    pub sure: u8,
}

impl Guess {
    /// The squared distance between how sure somebody was and what happened, parts per million: 0 is best, 250,000 is
    /// what a coin gets.
    #[must_use]
    pub fn brier_ppm(&self, worse: bool) -> u32 {
        let sure = u32::from(self.sure.min(100));
        let off = if self.worse == worse {
            100 - sure
        } else {
            sure
        };
        off * off * 100
    }
}

/// One line of events.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    /// Which.
    pub id: BranchId,
    /// What it is called.
    pub name: String,
    /// What it forked from; `None`: nothing, or that was dropped.
    pub parent: Option<BranchId>,
    /// When it forked.
    pub from: SimTime,
    steps: Vec<Step>,
    inherited: usize,
    undone: Vec<Step>,
}

impl Branch {
    /// Everything that is done in it, what it took over first.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// What was done in it and not before it.
    #[must_use]
    pub fn own(&self) -> &[Step] {
        &self.steps[self.inherited..]
    }

    /// All its commands.
    #[must_use]
    pub fn log(&self) -> Log {
        let commands = self.steps.iter().flat_map(|s| s.commands.iter().cloned());
        Log {
            commands: commands.collect(),
        }
    }
}

/// Everything tried since the lab was opened.
#[derive(Debug, Clone)]
pub struct Session {
    branches: Vec<Branch>,
    main: BranchId,
    current: BranchId,
    known: Vec<(Log, Arc<Story>)>,
    next: u32,
}

/// Name of the branch that was there when the lab was opened.
pub const OPENED: &str = "opened";
/// How many futures are held; each takes some megabytes.
const KNOWN_MAX: usize = 24;
/// Longest name of a branch, in characters.
const NAME_MAX: usize = 24;

impl Session {
    /// With nothing done yet in main, which is this run.
    #[must_use]
    pub fn new(story: Arc<Story>) -> Self {
        let main = Branch {
            id: BranchId(0),
            name: "main".to_owned(),
            parent: None,
            from: SimTime::ZERO,
            inherited: 0,
            steps: Vec::new(),
            undone: Vec::new(),
        };
        Self {
            branches: vec![main],
            main: BranchId(0),
            current: BranchId(0),
            known: vec![(Log::default(), story)],
            next: 1,
        }
    }

    /// The same, and what is done already in the run that the lab was opened from as a branch in view, if anything is.
    #[must_use]
    pub fn opened(plain: Arc<Story>, steps: Vec<Step>, story: Arc<Story>) -> Self {
        let mut session = Self::new(plain);
        let first = steps.iter().map(|s| s.at).min();
        if let Some(first) = first {
            session.fork(first);
            session.current_mut().name = OPENED.to_owned();
            for step in steps {
                session.inject(step);
            }
            session.learned(session.current().log(), story);
        }
        session
    }

    /// A future is known now.
    pub fn learned(&mut self, log: Log, story: Arc<Story>) {
        self.known.retain(|k| k.0 != log);
        self.known.push((log, story));
        let held: Vec<Log> = self.branches.iter().map(Branch::log).collect();
        while self.known.len() > KNOWN_MAX {
            let spare = self.known.iter().position(|k| !held.contains(&k.0));
            let Some(spare) = spare else { break };
            self.known.remove(spare);
        }
    }

    /// The future of a branch, if it is known.
    #[must_use]
    pub fn story(&self, id: BranchId) -> Option<&Arc<Story>> {
        let log = self.branch(id)?.log();
        self.known.iter().find(|k| k.0 == log).map(|k| &k.1)
    }

    /// The log whose future is wanted next: that of the branch in view, then that of main, then those of the others.
    #[must_use]
    pub fn wanted(&self) -> Option<Log> {
        let first = [self.current, self.main].into_iter();
        let mut all = first.chain(self.branches.iter().map(|b| b.id));
        let id = all.find(|&id| self.story(id).is_none())?;
        self.branch(id).map(Branch::log)
    }

    /// The branch of that number.
    #[must_use]
    pub fn branch(&self, id: BranchId) -> Option<&Branch> {
        self.branches.iter().find(|b| b.id == id)
    }

    /// The branch in view.
    #[must_use]
    pub fn current(&self) -> &Branch {
        self.branch(self.current).unwrap_or(&self.branches[0])
    }

    /// The branch that others are set beside.
    #[must_use]
    pub fn main(&self) -> &Branch {
        self.branch(self.main).unwrap_or(&self.branches[0])
    }

    /// Whether the branch in view is main.
    #[must_use]
    pub fn on_main(&self) -> bool {
        self.current == self.main
    }

    fn current_mut(&mut self) -> &mut Branch {
        let at = self.branches.iter().position(|b| b.id == self.current);
        &mut self.branches[at.unwrap_or(0)]
    }

    /// All branches as a tree, each with its depth, in the order in which they were forked.
    #[must_use]
    pub fn tree(&self) -> Vec<(usize, &Branch)> {
        let mut out = Vec::new();
        let roots = self.branches.iter().filter(|b| b.parent.is_none());
        for root in roots {
            self.grow(root, 0, &mut out);
        }
        out
    }

    fn grow<'a>(&'a self, branch: &'a Branch, depth: usize, out: &mut Vec<(usize, &'a Branch)>) {
        out.push((depth, branch));
        let children = self.branches.iter();
        for child in children.filter(|b| b.parent == Some(branch.id)) {
            self.grow(child, depth + 1, out);
        }
    }

    /// Looks at another branch; whether there is one of that number.
    pub fn look_at(&mut self, id: BranchId) -> bool {
        let known = self.branch(id).is_some();
        if known {
            self.current = id;
        }
        known
    }

    /// A branch from the one in view, with what is done in it by then; gives how many later steps were left behind.
    pub fn fork(&mut self, at: SimTime) -> usize {
        let from = self.current();
        let (parent, all) = (from.id, from.steps.len());
        let steps: Vec<Step> = from.steps.iter().filter(|s| s.at <= at).cloned().collect();
        let (left, id) = (all - steps.len(), BranchId(self.next));
        self.next += 1;
        self.branches.push(Branch {
            id,
            name: self.free_name(),
            parent: Some(parent),
            from: at,
            inherited: steps.len(),
            steps,
            undone: Vec::new(),
        });
        self.current = id;
        left
    }

    fn free_name(&self) -> String {
        let mut number = 1;
        loop {
            let name = format!("what-if-{number}");
            if self.branches.iter().all(|b| b.name != name) {
                return name;
            }
            number += 1;
        }
    }

    /// Does something in the branch in view; main stays as it is and is forked where this is done.
    pub fn inject(&mut self, step: Step) {
        if self.on_main() {
            self.fork(step.at);
        }
        let branch = self.current_mut();
        branch.undone.clear();
        branch.steps.push(step);
    }

    /// Takes the last step of the branch in view back; what it was, `None`: nothing was done in it.
    pub fn undo(&mut self) -> Option<String> {
        let branch = self.current_mut();
        if branch.steps.len() <= branch.inherited {
            return None;
        }
        let step = branch.steps.pop()?;
        let title = step.title.clone();
        branch.undone.push(step);
        Some(title)
    }

    /// Does again what was undone last; what it was.
    pub fn redo(&mut self) -> Option<String> {
        let branch = self.current_mut();
        let step = branch.undone.pop()?;
        let title = step.title.clone();
        branch.steps.push(step);
        Some(title)
    }

    /// Gives the branch in view another name.
    ///
    /// # Errors
    /// What is wrong with the name.
    pub fn rename(&mut self, name: &str) -> Result<(), String> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > NAME_MAX {
            return Err(format!("a name has 1 to {NAME_MAX} characters"));
        }
        if name.chars().any(char::is_control) {
            return Err("a name is made of characters that can be seen".to_owned());
        }
        let taken = self
            .branches
            .iter()
            .any(|b| b.name == name && b.id != self.current);
        if taken {
            return Err(format!("there is a branch `{name}` already"));
        }
        self.current_mut().name = name.to_owned();
        Ok(())
    }

    /// Drops the branch in view; those that forked from it stay, with all that they took over. Its name.
    ///
    /// # Errors
    /// That it is main.
    pub fn drop_current(&mut self) -> Result<String, String> {
        if self.on_main() {
            return Err("main stays: it is what branches are set beside".to_owned());
        }
        let (id, parent) = (self.current, self.current().parent);
        let name = self.current().name.clone();
        self.branches.retain(|b| b.id != id);
        for branch in self.branches.iter_mut().filter(|b| b.parent == Some(id)) {
            branch.parent = parent;
        }
        self.current = parent
            .filter(|p| self.branch(*p).is_some())
            .unwrap_or(self.main);
        Ok(name)
    }

    /// From now on branches are set beside the one in view.
    pub fn keep(&mut self) {
        self.main = self.current;
    }
}
