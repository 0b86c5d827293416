//! Where a curator is in the queue, and what a command means there.

use rustc_hash::FxHashMap;

use super::{Card, Choice, Command, Done, Draft, NEVER, Shift};
use crate::dictionary::Dictionary;
use crate::pinyin::parse_typed;
use crate::store::{Heading, Verdict};

/// The pace is that of so many decisions at most, the last ones.
const PACED: usize = 20;
/// Of the places of a candidate so many are offered as a context to keep.
const CHOSEN_FROM: usize = 9;
/// Before so many decisions there is no telling the pace.
const PACED_FROM: usize = 3;

/// A review under way.
#[derive(Debug)]
pub struct Session {
    items: Vec<Item>,
    /// Where a candidate is among the items, by normal form.
    places: FxHashMap<String, usize>,
    /// The item in view.
    at: usize,
    /// The first item that is open; all before it are decided.
    front: usize,
    subject: Option<String>,
    draft: Draft,
    /// Suggestions are marked one by one; past the last one, none is.
    marked: usize,
    tally: Tally,
    seconds: Vec<f64>,
}

#[derive(Debug)]
struct Item {
    heading: Heading,
    /// What was decided in this session.
    state: Option<Verdict>,
}

/// What the caller of [`Session::step`] has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Store the choice on the card, then call [`Session::stored`].
    Store(Choice),
    /// Take the last operation back, then call [`Session::undone`].
    Undo,
    /// Look for the term after the shift, then call [`Session::shift`].
    Shift(Shift),
    /// Another candidate is in view: show it.
    Look,
    /// Tell something; the candidate in view stays.
    Tell(String),
    /// Tell what can be said.
    Help,
    /// End.
    Quit,
}

/// How far a review is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Place in the queue of the candidate in view, from 1.
    pub position: usize,
    /// Candidates in the queue.
    pub total: usize,
    /// Those that are open.
    pub left: usize,
    /// Seconds a decision took lately; none before there are some.
    pub seconds_each: Option<f64>,
}

/// What was decided in a session.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Candidates that became entries, or terms of entries.
    pub accepted: usize,
    /// Candidates that were put away.
    pub rejected: usize,
    /// Candidates that were put off.
    pub later: usize,
}

impl Session {
    /// Begins with the first of `queue`; entries that are made get `subject`.
    #[must_use]
    pub fn new(queue: Vec<Heading>, subject: Option<String>) -> Self {
        let items = queue.into_iter().map(|heading| Item {
            heading,
            state: None,
        });
        let mut session = Self {
            items: items.collect(),
            places: FxHashMap::default(),
            at: 0,
            front: 0,
            subject,
            draft: Draft::default(),
            marked: 0,
            tally: Tally::default(),
            seconds: Vec::new(),
        };
        session.find_places();
        session.clear_draft();
        session
    }

    /// The candidate in view; none when all are decided.
    #[must_use]
    pub fn current(&self) -> Option<&Heading> {
        self.items.get(self.at).map(|item| &item.heading)
    }

    /// What is typed for the candidate in view.
    #[must_use]
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// Which suggestion of the card in view is marked, from 0.
    #[must_use]
    pub fn marked(&self, card: &Card) -> Option<usize> {
        (self.marked < card.suggestions.len()).then_some(self.marked)
    }

    /// How far the review is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let from = self.seconds.len().saturating_sub(PACED);
        let last = self.seconds.get(from..).unwrap_or_default();
        #[expect(clippy::cast_precision_loss, reason = "there are twenty at most")]
        let mean = last.iter().sum::<f64>() / last.len() as f64;
        let decided = self.tally.accepted + self.tally.rejected + self.tally.later;
        Progress {
            position: (self.at + 1).min(self.items.len()),
            total: self.items.len(),
            left: self.items.len().saturating_sub(decided),
            seconds_each: (last.len() >= PACED_FROM).then_some(mean),
        }
    }

    /// What was decided so far and stands.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// Notes how long the decision just made took, for the pace.
    pub fn took(&mut self, seconds: f64) {
        self.seconds.push(seconds);
    }

    /// What `command` means for the candidate in view, whose card is given where there is one.
    pub fn step(&mut self, command: Command, card: Option<&Card>) -> Step {
        match command {
            Command::Help => return Step::Help,
            Command::Quit => return Step::Quit,
            Command::Undo => return Step::Undo,
            Command::Back => return self.back(),
            Command::Forward => return self.forward(),
            _ => {}
        }
        let Some(card) = card else {
            return Step::Tell(ALL_DECIDED.to_owned());
        };
        if card.is_accepted() {
            let told = "this one is an entry already; `u` takes back what was done last";
            return Step::Tell(told.to_owned());
        }
        let marked = || {
            let suggestion = self.marked(card).and_then(|at| card.suggestions.get(at));
            Vec::from_iter(suggestion.map(|suggestion| suggestion.english.clone()))
        };
        let choice = match command {
            Command::Accept => Choice::Accept(marked()),
            Command::AcceptBare => Choice::Accept(Vec::new()),
            Command::Pick(number) => {
                let picked = number
                    .checked_sub(1)
                    .and_then(|at| card.suggestions.get(at));
                match picked {
                    Some(suggestion) => Choice::Accept(vec![suggestion.english.clone()]),
                    None => return Step::Tell(format!("there is no suggestion {number}")),
                }
            }
            Command::English(typed) => match equivalents(&typed) {
                english if english.is_empty() => {
                    return Step::Tell("there is no English in that".to_owned());
                }
                english => Choice::Accept(english),
            },
            Command::Reject(reason) => Choice::Reject(reason),
            Command::Never => Choice::Reject(Some(NEVER.to_owned())),
            Command::Later => Choice::Later,
            Command::Variant(entry) => Choice::Variant(entry),
            Command::Merge(entry) => Choice::Merge(entry, marked()),
            Command::Shift(shift) => return Step::Shift(shift),
            Command::Pinyin(typed) => return self.draft_pinyin(&typed, card),
            Command::Note(typed) => {
                let told = format!("noted, if you accept it: {typed}");
                self.draft.note = Some(typed);
                return Step::Tell(told);
            }
            Command::Mark => return self.mark(card),
            Command::Context(number) => return self.draft_context(number, card),
            Command::Undo | Command::Back | Command::Forward | Command::Help | Command::Quit => {
                return Step::Look;
            }
        };
        Step::Store(choice)
    }

    /// Goes on after a choice was stored.
    pub fn stored(&mut self, done: &Done) {
        let asked = self.at;
        for term in &done.terms {
            if let Some(&place) = self.places.get(term) {
                // What came out of moved boundaries can be in the queue itself.
                self.set(place, Some(done.verdict));
            }
        }
        self.set(asked, Some(done.verdict));
        self.skip_decided();
        self.view(self.front);
    }

    /// Goes back to the candidates on which an operation that was taken back had decided, each with
    /// the verdict of before; see [`reopened`](super::reopened).
    pub fn undone(&mut self, candidates: Vec<(Heading, Option<Verdict>)>) {
        let mut first = None;
        for (heading, verdict) in candidates {
            let place = match self.places.get(&heading.term) {
                Some(&place) => {
                    self.set(place, verdict);
                    place
                }
                None => {
                    // It was decided in an earlier session.
                    let place = self.at.min(self.items.len());
                    let item = Item {
                        heading,
                        state: None,
                    };
                    self.items.insert(place, item);
                    self.find_places();
                    place
                }
            };
            if verdict.is_none() {
                self.front = self.front.min(place);
            }
            first = Some(first.map_or(place, |first: usize| first.min(place)));
        }
        if let Some(place) = first {
            self.view(place);
        }
    }

    /// Has the candidate in view with its boundaries moved.
    pub fn shift(&mut self, term: String) {
        self.draft.term = Some(term);
        // It was that of another term, and so are the context and the mark.
        self.draft.pinyin = None;
        self.draft.context = None;
        self.marked = 0;
    }

    fn back(&mut self) -> Step {
        match self.at.checked_sub(1) {
            Some(place) => {
                self.view(place);
                Step::Look
            }
            None => Step::Tell("this is the first one".to_owned()),
        }
    }

    fn forward(&mut self) -> Step {
        if self.at < self.front {
            self.view(self.at + 1);
            Step::Look
        } else if self.at < self.items.len() {
            Step::Tell("decide on this one first; `s` puts it off".to_owned())
        } else {
            Step::Tell(ALL_DECIDED.to_owned())
        }
    }

    fn mark(&mut self, card: &Card) -> Step {
        self.marked = (self.marked + 1) % (card.suggestions.len() + 1);
        let marked = self.marked(card).and_then(|at| card.suggestions.get(at));
        Step::Tell(match marked {
            Some(suggestion) => format!("marked: {}", suggestion.english),
            None => "no English is marked".to_owned(),
        })
    }

    fn draft_context(&mut self, number: Option<usize>, card: &Card) -> Step {
        let next = match (number, self.draft.context) {
            (Some(number), _) => number.checked_sub(1),
            (None, None) => Some(0),
            (None, Some(at)) => Some(at + 1),
        };
        let count = card.places.len().min(CHOSEN_FROM);
        let kept = next.filter(|at| *at < count);
        if let (Some(number), None) = (number, kept) {
            return Step::Tell(format!("there is no context {number}"));
        }
        self.draft.context = kept;
        Step::Tell(match kept {
            Some(at) => format!("context {} of {count} is kept, if you accept it", at + 1),
            None if count == 0 => "there is no context to keep".to_owned(),
            None => "no context is kept".to_owned(),
        })
    }

    fn draft_pinyin(&mut self, typed: &str, card: &Card) -> Step {
        let read = parse_typed(&card.term.text, typed, Dictionary::built_in());
        let warnings: Vec<_> = read.warnings.iter().map(ToString::to_string).collect();
        // The spelling stands beside the term; what is doubtful about it must not be cut off.
        let told = match warnings.is_empty() {
            true => format!("pinyin, if you accept it: {}", read.spelling),
            false => warnings.join("; "),
        };
        self.draft.pinyin = Some(read.spelling);
        Step::Tell(told)
    }

    fn view(&mut self, place: usize) {
        self.at = place;
        self.marked = 0;
        self.clear_draft();
    }

    fn clear_draft(&mut self) {
        self.draft = Draft {
            subject: self.subject.clone(),
            ..Draft::default()
        };
    }

    fn set(&mut self, place: usize, state: Option<Verdict>) {
        let Some(item) = self.items.get_mut(place) else {
            return;
        };
        for (state, by_one) in [(item.state, false), (state, true)] {
            let count = match state {
                None => continue,
                Some(Verdict::Accepted) => &mut self.tally.accepted,
                Some(Verdict::Rejected) => &mut self.tally.rejected,
                Some(Verdict::Later) => &mut self.tally.later,
            };
            *count = match by_one {
                true => *count + 1,
                false => count.saturating_sub(1),
            };
        }
        item.state = state;
    }

    fn skip_decided(&mut self) {
        while self
            .items
            .get(self.front)
            .is_some_and(|item| item.state.is_some())
        {
            self.front += 1;
        }
    }

    fn find_places(&mut self) {
        let terms = self.items.iter().map(|item| item.heading.term.clone());
        self.places = terms.zip(0..).collect();
    }
}

/// What is told where there is nothing to decide on.
const ALL_DECIDED: &str = "all are decided; `u` takes back what was done last, `q` ends";

fn equivalents(typed: &str) -> Vec<String> {
    let parts = typed.split([';', '；']).map(str::trim);
    parts
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}
