//! Under the same weather and the same luck, more of a good thing is never worse.
//!
//! Not promised, and why: more members of a group without a rule (`at_least`) bring failures of their own and draw traffic
//! to a struck zone; with a capacity, whoever comes back sooner may bring the others down (capacity); a faster detector
//! may take out what would have come back by itself (flapping); more copies that every write must reach fail writes more
//! often (quorum writes); of several units of which some must work, faster repair or a shock that breaks one shifts their
//! later failures against each other, so only the sum of what they are out is sure to be less (overlap).

use super::design::{REGION, read};
use super::weather::conditions;
use super::{config, lived, options};
use kernel::{SimDuration, SimTime};
use proptest::prelude::*;
use tape::Tape;
use tenant::outcome::Outcome;
use tenant::{End, Keep, LiveOptions};

/// A year of ordinary life.
fn year(text: &str, seed: u64) -> Outcome {
    let tape = Tape::calm(REGION, SimDuration::from_hours(1));
    let end = End::At(SimTime::ZERO + SimDuration::from_hours(8760));
    let options = LiveOptions {
        end,
        keep: Keep::Scores,
        ..options(seed)
    };
    lived(&read(text), &tape, &options)
}

/// Requests not served.
fn failed(outcome: &Outcome) -> u64 {
    let segments = outcome.journeys.iter().flat_map(|j| &j.segments);
    segments.map(|s| s.failed + s.shed).sum()
}

const HEAD: &str =
    "kind: architecture\nversion: 1\nname: made-up\nhome: cloud/r1\nclients: { u: {} }\n";

/// A group of which so many must work.
fn group(members: u32, at_least: u32, every_h: u32, repair: &str) -> String {
    format!(
        "{HEAD}journeys: {{ j: {{ clients: u, rate: 10/s, path: [web] }} }}\ncomponents:\n  web: {{ kind: instances, zones: {{ a: {members} }}, root: local_disk, at_least: {at_least}, fails: {{ every: exponential({every_h}h), repair: \"{repair}\" }} }}\n"
    )
}

/// How units fail.
fn laws() -> impl Strategy<Value = String> {
    let every = prop_oneof![
        (20u32..400).prop_map(|h| format!("exponential({h}h)")),
        (20u32..400).prop_map(|h| format!("fixed({h}h)")),
        (20u32..400).prop_map(|h| format!("\"weibull({h}h, 3)\"")),
    ];
    (every, 1u32..100, 0u32..3).prop_map(|(every, repair, crew)| {
        let crew = ["", ", crew: night", ", crew: day"][crew as usize];
        format!(", fails: {{ every: {every}, repair: exponential({repair}h){crew} }}")
    })
}

/// A shock that passes.
fn shocks() -> impl Strategy<Value = String> {
    let on = prop_oneof![Just("web"), Just("a")];
    let every = prop_oneof![Just("fixed"), Just("exponential")];
    (every, 100u32..3000, 1u32..200, 10u32..=100, on).prop_map(|(law, every, lasts, hits, on)| {
        format!(
            "{{ every: {law}({every}h), hits: {hits}%, on: [{on}], lasts: exponential({lasts}h) }}"
        )
    })
}

/// A group of which so many must work, with its law of failures and what hits it.
fn struck(members: u32, at_least: u32, law: &str, shocks: &[&str]) -> String {
    let shocks = shocks.iter().enumerate();
    let shocks: Vec<String> = shocks.map(|(i, s)| format!("  s{i}: {s}\n")).collect();
    let shocks = match shocks.is_empty() {
        true => String::new(),
        false => format!("shocks:\n{}", shocks.concat()),
    };
    format!(
        "{HEAD}journeys: {{ j: {{ clients: u, rate: 10/s, path: [web] }} }}\ncrews: {{ night: 1, day: 2 }}\n{shocks}components:\n  web: {{ kind: instances, zones: {{ a: {members} }}, root: local_disk, at_least: {at_least}{law} }}\n"
    )
}

/// A volume of so many copies.
fn volume(copies: u32, every_h: u32, repair_h: u32) -> String {
    format!(
        "{HEAD}journeys: {{ j: {{ clients: u, rate: 10/s, path: [web, disk] }} }}\ncomponents:\n  web: {{ kind: instances, zones: {{ a: 1 }}, root: local_disk }}\n  disk: {{ kind: volume, zone: a, size: 10 GB, data: copies({copies}), rebuild: parallel, fails: {{ every: exponential({every_h}h), repair: exponential({repair_h}h) }} }}\n"
    )
}

/// Two sites behind one name.
fn sites(ttl_s: u32, interval_s: u32, unhealthy: u32) -> String {
    format!(
        "{HEAD}journeys: {{ j: {{ clients: u, rate: 10/s, path: [www] }} }}\ncomponents:\n  www: {{ kind: dns_name, failover: [here, there], ttl: {ttl_s}s, check: {{ interval: {interval_s}s, timeout: 1s, unhealthy: {unhealthy}, healthy: 2 }} }}\n  here: {{ kind: instances, zones: {{ a: 2 }}, root: local_disk }}\n  there: {{ kind: instances, zones: {{ b: 2 }}, root: local_disk }}\n"
    )
}

proptest! {
    #![proptest_config(config())]

    /// One more member of a group that asks for so many is never down longer.
    #[test]
    fn more_members(
        at_least in 1u32..4, more in 0u32..3, every_h in 20u32..400, repair_h in 1u32..40, seed in 0u64..1000,
    ) {
        let repair = format!("exponential({repair_h}h)");
        let n = at_least + more;
        let few = failed(&year(&group(n, at_least, every_h, &repair), seed));
        let many = failed(&year(&group(n + 1, at_least, every_h, &repair), seed));
        prop_assert!(many <= few, "{many} > {few}");
    }

    /// Faster repair of the same failures is never worse: units are out for less in all, and one alone serves more.
    #[test]
    fn faster_repair(n in 1u32..6, every_h in 20u32..400, repair_h in 2u32..80, seed in 0u64..1000) {
        let slow = format!("exponential({repair_h}h)");
        let fast = format!("exponential({}h)", repair_h / 2);
        let run = |n, repair: &str| year(&group(n, n.div_ceil(2), every_h, repair), seed);
        let out = |o: &Outcome| o.parts.iter().map(|p| p.out.0).sum::<u64>();
        let (less, more) = (out(&run(n, &fast)), out(&run(n, &slow)));
        prop_assert!(less <= more, "{less} > {more}");
        let (less, more) = (failed(&run(1, &fast)), failed(&run(1, &slow)));
        prop_assert!(less <= more, "{less} > {more}");
    }

    /// One more shock that passes is never better, whatever else is out then.
    #[test]
    fn one_more_shock(
        n in 1u32..6, spare in 0u32..3, law in laws(), first in shocks(), second in shocks(), seed in 0u64..1000,
    ) {
        let at_least = n.saturating_sub(spare).max(1);
        let run = |shocks: &[&str]| failed(&year(&struck(n, at_least, &law, shocks), seed));
        let (none, one) = (run(&[]), run(&[&first]));
        let two = run(&[&first, &second]);
        prop_assert!(none <= one, "{one} < {none}");
        prop_assert!(one <= two, "{two} < {one}");
    }

    /// Units that fail by themselves besides what shocks do to them are never better.
    #[test]
    fn failures_of_their_own(
        n in 1u32..41, share in 0u32..100, law in laws(), shock in shocks(), seed in 0u64..1000,
    ) {
        let at_least = (n * share / 100).max(1);
        let run = |law: &str| failed(&year(&struck(n, at_least, law, &[&shock]), seed));
        let (never, with) = (run(""), run(&law));
        prop_assert!(never <= with, "{with} < {never}");
    }

    /// One more copy never loses the data sooner.
    #[test]
    fn more_copies(copies in 2u32..4, every_h in 20u32..200, repair_h in 1u32..40, seed in 0u64..1000) {
        let first = |text: &str| year(text, seed).parts.iter().filter_map(|p| p.first_loss).min();
        let few = first(&volume(copies, every_h, repair_h));
        let many = first(&volume(copies + 1, every_h, repair_h));
        let late = |t: Option<SimTime>| t.unwrap_or(SimTime::NEVER);
        prop_assert!(late(many) >= late(few), "{many:?} before {few:?}");
    }

    /// Names that are forgotten sooner never serve fewer. Exception: flapping, so the trouble is one and stays.
    #[test]
    fn shorter_ttl(ttl in 2u32..900, interval in 5u32..60, unhealthy in 1u32..5, seed in 0u64..1000) {
        let tape = stays_down();
        let long = failed(&lived(&read(&sites(ttl, interval, unhealthy)), &tape, &options(seed)));
        let short = failed(&lived(&read(&sites(ttl / 2, interval, unhealthy)), &tape, &options(seed)));
        prop_assert!(short <= long, "{short} > {long}");
    }

    /// A detector that asks more often, or believes sooner, never serves fewer. Exception: flapping.
    #[test]
    fn faster_detector(ttl in 1u32..300, interval in 4u32..60, unhealthy in 2u32..5, seed in 0u64..1000) {
        let tape = stays_down();
        let run = |interval, unhealthy| {
            failed(&lived(&read(&sites(ttl, interval, unhealthy)), &tape, &options(seed)))
        };
        let slow = run(interval, unhealthy);
        prop_assert!(run(interval / 2, unhealthy) <= slow);
        prop_assert!(run(interval, unhealthy - 1) <= slow);
    }

    /// Less trouble is never worse: an outage with one cause removed serves at least as many. Exceptions: capacity and
    /// retries (none here), flapping (no checks here).
    #[test]
    fn less_trouble(weather in conditions(), seed in 0u64..1000, which in any::<prop::sample::Index>()) {
        prop_assume!(!weather.troubles.is_empty() && weather.plain());
        let text = format!(
            "{HEAD}journeys: {{ j: {{ clients: u, rate: 10/s, path: [web, store] }} }}\ncomponents:\n  web: {{ kind: instances, zones: {{ a: 1, b: 1 }}, root: block_store }}\n  store: {{ kind: bucket }}\n"
        );
        let arch = read(&text);
        let end = End::At(SimTime::ZERO + SimDuration::from_hours(24));
        let options = LiveOptions { end, ..options(seed) };
        let mut less = weather.clone();
        less.troubles.remove(which.index(weather.troubles.len()));
        let more = failed(&lived(&arch, &weather.tape(1), &options));
        let fewer = failed(&lived(&arch, &less.tape(1), &options));
        prop_assert!(fewer <= more + 10, "{fewer} > {more}");
    }
}

/// Zone a goes away and stays away for a day.
fn stays_down() -> Tape {
    use super::weather::{Kind, Trouble, Weather};
    let network = Trouble {
        place: 0,
        from_min: 5,
        length_min: 1440,
        what: Kind::Errors(0, 100),
    };
    Weather {
        troubles: vec![network],
    }
    .tape(1)
}
