//! The data that is built in: every file of the folders is embedded, and every one of them can be loaded.

use crate::program::root;
use scenarios::{Kind, Library};
use std::collections::BTreeSet;
use std::fs;

/// Where each kind of file lies.
const FOLDERS: [(Kind, &str); 5] = [
    (Kind::Architecture, "architectures"),
    (Kind::Outage, "outages"),
    (Kind::Cloud, "clouds"),
    (Kind::Tape, "tapes"),
    (Kind::Campaign, "campaigns"),
];

/// Names of the files in a folder, without their endings.
fn names(folder: &str) -> BTreeSet<String> {
    fs::read_dir(root().join("scenarios").join(folder))
        .expect("the folder")
        .map(|e| e.expect("an entry").path())
        .map(|p| {
            p.file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        })
        .collect()
}

#[test]
fn every_file_is_embedded_as_it_lies_in_its_folder() {
    let library = Library::built_in().expect("the built-in files");
    for (kind, folder) in FOLDERS {
        let embedded: BTreeSet<String> = library.list(kind).map(|i| i.name.clone()).collect();
        assert_eq!(embedded, names(folder), "{folder}");
        for item in library.list(kind) {
            let file = item.source.name.rsplit('/').next().expect("a name");
            let path = root().join("scenarios").join(folder).join(file);
            let text = fs::read_to_string(&path).expect("readable");
            assert_eq!(
                item.source.text,
                text,
                "{} is embedded as it is now",
                path.display()
            );
        }
    }
}

#[test]
fn every_file_can_be_loaded_and_is_called_as_its_file() {
    let library = Library::built_in().expect("the built-in files");
    for (kind, _) in FOLDERS {
        for item in library.list(kind) {
            assert_eq!(scenarios::kind_of(&item.source), Ok(kind), "{}", item.name);
            let called = match kind {
                Kind::Architecture => {
                    scenarios::load_architecture(&item.source, &library).map(|(a, _)| a.name)
                }
                Kind::Outage => scenarios::load_outage(&item.source, &library).map(|o| o.id),
                Kind::Cloud => {
                    scenarios::load_cloud(&item.source, &library).map(|(_, offer)| offer.name)
                }
                Kind::Tape => {
                    scenarios::load_tape(&item.source).map(|t| format!("{}-observed", t.outage))
                }
                Kind::Campaign => scenarios::load_campaign(&item.source, &library).map(|c| c.name),
                Kind::Case | Kind::Suite | Kind::Commands => {
                    panic!("neither cases nor suites are items of the library")
                }
            };
            match called {
                Ok(called) => assert_eq!(called, item.name),
                Err(problems) => panic!("{}", problems.render(false)),
            }
        }
    }
}

#[test]
fn every_outage_can_be_simulated_and_its_customers_exist() {
    let library = Library::built_in().expect("the built-in files");
    for item in library.list(Kind::Outage) {
        let outage = scenarios::load_outage(&item.source, &library).expect("it loads");
        let cloud = library
            .cloud(&outage.cloud)
            .expect("its cloud has machinery")
            .clone();
        for customer in &outage.customers {
            let found = library.find(Kind::Architecture, &customer.architecture);
            assert!(
                found.is_some(),
                "{}: no architecture {}",
                item.name,
                customer.architecture
            );
        }
        let run = cloud::outage::CloudRun {
            cloud,
            outage,
            seed: 42,
            commands: Vec::new(),
        };
        let result = cloud::simulate(&run).expect("it can be simulated");
        assert!(
            !result.tape.facts.is_empty(),
            "{}: something happens",
            item.name
        );
    }
}
