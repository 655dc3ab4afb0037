//! Ctrl-C while a file is being written waits until the file is whole, or its temporary name gone.
//!
//! At any other time it ends the program at once, as usual. Leaves out: signals that no program can hear of.

use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Signals that ask the program to end.
pub const ENDS: [i32; 4] = [SIGHUP, SIGINT, SIGQUIT, SIGTERM];

/// Who writes, and who asked meanwhile.
struct Gate {
    writers: Mutex<usize>,
    /// Whether a signal may end the program.
    open: Arc<AtomicBool>,
    /// The signal that came while it might not; 0: none.
    asked: Arc<AtomicUsize>,
}

/// Does what must not be left half done.
pub fn later<T>(work: impl FnOnce() -> T) -> T {
    static GATE: OnceLock<Option<Gate>> = OnceLock::new();
    let Some(gate) = GATE.get_or_init(Gate::new) else {
        return work();
    };
    gate.enter();
    let result = work();
    gate.leave();
    result
}

impl Gate {
    /// `None` where the system does not let us listen: then signals end the program as ever.
    fn new() -> Option<Self> {
        let gate = Self {
            writers: Mutex::new(0),
            open: Arc::new(AtomicBool::new(true)),
            asked: Arc::new(AtomicUsize::new(0)),
        };
        for signal in ENDS {
            let (open, asked) = (Arc::clone(&gate.open), Arc::clone(&gate.asked));
            signal_hook::flag::register_conditional_default(signal, open).ok()?;
            signal_hook::flag::register_usize(signal, asked, signal.unsigned_abs() as usize)
                .ok()?;
        }
        Some(gate)
    }

    fn enter(&self) {
        let mut writers = self.writers.lock().unwrap_or_else(PoisonError::into_inner);
        *writers += 1;
        self.open.store(false, Ordering::SeqCst);
    }

    fn leave(&self) {
        let mut writers = self.writers.lock().unwrap_or_else(PoisonError::into_inner);
        *writers -= 1;
        if *writers > 0 {
            return;
        }
        self.open.store(true, Ordering::SeqCst);
        let asked = self.asked.load(Ordering::SeqCst);
        if let Some(signal) = ENDS
            .into_iter()
            .find(|s| s.unsigned_abs() as usize == asked)
        {
            // Does not come back; where it does, the program goes on as if it had not been asked.
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    }
}
