//! Lets a database serve reads and refuse writes.

use crate::architecture::ComponentId;
use crate::components::Memory;
use crate::engine::run::Run;

pub(super) fn complete(run: &mut Run<'_>, database: ComponentId) {
    if let Memory::Database(copies) = run.memory_mut(database) {
        copies.read_only = true;
    }
    let news = run.news;
    run.touch(database, news);
}
