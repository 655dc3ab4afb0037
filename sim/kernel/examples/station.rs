//! A whole model: one server, eight requests per second, a tenth of a second each, for a day.
//!
//! Read `src/station.rs` beside it: a closed enum of events, one function for each, counts in whole numbers.

use kernel::SimDuration;
use zonefall_kernel_examples::{Law, Span, Station, run};

fn main() {
    let station = Station {
        arrivals_per_s: 8.0,
        service: Law::Exponential(0.1),
        servers: 1,
        room: None,
        patience: None,
    };
    let span = Span {
        warm_up: SimDuration::from_secs(1000),
        watched: SimDuration::from_hours(24),
        long_wait: SimDuration::from_secs(1),
    };
    let seen = run(&station, &span, 1, "an example");
    // Queueing theory (M/M/1 at a load of 0.8) says 4, 0.4 s, 2.303 s and 10.8 %.
    println!("in the station    {:.3}", seen.mean_inside());
    println!("mean wait         {:.4} s", seen.mean_wait_s());
    println!("99th percentile   {:.3} s", seen.response_quantile_s(0.99));
    println!(
        "wait over 1 s     {:.2} %",
        100.0 * seen.waited_long_share()
    );
    println!("events            {}", seen.events);
    // A result is a function of what goes in and of the seed, on every machine. Digests hash whole numbers only.
    println!("digest            {}", seen.digest());
    assert_eq!(
        seen.digest(),
        run(&station, &span, 1, "an example").digest()
    );
    // Over a finite time Little's law is an equality.
    assert_eq!(seen.inside_us, seen.stays_us);
}
