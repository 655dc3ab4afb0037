//! Case files: a closed form that the simulator is held against. A case carries inputs and names architectures beside
//! it; it never carries an answer.

use crate::format::decode::Decoder;
use crate::format::table::{Field, Table, Type};
use crate::format::value::{Data, Record, Value};
use crate::problem::{Problem, suggest};
use crate::{Library, Problems, Source, load_architecture, read_source, yaml};
use include_dir::{Dir, include_dir};
use kernel::{Digest, Digester};
use std::collections::BTreeMap;
use std::path::Path;
use tenant::architecture::Architecture;

static CASES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../tests/closed_form");

/// What the names of embedded cases begin with.
const EMBEDDED: &str = "built-in/closed_form/";

/// A whole case file.
pub(crate) static CASE: Table = Table {
    name: "a case",
    doc: "A question whose answer is known by mathematics, for `validate --closed-form`: the inputs, the architectures it \
          is lived through with, and the name of the formula that works out both the answer and the simulation. Numbers \
          that describe an architecture stand in its own file, beside this one.",
    fields: &[
        Field::new("kind", Type::Word(&["case"]), "what this file is"),
        Field::new("version", Type::Word(&["1"]), "version of the format"),
        Field::new("id", Type::Text, "its short name in the table, e.g. A05"),
        Field::new("title", Type::Text, "one line: what it is about"),
        Field::new(
            "formula",
            Type::Refer("formula"),
            "what works out the answer and has the simulator measure the same",
        ),
        Field::new(
            "architectures",
            Type::Map(&Type::Refer("file in the same folder")),
            "architecture files by the names the formula uses",
        )
        .or_absent("it needs none"),
        Field::new(
            "inputs",
            Type::Map(&Type::Quantity),
            "numbers by the names the formula uses",
        )
        .or_absent("it needs none"),
    ],
};

/// A decoded case with its architectures.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseFile {
    /// E.g. `A01`.
    pub id: String,
    /// What it is about, one line.
    pub title: String,
    /// Name of its formula.
    pub formula: String,
    /// Architectures by the name the case gives them.
    pub architectures: BTreeMap<String, Architecture>,
    /// The files of these, beside the case.
    pub files: BTreeMap<String, String>,
    /// Numbers by name: seconds, bytes, per second, parts of one.
    pub inputs: BTreeMap<String, Vec<f64>>,
}

/// Reads a case and the architectures it names; `formulas` are the names it may choose from.
///
/// # Errors
/// Every problem of the file; else every problem of the first architecture that is wrong.
pub fn load_case(
    source: &Source,
    library: &Library,
    formulas: &[&str],
) -> Result<CaseFile, Problems> {
    let fail = |list| Problems::of(source.clone(), list);
    let root = yaml::parse(source).map_err(fail)?;
    let mut decoder = Decoder::default();
    let file = decoder.file(&root, &CASE);
    let mut problems = decoder.problems;
    let id = file.text("id");
    if file.has("id") && !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        let problem = Problem::new(file.span("id"), format!("`{id}` cannot be an id"));
        problems.push(problem.help("letters, digits and `-`, for example A05"));
    }
    let formula = file.get("formula");
    if formula.is_there() && !formulas.contains(&formula.text.as_str()) {
        let message = format!("there is no formula `{}`", formula.text);
        let help = suggest(&formula.text, formulas.iter().copied());
        problems.push(Problem::new(formula.span.clone(), message).help(help));
    }
    let inputs = inputs(&file, &mut problems);
    let named = architectures(&file, source, &mut problems);
    if !problems.is_empty() {
        return Err(fail(problems));
    }
    let (mut architectures, mut files) = (BTreeMap::new(), BTreeMap::new());
    for (name, beside) in named {
        let file = file_name(Path::new(&beside.name)).unwrap_or_default();
        files.insert(name.clone(), file);
        architectures.insert(name, load_architecture(&beside, library)?.0);
    }
    Ok(CaseFile {
        id: id.to_owned(),
        title: file.text("title").to_owned(),
        formula: formula.text.clone(),
        architectures,
        files,
        inputs,
    })
}

fn inputs(file: &Record, problems: &mut Vec<Problem>) -> BTreeMap<String, Vec<f64>> {
    let mut out = BTreeMap::new();
    for named in file.map("inputs") {
        let numbers: Vec<f64> = if let Data::List(items) = &named.value.data {
            items.iter().filter_map(number).collect()
        } else {
            number(&named.value).into_iter().collect()
        };
        let nested = |v: &Value| matches!(v.data, Data::List(_));
        if named.value.list().iter().any(nested) {
            let problem = Problem::new(named.value.span.clone(), "a list inside a list");
            problems.push(problem.help("an input is a number or a list of numbers"));
        }
        out.insert(named.name.clone(), numbers);
    }
    out
}

fn number(value: &Value) -> Option<f64> {
    if let Data::Number(x) = value.data {
        Some(x)
    } else {
        None
    }
}

/// The sources of the architectures a case names.
fn architectures(
    file: &Record,
    source: &Source,
    problems: &mut Vec<Problem>,
) -> Vec<(String, Source)> {
    let mut out = Vec::new();
    for named in file
        .map("architectures")
        .iter()
        .filter(|n| n.value.is_there())
    {
        let (text, span) = (&named.value.text, &named.value.span);
        if text.contains(['/', '\\']) {
            let message = format!("`{text}` lies in another folder");
            let problem = Problem::new(span.clone(), message);
            problems.push(problem.help("architectures of a case stand beside it"));
            continue;
        }
        match beside(source, text) {
            Some(Ok(found)) => out.push((named.name.clone(), found)),
            Some(Err(wrong)) => {
                let why = wrong
                    .list()
                    .first()
                    .map_or(String::new(), |p| p.message.clone());
                problems.push(Problem::new(span.clone(), format!("`{text}`: {why}")));
            }
            None => {
                let message = format!("there is no file `{text}` beside this one");
                let names = names_beside(source);
                let help = suggest(text, names.iter().map(String::as_str));
                problems.push(Problem::new(span.clone(), message).help(help));
            }
        }
    }
    out
}

/// The file of that name in the folder of a source.
fn beside(source: &Source, name: &str) -> Option<Result<Source, Problems>> {
    if source.name.starts_with(EMBEDDED) {
        let text = CASES.get_file(name)?.contents_utf8()?;
        return Some(Ok(Source::new(format!("{EMBEDDED}{name}"), text)));
    }
    let path = Path::new(&source.name).with_file_name(name);
    path.exists().then(|| read_source(&path))
}

/// Names of the YAML files in the folder of a source.
fn names_beside(source: &Source) -> Vec<String> {
    let mut names: Vec<String> = if source.name.starts_with(EMBEDDED) {
        CASES.files().filter_map(|f| file_name(f.path())).collect()
    } else {
        let folder = Path::new(&source.name).parent();
        let folder = folder.filter(|p| !p.as_os_str().is_empty());
        let read = std::fs::read_dir(folder.unwrap_or(Path::new(".")));
        let entries = read.into_iter().flatten().flatten();
        entries.filter_map(|e| file_name(&e.path())).collect()
    };
    names.retain(|n| n.ends_with(".yaml"));
    names.sort();
    names
}

fn file_name(path: &Path) -> Option<String> {
    Some(path.file_name()?.to_str()?.to_owned())
}

/// The embedded cases, undecoded, in order of their files' names.
#[must_use]
pub fn case_sources() -> Vec<Source> {
    let mut found: Vec<Source> = CASES
        .files()
        .filter(|f| f.path().extension().is_some_and(|e| e == "yaml"))
        .filter_map(|f| {
            let name = format!("{EMBEDDED}{}", file_name(f.path())?);
            Some(Source::new(name, f.contents_utf8()?))
        })
        .filter(is_case)
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

/// The fingerprint of all files that lie with the embedded cases, and of the names of the formulas.
#[must_use]
pub fn cases_digest(formulas: &[&str]) -> Digest {
    let mut files: Vec<(String, &str)> = CASES
        .files()
        .filter_map(|f| Some((file_name(f.path())?, f.contents_utf8()?)))
        .filter(|f| f.0.ends_with(".yaml"))
        .collect();
    files.sort();
    let mut digester = Digester::new();
    for (name, text) in files {
        digester.text(&name).text(&text.replace("\r\n", "\n"));
    }
    for name in formulas {
        digester.text(name);
    }
    digester.finish()
}

/// Whether a file says it is a case. Files that cannot be read that far are none.
fn is_case(source: &Source) -> bool {
    crate::kind_of(source).is_ok_and(|kind| kind == crate::Kind::Case)
}

/// All embedded cases in order of id.
///
/// # Errors
/// The problems of the first file that is wrong, or an id that two files have.
pub fn built_in_cases(library: &Library, formulas: &[&str]) -> Result<Vec<CaseFile>, Problems> {
    let loaded: Result<Vec<_>, _> = case_sources()
        .into_iter()
        .map(|source| load_case(&source, library, formulas).map(|case| (case, source)))
        .collect();
    in_order(loaded?)
}

/// Cases in order of id, each id once.
///
/// # Errors
/// An id that two files have, told in the second.
pub fn in_order(mut cases: Vec<(CaseFile, Source)>) -> Result<Vec<CaseFile>, Problems> {
    cases.sort_by(|a, b| a.0.id.cmp(&b.0.id));
    for pair in cases.windows(2) {
        let [(first, one), (second, other)] = pair else {
            continue;
        };
        if first.id == second.id {
            let root = yaml::parse(other).ok();
            let node = root.as_ref().and_then(|r| r.get("id"));
            let span = node.map_or(0..0, |n| n.span.clone());
            let message = format!("there are two cases `{}`", second.id);
            let problem = Problem::new(span, message).help(format!("the other is {}", one.name));
            return Err(Problems::of(other.clone(), vec![problem]));
        }
    }
    Ok(cases.into_iter().map(|(case, _)| case).collect())
}
