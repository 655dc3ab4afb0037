//! C14: every server of a large group is gone and automation launches all again, against the account's throttle.

use super::super::{Bench, Metric, Rule};
use super::lived::{at, command, servers};
use super::{Lived, calm, metric};
use kernel::SimTime;
use tape::Law;
use tenant::architecture::Architecture;

/// When the servers stop, seconds.
const STOPS: f64 = 60.0;
/// How long is lived after that, seconds.
const LENGTH: f64 = 7200.0;

/// C14. The first launch is where the clock begins: a group needs some minutes to notice that its servers are dead.
pub(super) fn mass_relaunch(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let count: u32 = servers(arch)?.1.per_zone.iter().map(|z| z.1).sum();
    let offer = bench
        .offers
        .iter()
        .find(|o| arch.home.starts_with(&format!("{}/", o.provider)));
    let throttle = offer
        .ok_or("nobody rents out servers there")?
        .launch_throttle;
    let refill = throttle.refill_micro_per_s as f64 / 1e6;
    let (n, burst) = (f64::from(count), f64::from(throttle.bucket));
    let launched = launched(bench, arch)?;
    let (Some(first), Some(last)) = (launched.first(), launched.last()) else {
        return Err("nothing was launched".to_owned());
    };
    let look = bench.number("look_after")?;
    let by_then = launched
        .iter()
        .filter(|t| t.since(*first).secs_f64() <= look);
    let mut all = metric(
        "last_launch_accepted_s",
        ((n - burst) / refill).max(0.0),
        last.since(*first).secs_f64(),
        Rule::Exact(1.0),
    );
    all.remark = format!("{} of {count} servers launched again", launched.len());
    let accepted = n.min(burst + refill * look);
    let name = format!("at_{look}s");
    Ok(vec![
        all,
        metric(name, accepted, by_then.count() as f64, Rule::Exact(2.0)),
    ])
}

/// When each new server was there, in order. Booting takes no time here, so that is when its launch was accepted.
fn launched(bench: &Bench<'_>, arch: &Architecture) -> Result<Vec<SimTime>, String> {
    let mut offers = bench.offers.to_vec();
    for offer in &mut offers {
        offer.launch_local = Law::Fixed(kernel::SimDuration::ZERO);
        offer.launch_block = offer.launch_local;
    }
    let bench = Bench {
        offers: &offers,
        ..*bench
    };
    let (group, _) = servers(arch)?;
    let tape = calm(arch, &bench, STOPS + LENGTH);
    let lived = Lived::of(&bench, arch, &tape, vec![command(at(STOPS), group, false)])?;
    let facts = lived.outcome.facts.iter();
    let new = facts.filter(|f| f.kind == "tenant.launched");
    Ok(new.map(|f| f.at).collect())
}
