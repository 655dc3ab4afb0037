//! What many lives say of parts, of stores and of contracts, and which parts carry a journey's downtime.

use super::life::{Life, has_life};
use crate::spread::{Chance, Expected};
use tape::Law;
use tenant::architecture::{Architecture, Component, ComponentId, ComponentKind};

/// A part beside a journey's downtime.
#[derive(Debug, Clone, PartialEq)]
pub struct Driver {
    /// Its name.
    pub component: String,
    /// Share of the journey's downtime during which it was down too. Shares overlap, and a part is also down while what
    /// it needs is.
    pub share: f64,
}

/// A part that fails.
#[derive(Debug, Clone, PartialEq)]
pub struct PartForecast {
    /// Its name.
    pub name: String,
    /// Law of a unit's failures; `None`: only shocks hit it.
    pub every: Option<Law>,
    /// Failures of its units in a year.
    pub failures_per_year: Expected,
    /// Hours in a year that its units are out, added over units.
    pub out_h_per_year: f64,
}

/// What becomes of data.
#[derive(Debug, Clone, PartialEq)]
pub struct StoreForecast {
    /// Its name.
    pub name: String,
    /// Size of its data, if the file says so.
    pub bytes: Option<u64>,
    /// Lives in which data was lost.
    pub loss: Chance,
    /// Acknowledged writes lost in a life.
    pub writes_lost: Expected,
    /// Acknowledged writes left behind on a side that a promotion gave up, in a life.
    pub writes_diverged: Expected,
    /// Lives in which all of it was gone for good.
    pub unrecoverable: Chance,
    /// Bytes gone for good in a life.
    pub bytes_lost: Option<Expected>,
}

/// What a contract pays.
#[derive(Debug, Clone, PartialEq)]
pub struct CreditForecast {
    /// The provider.
    pub provider: String,
    /// The service, as the contract names it.
    pub service: String,
    /// Lives in which something is owed.
    pub any: Chance,
    /// Owed in a life, dollars.
    pub owed: Expected,
    /// The same times the chance that it is claimed.
    pub expected: Expected,
}

/// Parts that fail, by their share in a journey's downtime, the largest first.
pub(super) fn drivers(arch: &Architecture, journey: usize, lives: &[Life]) -> Vec<Driver> {
    let mut down: u128 = 0;
    let mut beside = vec![0u128; arch.components.len()];
    for j in lives.iter().map(|l| &l.journeys[journey]) {
        down += u128::from(j.down.0);
        for (sum, d) in beside.iter_mut().zip(&j.beside) {
            *sum += u128::from(d.0);
        }
    }
    let mut list: Vec<Driver> = Vec::new();
    for (i, c) in arch.components.iter().enumerate() {
        if beside[i] > 0 && has_life(lives, ComponentId(i as u16)) {
            list.push(Driver {
                component: c.name.clone(),
                share: beside[i] as f64 / down.max(1) as f64,
            });
        }
    }
    list.sort_by(|a, b| b.share.total_cmp(&a.share));
    list
}

/// Every part that fails, most failures first.
pub(super) fn parts(
    arch: &Architecture,
    lives: &[Life],
    years: f64,
    seed: u64,
) -> Vec<PartForecast> {
    let mut list: Vec<PartForecast> = Vec::new();
    for (i, c) in arch.components.iter().enumerate() {
        let id = ComponentId(i as u16);
        if !has_life(lives, id) {
            continue;
        }
        let own = |l: &Life| l.parts.iter().find(|p| p.component == id).copied();
        let failures: Vec<f64> = lives
            .iter()
            .map(|l| own(l).map_or(0.0, |p| p.failures as f64))
            .collect();
        let out = lives.iter().filter_map(own).map(|p| p.out.secs_f64());
        let out_s = crate::statistics::Sum::of(out) / lives.len().max(1) as f64;
        let name = format!("{}/failures", c.name);
        list.push(PartForecast {
            name: c.name.clone(),
            every: c.fails.map(|f| f.every),
            failures_per_year: Expected::of(&failures, seed, &name).times(1.0 / years),
            out_h_per_year: out_s / 3600.0 / years,
        });
    }
    list.sort_by(|a, b| {
        b.failures_per_year
            .mean
            .total_cmp(&a.failures_per_year.mean)
    });
    list
}

/// Parts that nothing makes fail, and volumes of which copies do not fail by themselves.
pub(super) fn without_law(arch: &Architecture, lives: &[Life]) -> Vec<String> {
    let ids = (0..arch.components.len() as u16).map(ComponentId);
    ids.filter(|&id| !has_life(lives, id) || is_silent(arch.component(id)))
        .map(|id| arch.component(id).name.clone())
        .collect()
}

/// Volumes that state their copies and not how they fail.
pub(super) fn copies_without_law(arch: &Architecture) -> Vec<String> {
    let silent = arch.components.iter().filter(|c| is_silent(c));
    silent.map(|c| c.name.clone()).collect()
}

fn is_silent(c: &Component) -> bool {
    c.fails.is_none() && super::background::states_data(c)
}

/// Every store, and every volume of which data can be lost.
pub(super) fn stores(arch: &Architecture, lives: &[Life], seed: u64) -> Vec<StoreForecast> {
    let ids = (0..arch.components.len() as u16).map(ComponentId);
    ids.filter_map(|id| store(arch, id, lives, seed)).collect()
}

fn store(arch: &Architecture, id: ComponentId, lives: &[Life], seed: u64) -> Option<StoreForecast> {
    let kept = |l: &Life| l.stores.iter().position(|s| s.component == id);
    let lost_parts = |l: &Life| {
        let own = l.parts.iter().find(|p| p.component == id);
        own.is_some_and(|p| p.losses > 0)
    };
    let is_store = lives.iter().any(|l| kept(l).is_some() || lost_parts(l));
    if !is_store {
        return None;
    }
    let name = &arch.component(id).name;
    let count = |f: fn(&tenant::score::StoreScore) -> u64| -> Vec<f64> {
        lives
            .iter()
            .map(|l| kept(l).map_or(0.0, |i| f(&l.stores[i]) as f64))
            .collect()
    };
    let gone = |l: &Life| kept(l).is_some_and(|i| l.stores[i].unrecoverable);
    let lost = |l: &Life| {
        kept(l).is_some_and(|i| l.stores[i].lost > 0 || l.stores[i].unrecoverable) || lost_parts(l)
    };
    let bytes = bytes_of(&arch.component(id).kind);
    let gone_bytes = |bytes: u64| -> Expected {
        let values: Vec<f64> = lives
            .iter()
            .map(|l| if gone(l) { bytes as f64 } else { 0.0 })
            .collect();
        Expected::of(&values, seed, &format!("{name}/bytes lost"))
    };
    Some(StoreForecast {
        name: name.clone(),
        bytes,
        loss: Chance::of(lives.iter().map(lost)),
        writes_lost: Expected::of(&count(|s| s.lost), seed, &format!("{name}/writes lost")),
        writes_diverged: Expected::of(&count(|s| s.diverged), seed, &format!("{name}/diverged")),
        unrecoverable: Chance::of(lives.iter().map(gone)),
        bytes_lost: bytes.map(gone_bytes),
    })
}

fn bytes_of(kind: &ComponentKind) -> Option<u64> {
    match kind {
        ComponentKind::Database(x) => Some(x.bytes),
        ComponentKind::Volume(x) => Some(x.bytes),
        ComponentKind::Instances(_)
        | ComponentKind::LoadBalancer(_)
        | ComponentKind::DnsName(_)
        | ComponentKind::Cdn(_)
        | ComponentKind::Bucket(_)
        | ComponentKind::Queue(_)
        | ComponentKind::Cache(_)
        | ComponentKind::Key(_)
        | ComponentKind::External(_) => None,
    }
}

/// Every contract that covers something in use.
pub(super) fn credits(lives: &[Life], seed: u64) -> Vec<CreditForecast> {
    let Some(first) = lives.first() else {
        return Vec::new();
    };
    let contracts = first.credits.iter().enumerate();
    contracts
        .map(|(i, contract)| {
            let dollars = |f: fn(&tenant::score::CreditSum) -> u64| -> Vec<f64> {
                lives
                    .iter()
                    .map(|l| f(&l.credits[i]) as f64 / 1e6)
                    .collect()
            };
            let name = format!("{}/{}", contract.provider, contract.service);
            CreditForecast {
                provider: contract.provider.clone(),
                service: contract.service.clone(),
                any: Chance::of(lives.iter().map(|l| l.credits[i].micro > 0)),
                owed: Expected::of(&dollars(|c| c.micro), seed, &format!("{name}/owed")),
                expected: Expected::of(
                    &dollars(|c| c.expected_micro),
                    seed,
                    &format!("{name}/expected"),
                ),
            }
        })
        .collect()
}
