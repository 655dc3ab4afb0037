//! Progress for whoever waits longer than a second: on the error stream, and only on a terminal.
//!
//! Work of one kind is a count of steps. Work of several kinds, such as drawing clouds and living through them, has one
//! bar over all of it: what is left of a kind is reckoned at the pace of that kind so far, so the time left does not
//! jump when a slow kind gives way to a quick one.

mod left;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use left::Work;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

pub use left::Kind;

/// Shown only when a piece of work lasts this long.
const PATIENCE: Duration = Duration::from_millis(700);
/// How fine the bar over work of several kinds is.
const FINE: u64 = 1000;

/// Shows how far a piece of work has come.
pub struct Progress {
    begun: Instant,
    bar: ProgressBar,
    watched: bool,
    work: Mutex<Option<Work>>,
}

impl Progress {
    /// Silent when nobody watches.
    pub fn new(watched: bool) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        styled(&bar, "{msg} [{bar:30}] {pos}/{len}, {eta} left");
        Self {
            begun: Instant::now(),
            bar,
            watched,
            work: Mutex::new(None),
        }
    }

    /// One bar over work of these kinds, each with a guess of the seconds that one step takes, which matters until the
    /// first steps are done.
    pub fn over(watched: bool, kinds: &[Kind]) -> Self {
        let progress = Self::new(watched);
        styled(&progress.bar, "{msg} [{bar:30}] {prefix}");
        progress.bar.set_length(FINE);
        *progress.lock() = Some(Work::new(kinds));
        progress
    }

    /// `done` of `total` steps of `what`; on a bar over several kinds, of the piece of that kind that is under way.
    pub fn at(&self, what: &str, done: usize, total: usize) {
        if !self.watched {
            return;
        }
        let now = self.begun.elapsed();
        let mut work = self.lock();
        let said = work.as_mut().map(|work| {
            work.at(what, done, now);
            (work.share(), work.left())
        });
        if now < PATIENCE {
            return;
        }
        self.bar.set_message(what.to_owned());
        if self.bar.is_hidden() {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        match said {
            Some((share, left)) => {
                self.bar
                    .set_prefix(format!("{:.0} %, {} left", 100.0 * share, clock(left)));
                self.bar.set_position((share * FINE as f64) as u64);
            }
            None => {
                self.bar.set_length(total as u64);
                self.bar.set_position(done as u64);
            }
        }
    }

    /// A remark beside the results, on the error stream, whether anybody watches or not.
    pub fn note(&self, text: &str) {
        self.bar.suspend(|| anstream::eprintln!("{text}"));
    }

    /// A piece of a kind is done, as was planned or in another way (an outage was kept): its steps are behind us.
    pub fn done(&self, what: &str, steps: usize) {
        let now = self.begun.elapsed();
        if let Some(work) = self.lock().as_mut() {
            work.done(what, steps, now);
        }
    }

    /// There is more to do of a kind than was planned.
    pub fn more(&self, what: &str, steps: usize) {
        if let Some(work) = self.lock().as_mut() {
            work.more(what, steps);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Work>> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `45s`, `3m`, `1h05m`: no finer than such a reckoning is.
fn clock(left: Duration) -> String {
    match left.as_secs() {
        s @ 0..100 => format!("{s}s"),
        s @ 100..5400 => format!("{}m", (s + 30) / 60),
        s => format!("{}h{:02}m", s / 3600, s / 60 % 60),
    }
}

fn styled(bar: &ProgressBar, template: &str) {
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
