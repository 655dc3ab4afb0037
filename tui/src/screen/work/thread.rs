//! A thread per job beside the screen. A job that is given up ends at its next step; what it brings is not looked at.

use super::{Failed, Job, JobId, Product, Rooms, Ticker, perform};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

/// What came of a job.
#[derive(Debug)]
pub struct Report {
    /// Which.
    pub id: JobId,
    /// What came of it.
    pub result: Result<Product, Failed>,
}

/// Does jobs on threads of its own, one that matters at a time.
#[derive(Debug)]
pub struct Worker {
    rooms: Arc<Rooms>,
    sender: Sender<Report>,
    reports: Receiver<Report>,
    current: Option<(JobId, Arc<Ticker>)>,
}

impl Worker {
    /// With what jobs share.
    #[must_use]
    pub fn new(rooms: Arc<Rooms>) -> Self {
        let (sender, reports) = channel();
        Self {
            rooms,
            sender,
            reports,
            current: None,
        }
    }

    /// Begins a job; the one under way is given up.
    pub fn start(&mut self, id: JobId, job: Job) {
        self.cancel();
        let ticker = Arc::new(Ticker::default());
        self.current = Some((id, Arc::clone(&ticker)));
        let (rooms, sender) = (Arc::clone(&self.rooms), self.sender.clone());
        std::thread::spawn(move || {
            let work = AssertUnwindSafe(|| perform(job, &rooms, &ticker));
            let result =
                catch_unwind(work).unwrap_or_else(|panic| Err(Failed::Because(bug(&*panic))));
            // Nobody hears it when the program has ended meanwhile.
            let _ = sender.send(Report { id, result });
        });
    }

    /// Gives up the job under way.
    pub fn cancel(&mut self) {
        if let Some((_, ticker)) = self.current.take() {
            ticker.cancel();
        }
    }

    /// The next job that is done, of those that still matter.
    pub fn done(&mut self) -> Option<Report> {
        while let Ok(report) = self.reports.try_recv() {
            if self
                .current
                .as_ref()
                .is_some_and(|(id, _)| *id == report.id)
            {
                self.current = None;
                return Some(report);
            }
        }
        None
    }

    /// How far the job under way has come: what is done, how many steps, of how many.
    #[must_use]
    pub fn progress(&self) -> Option<(JobId, (String, usize, usize))> {
        let (id, ticker) = self.current.as_ref()?;
        Some((*id, ticker.read()))
    }
}

/// What to say of a panic beside the screen.
fn bug(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .map(|t| (*t).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned());
    format!("a bug of zonefall: {}", text.unwrap_or_default())
}
