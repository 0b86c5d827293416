//! Zip archives, read from front to back.

mod member;

use std::io::{self, BufRead, BufReader, ErrorKind, Read};

use flate2::{Decompress, FlushDecompress, Status};

use self::member::{Member, Packing};

/// Most members of an archive that are looked at.
const MEMBERS: usize = 10_000;

/// The members of a zip archive, one after the other, each read as the archive itself.
///
/// It is read from front to back, never as a whole, and needs no more memory than a member's
/// piece. Checksums are compared at the end of each member that is read; more than `most` bytes
/// in all is an error, since a small archive can hold any number.
///
/// ```no_run
/// use std::io::Read;
///
/// let mut archive = tmx::Archive::new(std::fs::File::open("memories.zip")?, tmx::INFLATED);
/// while let Some(name) = archive.next_member()? {
///     let mut text = String::new();
///     archive.read_to_string(&mut text)?;
///     println!("{name}: {} bytes", text.len());
/// }
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Archive<R> {
    input: BufReader<R>,
    member: Option<Member>,
    /// Bytes that may still come out.
    left: u64,
    /// Members that were met.
    met: usize,
}

impl<R: Read> Archive<R> {
    /// Whether a file that begins so is an archive.
    #[must_use]
    pub fn is_archive(head: &[u8]) -> bool {
        head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
    }

    /// The members that `input` holds; no more than `most` bytes of them are given out.
    #[must_use]
    pub fn new(input: R, most: u64) -> Self {
        Self {
            input: BufReader::with_capacity(1 << 16, input),
            member: None,
            left: most,
            met: 0,
        }
    }

    /// Goes on to the next member that is no folder, and tells its name; none at the end.
    ///
    /// # Errors
    ///
    /// When the input fails or is no archive, or the member before is damaged.
    pub fn next_member(&mut self) -> io::Result<Option<String>> {
        loop {
            self.pass()?;
            let mut head = [0; 30];
            self.input.read_exact(&mut head[..4])?;
            if head[..4] != *b"PK\x03\x04" {
                return Ok(None);
            }
            self.input.read_exact(&mut head[4..])?;
            let member = Member::read(&head, &mut self.input)?;
            self.met += 1;
            if self.met > MEMBERS {
                return Err(damaged("the archive holds too many files"));
            }
            let name = member.name.clone();
            self.member = Some(member);
            if !name.ends_with('/') {
                return Ok(Some(name));
            }
        }
    }

    /// Passes over what was not read of the member at hand.
    fn pass(&mut self) -> io::Result<()> {
        match self
            .member
            .as_mut()
            .map(|it| (it.is_streamed, &mut it.packing))
        {
            Some((false, Packing::Stored(left) | Packing::Unreadable(left, _))) => {
                let left = std::mem::take(left);
                let passed = io::copy(&mut self.input.by_ref().take(left), &mut io::sink())?;
                if passed < left {
                    return Err(ErrorKind::UnexpectedEof.into());
                }
            }
            Some(_) => {
                io::copy(self, &mut io::sink())?;
            }
            None => {}
        }
        self.member = None;
        Ok(())
    }

    /// What stands behind the content of a member is compared with it.
    fn end(&mut self) -> io::Result<()> {
        let Some(member) = self.member.as_mut().filter(|it| !it.is_read) else {
            return Ok(());
        };
        member.is_read = true;
        if member.is_streamed {
            let mut four = || -> io::Result<u32> {
                let mut bytes = [0; 4];
                self.input.read_exact(&mut bytes)?;
                Ok(u32::from_le_bytes(bytes))
            };
            let first = four()?;
            // A signature may stand before it.
            member.checksum = match first == u32::from_le_bytes(*b"PK\x07\x08") {
                true => four()?,
                false => first,
            };
            let lengths = [four()?, four()?];
            // Lengths of 64 bits take up twice as much.
            if u64::from(lengths[1]) != member.length & u64::from(u32::MAX) {
                four()?;
                four()?;
            }
        }
        match member.found.sum() == member.checksum {
            true => Ok(()),
            false => Err(damaged(&format!(
                "the checksum of `{}` is wrong, the archive is damaged",
                member.name
            ))),
        }
    }
}

impl<R: Read> Read for Archive<R> {
    /// Reads the member at hand.
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let Some(member) = self
            .member
            .as_mut()
            .filter(|it| !it.is_read && !room.is_empty())
        else {
            return Ok(0);
        };
        let length = match &mut member.packing {
            Packing::Stored(0) => 0,
            Packing::Stored(left) => {
                let length = self.input.by_ref().take(*left).read(room)?;
                if length == 0 {
                    return Err(ErrorKind::UnexpectedEof.into());
                }
                *left -= length as u64;
                length
            }
            Packing::Deflated(decoder) => inflate(&mut self.input, decoder, room)?,
            Packing::Unreadable(_, cause) => return Err(damaged(cause)),
        };
        let new = room.get(..length).unwrap_or_default();
        member.found.update(new);
        member.length += length as u64;
        let left = self.left.checked_sub(length as u64);
        self.left = left.ok_or_else(too_large)?;
        if length == 0 {
            self.end()?;
        }
        Ok(length)
    }
}

/// Unpacks some bytes; none at the end.
fn inflate(
    input: &mut impl BufRead,
    decoder: &mut Decompress,
    room: &mut [u8],
) -> io::Result<usize> {
    loop {
        let packed = input.fill_buf()?;
        let is_last = packed.is_empty();
        let before = (decoder.total_in(), decoder.total_out());
        let flush = match is_last {
            true => FlushDecompress::Finish,
            false => FlushDecompress::None,
        };
        let status = decoder.decompress(packed, room, flush)?;
        let read = decoder.total_in() - before.0;
        let length = decoder.total_out() - before.1;
        input.consume(usize::try_from(read).unwrap_or_default());
        match status {
            _ if length > 0 => return Ok(usize::try_from(length).unwrap_or_default()),
            Status::StreamEnd => return Ok(0),
            _ if is_last => return Err(ErrorKind::UnexpectedEof.into()),
            _ => {}
        }
    }
}

pub(crate) fn too_large() -> io::Error {
    damaged("what is packed in it is larger than any memory")
}

fn damaged(cause: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, cause.to_owned())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use encoding_rs::GB18030;
    use flate2::write::DeflateEncoder;
    use flate2::{Compression, Crc};

    use super::*;

    fn deflated(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    /// A member with its checksum and length before it, or behind it.
    fn member(name: &[u8], method: u8, flags: u8, content: &[u8]) -> Vec<u8> {
        let packed = if method == 8 {
            deflated(content)
        } else {
            content.to_vec()
        };
        let mut sum = Crc::new();
        sum.update(content);
        let about = [
            sum.sum(),
            u32::try_from(packed.len()).unwrap(),
            u32::try_from(content.len()).unwrap(),
        ];
        let about: Vec<u8> = about.iter().flat_map(|it| it.to_le_bytes()).collect();
        let is_streamed = flags & 8 != 0;
        let mut bytes = b"PK\x03\x04\x14\0".to_vec();
        bytes.extend([flags, 0, method, 0, 0, 0, 0, 0]);
        bytes.extend(if is_streamed { &[0; 12][..] } else { &about });
        bytes.extend([u8::try_from(name.len()).unwrap(), 0, 0, 0]);
        bytes.extend(name);
        bytes.extend(packed);
        if is_streamed {
            bytes.extend(b"PK\x07\x08");
            bytes.extend(&about);
        }
        bytes
    }

    const END: &[u8] = b"PK\x01\x02";

    /// Names and texts of the members.
    fn read(bytes: &[u8]) -> Result<Vec<(String, String)>, String> {
        let mut archive = Archive::new(bytes, 1000);
        let mut found = Vec::new();
        let mut read = || -> io::Result<()> {
            while let Some(name) = archive.next_member()? {
                let mut text = String::new();
                archive.read_to_string(&mut text)?;
                found.push((name, text));
            }
            Ok(())
        };
        read().map_err(|error| error.to_string())?;
        Ok(found)
    }

    fn names(bytes: &[u8]) -> io::Result<Vec<String>> {
        let mut archive = Archive::new(bytes, 1000);
        std::iter::from_fn(|| archive.next_member().transpose()).collect()
    }

    #[test]
    fn members_come_one_by_one_with_their_texts() {
        let gbk = GB18030.encode("术语.tmx").0;
        let bytes = [
            &member(b"x/", 0, 0, b"")[..],
            &member(b"x/a.tmx", 8, 0, "术语".as_bytes()),
            &member(&gbk, 0, 0, b"plain"),
            &member(b"streamed", 8, 8, &[b'y'; 300]),
            &member(b"empty", 0, 0, b""),
            END,
        ]
        .concat();
        let found = read(&bytes).unwrap();
        let expected = [
            ("x/a.tmx", "术语"),
            ("术语.tmx", "plain"),
            ("streamed", &"y".repeat(300)),
            ("empty", ""),
        ];
        let expected = expected.map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert_eq!(found, expected);
        // Nothing of them need be read.
        assert_eq!(names(&bytes).unwrap().len(), 4);
        for cut in 1..bytes.len() {
            assert!(read(&bytes[..cut]).is_err(), "{cut}");
        }
    }

    #[test]
    fn lengths_may_have_sixty_four_bits() {
        let mut bytes = member(b"a", 0, 0, b"x");
        bytes[18..26].fill(0xFF);
        bytes[28] = 24;
        let lengths: Vec<u8> = [1_u64, 1].iter().flat_map(|it| it.to_le_bytes()).collect();
        let extra = [b"\x09\0\0\0\x01\0\x10\0", &lengths[..]].concat();
        bytes.splice(31..31, extra);
        bytes.extend(END);
        assert_eq!(read(&bytes).unwrap(), [("a".to_owned(), "x".to_owned())]);
        let mut streamed = member(b"a", 8, 8, b"x");
        let at = streamed.len() - 8;
        let (packed, length) = (u64::from(streamed[at]), 1_u64);
        streamed.truncate(at);
        streamed.extend(packed.to_le_bytes());
        streamed.extend(length.to_le_bytes());
        streamed.extend(END);
        assert_eq!(read(&streamed).unwrap(), [("a".to_owned(), "x".to_owned())]);
    }

    #[test]
    fn what_is_damaged_or_cannot_be_read_is_told() {
        let mut other = member(b"a.tmx", 0, 0, b"water");
        let last = other.len() - 1;
        other[last] ^= 1;
        let mut behind = member(b"a.tmx", 8, 8, b"water");
        let at = behind.len() - 12;
        behind[at] ^= 1;
        for (bytes, told) in [
            (other.clone(), "the checksum of `a.tmx` is wrong"),
            (behind, "the checksum of `a.tmx` is wrong"),
            (member(b"a", 8, 1, b"x"), "password"),
            (member(b"a", 12, 0, b"x"), "way that is not known"),
            (member(b"a", 0, 8, b"x"), "way that is not known"),
            (member(b"a", 8, 0, &[b' '; 2000]), "larger than any memory"),
        ] {
            let error = read(&[&bytes, END].concat()).unwrap_err();
            assert!(error.contains(told), "{error}");
        }
        // What is not read is not looked at.
        let bytes = [&other, &member(b"b", 12, 1, b"x")[..], END].concat();
        assert_eq!(names(&bytes).unwrap(), ["a.tmx", "b"]);
    }
}
