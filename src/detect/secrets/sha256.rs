//! SHA-256 of a few bytes (FIPS 180-4, <https://doi.org/10.6028/NIST.FIPS.180-4>), for the checksum
//! of seed phrases.

/// The digest of at most 55 bytes, which fill one block; of more none is made.
pub(super) fn sha256(bytes: &[u8]) -> Option<[u8; 32]> {
    let mut block = [0_u8; 64];
    block.get_mut(..bytes.len())?.copy_from_slice(bytes);
    if bytes.len() > 55 {
        return None;
    }
    *block.get_mut(bytes.len())? = 0x80;
    block[56..].copy_from_slice(&(8 * bytes.len() as u64).to_be_bytes());
    let mut words = [0_u32; 64];
    for (word, four) in words.iter_mut().zip(block.as_chunks::<4>().0) {
        *word = u32::from_be_bytes(*four);
    }
    for at in 16..64 {
        let (two, fifteen) = (words[at - 2], words[at - 15]);
        let small1 = two.rotate_right(17) ^ two.rotate_right(19) ^ (two >> 10);
        let small0 = fifteen.rotate_right(7) ^ fifteen.rotate_right(18) ^ (fifteen >> 3);
        let sum = words[at - 16].wrapping_add(small0).wrapping_add(words[at - 7]);
        words[at] = sum.wrapping_add(small1);
    }
    let mut state = START;
    for (constant, word) in CONSTANTS.iter().zip(words) {
        let [a, b, c, d, e, f, g, h] = state;
        let big1 = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
        let choice = (e & f) ^ (!e & g);
        let one = h.wrapping_add(big1).wrapping_add(choice).wrapping_add(*constant);
        let one = one.wrapping_add(word);
        let big0 = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
        let majority = (a & b) ^ (a & c) ^ (b & c);
        let two = big0.wrapping_add(majority);
        state = [one.wrapping_add(two), a, b, c, d.wrapping_add(one), e, f, g];
    }
    let mut digest = [0; 32];
    for ((four, word), start) in digest.as_chunks_mut::<4>().0.iter_mut().zip(state).zip(START) {
        *four = word.wrapping_add(start).to_be_bytes();
    }
    Some(digest)
}

const START: [u32; 8] = [
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

#[rustfmt::skip]
const CONSTANTS: [u32; 64] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_the_standard_come_out() {
        let first = |bytes: &[u8]| sha256(bytes).map(|digest| digest[..4].to_vec());
        assert_eq!(first(b""), Some(vec![0xe3, 0xb0, 0xc4, 0x42]));
        assert_eq!(first(b"abc"), Some(vec![0xba, 0x78, 0x16, 0xbf]));
        assert_eq!(sha256(&[0; 56]), None);
        assert_eq!(sha256(&[0; 99]), None);
    }
}
