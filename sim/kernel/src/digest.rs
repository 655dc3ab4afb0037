//! Digests of results. Only whole numbers and text are hashed, never floating point.

use std::fmt;

/// The fingerprint of a result: equal inputs give equal digests on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Digest(pub [u8; 16]);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

/// Collects numbers and text into a [`Digest`].
#[derive(Debug, Clone, Default)]
pub struct Digester(blake3::Hasher);

impl Digester {
    /// An empty digester.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a whole number.
    pub fn num(&mut self, n: u64) -> &mut Self {
        self.0.update(&n.to_le_bytes());
        self
    }

    /// Adds text with its length, so that neighbours cannot run together.
    pub fn text(&mut self, s: &str) -> &mut Self {
        self.num(s.len() as u64);
        self.0.update(s.as_bytes());
        self
    }

    /// Adds raw bytes with their length.
    pub fn bytes(&mut self, b: &[u8]) -> &mut Self {
        self.num(b.len() as u64);
        self.0.update(b);
        self
    }

    /// The digest of everything added so far.
    #[must_use]
    pub fn finish(&self) -> Digest {
        let hash = self.0.finalize();
        let mut out = [0; 16];
        out.copy_from_slice(&hash.as_bytes()[..16]);
        Digest(out)
    }
}
