//! Keccak-256 as Ethereum takes it: the sponge of FIPS 202 with the padding of the submission.

/// The digest of a message of at most 135 bytes; longer ones are cut there.
pub(super) fn digest_256(message: &[u8]) -> [u8; 32] {
    let mut block = [0_u8; RATE];
    let length = message.len().min(RATE - 1);
    block.iter_mut().zip(message.iter().take(length)).for_each(|(to, byte)| *to = *byte);
    block[length] ^= 0x01;
    block[RATE - 1] ^= 0x80;
    let mut state = [0_u64; 25];
    for (lane, bytes) in state.iter_mut().zip(block.as_chunks::<8>().0) {
        *lane = u64::from_le_bytes(*bytes);
    }
    permute(&mut state);
    let mut digest = [0; 32];
    for (to, lane) in digest.as_chunks_mut::<8>().0.iter_mut().zip(state) {
        *to = lane.to_le_bytes();
    }
    digest
}

/// Bytes a block.
const RATE: usize = 136;

fn permute(state: &mut [u64; 25]) {
    for constant in ROUNDS {
        let columns: [u64; 5] =
            std::array::from_fn(|x| (0..5).fold(0, |parity, y| parity ^ state[x + 5 * y]));
        for (index, lane) in state.iter_mut().enumerate() {
            let x = index % 5;
            *lane ^= columns[(x + 4) % 5] ^ columns[(x + 1) % 5].rotate_left(1);
        }
        let mut moved = [0_u64; 25];
        for (index, lane) in state.iter().enumerate() {
            let (x, y) = (index % 5, index / 5);
            moved[y + 5 * ((2 * x + 3 * y) % 5)] = lane.rotate_left(SHIFTS[index]);
        }
        for (index, lane) in state.iter_mut().enumerate() {
            let (x, row) = (index % 5, index / 5 * 5);
            *lane = moved[index] ^ (!moved[row + (x + 1) % 5] & moved[row + (x + 2) % 5]);
        }
        state[0] ^= constant;
    }
}

/// FIPS 202, table 2, modulo 64, by x + 5 y.
const SHIFTS: [u32; 25] =
    [0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14];

/// FIPS 202, 3.2.5.
const ROUNDS: [u64; 24] = [
    0x0000_0000_0000_0001,
    0x0000_0000_0000_8082,
    0x8000_0000_0000_808a,
    0x8000_0000_8000_8000,
    0x0000_0000_0000_808b,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8009,
    0x0000_0000_0000_008a,
    0x0000_0000_0000_0088,
    0x0000_0000_8000_8009,
    0x0000_0000_8000_000a,
    0x0000_0000_8000_808b,
    0x8000_0000_0000_008b,
    0x8000_0000_0000_8089,
    0x8000_0000_0000_8003,
    0x8000_0000_0000_8002,
    0x8000_0000_0000_0080,
    0x0000_0000_0000_800a,
    0x8000_0000_8000_000a,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8080,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8008,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_of_nothing() {
        // The yellow paper: KEC of the empty string begins c5d24601 and ends 5d85a470.
        let digest = digest_256(b"");
        assert_eq!(digest[..4], [0xc5, 0xd2, 0x46, 0x01]);
        assert_eq!(digest[28..], [0x5d, 0x85, 0xa4, 0x70]);
    }
}
