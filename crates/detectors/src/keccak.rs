//! Keccak-256 as Ethereum uses it (the Keccak team's reference, before the padding that became SHA-3), for addresses
//! of forty letters: one block is enough, longer messages are refused.

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
/// Bytes of a block of Keccak-256.
const RATE: usize = 136;

/// The hash of a message shorter than a block.
pub(crate) fn keccak256(message: &[u8]) -> Option<[u8; 32]> {
    if message.len() >= RATE {
        return None;
    }
    let mut block = [0u8; RATE];
    block[..message.len()].copy_from_slice(message);
    block[message.len()] ^= 0x01;
    block[RATE - 1] ^= 0x80;
    let mut lanes = [0u64; 25];
    for (lane, bytes) in lanes.iter_mut().zip(block.as_chunks::<8>().0) {
        *lane = u64::from_le_bytes(*bytes);
    }
    for constant in ROUNDS {
        round(&mut lanes, constant);
    }
    let mut hash = [0; 32];
    for (part, lane) in hash.chunks_exact_mut(8).zip(lanes) {
        part.copy_from_slice(&lane.to_le_bytes());
    }
    Some(hash)
}

/// One round of Keccak-f[1600]: theta, rho and pi, chi, iota; lane (x, y) is at x + 5y.
fn round(lanes: &mut [u64; 25], constant: u64) {
    let columns: [u64; 5] = std::array::from_fn(|x| (0..5).fold(0, |sum, y| sum ^ lanes[x + 5 * y]));
    for x in 0..5 {
        let mixed = columns[(x + 4) % 5] ^ columns[(x + 1) % 5].rotate_left(1);
        for y in 0..5 {
            lanes[x + 5 * y] ^= mixed;
        }
    }
    let mut moved = *lanes;
    let (mut x, mut y) = (1, 0);
    for step in 1..=24u32 {
        let turned = lanes[x + 5 * y].rotate_left(step * (step + 1) / 2 % 64);
        (x, y) = (y, (2 * x + 3 * y) % 5);
        moved[x + 5 * y] = turned;
    }
    for y in 0..5 {
        for x in 0..5 {
            let row = |x: usize| moved[x % 5 + 5 * y];
            lanes[x + 5 * y] = row(x) ^ (!row(x + 1) & row(x + 2));
        }
    }
    lanes[0] ^= constant;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_empty_message_and_a_short_one() {
        let hex = |hash: [u8; 32]| hash.map(|byte| format!("{byte:02x}")).concat();
        // Published by the Keccak team and in the Ethereum yellow paper.
        assert_eq!(
            keccak256(b"").map(hex).unwrap(),
            "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
        );
        assert_eq!(
            keccak256(b"abc").map(hex).unwrap(),
            "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"
        );
        assert_eq!(keccak256(&[0; RATE]), None);
    }
}
