//! How long the full screen takes: drawing a run of 96 hours at any of its instants, seeking there, and the futures of
//! the lab.
//!
//! `cargo bench -p zonefall --bench screen` prints the median and the 99th percentile of each, beside its budget.

use kernel::{SimDuration, SimTime};
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use search::log::Log;
use std::sync::Arc;
use std::time::{Duration, Instant};
use zonefall::screen::app::{App, Message, draw, update};
use zonefall::screen::work::{Base, Job, Product, Rooms, Setup, Ticker, perform};
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
        futures(name, &rooms);
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

/// Futures made: what each took from the wish to the run that can be looked at. What is done to the cloud is done at
/// another instant each time, so that nothing of it is known yet.
fn futures(name: &str, rooms: &Rooms) {
    let made = |job| perform(job, rooms, &Ticker::default()).expect("a future");
    let Product::Story(story) = made(Job::Live(Setup::new(name))) else {
        return;
    };
    let Product::Bench(bench) = made(Job::Bench(Base(story))) else {
        return;
    };
    let wanted = [
        (
            "zone b loses power, budget 50 ms",
            "fault:aws/us-east-1/b.no_power",
            100,
        ),
        ("a part stops, budget 50 ms", "tenant:db.stop", 100),
        (
            "the cloud is made again, budget 1500 ms",
            "cloud:network/b.roll_back",
            10,
        ),
    ];
    for (what, id, times) in wanted {
        let Some(choice) = bench.items.iter().find(|i| i.item.id == id) else {
            continue;
        };
        let mut taken = Vec::new();
        for i in 0..times {
            let at = SimTime::from_secs(3600 + i * 60);
            let length = Some(SimDuration::from_hours(1));
            let commands = choice.item.commands(at, length, &choice.item.defaults());
            let log = Log {
                commands: commands.expect("it can be done"),
            };
            let begun = Instant::now();
            made(Job::Branch(Base(Arc::clone(&bench.base)), log));
            taken.push(begun.elapsed());
        }
        told(what, &mut taken);
    }
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
