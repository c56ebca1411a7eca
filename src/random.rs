//! Random bytes that nobody outside can guess, without a dependency.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};

/// Fresh bytes for a token or a nonce. The standard library keys its hasher (SipHash, a keyed
/// pseudo-random function) with 128 bits that the operating system gives each thread; a counter is
/// hashed under that key, so two calls differ and one tells nothing of the next. They serve as
/// marks that live as long as a request or a process, not as keys.
pub(crate) fn fresh() -> [u8; 32] {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let mut gathered = blake3::Hasher::new();
    for _ in 0..4 {
        let mut hasher = RandomState::new().build_hasher();
        hasher.write_u64(COUNTER.fetch_add(1, Ordering::Relaxed));
        gathered.update(&hasher.finish().to_le_bytes());
    }
    *gathered.finalize().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_are_equal_and_every_bit_takes_both_values() {
        let drawn: Vec<[u8; 32]> = (0..256).map(|_| fresh()).collect();
        assert_eq!(drawn.iter().collect::<HashSet<_>>().len(), drawn.len());
        for bit in 0..256 {
            let set = drawn.iter().filter(|bytes| bytes[bit / 8] >> (bit % 8) & 1 == 1).count();
            assert!((64..192).contains(&set), "bit {bit} is set in {set} of 256");
        }
    }
}
