//! Observed tapes that people write: YAML, or CSV with the same columns. Both become the same rows, and one decoder
//! reads them.

mod csv;
mod write;

pub use write::{About, TapeFormat, write_tape};

use crate::format::decode::Decoder;
use crate::format::table::{Field, Table, Type};
use crate::format::value::{Data, Record, Value};
use crate::kind::is_csv;
use crate::outage_file::customers;
use crate::outage_file::level;
use crate::outage_file::table::{CUSTOMER, POPULATIONS, POST, SERVICES, STATES};
use crate::problem::{Problem, suggest};
use crate::recurrence::EVERY;
use crate::unit;
use crate::yaml::{Node, Span};
use crate::{Kind, Library, Problems, Source, yaml};
use cloud::outage::Customer;
use kernel::SimTime;
use tape::observed::{Observed, ObservedPost, Row, What, Wrong, build};
use tape::{Assumption, Condition, FateState, PopulationKind, Service, Tape};

/// Most rows a tape may have.
const ROWS_MAX: usize = 20_000;

/// A whole tape file.
pub(crate) static TAPE: Table = Table {
    name: "a tape",
    doc: "An outage as it was seen, written down from a report. What it does not mention was calm. A file whose name ends \
          in `.csv` has a line of column names, which are keys of a row (from, to, place, service, error, latency, \
          throughput, capacity, share, state, text, source, tag; only from, place and service must be there), and then \
          a line for each row; it has no `start`, so rows give instants; its outage is the file's name, its region that \
          of the first place, its zone the first that a row names.",
    fields: &[
        Field::new("kind", Type::Word(&["tape"]), "what this file is"),
        Field::new("version", Type::Word(&["1"]), "version of the format"),
        Field::new("outage", Type::Text, "id of the outage"),
        Field::new("title", Type::Text, "one line").or("", "nothing is said"),
        Field::new("start", Type::Date, "when it began, if rows give dates")
            .or_absent("rows give instants"),
        Field::new(
            "cloud",
            Type::Refer("cloud"),
            "the cloud of that year, whose offer holds",
        )
        .or_absent("that of the outage, if it is built in; else the usual offers"),
        Field::new("region", Type::Text, "path of the struck region"),
        Field::new("zone", Type::Text, "the zone that was struck worst").or_absent("none"),
        EVERY,
        Field::new(
            "goodwill_days",
            Type::Count,
            "credit beyond the contract, days of the struck zone's bill",
        )
        .or("0", "none is known"),
        Field::new(
            "rows",
            Type::List(&Type::Record(&ROW)),
            "what held, in order of `from`",
        ),
        Field::new(
            "posts",
            Type::List(&Type::Record(&POST)),
            "what the status page said",
        )
        .or_absent("nothing"),
        Field::new(
            "customers",
            Type::List(&Type::Record(&CUSTOMER)),
            "what happened to customers",
        )
        .or_absent("unknown"),
        Field::new(
            "assumptions",
            Type::List(&Type::Record(&ASSUMPTION)),
            "what was guessed",
        )
        .or_absent("nothing"),
        Field::new("leaves_out", Type::List(&Type::Text), "what it leaves out")
            .or_absent("nothing"),
    ],
};

const TAGS: [&str; 5] = ["P", "S", "M", "I", "A"];

static ROW: Table = Table {
    name: "a row",
    doc: "What held at a place between two instants: the condition of a service (`error`, `latency`, `throughput`, \
          `capacity`), or the `share` of a population that was in a `state`. CSV files have the same columns.",
    fields: &[
        Field::new("from", Type::Instant, "since when"),
        Field::new("to", Type::Instant, "until when")
            .or_absent("for good: only a share that is lost"),
        Field::new("place", Type::Text, "path of the place"),
        Field::new("service", Type::Text, "a service or a population"),
        Field::new("error", Type::Share, "share of calls that fail").or_absent("0%"),
        Field::new("latency", Type::Factor, "latency as a multiple of calm").or_absent("1"),
        Field::new("throughput", Type::Share, "throughput as a share of calm").or_absent("100%"),
        Field::new("capacity", Type::Share, "capacity still to be had").or_absent("100%"),
        Field::new("share", Type::Share, "share of a population")
            .or_absent("this row is about a service"),
        Field::new("state", Type::Word(&STATES), "what that share was in").or_absent("hung"),
        Field::new("text", Type::Text, "a plain sentence for `explain`").or_absent("one is made"),
        Field::new("source", Type::Text, "where it is published")
            .or_absent("not said; see `assumptions`"),
        Field::new(
            "tag",
            Type::Word(&TAGS),
            "how well it is known: P, S, M, I as in outages, A: assumed",
        )
        .or_absent("not said"),
    ],
};

static ASSUMPTION: Table = Table {
    name: "an assumption",
    doc: "Something that was guessed.",
    fields: &[
        Field::new("name", Type::Text, "what"),
        Field::new("value", Type::Text, "which value"),
        Field::new("why", Type::Text, "why"),
    ],
};

/// An observed tape and what stands beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct TapeFile {
    /// What happened.
    pub tape: Tape,
    /// The cloud whose offer held then, if one is named.
    pub cloud: Option<String>,
    /// What happened to customers.
    pub customers: Vec<Customer>,
}

/// Reads an observed tape; names of clouds and architectures are looked up if there is a library.
pub(crate) fn load(source: &Source, library: Option<&Library>) -> Result<TapeFile, Problems> {
    let fail = |list| Problems::of(source.clone(), list);
    let (file, mut problems) = decode(source).map_err(fail)?;
    let (observed, spans) = observed(&file, &mut problems);
    let mut known = Vec::new();
    if let Some(library) = library {
        find_cloud(library, &file, &observed.region, &mut problems);
        known = customers(library, &file, &mut problems);
    }
    if problems.is_empty() {
        let tape = build(&observed).map_err(|wrong| fail(of_rows(&spans, &wrong)))?;
        return Ok(TapeFile {
            tape,
            cloud: file.has("cloud").then(|| file.text("cloud").to_owned()),
            customers: known,
        });
    }
    // Rows that could be read are checked against each other all the same.
    if is_path(&observed.region, 2..=2) {
        let rows_only = Observed {
            region: observed.region,
            rows: observed.rows,
            ..Observed::default()
        };
        if let Err(wrong) = build(&rows_only) {
            problems.extend(of_rows(&spans, &wrong));
        }
    }
    Err(fail(problems))
}

/// Checks that the cloud is there and is that of the struck region.
fn find_cloud(library: &Library, file: &Record, region: &str, problems: &mut Vec<Problem>) {
    let name = file.text("cloud");
    if !file.has("cloud") {
        return;
    }
    let Some(offer) = library.offer_of(name) else {
        let clouds = library.list(Kind::Cloud).map(|i| i.name.as_str());
        let problem = Problem::new(file.span("cloud"), format!("there is no cloud `{name}`"));
        problems.push(problem.help(suggest(name, clouds)));
        return;
    };
    let known = |(r, _): &(String, Vec<String>)| region == format!("{}/{r}", offer.provider);
    if is_path(region, 2..=2) && !offer.regions.iter().any(known) {
        let message = format!("cloud {name} has no region `{region}`");
        let regions = offer
            .regions
            .iter()
            .map(|(r, _)| format!("{}/{r}", offer.provider));
        let regions: Vec<String> = regions.collect();
        let help = suggest(region, regions.iter().map(String::as_str));
        problems.push(Problem::new(file.span("region"), message).help(help));
    }
}

/// Decodes a tape: the record, and the problems found so far.
///
/// # Errors
/// When it is neither YAML nor CSV.
pub(crate) fn decode(source: &Source) -> Result<(Record, Vec<Problem>), Vec<Problem>> {
    let root = if is_csv(source) {
        csv::parse(source)
    } else {
        yaml::parse(source)
    }?;
    let start = root
        .get("start")
        .and_then(Node::text)
        .and_then(|t| unit::date(t).ok());
    let mut decoder = Decoder {
        start,
        ..Decoder::default()
    };
    let file = decoder.file(&root, &TAPE);
    Ok((file, decoder.problems))
}

/// What is wrong with rows, at the places of the rows.
fn of_rows(spans: &[Span], wrong: &[tape::observed::Problem]) -> Vec<Problem> {
    let at = |i: usize| spans.get(i).cloned().unwrap_or(0..0);
    let problem = |w: &tape::observed::Problem| match w.wrong {
        // Rows are told by their places: their numbers say nothing beside comments.
        Wrong::Overlaps { with } => Problem::new(
            at(w.row),
            "this row overlaps an earlier one of the same place and service",
        )
        .also(at(with), "the earlier row"),
        Wrong::BeforeStart
        | Wrong::EndsBeforeItBegins
        | Wrong::Endless
        | Wrong::Unsorted
        | Wrong::OutsideRegion => Problem::new(at(w.row), format!("this row {}", w.wrong)),
        Wrong::ShareOverOne
        | Wrong::SharesOverOne
        | Wrong::NoLatency
        | Wrong::BadPlace
        | Wrong::WrongLevel { .. }
        | Wrong::HealthyShare
        | Wrong::TooManySteps => Problem::new(at(w.row), w.wrong.to_string()),
    };
    wrong.iter().map(problem).collect()
}

/// The rows and where they stand; rows with problems of their own are left out.
fn observed(file: &Record, problems: &mut Vec<Problem>) -> (Observed, Vec<Span>) {
    let region = file.text("region").to_owned();
    // Without any place a table has no region; that places are missing is reported.
    let placeless = region.is_empty() && !problems.is_empty();
    if file.has("region") && !placeless && !is_path(&region, 2..=2) {
        let problem = Problem::new(
            file.span("region"),
            format!("`{region}` is not the path of a region"),
        );
        problems.push(problem.help("write PROVIDER/REGION, for example aws/us-east-1"));
    }
    let zone = file.has("zone").then(|| match file.text("zone") {
        path if path.contains('/') => path.to_owned(),
        short => format!("{region}/{short}"),
    });
    if let Some(zone) = zone
        .as_ref()
        .filter(|z| !is_path(z, 3..=3) || !z.starts_with(&format!("{region}/")))
    {
        problems.push(Problem::new(
            file.span("zone"),
            format!("`{zone}` is not a zone of {region}"),
        ));
    }
    let rows = file.list("rows");
    if rows.len() > ROWS_MAX {
        let problem = Problem::new(
            rows[ROWS_MAX].span.clone(),
            format!("more than {ROWS_MAX} rows"),
        );
        problems.push(problem.help("leave out changes that are too small to matter"));
    }
    let mut spans = Vec::new();
    let mut out = Observed {
        outage: file.text("outage").to_owned(),
        region,
        zone,
        ..Observed::default()
    };
    for value in rows.iter().take(ROWS_MAX) {
        if let Some(row) = value.record().and_then(|r| row(r, problems)) {
            out.rows.push(row);
            spans.push(value.span.clone());
        }
    }
    out.posts = file
        .list("posts")
        .iter()
        .filter_map(Value::record)
        .map(|r| post(r, problems))
        .collect();
    out.goodwill_days = file.count("goodwill_days");
    out.assumptions = file
        .list("assumptions")
        .iter()
        .filter_map(Value::record)
        .map(|r| Assumption {
            name: r.text("name").to_owned(),
            value: r.text("value").to_owned(),
            why: r.text("why").to_owned(),
        })
        .collect();
    out.leaves_out = file
        .list("leaves_out")
        .iter()
        .map(|v| v.text.clone())
        .collect();
    (out, spans)
}

fn is_path(path: &str, segments: std::ops::RangeInclusive<usize>) -> bool {
    segments.contains(&path.split('/').count()) && path.split('/').all(|s| !s.is_empty())
}

fn row(r: &Record, problems: &mut Vec<Problem>) -> Option<Row> {
    let before = problems.len();
    let word = r.text("service");
    let what = match (Service::parse(word), PopulationKind::parse(word)) {
        (Some(service), _) => condition(r, service, problems),
        (None, Some(kind)) => share(r, kind, problems),
        (None, None) => {
            if r.has("service") {
                let problem = Problem::new(
                    r.span("service"),
                    format!("there is no service or population `{word}`"),
                );
                problems.push(problem.help(suggest(word, SERVICES.into_iter().chain(POPULATIONS))));
            }
            None
        }
    };
    let from = r.get("from").instant()?;
    let to = match r.get("to") {
        v if v.is_there() => Some(v.instant()?),
        v if v.data == Data::Broken => return None,
        _ => None,
    };
    let seconds = |t: SimTime| (t.0 / 1_000_000) as i64;
    (problems.len() == before && r.has("place")).then_some(())?;
    Some(Row {
        from_s: seconds(from),
        to_s: to.map(seconds),
        place: r.text("place").to_owned(),
        what: what?,
        text: r.text("text").to_owned(),
    })
}

fn condition(r: &Record, service: Service, problems: &mut Vec<Problem>) -> Option<What> {
    for key in ["share", "state"] {
        if r.has(key) {
            let problem = Problem::new(
                r.span(key),
                format!("`{}` is a service and has no `{key}`", service.name()),
            );
            problems.push(problem.help(format!(
                "populations have shares: {}",
                POPULATIONS.join(", ")
            )));
        }
    }
    let mut latency = if let Data::Number(x) = r.get("latency").data {
        x
    } else {
        1.0
    };
    if latency > 1000.0 {
        let problem = Problem::new(r.span("latency"), "a latency factor over 1000");
        problems.push(problem.help("calls that never come back are errors"));
        latency = 1.0;
    }
    let or_calm = |key: &str| if r.has(key) { r.count(key) } else { 1_000_000 };
    let condition = Condition {
        error_ppm: r.count("error"),
        latency_ppm: (latency * 1e6 + 0.5) as u32,
        throughput_ppm: or_calm("throughput"),
        capacity_ppm: or_calm("capacity"),
    };
    let sound = r.fields.iter().all(|(_, v)| v.data != Data::Broken);
    if condition == Condition::CALM && sound {
        problems.push(
            Problem::new(r.span.clone(), "this row says that all was calm")
                .help("leave it out, or give error, latency, throughput or capacity"),
        );
    }
    Some(What::Condition(service, condition))
}

fn share(r: &Record, kind: PopulationKind, problems: &mut Vec<Problem>) -> Option<What> {
    for key in ["error", "latency", "throughput", "capacity"] {
        if r.has(key) {
            let problem = Problem::new(
                r.span(key),
                format!("`{}` is a population and has no `{key}`", kind.name()),
            );
            problems.push(problem.help("give the `share` of it that was in a `state`"));
        }
    }
    if !r.has("share") {
        if r.get("share").data == Data::Absent {
            let message = format!("a row about {} needs `share`", kind.name());
            problems.push(Problem::new(r.span("service"), message).help("for example 13%"));
        }
        return None;
    }
    let state = if r.has("state") {
        FateState::parse(r.text("state"))?
    } else {
        FateState::Hung
    };
    Some(What::Share(kind, state, r.count("share")))
}

fn post(r: &Record, problems: &mut Vec<Problem>) -> ObservedPost {
    let place = r.text("place");
    if r.has("place") && !is_path(place, 1..=4) {
        problems.push(Problem::new(
            r.span("place"),
            format!("`{place}` is not the path of a place"),
        ));
    }
    ObservedPost {
        at: r.get("at").instant().unwrap_or_default(),
        place: place.to_owned(),
        level: level(r.text("level")),
        text: r.text("text").to_owned(),
        eta: r.get("eta").instant(),
        explains: r.switch("explains"),
    }
}
