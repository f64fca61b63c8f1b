//! Unsigned LEB128 numbers up to 64 bits, and zigzag for signed ones. Knows nothing of what they mean.

use crate::prelude::*;
/// A number that does not end, or does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadVarint;

/// Appends `value`: seven bits a byte, low bits first, the top bit set while more follow.
pub fn write(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value as u8) | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Reads one number from the front of `bytes` and moves `bytes` behind it.
pub fn read(bytes: &mut &[u8]) -> Result<u64, BadVarint> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first().ok_or(BadVarint)?;
        *bytes = rest;
        let bits = u64::from(byte & 0x7f);
        if shift == 63 && bits > 1 {
            return Err(BadVarint);
        }
        value |= bits << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(BadVarint)
}

/// Reads a number that must fit 32 bits.
pub fn read_u32(bytes: &mut &[u8]) -> Result<u32, BadVarint> {
    u32::try_from(read(bytes)?).map_err(|_| BadVarint)
}

/// Maps small negative and positive numbers to small unsigned ones: 0, -1, 1, -2 become 0, 1, 2, 3.
pub fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

/// The inverse of [`zigzag`].
pub fn unzigzag(value: u64) -> i64 {
    ((value >> 1) as i64) ^ -((value & 1) as i64)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_come_back(value: u64, signed: i64) {
            let mut out = Vec::new();
            write(&mut out, value);
            write(&mut out, zigzag(signed));
            let mut rest = out.as_slice();
            prop_assert_eq!(read(&mut rest), Ok(value));
            prop_assert_eq!(read(&mut rest).map(unzigzag), Ok(signed));
            prop_assert!(rest.is_empty());
        }

        #[test]
        fn any_bytes_never_panic(bytes: Vec<u8>) {
            let mut rest = bytes.as_slice();
            while !rest.is_empty() && read(&mut rest).is_ok() {}
        }
    }

    #[test]
    fn a_number_over_64_bits_is_refused() {
        let mut too_long: &[u8] = &[0xff; 11];
        assert_eq!(read(&mut too_long), Err(BadVarint));
    }
}
