//! Long work beside the screen: what is to be computed, what comes of it, and how far it has come.
//!
//! A job is data, so that a page can ask for it without doing it. Each kind of job is done in a file of its own.

mod branch;
mod column;
mod live;
mod many;
mod pair;
mod rooms;
mod survivor;
mod thread;

pub use branch::{Base, Bench};
pub use column::{Column, Grid, RowName};
pub(super) use live::story;
pub use many::{Ask, Many, RUNS};
pub use pair::{Over, Pair, Versus};
pub use rooms::Rooms;
pub use thread::{Report, Worker};

use super::story::Story;
use crate::cli::Circumstances;
use search::log::Log;
use search::survivor::Survivor;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// What is looked at: an architecture, as it was typed, and what it lives through.
#[derive(Debug, Clone, PartialEq)]
pub struct Setup {
    /// A file or the name of a built-in one.
    pub architecture: String,
    /// Outage, seeds, luck, region.
    pub circumstances: Circumstances,
    /// The struck zone; `None`: the one that hurts most.
    pub zone: Option<String>,
}

impl Setup {
    /// A built-in architecture or a file, under the outage that is taken when none is named.
    #[must_use]
    pub fn new(architecture: &str) -> Self {
        Self {
            architecture: architecture.to_owned(),
            circumstances: crate::cli::Tour::default().circumstances,
            zone: None,
        }
    }
}

/// Something to compute.
#[derive(Debug, Clone, PartialEq)]
pub enum Job {
    /// One run, ready to be looked at.
    Live(Setup),
    /// The nearest built-in design that comes through the same weather.
    Survivor(Setup),
    /// Runs of one architecture up to before a seed, those that are known left out.
    Many(Ask, Option<Arc<Many>>, u64),
    /// Some more rows of a matrix under the outage of that number, after those that are known.
    Column(Grid, usize, Option<Arc<Column>>),
    /// One run of two architectures, or many.
    Pair(Box<Versus>),
    /// What can be done to a run.
    Bench(Base),
    /// The run with a log of commands.
    Branch(Base, Log),
}

/// What came of a job.
#[derive(Debug, Clone)]
pub enum Product {
    /// Of [`Job::Live`].
    Story(Arc<Story>),
    /// Of [`Job::Survivor`]; `None`: no design came through.
    Survivor(Option<Arc<Survivor>>),
    /// Of [`Job::Many`].
    Many(Arc<Many>),
    /// Of [`Job::Column`].
    Column(Arc<Column>),
    /// Of [`Job::Pair`].
    Pair(Arc<Pair>),
    /// Of [`Job::Bench`].
    Bench(Arc<Bench>),
    /// Of [`Job::Branch`]: the log, and what comes of it.
    Branch(Log, Arc<Story>),
}

/// Number of a job, in the order they were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct JobId(pub u64);

impl Job {
    /// What it is called while one waits for it.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Live(setup) => format!("living through it: {}", setup.architecture),
            Self::Survivor(_) => "looking for a design that came through".to_owned(),
            Self::Many(ask, _, _) => format!("many runs: {}", ask.architecture),
            Self::Pair(versus) => format!(
                "living through it: {} and {}",
                versus.a.architecture, versus.b.architecture
            ),
            Self::Column(..) => "living through it: all architectures".to_owned(),
            Self::Bench(_) => "looking up what can be done".to_owned(),
            Self::Branch(_, log) if log.changes_the_cloud() => {
                "simulating the outage again".to_owned()
            }
            Self::Branch(..) => "living through it again".to_owned(),
        }
    }
}

/// How far a job has come, and whether somebody still wants it. Shared between the one who works and the one who waits.
#[derive(Debug, Default)]
pub struct Ticker {
    cancelled: AtomicBool,
    done: AtomicUsize,
    total: AtomicUsize,
    what: Mutex<String>,
}

/// A job was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cancelled;

impl Ticker {
    /// `done` of `total` steps of `what`.
    ///
    /// # Errors
    /// When nobody wants it any more; the work ends there.
    pub fn at(&self, what: &str, done: usize, total: usize) -> Result<(), Cancelled> {
        what.clone_into(&mut self.what.lock().unwrap_or_else(PoisonError::into_inner));
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
        match self.is_cancelled() {
            true => Err(Cancelled),
            false => Ok(()),
        }
    }

    /// Gives the job up.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether it was given up.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// What is done now, how many steps of it, of how many.
    #[must_use]
    pub fn read(&self) -> (String, usize, usize) {
        let what = self.what.lock().unwrap_or_else(PoisonError::into_inner);
        (
            what.clone(),
            self.done.load(Ordering::Relaxed),
            self.total.load(Ordering::Relaxed),
        )
    }
}

/// Why a job brought nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failed {
    /// It was given up.
    Cancelled,
    /// It could not be done; what to tell the user.
    Because(String),
}

impl From<Cancelled> for Failed {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

impl From<Failed> for crate::failure::Failure {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Cancelled => Self::Failed("given up".to_owned()),
            Failed::Because(why) => Self::Invalid(why),
        }
    }
}

impl From<crate::failure::Failure> for Failed {
    fn from(failure: crate::failure::Failure) -> Self {
        Self::Because(failure.plain())
    }
}

/// Does a job.
///
/// # Errors
/// When it is given up or cannot be done.
pub fn perform(job: Job, rooms: &Rooms, ticker: &Ticker) -> Result<Product, Failed> {
    match job {
        Job::Live(setup) => live::story(&setup, rooms, ticker).map(|s| Product::Story(Arc::new(s))),
        Job::Survivor(setup) => {
            let found = survivor::find(&setup, rooms, ticker)?;
            Ok(Product::Survivor(found.map(Arc::new)))
        }
        Job::Many(ask, known, until) => {
            let many = many::many(&ask, known.as_deref(), until, rooms, ticker)?;
            Ok(Product::Many(Arc::new(many)))
        }
        Job::Column(grid, index, known) => {
            let column = column::column(&grid, index, known.as_deref(), rooms, ticker)?;
            Ok(Product::Column(Arc::new(column)))
        }
        Job::Pair(versus) => {
            let pair = pair::pair(&versus, rooms, ticker)?;
            Ok(Product::Pair(Arc::new(pair)))
        }
        Job::Bench(base) => {
            branch::bench(&base, rooms, ticker).map(|b| Product::Bench(Arc::new(b)))
        }
        Job::Branch(base, log) => {
            let story = branch::branch(&base, &log, rooms, ticker)?;
            Ok(Product::Branch(log, Arc::new(story)))
        }
    }
}
