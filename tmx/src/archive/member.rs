//! What stands before a member of an archive.

use std::io::{self, Read};

use encoding_rs::GB18030;
use flate2::{Crc, Decompress};

/// A member that is being read.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) packing: Packing,
    /// The checksum and the lengths stand behind the content.
    pub(super) is_streamed: bool,
    pub(super) checksum: u32,
    pub(super) found: Crc,
    /// Bytes that came out.
    pub(super) length: u64,
    pub(super) is_read: bool,
}

#[derive(Debug)]
pub(super) enum Packing {
    /// So many bytes as they are.
    Stored(u64),
    Deflated(Box<Decompress>),
    /// So many bytes that cannot be read, and why.
    Unreadable(u64, &'static str),
}

impl Member {
    /// Reads what stands before a member (APPNOTE 4.3.7), whose fixed part is `head`.
    pub(super) fn read(head: &[u8; 30], input: &mut impl Read) -> io::Result<Self> {
        let two = |at: usize| u16::from_le_bytes([head[at], head[at + 1]]);
        let four = |at: usize| u32::from(two(at)) | u32::from(two(at + 2)) << 16;
        let mut name = vec![0; usize::from(two(26))];
        let mut extra = vec![0; usize::from(two(28))];
        input.read_exact(&mut name)?;
        input.read_exact(&mut extra)?;
        let (flags, method) = (two(6), two(8));
        let is_streamed = flags & 8 != 0;
        let packed = match four(18) {
            u32::MAX => long_length(&extra).unwrap_or(u64::from(u32::MAX)),
            packed => u64::from(packed),
        };
        let packing = match method {
            _ if flags & 1 != 0 => {
                Packing::Unreadable(packed, "the archive is protected by a password")
            }
            0 if !is_streamed => Packing::Stored(packed),
            8 => Packing::Deflated(Box::new(Decompress::new(false))),
            _ => Packing::Unreadable(
                packed,
                "the archive is packed in a way that is not known; unpack it first",
            ),
        };
        let name = match std::str::from_utf8(&name) {
            Ok(name) => name.to_owned(),
            // As Windows in China writes them.
            Err(_) => GB18030.decode(&name).0.into_owned(),
        };
        Ok(Self {
            name,
            packing,
            is_streamed,
            checksum: four(14),
            found: Crc::new(),
            length: 0,
            is_read: false,
        })
    }
}

/// The packed length out of an extra field, where it has no room in its own (APPNOTE 4.5.3).
fn long_length(mut extra: &[u8]) -> Option<u64> {
    loop {
        let (&[i0, i1, n0, n1], rest) = extra.split_first_chunk()?;
        let (field, behind) = rest.split_at_checked(usize::from(u16::from_le_bytes([n0, n1])))?;
        if [i0, i1] == [1, 0] {
            return Some(u64::from_le_bytes(field.get(8..16)?.try_into().ok()?));
        }
        extra = behind;
    }
}
