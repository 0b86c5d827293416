//! Chinese words: where they begin and end, what part of speech they are, how usual they are, and
//! the normal form under which spellings of one term are the same; English ones without endings.

mod chinese;
mod english;
mod normal;
mod script;

pub use chinese::{ChineseWordSegmenter, PartOfSpeechTag, REFERENCE_TOTAL, TaggedWord};
pub(crate) use english::is_near;
pub use english::word_stem;
pub use normal::{NORMALISATION_VERSION, is_han, normal_form};
pub(crate) use normal::{has_usual_characters, is_usual_mark};
pub use script::{has_han, is_mostly_han};
