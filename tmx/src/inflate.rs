//! Files that are compressed with gzip.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use flate2::bufread::GzDecoder;

use crate::archive::too_large;

/// The most that a compressed file may hold, in bytes, unless there is a reason for another
/// bound: more than any memory that tools exchange.
pub const INFLATED: u64 = 8 << 30;

/// The content of `input`: of a gzip file what was packed, else the bytes as they are.
///
/// Which it is, the first bytes say. More than `most` bytes out of compressed ones is an error: a
/// small file can hold any number. Zeros behind the end, as tapes and some servers leave them, say
/// nothing.
///
/// ```
/// use std::io::Read;
///
/// let mut text = String::new();
/// tmx::inflated(&b"<tmx/>"[..], tmx::INFLATED)?.read_to_string(&mut text)?;
/// assert_eq!(text, "<tmx/>");
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// When `input` fails.
pub fn inflated<'r>(
    mut input: impl Read + Send + 'r,
    most: u64,
) -> io::Result<Box<dyn Read + Send + 'r>> {
    let mut magic = Vec::new();
    input.by_ref().take(2).read_to_end(&mut magic)?;
    let is_packed = magic == [0x1F, 0x8B];
    let whole = BufReader::with_capacity(1 << 16, Cursor::new(magic).chain(input));
    Ok(match is_packed {
        true => Box::new(Gzip {
            decoder: Some(GzDecoder::new(whole)),
            left: most,
        }),
        false => Box::new(whole),
    })
}

/// The members of a gzip file, one behind the other.
struct Gzip<B> {
    /// None at the end.
    decoder: Option<GzDecoder<B>>,
    /// Bytes that may still come out.
    left: u64,
}

impl<B: BufRead> Read for Gzip<B> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        while let Some(decoder) = self.decoder.as_mut().filter(|_| !room.is_empty()) {
            let length = decoder.read(room)?;
            if length > 0 {
                let left = self.left.checked_sub(length as u64);
                self.left = left.ok_or_else(too_large)?;
                return Ok(length);
            }
            if let Some(mut input) = self.decoder.take().map(GzDecoder::into_inner)
                && has_more(&mut input)?
            {
                self.decoder = Some(GzDecoder::new(input));
            }
        }
        Ok(0)
    }
}

/// Whether anything but zeros follows, which are passed over.
fn has_more(input: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let bytes = input.fill_buf()?;
        let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
        let (is_end, has_more) = (bytes.is_empty(), zeros < bytes.len());
        input.consume(zeros);
        if is_end || has_more {
            return Ok(has_more);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn read(bytes: &[u8]) -> Result<String, String> {
        let mut text = String::new();
        inflated(bytes, 1000)
            .and_then(|mut input| input.read_to_string(&mut text))
            .map(|_| text)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn what_was_packed_comes_out() {
        let text = "<tmx>术语</tmx>";
        let parts = [gzip(b"<tmx>"), gzip("术语</tmx>".as_bytes())];
        for bytes in [
            text.as_bytes().to_vec(),
            gzip(text.as_bytes()),
            parts.concat(),
            parts.join(&[0; 9][..]),
            [gzip(text.as_bytes()), vec![0; 512]].concat(),
        ] {
            assert_eq!(read(&bytes).as_deref(), Ok(text));
        }
        assert_eq!(read(b"").as_deref(), Ok(""));
        assert_eq!(read(b"<").as_deref(), Ok("<"));
    }

    #[test]
    fn what_is_damaged_or_swells_without_end_is_refused() {
        let error = read(&gzip(&vec![b' '; 1 << 20])).unwrap_err();
        assert!(error.contains("larger than any memory"), "{error}");
        assert!(read(&[gzip(b"x"), b"rubbish".to_vec()].concat()).is_err());
        let whole = gzip(&[b'x'; 500]);
        for cut in 2..whole.len() {
            assert!(read(&whole[..cut]).is_err(), "{cut}");
        }
        for at in whole.len() - 8..whole.len() {
            let mut wrong = whole.clone();
            wrong[at] ^= 1;
            assert!(read(&wrong).is_err(), "{at}");
        }
    }
}
