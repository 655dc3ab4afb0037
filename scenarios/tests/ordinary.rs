//! Fields of ordinary life: what is written is what is lived through, and what cannot be meant is refused in its place.

use kernel::SimDuration;
use tape::Law;
use tenant::architecture::{
    Age, Architecture, BackupKind, ComponentKind, Crew, CrewId, DatabaseMode, Rebuild, Redundancy,
    RestoreLink, Sharing, ShockTarget,
};
use zonefall_scenarios::{Library, Source, load_architecture, show};

const WHOLE: &str = "
kind: architecture
version: 1
name: ordinary life
home: cloud/r1
clients:
  users: { resolver_rate: 0.01/s, attempts: 5, doubling: true, retry_max: 20s, jitter: true }
journeys:
  read: { clients: users, rate: 10/s, path: [web, db] }
crews: { night: 1, day: 3 }
shocks:
  bump: { every: exponential(2000h), hits: 30%, on: [store, a, region(r2), r1/b, cloud/r2, cloud], lasts: \"lognormal(4h, 1.2)\" }
  push: { every: 30d, on: [web] }
restore_link: { speed: 1 GB/s, sharing: fifo }
components:
  web: { kind: instances, zones: { a: 3 }, root: local_disk, at_least: 2,
         fails: { every: exponential(100h), repair: exponential(10h), crew: day, common_cause: 10%, age: new } }
  store: { kind: volume, zone: a, size: 100 GB, data: copies(3), rebuild: serial,
           fails: { every: \"weibull(1000h, 0.7)\", repair: fixed(10h) } }
  five: { kind: volume, zone: a, size: 100 GB, data: raid5(8), fails: { every: afr(0.2%) } }
  six: { kind: volume, zone: a, size: 100 GB, data: raid6(8) }
  mirror: { kind: volume, zone: a, size: 100 GB, data: copies(2) }
  db:
    kind: database
    mode: replicas
    copies: { one: { zone: a, on: local_disk }, two: { zone: b, on: local_disk } }
    size: 500 GB
    acknowledges: exponential(10ms)
    lag: exponential(500ms)
    apply: 222/s
backups:
  nightly: { of: db, every: 24h, to: elsewhere, fails: 10%, speed: 50 MB/s, log: 2 MB/s, replay: 20 MB/s }
";

fn library() -> Library {
    Library::built_in().unwrap_or_else(|p| panic!("{p}"))
}

fn load(text: &str) -> Architecture {
    let loaded = load_architecture(&Source::new("ordinary.yaml", text), &library());
    loaded.unwrap_or_else(|p| panic!("{}", p.render(false))).0
}

fn hours(h: u64) -> SimDuration {
    SimDuration::from_secs(h * 3600)
}

fn units(a: &Architecture, name: &str) -> Redundancy {
    let ComponentKind::Volume(v) = &a.component(a.find(name).expect(name)).kind else {
        panic!("{name} is a volume");
    };
    v.redundancy.expect(name)
}

#[test]
fn failures_and_repair() {
    let a = load(WHOLE);
    let crew = |name: &str, size| Crew {
        name: name.to_owned(),
        size,
    };
    assert_eq!(a.crews, [crew("night", 1), crew("day", 3)]);
    let web = a.component(a.find("web").unwrap());
    let fails = web.fails.unwrap();
    assert_eq!(fails.every, Law::Exponential(hours(100)));
    assert_eq!(fails.repair, Some(Law::Exponential(hours(10))));
    assert_eq!(
        (fails.crew, fails.common_cause_ppm),
        (Some(CrewId(1)), 100_000)
    );
    assert_eq!(fails.age, Age::New);
    let ComponentKind::Instances(group) = &web.kind else {
        panic!("web is a group");
    };
    assert_eq!(group.at_least, Some(2));
    let five = a.component(a.find("five").unwrap()).fails.unwrap();
    assert_eq!((five.repair, five.crew, five.age), (None, None, Age::Any));
    let Law::Exponential(mean) = five.every else {
        panic!("an annual failure rate is exponential");
    };
    assert!((mean.secs_f64() / 3600.0 - 8760.0 / 0.002_002_002_67).abs() < 1.0);
    assert_eq!(a.component(a.find("six").unwrap()).fails, None);
}

#[test]
fn data_on_several_units() {
    let a = load(WHOLE);
    let kept = |name| {
        let r = units(&a, name);
        (r.units, r.tolerates, r.rebuild)
    };
    assert_eq!(kept("store"), (3, 2, Rebuild::Serial));
    assert_eq!(kept("mirror"), (2, 1, Rebuild::Parallel));
    assert_eq!(kept("five"), (8, 1, Rebuild::Serial));
    assert_eq!(kept("six"), (8, 2, Rebuild::Serial));
}

#[test]
fn shocks_and_links() {
    let a = load(WHOLE);
    let place = |path: &str| ShockTarget::Place(path.to_owned());
    let bump = &a.shocks[0];
    assert_eq!(bump.hit_ppm, 300_000);
    assert_eq!(bump.lasts, Some(Law::Lognormal(hours(4), 1.2)));
    assert_eq!(
        bump.targets,
        [
            ShockTarget::Component(a.find("store").unwrap()),
            place("cloud/r1/a"),
            place("cloud/r2"),
            place("cloud/r1/b"),
            place("cloud/r2"),
            place("cloud")
        ]
    );
    let push = &a.shocks[1];
    assert_eq!((push.hit_ppm, push.lasts), (1_000_000, None));
    assert_eq!(
        a.restore_link,
        Some(RestoreLink {
            bytes_per_s: 1_000_000_000,
            sharing: Sharing::Fifo
        })
    );
}

#[test]
fn clients_databases_and_backups() {
    let a = load(WHOLE);
    let users = &a.clients[0];
    assert_eq!(users.resolver_micro_per_s, Some(10_000));
    assert_eq!(users.retry.delay_max, Some(SimDuration::from_secs(20)));
    assert!(users.retry.jitter && users.retry.doubling);
    let ComponentKind::Database(db) = &a.component(a.find("db").unwrap()).kind else {
        panic!("db is a database");
    };
    let ms = |n: u64| Law::Exponential(SimDuration(n * 1000));
    assert_eq!(db.acknowledges, Some(ms(10)));
    assert!(
        matches!(db.mode, DatabaseMode::Replicas { lag, apply_micro_per_s: Some(222_000_000), .. } if lag == ms(500))
    );
    let nightly = &a.backups[0];
    assert_eq!(nightly.fail_ppm, 100_000);
    assert_eq!(nightly.restore_bytes_per_s, Some(50_000_000));
    assert_eq!(nightly.replay, Some((2_000_000, 20_000_000)));
    assert!(matches!(nightly.kind, BackupKind::Snapshot { .. }));
}

#[test]
fn what_show_prints_means_the_same() {
    let library = library();
    let shown = show(&Source::new("ordinary.yaml", WHOLE), &library);
    let shown = shown.unwrap_or_else(|p| panic!("{}", p.render(false)));
    assert!(shown.contains("age: any  # default: assumed"), "{shown}");
    let mut again = load(&shown);
    let mut first = load(WHOLE);
    for c in again.components.iter_mut().chain(&mut first.components) {
        c.line = 0;
    }
    assert_eq!(again, first);
}

/// A bracket that a comma cut is another mistake than one that is open in quotes.
#[test]
fn an_open_bracket_in_quotes_does_not_need_quotes() {
    let cut = refused("\"weibull(1000h, 0.7)\"", "weibull(1000h, 0.7)");
    assert!(
        cut.contains("(close the bracket; inside { } a comma"),
        "{cut}"
    );
    let open = refused("\"weibull(1000h, 0.7)\"", "\"weibull(1000h, 0.7\"");
    assert!(open.ends_with("(close the bracket)"), "{open}");
    let other = refused("\"weibull(1000h, 0.7)\"", "\"gauss(1000h, 0.7)\"");
    assert!(!other.contains("quotes"), "{other}");
}

/// The messages about a file in which `from` is written as `to`.
fn refused(from: &str, to: &str) -> String {
    assert!(WHOLE.contains(from), "{from}");
    let text = WHOLE.replacen(from, to, 1);
    let problems = load_architecture(&Source::new("ordinary.yaml", &text), &library());
    let problems = problems.map(drop).expect_err(to);
    let list: Vec<_> = problems
        .list()
        .iter()
        .map(|p| format!("{} ({})", p.message, p.help.clone().unwrap_or_default()))
        .collect();
    list.join("\n")
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let cases = [
        (
            "exponential(100h)",
            "exponential",
            "`exponential` does not take 0 arguments",
        ),
        (
            "exponential(100h)",
            "exponential(1s)",
            "too short a time between failures",
        ),
        (
            "common_cause: 10%",
            "common_cause: 1.2",
            "a share needs a unit",
        ),
        ("common_cause: 10%", "common_cause: 120%", "over 100%"),
        (
            "every: exponential(100h)",
            "every: fixed(100h)",
            "needs an exponential `every`",
        ),
        ("crew: day", "crew: dya", "did you mean `day`?"),
        ("night: 1", "night: 0", "crew `night` has 0 members"),
        (
            "at_least: 2",
            "at_least: 4",
            "`at_least` is 4, but there are 3 servers",
        ),
        ("at_least: 2", "at_least: 0", "`at_least` is 0"),
        ("copies(3)", "copies(1)", "`copies(1)`: at least 2 copies"),
        ("raid5(8)", "raid5(2)", "RAID-5 needs at least 3"),
        (
            "raid6(8)",
            "raid6(3)",
            "`raid6(3)`: RAID-6 needs at least 4",
        ),
        ("data: copies(3), ", "", "`rebuild` without `data`"),
        (
            "weibull(1000h, 0.7)",
            "weibull(1000h, 0)",
            "shape of a weibull law must be over 0",
        ),
        (
            "weibull(1000h, 0.7)",
            "weibull(1000h, -1)",
            "`-1` is negative",
        ),
        (
            "weibull(1000h, 0.7)",
            "weibull(1000h, NaN)",
            "`NaN` is not a plain number",
        ),
        ("on: [web]", "on: []", "shock `push` hits nothing"),
        ("on: [web]", "on: [web, web]", "names `web` twice"),
        ("hits: 30%", "hits: 0%", "hits with a chance of 0%"),
        ("hits: 30%", "hits: -2%", "`-2%` is negative"),
        ("every: 30d", "every: -3h", "`-3h` is negative"),
        ("every: 30d", "every: 1e300h", "`1e300h` has an exponent"),
        ("every: 30d", "evry: 30d", "(did you mean `every`?)"),
        ("day: 3", "day: 100000000000000000000", "at most 15 digits"),
        (
            "{ speed: 1 GB/s, sharing: fifo }",
            "20 MB/s",
            "(write `restore_link: { speed: 20 MB/s }`: ",
        ),
        (
            "{ speed: 1 GB/s, sharing: fifo }",
            "{ sharing: fifo }",
            "`restore_link` needs `speed`",
        ),
        (
            "fails: { every: afr(0.2%) }",
            "fails: often",
            "(write `fails: { every: exponential(1000h) }`: ",
        ),
        (
            "fails: { every: afr(0.2%) }",
            "fails: { repair: 3h }",
            "`fails` needs `every`",
        ),
        (
            "push: { every: 30d, on: [web] }",
            "push: often",
            "(write `push: { every: exponential(1000h), on: [NAME] }`)",
        ),
        (
            "fails: 10%",
            "fails: { every: 3h }",
            "(write `fails: 13%`: ",
        ),
        (
            "on: [web]",
            "on: [wbe]",
            "no component and no place `wbe` (did you mean `web`?)",
        ),
        ("on: [web]", "on: [six]", "nothing says until when"),
        ("on: [web]", "on: [region(r9)]", "has no region `r9`"),
        (", replay: 20 MB/s", "", "`log` without `replay`"),
        ("log: 2 MB/s, ", "", "`replay` without `log`"),
        ("replay: 20 MB/s", "replay: 0 MB/s", "`replay` is 0"),
        (
            "every: 24h,",
            "archive_lag: 5m,",
            "`fails` belongs to snapshots",
        ),
        ("doubling: true, ", "", "`retry_max` without `doubling`"),
        (
            "resolver_rate: 0.01/s",
            "resolver_rate: 0/s",
            "`resolver_rate` is 0",
        ),
    ];
    for (from, to, message) in cases {
        let found = refused(from, to);
        assert!(found.contains(message), "{to}: {found}");
    }
    for (from, to) in [
        ("every: 30d", "evry: 30d"),
        ("repair: exponential(10h), crew: day", "crew: dya"),
    ] {
        let found = refused(from, to);
        assert_eq!(
            found.lines().count(),
            1,
            "one mistake, one problem: {found}"
        );
    }
    let crowd = WHOLE.replacen("{ a: 3 }", "{ a: 100000 }", 1).replacen(
        "exponential(100h)",
        "exponential(2h)",
        1,
    );
    let problems = load_architecture(&Source::new("ordinary.yaml", &crowd), &library());
    let problems = problems.map(drop).expect_err("too many failures");
    assert!(problems.list()[0].message.contains("failures a day"));
}
