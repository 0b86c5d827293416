//! The encodings a text may come in.

use std::fmt;
use std::str::FromStr;

/// How the characters of a text file are written as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextEncoding {
    /// UTF-8, plain ASCII included.
    Utf8,
    /// UTF-16, low byte first: what Windows calls "Unicode".
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// GB18030, and its subsets GBK and GB2312.
    Gb18030,
    /// Big5 with the Hong Kong extensions.
    Big5,
    /// Windows-1252, the usual one of older English files.
    Windows1252,
}

impl TextEncoding {
    /// All encodings.
    pub const ALL: [Self; 6] = [
        Self::Utf8,
        Self::Utf16Le,
        Self::Utf16Be,
        Self::Gb18030,
        Self::Big5,
        Self::Windows1252,
    ];

    /// The usual name: `GB18030`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Gb18030 => "GB18030",
            Self::Big5 => "Big5",
            Self::Windows1252 => "Windows-1252",
        }
    }
}

impl fmt::Display for TextEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that stands for no encoding known here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not an encoding that can be read (use UTF-8, UTF-16LE, UTF-16BE, GB18030, Big5 or Windows-1252)"
)]
pub struct UnknownEncoding(String);

impl FromStr for TextEncoding {
    type Err = UnknownEncoding;

    /// Accepts the usual names and code page numbers in any case: `gbk`, `CP936`, `utf8`.
    fn from_str(label: &str) -> Result<Self, Self::Err> {
        let plain: String = label
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        match plain.as_str() {
            "utf8" | "utf8sig" | "utf8bom" | "ascii" | "usascii" | "cp65001" | "65001" => {
                Ok(Self::Utf8)
            }
            "utf16" | "utf16le" | "unicode" | "ucs2" | "1200" => Ok(Self::Utf16Le),
            "utf16be" | "unicodefffe" | "1201" => Ok(Self::Utf16Be),
            "gb18030" | "gbk" | "gb2312" | "gb" | "euccn" | "cp936" | "936" | "windows936"
            | "54936" => Ok(Self::Gb18030),
            "big5" | "big5hkscs" | "cp950" | "950" | "windows950" => Ok(Self::Big5),
            "windows1252" | "cp1252" | "1252" | "latin1" | "iso88591" => Ok(Self::Windows1252),
            _ => Err(UnknownEncoding(label.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_is_found_by_its_own_name() {
        for encoding in TextEncoding::ALL {
            assert_eq!(encoding.to_string().parse(), Ok(encoding));
        }
    }

    #[test]
    fn the_older_chinese_names_mean_gb18030() {
        for label in ["GBK", "gb2312", "cp936", "GB-18030", "Windows-936"] {
            assert_eq!(label.parse(), Ok(TextEncoding::Gb18030), "{label}");
        }
    }

    #[test]
    fn an_unknown_name_says_what_can_be_used() {
        let error = "klingon".parse::<TextEncoding>().unwrap_err();
        assert!(error.to_string().contains("`klingon`"));
        assert!(error.to_string().contains("GB18030"));
    }
}
