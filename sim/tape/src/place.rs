//! Places: provider / region / zone, and the shared-fate domains under them.

use serde::{Deserialize, Serialize};

/// Index of a place in its [`Places`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PlaceId(pub u16);

/// What kind of place it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PlaceKind {
    /// A company that rents out machines, e.g. `aws`.
    Provider,
    /// A geographic area of several zones, e.g. `aws/us-east-1`.
    Region,
    /// An availability zone, e.g. `aws/us-east-1/a`.
    Zone,
    /// A shared-fate domain under a zone: building, power feed, network, e.g. `aws/us-east-1/a/cluster-1`.
    Domain,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    path: String,
    kind: PlaceKind,
    parent: Option<PlaceId>,
}

/// A tree of named places. Paths are unique: `provider/region/zone/domain`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Places {
    list: Vec<Place>,
}

impl Places {
    /// The place with this path, made (with its parents) if it was not there.
    ///
    /// # Panics
    /// On an empty path or segment, or more than four segments: callers check input first.
    pub fn intern(&mut self, path: &str) -> PlaceId {
        if let Some(id) = self.find(path) {
            return id;
        }
        let depth = path.split('/').count();
        assert!(
            path.split('/').all(|s| !s.is_empty()),
            "empty segment in place {path:?}"
        );
        let kind = match depth {
            1 => PlaceKind::Provider,
            2 => PlaceKind::Region,
            3 => PlaceKind::Zone,
            4 => PlaceKind::Domain,
            _ => panic!("place {path:?} has more than four segments"),
        };
        let parent = path.rsplit_once('/').map(|(p, _)| self.intern(p));
        self.list.push(Place {
            path: path.to_owned(),
            kind,
            parent,
        });
        PlaceId((self.list.len() - 1) as u16)
    }

    /// The place with this path, if known.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<PlaceId> {
        self.list
            .iter()
            .position(|p| p.path == path)
            .map(|i| PlaceId(i as u16))
    }

    /// The deepest known place on this path.
    #[must_use]
    pub fn deepest(&self, path: &str) -> Option<PlaceId> {
        let mut around = std::iter::successors(Some(path), |p| Some(p.rsplit_once('/')?.0));
        around.find_map(|p| self.find(p))
    }

    /// `aws/us-east-1/a`
    #[must_use]
    pub fn path(&self, id: PlaceId) -> &str {
        &self.list[id.0 as usize].path
    }

    /// The last segment of the path: `a`.
    #[must_use]
    pub fn short(&self, id: PlaceId) -> &str {
        let path = self.path(id);
        path.rsplit_once('/').map_or(path, |(_, s)| s)
    }

    /// Provider, region, zone or domain.
    #[must_use]
    pub fn kind(&self, id: PlaceId) -> PlaceKind {
        self.list[id.0 as usize].kind
    }

    /// The place this one lies in; a provider lies in none.
    #[must_use]
    pub fn parent(&self, id: PlaceId) -> Option<PlaceId> {
        self.list[id.0 as usize].parent
    }

    /// The place itself, then its parents up to the provider.
    pub fn up(&self, id: PlaceId) -> impl Iterator<Item = PlaceId> + '_ {
        std::iter::successors(Some(id), |&p| self.parent(p))
    }

    /// Whether `inner` is `outer` or lies in it.
    #[must_use]
    pub fn within(&self, inner: PlaceId, outer: PlaceId) -> bool {
        self.up(inner).any(|p| p == outer)
    }

    /// All places, in order of their ids.
    pub fn ids(&self) -> impl Iterator<Item = PlaceId> + use<> {
        (0..self.list.len() as u16).map(PlaceId)
    }

    /// The same tree with every path rewritten, for transplanting; ids stay.
    #[must_use]
    pub fn renamed(&self, rename: impl Fn(&str) -> String) -> Self {
        let mut out = self.clone();
        for p in &mut out.list {
            p.path = rename(&p.path);
        }
        out
    }
}
