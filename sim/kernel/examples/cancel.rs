//! Timers that are taken back: a client waits two seconds for an answer, which comes or does not.

use kernel::{EventId, EventQueue, Phase, SimDuration, SimTime};

enum Event {
    Ask {
        client: usize,
        answer_after: SimDuration,
    },
    Answer {
        client: usize,
    },
    TimeOut {
        client: usize,
    },
}

fn main() {
    let mut queue = EventQueue::new();
    // One timer per client; scheduling an event gives the id by which it can be cancelled.
    let mut timers: Vec<Option<EventId>> = vec![None; 2];
    for (client, ms) in [(0, 1500), (1, 2500)] {
        let answer_after = SimDuration(ms * 1000);
        queue.schedule(
            SimTime::ZERO,
            Phase::Traffic,
            Event::Ask {
                client,
                answer_after,
            },
        );
    }
    while let Some(popped) = queue.pop() {
        let now = popped.at;
        match popped.event {
            Event::Ask {
                client,
                answer_after,
            } => {
                let patience = SimDuration::from_secs(2);
                let id = queue.schedule(now + patience, Phase::Traffic, Event::TimeOut { client });
                timers[client] = Some(id);
                queue.schedule(now + answer_after, Phase::Traffic, Event::Answer { client });
            }
            Event::Answer { client } => {
                // `cancel` gives the event back, or nothing if it has already happened. An id of something that has
                // happened is harmless: it never names a later event.
                let waiting = timers[client].take().and_then(|id| queue.cancel(id));
                let who = if waiting.is_some() {
                    "in time"
                } else {
                    "too late"
                };
                println!("{} s  answer to client {client}, {who}", now.secs_f64());
            }
            Event::TimeOut { client } => {
                println!("{} s  client {client} gives up", now.secs_f64());
            }
        }
    }
}
