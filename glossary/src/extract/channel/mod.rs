//! The channels by which candidates are found, one a file.

mod compound;
mod dictionary;
mod enumeration;
mod four;
mod hyphen;
mod idiom;
mod numeric;
mod quoted;
mod rare;
mod repeat;
mod words;

use super::clause::{Clause, Span, Texts};
use super::grammar::{Class, Mark};
use super::repeats::Repeats;
use super::sequences::SequenceCounts;
use super::{Channel, DictionaryHints, ExtractConfig};

/// A span that a channel holds for a candidate.
#[derive(Debug, Clone, Copy)]
pub(super) struct Proposal {
    pub(super) span: Span,
    pub(super) channel: Channel,
}

/// Channels that hold a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct ChannelSet(u32);

impl ChannelSet {
    pub(super) fn of(channel: Channel) -> Self {
        Self(1 << channel as u32)
    }

    pub(super) fn contains(self, channel: &Channel) -> bool {
        self.0 & Self::of(*channel).0 != 0
    }

    pub(super) fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn iter(self) -> impl Iterator<Item = Channel> {
        Channel::ALL
            .into_iter()
            .filter(move |channel| self.contains(channel))
    }
}

/// What the channels work on.
struct Context<'c, 't> {
    texts: &'c Texts<'t>,
    counts: &'c SequenceCounts,
    repeats: &'c Repeats,
    dictionary: &'c dyn DictionaryHints,
    config: &'c ExtractConfig,
}

/// What all channels propose in one stretch of text.
///
/// Repeated sentences propose nothing, as their first instance has proposed it. `reach` is that
/// of the stretch.
pub(super) fn propose(
    texts: &Texts<'_>,
    counts: &SequenceCounts,
    repeats: &Repeats,
    mut reach: &[u8],
    dictionary: &dyn DictionaryHints,
    config: &ExtractConfig,
    sink: &mut dyn FnMut(Proposal),
) {
    let context = Context {
        texts,
        counts,
        repeats,
        dictionary,
        config,
    };
    let mut proposals = Vec::new();
    let mut flush = |proposals: &mut Vec<Proposal>| {
        for proposal in proposals.drain(..) {
            let chars = texts.chars_of(proposal.span);
            let longest = match proposal.channel {
                Channel::Quoted | Channel::QuotedCompound | Channel::Hyphen => 2 * config.max_chars,
                _ => config.max_chars,
            };
            if (config.min_chars..=longest).contains(&chars) {
                sink(proposal);
            }
        }
    };
    for clause in texts.clauses.iter().filter(|clause| !clause.repeated) {
        // One place stands for the end of the clause.
        let (here, after) = reach.split_at((clause.tokens.len() + 1).min(reach.len()));
        reach = after;
        words::propose(&context, clause, here, &mut proposals);
        rare::propose(&context, clause, &mut proposals);
        repeat::propose(&context, clause, &mut proposals);
        compound::propose(&context, clause, &mut proposals);
        idiom::propose(&context, clause, &mut proposals);
        dictionary::propose(&context, clause, &mut proposals);
        four::propose(&context, clause, &mut proposals);
        hyphen::propose(&context, clause, &mut proposals);
        numeric::propose(&context, clause, &mut proposals);
        enumeration::propose(&context, clause, &mut proposals);
        flush(&mut proposals);
    }
    quoted::propose(&context, &mut proposals);
    flush(&mut proposals);
}

impl Context<'_, '_> {
    /// Whether [`valid`](Self::valid) may hold of spans from the `from`-th word on: most words
    /// begin no term, and need no look at what follows them.
    fn may_begin(&self, clause: &Clause, from: usize) -> bool {
        let (Some(&first), Some(text)) = (
            clause.tokens.get(from),
            self.texts.documents.get(clause.text),
        ) else {
            return false;
        };
        let (class, before) = (text.class(first), text.class_before(first));
        let alone = text.class(usize::MAX);
        class.is_word()
            && class.can_stay_inside()
            && !before.joins()
            && (before == Class::Mark(Mark::Open)
                || class.can_start(text.class_in(clause, from + 1))
                || class.can_start(alone))
    }

    /// The span from the `from`-th to before the `to`-th word of a clause, if both its edges and
    /// its inside are those of a term.
    fn valid(&self, clause: &Clause, from: usize, to: usize) -> Option<Span> {
        let words = clause.tokens.get(from..to)?;
        let (&first, &last) = (words.first()?, words.last()?);
        let text = self.texts.documents.get(clause.text)?;
        let class_of = |index: usize| {
            clause
                .tokens
                .get(index)
                .map_or(text.class(usize::MAX), |&token| text.class(token))
        };
        let next = if to - from > 1 {
            class_of(from + 1)
        } else {
            text.class(usize::MAX)
        };
        let before = if to - from > 1 {
            class_of(to - 2)
        } else {
            text.class(usize::MAX)
        };
        // A quotation mark vouches for the edge at which it stands.
        let quoted_start = text.class_before(first) == Class::Mark(Mark::Open);
        let quoted_end = text.class(last + 1) == Class::Mark(Mark::Close);
        let whole = (quoted_start || text.class(first).can_start(next))
            && (quoted_end || text.class(last).can_end(before, text.class(last + 1)))
            && text.class(first).is_word()
            && text.class(last).is_word()
            && words
                .iter()
                .all(|&token| text.class(token).can_stay_inside());
        let glued = text.class_before(first).joins() || text.class(last + 1).joins();
        if !whole || glued {
            return None;
        }
        self.span(clause, from, to)
    }

    /// The span of words of a clause with its quotation marks, whatever its words.
    fn span(&self, clause: &Clause, from: usize, to: usize) -> Option<Span> {
        let words = clause.tokens.get(from..to)?;
        let (&first, &last) = (words.first()?, words.last()?);
        let range = self
            .texts
            .documents
            .get(clause.text)?
            .balanced(first..last + 1)?;
        Some(Span::new(clause.text, range.start, range.end))
    }

    /// Whether nothing before or after the span seems to belong to it.
    fn is_free(&self, span: Span) -> (bool, bool) {
        let Some(text) = self.texts.documents.get(span.text as usize) else {
            return (false, false);
        };
        let tokens = span.tokens();
        let (before, after) = (text.class_before(tokens.start), text.class(tokens.end));
        (
            before.leaves_free() || before.opens_phrase(),
            after.leaves_free() || after.ends_phrase(),
        )
    }

    /// Whether the span's last word heads names.
    fn ends_in_head_noun(&self, span: Span) -> bool {
        let last = self.texts.span_words(span).last();
        last.is_some_and(|word| word.heads_names || word.heads_concepts)
    }
}
