//! Credits by real schedules.

use super::world::{architecture, minutes, outcome, stretch};
use crate::architecture::ComponentId;
use crate::outcome::{Health, HealthChange, Outcome};
use crate::score::{Money, credit_ppm, credits_over, score, time_ppb};
use kernel::{SimDuration, SimTime};
use tape::{CheckDefaults, CreditStep, Law, Offer, Prices, Sla, SlaScope, ThrottleLimit};

fn steps(table: &[(u32, u32)]) -> Vec<CreditStep> {
    let step = |&(below_ppm, credit_ppm)| CreditStep {
        below_ppm,
        credit_ppm,
    };
    table.iter().map(step).collect()
}

/// F02: percent of the month's bill for 4, 5, 30, 50, 480 and 2,200 minutes.
#[test]
fn monthly_tables() {
    let ec2 = steps(&[(999_900, 100_000), (990_000, 300_000), (950_000, 1_000_000)]);
    let s3 = steps(&[(999_000, 100_000), (990_000, 250_000), (950_000, 1_000_000)]);
    let rds = steps(&[(999_500, 100_000), (990_000, 250_000), (950_000, 1_000_000)]);
    for (table, percent) in [
        (&ec2, [0, 10, 10, 10, 30, 100]),
        (&s3, [0, 0, 0, 10, 25, 100]),
        (&rds, [0, 0, 10, 10, 25, 100]),
    ] {
        for (minutes, expected) in [4, 5, 30, 50, 480, 2200].into_iter().zip(percent) {
            let down = SimDuration::from_mins(minutes);
            let credit = credit_ppm(table, time_ppb(down, SimDuration::from_hours(720)));
            assert_eq!(credit, expected * 10_000, "{minutes} minutes");
        }
    }
    // Exactly 99.99 % pays nothing.
    assert_eq!(credit_ppm(&ec2, 999_900_000), 0);
}

fn offer(scope: SlaScope, table: &[(u32, u32)]) -> Offer {
    let check = CheckDefaults {
        interval: SimDuration::from_secs(30),
        timeout: SimDuration::from_secs(5),
        unhealthy: 2,
        healthy: 2,
    };
    let law = Law::Fixed(SimDuration::from_secs(1));
    Offer {
        name: "aws-2011".to_owned(),
        provider: "aws".to_owned(),
        regions: Vec::new(),
        launch_local: law,
        launch_block: law,
        database_failover: law,
        database_create: law,
        launch_throttle: ThrottleLimit {
            bucket: 1,
            refill_micro_per_s: 1,
        },
        restore_bytes_per_s: 1,
        cross_region_bytes_per_s: 1,
        balancer_check: check,
        dns_check: None,
        dns_ttl: SimDuration::ZERO,
        dns_stretch_ppm: 0,
        dns_stretch_ttl: SimDuration::ZERO,
        first_post: law,
        prices: Prices {
            instance_hour: 340_000,
            database_hour: 110_000,
            egress_gb: 150_000,
            zone_gb: 10_000,
            ..Prices::default()
        },
        slas: vec![Sla {
            service: "compute".to_owned(),
            scope,
            credits: steps(table),
        }],
        claim_ppm: 500_000,
        background: None,
        assumptions: Vec::new(),
    }
}

/// Web servers down from the tenth minute for so long.
fn down_for(length: u64) -> Outcome {
    let mut o = outcome(vec![stretch(0, 6000, 1_000_000, None)], Vec::new());
    let change = |minute, health| HealthChange {
        at: minutes(minute),
        component: ComponentId(0),
        health,
        cause: None,
    };
    o.health = vec![change(10, Health::Hung), change(10 + length, Health::Up)];
    o
}

fn money(o: &Outcome, scope: SlaScope, table: &[(u32, u32)]) -> Money {
    score(&architecture(), o, &[offer(scope, table)], 10).money
}

/// Four servers at 0.34 USD for 720 hours.
const BILL: u64 = 979_200_000;

/// The EC2 contract of 2008-2013: one struck zone pays nothing, whatever happened in it.
#[test]
fn one_struck_zone_pays_nothing_by_the_yearly_contract() {
    let mut o = down_for(5000);
    o.struck_zone = Some("aws/us-east-1/a".to_owned());
    o.usage.struck_zone_micro_per_day = 16_320_000;
    let m = money(&o, SlaScope::RegionYear, &[(999_500, 100_000)]);
    assert_eq!((m.credit_owed_micro, m.credit_expected_micro), (0, 0));
    assert_eq!(m.goodwill_micro, 163_200_000);
    assert!(m.credits[0].why.contains("more than one zone"));
}

/// Had the whole region been struck: over 4.38 hours in the year pay a tenth, in whole slots of five minutes.
#[test]
fn a_struck_region_pays_by_the_yearly_contract() {
    let pays = |length| {
        let m = money(
            &down_for(length),
            SlaScope::RegionYear,
            &[(999_500, 100_000)],
        );
        (
            m.credits[0].down,
            m.credit_owed_micro,
            m.credit_expected_micro,
        )
    };
    // 262.8 minutes are allowed: 260 and a rest of a slot are not enough, 265 are.
    assert_eq!(pays(264), (SimDuration::from_mins(260), 0, 0));
    assert_eq!(
        pays(265),
        (SimDuration::from_mins(265), BILL / 10, BILL / 20)
    );
}

#[test]
fn a_month_of_a_region() {
    let table = [(999_900, 100_000), (990_000, 300_000), (950_000, 1_000_000)];
    let m = money(&down_for(480), SlaScope::RegionMonth, &table);
    assert_eq!(
        (m.credits[0].share_ppm, m.credits[0].bill_micro),
        (300_000, BILL)
    );
    assert_eq!(m.credit_owed_micro, BILL / 10 * 3);
}

/// Rackspace 2011: 5 % for each half hour, at most all of it.
#[test]
fn half_hours_of_a_host() {
    let share = |length| {
        let m = money(
            &down_for(length),
            SlaScope::HostMonth,
            &[(1_000_000, 50_000)],
        );
        m.credits[0].share_ppm
    };
    assert_eq!(
        [share(29), share(50), share(600), share(900)],
        [0, 50_000, 1_000_000, 1_000_000]
    );
}

#[test]
fn still_down_at_the_end_counts_until_the_end() {
    let mut o = down_for(480);
    o.health.pop();
    o.end = SimTime::ZERO + SimDuration::from_mins(490);
    let m = money(&o, SlaScope::RegionMonth, &[(999_900, 100_000)]);
    assert_eq!(m.credits[0].down, SimDuration::from_mins(480));
}

#[test]
fn traffic_has_a_price() {
    let mut o = down_for(1);
    o.usage.egress_bytes = 100_000_000_000;
    o.usage.zone_bytes = 50_000_000_000;
    let m = money(&o, SlaScope::RegionMonth, &[]);
    assert_eq!(m.egress_micro, 15_000_000 + 500_000);
    assert_eq!(m.credits[0].share_ppm, 0);
}

/// Every month is looked at for itself: an outage over the border of two months counts in both with its part, and two
/// months in which something is owed pay twice.
#[test]
fn a_long_run_pays_month_by_month() {
    const MONTH: u64 = 43_200;
    let table = [(999_900, 100_000), (990_000, 300_000), (950_000, 1_000_000)];
    let change = |minute, health| HealthChange {
        at: minutes(minute),
        component: ComponentId(0),
        health,
        cause: None,
    };
    let mut o = down_for(1);
    o.end = minutes(12 * MONTH);
    // 4 minutes of the first month are within 99.99 %, 480 of the second earn 30 %, 100 of the third 10 %.
    o.health = vec![
        change(MONTH - 4, Health::Hung),
        change(MONTH + 480, Health::Up),
        change(2 * MONTH + 5, Health::Down),
        change(2 * MONTH + 105, Health::Up),
    ];
    let offers = [offer(SlaScope::RegionMonth, &table)];
    let sums = credits_over(&architecture(), &o, &offers);
    assert_eq!(sums.len(), 1);
    assert_eq!((sums[0].periods, sums[0].micro), (2, BILL / 10 * 4));
    assert_eq!(sums[0].expected_micro, BILL / 10 * 2);
    // The yearly contract sees 584 minutes of its year.
    let offers = [offer(SlaScope::RegionYear, &[(999_500, 100_000)])];
    let sums = credits_over(&architecture(), &o, &offers);
    assert_eq!((sums[0].periods, sums[0].micro), (1, BILL / 10));
}
