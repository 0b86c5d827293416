//! The ZIP files that documents are, read in memory and with limits.
//!
//! Nothing is unpacked to the disk, and names are only compared, never used as paths. What is
//! limited is what really comes out, since the sizes that a ZIP file declares may be lies.

use std::collections::BTreeMap;
use std::io::Read as _;

use flate2::bufread::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder, ZipSliceArchive};

use super::error::ReadError;

/// Largest member, unpacked, in bytes.
const MEMBER: usize = 64 << 20;
/// Most that is unpacked of one file, in bytes.
const TOTAL: usize = 512 << 20;
/// Most members.
const MEMBERS: usize = 20_000;
/// Most bytes that one packed byte may become; markup with many repetitions reaches 100.
const RATIO: usize = 200;
/// Members smaller than this, unpacked, may be packed in any ratio.
const SMALL: usize = 1 << 20;

/// An open ZIP file.
pub(super) struct Archive<'b> {
    kind: &'static str,
    inner: ZipSliceArchive<&'b [u8]>,
    members: BTreeMap<Vec<u8>, Member>,
    unpacked: usize,
}

#[derive(Clone, Copy)]
struct Member {
    place: ZipArchiveEntryWayfinder,
    method: CompressionMethod,
    is_encrypted: bool,
}

impl<'b> Archive<'b> {
    /// Reads the directory of a ZIP file, which messages call `kind`.
    pub(super) fn open(bytes: &'b [u8], kind: &'static str) -> Result<Self, ReadError> {
        let damaged = |error: rawzip::Error| ReadError::Damaged {
            kind,
            cause: format!("its list of parts cannot be read ({error})"),
        };
        let inner = ZipArchive::from_slice(bytes).map_err(damaged)?;
        let mut members = BTreeMap::new();
        let mut entries = inner.entries();
        let mut count = 0;
        while let Some(entry) = entries.next_entry().map_err(damaged)? {
            count += 1;
            if count > MEMBERS {
                return Err(ReadError::Suspicious {
                    kind,
                    cause: format!("it has more than {MEMBERS} parts"),
                });
            }
            let member = Member {
                place: entry.wayfinder(),
                method: entry.compression_method(),
                is_encrypted: entry.flags().is_encrypted(),
            };
            // Of two members of one name the first counts, as for most programs.
            let name: &[u8] = entry.file_path().as_bytes();
            members.entry(name.to_vec()).or_insert(member);
        }
        Ok(Self {
            kind,
            inner,
            members,
            unpacked: 0,
        })
    }

    /// Whether there is a member of exactly this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.members.contains_key(name.as_bytes())
    }

    /// The names of the members that are UTF-8, in code-point order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.members
            .keys()
            .filter_map(|name| std::str::from_utf8(name).ok())
    }

    /// The member of exactly this name, unpacked.
    ///
    /// # Errors
    ///
    /// When it is missing, encrypted, damaged, or larger than the limits.
    pub(super) fn read(&mut self, name: &str) -> Result<Vec<u8>, ReadError> {
        let Some(&member) = self.members.get(name.as_bytes()) else {
            return Err(self.damaged(name, "is missing"));
        };
        if member.is_encrypted {
            return Err(ReadError::Protected {
                what: "it is protected by a password",
            });
        }
        let entry = match self.inner.get_entry(member.place) {
            Ok(entry) => entry,
            Err(error) => return Err(self.damaged(name, &format!("cannot be found ({error})"))),
        };
        let packed = entry.data();
        let limit = MEMBER.min(TOTAL.saturating_sub(self.unpacked));
        let allowed = limit.min(SMALL.max(packed.len().saturating_mul(RATIO)));
        let mut bytes = Vec::new();
        // One byte more than allowed tells what is just as large from what is larger.
        let most = allowed as u64 + 1;
        let result = match member.method {
            CompressionMethod::STORE => entry
                .verifying_reader(packed)
                .take(most)
                .read_to_end(&mut bytes),
            CompressionMethod::DEFLATE => entry
                .verifying_reader(DeflateDecoder::new(packed))
                .take(most)
                .read_to_end(&mut bytes),
            _ => return Err(self.damaged(name, "is packed in an unusual way")),
        };
        if bytes.len() > allowed {
            return Err(self.too_large(name, allowed));
        }
        if let Err(error) = result {
            return Err(self.damaged(name, &format!("cannot be unpacked ({error})")));
        }
        self.unpacked += bytes.len();
        Ok(bytes)
    }

    /// The member of exactly this name as XML text: UTF-8, or UTF-16 with a byte order mark.
    ///
    /// # Errors
    ///
    /// As for [`Archive::read`], and when it is in another encoding.
    pub(super) fn read_text(&mut self, name: &str) -> Result<String, ReadError> {
        let bytes = self.read(name)?;
        let wide = |unit: fn([u8; 2]) -> u16| {
            let units: Vec<u16> = bytes
                .as_chunks::<2>()
                .0
                .iter()
                .map(|&pair| unit(pair))
                .collect();
            String::from_utf16(&units).ok()
        };
        let text = match bytes.as_slice() {
            [0xFF, 0xFE, ..] => wide(u16::from_le_bytes),
            [0xFE, 0xFF, ..] => wide(u16::from_be_bytes),
            _ => String::from_utf8(bytes).ok(),
        };
        match text {
            Some(text) => Ok(match text.strip_prefix('\u{feff}') {
                Some(rest) => rest.to_owned(),
                None => text,
            }),
            None => Err(self.damaged(name, "is not in Unicode")),
        }
    }

    /// The failure of a member.
    pub(super) fn damaged(&self, name: &str, cause: &str) -> ReadError {
        ReadError::Damaged {
            kind: self.kind,
            cause: format!("its part `{name}` {cause}"),
        }
    }

    fn too_large(&self, name: &str, allowed: usize) -> ReadError {
        let cause = if allowed >= MEMBER {
            format!("its part `{name}` is larger than {} MiB", MEMBER >> 20)
        } else if allowed > SMALL && TOTAL.saturating_sub(self.unpacked) == allowed {
            format!("its parts are larger than {} MiB", TOTAL >> 20)
        } else {
            format!("its part `{name}` is packed more than {RATIO} times")
        };
        ReadError::Suspicious {
            kind: self.kind,
            cause,
        }
    }
}

/// Unpacks every member once, so that a library that has no limits can read the file afterwards.
///
/// # Errors
///
/// As for [`Archive::read`], and when two members have one name.
pub(crate) fn check_package(bytes: &[u8], kind: &'static str) -> Result<(), ReadError> {
    let mut archive = Archive::open(bytes, kind)?;
    let suspicious = |cause: &str| ReadError::Suspicious {
        kind,
        cause: cause.to_owned(),
    };
    let mut entries = archive.inner.entries();
    let mut count = 0;
    while let Ok(Some(_)) = entries.next_entry() {
        count += 1;
    }
    // Of two members of one name another library may read the one that was not looked at.
    if count != archive.members.len() {
        return Err(suspicious("two parts of it have one name"));
    }
    let names: Vec<Vec<u8>> = archive.members.keys().cloned().collect();
    for name in names {
        let name = std::str::from_utf8(&name)
            .map_err(|_| suspicious("a part of it has a name that is no text"))?;
        if !name.ends_with('/') {
            archive.read(name)?;
        }
    }
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::DeflateEncoder;
    use rawzip::ZipArchiveWriter;

    use super::*;

    /// A ZIP file of members that are deflated.
    pub(in super::super) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
        zip_with(members, false)
    }

    fn zip_with(members: &[(&str, &[u8])], encrypted: bool) -> Vec<u8> {
        let mut output = Vec::new();
        let mut archive = ZipArchiveWriter::new(&mut output);
        for (name, content) in members {
            let (mut entry, config) = archive
                .new_file(rawzip::path::EntryPath::verbatim(name.as_bytes()))
                .compression_method(CompressionMethod::DEFLATE)
                .encrypted(encrypted)
                .start()
                .unwrap();
            let encoder = DeflateEncoder::new(&mut entry, Compression::best());
            let mut writer = config.wrap(encoder);
            writer.write_all(content).unwrap();
            let (encoder, descriptor) = writer.finish().unwrap();
            encoder.finish().unwrap();
            entry.finish(descriptor).unwrap();
        }
        archive.finish().unwrap();
        output
    }

    fn read(bytes: &[u8], name: &str) -> Result<Vec<u8>, ReadError> {
        Archive::open(bytes, "a test")?.read(name)
    }

    #[test]
    fn a_member_is_read_under_its_exact_name_only() {
        let bytes = zip(&[("a/b.xml", b"<a/>"), ("../a/b.xml", b"<no/>")]);
        assert_eq!(read(&bytes, "a/b.xml").unwrap(), b"<a/>");
        assert!(matches!(
            read(&bytes, "A/B.xml"),
            Err(ReadError::Damaged { .. })
        ));
    }

    #[test]
    fn a_package_for_another_reader_is_looked_at_whole() {
        let check = |members: &[(&str, &[u8])]| check_package(&zip(members), "a test");
        assert!(check(&[("a/", b""), ("a/b", b"x")]).is_ok());
        assert!(check(&[("a", b"x"), ("bomb", &vec![0; 20 << 20])]).is_err());
        let error = check(&[("a", b"x"), ("a", b"y")]).unwrap_err();
        assert!(error.to_string().contains("have one name"), "{error}");
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let bytes = zip(&[("bomb", &vec![0; 20 << 20])]);
        let error = read(&bytes, "bomb").unwrap_err();
        assert_eq!(
            error.to_string(),
            "this is a test, but its part `bomb` is packed more than 200 times: \
             it may be made to harm"
        );
    }

    #[test]
    fn a_member_above_the_limit_is_refused() {
        // Noise packs badly, so the ratio is no matter here.
        let mut state = 1_u32;
        let noise: Vec<u8> = (0..MEMBER + 10)
            .map(|index| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                if index % 8 == 0 {
                    (state >> 24) as u8
                } else {
                    0
                }
            })
            .collect();
        let bytes = zip(&[("large", &noise)]);
        let error = read(&bytes, "large").unwrap_err();
        assert!(error.to_string().contains("larger than 64 MiB"), "{error}");
    }

    #[test]
    fn a_crowd_of_members_is_refused() {
        let names: Vec<String> = (0..=MEMBERS).map(|index| index.to_string()).collect();
        let members: Vec<(&str, &[u8])> = names
            .iter()
            .map(|name| (name.as_str(), b"".as_slice()))
            .collect();
        let error = read(&zip(&members), "1").unwrap_err();
        assert!(
            error.to_string().contains("more than 20000 parts"),
            "{error}"
        );
    }

    #[test]
    fn a_member_with_a_password_is_told_so() {
        let bytes = zip_with(&[("a", b"x")], true);
        assert!(matches!(
            read(&bytes, "a"),
            Err(ReadError::Protected { .. })
        ));
    }

    #[test]
    fn a_cut_off_or_changed_file_is_damaged() {
        let good = zip(&[("a", "守望相助，同舟共济。".repeat(20).as_bytes())]);
        for cut in 0..good.len() {
            assert!(read(&good[..cut], "a").is_err(), "{cut}");
        }
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 0x55;
            if let Ok(bytes) = read(&bad, "a") {
                assert_eq!(bytes.len(), 600, "{at}");
            }
        }
    }
}
