//! The terminal, borrowed and always given back.
//!
//! One guard owns every mode that the program changes: raw input, the alternate screen, the hidden cursor, mouse reports.
//! They are undone when the guard is dropped, before a panic is told, and around a stop by Ctrl-Z. Signals that end the
//! program (INT, TERM, HUP) only raise a flag, so that the loop ends in order.

use crossterm::event::{DisableMouseCapture, EnableMouseCapture};
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute};
use rustix::event::{PollFd, PollFlags};
use signal_hook::consts::SIGHUP;
use std::io::{self, IsTerminal, stdout};
use std::sync::Arc;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The terminal while it is ours.
pub struct Guard {
    mouse: bool,
    ended: Arc<AtomicBool>,
}

/// Whether there is a terminal to draw on and to read keys from.
#[must_use]
pub fn there_is_a_terminal() -> bool {
    let dumb = std::env::var_os("TERM").is_some_and(|t| t == "dumb");
    stdout().is_terminal() && io::stdin().is_terminal() && !dumb
}

/// Whether somebody sits before that terminal; pipelines have terminals too, and nobody would ever press a key there.
#[must_use]
pub fn somebody_is_there() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty() && v != "false");
    there_is_a_terminal() && !set("CI")
}

impl Guard {
    /// Takes the terminal.
    ///
    /// # Errors
    /// When it cannot be put into the modes that are needed; it is as before then.
    pub fn take(mouse: bool) -> io::Result<Self> {
        restore_before_panics();
        let ended = Arc::new(AtomicBool::new(false));
        for signal in crate::signals::ENDS {
            signal_hook::flag::register(signal, Arc::clone(&ended))?;
        }
        let guard = Self { mouse, ended };
        guard.enter()?;
        end_with_the_terminal();
        Ok(guard)
    }

    /// Whether a signal asks the program to end.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
    }

    /// Whether the mouse is reported.
    #[must_use]
    pub const fn has_mouse(&self) -> bool {
        self.mouse
    }

    /// Turns reports of the mouse on or off.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn set_mouse(&mut self, on: bool) -> io::Result<()> {
        self.mouse = on;
        match on {
            true => execute!(stdout(), EnableMouseCapture),
            false => execute!(stdout(), DisableMouseCapture),
        }
    }

    /// Gives the terminal back, stops the program as Ctrl-Z does, and takes the terminal again when it goes on.
    ///
    /// # Errors
    /// When the terminal cannot be taken again.
    pub fn suspend(&self) -> io::Result<()> {
        give_back();
        // SIGSTOP cannot be caught, so nothing else has to be undone.
        signal_hook::low_level::raise(signal_hook::consts::SIGSTOP)?;
        self.enter()
    }

    fn enter(&self) -> io::Result<()> {
        let entered = enable_raw_mode()
            .and_then(|()| execute!(stdout(), EnterAlternateScreen, cursor::Hide))
            .and_then(|()| match self.mouse {
                true => execute!(stdout(), EnableMouseCapture),
                false => Ok(()),
            });
        if entered.is_err() {
            give_back();
        }
        entered
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        give_back();
    }
}

/// Undoes every mode, whichever were on. Nothing can be done about a terminal that is gone.
fn give_back() {
    let _ = execute!(
        stdout(),
        DisableMouseCapture,
        LeaveAlternateScreen,
        cursor::Show
    );
    let _ = disable_raw_mode();
}

/// How long the loop has to see by itself that the terminal is gone.
const GRACE: Duration = Duration::from_millis(500);

/// Ends the program when its terminal is gone: whoever reads keys may never hear of that, and would go on reading nothing.
fn end_with_the_terminal() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        std::thread::spawn(|| {
            let input = io::stdin();
            // Without any event asked for, only a hang-up or an error ends the wait.
            let gone = rustix::event::poll(&mut [PollFd::new(&input, PollFlags::empty())], None);
            if gone.is_ok_and(|n| n > 0) {
                std::thread::sleep(GRACE);
                std::process::exit(128 + SIGHUP);
            }
        });
    });
}

/// Gives the terminal back before a panic is told, so that it can be read. A panic of a thread that works beside the screen
/// is told by whoever waits for its work, not across the screen.
fn restore_before_panics() {
    static ONCE: Once = Once::new();
    let ours = std::thread::current().id();
    ONCE.call_once(|| {
        let tell = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if std::thread::current().id() == ours {
                give_back();
                tell(panic);
            }
        }));
    });
}
