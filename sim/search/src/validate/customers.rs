//! Customers: architectures that stand for published victims and survivors, given touched.

use super::Subject;
use super::runs::Answer;
use super::table::CustomerRow;
use crate::replay::{Ready, ready, replay};
use crate::sample::Sample;
use cloud::outage::Customer;
use kernel::SimDuration;
use std::borrow::Cow;
use tape::{Offer, Tape};
use tenant::architecture::Architecture;
use tenant::{LiveOptions, Luck};

/// Tenants of every kind on each cloud: with ten clouds 200 lives, of which ten lie beyond the 95th percentile.
const LIVES: u64 = 20;
/// A published "no outage" is met by less than this: what monitors of one minute take for an episode.
const UNNOTICED_S: f64 = 300.0;

/// How one customer's lives went on one tape.
pub(super) struct Lives {
    /// Longest interruption in seconds of each life that counts; `None`: not restored.
    downtimes: Vec<Option<f64>>,
    /// Chance of being touched.
    p_touched_ppm: u32,
}

/// Customers of an outage, and what they rent.
pub(super) struct Hosts<'a> {
    customers: &'a [Customer],
    offers: &'a [Offer],
    architectures: &'a [Architecture],
    /// Hour of the day, UTC, at which the outage began.
    start_hour_utc: f64,
}

impl<'a> Hosts<'a> {
    pub(super) fn of(subject: &Subject<'a>) -> Self {
        let hour = |unix: i64| unix.rem_euclid(86_400) as f64 / 3600.0;
        match *subject {
            Subject::Simulated(case) => Self {
                customers: &case.outage.customers,
                offers: case.offers,
                architectures: case.architectures,
                start_hour_utc: hour(case.outage.start_unix),
            },
            Subject::Observed(watched) => Self {
                customers: watched.customers,
                offers: watched.offers,
                architectures: watched.architectures,
                start_hour_utc: hour(watched.start_unix),
            },
        }
    }
}

/// Lets every customer live on this tape.
pub(super) fn live_on(hosts: &Hosts<'_>, tape: &Tape, seed: u64) -> Vec<Lives> {
    let customers = hosts.customers.iter();
    customers.map(|c| lives(hosts, c, tape, seed)).collect()
}

fn lives(hosts: &Hosts<'_>, customer: &Customer, tape: &Tape, seed: u64) -> Lives {
    let mut out = Lives {
        downtimes: Vec::new(),
        p_touched_ppm: 0,
    };
    let Some(arch) = hosts
        .architectures
        .iter()
        .find(|a| a.name == customer.architecture)
    else {
        return out;
    };
    let tapes = where_published(arch, hosts.offers, tape);
    for i in 0..LIVES {
        let options = LiveOptions {
            seed: seed.wrapping_mul(LIVES).wrapping_add(i),
            luck: Luck::Touched,
            commands: Vec::new(),
            start_hour_utc: hosts.start_hour_utc,
            ..LiveOptions::default()
        };
        let all = replay(arch, hosts.offers, &tapes, &options);
        let worst = &all.tries[all.worst];
        out.p_touched_ppm = worst.outcome.p_touched_ppm;
        // Who has nothing that can be touched is compared as it is: that it was spared is its story.
        if worst.outcome.touched || worst.outcome.p_touched_ppm == 0 {
            out.downtimes.push(worst.interruption(&customer.journey));
        }
    }
    out
}

/// Where the architecture names the struck zone itself, that is where it was; else the worst of its zones.
fn where_published<'a>(arch: &Architecture, offers: &[Offer], tape: &'a Tape) -> Vec<Ready<'a>> {
    let struck = tape.zone.map(|z| tape.places.path(z).to_owned());
    match struck {
        Some(zone) if arch.zones.contains(&zone) => {
            vec![Ready {
                zone: Some(zone),
                tape: Cow::Borrowed(tape),
                luck: None,
            }]
        }
        Some(_) | None => ready(arch, offers, tape, None),
    }
}

/// Sets all lives beside what was published.
pub(super) fn compare(customers: &[Customer], answers: &[Answer]) -> Vec<CustomerRow> {
    let mut rows: Vec<CustomerRow> = customers
        .iter()
        .enumerate()
        .map(|(i, c)| row(i, c, answers))
        .collect();
    let compared: Vec<(SimDuration, f64)> = rows
        .iter()
        .map(|r| (published(r), rank(compared(r))))
        .collect();
    for (row, mine) in rows.iter_mut().zip(&compared) {
        row.order_ok = row.runs > 0 && compared.iter().all(|other| in_order(mine, other));
    }
    rows
}

fn row(index: usize, c: &Customer, answers: &[Answer]) -> CustomerRow {
    let lives = answers.iter().filter_map(|a| a.lives.get(index));
    let (mut p_touched, mut tapes) = (0u64, 0u64);
    let mut downtimes = Vec::new();
    for l in lives {
        p_touched += u64::from(l.p_touched_ppm);
        tapes += 1;
        downtimes.extend(l.downtimes.iter().copied());
    }
    let runs = downtimes.len();
    let sample = Sample::new(downtimes);
    let mut row = CustomerRow {
        who: c.who.clone(),
        architecture: c.architecture.clone(),
        journey: c.journey.clone(),
        published: c.published,
        lost: c.lost,
        up_to: c.up_to,
        median_s: sample.median(),
        p95_s: sample.percentile(95),
        runs,
        p_touched_ppm: (p_touched / tapes.max(1)) as u32,
        within_2x: false,
        order_ok: false,
        fate_ok: false,
        source: c.source.clone(),
        tag: c.tag,
    };
    row.within_2x = match c.lost {
        true => row.runs > 0 && compared(&row).is_none(),
        false => within_2x(c.published.secs_f64(), compared(&row)),
    };
    row.fate_ok = row.runs > 0 && fate_ok(published(&row).secs_f64(), compared(&row));
    row
}

/// The published downtime; what was lost stays down for longer than anything.
fn published(row: &CustomerRow) -> SimDuration {
    match row.lost {
        true => SimDuration(u64::MAX),
        false => row.published,
    }
}

/// The value that is set beside the published one.
fn compared(row: &CustomerRow) -> Option<f64> {
    if row.up_to { row.p95_s } else { row.median_s }
}

fn rank(value: Option<f64>) -> f64 {
    value.unwrap_or(f64::INFINITY)
}

fn within_2x(published: f64, simulated: Option<f64>) -> bool {
    match simulated {
        Some(s) if published == 0.0 => s < UNNOTICED_S,
        Some(s) => s <= published * 2.0 && s >= published / 2.0,
        None => false,
    }
}

/// Whether who was down comes out down, and who was not comes out up: down for what monitors notice, or for half of what
/// was published if that is less.
fn fate_ok(published: f64, simulated: Option<f64>) -> bool {
    let down = |noticed: f64| simulated.is_none_or(|s| s >= noticed);
    match published > 0.0 {
        true => down(UNNOTICED_S.min(published / 2.0)),
        false => !down(UNNOTICED_S),
    }
}

/// Whether two customers, (published, simulated), come in the published order.
fn in_order(a: &(SimDuration, f64), b: &(SimDuration, f64)) -> bool {
    match a.0.cmp(&b.0) {
        std::cmp::Ordering::Less => a.1 <= b.1,
        std::cmp::Ordering::Equal => true,
        std::cmp::Ordering::Greater => a.1 >= b.1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twice_as_long_is_within_and_more_is_not() {
        assert!(within_2x(100.0, Some(200.0)) && within_2x(100.0, Some(50.0)));
        assert!(!within_2x(100.0, Some(201.0)) && !within_2x(100.0, Some(49.0)));
        assert!(!within_2x(100.0, None));
        assert!(within_2x(0.0, Some(0.0)) && !within_2x(0.0, Some(600.0)));
    }

    #[test]
    fn victims_come_out_down_and_survivors_up() {
        let hour = 3600.0;
        assert!(fate_ok(hour, None) && fate_ok(hour, Some(10.0 * hour)));
        assert!(!fate_ok(hour, Some(0.0)) && !fate_ok(hour, Some(60.0)));
        assert!(fate_ok(120.0, Some(70.0)), "half of a short one is enough");
        assert!(fate_ok(0.0, Some(60.0)) && !fate_ok(0.0, Some(hour)) && !fate_ok(0.0, None));
    }

    #[test]
    fn order_is_compared_pair_by_pair() {
        let of = |published, simulated| (SimDuration::from_secs(published), simulated);
        assert!(in_order(&of(10, 5.0), &of(20, 6.0)));
        assert!(!in_order(&of(10, 7.0), &of(20, 6.0)));
        assert!(!in_order(&of(20, 6.0), &of(10, 7.0)));
        assert!(in_order(&of(10, 9.0), &of(10, 1.0)));
        assert!(in_order(&of(10, f64::INFINITY), &of(20, f64::INFINITY)));
    }
}
