//! What a result depends on beside the files that are checked, as digests: results with another ground cannot be
//! compared.

use super::plan::Plan;
use crate::cli::many::AssumedArg;
use kernel::{Digester, SimDuration};
use scenarios::{Kind, Library};
use search::check::Ground;
use tenant::Luck;

/// Version and digest of the sources that turn files into results.
const ENGINE: &str = concat!(env!("CARGO_PKG_VERSION"), "-", env!("ZONEFALL_ENGINE"));

/// The ground of a plan.
pub fn of(library: &Library, plan: &Plan) -> Ground {
    Ground {
        engine: ENGINE.to_owned(),
        catalogue: catalogue(library, plan),
        suite: suite(plan),
    }
}

/// Everything built in, and the outages wherever they are.
fn catalogue(library: &Library, plan: &Plan) -> String {
    let mut digester = Digester::new();
    for item in Kind::ALL.into_iter().flat_map(|kind| library.list(kind)) {
        digester.text(item.kind.name()).text(&item.name);
        digester.text(&item.source.text);
    }
    for outage in &plan.outages {
        digester.text(&outage.source.text);
    }
    digester.finish().to_string()
}

/// What is asked. Of an architecture it holds the name alone: what it says is what is compared.
fn suite(plan: &Plan) -> String {
    let mut digester = Digester::new();
    let names = |digester: &mut Digester, list: Vec<&String>| {
        digester.num(list.len() as u64);
        for name in list {
            digester.text(name);
        }
    };
    names(
        &mut digester,
        plan.designs.iter().map(|d| &d.named).collect(),
    );
    names(
        &mut digester,
        plan.outages.iter().map(|o| &o.named).collect(),
    );
    digester.text(plan.onto.as_deref().unwrap_or_default());
    digester.num(u64::from(plan.draws.clouds));
    digester.num(match plan.draws.assumed {
        AssumedArg::Drawn => 0,
        AssumedArg::Fixed => 1,
    });
    let rules = &plan.rules;
    digester.num(rules.seeds.start).num(rules.seeds.end);
    digester.num(rules.confidence.to_bits());
    digester.num(match rules.luck {
        Luck::Touched => 0,
        Luck::Drawn => 1,
    });
    digester.num(plan.hold_in.to_bits());
    digester.num(plan.promises.len() as u64);
    for p in &plan.promises {
        digester.text(p.journey.as_deref().unwrap_or_default());
        let time = |d: Option<SimDuration>| d.map_or(u64::MAX, |d| d.0);
        digester.num(time(p.rto)).num(time(p.rpo));
        digester.num(p.availability_slo_ppm.map_or(u64::MAX, u64::from));
        digester.num(p.hold_in.to_bits());
    }
    digester.finish().to_string()
}
