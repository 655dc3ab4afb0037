//! What comes first: events come out by time, then by phase, then as they were scheduled.

use kernel::{EventQueue, Phase, SimTime};

/// All that can happen in this little world. A closed enum: the compiler asks for an answer to each.
#[derive(Debug)]
enum Event {
    PowerFails,
    Probe,
    Request(u32),
    Read,
}

fn main() {
    let mut queue = EventQueue::new();
    let noon = SimTime::from_secs(12 * 3600);

    // All at the same instant, in the wrong order.
    queue.schedule(noon, Phase::Measure, Event::Read);
    queue.schedule(noon, Phase::Traffic, Event::Request(1));
    queue.schedule(noon, Phase::Traffic, Event::Request(2));
    queue.schedule(noon, Phase::Control, Event::Probe);
    queue.schedule(noon, Phase::Fault, Event::PowerFails);
    // Earlier, though scheduled last.
    queue.schedule(SimTime::from_secs(3600), Phase::Measure, Event::Request(0));

    // First the request of one o'clock. At noon the world changes first, then machines look at it, then requests
    // flow, in the order in which they were scheduled, and last somebody reads what is now true.
    while let Some(popped) = queue.pop() {
        match popped.event {
            Event::PowerFails => println!("{}  the power fails", popped.at),
            Event::Probe => println!("{}  a probe sees it", popped.at),
            Event::Request(n) => println!("{}  request {n}", popped.at),
            Event::Read => println!("{}  a meter is read", popped.at),
        }
    }
}
