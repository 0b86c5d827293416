//! Compressed files: gzip, and zip archives that hold one file.

use std::io::{self, BufReader, Cursor, ErrorKind, Read};

use flate2::bufread::{DeflateDecoder, MultiGzDecoder};

/// The most that a compressed file may hold, in bytes, unless there is a reason for another
/// bound: more than any memory that tools exchange.
pub const INFLATED: u64 = 8 << 30;

/// Longest name, and longest extra field, of a member of an archive.
const NAME: usize = 1 << 16;
/// Most members of an archive that are passed over.
const MEMBERS: usize = 1000;

/// The content of `input`: of a gzip file and of a zip archive what was packed, else the bytes
/// as they are.
///
/// Which it is, the first bytes say. Of an archive it is the first member that is called
/// `….tmx`, `….tbx`, `….xml` or the like by `is_wanted`; the archive is read from front to back,
/// never as a whole. More than `most` bytes out of compressed ones is an error: a small file can
/// hold any number.
///
/// ```
/// use std::io::Read;
///
/// let mut text = String::new();
/// let mut input = tmx::inflated(&b"<tmx/>"[..], tmx::INFLATED, |name| name.ends_with(".tmx"))?;
/// input.read_to_string(&mut text)?;
/// assert_eq!(text, "<tmx/>");
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// When `input` fails, or is an archive that holds no such file, or one that is encrypted or
/// packed in another way than `deflate`.
pub fn inflated<'r>(
    mut input: impl Read + 'r,
    most: u64,
    is_wanted: impl Fn(&str) -> bool,
) -> io::Result<Box<dyn Read + 'r>> {
    let mut magic = Vec::new();
    input.by_ref().take(4).read_to_end(&mut magic)?;
    let kind = magic.clone();
    let mut whole = BufReader::with_capacity(1 << 16, Cursor::new(magic).chain(input));
    match kind.as_slice() {
        [0x1F, 0x8B, ..] => Ok(Box::new(Capped {
            input: MultiGzDecoder::new(whole),
            left: most,
        })),
        b"PK\x03\x04" => {
            for _ in 0..MEMBERS {
                let Some(member) = Member::read(&mut whole)? else {
                    break;
                };
                if is_wanted(&member.name) {
                    return member.content(whole, most);
                }
                member.pass(&mut whole, most)?;
            }
            Err(damaged("the archive holds no file of this kind"))
        }
        b"PK\x05\x06" => Err(damaged("the archive is empty")),
        _ => Ok(Box::new(whole)),
    }
}

/// What stands before a member of an archive (APPNOTE 4.3.7).
struct Member {
    name: String,
    method: u16,
    flags: u16,
    packed: u64,
}

impl Member {
    /// None when no member follows.
    fn read(input: &mut impl Read) -> io::Result<Option<Self>> {
        let mut head = [0; 30];
        input.read_exact(&mut head[..4])?;
        if head[..4] != *b"PK\x03\x04" {
            return Ok(None);
        }
        input.read_exact(&mut head[4..])?;
        let [
            _,
            _,
            _,
            _,
            _,
            _,
            f0,
            f1,
            m0,
            m1,
            _,
            _,
            _,
            _,
            _,
            _,
            _,
            _,
            p0,
            p1,
            p2,
            p3,
            _,
            _,
            _,
            _,
            n0,
            n1,
            e0,
            e1,
        ] = head;
        let lengths = [u16::from_le_bytes([n0, n1]), u16::from_le_bytes([e0, e1])];
        let [name, extra] = lengths.map(|length| vec![0; usize::from(length).min(NAME)]);
        let (mut name, mut extra) = (name, extra);
        input.read_exact(&mut name)?;
        input.read_exact(&mut extra)?;
        Ok(Some(Self {
            name: String::from_utf8_lossy(&name).to_lowercase(),
            method: u16::from_le_bytes([m0, m1]),
            flags: u16::from_le_bytes([f0, f1]),
            packed: u64::from(u32::from_le_bytes([p0, p1, p2, p3])),
        }))
    }

    /// The length stands behind the content.
    fn is_streamed(&self) -> bool {
        self.flags & 8 != 0
    }

    fn content<'r>(
        self,
        input: impl io::BufRead + 'r,
        most: u64,
    ) -> io::Result<Box<dyn Read + 'r>> {
        if self.flags & 1 != 0 {
            return Err(damaged("the archive is protected by a password"));
        }
        match self.method {
            8 => Ok(Box::new(Capped {
                input: DeflateDecoder::new(input),
                left: most,
            })),
            0 if !self.is_streamed() => Ok(Box::new(input.take(self.packed))),
            _ => Err(damaged(
                "the archive is packed in a way that is not known; unpack it first",
            )),
        }
    }

    fn pass(self, input: &mut impl io::BufRead, most: u64) -> io::Result<()> {
        if !self.is_streamed() {
            io::copy(&mut input.take(self.packed), &mut io::sink())?;
            return Ok(());
        }
        io::copy(&mut self.content(&mut *input, most)?, &mut io::sink())?;
        // Checksum and lengths, behind a signature that may be missing.
        let mut behind = [0; 4];
        input.read_exact(&mut behind)?;
        let rest = if behind == *b"PK\x07\x08" { 12 } else { 8 };
        io::copy(&mut input.take(rest), &mut io::sink())?;
        Ok(())
    }
}

/// Gives so many bytes, and an error where there are more.
struct Capped<R> {
    input: R,
    left: u64,
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(room)?;
        self.left = self
            .left
            .checked_sub(length as u64)
            .ok_or_else(|| damaged("what is packed in it is larger than any memory"))?;
        Ok(length)
    }
}

fn damaged(cause: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, cause.to_owned())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder};

    use super::*;

    fn deflated(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    /// A member with its length before it, or behind it.
    fn member(name: &str, method: u8, flags: u8, content: &[u8]) -> Vec<u8> {
        let packed = if method == 8 {
            deflated(content)
        } else {
            content.to_vec()
        };
        let length = u32::try_from(packed.len()).unwrap().to_le_bytes();
        let is_streamed = flags & 8 != 0;
        let mut bytes = b"PK\x03\x04\x14\0".to_vec();
        bytes.extend([flags, 0, method, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        bytes.extend(if is_streamed { [0; 4] } else { length });
        bytes.extend([0; 4]);
        bytes.extend([u8::try_from(name.len()).unwrap(), 0, 0, 0]);
        bytes.extend(name.as_bytes());
        bytes.extend(packed);
        if is_streamed {
            bytes.extend(b"PK\x07\x08\0\0\0\0");
            bytes.extend(length);
            bytes.extend([0; 4]);
        }
        bytes
    }

    fn read(bytes: &[u8]) -> Result<String, String> {
        let mut text = String::new();
        inflated(bytes, 1000, |name| name.ends_with(".tmx"))
            .and_then(|mut input| input.read_to_string(&mut text))
            .map(|_| text)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn what_was_packed_comes_out() {
        let text = "<tmx>术语</tmx>";
        let other = "x".repeat(100);
        for bytes in [
            text.as_bytes().to_vec(),
            gzip(text.as_bytes()),
            [gzip(b"<tmx>"), gzip("术语</tmx>".as_bytes())].concat(),
            member("A.TMX", 8, 0, text.as_bytes()),
            member("a.tmx", 0, 0, text.as_bytes()),
            [
                member("read.me", 8, 8, other.as_bytes()),
                member("x/", 0, 0, b""),
                member("x/a.tmx", 8, 8, text.as_bytes()),
            ]
            .concat(),
        ] {
            assert_eq!(read(&bytes).as_deref(), Ok(text));
        }
        assert_eq!(read(b"").as_deref(), Ok(""));
        assert_eq!(read(b"<a").as_deref(), Ok("<a"));
    }

    #[test]
    fn what_swells_without_end_is_refused() {
        let zeros = vec![b' '; 1 << 20];
        for bytes in [
            gzip(&zeros),
            member("a.tmx", 8, 0, &zeros),
            member("b", 8, 8, &zeros),
        ] {
            let error = read(&bytes).unwrap_err();
            assert!(error.contains("larger than any memory"), "{error}");
        }
    }

    #[test]
    fn archives_that_cannot_be_read_are_told_why() {
        let end = b"PK\x01\x02";
        for (bytes, told) in [
            (
                [&member("a.txt", 8, 0, b"x")[..], end].concat(),
                "holds no file",
            ),
            (b"PK\x05\x06".to_vec(), "is empty"),
            (member("a.tmx", 8, 1, b"x"), "password"),
            (member("a.tmx", 12, 0, b"x"), "way that is not known"),
            (member("a.txt", 8, 0, b"x")[..20].to_vec(), "fill"),
        ] {
            let error = read(&bytes).unwrap_err();
            assert!(error.contains(told), "{error}");
        }
        let whole = gzip(&[b'x'; 500]);
        for cut in 4..whole.len() {
            assert!(read(&whole[..cut]).is_err(), "{cut}");
        }
    }
}
