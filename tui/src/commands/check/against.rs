//! `--against`: the suite, the architectures and the outages as they are in another revision, to be lived again with
//! the same seeds. What is built in is the same there: the program is.

use super::design::Design;
use super::git::{Revision, folder, unusable, unusable_file};
use super::plan::{Plan, is_file};
use crate::cli::check::Check as Args;
use crate::failure::Failure;
use crate::progress::Progress;
use crate::weather::{Storms, storms_of};
use scenarios::{Kind, Library, Source, Suite, yaml};
use search::check::Baseline;
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

/// Everything as it was.
pub struct Old {
    /// By the names that they have now.
    designs: BTreeMap<String, Design>,
    /// By the names that they have now; `None`: as it is now.
    outages: BTreeMap<String, Option<Storms>>,
    /// What is said of it.
    pub baseline: Baseline,
}

/// One architecture under one outage, as they were.
pub enum OldPair<'a> {
    /// As they are now.
    Same,
    /// Different ones; without storms those of now.
    Other(&'a Design, Option<&'a Storms>),
}

impl Old {
    /// Reads what the plan names in a revision.
    pub fn read(
        library: &Library,
        plan: &Plan,
        args: &Args,
        typed: &str,
        progress: &Progress,
    ) -> Result<Self, Failure> {
        let sources = plan.designs.iter().map(|d| &d.source);
        let sources = plan.suite.iter().chain(sources);
        let sources = sources.chain(plan.outages.iter().map(|o| &o.source));
        let Some(file) = sources.into_iter().find(|s| is_file(s)) else {
            return Err(unusable(
                "nothing that is checked is a file, and what is built in is the same in every revision",
            ));
        };
        let revision = Revision::find(Path::new(&file.name), typed)?;
        let mut old = Self {
            designs: BTreeMap::new(),
            outages: BTreeMap::new(),
            baseline: Baseline {
                name: revision.name(),
                gone: Vec::new(),
                notes: Vec::new(),
            },
        };
        let suite = match &plan.suite {
            Some(suite) => old.suite(library, suite, &revision)?,
            None => None,
        };
        match suite {
            Some(suite) => old.take(plan, args, suite),
            None => old.files(library, plan, &revision)?,
        }
        old.outages(library, plan, &revision, progress)?;
        Ok(old)
    }

    /// What the pair was; `None`: there was none.
    pub fn pair(&self, now: &Design, outage: &str) -> Option<OldPair<'_>> {
        let design = self.designs.get(&now.named)?;
        let storms = self.outages.get(outage)?.as_ref();
        let same = storms.is_none() && design.is_same(now);
        Some(match same {
            true => OldPair::Same,
            false => OldPair::Other(design, storms),
        })
    }

    /// The architectures of a plan that has no suite, or had none.
    fn files(
        &mut self,
        library: &Library,
        plan: &Plan,
        revision: &Revision,
    ) -> Result<(), Failure> {
        for now in &plan.designs {
            let source = match is_file(&now.source) {
                false => Some(now.source.clone()),
                true => revision.read(Path::new(&now.source.name))?,
            };
            let Some(source) = source else { continue };
            let loaded = scenarios::load_architecture(&source, library);
            let (architecture, _) = loaded.map_err(|p| unusable_file(&p.render(true)))?;
            let mut design = Design::new(&now.named, source, architecture, plan.hold_in);
            design.promise(&plan.promises);
            self.designs.insert(now.named.clone(), design);
        }
        Ok(())
    }

    /// What the suite named and promised.
    fn take(&mut self, plan: &Plan, args: &Args, mut suite: Suite) {
        let now = plan.suite.as_ref().map_or("", |s| s.name.as_str());
        let name = |named: &str, source: &Source| match is_file(source) {
            true => beside(now, named),
            false => named.to_owned(),
        };
        if let Some(hold_in) = args.hold_in {
            suite.hold_in = hold_in;
            suite
                .objectives
                .iter_mut()
                .for_each(|o| o.hold_in = hold_in);
        }
        for a in suite.architectures {
            let named = name(&a.named, &a.source);
            let mut design = Design::new(&named, a.source, a.architecture, suite.hold_in);
            design.promise(&suite.objectives);
            if !plan.designs.iter().any(|d| d.named == named) {
                self.baseline
                    .gone
                    .push(format!("{named} under every outage"));
            }
            self.designs.insert(named, design);
        }
        if args.outage.is_empty() {
            for o in suite.outages {
                let named = name(&o.named, &o.source);
                if !plan.outages.iter().any(|n| n.named == named) {
                    self.baseline.gone.push(format!("everybody under {named}"));
                }
                self.outages.insert(named, None);
            }
        }
    }

    /// The outages: of those that are files, as they were if they were different.
    fn outages(
        &mut self,
        library: &Library,
        plan: &Plan,
        revision: &Revision,
        progress: &Progress,
    ) -> Result<(), Failure> {
        let listed = std::mem::take(&mut self.outages);
        for now in &plan.outages {
            // One that the suite did not name then was not tried then.
            if !listed.is_empty() && !listed.contains_key(&now.named) {
                continue;
            }
            let then = match is_file(&now.source) {
                false => Some(now.source.clone()),
                true => revision.read(Path::new(&now.source.name))?,
            };
            let Some(then) = then else { continue };
            let storms = match then.text == now.source.text {
                true => None,
                false => {
                    Some(storms_of(library, &then, &plan.draws, progress).map_err(of_baseline)?)
                }
            };
            self.outages.insert(now.named.clone(), storms);
        }
        Ok(())
    }

    /// The suite as it was, with the files that it named, laid out in a folder of its own; `None`: there was none.
    fn suite(
        &mut self,
        library: &Library,
        now: &Source,
        revision: &Revision,
    ) -> Result<Option<Suite>, Failure> {
        let path = Path::new(&now.name);
        let Some(then) = revision.read(path)? else {
            self.baseline.notes.push(format!(
                "{} is not in {}: its promises of now were put to the files of then.",
                now.name,
                revision.name()
            ));
            return Ok(None);
        };
        let desk =
            tempfile::tempdir().map_err(|e| Failure::io("make", Path::new("a folder"), &e))?;
        // So deep that `..` of the suite leads to folders of the desk.
        let depth = ["a"; 16].iter().collect::<PathBuf>();
        let here = desk.path().join(depth);
        let file = path.file_name().map_or(PathBuf::new(), PathBuf::from);
        write(&here.join(&file), then.text.as_bytes())?;
        for name in names(library, &then) {
            if let Some(bytes) = revision.read_from(folder(path), &name)? {
                write(&here.join(&name), &bytes)?;
            }
        }
        let source = Source::new(here.join(&file).display().to_string(), then.text);
        let shown = format!("{}:{}", revision.typed(), folder(path).display());
        let here = here.display().to_string();
        let loaded = scenarios::load_suite(&source, library);
        let loaded = loaded.map_err(|p| unusable_file(&p.render(true).replace(&here, &shown)));
        loaded.map(Some)
    }
}

/// A mistake in what was read there is one of the baseline.
fn of_baseline(failure: Failure) -> Failure {
    match failure {
        Failure::Invalid(text) => unusable_file(&text),
        other @ (Failure::Failed(_)
        | Failure::No
        | Failure::Undecided
        | Failure::Baseline(_)
        | Failure::ReaderGone) => other,
    }
}

/// Names of files in a suite.
fn names(library: &Library, suite: &Source) -> Vec<String> {
    let Ok(root) = yaml::parse(suite) else {
        return Vec::new();
    };
    let lists = [
        ("architectures", &[Kind::Architecture][..]),
        ("outages", crate::inputs::STORMS),
    ];
    let mut out = Vec::new();
    for (key, kinds) in lists {
        let Some(yaml::NodeKind::List(list)) = root.get(key).map(|n| &n.kind) else {
            continue;
        };
        for name in list.iter().filter_map(yaml::Node::text) {
            let built_in = kinds.iter().any(|&k| library.find(k, name).is_some());
            if !built_in && Path::new(name).is_relative() {
                out.push(name.to_owned());
            }
        }
    }
    out
}

/// What a file that a suite names is called from where the program runs.
fn beside(suite: &str, named: &str) -> String {
    let folder = Path::new(suite).parent().unwrap_or(Path::new(""));
    let joined = folder.join(named);
    let parts = joined.components().filter(|c| *c != Component::CurDir);
    parts.collect::<PathBuf>().display().to_string()
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let made = std::fs::create_dir_all(folder(path)).and_then(|()| std::fs::write(path, bytes));
    made.map_err(|e| Failure::io("write", path, &e))
}
