//! A file as memory.

use std::fs::File;
use std::io;

/// The bytes of a file, read by the system where they are looked at.
#[derive(Debug)]
pub(crate) struct Mapped(Map);

#[cfg(windows)]
type Map = memmap2::Mmap;

#[cfg(unix)]
type Map = unix::Map;

impl Mapped {
    /// Maps a file of ours, which nobody changes once it has its name: it is written under another
    /// one, and the next one has another name again.
    pub(crate) fn new(file: &File) -> io::Result<Self> {
        #[cfg(unix)]
        return unix::Map::new(file).map(Self);
        #[cfg(windows)]
        {
            #[expect(unsafe_code, reason = "the file is not changed while it is mapped")]
            // SAFETY: files of the cache are written once, under another name.
            unsafe { memmap2::Mmap::map(file) }.map(Self)
        }
    }
}

impl AsRef<[u8]> for Mapped {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(unix)]
mod unix {
    #![expect(
        unsafe_code,
        reason = "mapping a file is, and an index may be larger than the memory"
    )]

    use std::ffi::c_void;
    use std::fs::File;
    use std::io;
    use std::ops::Deref;
    use std::ptr::NonNull;

    use rustix::mm::{MapFlags, ProtFlags, mmap, munmap};

    #[derive(Debug)]
    pub(super) struct Map {
        address: NonNull<c_void>,
        length: usize,
    }

    impl Map {
        pub(super) fn new(file: &File) -> io::Result<Self> {
            let length = usize::try_from(file.metadata()?.len()).map_err(io::Error::other)?;
            if length == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let (read, private) = (ProtFlags::READ, MapFlags::PRIVATE);
            // SAFETY: the system chooses the address, nothing else is there.
            let address = unsafe { mmap(std::ptr::null_mut(), length, read, private, file, 0) }?;
            let address = NonNull::new(address).ok_or(io::ErrorKind::OutOfMemory)?;
            Ok(Self { address, length })
        }
    }

    impl Deref for Map {
        type Target = [u8];

        fn deref(&self) -> &[u8] {
            // SAFETY: `length` bytes are mapped for reading from `address` on until this value is
            // dropped, and files of the cache are not changed once they have their name.
            unsafe { std::slice::from_raw_parts(self.address.as_ptr().cast(), self.length) }
        }
    }

    impl Drop for Map {
        fn drop(&mut self) {
            // SAFETY: it was mapped with this address and length, and nobody looks at it any more.
            // What cannot be unmapped stays until the program ends.
            let _ = unsafe { munmap(self.address.as_ptr(), self.length) };
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_mapped_file_has_its_bytes_even_when_it_is_gone() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"some bytes").unwrap();
        let mapped = Mapped::new(file.as_file()).unwrap();
        if cfg!(unix) {
            file.close().unwrap();
        }
        assert_eq!(mapped.as_ref(), b"some bytes");
    }

    #[test]
    fn an_empty_file_cannot_be_mapped() {
        let file = tempfile::tempfile().unwrap();
        assert!(Mapped::new(&file).is_err());
    }
}
