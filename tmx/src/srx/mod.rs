//! Segmentation rules of other tools (SRX): read, written, and sentences cut by them.
//!
//! At each place between two characters, the first rule decides whose expressions match what ends
//! there and what begins there. Of what could end there, an expression takes as much as it does in
//! other tools: `[。！]+` ends behind the last mark of a run, not behind each. All places are looked
//! at, also where matches overlap, and where no rule fits, nothing is cut.

mod built_in;
mod pattern;
mod reader;
mod rules;
mod segmenter;
mod segmenters;
mod writer;

pub use reader::Remark;
pub use rules::{CodeHandling, LanguageMap, LanguageRule, Rule, Rules};
pub use segmenter::Segmenter;
pub use segmenters::{NoRulesError, Segmenters};
