//! What a draw changes, and what it leaves alone.

use cloud::model::{CloudModel, Instance, Parameter, Provenance, Unit};
use cloud::outage::{CloudRun, DatedAction, Outage, Setting, Tag};
use kernel::{SimDuration, SimTime};
use zonefall_search::Sample;
use zonefall_search::draws::{
    Assumed, assumed, calibrated, leave_out, members, scale_members, set, with_draw,
};

fn guess(name: &str, value: f64, low: f64, high: f64) -> Parameter {
    Parameter {
        name: name.to_owned(),
        value,
        provenance: Provenance::Assumed {
            reason: "a guess".to_owned(),
            low,
            high,
        },
    }
}

fn known(name: &str, value: f64) -> Parameter {
    Parameter {
        name: name.to_owned(),
        value,
        provenance: Provenance::Published {
            source: "a report".to_owned(),
        },
    }
}

fn fitted(name: &str, value: f64) -> Parameter {
    Parameter {
        name: name.to_owned(),
        value,
        provenance: Provenance::Calibrated {
            milestones: vec!["storm".to_owned()],
            reason: "by trial".to_owned(),
        },
    }
}

fn action(id: &str) -> DatedAction {
    DatedAction {
        id: id.to_owned(),
        at: SimTime::from_secs(60),
        range: None,
        target: "ebs/a".to_owned(),
        action: "do".to_owned(),
        arguments: Vec::new(),
        text: String::new(),
        source: String::new(),
        tag: Tag::Primary,
    }
}

/// Two zones of one family; `free` is fitted by the outage, `pace` is published for zone a, `wait` is a guess.
fn run() -> CloudRun {
    let instance = |zone: &str| Instance {
        provides: None,
        name: format!("ebs/{zone}"),
        family: "ebs".to_owned(),
        kind: "block_store".to_owned(),
        place: format!("aws/us-east-1/{zone}"),
        wires: Vec::new(),
        parameters: vec![
            guess("volumes", 1e5, 1e4, 1e6),
            guess("free", 0.1, 0.05, 0.2),
            guess("pace", 5.0, 1.0, 10.0),
            guess("wait", 30.0, 1.0, 100.0),
        ],
    };
    let outage = Outage {
        id: "storm".to_owned(),
        title: String::new(),
        brief: String::new(),
        start_unix: 0,
        utc_offset_min: 0,
        cloud: "aws".to_owned(),
        mechanisms: Vec::new(),
        region: "aws/us-east-1".to_owned(),
        zone: "aws/us-east-1/a".to_owned(),
        length: SimDuration::from_hours(1),
        trigger: action("trigger"),
        actions: vec![action("one"), action("two")],
        settings: vec![
            Setting {
                target: "ebs".to_owned(),
                parameter: fitted("free", 0.12),
            },
            Setting {
                target: "ebs/a".to_owned(),
                parameter: known("pace", 7.0),
            },
        ],
        milestones: Vec::new(),
        counterfactuals: Vec::new(),
        posts: Vec::new(),
        customers: Vec::new(),
        goodwill_days: 0,
        leaves_out: Vec::new(),
    };
    CloudRun {
        cloud: CloudModel {
            name: "aws".to_owned(),
            instances: vec![instance("a"), instance("b")],
            ..CloudModel::default()
        },
        outage,
        seed: 1,
        commands: Vec::new(),
    }
}

#[test]
fn what_the_outage_sets_is_no_longer_assumed_and_the_scale_never_is() {
    let run = run();
    let names: Vec<String> = assumed(&run.cloud, &run.outage)
        .iter()
        .map(Assumed::name)
        .collect();
    assert_eq!(names, ["ebs.pace", "ebs.wait"]);
    let fitted = calibrated(&run.cloud, &run.outage);
    assert_eq!(fitted.len(), 1);
    assert_eq!(
        (fitted[0].name.as_str(), fitted[0].value),
        ("ebs.free", 0.12)
    );
    assert_eq!(fitted[0].milestones, ["storm"]);
}

#[test]
fn an_instance_keeps_what_is_known_of_it_alone() {
    let run = run();
    let list = assumed(&run.cloud, &run.outage);
    let drawn = with_draw(&run, &list, 9);
    assert_eq!(drawn.seed, 9);
    let last = |target: &str, name: &str| {
        let mut all = drawn.outage.settings.iter().rev();
        all.find(|s| s.target == target && s.parameter.name == name)
            .map(|s| s.parameter.value)
    };
    assert_eq!(last("ebs/a", "pace"), Some(7.0));
    assert_eq!(last("ebs", "pace"), Some(list[0].draw(9)));
    assert_eq!(last("ebs", "free"), Some(0.12));
    assert_eq!(last("ebs", "volumes"), None);
}

fn wide(low: f64, high: f64, unit: Option<Unit>) -> Assumed {
    Assumed {
        target: "t".to_owned(),
        parameter: "p".to_owned(),
        unit,
        value: low,
        reason: String::new(),
        low,
        high,
    }
}

#[test]
fn wide_ranges_are_drawn_on_a_logarithmic_scale() {
    let median = |a: &Assumed| Sample::new((0..4000).map(|s| Some(a.draw(s)))).median();
    let close = |value: Option<f64>, expected: f64| {
        assert!(
            value.is_some_and(|v| (v / expected - 1.0).abs() < 0.1),
            "{value:?}"
        );
    };
    close(median(&wide(1.0, 100.0, None)), 10.0);
    close(median(&wide(1.0, 3.0, None)), 2.0);
    close(median(&wide(0.0, 100.0, None)), 50.0);
    for s in 0..4000 {
        let v = wide(1.0, 100.0, None).draw(s);
        assert!((1.0..=100.0).contains(&v));
    }
}

#[test]
fn counts_are_whole_and_switches_are_on_or_off() {
    for s in 0..200 {
        let count = wide(3.0, 9.0, Some(Unit::Count)).draw(s);
        assert_eq!(count, count.floor());
        let switch = wide(0.0, 1.0, Some(Unit::Switch)).draw(s);
        assert!(switch == 0.0 || switch == 1.0);
    }
    let on = (0..200).filter(|&s| wide(0.0, 1.0, Some(Unit::Switch)).draw(s) == 1.0);
    assert!((60..140).contains(&on.count()));
}

#[test]
fn one_number_more_leaves_the_others_draws_alone() {
    let run = run();
    let list = assumed(&run.cloud, &run.outage);
    let value = |list: &[Assumed]| {
        let drawn = with_draw(&run, list, 3);
        let wait = drawn
            .outage
            .settings
            .iter()
            .find(|s| s.parameter.name == "wait");
        wait.map(|s| s.parameter.value)
    };
    assert_eq!(value(&list), value(&list[1..]));
}

#[test]
fn setting_a_family_reaches_all_its_instances() {
    let mut run = run();
    set(&mut run, "ebs", "pace", 2.0);
    let left: Vec<(&str, f64)> = run
        .outage
        .settings
        .iter()
        .filter(|s| s.parameter.name == "pace")
        .map(|s| (s.target.as_str(), s.parameter.value))
        .collect();
    assert_eq!(left, [("ebs", 2.0)]);
}

#[test]
fn members_are_multiplied_as_far_as_their_mechanism_allows() {
    let mut run = run();
    let value = |run: &CloudRun| {
        let all = members(&run.cloud, &run.outage);
        all.iter().map(|m| (m.name(), m.value)).collect::<Vec<_>>()
    };
    let volumes = |n| vec![("ebs.volumes".to_owned(), n)];
    assert_eq!(value(&run), volumes(1e5));
    scale_members(&mut run, 0.1);
    assert_eq!(value(&run), volumes(1e4));
    scale_members(&mut run, 1e-6);
    assert_eq!(
        value(&run),
        volumes(100.0),
        "a block store has at least a hundred"
    );
    set(&mut run, "ebs/a", "volumes", 700.0);
    scale_members(&mut run, 2.0);
    let all = value(&run);
    assert_eq!(all[1], ("ebs/a".to_owned() + ".volumes", 1400.0), "{all:?}");
}

#[test]
fn actions_and_the_trigger_can_be_left_out() {
    let mut run = run();
    leave_out(&mut run, &["one".to_owned()]);
    let ids: Vec<&str> = run.outage.actions.iter().map(|a| a.id.as_str()).collect();
    assert_eq!(ids, ["two"]);
    assert_eq!(run.outage.trigger.at, SimTime::from_secs(60));
    leave_out(&mut run, &["trigger".to_owned()]);
    assert_eq!(run.outage.trigger.at, SimTime::NEVER);
}

#[test]
fn a_date_that_is_not_published_is_drawn_with_the_numbers() {
    let mut run = run();
    let bounds = (SimTime::from_secs(30), SimTime::from_secs(90));
    run.outage.actions[1].range = Some(bounds);
    let list = assumed(&run.cloud, &run.outage);
    let date = list.last().expect("the date is one of them");
    assert_eq!((date.name().as_str(), date.value), ("two.at", 60.0));
    let mut dates = Vec::new();
    for seed in 0..50 {
        let drawn = with_draw(&run, &list, seed).outage;
        assert_eq!(drawn.actions[0].at, SimTime::from_secs(60), "published");
        assert!((bounds.0..=bounds.1).contains(&drawn.actions[1].at));
        assert!(drawn.settings.iter().all(|s| s.target != "two"));
        dates.push(drawn.actions[1].at);
    }
    dates.sort();
    dates.dedup();
    assert!(dates.len() > 40, "they differ");
}
