//! What hits many units at once: the common cause, and shocks.

use super::kit::*;
use crate::architecture::{Age, Failures, Shock};
use crate::ordinary::{GroupId, Ordinary, Rule, UnitId, What};
use kernel::SimTime;
use tape::Law;

fn bump(hit_ppm: u32, lasts: Option<Law>) -> Shock {
    Shock {
        name: "bump".into(),
        every: Law::Fixed(hours(100)),
        targets: Vec::new(),
        hit_ppm,
        lasts,
        age: Age::New,
    }
}

fn units(w: &Ordinary, group: GroupId) -> Vec<UnitId> {
    w.units_of(group).collect()
}

#[test]
fn a_common_cause_takes_its_share_of_the_failures() {
    // Two units, a tenth of the failures together. From both up: alone at 2 x 0.9 x 0.001, together at 0.1 x 0.001.
    let mut w = world(1, &[]);
    let law = Failures {
        common_cause_ppm: 100_000,
        ..fails(exponential(1000), Some(Law::Fixed(hours(1))))
    };
    group(&mut w, "web", 2, Some(law), Rule::Each, false);
    w.begin();
    let changes = watch(&mut w, at(9_000_000));
    let count = |what| changes.iter().filter(|c| c.what == what).count() as f64;
    let (alone, causes) = (count(What::Failed), count(What::CommonCause));
    let exact = |n: f64, expected: f64| {
        assert!(
            (n - expected).abs() < 4.0 * expected.sqrt(),
            "{n} {expected}"
        )
    };
    exact(causes, 900.0);
    exact(alone, 16_200.0 * (1.0 - 0.001));
    // Nearly every cause finds both.
    let both = count(What::FailedTogether) - causes;
    assert!(both > 0.98 * causes && both <= causes);
}

#[test]
fn without_a_common_cause_hardly_anything_fails_together() {
    let unavailable = |beta| {
        let mut w = world(1, &[]);
        let law = Failures {
            common_cause_ppm: beta,
            ..fails(exponential(1000), Some(exponential(10)))
        };
        group(&mut w, "web", 2, Some(law), Rule::AtLeast(1), false);
        w.begin();
        let (mut out, mut since) = (0.0, None);
        while let Some(t) = w.advance(at(5_000_000), u64::MAX) {
            match since.take() {
                None => since = Some(t),
                Some(from) => out += t.since(from).secs_f64() / 3600.0,
            }
        }
        out / 5e6
    };
    // 5.836e-4 with a tenth together, 9.803e-5 apart.
    let (together, apart) = (unavailable(100_000), unavailable(0));
    assert!((together / 5.836e-4 - 1.0).abs() < 0.2, "{together}");
    assert!((apart / 9.803e-5 - 1.0).abs() < 0.4, "{apart}");
}

#[test]
fn a_shock_hits_each_unit_in_reach_by_itself() {
    let mut w = world(1, &[]);
    let web = group(&mut w, "web", 100, None, Rule::Each, false);
    let far = group(&mut w, "other", 100, None, Rule::Each, false);
    let (near, _) = (units(&w, web), far);
    shock(&mut w, &bump(300_000, None), 1, &near);
    w.begin();
    let changes = watch(&mut w, at(150));
    assert_eq!(changes[0].what, What::Shock(0));
    let hit = changes.len() - 1;
    assert!((12..=48).contains(&hit), "{hit} of 100 at 30 %");
    assert!(
        changes[1..]
            .iter()
            .all(|c| c.at == at(100) && c.what == What::Hit(0))
    );
    // Nothing repairs them: what is left is hit again and again until nothing is.
    let rest = watch(&mut w, at(10_000));
    let again = rest.iter().filter(|c| c.what == What::Hit(0)).count();
    assert_eq!(hit + again, 100);
    assert!(w.units_of(far).all(|u| w.is_up(u)));
}

#[test]
fn one_that_passes_gives_everybody_back_at_once_and_they_have_aged() {
    let mut w = world(1, &[]);
    let web = group(
        &mut w,
        "web",
        20,
        Some(fails(Law::Fixed(hours(150)), None)),
        Rule::Each,
        false,
    );
    let all = units(&w, web);
    shock(&mut w, &bump(500_000, Some(Law::Fixed(hours(20)))), 1, &all);
    w.begin();
    let changes = watch(&mut w, at(160));
    let hit: Vec<UnitId> = changes
        .iter()
        .filter(|c| c.what == What::Hit(0))
        .filter_map(|c| c.unit)
        .collect();
    let back: Vec<UnitId> = changes
        .iter()
        .filter(|c| c.what == What::Back)
        .filter_map(|c| c.unit)
        .collect();
    assert!((4..=16).contains(&hit.len()));
    assert_eq!(hit, back);
    assert!(
        changes
            .iter()
            .all(|c| c.what != What::Back || c.at == at(120))
    );
    // Lives are counted by the calendar.
    let failed = changes.iter().filter(|c| c.what == What::Failed);
    assert_eq!(failed.clone().count(), 20);
    assert!(failed.into_iter().all(|c| c.at == at(150)));
}

#[test]
fn units_out_for_a_while_have_not_lost_their_data() {
    let lived = |lasts| {
        let mut w = world(1, &[]);
        let law = fails(Law::Fixed(hours(1_000_000)), Some(Law::Fixed(hours(5))));
        let disk = group(
            &mut w,
            "disk",
            3,
            Some(law),
            Rule::Data { tolerates: 2 },
            false,
        );
        let all = units(&w, disk);
        shock(&mut w, &bump(1_000_000, lasts), 1, &all);
        w.begin();
        let changes = watch(&mut w, at(150));
        let felt = |c: &&crate::ordinary::Change| matches!(c.what, What::Lost | What::Withheld(_));
        changes
            .iter()
            .filter(felt)
            .map(|c| (c.at, c.what))
            .collect::<Vec<_>>()
    };
    assert_eq!(lived(None), [(at(100), What::Lost)]);
    let passing = lived(Some(Law::Fixed(hours(20))));
    assert_eq!(
        passing,
        [
            (at(100), What::Withheld(true)),
            (at(120), What::Withheld(false))
        ]
    );
}

#[test]
fn bursts_make_data_loss_as_likely_as_their_chain_says() {
    // Two copies; a burst every 2,000 h kills each with chance 0.3; alone 1,000 h, rebuilt in 10 h, at once: 14,572 h.
    let one = |seed: u64| {
        let mut w = world(seed, &[]);
        let law = fails(exponential(1000), Some(exponential(10)));
        let disk = group(
            &mut w,
            &format!("disk{seed}"),
            2,
            Some(law),
            Rule::Data { tolerates: 1 },
            false,
        );
        let all = units(&w, disk);
        let burst = Shock {
            every: exponential(2000),
            ..bump(300_000, None)
        };
        shock(&mut w, &burst, seed, &all);
        w.begin();
        while w.losses() == 0 {
            w.advance(SimTime::NEVER, u64::MAX)
                .expect("data is lost one day");
        }
        w.lives(SimTime::NEVER)[0].first_loss.unwrap().secs_f64() / 3600.0
    };
    let all: Vec<f64> = (0..2000).map(one).collect();
    let (l, m, v, q): (f64, f64, f64, f64) = (1e-3, 0.1, 5e-4, 0.3);
    let both = v * q * q;
    let first = v * 2.0 * q * (1.0 - q) + 2.0 * l;
    let second = l + v * q;
    // From two: t2 = 1/(first + both) + first/(first + both) t1; from one: t1 = 1/(second + m) + m/(second + m) t2.
    let (a, b) = (first + both, second + m);
    let exact = (1.0 / a + first / a / b) / (1.0 - first / a * m / b);
    assert!((exact / 14_572.0 - 1.0).abs() < 1e-3, "{exact}");
    close(&all, exact);
}
