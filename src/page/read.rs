//! The memory that the reader writes its batches into. Knows their size, not their content.

use crate::prelude::*;
/// Two lists that the reader fills: numbers and bytes. Kept between batches: memory that a
/// page's snapshot took is not given back to the browser anyway.
#[derive(Default)]
pub(super) struct Buffers {
    pub(super) ops: Vec<u32>,
    pub(super) bytes: Vec<u8>,
    /// Where they are and how large, for the reader: address and length of each.
    header: Box<[u32; 4]>,
}

/// Numbers and bytes at the start. Most batches fit.
const FIRST: usize = 16 * 1024;

impl Buffers {
    /// Makes room for so many numbers and bytes in all, and tells the address of four numbers that say where.
    pub(super) fn grow(&mut self, ops: usize, bytes: usize) -> u32 {
        if self.ops.len() < ops.max(1) {
            self.ops.resize(ops.max(FIRST).next_power_of_two(), 0);
        }
        if self.bytes.len() < bytes.max(1) {
            self.bytes.resize(bytes.max(FIRST).next_power_of_two(), 0);
        }
        *self.header = [
            self.ops.as_mut_ptr() as usize as u32,
            self.ops.len() as u32,
            self.bytes.as_mut_ptr() as usize as u32,
            self.bytes.len() as u32,
        ];
        self.header.as_ptr() as usize as u32
    }
}
