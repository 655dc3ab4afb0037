//! A kept tape as bytes: a head that says what it is, and the tape.
//!
//! Magic (16 bytes), format (4), key (32), length of the rest (8), checksum over all of that and the rest (32), the tape
//! as postcard writes it. Numbers in the head are little-endian. A file is taken only if every byte is what it was when it
//! was written, and it is exactly as long.

use super::key::Key;
use tape::Tape;

/// What our files begin with. The end of line in it is changed by whatever mistakes the file for text.
pub const MAGIC: &[u8; 16] = b"zonefall tape\r\n\x1a";
/// Changes with anything written here; the tape itself is part of the model, which is part of the key.
const FORMAT: u32 = 1;

/// Where the checksum stands.
const SUM_AT: usize = MAGIC.len() + 4 + 32 + 8;
const HEAD: usize = SUM_AT + 32;

/// A tape as a file; `None` if it cannot be written down.
pub fn encode(key: &Key, tape: &Tape) -> Option<Vec<u8>> {
    let payload = postcard::to_allocvec(tape).ok()?;
    let about = about(key, &payload);
    let sum = checksum(&about, &payload);
    Some([about.as_slice(), &sum, &payload].concat())
}

/// The tape in a file, if it is whole and the one that was looked for.
pub fn decode(key: &Key, bytes: &[u8]) -> Option<Tape> {
    let (head, payload) = bytes.split_at_checked(HEAD)?;
    let (about, sum) = head.split_at(SUM_AT);
    if about != self::about(key, payload) || sum != checksum(about, payload) {
        return None;
    }
    match postcard::take_from_bytes(payload) {
        Ok((tape, [])) => Some(tape),
        Ok(_) | Err(_) => None,
    }
}

/// The head without its checksum.
fn about(key: &Key, payload: &[u8]) -> Vec<u8> {
    let (format, length) = (FORMAT.to_le_bytes(), (payload.len() as u64).to_le_bytes());
    [MAGIC.as_slice(), &format, &key.0, &length].concat()
}

fn checksum(head: &[u8], payload: &[u8]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(head);
    hasher.update(payload);
    *hasher.finalize().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tapes::key::{self, tests::short_run};

    #[test]
    fn a_tape_comes_back_bit_by_bit() {
        let run = short_run(5);
        let key = key::of(&run).expect("a key");
        let tape = cloud::simulate(&run).expect("it runs").tape;
        let bytes = encode(&key, &tape).expect("it can be written down");
        let back = decode(&key, &bytes).expect("it is whole");
        assert_eq!(back, tape);
        assert_eq!(back.digest(), tape.digest());
        assert_eq!(encode(&key, &back), Some(bytes.clone()));
        assert_eq!(decode(&Key([7; 32]), &bytes), None, "another one's");
        assert!(tape.facts.len() > 10, "something happened");
    }

    #[test]
    fn no_byte_can_change_and_none_be_missing() {
        let (key, tape) = (Key([3; 32]), Tape::calm("p/r", kernel::SimDuration(9)));
        let bytes = encode(&key, &tape).expect("it can be written down");
        assert_eq!(decode(&key, &bytes), Some(tape));
        for at in 0..bytes.len() {
            for flip in [1, 0x80, 0xff] {
                let mut other = bytes.clone();
                other[at] ^= flip;
                assert_eq!(decode(&key, &other), None, "byte {at}");
            }
            assert_eq!(decode(&key, &bytes[..at]), None, "only {at} bytes");
        }
        let longer = [bytes.as_slice(), &[0]].concat();
        assert_eq!(decode(&key, &longer), None, "a byte too many");
        assert_eq!(decode(&key, b"kind: tape\nversion: 1\n"), None);
    }

    #[test]
    fn another_format_is_not_ours() {
        let (key, tape) = (Key([3; 32]), Tape::calm("p/r", kernel::SimDuration(9)));
        let mut bytes = encode(&key, &tape).expect("it can be written down");
        bytes[MAGIC.len()] += 1;
        let sum = checksum(&bytes[..SUM_AT], &bytes[HEAD..]);
        bytes[SUM_AT..HEAD].copy_from_slice(&sum);
        assert_eq!(decode(&key, &bytes), None);
    }
}
