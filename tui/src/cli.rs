//! What can be typed: commands, options and their help.

pub mod cache;
pub mod check;
pub mod compare;
mod forecast;
pub mod many;
pub mod matrix;
pub mod merge;
pub mod predict;
pub mod report;
pub mod screen;
pub mod shard;
pub mod sweep;

use crate::cli::many::AssumedArg;
use crate::failure::Failure;
use crate::output::Console;
use clap::builder::styling::{AnsiColor, Style, Styles};
use clap::parser::ValueSource;
use clap::{
    ArgMatches, Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum,
};
pub use forecast::Forecast;
use search::predict::Prediction;
use std::ffi::OsString;
use std::path::PathBuf;

/// The outage that commands take when none is named.
pub const DEFAULT_OUTAGE: &str = "aws-2011-04-21";
/// Printed in every report, so that every result can be had again.
pub const DEFAULT_SEED: u64 = 42;

const VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\nWhat changed from version to version: tui/CHANGELOG.md in the source of zonefall."
);

const AFTER_HELP: &str = "\
Exit codes:
  0  done as asked, also when a result is bad news or the reader of the output went away
  1  the answer is no: for check, a promise fails; for diff, the two differ; for validate
     --strict, a closed form does not agree
  2  it could not be done: wrong usage, an unknown name, a file with mistakes, one that is not
     there or cannot be written
  3  check: no promise fails, but of some it cannot be told whether they hold
  4  check: what it was to be compared with cannot be used

Start here:
  zonefall                        the full screen: pick an outage and a design, see why it was down
  zonefall tour                   the built-in architectures against April 2011, as text
  zonefall run picnic-hamper      one of them, with everything that happened to it
  zonefall explain picnic-hamper  why, back to the first cause
  zonefall forecast two-zones     what a year of ordinary failures does to one, without an outage
  zonefall init my.yaml           a file to describe your own
  zonefall run my.yaml            what would have happened to it
  zonefall sweep my.yaml          the same over a thousand seeds: how long, how often, how surely
  zonefall matrix                 who came through, and the nearest design that did
  zonefall compare one-egg two-zones
                                  two designs under the same weather
  zonefall check my.yaml          whether it keeps its promises: exit code 0, 1 or 3";

const STYLES: Styles = Styles::styled()
    .header(Style::new().bold())
    .usage(Style::new().bold())
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(Style::new());

/// Replays cloud outages, from mechanism and not from a script, against an architecture that you describe in a
/// file, and scores downtime and data loss.
///
/// Without a command it opens the full screen; where there is no terminal it does what `tour` does.
#[derive(Debug, Parser)]
#[command(
    name = "zonefall",
    bin_name = "zonefall",
    version = VERSION,
    after_help = AFTER_HELP,
    styles = STYLES,
    max_term_width = 100
)]
pub struct Cli {
    #[command(flatten)]
    pub look: screen::LookArgs,
    /// What to do; without one the full screen where there is a terminal, else `tour`.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Everything the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// All built-in architectures against one outage, 40 lives each, worst first, then one in detail
    Tour(Tour),
    /// One architecture against one outage: downtime, data lost, money, who knew when
    Run(RunOne),
    /// One architecture against one outage, many seeds: how long, how often, how surely
    Sweep(sweep::Sweep),
    /// Architectures by outages, many seeds each: who survives what
    Matrix(matrix::Matrix),
    /// Whether promises hold in enough runs: the plan for disasters as a regression test
    Check(check::Check),
    /// Two architectures under the same weather: where they part, and how much that is worth
    Compare(compare::Compare),
    /// Puts the shards of a sweep or a matrix together
    Merge(merge::Merge),
    /// Where simulated outages are kept, how much room they take, and how to be rid of them
    Cache(cache::Cache),
    /// Where two runs part: the first difference of two traces or results
    Diff(Diff),
    /// Why a journey was down, from what users felt back to the first cause, with times
    Explain(Run),
    /// How close outages come to what was published about the real ones, or the simulator to mathematics
    Validate(Validate),
    /// What to expect of an architecture's ordinary life: availability, downtime, data loss, credits
    Forecast(Forecast),
    /// An outage as a file that says what its cloud did: to read, to change, to give to another program
    Tape(WriteTape),
    /// The built-in architectures, outages and clouds
    List(List),
    /// A file with every default filled in and where each value comes from
    Show(Show),
    /// The JSON Schema of a kind of file, for editors, or of a result, for programs
    Schema(Schema),
    /// Writes a commented architecture file to start from
    Init(Init),
    /// Checks files: mistakes, and findings such as two replicas in one building
    CheckFile(CheckFile),
}

/// How a result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// For programs; `zonefall schema` describes the fields
    Json,
}

/// How a run is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RunFormat {
    /// For people
    Text,
    /// For programs; `zonefall schema run` describes the fields
    Json,
    /// One page for a browser or a printer, with everything in it
    Html,
    /// The worst zone's run over time, one track per resource: opens in Perfetto (ui.perfetto.dev)
    Trace,
}

/// Whose luck is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LuckArg {
    /// Given that something of yours is hit; the chance of that is printed beside it
    Touched,
    /// As the dice fall: most draws may spare you
    Drawn,
}

/// The circumstances of a run.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Circumstances {
    /// Outage: a built-in id or name, or a file (an outage, or a tape of what was observed)
    #[arg(long, value_name = "OUTAGE", default_value = DEFAULT_OUTAGE)]
    pub outage: String,
    /// Region to put the outage on, as provider/region [default: where the architecture's primary runs]
    #[arg(long, value_name = "REGION")]
    pub onto: Option<String>,
    /// Whether fates are drawn until something of the architecture is hit
    #[arg(long, value_enum, default_value_t = LuckArg::Touched)]
    pub luck: LuckArg,
    /// Seed of all chance (of the first life, for `tour`); the same seed gives the same result everywhere
    #[arg(long, value_name = "NUMBER", default_value_t = DEFAULT_SEED, allow_negative_numbers = true, value_parser = seed)]
    pub seed: u64,
    /// Seed of the cloud alone, to live through the same outage with other luck [default: as --seed]
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, value_parser = seed)]
    pub cloud_seed: Option<u64>,
    /// What the cloud's seed varies: `drawn` is what many runs take unless told otherwise, so that one of them is shown
    #[arg(long, value_enum, default_value_t = AssumedArg::Fixed)]
    pub assumed: AssumedArg,
}

impl Circumstances {
    /// Seed of the simulated cloud.
    pub fn cloud_seed(&self) -> u64 {
        self.cloud_seed.unwrap_or(self.seed)
    }
}

/// A run that was recorded.
#[derive(Debug, Clone, Default, Args)]
pub struct Recorded {
    /// What somebody did, as a file of kind `commands`: its outage, and the architecture, seed and luck that it was recorded
    /// with, unless others are typed. Exit code 1 if its `digest` is not that of the run
    #[arg(long, value_name = "FILE", conflicts_with = "outage")]
    pub commands: Option<PathBuf>,
    /// What was typed and does not stand there by default.
    #[arg(skip)]
    pub typed: Typed,
}

/// Which of the circumstances were typed: these go before those of a file.
#[derive(Debug, Clone, Copy, Default)]
pub struct Typed {
    pub onto: bool,
    pub luck: bool,
    pub seed: bool,
    pub cloud_seed: bool,
    pub assumed: bool,
}

impl Typed {
    fn of(matches: &ArgMatches) -> Self {
        let typed = |id| matches.value_source(id) == Some(ValueSource::CommandLine);
        Self {
            onto: typed("onto"),
            luck: typed("luck"),
            seed: typed("seed"),
            cloud_seed: typed("cloud_seed"),
            assumed: typed("assumed"),
        }
    }
}

/// Reads what was typed; the first word is the program.
///
/// # Errors
/// What the parser has to say: mistakes in usage, help, the version.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let matches = Cli::command().try_get_matches_from(words)?;
    let mut cli = Cli::from_arg_matches(&matches)?;
    match (&mut cli.command, matches.subcommand()) {
        (Some(Command::Run(args)), Some((_, matches))) => args.recorded.typed = Typed::of(matches),
        (Some(Command::Explain(args)), Some((_, matches))) => {
            args.recorded.typed = Typed::of(matches);
        }
        (Some(_) | None, _) => {}
    }
    Ok(cli)
}

/// A seed, or what one looks like.
fn seed(typed: &str) -> Result<u64, String> {
    let range = || format!("a seed is a whole number from 0 to {}", u64::MAX);
    typed.parse().map_err(|_| range())
}

/// A whole number within these limits, or what one looks like.
fn within(typed: &str, most: u32) -> Result<u32, String> {
    let number = typed.parse().ok().filter(|n| (1..=most).contains(n));
    number.ok_or_else(|| format!("give a whole number from 1 to {most}"))
}

fn years(typed: &str) -> Result<u32, String> {
    within(typed, 100)
}

fn runs(typed: &str) -> Result<u32, String> {
    within(typed, 1_000_000)
}

/// Where and how a result is written.
#[derive(Debug, Clone, Args)]
pub struct Output {
    /// For people or for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Write to this file instead of standard output; it appears whole or not at all
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `zonefall tour`
#[derive(Debug, Clone, Args)]
pub struct Tour {
    #[command(flatten)]
    pub circumstances: Circumstances,
    #[command(flatten)]
    pub output: Output,
}

/// `zonefall explain`
#[derive(Debug, Clone, Args)]
pub struct Run {
    /// Architecture: a file, or the name of a built-in one (see `zonefall list`)
    #[arg(value_name = "ARCH", required_unless_present = "commands")]
    pub architecture: Option<String>,
    #[command(flatten)]
    pub circumstances: Circumstances,
    #[command(flatten)]
    pub recorded: Recorded,
    /// Which of the tried zones is struck in the run that is shown in full [default: the one that hurts most]
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
    #[command(flatten)]
    pub output: Output,
}

/// `zonefall run`
#[derive(Debug, Clone, Args)]
pub struct RunOne {
    /// Architecture: a file, or the name of a built-in one (see `zonefall list`)
    #[arg(value_name = "ARCH", required_unless_present = "commands")]
    pub architecture: Option<String>,
    #[command(flatten)]
    pub circumstances: Circumstances,
    #[command(flatten)]
    pub recorded: Recorded,
    /// Which of the tried zones is struck in the run that is shown in full [default: the one that hurts most]
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
    /// For people, for programs, a page, or a trace
    #[arg(long, value_enum, default_value_t = RunFormat::Text)]
    pub format: RunFormat,
    /// Write to this file instead of standard output; it appears whole or not at all
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Instead of the scorecard, a trace: one line per event and whom it moved, with running digests, for `zonefall diff`
    #[arg(long, conflicts_with = "format")]
    pub trace_digest: bool,
    /// Says what will happen before it is shown, and prints both with a score: 'shop=down for 2h at 80%', 'shop=up at 70%',
    /// 'db=loses at 60%', 'db=keeps at 90%'. May be given several times
    #[arg(long, value_name = "PREDICTION", value_parser = predict::prediction, conflicts_with_all = ["trace_digest", "tui"])]
    pub predict: Vec<Prediction>,
    /// Instead of the scorecard, the debrief: what was predicted and what happened, where it turned and what could be seen
    /// then, which built-in design came through, what to talk about
    #[arg(long, conflicts_with_all = ["trace_digest", "tui"])]
    pub debrief: bool,
    /// The debrief as Markdown, for a document
    #[arg(long, conflicts_with_all = ["format", "trace_digest", "tui"])]
    pub markdown: bool,
    /// On the full screen: play it, go back and on, and see why at every instant
    #[arg(long, conflicts_with_all = ["format", "output", "trace_digest"])]
    pub tui: bool,
    #[command(flatten)]
    pub look: screen::LookArgs,
}

/// `zonefall diff`
#[derive(Debug, Clone, Args)]
pub struct Diff {
    /// A trace (from `zonefall run ARCH --trace-digest`) or a result (from `--format json`)
    #[arg(value_name = "A")]
    pub a: PathBuf,
    /// Another of the same kind
    #[arg(value_name = "B")]
    pub b: PathBuf,
    #[command(flatten)]
    pub output: Output,
}

/// `zonefall validate`
#[derive(Debug, Clone, Args)]
#[command(
    override_usage = "zonefall validate [OPTIONS] [OUTAGE]\n       zonefall validate --closed-form [--case <CASE>] [OPTIONS]"
)]
pub struct Validate {
    /// Outage: a built-in id, or a file: one outage in full; of a tape its customers [default: a short block for each of all
    /// that are built in, with fewer draws, and one table over them]
    #[arg(value_name = "OUTAGE")]
    pub outage: Option<String>,
    /// The simulator beside answers known by mathematics, instead of an outage
    #[arg(long, conflicts_with = "outage")]
    pub closed_form: bool,
    /// Only these closed forms: ids such as A05,B02, or files of kind `case`
    #[arg(
        long,
        value_name = "CASE",
        value_delimiter = ',',
        requires = "closed_form"
    )]
    pub case: Vec<String>,
    /// The closed forms as Markdown, for sim/VALIDATION.md
    #[arg(long, requires = "closed_form", conflicts_with = "format")]
    pub markdown: bool,
    /// Exit with 1 when a closed form does not agree; without this the table is shown and the exit code is 0
    #[arg(long, requires = "closed_form")]
    pub strict: bool,
    /// A coarse table soon: fewer draws, fewer and smaller clouds; of closed forms a fiftieth of the runs, one seed
    #[arg(long)]
    pub quick: bool,
    /// First seed; closed forms run with three seeds from this one on
    #[arg(long, value_name = "NUMBER", default_value_t = DEFAULT_SEED, allow_negative_numbers = true, value_parser = seed)]
    pub seed: u64,
    #[command(flatten)]
    pub output: Output,
}

/// How a tape is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TapeFormatArg {
    /// A table: what held at a place from when to when
    Csv,
    /// The same with title, date, posts and what is left out
    Yaml,
}

/// `zonefall tape`
#[derive(Debug, Clone, Args)]
pub struct WriteTape {
    /// Outage: a built-in id or name, or a file (an outage, or a tape of what was observed)
    #[arg(value_name = "OUTAGE")]
    pub outage: String,
    /// Seed of the simulated cloud; the same seed gives the same tape everywhere
    #[arg(long, value_name = "NUMBER", default_value_t = DEFAULT_SEED, allow_negative_numbers = true, value_parser = seed)]
    pub seed: u64,
    /// Zone of its region that is struck [default: the one that was]
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
    /// A table, or YAML; both can be read back wherever an outage can stand
    #[arg(long, value_enum, default_value_t = TapeFormatArg::Csv)]
    pub format: TapeFormatArg,
    /// Write to this file instead of standard output; it appears whole or not at all
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// What parts do that do not say how they fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BackgroundArg {
    /// What their provider's servers, volumes and zones do; printed with its sources
    Offer,
    /// Nothing: only laws that the file states
    None,
}

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KindArg {
    /// What somebody built and runs
    #[value(alias = "architectures")]
    Architecture,
    /// What went wrong, when, and what was published about it
    #[value(alias = "outages")]
    Outage,
    /// What a provider rents out, and its machinery
    #[value(alias = "clouds")]
    Cloud,
    /// An outage as it was observed
    #[value(alias = "tapes")]
    Tape,
    /// A closed form that the simulator is held against
    #[value(alias = "cases")]
    Case,
    /// Several outages on one calendar
    #[value(alias = "campaigns")]
    Campaign,
}

/// What a JSON Schema is of: a kind of file, or a kind of result with `--format json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaArg {
    /// A file: what somebody built and runs
    Architecture,
    /// A file: what went wrong, when, and what was published about it
    Outage,
    /// A file: what a provider rents out, and its machinery
    Cloud,
    /// A file: an outage as it was observed
    Tape,
    /// A file: a closed form that the simulator is held against
    Case,
    /// A file: promises that are checked over many runs
    Suite,
    /// A file: what somebody did to an outage and an architecture
    Commands,
    /// A file: several outages on one calendar
    Campaign,
    /// The result of `run`
    Run,
    /// The result of `tour`
    Tour,
    /// The result of `explain`
    Explain,
    /// The result of `validate`
    Validate,
    /// The result of `validate --closed-form`
    ClosedForm,
    /// The result of `diff`
    Diff,
    /// The result of `forecast`
    Forecast,
    /// The result of `sweep`
    Sweep,
    /// The result of `cache`
    Cache,
    /// The result of `matrix`
    Matrix,
    /// The result of `compare`
    Compare,
    /// The result of `run --debrief`
    Debrief,
    /// The result of `list`
    List,
    /// The result of `check`
    Check,
    /// The result of `check-file`
    CheckFile,
}

/// `zonefall list`
#[derive(Debug, Clone, Args)]
pub struct List {
    /// Only this kind
    #[arg(value_enum)]
    pub kind: Option<KindArg>,
    #[command(flatten)]
    pub output: Output,
}

/// `zonefall show`
#[derive(Debug, Clone, Args)]
pub struct Show {
    /// A file, the name of a built-in architecture, outage or cloud, or the id of a closed form such as A05
    #[arg(value_name = "NAME")]
    pub name: String,
}

/// `zonefall schema`
#[derive(Debug, Clone, Args)]
pub struct Schema {
    /// Of which kind of file, or of the JSON result of which command
    #[arg(value_enum, default_value_t = SchemaArg::Architecture)]
    pub kind: SchemaArg,
}

/// `zonefall init`
#[derive(Debug, Clone, Args)]
pub struct Init {
    /// Where to write it
    #[arg(value_name = "FILE", default_value = "architecture.yaml")]
    pub file: PathBuf,
    /// Overwrite the file if it exists
    #[arg(long)]
    pub force: bool,
}

/// `zonefall check-file`
#[derive(Debug, Clone, Args)]
pub struct CheckFile {
    /// Files to check; the kind is read from the file
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// For people or for programs; mistakes are told to people either way, on the error stream
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

impl Default for Tour {
    /// As if `zonefall tour` had been typed without options.
    fn default() -> Self {
        let circumstances = Circumstances {
            outage: DEFAULT_OUTAGE.to_owned(),
            onto: None,
            luck: LuckArg::Touched,
            seed: DEFAULT_SEED,
            cloud_seed: None,
            assumed: AssumedArg::Fixed,
        };
        Self {
            circumstances,
            output: Output {
                format: Format::Text,
                output: None,
            },
        }
    }
}

/// Help and version are results; everything else that the parser says is a mistake in usage.
pub fn show(error: &clap::Error, console: &mut Console<'_>) -> Result<(), Failure> {
    let text = error.render().ansi().to_string();
    if error.use_stderr() {
        Err(Failure::Invalid(text))
    } else {
        console.write(&text, None)
    }
}

impl From<KindArg> for scenarios::Kind {
    fn from(kind: KindArg) -> Self {
        match kind {
            KindArg::Architecture => Self::Architecture,
            KindArg::Outage => Self::Outage,
            KindArg::Cloud => Self::Cloud,
            KindArg::Tape => Self::Tape,
            KindArg::Case => Self::Case,
            KindArg::Campaign => Self::Campaign,
        }
    }
}
