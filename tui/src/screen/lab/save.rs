//! What was tried, as files: a commands file that can be run, and a suite that `zonefall check` runs.

use super::session::Branch;
use super::{Bench, Lab};
use crate::cli::LuckArg;
use crate::cli::many::AssumedArg;
use crate::screen::page::{Ask, Asks};
use kernel::SimDuration;
use reports::words::minutes;
use scenarios::unit::show_duration;
use scenarios::{Assumed, Recorded, write_commands};
use std::path::{Component, Path};
use tenant::Luck;
use tenant::architecture::JourneyId;

/// The branch in view as the text of a commands file in the folder that the program was called in; `None`: nothing is
/// done in it.
pub(super) fn script(lab: &Lab) -> Option<String> {
    let (session, bench) = (lab.session.as_ref()?, lab.bench.as_ref()?);
    let branch = session.current();
    if branch.steps().is_empty() {
        return None;
    }
    commands(lab, bench, branch, "").ok()
}

/// The branch as a file that stands at `path`.
fn commands(lab: &Lab, bench: &Bench, branch: &Branch, path: &str) -> Result<String, String> {
    let base = &bench.base;
    let c = &base.setup.circumstances;
    let told: Vec<&str> = branch.steps().iter().map(|s| s.title.as_str()).collect();
    let title = told.join("; ");
    let session = lab.session.as_ref();
    let future = session.and_then(|s| s.story(branch.id));
    let digest = future.map(|s| s.life.outcome.digest.to_string());
    let recorded = Recorded {
        title: Some(&title),
        outage: &seen_from(path, &c.outage)?,
        architecture: Some(&seen_from(path, &base.setup.architecture)?),
        onto: c.onto.as_deref(),
        zone: base.life.zone.as_deref(),
        seed: Some(c.seed),
        cloud_seed: c.cloud_seed,
        assumed: Some(match c.assumed {
            AssumedArg::Drawn => Assumed::Drawn,
            AssumedArg::Fixed => Assumed::Fixed,
        }),
        luck: Some(match c.luck {
            LuckArg::Touched => Luck::Touched,
            LuckArg::Drawn => Luck::Drawn,
        }),
        digest: digest.as_deref(),
    };
    Ok(write_commands(&recorded, &branch.log(), &base.arch))
}

/// A name that was typed where the program was called, as it is written in a file at `path`.
fn seen_from(path: &str, name: &str) -> Result<String, String> {
    let is_file = name.contains(['/', '\\', '.']);
    let folder = Path::new(path).parent().unwrap_or(Path::new(""));
    if !is_file || Path::new(name).is_absolute() || folder.as_os_str().is_empty() {
        return Ok(name.to_owned());
    }
    let mut up = String::new();
    for part in folder.components() {
        match part {
            Component::Normal(_) => up.push_str("../"),
            Component::CurDir => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => {
                return Err(format!(
                    "it names {name}, which is seen from here: save it in this folder or below it"
                ));
            }
        }
    }
    Ok(format!("{up}{}", name.trim_start_matches("./")))
}

/// `m`: the branch as a commands file.
pub(super) fn outage(lab: &Lab, name: Option<&str>, asks: &mut Asks) {
    let Some((bench, branch)) = ready(lab, asks) else {
        return;
    };
    let Some(name) = name else {
        return asks.prompt("save", "new file", format!("{}.yaml", plain(&branch.name)));
    };
    let file = format!("{}.yaml", stem(name));
    match commands(lab, bench, branch, &file) {
        Ok(text) => asks.ask(Ask::Create {
            done: format!("wrote {file}: zonefall run --commands {file}"),
            files: vec![(file, text)],
        }),
        Err(why) => asks.say(why),
    }
}

/// `s`: the branch as a commands file, and a suite that checks the architecture against it.
pub(super) fn test(lab: &Lab, name: Option<&str>, asks: &mut Asks) {
    let Some((bench, branch)) = ready(lab, asks) else {
        return;
    };
    let Some(name) = name else {
        let label = "name of the test: NAME.yaml and NAME-suite.yaml are written";
        return asks.prompt("save-test", label, plain(&branch.name));
    };
    let stem = stem(name);
    let (file, suite) = (format!("{stem}.yaml"), format!("{stem}-suite.yaml"));
    let both = commands(lab, bench, branch, &file)
        .and_then(|text| Ok((text, suite_of(lab, bench, branch, &file)?)));
    match both {
        Ok((commands, checks)) => asks.ask(Ask::Create {
            done: format!("wrote {file} and {suite}: zonefall check {suite}"),
            files: vec![(file, commands), (suite, checks)],
        }),
        Err(why) => asks.say(why),
    }
}

fn ready<'a>(lab: &'a Lab, asks: &mut Asks) -> Option<(&'a Bench, &'a Branch)> {
    let (session, bench) = (lab.session.as_ref()?, lab.bench.as_deref()?);
    let branch = session.current();
    if branch.steps().is_empty() {
        asks.say("nothing is done in this branch: there is nothing to save");
        return None;
    }
    if lab.waits() {
        asks.say("its future is not there yet");
        return None;
    }
    Some((bench, branch))
}

/// A name without the ending of a file.
fn stem(name: &str) -> &str {
    let name = name.trim();
    name.strip_suffix(".yaml")
        .or(name.strip_suffix(".yml"))
        .unwrap_or(name)
}

/// A name that can be that of a file.
fn plain(name: &str) -> String {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    name.chars()
        .map(|c| if fits(c) { c } else { '-' })
        .collect()
}

/// The suite beside a commands file. What the architecture promises is checked; of journeys without a promise, that they
/// are not down longer than in main.
fn suite_of(lab: &Lab, bench: &Bench, branch: &Branch, file: &str) -> Result<String, String> {
    let base = &bench.base;
    let c = &base.setup.circumstances;
    let beside = Path::new(file)
        .file_name()
        .map_or(file.into(), |n| n.to_string_lossy());
    let architecture = seen_from(file, &base.setup.architecture)?;
    let first = branch
        .steps()
        .first()
        .map_or(kernel::SimTime::ZERO, |s| s.at);
    let mut out = format!(
        "# What the branch {} of a lab tried, from {} on, as a test: every promise has to hold with it,\n# over many seeds and wherever the outage strikes. One that is broken without it too says nothing about it.\nkind: suite\n\
         version: 1\nname: {}\narchitectures: [{}]\noutages: [{}]\n",
        branch.name,
        minutes(first),
        quoted(&branch.name),
        quoted(&architecture),
        quoted(&format!("./{beside}")),
    );
    if c.assumed == AssumedArg::Fixed {
        out.push_str("assumed: fixed\n");
    }
    if c.luck == LuckArg::Drawn {
        out.push_str("luck: drawn\n");
    }
    if let Some(onto) = &c.onto {
        out.push_str(&format!("onto: {onto}\n"));
    }
    let promises = promises(lab);
    if promises.is_empty() && base.arch.objectives.is_empty() {
        return Err(
            "no journey came back in main, and nothing is promised: there is nothing to test"
                .to_owned(),
        );
    }
    if !promises.is_empty() {
        out.push_str("# The architecture promises nothing of these: no longer down than without what was tried.\nobjectives:\n");
    }
    for (journey, rto) in promises {
        out.push_str(&format!(
            "  - {{ journey: {}, rto: {} }}\n",
            quoted(&journey),
            show_duration(rto)
        ));
    }
    Ok(out)
}

/// Journeys of which the architecture promises nothing, with how long they are down at a stretch in main, up to whole
/// minutes.
fn promises(lab: &Lab) -> Vec<(String, SimDuration)> {
    let Some(main) = lab.session.as_ref().and_then(|s| s.story(s.main().id)) else {
        return Vec::new();
    };
    let promised = |id: JourneyId| main.arch.objectives.iter().any(|o| o.journey == id);
    let journeys = main
        .life
        .score
        .journeys
        .iter()
        .filter(|j| !promised(j.journey));
    journeys
        .filter_map(|j| {
            let minutes = j.rto?.0.div_ceil(60_000_000).max(1);
            Some((j.name.clone(), SimDuration::from_mins(minutes)))
        })
        .collect()
}

/// A word of a file that may hold any character.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    match text.chars().all(plain) && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '.')
    {
        true => text.to_owned(),
        false => format!("{text:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_seen_from_the_folder_of_the_file() {
        let seen = |path, name| seen_from(path, name).ok();
        assert_eq!(seen("a.yaml", "my.yaml").as_deref(), Some("my.yaml"));
        assert_eq!(seen("dr/a.yaml", "my.yaml").as_deref(), Some("../my.yaml"));
        assert_eq!(
            seen("dr/x/a.yaml", "./my.yaml").as_deref(),
            Some("../../my.yaml")
        );
        assert_eq!(seen("dr/a.yaml", "one-egg").as_deref(), Some("one-egg"));
        assert_eq!(
            seen("dr/a.yaml", "/etc/my.yaml").as_deref(),
            Some("/etc/my.yaml")
        );
        assert_eq!(seen("../a.yaml", "my.yaml"), None);
        assert_eq!(seen("/tmp/a.yaml", "my.yaml"), None);
    }
}
