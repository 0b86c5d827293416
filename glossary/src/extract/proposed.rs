//! What the channels propose, each term once.

use rayon::prelude::{
    IndexedParallelIterator, IntoParallelIterator, IntoParallelRefIterator,
    IntoParallelRefMutIterator, ParallelIterator, ParallelSliceMut,
};
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::channel::{self, ChannelSet};
use super::clause::{Span, Texts};
use super::library::{Library, Stretch, WAVE};
use super::reference::Compared;
use super::repeats::Repeats;
use super::sequences::{PARTS, SequenceCounts, part_of};
use super::{Channel, DictionaryHints, ExtractConfig, Watch};
use crate::words::normal_form;

/// A term that was proposed.
pub(super) struct Proposed {
    pub(super) term: String,
    /// Hash of its words.
    pub(super) hash: u64,
    pub(super) channels: ChannelSet,
    /// What is known of it in the reference corpus, if there is one.
    pub(super) reference: Option<Compared>,
}

/// A term as it first occurs.
#[derive(Clone, Copy)]
struct Draft<'t> {
    surface: &'t str,
    channels: ChannelSet,
}

type Drafts<'t> = FxHashMap<u64, Draft<'t>>;

/// What is proposed in all texts, in code-point order.
pub(super) fn gather(
    library: &Library<'_>,
    counts: &SequenceCounts,
    repeats: &Repeats,
    dictionary: &dyn DictionaryHints,
    config: &ExtractConfig,
    watch: &dyn Watch,
) -> Vec<Proposed> {
    let mut parts: Vec<Drafts<'_>> = vec![Drafts::default(); PARTS];
    for (number, wave) in library.stretches.chunks(WAVE).enumerate() {
        if watch.is_cancelled() {
            break;
        }
        let drafts: Vec<Vec<Vec<(u64, Draft<'_>)>>> = wave
            .par_iter()
            .enumerate()
            .map(|(at, stretch)| {
                let reach = counts.reach(number * WAVE + at);
                drafts(library, stretch, counts, repeats, reach, dictionary, config)
            })
            .collect();
        parts.par_iter_mut().enumerate().for_each(|(part, known)| {
            for &(hash, draft) in drafts.iter().filter_map(|parts| parts.get(part)).flatten() {
                merge(known, hash, draft);
            }
        });
        watch.advance(wave.iter().map(Stretch::len).sum());
    }
    let mut terms: Vec<Proposed> = parts
        .into_par_iter()
        .flat_map_iter(|drafts| {
            drafts.into_iter().map(|(hash, draft)| Proposed {
                term: normal_form(draft.surface),
                hash,
                channels: draft.channels,
                reference: None,
            })
        })
        .collect();
    terms.par_sort_unstable_by(|one, other| (&one.term, one.hash).cmp(&(&other.term, other.hash)));
    terms.dedup_by(|next, kept| {
        let same = next.term == kept.term;
        if same {
            kept.channels = kept.channels.union(next.channels);
        }
        same
    });
    terms
}

fn drafts<'t>(
    library: &'t Library<'_>,
    stretch: &'t Stretch<'_>,
    counts: &SequenceCounts,
    repeats: &Repeats,
    reach: &[u8],
    dictionary: &dyn DictionaryHints,
    config: &ExtractConfig,
) -> Vec<Vec<(u64, Draft<'t>)>> {
    let texts: Texts<'t> = library.open(stretch);
    let reaches = reaches_of_tokens(&texts, reach);
    let recurs = |span: Span| {
        let tokens = texts.tokens(span);
        let first = tokens.iter().position(|it| !it.class.is_transparent());
        let reach = first.and_then(|first| reaches.get(span.start as usize + first));
        reach.is_some_and(|&reach| usize::from(reach) >= texts.words_of(span))
    };
    let mut known = Drafts::with_capacity_and_hasher(reaches.len() / 4, FxBuildHasher);
    let mut take = |proposal: channel::Proposal| {
        let hash = texts.hash_of(proposal.span);
        // In a large corpus what occurs once is noise, unless a mark or a dictionary vouches for
        // it.
        if counts.least > config.min_frequency
            && needs_recurrence(proposal.channel)
            && !recurs(proposal.span)
            && counts.get(hash) < counts.least
        {
            return;
        }
        let draft = Draft {
            surface: texts.surface(proposal.span),
            channels: ChannelSet::of(proposal.channel),
        };
        merge(&mut known, hash, draft);
    };
    channel::propose(
        &texts, counts, repeats, reach, dictionary, config, &mut take,
    );
    let mut parts: Vec<Vec<(u64, Draft<'t>)>> = vec![Vec::new(); PARTS];
    for (hash, draft) in known {
        if let Some(part) = parts.get_mut(part_of(hash)) {
            part.push((hash, draft));
        }
    }
    parts
}

/// How far each token reaches, none where it is in no clause that counts.
fn reaches_of_tokens(texts: &Texts<'_>, mut reach: &[u8]) -> Vec<u8> {
    let tokens = texts.documents.first().map_or(0, |text| text.tokens.len());
    let mut reaches = vec![0; tokens];
    for clause in texts.clauses.iter().filter(|clause| !clause.repeated) {
        // One place stands for the end of the clause.
        let (here, after) = reach.split_at((clause.tokens.len() + 1).min(reach.len()));
        reach = after;
        for (&token, &words) in clause.tokens.iter().zip(here) {
            if let Some(reach) = reaches.get_mut(token) {
                *reach = words;
            }
        }
    }
    reaches
}

fn merge<'t>(known: &mut Drafts<'t>, hash: u64, draft: Draft<'t>) {
    let kept = known.entry(hash).or_insert(draft);
    kept.channels = kept.channels.union(draft.channels);
}

fn needs_recurrence(channel: Channel) -> bool {
    !matches!(
        channel,
        Channel::Quoted | Channel::QuotedCompound | Channel::Dictionary | Channel::Idiom
    )
}
