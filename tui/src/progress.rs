//! Progress for whoever waits longer than a second: on the error stream, and only on a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::{Duration, Instant};

/// Shown only when a piece of work lasts this long.
const PATIENCE: Duration = Duration::from_millis(700);

/// Shows how far a piece of work has come.
pub struct Progress {
    begun: Instant,
    bar: ProgressBar,
    watched: bool,
}

impl Progress {
    /// Silent when nobody watches.
    pub fn new(watched: bool) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len}, {eta} left")
        {
            bar.set_style(style.progress_chars("=> "));
        }
        Self {
            begun: Instant::now(),
            bar,
            watched,
        }
    }

    /// `done` of `total` steps of `what`.
    pub fn at(&self, what: &str, done: usize, total: usize) {
        if !self.watched || self.begun.elapsed() < PATIENCE {
            return;
        }
        if self.bar.is_hidden() {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_length(total as u64);
        self.bar.set_position(done as u64);
        self.bar.set_message(what.to_owned());
    }

    /// A remark beside the results, on the error stream, whether anybody watches or not.
    pub fn note(&self, text: &str) {
        self.bar.suspend(|| anstream::eprintln!("{text}"));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
