//! Commands files: what is written reads as the same log, what was recorded comes to the same digest, a command changes
//! no past, everything that can be done is in the menu, and a file of commands is taken wherever an outage is.

use crate::program::{Desk, golden, with_one_thread_and_with_two};
use cloud::outage::CloudRun;
use kernel::{SimDuration, SimTime};
use proptest::prelude::*;
use proptest::test_runner::{Config as ProptestConfig, RngSeed};
use scenarios::{
    Kind, Library, Recorded, Source, load_architecture, load_commands, write_commands,
};
use search::log::menu::{Holds, Item, menu};
use search::log::{Command, Log, ready_with};
use serde_json::Value;
use std::collections::BTreeSet;
use std::mem::{Discriminant, discriminant};
use std::sync::LazyLock;
use tape::{Change, PopulationKind, Service, Tape};
use tenant::architecture::{Architecture, Need, PersonId, StepKind, ZoneId};
use tenant::outcome::Outcome;
use tenant::{LiveOptions, Luck, TenantAction, live};

const OUTAGE: &str = "aws-2011-04-21";
const OBSERVED: &str = "aws-2011-04-21-observed";

static LIBRARY: LazyLock<Library> =
    LazyLock::new(|| Library::built_in().unwrap_or_else(|p| panic!("{p}")));

fn architecture(name: &str) -> Architecture {
    let item = LIBRARY.find(Kind::Architecture, name).expect("built in");
    let loaded = load_architecture(&item.source, &LIBRARY);
    loaded.unwrap_or_else(|p| panic!("{p}")).0
}

/// What somebody tries with two zones: the second dies too, and somebody is at the servers.
fn what_if(outage: &str, more: &str) -> String {
    format!(
        "kind: commands
version: 1
outage: {outage}
architecture: two-zones
{more}do:
  - at: T+3:34
    overlay: {{ place: b, service: network, error: 100% }}
    for: 15m
  - at: T+5:00
    overlay: {{ place: aws/us-east-1/b, members: volumes, state: hung }}
    for: 2h
  - {{ at: T+9:00, tenant: {{ stop: web }} }}
  - {{ at: T+9:20, tenant: {{ start: web }} }}
"
    )
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn a_run_says_what_was_done_to_it() {
    let desk = Desk::new();
    desk.put("b-too.yaml", what_if(OUTAGE, "title: and then zone b\n"));
    golden(
        "commands-run",
        &desk.run(&["run", "--commands", "b-too.yaml"]).ok(),
    );
    golden(
        "commands-explain",
        &desk.run(&["explain", "--commands", "b-too.yaml"]).ok(),
    );
    let page = ["run", "--commands", "b-too.yaml", "--format", "html"];
    let page = desk.run(&page).ok();
    assert!(page.contains("no evidence") && page.contains("web is stopped"));
    let run = json(
        &desk
            .run(&["run", "--commands", "b-too.yaml", "--format", "json"])
            .ok(),
    );
    assert_eq!(run["commands"].as_array().map(Vec::len), Some(4));
    assert_eq!(run["commands"][3]["at_s"], 33_600.0);
}

#[test]
fn what_was_recorded_is_told_from_what_was_not() {
    let desk = Desk::new();
    desk.put("new.yaml", what_if(OBSERVED, ""));
    let seven = [
        "run",
        "--commands",
        "new.yaml",
        "--seed",
        "7",
        "--format",
        "json",
    ];
    let seven = json(&desk.run(&seven).ok());
    let digest = seven["digest"].as_str().expect("a digest");
    let recorded = |digest: &str| format!("seed: 7\ndigest: \"{digest}\"\n");
    desk.put("old.yaml", what_if(OBSERVED, &recorded(digest)));
    let again = ["run", "--commands", "old.yaml", "--format", "json"];
    assert_eq!(
        json(&desk.run(&again).ok()),
        seven,
        "its seed is in the file"
    );
    desk.run(&["explain", "--commands", "old.yaml"]).ok();
    let other = "0".repeat(32);
    desk.put("other.yaml", what_if(OBSERVED, &recorded(&other)));
    let shown = desk.run(&["run", "--commands", "other.yaml"]);
    assert_eq!(shown.code, Some(1), "{}", shown.err);
    assert!(
        shown.err.contains(&other) && shown.err.contains(digest),
        "{}",
        shown.err
    );
    // Whoever asks for something else is not told that it is something else.
    desk.run(&["run", "--commands", "other.yaml", "--seed", "8"])
        .ok();
    desk.run(&["run", "one-egg", "--commands", "plain.yaml"]);
    let traced = ["run", "--commands", "other.yaml", "--trace-digest"];
    assert_eq!(desk.run(&traced).code, Some(1));
}

#[test]
fn it_stands_wherever_an_outage_stands() {
    let desk = Desk::new();
    desk.put("b-too.yaml", what_if(OBSERVED, ""));
    desk.put(
        "suite.yaml",
        "kind: suite
version: 1
name: and then zone b
architectures: [two-zones]
outages: [b-too.yaml]
seeds: 0..40
objectives: [{ journey: shop, rto: 20m }]
",
    );
    let seeds = ["--seeds", "0..8", "--clouds", "2", "--outage", "b-too.yaml"];
    let plain = ["--seeds", "0..8", "--clouds", "2", "--outage", OBSERVED];
    let down = |outage: &[&str]| {
        let args = [&["sweep", "two-zones", "--format", "json"], outage].concat();
        with_one_thread_and_with_two(&desk, &args).ok()
    };
    assert_ne!(
        json(&down(&seeds))["touched"],
        json(&down(&plain))["touched"]
    );
    let checked = desk.run(&["check", "suite.yaml"]);
    assert_eq!(checked.code, Some(1), "{}", checked.all());
    let line = checked.out.lines().find(|l| l.contains("zonefall run"));
    let line = line.expect("a line to paste");
    let from = line.find("zonefall run").expect("there");
    let words = shlex::split(&line[from..]).expect("words");
    let words: Vec<&str> = words[1..].iter().map(String::as_str).collect();
    let again = desk.run(&words).ok();
    assert!(again.contains("no evidence"), "{again}");
    let matrix = [&["matrix", "two-zones", "--format", "json"], &seeds[..]].concat();
    desk.run(&matrix).ok();
    let compare = [&["compare", "two-zones", "two-zones"], &seeds[..]].concat();
    let compared = desk.run(&compare);
    assert!(compared.code == Some(0), "{}", compared.all());
    // Not everybody has such parts.
    let tour = desk.run(&["tour", "--outage", "b-too.yaml"]);
    assert_eq!(tour.code, Some(2), "{}", tour.all());
    assert!(
        tour.err.contains("b-too.yaml:") && tour.err.contains("in the run of"),
        "{}",
        tour.err
    );
}

#[test]
fn what_is_wrong_is_said_before_anything_runs() {
    let desk = Desk::new();
    desk.put(
        "nobody.yaml",
        what_if(OBSERVED, "").replace("architecture: two-zones\n", ""),
    );
    desk.put(
        "web.yaml",
        what_if(OBSERVED, "").replace("stop: web", "stop: wbe"),
    );
    desk.put(
        "late.yaml",
        what_if(OBSERVED, "").replace("place: b", "place: q"),
    );
    let mut text = String::new();
    for args in [
        &["run", "--commands", "nobody.yaml"][..],
        &["run", "--commands", "web.yaml"],
        &["run", "--commands", "late.yaml"],
        &["run", "--commands", "none.yaml"],
        &[
            "run",
            "two-zones",
            "--outage",
            OBSERVED,
            "--commands",
            "web.yaml",
        ],
        &["run", "web.yaml"],
        &["run"],
    ] {
        let shown = desk.run(args);
        assert_eq!(shown.code, Some(2), "{args:?}: {}", shown.all());
        text.push_str(&format!("$ zonefall {}\n{}\n", args.join(" "), shown.err));
    }
    golden("commands-mistakes", &text);
}

fn recorded<'a>() -> Recorded<'a> {
    Recorded {
        title: Some("what if: \"all\" of it"),
        outage: OUTAGE,
        architecture: None,
        onto: Some("aws/us-east-1"),
        zone: Some("a"),
        seed: Some(u64::MAX),
        cloud_seed: Some(3),
        assumed: Some(scenarios::Assumed::Drawn),
        luck: Some(Luck::Drawn),
        digest: Some("0123456789abcdef0123456789abcdef"),
    }
}

/// Reads a written log back.
fn read_back(text: &str, arch: &Architecture) -> Log {
    let source = Source::new("written.yaml", text);
    let file = load_commands(&source, &LIBRARY).unwrap_or_else(|p| panic!("{p}\n{text}"));
    let log = file.log(arch, &LIBRARY);
    log.unwrap_or_else(|p| panic!("{p}\n{text}"))
}

/// The whole menu of an architecture under the outage.
fn everything(arch: &Architecture) -> Vec<Item> {
    let outage = LIBRARY.find(Kind::Outage, OUTAGE).expect("built in");
    let outage = scenarios::load_outage(&outage.source, &LIBRARY).expect("right");
    menu(LIBRARY.cloud(&outage.cloud), &observed(), arch)
}

fn observed() -> Tape {
    let item = LIBRARY.find(Kind::Tape, OBSERVED).expect("built in");
    scenarios::load_tape(&item.source).expect("right")
}

/// Values within their bounds, as far along as `along` says.
fn values(item: &Item, along: f64) -> Vec<f64> {
    let value = |p: &search::log::menu::Parameter| match &p.holds {
        Holds::Number { low, high, .. } => {
            // Long spans are walked in small steps, so that values look like those that people give.
            let value = low + (f64::min(*high, 1e5) - low) * along;
            (value * 1e6).round() / 1e6
        }
        Holds::Choice(words) => ((words.len() - 1) as f64 * along).round(),
    };
    item.parameters.iter().map(value).collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        rng_seed: RngSeed::Fixed(1),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// What is written reads as the same log, whatever was done, when, for how long and with which numbers.
    #[test]
    fn what_is_written_is_read_again(
        which in 0usize..100, along in 0u32..=1_000_000, at in 0u64..300_000_000_000, length in prop::option::of(1u64..90_000_000_000),
    ) {
        let names: Vec<&str> = LIBRARY.list(Kind::Architecture).map(|i| i.name.as_str()).collect();
        let arch = architecture(names[which % names.len()]);
        let mut log = Log::default();
        for item in everything(&arch) {
            let length = length.map(SimDuration);
            let commands = item.commands(SimTime(at), length, &values(&item, f64::from(along) / 1e6));
            log.commands.extend(commands.expect("within bounds"));
        }
        let text = write_commands(&recorded(), &log, &arch);
        let back = read_back(&text, &arch);
        for (wrote, read) in log.commands.iter().zip(&back.commands) {
            // What is lost has no end, and the file does not give it one.
            prop_assert_eq!(told(wrote), told(read));
        }
        prop_assert_eq!(log.commands.len(), back.commands.len());
        prop_assert_eq!(&text, &write_commands(&recorded(), &back, &arch));
    }
}

/// A command, without the length of what has none.
fn told(command: &Command) -> Command {
    match command.clone() {
        Command::Overlay(mut o) if o.until().is_none() => {
            o.length = None;
            Command::Overlay(o)
        }
        other @ (Command::Cloud(_) | Command::Overlay(_) | Command::Tenant(_)) => other,
    }
}

#[test]
fn a_file_says_everything_of_what_it_was_recorded_with() {
    let arch = architecture("two-zones");
    let text = write_commands(&recorded(), &Log { commands: vec![] }, &arch);
    let text = text.replace("do:\n", "do: [{ at: T+1:00, tenant: { stop: web } }]\n");
    let source = Source::new("written.yaml", text);
    let file = load_commands(&source, &LIBRARY).unwrap_or_else(|p| panic!("{p}"));
    let r = recorded();
    assert_eq!(file.title.as_deref(), r.title);
    assert_eq!(
        (file.outage.as_str(), file.outage_kind),
        (r.outage, Kind::Outage)
    );
    assert_eq!(
        (file.onto.as_deref(), file.zone.as_deref()),
        (r.onto, r.zone)
    );
    assert_eq!((file.seed, file.cloud_seed), (r.seed, r.cloud_seed));
    assert_eq!((file.assumed, file.luck), (r.assumed, r.luck));
    assert_eq!(file.digest.as_deref(), r.digest);
}

/// Every kind of step, made up.
fn steps() -> [StepKind; 8] {
    let c = tenant::architecture::ComponentId(0);
    let zone = ZoneId(0);
    [
        StepKind::Launch {
            component: c,
            zone,
            count: 1,
        },
        StepKind::Promote {
            database: c,
            copy: None,
        },
        StepKind::Restore { backup: 0, zone },
        StepKind::PointName { name: c, to: c },
        StepKind::LeaveZone { component: c, zone },
        StepKind::ReadOnly { database: c },
        StepKind::Manual {
            what: String::new(),
            effort: SimDuration::ZERO,
        },
        StepKind::WaitFor {
            need: Need::Component(c),
        },
    ]
}

/// Every kind of action on a tenant, made up.
fn actions() -> [TenantAction; 5] {
    let c = tenant::architecture::ComponentId(0);
    let actions = [
        TenantAction::StartPlan(0),
        TenantAction::Do(steps()[0].clone()),
        TenantAction::Inform(PersonId(0)),
        TenantAction::Stop(c),
        TenantAction::Start(c),
    ];
    // One more variant is one more here.
    for action in &actions {
        match action {
            TenantAction::StartPlan(_)
            | TenantAction::Do(_)
            | TenantAction::Inform(_)
            | TenantAction::Stop(_)
            | TenantAction::Start(_) => {}
        }
    }
    actions
}

#[test]
fn the_menu_has_everything_that_can_be_done() {
    let mut ids: BTreeSet<String> = BTreeSet::new();
    let mut services: BTreeSet<Service> = BTreeSet::new();
    let mut kinds: BTreeSet<PopulationKind> = BTreeSet::new();
    let mut done: Vec<Discriminant<TenantAction>> = Vec::new();
    let mut stepped: Vec<Discriminant<StepKind>> = Vec::new();
    for named in LIBRARY.list(Kind::Architecture) {
        let arch = architecture(&named.name);
        let items = everything(&arch);
        let mut own: Vec<&String> = items.iter().map(|i| &i.id).collect();
        own.sort();
        assert!(
            own.windows(2).all(|w| w[0] != w[1]),
            "ids of {} are unique",
            arch.name
        );
        for item in &items {
            assert!(
                !item.title.is_empty() && !item.doc.is_empty(),
                "{}",
                item.id
            );
            let minute = Some(SimDuration::from_mins(1));
            let commands = item.commands(SimTime::ZERO, minute, &item.defaults());
            for command in commands.unwrap_or_else(|why| panic!("{}: {why}", item.id)) {
                match command {
                    Command::Cloud(_) => {}
                    Command::Overlay(o) => match o.change {
                        Change::Service { service, .. } => drop(services.insert(service)),
                        Change::Members { kind, .. } => drop(kinds.insert(kind)),
                    },
                    Command::Tenant(c) => done.push(discriminant(&c.action)),
                }
            }
            stepped.extend(item.step().map(|s| discriminant(&s)));
        }
        ids.extend(items.into_iter().map(|i| i.id));
    }
    assert_eq!(services.len(), Service::ALL.len());
    assert_eq!(kinds.len(), PopulationKind::ALL.len());
    for action in actions() {
        assert!(done.contains(&discriminant(&action)), "{action:?}");
    }
    for step in steps() {
        assert!(stepped.contains(&discriminant(&step)), "{step:?}");
    }
    let machinery = &LIBRARY.cloud("aws-2011").expect("built in").instances;
    let here = |spec: &&cloud::model::MechanismSpec| machinery.iter().any(|i| i.kind == spec.kind);
    for spec in cloud::specs().iter().filter(here) {
        for action in spec.actions {
            let found = ids
                .iter()
                .any(|id| id.ends_with(&format!(".{}", action.name)));
            assert!(found, "{} of {}", action.name, spec.kind);
        }
    }
}

#[test]
fn what_is_out_of_bounds_makes_no_command() {
    let arch = architecture("two-zones");
    let items = everything(&arch);
    for item in items.iter().filter(|i| !i.parameters.is_empty()) {
        let mut values = item.defaults();
        values[0] = -1.0;
        let why = item
            .commands(SimTime::ZERO, None, &values)
            .expect_err(&item.id);
        assert!(why.contains(item.parameters[0].name), "{why}");
        assert!(
            item.commands(SimTime::ZERO, None, &values[1..]).is_err(),
            "{}",
            item.id
        );
    }
}

/// Everything told before an instant, and where the requests were.
fn past(outcome: &Outcome, at: SimTime) -> Vec<String> {
    let facts = outcome.facts.iter().filter(|f| f.at < at);
    let mut lines: Vec<String> = facts
        .map(|f| format!("{} {} {}", f.at, f.kind, f.text))
        .collect();
    for h in outcome.health.iter().filter(|h| h.at < at) {
        lines.push(format!("{} {:?} {:?}", h.at, h.component, h.health));
    }
    for j in &outcome.journeys {
        for s in j.segments.iter().filter(|s| s.until < at) {
            lines.push(format!("{} {} {} {}", j.name, s.until, s.offered, s.served));
        }
    }
    lines
}

#[test]
fn an_action_on_the_cloud_changes_no_past_and_nobodys_luck() {
    let item = LIBRARY.find(Kind::Outage, OUTAGE).expect("built in");
    let outage = scenarios::load_outage(&item.source, &LIBRARY).expect("right");
    let plain = CloudRun {
        cloud: LIBRARY.cloud(&outage.cloud).expect("its cloud").clone(),
        outage,
        seed: 2,
        commands: Vec::new(),
    };
    let at = SimTime::from_secs(2 * 3600);
    let arch = architecture("picnic-hamper");
    let stop = search::log::cloud_action(at, "ebs/a", "suppress_search", &[]);
    let log = Log {
        commands: vec![Command::Cloud(stop)],
    };
    let tape = |run: &CloudRun| cloud::simulate(run).expect("it runs").tape;
    let (base, changed) = (tape(&plain), tape(&log.on(&plain)));
    assert_ne!(base.digest(), changed.digest(), "it does something");
    let offers = LIBRARY.offers();
    let ready = |tape, plain| ready_with(&arch, offers, tape, plain, &[], None);
    let (before, after) = (ready(&base, None), ready(&changed, Some(&base)));
    for seed in 0..6 {
        let options = LiveOptions {
            seed,
            ..LiveOptions::default()
        };
        for (b, a) in before.iter().zip(&after) {
            let (b, a) = (
                live(&arch, &b.world(offers), &options),
                live(&arch, &a.world(offers), &options),
            );
            assert_eq!(past(&b, at), past(&a, at), "seed {seed}");
            assert_eq!((b.touched, b.p_touched_ppm), (a.touched, a.p_touched_ppm));
        }
    }
}
