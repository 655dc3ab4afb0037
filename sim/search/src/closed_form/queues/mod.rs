//! C01-C06: queues of single requests, on the kernel's example station.
//!
//! Steady waiting that the fluid traffic computes too is measured on both; the one further from the truth is shown.

mod fluid;
mod runs;
mod theory;

pub(super) use theory::erlang_c;

use super::{Bench, Class, Formula, Metric, Rule};
use kernel::math;
use kernel_examples::{Law, Patience, Station, Tally};
use runs::{Runs, with_fluid};
use theory::{BirthDeath, Reward, erlang_b, wait_single};

/// By name.
pub(super) const FORMULAS: &[(&str, Formula)] = &[
    ("queue_one_server", one_server),
    ("queue_many_servers", many_servers),
    ("queue_no_room", no_room),
    ("queue_little_room", little_room),
    ("queue_any_service", any_service),
    ("queue_impatient", impatient),
];

/// States of a chain without an end are left out from here on: far less likely than anything counted.
const STATES: usize = 600;

/// The station of a case's inputs, with exponential service.
fn station(bench: &Bench<'_>) -> Result<Station, String> {
    Ok(Station {
        arrivals_per_s: bench.number("arrivals")?,
        service: Law::Exponential(bench.number("service")?),
        servers: bench.number("servers")? as u32,
        room: None,
        patience: None,
    })
}

/// The deviation of what is summed up over time and for each arrival.
fn deviation(
    chain: &BirthDeath,
    time: &dyn Fn(usize) -> f64,
    arrival: &dyn Fn(usize) -> f64,
) -> f64 {
    chain.deviation(&Reward {
        time,
        arrival,
        counted: &|_| 0.0,
    })
}

/// M/M/1.
fn one_server(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let s = station(bench)?;
    let (arrivals, service) = (s.arrivals_per_s, bench.number("service")?);
    let (rate, load) = (1.0 / service, arrivals * service);
    let spare = rate - arrivals;
    let inside = load / (1.0 - load);
    let chain = BirthDeath::new(STATES, |_| arrivals, |_| rate);
    let runs = Runs::of(bench, &[s])?;
    let seen = runs.measure(0)?;
    let time = deviation(&chain, &|n| n as f64 - inside, &|_| 0.0);
    let each = deviation(&chain, &|n| n as f64, &|_| -1.0 / spare) / arrivals;
    let long = load * math::exp(-spare * bench.number("long_wait")?);
    Ok(vec![
        seen.metric("L", inside, seen.known(time), Tally::mean_inside),
        seen.metric("W_s", 1.0 / spare, seen.known(each), Tally::mean_response_s),
        seen.metric(
            "Wq_s",
            load / spare,
            seen.relative(0.005),
            Tally::mean_wait_s,
        ),
        seen.metric(
            "p99_response_s",
            -math::ln(0.01) / spare,
            seen.relative(0.01),
            |t| t.response_quantile_s(0.99),
        ),
        seen.metric(
            "P_wait_gt_1s",
            long,
            seen.relative(0.01),
            Tally::waited_long_share,
        ),
    ])
}

/// M/M/c, on the kernel and on the fluid traffic.
fn many_servers(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let rented = fluid::Servers::of(bench)?;
    let (arrivals, count) = (rented.arrivals, rented.count);
    let s = Station {
        arrivals_per_s: arrivals,
        service: Law::Exponential(1.0 / rented.rate),
        servers: count,
        room: None,
        patience: None,
    };
    let c = f64::from(count);
    let (rate, spare) = (rented.rate, c * rented.rate - arrivals);
    let waits = erlang_c(count, arrivals / rate);
    let wait = waits / spare;
    let long_wait = bench.number("long_wait")?;
    let long = waits * math::exp(-spare * long_wait);
    let chain = BirthDeath::new(STATES, |_| arrivals, |n| rate * (n as f64).min(c));
    let line = |n: usize| n.saturating_sub(count as usize) as f64;
    let each = deviation(&chain, &line, &|_| -wait) / arrivals;
    let busy = |n: usize| f64::from(n >= count as usize) - waits;
    let found = deviation(&chain, &|_| 0.0, &busy) / arrivals;
    let runs = Runs::of(bench, &[s])?;
    let seen = runs.measure(0)?;
    let flow = fluid::architecture(bench, &rented, long_wait)?;
    Ok(vec![
        with_fluid(
            seen.metric("P_wait", waits, seen.known(found), Tally::waited_share),
            flow.waits,
        ),
        with_fluid(
            seen.metric("Wq_s", wait, seen.known(each), Tally::mean_wait_s),
            flow.wait_s,
        ),
        with_fluid(
            seen.metric(
                "W_s",
                wait + 1.0 / rate,
                seen.relative(0.005),
                Tally::mean_response_s,
            ),
            flow.wait_s + 1.0 / rate,
        ),
        with_fluid(
            seen.metric(
                "P_wait_gt_1s",
                long,
                seen.relative(0.015),
                Tally::waited_long_share,
            ),
            flow.waits_long,
        ),
    ])
}

/// M/G/c/c with exponential, fixed and lognormal service: the worst of the three.
fn no_room(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let (arrivals, service) = (bench.number("arrivals")?, bench.number("service")?);
    let erlangs = arrivals * service;
    let servers = bench.numbers("servers")?;
    let laws = [
        ("exponential", Law::Exponential(service)),
        ("fixed", Law::Fixed(service)),
        ("lognormal", Law::lognormal(service, bench.number("scv")?)),
    ];
    let station = |count: u32, law| Station {
        arrivals_per_s: arrivals,
        service: law,
        servers: count,
        room: Some(count),
        patience: None,
    };
    let all = servers
        .iter()
        .flat_map(|&c| laws.map(|law| station(c as u32, law.1)));
    let all: Vec<Station> = all.collect();
    let runs = Runs::of(bench, &all)?;
    let mut metrics = Vec::new();
    for (i, &count) in servers.iter().enumerate() {
        let exact = erlang_b(count as u32, erlangs);
        let mut worst: Option<Metric> = None;
        for (j, (name, _)) in laws.iter().enumerate() {
            let seen = runs.measure(i * laws.len() + j)?;
            // Doubled, for a busy station refuses several in a row.
            let rule = Rule::Known {
                sigma: 2.0 * (exact * (1.0 - exact)).sqrt(),
                n: seen.all.arrived as f64,
            };
            let mut m = seen.metric(&format!("B_{count}"), exact, rule, Tally::refused_share);
            m.remark = format!(
                "the worst of three laws of service: {name}; twice the deviation of single requests, for a busy \
                 station refuses several in a row"
            );
            if worst.as_ref().is_none_or(|w| m.miss() > w.miss()) {
                worst = Some(m);
            }
        }
        metrics.extend(worst);
    }
    let wanted = bench.number("refused")?;
    let exact = (1..).find(|&c| erlang_b(c, erlangs) <= wanted).unwrap_or(0);
    let simulated = fewest(bench, wanted, |count| {
        station(count, Law::Exponential(service))
    })?;
    metrics.push(Metric {
        name: "min_servers_for_1pct".to_owned(),
        exact: f64::from(exact),
        simulated: f64::from(simulated),
        std_error: 0.0,
        rule: Rule::Exact(0.0),
        class: Class::Engine,
        remark: String::new(),
    });
    Ok(metrics)
}

/// The fewest servers that refuse no more than a share, tried one after the other.
fn fewest(bench: &Bench<'_>, wanted: f64, station: impl Fn(u32) -> Station) -> Result<u32, String> {
    let servers_max = 1000;
    for count in 1..servers_max {
        if Runs::of(bench, &[station(count)])?
            .measure(0)?
            .all
            .refused_share()
            <= wanted
        {
            return Ok(count);
        }
    }
    Err(format!("{servers_max} servers refuse more than {wanted}"))
}

/// M/M/c/K in overload.
fn little_room(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let room = bench.number("room")? as u32;
    let s = Station {
        room: Some(room),
        ..station(bench)?
    };
    let (arrivals, rate) = (s.arrivals_per_s, 1.0 / bench.number("service")?);
    let c = f64::from(s.servers);
    let last = room as usize;
    let chain = BirthDeath::new(last, |_| arrivals, |n| rate * (n as f64).min(c));
    let refused = chain.share(last);
    let inside = chain.mean(|n| n as f64);
    let accepted = arrivals * (1.0 - refused);
    let full = |n: usize| f64::from(n == last) - refused;
    let found = deviation(&chain, &|_| 0.0, &full) / arrivals;
    let runs = Runs::of(bench, &[s])?;
    let seen = runs.measure(0)?;
    let within = seen.relative(0.005);
    Ok(vec![
        seen.metric("P_block", refused, seen.known(found), Tally::refused_share),
        seen.metric("L", inside, within, Tally::mean_inside),
        seen.metric(
            "W_accepted_s",
            inside / accepted,
            within,
            Tally::mean_response_s,
        ),
        seen.metric("goodput_per_s", accepted, within, Tally::goodput_per_s),
    ])
}

/// M/G/1 with service of three variations, on the kernel and on the fluid traffic.
fn any_service(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let (arrivals, service) = (bench.number("arrivals")?, bench.number("service")?);
    let variations = bench.numbers("scv")?;
    let station = |&scv: &f64| Station {
        arrivals_per_s: arrivals,
        service: Law::with_scv(service, scv),
        servers: 1,
        room: None,
        patience: None,
    };
    let runs = Runs::of(bench, &variations.iter().map(station).collect::<Vec<_>>())?;
    let mut metrics = Vec::new();
    for (i, &scv) in variations.iter().enumerate() {
        let seen = runs.measure(i)?;
        // The more service varies, the slower a mean settles.
        let within = seen.relative(if scv < 1.0 {
            0.005
        } else if scv < 2.0 {
            0.01
        } else {
            0.03
        });
        let exact = wait_single(arrivals, service, scv);
        let name = format!("Wq_scv{scv}_s");
        let flow = fluid::single(arrivals, service, scv)?;
        let single = seen.metric(&name, exact, within, Tally::mean_wait_s);
        metrics.push(with_fluid(single, flow));
    }
    Ok(metrics)
}

/// M/M/c+M: clients that leave the line, with their requests.
fn impatient(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let patience = bench.number("patience")?;
    let s = station(bench)?;
    let leaving = |cancels| Station {
        patience: Some(Patience {
            law: Law::Exponential(patience),
            cancels,
        }),
        ..s
    };
    let (arrivals, rate) = (s.arrivals_per_s, 1.0 / bench.number("service")?);
    let c = s.servers as usize;
    let line = |n: usize| n.saturating_sub(c) as f64;
    let death = |n: usize| rate * (n.min(c)) as f64 + line(n) / patience;
    let chain = BirthDeath::new(STATES, |_| arrivals, death);
    let queue = chain.mean(line);
    let share = queue / patience / arrivals;
    let each = chain.deviation(&Reward {
        time: &|_| 0.0,
        arrival: &|_| -share,
        counted: &|n| line(n) / patience,
    });
    let runs = Runs::of(bench, &[leaving(true), leaving(false)])?;
    let seen = runs.measure(0)?;
    let mut leave = seen.metric(
        "P_abandon",
        share,
        seen.known(each / arrivals),
        Tally::abandoned_share,
    );
    leave.remark = format!(
        "dropped with their clients, {:.1}/s are served in time; served for nobody, {:.1}/s",
        seen.all.goodput_per_s(),
        runs.measure(1)?.all.goodput_per_s()
    );
    Ok(vec![
        leave,
        seen.metric("mean_queue", queue, seen.relative(0.02), Tally::mean_queued),
        fluid::overload(bench)?,
    ])
}
