//! How much a file may ask for.

/// How much a file may ask for, and what it has to be.
///
/// ```
/// use tmx::xml::Limits;
///
/// let limits = Limits { roots: &["tmx"], ..Limits::EXCHANGE };
/// assert_eq!(limits.depth, 64);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Deepest nesting of elements.
    pub depth: usize,
    /// Most attributes of an element.
    pub attributes: usize,
    /// Longest text between two tags, longest tag, comment and so on, in bytes of UTF-8. No more
    /// than that, and a little for reading ahead, is ever in memory.
    pub event: usize,
    /// The names that the root may have, without prefix; when there is none here, any.
    pub roots: &'static [&'static str],
}

impl Limits {
    /// For files of translation tools, of any size.
    pub const EXCHANGE: Self = Self {
        depth: 64,
        attributes: 64,
        event: 16 << 20,
        roots: &[],
    };

    /// For parts of office documents, which are in memory as a whole. Tables in text boxes in
    /// tables reach a depth of about 60.
    pub const DOCUMENT: Self = Self {
        depth: 256,
        attributes: 256,
        event: usize::MAX,
        roots: &[],
    };
}
