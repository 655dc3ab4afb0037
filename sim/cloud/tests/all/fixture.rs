//! The recorded outage in its recorded cloud, as the built-in files describe them, and small changes to it.

use kernel::SimTime;
use scenarios::{Kind, Library, load_outage};
use tape::Tape;
use zonefall_cloud::model::{Parameter, Provenance};
use zonefall_cloud::outage::{CloudRun, DatedAction, Query, Setting, Tag};

/// The recorded outage in its recorded cloud.
pub fn recorded(seed: u64) -> CloudRun {
    outage("aws-2011-04-21", seed)
}

/// All built-in outages, each in its own cloud.
pub fn all_outages(seed: u64) -> Vec<CloudRun> {
    let library = Library::built_in().expect("the built-in clouds are right");
    let names = library.list(Kind::Outage).map(|item| item.name.clone());
    names.map(|name| outage(&name, seed)).collect()
}

/// A built-in outage in its cloud.
pub fn outage(id: &str, seed: u64) -> CloudRun {
    let library = Library::built_in().expect("the built-in clouds are right");
    let item = library
        .find(Kind::Outage, id)
        .unwrap_or_else(|| panic!("{id} is not built in"));
    let outage = match load_outage(&item.source, &library) {
        Ok(outage) => outage,
        Err(problems) => panic!("{}", problems.render(false)),
    };
    let cloud = library
        .cloud(&outage.cloud)
        .expect("its cloud has machinery")
        .clone();
    CloudRun {
        cloud,
        outage,
        seed,
        commands: Vec::new(),
    }
}

/// The same machinery on a day on which nobody does anything; the trigger never comes.
pub fn quiet(seed: u64) -> CloudRun {
    calm(recorded(seed))
}

/// A run without its trigger and without anything that people did.
pub fn calm(mut run: CloudRun) -> CloudRun {
    run.outage.trigger.at = SimTime::NEVER;
    run.outage.actions.clear();
    run
}

/// Sets a parameter of a family or an instance.
pub fn set(run: &mut CloudRun, target: &str, name: &str, value: f64) {
    let provenance = Provenance::Published {
        source: "this test".to_owned(),
    };
    let parameter = Parameter {
        name: name.to_owned(),
        value,
        provenance,
    };
    run.outage.settings.push(Setting {
        target: target.to_owned(),
        parameter,
    });
}

/// A dated action.
pub fn action(at_s: u64, target: &str, action: &str, arguments: &[(&str, f64)]) -> DatedAction {
    DatedAction {
        id: format!("{action} of {target}"),
        at: SimTime::from_secs(at_s),
        range: None,
        target: target.to_owned(),
        action: action.to_owned(),
        arguments: arguments
            .iter()
            .map(|(n, v)| ((*n).to_owned(), *v))
            .collect(),
        text: "somebody did something".to_owned(),
        source: "this test".to_owned(),
        tag: Tag::Inferred,
    }
}

/// What a query finds.
pub fn ask(tape: &Tape, query: &Query) -> Option<f64> {
    tape::query::ask(
        tape,
        &query.measure,
        tape.places.find(&query.place)?,
        query.take,
    )
}
