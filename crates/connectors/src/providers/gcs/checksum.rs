//! CRC-32C (RFC 3720, 12.1; Castagnoli's polynomial), the checksum that Google keeps of every object.

use base64::{Engine, engine::general_purpose::STANDARD};

/// The polynomial, its bits in reverse.
const POLYNOMIAL: u32 = 0x82F6_3B78;

/// Eight tables: a byte at each of eight places.
const TABLES: [[u32; 256]; 8] = tables();

const fn tables() -> [[u32; 256]; 8] {
    let mut tables = [[0; 256]; 8];
    let mut byte = 0;
    while byte < 256 {
        let mut rest = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            rest = if rest & 1 == 1 {
                rest >> 1 ^ POLYNOMIAL
            } else {
                rest >> 1
            };
            bit += 1;
        }
        tables[0][byte] = rest;
        byte += 1;
    }
    let mut place = 1;
    while place < 8 {
        let mut byte = 0;
        while byte < 256 {
            let before = tables[place - 1][byte];
            tables[place][byte] = before >> 8 ^ tables[0][(before & 0xFF) as usize];
            byte += 1;
        }
        place += 1;
    }
    tables
}

/// The checksum as Google spells it: four bytes, highest first, in base64.
pub(super) fn crc32c(bytes: &[u8]) -> String {
    let mut sum = u32::MAX;
    let mut words = bytes.chunks_exact(8);
    for word in &mut words {
        let mut mixed = [0; 8];
        mixed.copy_from_slice(word);
        let mixed = (u64::from_le_bytes(mixed) ^ u64::from(sum)).to_le_bytes();
        sum = mixed
            .iter()
            .zip(TABLES.iter().rev())
            .fold(0, |sum, (byte, table)| sum ^ table[usize::from(*byte)]);
    }
    for byte in words.remainder() {
        sum = sum >> 8 ^ TABLES[0][usize::from(sum as u8 ^ byte)];
    }
    STANDARD.encode((!sum).to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_sums() {
        // The check value of the algorithm, and those of RFC 3720, B.4.
        assert_eq!(
            crc32c(b"123456789"),
            STANDARD.encode(0xE306_9283_u32.to_be_bytes())
        );
        assert_eq!(crc32c(&[0; 32]), STANDARD.encode(0x8A91_36AA_u32.to_be_bytes()));
        assert_eq!(
            crc32c(&[0xFF; 32]),
            STANDARD.encode(0x62A8_AB43_u32.to_be_bytes())
        );
        let rising: Vec<u8> = (0..32).collect();
        assert_eq!(crc32c(&rising), STANDARD.encode(0x46DD_794E_u32.to_be_bytes()));
        assert_eq!(crc32c(b""), "AAAAAA==");
    }
}
