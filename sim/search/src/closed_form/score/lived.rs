//! Lives behind F02-F06: months with an outage by hand, months of random outages, years of repairs.

use crate::calm_world;
use crate::closed_form::Bench;
use kernel::{SimDuration, SimTime, Stream};
use rayon::prelude::*;
use tape::Tape;
use tenant::architecture::{Architecture, Component, ComponentId, ComponentKind};
use tenant::outcome::{Outcome, Segment};
use tenant::score::{BurnAlert, Credit, score};
use tenant::{End, Keep, LiveOptions, Luck, TenantAction, TenantCommand, World, live};

/// What a contract saw of a month.
pub(super) struct Month {
    /// Counted as down.
    pub(super) down: SimDuration,
    /// Paid, parts per million of the bill.
    pub(super) credit_ppm: u32,
}

/// An architecture in its calm world.
struct Calm<'a> {
    bench: &'a Bench<'a>,
    arch: &'a Architecture,
    tape: Tape,
    end: SimTime,
}

impl<'a> Calm<'a> {
    fn until(bench: &'a Bench<'a>, arch: &'a Architecture, length: SimDuration) -> Self {
        let end = SimTime::ZERO + length;
        let tape = calm_world(arch, bench.offers, end);
        Self {
            bench,
            arch,
            tape,
            end,
        }
    }

    /// One life; with commands, on the seed of the bench.
    fn live(&self, seed: u64, commands: Vec<TenantCommand>) -> Outcome {
        let world = World::new(self.bench.offers, &self.tape);
        let options = LiveOptions {
            seed,
            luck: Luck::Drawn,
            commands,
            end: End::At(self.end),
            keep: Keep::Scores,
            ..LiveOptions::default()
        };
        live(self.arch, &world, &options)
    }

    /// Lives on seeds of their own, measured, in their order.
    fn lives<T: Send>(
        &self,
        question: &str,
        n: u32,
        measure: impl Fn(&Outcome) -> T + Sync,
    ) -> Vec<T> {
        let seed =
            |i: u32| Stream::named(self.bench.seed, "run", &format!("{question} {i}")).bits();
        let one = |i: u32| measure(&self.live(seed(i), Vec::new()));
        let step = n.div_ceil(50).max(1);
        let mut out = Vec::with_capacity(n as usize);
        for first in (0..n).step_by(step as usize) {
            let last = first.saturating_add(step).min(n);
            out.par_extend((first..last).into_par_iter().map(one));
            (self.bench.progress)(f64::from(last) / f64::from(n));
        }
        out
    }

    /// One life in which these components are stopped at one instant and started at another.
    fn stopped(&self, which: &[ComponentId], from: SimTime, until: SimTime) -> Outcome {
        let both = |&c: &ComponentId| {
            [
                TenantCommand {
                    at: from,
                    action: TenantAction::Stop(c),
                },
                TenantCommand {
                    at: until,
                    action: TenantAction::Start(c),
                },
            ]
        };
        self.live(self.bench.seed, which.iter().flat_map(both).collect())
    }

    fn credit(&self, outcome: &Outcome, service: &str) -> Option<Credit> {
        let home = self.arch.home.split('/').next().unwrap_or_default();
        let credits = score(self.arch, outcome, self.bench.offers, 0)
            .money
            .credits;
        credits
            .into_iter()
            .find(|c| c.service == service && c.provider == home)
    }
}

/// The components that satisfy something.
fn those(arch: &Architecture, which: impl Fn(&Component) -> bool) -> Vec<ComponentId> {
    let ids = (0..arch.components.len() as u16).map(ComponentId);
    ids.filter(|&id| which(arch.component(id))).collect()
}

/// What the contract for a service pays, parts per million, for a month in which it was down once for so long.
pub(super) fn credit(
    bench: &Bench<'_>,
    arch: &Architecture,
    service: &str,
    down: SimDuration,
    month: SimDuration,
) -> Result<u32, String> {
    let calm = Calm::until(bench, arch, month);
    let which = those(arch, |c| match service {
        "compute" => matches!(c.kind, ComponentKind::Instances(_)),
        _ => matches!(c.kind, ComponentKind::Database(_)),
    });
    let from = SimTime::ZERO + SimDuration::from_hours(24);
    let outcome = calm.stopped(&which, from, from + down);
    let paid = calm.credit(&outcome, service);
    paid.map(|c| c.share_ppm)
        .ok_or_else(|| format!("no contract for '{service}' applies"))
}

/// Months of random outages, each as the contract for a service saw it.
pub(super) fn downtimes(
    bench: &Bench<'_>,
    arch: &Architecture,
    service: &str,
    month: SimDuration,
    runs: u32,
) -> Result<Vec<Month>, String> {
    let calm = Calm::until(bench, arch, month);
    let months = calm.lives("months", runs, |outcome| {
        let credit = calm.credit(outcome, service)?;
        Some(Month {
            down: credit.down,
            credit_ppm: credit.share_ppm,
        })
    });
    let months: Option<Vec<Month>> = months.into_iter().collect();
    months.ok_or_else(|| format!("no contract for '{service}' applies"))
}

/// Seconds from the moment the last component stops to the alert on the first journey.
pub(super) fn alert(
    bench: &Bench<'_>,
    arch: &Architecture,
    alert: BurnAlert,
    slo_ppm: u32,
) -> Result<f64, String> {
    let calm = Calm::until(bench, arch, SimDuration::from_hours(48));
    let last = ComponentId(arch.components.len() as u16 - 1);
    let from = SimTime::ZERO + SimDuration::from_hours(24);
    let outcome = calm.stopped(&[last], from, calm.end);
    let usual = arch.journeys[0].rate_micro_per_s;
    let fired = alert.fires_at(&outcome.journeys[0].segments, usual, slo_ppm);
    let fired = fired.ok_or("the alert never fired")?;
    Ok(fired.secs_f64() - from.secs_f64())
}

/// Availability by time and by requests over a period in which everything stops once, in the middle of the period's days,
/// centred on an hour of the users' day.
pub(super) fn outage_at(
    bench: &Bench<'_>,
    arch: &Architecture,
    hour: f64,
    outage: SimDuration,
    period: SimDuration,
) -> Result<(f64, f64), String> {
    let calm = Calm::until(bench, arch, period);
    let days = (period.secs_f64() / 86_400.0 / 2.0).floor();
    let utc = hour * 3600.0 - f64::from(arch.utc_offset_min) * 60.0;
    let begin = days * 86_400.0 + utc - outage.secs_f64() / 2.0;
    let from = SimTime::ZERO + SimDuration::from_secs_f64(begin);
    let outcome = calm.stopped(&those(arch, |_| true), from, from + outage);
    let scored = score(arch, &outcome, bench.offers, 0);
    let journey = scored
        .journeys
        .first()
        .ok_or("the architecture has no journey")?;
    let by_requests = 1.0 - journey.failed as f64 / journey.offered as f64;
    Ok((f64::from(journey.availability_time_ppb) / 1e9, by_requests))
}

/// The first whole repairs of each life, seconds.
pub(super) fn repairs(bench: &Bench<'_>, arch: &Architecture) -> Result<Vec<f64>, String> {
    let each = bench.number("repairs_per_run")? as usize;
    let calm = Calm::until(bench, arch, bench.duration("horizon")?);
    let threshold = u64::from(arch.journeys[0].threshold_ppm);
    let lives = calm.lives("repairs", bench.runs("runs")?, |outcome| {
        let spells = whole_spells(&outcome.journeys[0].segments, threshold);
        (spells.len() >= each).then(|| spells[..each].to_vec())
    });
    let lives: Option<Vec<Vec<f64>>> = lives.into_iter().collect();
    let lives = lives.ok_or("a life had fewer repairs: a longer horizon is needed")?;
    Ok(lives.concat())
}

/// Times down that ended, seconds. One that was under way at the start is left out too: its length is not a fair draw.
fn whole_spells(segments: &[Segment], threshold_ppm: u64) -> Vec<f64> {
    let mut spells = Vec::new();
    let mut since: Option<SimTime> = None;
    let mut up_before = false;
    for s in segments {
        let ended = u128::from(s.served + s.failed + s.shed);
        let down = u128::from(s.served) * 1_000_000 < ended * u128::from(threshold_ppm);
        if !down {
            if let Some(from) = since.take() {
                spells.push(s.from.since(from).secs_f64());
            }
            up_before = true;
        } else if since.is_none() && up_before {
            since = Some(s.from);
        }
    }
    spells
}
