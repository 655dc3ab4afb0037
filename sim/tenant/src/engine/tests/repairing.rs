//! Plans: what steps need, what launches wait for, keys that lie in what they open.

use super::kit::*;
use crate::architecture::*;
use crate::engine::{LiveOptions, Luck, TenantAction, TenantCommand};
use crate::outcome::Health;
use kernel::SimDuration;
use tape::{Condition, Service};

fn automatic(component: ComponentId, after: u64) -> Trigger {
    Trigger::Automatic {
        component,
        down_for: secs(after),
    }
}

/// One server in zone a behind a balancer, and a plan that launches another in zone b.
fn launching(change: impl FnOnce(&mut Architecture, ComponentId)) -> Architecture {
    let mut arch = architecture();
    let web = arch.servers("web", &[(A, 1)], Root::BlockStore);
    let lb = arch.part("lb", balancer(&[B], web, Some(check(false))));
    arch.journey("shop", &[lb], false);
    let launch = StepKind::Launch {
        component: web,
        zone: B,
        count: 1,
    };
    arch.plan(automatic(web, 60), vec![launch]);
    change(&mut arch, web);
    arch
}

#[test]
fn a_launch_takes_its_law_and_the_checks() {
    let arch = launching(|_, _| {});
    let outcome = run(&arch, &Weather::new().stuck(1000, 30_000).tape());
    // A minute to decide, 100 s to boot; then the balancer needs (2 - 1) x 10 s and a phase, in which it has nobody
    // that passes and sends half of the traffic to each.
    assert_eq!(when(&outcome, "tenant.launched"), Some(1160.0));
    let lost_s = unserved(&outcome, 0) as f64 / 10.0;
    assert!((165.0..=170.1).contains(&lost_s), "{lost_s}");
    assert!(outcome.usage.extra_instance_s > 30_000);
}

#[test]
fn launches_fail_until_the_service_is_back_and_only_those_that_need_it() {
    let weather = || {
        let stuck = Weather::new().stuck(1000, 30_000);
        stuck
            .errors("p/east", Service::LaunchBlock, (500, 20_000), 1.0)
            .tape()
    };
    let arch = launching(|_, _| {});
    // The plan tries at 1060 and every minute after that; the first try after 20,000 is at 20,020.
    let outcome = run(&arch, &weather());
    assert_eq!(when(&outcome, "tenant.launched"), Some(20_020.0 + 100.0));
    assert!(says(&outcome, "launch_block refuses 100 %"));
    let local = launching(|a, web| {
        // The new ones stand on local disks; the old one hangs because of a volume it needs.
        let disk = a.part(
            "disk",
            ComponentKind::Volume(Volume {
                zone: A,
                bytes: 1,
                redundancy: None,
            }),
        );
        if let ComponentKind::Instances(x) = &mut a.components[web.0 as usize].kind {
            x.root = Root::LocalDisk;
        }
        a.components[web.0 as usize].needs.push(disk);
    });
    assert_eq!(
        when(&run(&local, &weather()), "tenant.launched"),
        Some(1160.0)
    );
}

#[test]
fn a_launch_that_half_fails_is_tried_every_minute() {
    let weather = Weather::new().stuck(1000, 30_000);
    let weather = weather.errors("p/east", Service::LaunchBlock, (500, 30_000), 0.5);
    let tape = weather.tape();
    let tries = (1..=200).map(|seed| {
        let options = LiveOptions {
            seed,
            luck: Luck::Drawn,
            ..LiveOptions::default()
        };
        let outcome = run_with(&launching(|_, _| {}), &tape, &options);
        let waited = when(&outcome, "tenant.launched").unwrap() - 1160.0;
        assert!(waited % 60.0 == 0.0, "{waited}");
        waited / 60.0
    });
    let all: Vec<f64> = tries.collect();
    let mean = all.iter().fold(0.0, |a, b| a + b) / 200.0;
    // One failure on average, standard error 0.1.
    assert!((0.7..1.3).contains(&mean), "{mean}");
}

#[test]
fn capacity_is_granted_once_per_step_and_not_per_attempt() {
    let mut weather = Weather::new().stuck(1000, 30_000);
    let zone = weather.builder.tape().places.find("p/east/b").unwrap();
    let full = Condition {
        capacity_ppm: 0,
        ..Condition::CALM
    };
    weather
        .builder
        .condition(at(500), zone, Service::LaunchBlock, full, None);
    weather
        .builder
        .condition(at(9000), zone, Service::LaunchBlock, Condition::CALM, None);
    let outcome = run(&launching(|_, _| {}), &weather.tape());
    assert_eq!(when(&outcome, "tenant.launched"), Some(9100.0));
    assert!(says(&outcome, "no capacity left"));
}

#[test]
fn capacity_turns_over_every_hour() {
    let mut weather = Weather::new().stuck(1000, 30_000);
    let zone = weather.builder.tape().places.find("p/east/b").unwrap();
    let short = Condition {
        capacity_ppm: 500_000,
        ..Condition::CALM
    };
    weather
        .builder
        .condition(at(500), zone, Service::LaunchBlock, short, None);
    let tape = weather.tape();
    let arch = launching(|_, _| {});
    let mut later = [0; 2];
    for seed in 1..=100 {
        let options = LiveOptions {
            seed,
            luck: Luck::Drawn,
            ..LiveOptions::default()
        };
        let launched = when(&run_with(&arch, &tape, &options), "tenant.launched").unwrap();
        if launched != 1160.0 {
            // Drawn anew an hour, two hours ... after the step.
            assert_eq!((launched - 100.0 - 500.0) % 3600.0, 0.0, "{launched}");
            later[0] += 1;
            later[1] += usize::from(launched > 4200.0);
        }
    }
    // Half of the wishes at each draw; the error is three standard deviations.
    assert!((35..=65).contains(&later[0]), "{later:?}");
    assert!((12..=38).contains(&later[1]), "{later:?}");
}

#[test]
fn how_a_server_is_deployed_decides_how_long_it_takes() {
    let lived = |deployment: Deployment| {
        let arch = launching(|a, web| {
            a.components[web.0 as usize].deployment = deployment;
            a.person("admin", Awareness::Pager);
        });
        when(
            &run(&arch, &Weather::new().stuck(1000, 30_000).tape()),
            "tenant.launched",
        )
        .unwrap()
    };
    assert_eq!(
        lived(Deployment::ByHand { effort: secs(1800) }),
        1160.0 + 1800.0
    );
    let image = |region: &str, drift_ppm| Deployment::Image {
        region: region.into(),
        drift_ppm,
    };
    assert_eq!(lived(image("p/east", 0)), 1160.0);
    assert_eq!(lived(image("p/east", 1_000_000)), 1160.0 + 3600.0);
    assert_eq!(lived(image("q/north", 0)), 1160.0 + 3600.0);
}

#[test]
fn scripts_wait_for_what_they_need() {
    let arch = launching(|a, web| {
        let bucket = Bucket {
            region: "p/east".into(),
            copy: None,
        };
        let packages = a.part("packages", ComponentKind::Bucket(bucket));
        let needs = vec![packages];
        a.components[web.0 as usize].deployment = Deployment::Automation {
            duration: secs(600),
            needs,
        };
    });
    let weather = Weather::new().stuck(1000, 30_000);
    let weather = weather.errors("p/east", Service::ObjectStore, (900, 8000), 1.0);
    assert_eq!(
        when(&run(&arch, &weather.tape()), "tenant.launched"),
        Some(8600.0)
    );
}

#[test]
fn dead_servers_are_replaced_up_to_the_limit() {
    let lived = |max| {
        let mut arch = architecture();
        let web = arch.servers("web", &[(A, 2), (B, 1)], Root::BlockStore);
        if let ComponentKind::Instances(x) = &mut arch.components[web.0 as usize].kind {
            (x.auto_replace, x.max) = (true, max);
        }
        let lb = arch.part("lb", balancer(&[B], web, Some(check(false))));
        arch.journey("shop", &[lb], false);
        let weather = Weather::new().stuck(1000, 30_000);
        // Launches into the dead zone fail: they go to the other one.
        let weather = weather.errors("p/east/a", Service::LaunchBlock, (900, 30_000), 1.0);
        let outcome = run(&arch, &weather.tape());
        outcome
            .facts
            .iter()
            .filter(|f| f.kind == "tenant.launched")
            .count()
    };
    assert_eq!((lived(1), lived(2), lived(3), lived(9)), (0, 1, 2, 2));
}

/// A database in zone a with a backup, restored to zone b by automation after ten minutes.
pub(super) fn restoring(
    kind: BackupKind,
    change: impl FnOnce(&mut Architecture, ComponentId),
) -> Architecture {
    let mut arch = architecture();
    let db = arch.database(&[(A, DatabaseHost::Volumes(1))], DatabaseMode::Alone);
    arch.journey("order", &[db], true);
    arch.backups.push(Backup {
        name: "backup".into(),
        of: db,
        kind,
        place: BackupPlace::ObjectStore("p/east".into()),
        key: None,
        corrupt_ppm: 0,
        keep: SimDuration::from_hours(100),
        fail_ppm: 0,
        restore_bytes_per_s: None,
        replay: None,
    });
    arch.plan(
        automatic(db, 600),
        vec![StepKind::Restore { backup: 0, zone: B }],
    );
    change(&mut arch, db);
    arch
}

pub(super) const HOURLY: BackupKind = BackupKind::Snapshot {
    every: SimDuration::from_hours(1),
    takes: secs_const(60),
    offline: false,
};

const fn secs_const(s: u64) -> SimDuration {
    SimDuration::from_secs(s)
}

#[test]
fn a_restored_snapshot_costs_what_came_after_it() {
    let arch = restoring(HOURLY, |_, _| {});
    let outcome = run(&arch, &Weather::new().stuck(5000, 30_000).tape());
    // 600 s to start, 3.6 GB at 1 MB/s, a launch of 100 s.
    assert_eq!(
        when(&outcome, "tenant.restored"),
        Some(5000.0 + 600.0 + 3600.0 + 100.0)
    );
    let store = &outcome.stores[0];
    let age = store.rpo.secs_f64();
    assert!((0.0..3660.0).contains(&age) && age > 0.0, "{age}");
    assert!(
        (store.lost as f64 - 10.0 * age).abs() <= 1.0,
        "{} {age}",
        store.lost
    );
}

#[test]
fn an_archive_loses_its_lag_and_replays_its_log() {
    let arch = restoring(BackupKind::Archive { lag: secs(30) }, |_, _| {});
    let outcome = run(&arch, &Weather::new().stuck(5000, 30_000).tape());
    assert_eq!(outcome.stores[0].lost, 300);
    // Half a day of 10 writes/s of 1 kB at 1 MB/s: 432 s more than the snapshot.
    assert_eq!(
        when(&outcome, "tenant.restored"),
        Some(5000.0 + 600.0 + 3600.0 + 432.0 + 100.0)
    );
}

#[test]
fn a_restore_needs_the_backups_place_and_the_volumes_api() {
    for (place, service) in [
        ("p/east", Service::ObjectStore),
        ("p/east/b", Service::BlockApi),
        ("p/east/b", Service::LaunchBlock),
    ] {
        let arch = restoring(HOURLY, |_, _| {});
        let weather =
            Weather::new()
                .stuck(5000, 30_000)
                .errors(place, service, (4000, 10_000), 1.0);
        let outcome = run(&arch, &weather.tape());
        let restored = when(&outcome, "tenant.restored").unwrap();
        // Tried every minute from 5600 on: first after 10,000 at 10,040... (5600 + 74 x 60).
        assert_eq!(restored, 10_040.0 + 3700.0, "{}", service.name());
        assert!(says(
            &outcome,
            &format!("waits for {} in {place}", service.name())
        ));
    }
}

#[test]
fn a_restored_copy_has_a_fate_of_its_own() {
    let arch = restoring(HOURLY, |_, _| {});
    let (kind, lost) = (tape::PopulationKind::Volumes, tape::FateState::Lost);
    let weather = Weather::new().stuck(5000, 30_000);
    let weather = weather.fate("p/east/b", kind, (9, 9), lost, (20_000, None));
    let outcome = run(&arch, &weather.tape());
    assert_eq!(when(&outcome, "tenant.restored"), Some(9300.0));
    // Gone again at 20,000: what it took meanwhile lies in its snapshots at best, and nobody restores them.
    let store = &outcome.stores[0];
    assert!(store.unknown > 60_000 && store.lost > 0, "{store:?}");
    let rest = outcome.end.secs_f64() - 20_000.0;
    assert!((unserved(&outcome, 0) as f64 - 10.0 * (4300.0 + rest)).abs() < 2.0);
}

#[test]
fn nobody_waits_for_a_backup_that_was_lost_with_what_it_lay_on() {
    let arch = |zone| {
        restoring(HOURLY, move |a, _| {
            let disk = Volume {
                zone,
                bytes: 1_000_000_000,
                redundancy: None,
            };
            a.backups[0].place =
                BackupPlace::Component(a.part("disk", ComponentKind::Volume(disk)));
        })
    };
    let (kind, lost) = (tape::PopulationKind::Volumes, tape::FateState::Lost);
    let burned = Weather::new().fate("p/east/a", kind, (9, 9), lost, (5000, None));
    let tape = burned.tape();
    let outcome = run(&arch(A), &tape);
    assert_eq!(when(&outcome, "tenant.restored"), None);
    let said = "cannot be done: disk, where it lies, is lost for good";
    assert!(says(&outcome, said), "{:?}", outcome.warnings);
    let elsewhere = run(&arch(B), &tape);
    assert!(when(&elsewhere, "tenant.restored").is_some());
}

#[test]
fn what_is_born_in_trouble_stands_on_a_member_that_works() {
    let arch = restoring(HOURLY, |_, _| {});
    let (kind, hung) = (tape::PopulationKind::Volumes, tape::FateState::Hung);
    let weather = Weather::new().stuck(5000, 30_000);
    // Nine in ten of the other zone's volumes are stuck when the copy is put there, and again later.
    let mut weather = weather.fate("p/east/b", kind, (1000, 900), hung, (8000, Some(12_000)));
    let zone = weather.builder.tape().places.find("p/east/b").unwrap();
    for member in 0..900 {
        weather
            .builder
            .fate(at(15_000), zone, kind, member, hung, None);
    }
    let tape = weather.tape();
    for seed in 1..20 {
        let options = LiveOptions {
            seed,
            luck: Luck::Drawn,
            ..LiveOptions::default()
        };
        assert_eq!(
            unserved(&run_with(&arch, &tape, &options), 0),
            43_000,
            "seed {seed}"
        );
    }
}

#[test]
fn a_restore_that_is_no_longer_needed_changes_nothing() {
    let arch = restoring(HOURLY, |_, _| {});
    let outcome = run(&arch, &Weather::new().stuck(5000, 7000).tape());
    assert_eq!(outcome.stores[0].lost, 0);
    assert!(says(&outcome, "works again by itself"));
    assert!(!says(&outcome, "restore backup to p/east/b, done"));
    assert!(says(&outcome, "plan plan0 is done"));
}

#[test]
fn corrupt_copies_cost_their_time_and_older_ones_more_data() {
    let mut arch = restoring(HOURLY, |_, _| {});
    arch.backups[0].corrupt_ppm = 1_000_000;
    let outcome = run(&arch, &Weather::new().stuck(5000, 30_000).tape());
    assert!(says(&outcome, "no readable copy of backup is left"));
    assert_eq!(when(&outcome, "tenant.restored"), None);
    arch.backups[0].corrupt_ppm = 500_000;
    let lived = |seed| {
        let options = LiveOptions {
            seed,
            luck: Luck::Drawn,
            ..LiveOptions::default()
        };
        run_with(&arch, &Weather::new().stuck(5000, 34_000).tape(), &options)
    };
    let one_bad = (1..40).map(lived).find(|o| {
        o.facts
            .iter()
            .filter(|f| f.kind == "tenant.backup_corrupt")
            .count()
            == 1
            && when(o, "tenant.restored").is_some()
    });
    let outcome = one_bad.unwrap();
    assert_eq!(
        when(&outcome, "tenant.restored"),
        Some(5600.0 + 2.0 * 3700.0)
    );
    assert!(outcome.stores[0].rpo > SimDuration::from_hours(1));
}

#[test]
fn a_key_inside_the_backup_it_opens_is_found_and_said() {
    let locked = |on_db: bool| {
        restoring(HOURLY, |a, db| {
            let on = on_db.then_some(db);
            let key = Key {
                on,
                in_backup: Some(0),
                region: None,
                with: None,
            };
            a.backups[0].key = Some(a.part("key", ComponentKind::Key(key)));
        })
    };
    let outcome = run(&locked(false), &Weather::new().stuck(5000, 30_000).tape());
    assert_eq!(when(&outcome, "tenant.restored"), None);
    let said = "cannot be done: the key that opens backup backup lies inside backup";
    assert!(
        outcome.warnings.iter().any(|w| w.contains(said)),
        "{:?}",
        outcome.warnings
    );
    assert!(says(&outcome, said));
    // A second way to read it that died with the server is no way; it comes back only with the server itself.
    let outcome = run(&locked(true), &Weather::new().stuck(5000, 30_000).tape());
    assert!(
        outcome
            .warnings
            .iter()
            .any(|w| w.contains("outside it only on db"))
    );
    assert_eq!(when(&outcome, "tenant.restored"), None);
    assert_eq!(outcome.stores[0].lost, 0);
    // A person has it too.
    let mut arch = locked(true);
    let admin = arch.person("admin", Awareness::Pager);
    if let ComponentKind::Key(k) = &mut arch.components[1].kind {
        k.with = Some(admin);
    }
    let outcome = run(&arch, &Weather::new().stuck(5000, 30_000).tape());
    assert_eq!(when(&outcome, "tenant.restored"), Some(9300.0));
}

#[test]
fn steps_wait_for_each_other_for_people_and_for_what_they_name() {
    let mut arch = architecture();
    let web = arch.servers("web", &[(A, 1)], Root::BlockStore);
    arch.journey("shop", &[web], false);
    let night = arch.person("night shift", Awareness::Customers);
    arch.people[night.0 as usize].hours = (5.0, 6.0);
    let manual = |s| StepKind::Manual {
        what: "work".into(),
        effort: secs(s),
    };
    let need = Need::Service(Service::DatabaseApi, "p/east".into());
    let wait = StepKind::WaitFor { need };
    arch.plan(
        automatic(web, 0),
        vec![manual(100), wait, manual(200), manual(1)],
    );
    arch.plans[0].steps[2].needs.push(Need::Person(night));
    // The last one waits for the first only.
    arch.plans[0].steps[3].after = vec![0];
    let weather = Weather::new().stuck(1000, 30_000);
    let weather = weather.errors("p/east", Service::DatabaseApi, (500, 8000), 1.0);
    let outcome = run(&arch, &weather.tape());
    let done: Vec<f64> = outcome
        .facts
        .iter()
        .filter(|f| f.kind == "tenant.step_done")
        .map(|f| f.at.secs_f64())
        .collect();
    assert_eq!(done[..3], [1100.0, 1101.0, 8000.0]);
    // Somebody must come to work at 5:00 before the third can begin.
    assert!((done[3] - (5.0 * 3600.0 + 200.0)).abs() <= 60.0, "{done:?}");
}

#[test]
fn leaving_a_zone_and_refusing_writes_do_what_they_say() {
    let mut arch = architecture();
    let web = arch.servers("web", &[(A, 1), (B, 1)], Root::BlockStore);
    let lb = arch.part("lb", balancer(&[B], web, None));
    let db = arch.database(&[(B, DatabaseHost::LocalDisk)], DatabaseMode::Alone);
    arch.journey("read", &[lb, db], false);
    arch.journey("order", &[lb, db], true);
    let steps = vec![
        StepKind::LeaveZone {
            component: lb,
            zone: A,
        },
        StepKind::ReadOnly { database: db },
    ];
    arch.plan(
        Trigger::Automatic {
            component: db,
            down_for: secs(1),
        },
        steps,
    );
    let command = |s, action| TenantCommand { at: at(s), action };
    let commands = vec![command(3000, TenantAction::StartPlan(0))];
    let options = LiveOptions {
        luck: Luck::Drawn,
        commands,
        ..LiveOptions::default()
    };
    let outcome = run_with(&arch, &Weather::new().stuck(1000, 6000).tape(), &options);
    // Half of 10/s for 2,000 s; then the zone is left and all is well, but orders are refused to the end.
    assert_eq!(unserved(&outcome, 0), 10_000);
    let refused = outcome.end.secs_f64() - 3000.0;
    assert!((unserved(&outcome, 1) as f64 - 10_000.0 - 10.0 * refused).abs() < 2.0);
}

#[test]
fn a_command_changes_nothing_before_it() {
    let mut arch = architecture();
    let web = arch.servers("web", &[(A, 1), (B, 1)], Root::BlockStore);
    let lb = arch.part("lb", balancer(&[B], web, Some(check(false))));
    arch.journey("shop", &[lb], false);
    let tape = Weather::new().stuck(1000, 6000).tape();
    let plain = run(&arch, &tape);
    let command = |s, action| TenantCommand { at: at(s), action };
    let commands = vec![
        command(7000, TenantAction::Stop(web)),
        command(7500, TenantAction::Start(web)),
    ];
    let options = LiveOptions {
        luck: Luck::Drawn,
        commands,
        ..LiveOptions::default()
    };
    let stopped = run_with(&arch, &tape, &options);
    let before = |o: &crate::outcome::Outcome| {
        let early = o.facts.iter().filter(|f| f.at < at(7000)).cloned();
        let segments = o.journeys[0]
            .segments
            .iter()
            .filter(|s| s.until < at(7000))
            .copied();
        (early.collect::<Vec<_>>(), segments.collect::<Vec<_>>())
    };
    assert_eq!(before(&plain), before(&stopped));
    assert_eq!(becomes(&stopped, web, Health::Down, 7000), Some(7000.0));
    assert_eq!(unserved(&stopped, 0), unserved(&plain, 0) + 5_000);
}
