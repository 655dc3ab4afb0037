//! Events of the Trace Event Format, their processes and threads, and their order in the file.

use kernel::SimTime;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Numbers of threads begin after this one: Perfetto takes a thread with the number of a process for its main thread.
const THREADS_AFTER: u32 = 1000;

/// A track: process and thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Track {
    pub(super) pid: u32,
    pub(super) tid: u32,
}

/// One event, with the fields that its phase asks for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Event {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    cat: Option<&'static str>,
    ph: &'static str,
    ts: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    dur: Option<u64>,
    pid: u32,
    tid: u32,
    /// Instants: the thread's.
    #[serde(skip_serializing_if = "Option::is_none")]
    s: Option<&'static str>,
    /// Arrows: which two belong together.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<u32>,
    /// Ends of arrows: at the span around, not at the next one.
    #[serde(skip_serializing_if = "Option::is_none")]
    bp: Option<&'static str>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    args: Map<String, Value>,
}

/// All events, as they come.
#[derive(Debug, Default)]
pub(super) struct Events {
    /// Names of processes, in order; pid is the place plus one.
    processes: Vec<String>,
    /// Processes and names of threads, in order; tid is [`THREADS_AFTER`] plus the place plus one.
    threads: Vec<(u32, String)>,
    list: Vec<Event>,
}

impl Events {
    /// The process of that name, made if it was not there.
    pub(super) fn process(&mut self, name: &str) -> u32 {
        if let Some(i) = self.processes.iter().position(|p| p == name) {
            return i as u32 + 1;
        }
        self.processes.push(name.to_owned());
        self.processes.len() as u32
    }

    /// The thread of that name in that process, made if it was not there.
    pub(super) fn thread(&mut self, process: &str, name: &str) -> Track {
        let pid = self.process(process);
        let known = |t: &(u32, String)| t.0 == pid && t.1 == name;
        let tid = match self.threads.iter().position(known) {
            Some(i) => i,
            None => {
                self.threads.push((pid, name.to_owned()));
                self.threads.len() - 1
            }
        };
        Track {
            pid,
            tid: THREADS_AFTER + tid as u32 + 1,
        }
    }

    /// Something that lasts; nothing is drawn of what does not.
    pub(super) fn span(
        &mut self,
        track: Track,
        name: &str,
        cat: &'static str,
        (from, until): (SimTime, SimTime),
        args: Map<String, Value>,
    ) {
        if until <= from {
            return;
        }
        self.list.push(Event {
            dur: Some(until.since(from).0),
            ..event(track, name, Some(cat), "X", from, args)
        });
    }

    /// Something that happens.
    pub(super) fn instant(
        &mut self,
        track: Track,
        name: &str,
        cat: &'static str,
        at: SimTime,
        args: Map<String, Value>,
    ) {
        self.list.push(Event {
            s: Some("t"),
            ..event(track, name, Some(cat), "i", at, args)
        });
    }

    /// A number from now on.
    pub(super) fn counter(&mut self, track: Track, name: &str, at: SimTime, key: &str, value: f64) {
        let args = args([(key, json!(value))]);
        self.list.push(event(track, name, None, "C", at, args));
    }

    /// An arrow from within one span to the beginning of another.
    pub(super) fn arrow(&mut self, id: u32, from: (Track, SimTime), to: (Track, SimTime)) {
        for (ph, bp, (track, at)) in [("s", None, from), ("f", Some("e"), to)] {
            self.list.push(Event {
                id: Some(id),
                bp,
                ..event(track, "because", Some("cause"), ph, at, Map::new())
            });
        }
    }

    /// Names first, then everything in order of time; spans before what happens in them.
    pub(super) fn sorted(self) -> Vec<Event> {
        let mut out = Vec::new();
        let meta = |pid, tid, name: &str, key: &str, value: Value| {
            event(
                Track { pid, tid },
                name,
                None,
                "M",
                SimTime::ZERO,
                args([(key, value)]),
            )
        };
        for (i, name) in self.processes.iter().enumerate() {
            let pid = i as u32 + 1;
            out.push(meta(pid, pid, "process_name", "name", name.clone().into()));
            out.push(meta(
                pid,
                pid,
                "process_sort_index",
                "sort_index",
                pid.into(),
            ));
        }
        for (i, (pid, name)) in self.threads.iter().enumerate() {
            let tid = THREADS_AFTER + i as u32 + 1;
            out.push(meta(*pid, tid, "thread_name", "name", name.clone().into()));
            out.push(meta(
                *pid,
                tid,
                "thread_sort_index",
                "sort_index",
                tid.into(),
            ));
        }
        let mut list = self.list;
        let rank = |e: &Event| match e.ph {
            "X" => 0,
            "s" => 1,
            "f" => 2,
            _ => 3,
        };
        list.sort_by_key(|e| (e.ts, rank(e), e.pid, e.tid));
        out.extend(list);
        out
    }
}

fn event(
    track: Track,
    name: &str,
    cat: Option<&'static str>,
    ph: &'static str,
    at: SimTime,
    args: Map<String, Value>,
) -> Event {
    Event {
        name: name.to_owned(),
        cat,
        ph,
        ts: at.0,
        dur: None,
        pid: track.pid,
        tid: track.tid,
        s: None,
        id: None,
        bp: None,
        args,
    }
}

/// Arguments, in this order.
pub(super) fn args<const N: usize>(list: [(&str, Value); N]) -> Map<String, Value> {
    list.into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}
