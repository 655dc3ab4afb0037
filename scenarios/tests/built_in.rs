//! Everything that is built in can be read, and says where its numbers come from.

use zonefall_scenarios::{Kind, Library, load_architecture, load_outage, load_tape};

fn library() -> Library {
    Library::built_in().unwrap_or_else(|p| panic!("{p}"))
}

#[test]
fn all_built_in_files_are_sound() {
    let library = library();
    assert!(library.list(Kind::Cloud).count() >= 3, "clouds are missing");
    for item in library.list(Kind::Architecture) {
        let (a, _) = load_architecture(&item.source, &library).unwrap_or_else(|p| panic!("{p}"));
        assert_eq!(a.name, item.name, "a file and its architecture have the same name");
    }
    for item in library.list(Kind::Outage) {
        let outage = load_outage(&item.source, &library).unwrap_or_else(|p| panic!("{p}"));
        assert_eq!(outage.id, item.name);
    }
    for item in library.list(Kind::Tape) {
        load_tape(&item.source).unwrap_or_else(|p| panic!("{p}"));
    }
}
