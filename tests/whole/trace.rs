//! `zonefall run --format trace`: every event has the fields that its phase asks for, every track a name, and nothing in a
//! track overlaps.

use crate::program::{golden, run};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn trace(args: &[&str]) -> String {
    run(&[&["run"], args, &["--format", "trace"]].concat()).ok()
}

type Track = (u64, u64);

fn track(e: &Value) -> Track {
    (
        e["pid"].as_u64().expect("pid"),
        e["tid"].as_u64().expect("tid"),
    )
}

/// What is wrong with a trace.
fn wrong(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let value: Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(value["displayTimeUnit"], "ms");
    let events = value["traceEvents"].as_array().expect("events");
    let mut names: BTreeMap<(String, Track), u64> = BTreeMap::new();
    let mut used: BTreeSet<Track> = BTreeSet::new();
    let mut spans: BTreeMap<Track, Vec<(u64, u64)>> = BTreeMap::new();
    let mut arrows: BTreeMap<u64, Vec<&Value>> = BTreeMap::new();
    let mut last = 0;
    for e in events {
        for field in ["name", "ph", "ts", "pid", "tid"] {
            if e.get(field).is_none() {
                out.push(format!("no {field}: {e}"));
            }
        }
        let ts = e["ts"].as_u64().unwrap_or_default();
        if ts < last {
            out.push(format!("goes back in time: {e}"));
        }
        last = ts;
        let ph = e["ph"].as_str().unwrap_or_default();
        match ph {
            "M" => {
                let key = (e["name"].as_str().unwrap_or_default().to_owned(), track(e));
                *names.entry(key).or_default() += 1;
                if e["args"].as_object().is_none_or(|a| a.len() != 1) {
                    out.push(format!("names nothing: {e}"));
                }
            }
            "X" => match e["dur"].as_u64() {
                Some(dur) if dur > 0 => spans.entry(track(e)).or_default().push((ts, ts + dur)),
                Some(_) | None => out.push(format!("lasts for no time: {e}")),
            },
            "i" if e["s"] != "t" => out.push(format!("whose instant: {e}")),
            "C" => {
                let args = e["args"].as_object().expect("a number");
                if args.is_empty() || !args.values().all(Value::is_number) {
                    out.push(format!("counts nothing: {e}"));
                }
            }
            "s" | "f" => {
                if ph == "f" && e["bp"] != "e" {
                    out.push(format!("ends at the next span: {e}"));
                }
                arrows
                    .entry(e["id"].as_u64().unwrap_or_default())
                    .or_default()
                    .push(e);
            }
            "i" => {}
            other => out.push(format!("phase {other}: {e}")),
        }
        if ph != "M" {
            used.insert(track(e));
        }
    }
    for &(pid, tid) in &used {
        for (name, at) in [
            ("process_name", (pid, pid)),
            ("process_sort_index", (pid, pid)),
            ("thread_name", (pid, tid)),
            ("thread_sort_index", (pid, tid)),
        ] {
            if names.get(&(name.to_owned(), at)) != Some(&1) {
                out.push(format!("no single {name} of {pid}, {tid}"));
            }
        }
    }
    for (track, list) in &spans {
        for pair in list.windows(2).filter(|p| p[1].0 < p[0].1) {
            out.push(format!("spans overlap in {track:?}: {pair:?}"));
        }
    }
    let within = |e: &Value| {
        let ts = e["ts"].as_u64().unwrap_or_default();
        let list = spans.get(&track(e)).map_or(&[][..], |l| &l[..]);
        list.iter().any(|s| s.0 <= ts && ts < s.1)
    };
    for (id, ends) in &arrows {
        let phases: Vec<&Value> = ends.iter().map(|e| &e["ph"]).collect();
        if phases != ["s", "f"] || !ends.iter().all(|e| within(e)) {
            out.push(format!("arrow {id}: {ends:?}"));
        }
    }
    out
}

#[test]
fn what_perfetto_asks_for() {
    for name in [
        "one-egg",
        "two-zones",
        "standby-region",
        "managed-multi-zone",
        "two-providers",
    ] {
        for outage in ["aws-2011-04-21", "aws-2011-04-21-observed"] {
            let text = trace(&[name, "--outage", outage]);
            assert_eq!(wrong(&text), Vec::<String>::new(), "{name} under {outage}");
            for phase in ["M", "X", "i", "C"] {
                assert!(
                    text.contains(&format!("\"ph\":\"{phase}\"")),
                    "{name}: {phase}"
                );
            }
        }
        assert!(trace(&[name]).contains("\"ph\":\"s\""), "{name}: arrows");
    }
}

#[test]
fn what_is_wrong_is_noticed() {
    let text = trace(&["one-egg"]);
    for (from, to) in [
        ("\"dur\":", "\"dur\":0,\"was\":"),
        ("\"name\":\"thread_name\"", "\"name\":\"thread_nome\""),
        ("\"bp\":\"e\"", "\"bp\":\"n\""),
        ("\"ph\":\"i\"", "\"ph\":\"I\""),
    ] {
        assert!(text.contains(from), "{from}");
        assert!(
            !wrong(&text.replacen(from, to, 1)).is_empty(),
            "{from} as {to}"
        );
    }
    // The first of two spans in a track, a microsecond longer.
    let mut value: Value = serde_json::from_str(&text).expect("JSON");
    let events = value["traceEvents"].as_array_mut().expect("events");
    let spans = |e: &Value| e["ph"] == "X";
    let second = |e: &Value| spans(e) && e["ts"] != 0 && e["cat"] == "health";
    let hung = track(events.iter().find(|e| second(e)).expect("one that failed"));
    let first = events.iter_mut().find(|e| spans(e) && track(e) == hung);
    let first = first.expect("a first");
    first["dur"] = Value::from(first["dur"].as_u64().expect("a length") + 1);
    let said = wrong(&value.to_string());
    assert!(said.iter().any(|w| w.contains("overlap")), "{said:?}");
}

#[test]
fn the_same_twice_and_a_golden() {
    let text = trace(&["one-egg", "--outage", "aws-2011-04-21-observed"]);
    assert_eq!(
        text,
        trace(&["one-egg", "--outage", "aws-2011-04-21-observed"])
    );
    golden("trace-one-egg-observed", &text);
}
