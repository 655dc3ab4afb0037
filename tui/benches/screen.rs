//! How long the full screen takes: drawing a run of 96 hours at any of its instants, and seeking there.
//!
//! `cargo bench -p zonefall --bench screen` prints the median and the 99th percentile of each, beside its budget.

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use std::time::{Duration, Instant};
use zonefall::screen::app::{App, Message, draw, update};
use zonefall::screen::work::{Rooms, Setup};
use zonefall::screen::{First, Look, first_page};

/// Pictures drawn and instants sought.
const TIMES: u32 = 2000;
/// Architectures that are looked at.
const ARCHITECTURES: [&str; 3] = ["one-egg", "standby-region", "two-providers"];
/// Sizes of the terminal, with the budget for a picture.
const SIZES: [(u16, u16, &str); 2] = [(200, 60, "5 ms"), (80, 24, "1 ms")];

fn main() {
    let rooms = Rooms::new().expect("the library");
    for name in ARCHITECTURES {
        println!("{name}");
        for (width, height, budget) in SIZES {
            let (mut drawn, mut sought) = frames(name, &rooms, Size::new(width, height));
            told(
                &format!("drawing {width}x{height}, budget {budget}"),
                &mut drawn,
            );
            told(
                &format!("seeking {width}x{height}, budget 50 ms"),
                &mut sought,
            );
        }
    }
}

/// Goes there and back through the whole run; what each picture and each way took.
fn frames(name: &str, rooms: &Rooms, size: Size) -> (Vec<Duration>, Vec<Duration>) {
    let page = first_page(First::Replay(Setup::new(name)), rooms).expect("a replay");
    let (mut app, _) = App::new(page, Look::default(), size);
    let mut buffer = Buffer::empty(Rect::new(0, 0, size.width, size.height));
    let (mut drawn, mut sought) = (Vec::new(), Vec::new());
    for i in 0..TIMES {
        // A stride that is prime to the length of the run visits all of it, in no order.
        let minute = i * 2477 % (96 * 60);
        let command = format!("goto {}:{:02}", minute / 60, minute % 60);
        let begun = Instant::now();
        update(&mut app, Message::Command(command));
        sought.push(begun.elapsed());
        let begun = Instant::now();
        buffer.reset();
        draw(&app, &mut buffer);
        drawn.push(begun.elapsed());
    }
    (drawn, sought)
}

fn told(what: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
    let ms = |d: Duration| d.as_secs_f64() * 1e3;
    println!(
        "  {what}: p50 {:.3} ms, p99 {:.3} ms",
        ms(at(50)),
        ms(at(99))
    );
}
