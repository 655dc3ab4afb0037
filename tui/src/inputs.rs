//! From what was typed to what is run: names and files become plans.

use crate::campaign;
use crate::cli::{Circumstances, LuckArg};
use crate::failure::Failure;
use crate::weather;
use cloud::model::CloudModel;
use cloud::outage::{CloudRun, DatedAction, Milestone, Outage};
use reports::words::{Clock, wrap};
use scenarios::problem::suggest;
use scenarios::{CommandFile, Finding, Kind, Library, Problems, Source};
use search::Ready;
use search::log::{Log, ready_with};
use std::path::Path;
use tape::{Offer, Tape};
use tenant::architecture::Architecture;
use tenant::{LiveOptions, Luck};

/// What a mistake in an embedded file would be: a bug of ours, told like any other.
pub fn library() -> Result<Library, Failure> {
    Library::built_in().map_err(|p| invalid(&p))
}

/// Every problem of a file as an error; colours are stripped where they do not belong.
pub fn invalid(problems: &Problems) -> Failure {
    Failure::Invalid(problems.render(true))
}

/// An outage that is ready to be lived through.
#[derive(Debug)]
pub struct Storm {
    /// What it was, one line.
    pub title: String,
    /// What happened.
    pub tape: Tape,
    /// The same without what was done to the cloud, if anything was.
    pub plain: Option<Tape>,
    /// What is done in it, if anything is.
    pub commands: Option<CommandFile>,
    /// Its local time.
    pub clock: Clock,
    /// The cloud whose offer held then, if one is named.
    pub cloud: Option<String>,
    /// What was published about it.
    pub milestones: Vec<Milestone>,
}

impl Storm {
    /// What providers offered at the time.
    pub fn offers<'a>(&self, library: &'a Library) -> &'a [Offer] {
        offers(library, self.cloud.as_deref())
    }

    /// How a tenant lives through it.
    pub fn options(&self, circumstances: &Circumstances) -> LiveOptions {
        options(self.clock, circumstances)
    }

    /// What is done when this architecture lives through it.
    pub fn log(&self, library: &Library, architecture: &Architecture) -> Result<Log, Failure> {
        log(self.commands.as_ref(), library, architecture)
    }

    /// Its tapes for an architecture, on `onto` or at home, with all that is done to them.
    pub fn ready<'a>(
        &'a self,
        library: &Library,
        architecture: &Architecture,
        onto: Option<&str>,
        log: &Log,
    ) -> Vec<Ready<'a>> {
        let (offers, plain) = (self.offers(library), self.plain.as_ref());
        ready_with(
            architecture,
            offers,
            &self.tape,
            plain,
            &log.overlays(),
            onto,
        )
    }
}

/// What providers offer in the year of a cloud; the usual if none is named.
pub fn offers<'a>(library: &'a Library, cloud: Option<&str>) -> &'a [Offer] {
    cloud.map_or_else(|| library.offers(), |name| library.offers_at(name))
}

/// How a tenant lives through an outage of this local time.
pub fn options(clock: Clock, circumstances: &Circumstances) -> LiveOptions {
    let of_day = clock.start_unix.unwrap_or(0).rem_euclid(86_400);
    LiveOptions {
        seed: circumstances.seed,
        luck: match circumstances.luck {
            LuckArg::Touched => Luck::Touched,
            LuckArg::Drawn => Luck::Drawn,
        },
        commands: Vec::new(),
        start_hour_utc: of_day as f64 / 3600.0,
        ..LiveOptions::default()
    }
}

/// The log of a commands file for an architecture; nothing is done without one.
pub fn log(
    commands: Option<&CommandFile>,
    library: &Library,
    architecture: &Architecture,
) -> Result<Log, Failure> {
    match commands {
        Some(file) => file.log(architecture, library).map_err(|p| invalid(&p)),
        None => Ok(Log::default()),
    }
}

/// What an outage is called when something is done in it.
pub fn title_with(file: &CommandFile, title: &str) -> String {
    let count = reports::words::plural(file.count() as u64, "command");
    let own = file.title.clone();
    own.unwrap_or_else(|| format!("{title}, with {count}"))
}

/// An architecture with what is legal in it and will hurt.
pub fn architecture(
    library: &Library,
    typed: &str,
) -> Result<(Architecture, Vec<Finding>), Failure> {
    let source = source(library, &[Kind::Architecture], typed).map_err(|failure| {
        match library.find(Kind::Outage, typed).or(library.find(Kind::Tape, typed)) {
            Some(_) => Failure::Invalid(format!(
                "error: {typed} is an outage: zonefall run ARCH --outage {typed}\n  = help: what ARCH can be: \
                 zonefall list architecture"
            )),
            None => failure,
        }
    })?;
    if scenarios::kind_of(&source).is_ok_and(|kind| kind == Kind::Case) {
        return Err(a_case(library, &source, typed));
    }
    scenarios::load_architecture(&source, library).map_err(|p| invalid(&p))
}

/// What to say when a case stands where an architecture should.
fn a_case(library: &Library, source: &Source, typed: &str) -> Failure {
    let formulas = search::closed_form::formula_names();
    let case = match scenarios::load_case(source, library, &formulas) {
        Ok(case) => case,
        Err(problems) => return invalid(&problems),
    };
    let folder = Path::new(&source.name).parent().unwrap_or(Path::new(""));
    let beside = |file: &String| folder.join(file).display().to_string();
    let files: Vec<String> = case.files.values().map(beside).collect();
    let its = if files.is_empty() {
        "it has no architectures".to_owned()
    } else {
        format!("its architectures are {}", files.join(", "))
    };
    Failure::Invalid(format!(
        "error: {typed} is a case; {its}\n  = help: zonefall validate --closed-form --case {typed}"
    ))
}

/// All built-in architectures, by name.
pub fn architectures(library: &Library) -> Result<Vec<Architecture>, Failure> {
    let load = |item: &scenarios::Item| scenarios::load_architecture(&item.source, library);
    let all: Result<Vec<_>, _> = library.list(Kind::Architecture).map(load).collect();
    Ok(all
        .map_err(|p| invalid(&p))?
        .into_iter()
        .map(|(a, _)| a)
        .collect())
}

/// An outage file with the machinery it happens in.
pub fn outage<'a>(
    library: &'a Library,
    source: &Source,
) -> Result<(Outage, &'a CloudModel), Failure> {
    let outage = scenarios::load_outage(source, library).map_err(|p| invalid(&p))?;
    let cloud = library.cloud(&outage.cloud).ok_or_else(|| {
        Failure::Invalid(format!(
            "error: {}: cloud {} has no machinery",
            source.name, outage.cloud
        ))
    })?;
    Ok((outage, cloud))
}

/// What can stand where an outage is wanted, besides commands files.
pub const STORMS: &[Kind] = &[Kind::Outage, Kind::Tape, Kind::Campaign];

/// An outage as a tape: simulated from an outage file, or read as it was observed.
pub fn storm(library: &Library, circumstances: &Circumstances) -> Result<Storm, Failure> {
    let source = source(library, STORMS, &circumstances.outage)?;
    storm_of(library, &source, circumstances)
}

/// The same of a text that was found already.
pub fn storm_of(
    library: &Library,
    source: &Source,
    circumstances: &Circumstances,
) -> Result<Storm, Failure> {
    match scenarios::kind_of(source).map_err(|p| invalid(&p))? {
        Kind::Commands => commanded(library, source, circumstances),
        Kind::Outage => simulated(library, source, circumstances, &[]),
        Kind::Tape => observed(library, source),
        Kind::Campaign => campaign::storm(library, source, circumstances),
        kind @ (Kind::Architecture | Kind::Cloud | Kind::Case | Kind::Suite) => {
            Err(Failure::Invalid(format!(
                "error: {} is of kind {}, not an outage or a tape",
                source.name,
                kind.name()
            )))
        }
    }
}

/// An outage in which something is done.
fn commanded(
    library: &Library,
    source: &Source,
    circumstances: &Circumstances,
) -> Result<Storm, Failure> {
    let file = scenarios::load_commands(source, library).map_err(|p| invalid(&p))?;
    let (outage, actions) = (&file.outage_source, file.cloud());
    let storm = match (file.outage_kind, actions.is_empty()) {
        (Kind::Tape, _) => observed(library, outage)?,
        (_, true) => simulated(library, outage, circumstances, &[])?,
        (_, false) => Storm {
            plain: Some(simulated(library, outage, circumstances, &[])?.tape),
            ..simulated(library, outage, circumstances, &actions)?
        },
    };
    Ok(Storm {
        title: title_with(&file, &storm.title),
        commands: Some(file),
        ..storm
    })
}

/// An outage that is simulated with these actions on its cloud.
pub fn changed(
    library: &Library,
    circumstances: &Circumstances,
    actions: &[DatedAction],
) -> Result<Storm, Failure> {
    let source = source(library, &[Kind::Outage], &circumstances.outage)?;
    simulated(library, &source, circumstances, actions)
}

/// The machinery that an outage happens in; `None` for one that was observed.
pub fn cloud_of<'a>(library: &'a Library, typed: &str) -> Result<Option<&'a CloudModel>, Failure> {
    let source = source(library, STORMS, typed)?;
    match scenarios::kind_of(&source).map_err(|p| invalid(&p))? {
        Kind::Outage => Ok(Some(outage(library, &source)?.1)),
        Kind::Tape
        | Kind::Architecture
        | Kind::Cloud
        | Kind::Case
        | Kind::Suite
        | Kind::Campaign
        | Kind::Commands => Ok(None),
    }
}

fn simulated(
    library: &Library,
    source: &Source,
    circumstances: &Circumstances,
    actions: &[DatedAction],
) -> Result<Storm, Failure> {
    let (outage, cloud) = outage(library, source)?;
    let clock = clock(&outage);
    let year = Some(outage.cloud.clone());
    let title = outage.title.clone();
    let milestones = outage.milestones.clone();
    let base = CloudRun {
        cloud: cloud.clone(),
        outage,
        seed: 0,
        commands: actions.to_vec(),
    };
    let run = weather::draw(&base, circumstances.assumed, circumstances.cloud_seed());
    let result = cloud::simulate(&run)
        .map_err(|e| Failure::Invalid(format!("error: {}: {e}", source.name)))?;
    Ok(Storm {
        title,
        tape: result.tape,
        plain: None,
        commands: None,
        clock,
        cloud: year,
        milestones,
    })
}

/// A tape itself has no date: its file may name one, else the outage that it belongs to has one.
pub fn observed(library: &Library, source: &Source) -> Result<Storm, Failure> {
    let scenarios::TapeFile { tape, cloud, .. } =
        scenarios::load_tape_file(source, library).map_err(|p| invalid(&p))?;
    let root = scenarios::yaml::parse(source).ok();
    let word = |key| {
        root.as_ref()
            .and_then(|r| r.get(key))
            .and_then(|node| node.text())
    };
    let dated = word("start").and_then(|t| scenarios::unit::date(t).ok());
    let dated = dated.map(|d| Clock {
        start_unix: Some(d.unix),
        utc_offset_min: d.offset_min,
    });
    let known = library.find(Kind::Outage, &tape.outage);
    let known = known.and_then(|item| scenarios::load_outage(&item.source, library).ok());
    let clock = dated.or(known.as_ref().map(clock)).unwrap_or_default();
    let title = word("title")
        .filter(|t| !t.is_empty())
        .map_or_else(|| written_in(source), str::to_owned);
    Ok(Storm {
        title,
        tape,
        plain: None,
        commands: None,
        clock,
        cloud: cloud.or(known.as_ref().map(|o| o.cloud.clone())),
        milestones: known.map_or_else(Vec::new, |o| o.milestones),
    })
}

/// What a tape without a title is called: its file.
fn written_in(source: &Source) -> String {
    let name = Path::new(&source.name).file_name();
    let name = name.map_or(source.name.clone(), |n| n.to_string_lossy().into_owned());
    format!("as it is written down in {name}")
}

pub fn clock(outage: &Outage) -> Clock {
    Clock {
        start_unix: Some(outage.start_unix),
        utc_offset_min: outage.utc_offset_min,
    }
}

/// The region that was asked for, if a provider rents it out.
pub fn onto<'a>(library: &Library, typed: Option<&'a str>) -> Result<Option<&'a str>, Failure> {
    let Some(region) = typed else { return Ok(None) };
    let known = library.regions();
    if known.iter().any(|k| k == region) {
        return Ok(Some(region));
    }
    Err(unknown("region", region, known.iter().map(String::as_str)))
}

/// The text behind a name: a built-in of one of these kinds, else a file. `./NAME` is always a file.
pub fn source(library: &Library, kinds: &[Kind], typed: &str) -> Result<Source, Failure> {
    if let Some(item) = kinds.iter().find_map(|&k| library.find(k, typed)) {
        return Ok(item.source.clone());
    }
    let path = Path::new(typed);
    if path.exists() || looks_like_a_file(typed) {
        return scenarios::read_source(path).map_err(|p| invalid(&p));
    }
    let known = kinds
        .iter()
        .flat_map(|&k| library.list(k))
        .map(|i| i.name.as_str());
    let what = match kinds {
        [kind] => kind.name().to_owned(),
        [a, b] => format!("{} or {}", a.name(), b.name()),
        _ => "file or built-in".to_owned(),
    };
    Err(unknown(&what, typed, known))
}

/// A name with a folder or an ending is meant as a file; built-in names have neither.
fn looks_like_a_file(typed: &str) -> bool {
    typed.contains(['/', '\\', '.'])
}

/// What exists instead.
pub fn unknown<'a>(what: &str, typed: &str, known: impl Iterator<Item = &'a str>) -> Failure {
    let known: Vec<&str> = known.collect();
    let near = suggest(typed, known.iter().copied());
    let mut text = format!("error: there is no {what} `{typed}`\n");
    if near.starts_with("did you mean") {
        text.push_str(&format!("  = help: {near}\n"));
    }
    let list = format!("= note: built in are: {}", known.join(", "));
    text.push_str(&format!("  {}\n", wrap(&list, 88, 10)));
    Failure::Invalid(text)
}
