//! Repairs: own repairers, crews, serial and parallel rebuilds, and the loss of data.

use super::kit::*;
use crate::architecture::ComponentId;
use crate::ordinary::{GroupId, Rule, UnitId, What};
use kernel::SimTime;
use tape::Law;

#[test]
fn a_crew_takes_units_in_the_order_in_which_they_failed() {
    // Two components share one crew; each unit dies once, and a repair takes 100 h.
    let mut w = world(1, &[crew(1)]);
    let law = by_crew(fails(
        Law::Lognormal(hours(100), 1.0),
        Some(Law::Fixed(hours(100))),
    ));
    group(&mut w, "web", 3, Some(law), Rule::Each, false);
    group(&mut w, "other", 3, Some(law), Rule::Each, false);
    w.begin();
    let changes = watch(&mut w, at(5000));
    let of = |what| changes.iter().filter(move |c| c.what == what);
    let failed: Vec<UnitId> = of(What::Failed).filter_map(|c| c.unit).collect();
    let back: Vec<(SimTime, UnitId)> = of(What::Back)
        .filter_map(|c| Some((c.at, c.unit?)))
        .collect();
    assert!(back.len() > 20);
    assert_eq!(
        back.iter().map(|b| b.1).collect::<Vec<_>>(),
        failed[..back.len()]
    );
    assert!(back.windows(2).all(|w| w[1].0.since(w[0].0) >= hours(100)));
}

#[test]
fn two_in_a_crew_repair_two_at_once() {
    let lived = |size| {
        let mut w = world(1, &[crew(size)]);
        let law = by_crew(fails(Law::Fixed(hours(100)), Some(Law::Fixed(hours(10)))));
        group(&mut w, "web", 4, Some(law), Rule::Each, false);
        w.begin();
        let changes = watch(&mut w, at(140));
        let back = changes.iter().filter(|c| c.what == What::Back);
        back.map(|c| c.at).collect::<Vec<_>>()
    };
    assert_eq!(lived(1), [at(110), at(120), at(130), at(140)]);
    assert_eq!(lived(2), [at(110), at(110), at(120), at(120)]);
    assert_eq!(lived(9), [at(110); 4]);
}

#[test]
fn serial_rebuilds_wait_for_each_other_and_parallel_ones_do_not() {
    let lived = |serial| {
        let mut w = world(1, &[]);
        let law = fails(Law::Fixed(hours(100)), Some(Law::Fixed(hours(10))));
        group(
            &mut w,
            "disk",
            3,
            Some(law),
            Rule::Data { tolerates: 3 },
            serial,
        );
        w.begin();
        let changes = watch(&mut w, at(130));
        let back = changes.iter().filter(|c| c.what == What::Back);
        back.map(|c| c.at).collect::<Vec<_>>()
    };
    assert_eq!(lived(false), [at(110); 3]);
    assert_eq!(lived(true), [at(110), at(120), at(130)]);
}

#[test]
fn a_crew_limits_rebuilds_that_could_be_parallel_and_losses_set_it_free() {
    // Three copies die together while the crew mends something else: their data is lost and the crew is free again.
    let mut w = world(1, &[crew(1)]);
    let law = |every| by_crew(fails(Law::Fixed(hours(every)), Some(Law::Fixed(hours(10)))));
    group(&mut w, "web", 1, Some(law(95)), Rule::Each, false);
    let disk = group(
        &mut w,
        "disk",
        3,
        Some(law(100)),
        Rule::Data { tolerates: 2 },
        true,
    );
    w.begin();
    let changes = watch(&mut w, at(400));
    let lost = changes.iter().find(|c| c.what == What::Lost).unwrap();
    assert_eq!((lost.at, lost.group), (at(100), Some(disk)));
    let back: Vec<SimTime> = changes
        .iter()
        .filter(|c| c.what == What::Back)
        .map(|c| c.at)
        .collect();
    assert_eq!(back, [at(105), at(210), at(315)]);
}

/// Mean time to the loss of data, in hours, and what became of the units.
fn losses(units: u64, tolerates: u32, serial: bool, repair: Law) -> Vec<f64> {
    let one = |seed: u64| {
        let mut w = world(seed, &[]);
        let law = fails(exponential(1000), Some(repair));
        group(
            &mut w,
            &format!("disk{seed}"),
            units,
            Some(law),
            Rule::Data { tolerates },
            serial,
        );
        w.begin();
        while w.losses() == 0 {
            w.advance(SimTime::NEVER, u64::MAX)
                .expect("data is lost one day");
        }
        let life = w.lives(SimTime::NEVER)[0];
        assert_eq!(life.losses, 1);
        life.first_loss.unwrap().secs_f64() / 3600.0
    };
    (0..1000).map(one).collect()
}

#[test]
fn the_mean_time_to_data_loss_is_that_of_the_chain() {
    let (l, m) = (1e-3, 0.1);
    close(
        &losses(2, 1, false, exponential(10)),
        (3.0 * l + m) / (2.0 * l * l),
    );
    // One rebuild at a time: eight disks, one of which may be missing.
    close(
        &losses(8, 1, true, exponential(10)),
        (15.0 * l + m) / (56.0 * l * l),
    );
    let serial = (11.0 * l * l + 4.0 * l * 1e-2 + 1e-4) / (6.0 * l * l * l);
    close(&losses(3, 2, true, exponential(100)), serial);
    let parallel = (11.0 * l * l + 7.0 * l * 1e-2 + 2.0 * 1e-4) / (6.0 * l * l * l);
    close(&losses(3, 2, false, exponential(100)), parallel);
}

#[test]
fn a_new_set_begins_where_data_was_lost() {
    let mut w = world(1, &[]);
    let law = fails(exponential(100), Some(exponential(1000)));
    let disk = group(
        &mut w,
        "disk",
        2,
        Some(law),
        Rule::Data { tolerates: 1 },
        false,
    );
    w.begin();
    let lost = w.advance(SimTime::NEVER, u64::MAX).unwrap();
    assert_eq!(w.losses(), 1);
    assert_eq!(
        w.advance(SimTime::NEVER, u64::MAX),
        None,
        "nothing happens to what is lost"
    );
    let later = lost + hours(50);
    w.renew(disk, later);
    assert!(w.units_of(GroupId(0)).all(|u| w.is_up(u)));
    assert!(w.advance(SimTime::NEVER, u64::MAX).unwrap() > later);
    assert_eq!(w.losses(), 2);
    let life = w.lives(SimTime::NEVER)[0];
    assert_eq!(
        (life.component, life.losses, life.first_loss),
        (ComponentId(4), 2, Some(lost))
    );
}

#[test]
fn only_what_can_be_felt_is_reported() {
    // Two of three: told when the second is out and when there are two again, not of the first.
    let mut w = Ordinary::new(1, &[], false);
    let law = fails(exponential(100), Some(exponential(50)));
    group(&mut w, "web", 3, Some(law), Rule::AtLeast(2), false);
    w.begin();
    let mut felt = 0;
    while let Some(_at) = w.advance(at(20_000), u64::MAX) {
        let up = (0..3).filter(|&u| w.is_up(UnitId(u))).count();
        felt += 1;
        assert_eq!(up < 2, felt % 2 == 1);
    }
    let changes = w.lives(at(20_000))[0].failures + w.lives(at(20_000))[0].repairs;
    assert!(felt > 50 && 2 * felt < changes, "{felt} of {changes}");
}

use crate::ordinary::Ordinary;
