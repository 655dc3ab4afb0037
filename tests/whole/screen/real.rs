//! The real program on a real (pseudo) terminal, seen through a terminal emulator.

use crate::program::{Desk, under_test};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Termios, Winsize, tcgetattr, tcsetwinsize};
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::num::NonZero;
use std::process::{Child, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{JoinHandle, sleep};
use std::time::{Duration, Instant};

/// Longest wait for anything: only a test that fails takes so long.
const PATIENCE: Duration = Duration::from_secs(60);
/// Time between two looks.
const LOOK: Duration = Duration::from_millis(20);

/// The program while it runs.
pub struct Real {
    pub desk: Desk,
    child: Child,
    ours: Option<File>,
    /// Held open so that the terminal's settings can be looked at when the program is gone.
    theirs: File,
    before: Termios,
    seen: Arc<Mutex<Seen>>,
    reader: Option<JoinHandle<()>>,
    quit: Arc<AtomicBool>,
}

/// What came out of it.
struct Seen {
    screen: vt100::Parser,
    bytes: Vec<u8>,
}

impl Real {
    /// Starts it on a terminal of this size.
    pub fn start(args: &[&str], variables: &[(&str, &str)], (columns, rows): (u16, u16)) -> Self {
        let pty = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)
            .expect("a pseudo-terminal");
        grantpt(&pty).expect("grantpt");
        unlockpt(&pty).expect("unlockpt");
        let size = Winsize {
            ws_row: rows,
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&pty, size).expect("its size");
        let name = ptsname(&pty, Vec::new())
            .expect("its name")
            .into_string()
            .expect("UTF-8");
        let open = || {
            OpenOptions::new()
                .read(true)
                .write(true)
                .open(&name)
                .expect("the terminal")
        };
        let theirs = open();
        let before = tcgetattr(&theirs).expect("its settings");
        let desk = Desk::new();
        let mut command = desk.command(under_test(), args);
        command
            .env_remove("COLUMNS")
            .env("TERM", "xterm-256color")
            .env("LANG", "C.UTF-8")
            .env("HOME", desk.path("home"))
            .envs(variables.iter().copied())
            .stdin(Stdio::from(open()))
            .stdout(Stdio::from(open()))
            .stderr(Stdio::from(open()));
        let child = command.spawn().expect("the program starts");
        drop(command);
        let seen = Arc::new(Mutex::new(Seen {
            screen: vt100::Parser::new(some(rows), some(columns), 0),
            bytes: Vec::new(),
        }));
        let ours = File::from(pty);
        let quit = Arc::new(AtomicBool::new(false));
        let handle = ours.try_clone().expect("another handle");
        let reader = Some(listen(handle, Arc::clone(&seen), Arc::clone(&quit)));
        Self {
            desk,
            child,
            ours: Some(ours),
            theirs,
            before,
            seen,
            reader,
            quit,
        }
    }

    /// Types these bytes.
    pub fn types(&mut self, bytes: &str) -> &mut Self {
        let ours = self.ours.as_mut().expect("a terminal");
        ours.write_all(bytes.as_bytes()).expect("it reads");
        self
    }

    /// Waits until the screen shows a text.
    pub fn shows(&mut self, text: &str) -> &mut Self {
        self.until(&format!("it shows `{text}`"), |seen| {
            seen.screen.screen().contents().contains(text)
        });
        self
    }

    fn until(&mut self, what: &str, holds: impl Fn(&Seen) -> bool) {
        let begun = Instant::now();
        loop {
            let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            if holds(&seen) {
                return;
            }
            let contents = seen.screen.screen().contents();
            drop(seen);
            assert!(
                begun.elapsed() < PATIENCE,
                "waited in vain until {what}; the screen:\n{contents}"
            );
            sleep(LOOK);
        }
    }

    /// What the screen shows.
    pub fn screen(&self) -> String {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .screen
            .screen()
            .contents()
    }

    /// Everything that was written to the terminal.
    pub fn bytes(&self) -> String {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&seen.bytes).into_owned()
    }

    /// Another size of the terminal.
    pub fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        let size = Winsize {
            ws_row: rows,
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(self.ours.as_ref().expect("a terminal"), size).expect("another size");
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.screen.screen_mut().set_size(some(rows), some(columns));
        drop(seen);
        // The terminal is not the program's controlling one here, so the kernel does not tell it.
        self.signal(Signal::WINCH)
    }

    /// Sends a signal.
    pub fn signal(&mut self, signal: Signal) -> &mut Self {
        kill_process(self.pid(), signal).expect("it is there");
        self
    }

    /// Waits until it has stopped, as Ctrl-Z stops it.
    pub fn stops(&mut self) -> &mut Self {
        let begun = Instant::now();
        loop {
            let status = waitpid(
                Some(self.pid()),
                WaitOptions::UNTRACED | WaitOptions::NOHANG,
            );
            if status.expect("its state").is_some_and(|(_, s)| s.stopped()) {
                return self;
            }
            assert!(begun.elapsed() < PATIENCE, "it does not stop");
            sleep(LOOK);
        }
    }

    /// Asserts that the terminal is as it was before: no raw input, no other screen, a cursor, no reports of the mouse.
    pub fn gave_back(&mut self) -> &mut Self {
        self.until("the terminal is given back", |seen| {
            let screen = seen.screen.screen();
            !screen.alternate_screen()
                && !screen.hide_cursor()
                && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
                && !screen.bracketed_paste()
        });
        let now = tcgetattr(&self.theirs).expect("its settings");
        assert_eq!(now.local_modes, self.before.local_modes, "modes of input");
        assert_eq!(now.input_modes, self.before.input_modes);
        assert_eq!(now.output_modes, self.before.output_modes);
        self
    }

    /// Asserts that the screen is the program's.
    pub fn took(&mut self) -> &mut Self {
        self.until("the program has the screen", |seen| {
            seen.screen.screen().alternate_screen()
        });
        self
    }

    /// Takes the terminal away.
    pub fn hang_up(mut self) -> Self {
        self.ours = None;
        // The listener holds the terminal too, until it reads something: a signal that changes nothing makes it.
        self.quit.store(true, Ordering::Relaxed);
        self.signal(Signal::WINCH);
        if let Some(reader) = self.reader.take() {
            reader.join().expect("the listener ends");
        }
        self
    }

    /// Waits for its end.
    pub fn ends(&mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("its state") {
                return status;
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "it does not end; the screen:\n{}",
                self.screen()
            );
            sleep(LOOK);
        }
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }
}

impl Drop for Real {
    fn drop(&mut self) {
        // It is gone already, unless the test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
        drop(self.reader.take());
    }
}

fn some(n: u16) -> NonZero<u16> {
    NonZero::new(n).expect("a terminal has rows and columns")
}

fn listen(mut from: File, seen: Arc<Mutex<Seen>>, quit: Arc<AtomicBool>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut buffer = [0; 65_536];
        // Linux reports EIO when the last writer has gone.
        while let Ok(n @ 1..) = from.read(&mut buffer) {
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.screen.process(&buffer[..n]);
            seen.bytes.extend_from_slice(&buffer[..n]);
            if quit.load(Ordering::Relaxed) {
                return;
            }
        }
    })
}
