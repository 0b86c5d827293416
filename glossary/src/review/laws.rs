//! What each command means in a session, tried with the termbase of the tests.

use proptest::prelude::*;

use super::testing::{decided, pair, reviewed};
use super::{
    Card, Choice, Command, NEVER, Progress, Session, Shift, Step, Tally, Wanted, queue, reopened,
};
use crate::extract::Decisions;
use crate::store::{Heading, Store, Verdict};

/// A session with its termbase, driven as a caller would.
struct Desk {
    store: Store,
    session: Session,
}

impl Desk {
    fn new() -> Self {
        let store = reviewed();
        let session = Session::new(asked(&store), Some("oceans".to_owned()));
        Self { store, session }
    }

    fn card(&self) -> Option<Card> {
        let term = self.session.draft().term.as_deref();
        let heading = self.session.current()?;
        Some(Card::load(self.store.read(), &pair(), &heading.term, term).unwrap())
    }

    /// Does the command, and stores what it decides.
    fn say(&mut self, line: &str) -> Step {
        let card = self.card();
        let step = self.session.step(line.parse().unwrap(), card.as_ref());
        match (&step, &card) {
            (Step::Store(choice), Some(card)) => {
                let draft = self.session.draft().clone();
                if let Ok(done) = decided(&mut self.store, choice, card, &draft) {
                    self.session.stored(&done);
                }
            }
            (Step::Undo, _) => self.undo(),
            _ => {}
        }
        step
    }

    fn undo(&mut self) {
        let author = crate::store::Author {
            user: "tester".to_owned(),
            command: "review".to_owned(),
            at: 1_700_000_000,
        };
        let mut work = self.store.begin(&author).unwrap();
        let operation = work.undo(None).unwrap();
        let candidates = reopened(work.read(), &pair(), operation.id).unwrap();
        if candidates.is_empty() {
            // The texts, which are no matter of a review.
            return;
        }
        work.commit().unwrap();
        self.session.undone(candidates);
    }

    fn current(&self) -> &str {
        self.session.current().map_or("", |it| &it.term)
    }

    fn verdict(&self, term: &str) -> Option<(Verdict, Option<String>)> {
        let decision = self.store.read().decision(&pair().source, term).unwrap();
        decision.map(|decision| (decision.verdict, decision.reason))
    }
}

fn asked(store: &Store) -> Vec<Heading> {
    let reader = store.read();
    let zh = pair().source;
    queue(
        reader.headings().unwrap(),
        &reader.judged(&zh).unwrap(),
        &reader.decisions(&zh).unwrap(),
        &Wanted::default(),
    )
}

fn told(step: Step) -> String {
    match step {
        Step::Tell(told) => told,
        other => panic!("{other:?} tells nothing"),
    }
}

#[test]
fn accepting_takes_the_marked_english_or_that_of_a_number_or_what_is_typed_or_none() {
    let mut desk = Desk::new();
    while desk.card().unwrap().suggestions.len() < 2 {
        desk.say("s");
    }
    let english = |at: usize| desk.card().unwrap().suggestions[at].english.clone();
    let (first, second) = (english(0), english(1));
    let card = desk.card();
    let mut accepted = |command: Command| match desk.session.step(command, card.as_ref()) {
        Step::Store(Choice::Accept(english)) => english,
        other => panic!("{other:?} accepts nothing"),
    };
    assert_eq!(accepted(Command::Accept).concat(), first);
    assert_eq!(accepted(Command::Pick(2)).concat(), second);
    assert_eq!(accepted(Command::English("a; b；".to_owned())), ["a", "b"]);
    assert!(accepted(Command::AcceptBare).is_empty());
    assert_eq!(told(desk.say("t")), format!("marked: {second}"));
    let term = desk.current().to_owned();
    desk.say("a");
    assert_eq!(desk.verdict(&term), Some((Verdict::Accepted, None)));
    let id = desk
        .store
        .read()
        .concepts_of(&pair().source, &term)
        .unwrap()[0];
    let entry = desk.store.read().concept(id).unwrap();
    assert_eq!(entry.subject.as_deref(), Some("oceans"));
    let english = entry.terms(&pair().target).next().unwrap();
    assert_eq!(english.text, second);
}

#[test]
fn what_is_put_away_or_off_is_stored_with_its_reason_and_the_next_one_comes() {
    let mut desk = Desk::new();
    let mut verdicts = Vec::new();
    for line in ["x", "x no term", "n", "s"] {
        let term = desk.current().to_owned();
        desk.say(line);
        assert_ne!(desk.current(), term);
        verdicts.push(desk.verdict(&term).unwrap());
    }
    let reasons = [None, Some("no term"), Some(NEVER), None];
    let rejected = [true, true, true, false];
    for ((verdict, reason), (expected, is_rejected)) in
        verdicts.into_iter().zip(reasons.into_iter().zip(rejected))
    {
        assert_eq!(reason.as_deref(), expected);
        assert_eq!(verdict == Verdict::Rejected, is_rejected);
    }
    let tally = Tally {
        accepted: 0,
        rejected: 3,
        later: 1,
    };
    assert_eq!(desk.session.tally(), tally);
}

#[test]
fn the_draft_is_of_one_candidate() {
    let mut desk = Desk::new();
    let spelled = desk.card().unwrap().term.pinyin.unwrap();
    let kept = told(desk.say(&format!("p {spelled}")));
    assert_eq!(kept, format!("pinyin, if you accept it: {spelled}"));
    desk.say("o rare");
    assert_eq!(desk.session.draft().pinyin, Some(spelled));
    assert_eq!(desk.session.draft().note.as_deref(), Some("rare"));
    desk.say("s");
    assert_eq!(desk.session.draft().pinyin, None);
    assert_eq!(desk.session.draft().note, None);
    assert_eq!(desk.session.draft().subject.as_deref(), Some("oceans"));
}

#[test]
fn a_shift_is_the_callers_to_look_up_and_is_gone_with_the_candidate() {
    let mut desk = Desk::new();
    for (line, shift) in [
        ("<", Shift::ShorterEnd),
        (">", Shift::LongerEnd),
        ("[", Shift::ShorterStart),
        ("]", Shift::LongerStart),
    ] {
        assert_eq!(desk.say(line), Step::Shift(shift));
    }
    desk.session.shift("走廊".to_owned());
    assert_eq!(desk.card().unwrap().term.text, "走廊");
    let asked = desk.current().to_owned();
    desk.say("a");
    assert_eq!(desk.session.draft().term, None);
    let reason = desk.verdict(&asked).and_then(|(_, reason)| reason);
    assert_eq!(reason.as_deref(), Some("taken as 走廊"));
    // It is a candidate itself, and is not asked any more.
    while !desk.current().is_empty() {
        assert_ne!(desk.current(), "走廊");
        desk.say("x");
    }
}

#[test]
fn a_term_goes_to_an_entry_as_variant_or_merged() {
    let mut desk = Desk::new();
    desk.say("e first");
    for line in ["v #1", "m #1"] {
        let term = desk.current().to_owned();
        desk.say(line);
        assert_eq!(desk.verdict(&term), Some((Verdict::Accepted, None)));
        let ids = desk.store.read().concepts_of(&pair().source, &term);
        assert_eq!(ids.unwrap(), [1]);
    }
    let term = desk.current().to_owned();
    desk.say("v #99");
    assert_eq!(desk.current(), term, "what is not stored stays in view");
}

#[test]
fn one_looks_back_and_forward_over_what_is_decided() {
    let mut desk = Desk::new();
    assert_eq!(told(desk.say("b")), "this is the first one");
    let first = desk.current().to_owned();
    desk.say("x");
    let second = desk.current().to_owned();
    desk.say("e English");
    let third = desk.current().to_owned();
    assert!(told(desk.say("f")).starts_with("decide on this one first"));
    desk.say("b");
    assert_eq!(desk.current(), second);
    assert!(told(desk.say("x")).starts_with("this one is an entry already"));
    desk.say("b");
    assert_eq!(desk.current(), first);
    // A rejection can be changed on looking back.
    desk.say("A");
    assert_eq!(desk.verdict(&first), Some((Verdict::Accepted, None)));
    assert_eq!(desk.current(), third);
    assert_eq!(desk.session.tally().rejected, 0);
    desk.say("b");
    desk.say("f");
    assert_eq!(desk.current(), third);
}

#[test]
fn undo_goes_back_to_the_candidate_also_of_an_earlier_session() {
    let mut desk = Desk::new();
    let first = desk.current().to_owned();
    desk.say("x");
    let second = desk.current().to_owned();
    desk.say("s");
    desk.say("u");
    assert_eq!((desk.current(), desk.verdict(&second)), (&*second, None));
    desk.session = Session::new(asked(&desk.store), None);
    assert_eq!(desk.current(), second);
    desk.say("u");
    assert_eq!((desk.current(), desk.verdict(&first)), (&*first, None));
    assert_eq!(desk.session.tally(), Tally::default());
    desk.say("x");
    assert_eq!(desk.current(), second);
}

#[test]
fn when_all_are_decided_that_is_told() {
    let mut desk = Desk::new();
    let total = desk.session.progress().total;
    for _ in 0..total {
        desk.say("x");
    }
    assert_eq!(desk.session.current(), None);
    assert!(told(desk.say("a")).starts_with("all are decided"));
    assert!(told(desk.say("f")).starts_with("all are decided"));
    assert_eq!(desk.session.progress().left, 0);
    desk.say("b");
    assert!(desk.session.current().is_some());
    assert_eq!(desk.say("q"), Step::Quit);
    assert_eq!(desk.say("?"), Step::Help);
}

#[test]
fn the_pace_is_that_of_the_last_twenty_decisions() {
    let mut session = Session::new(Vec::new(), None);
    session.took(100.0);
    session.took(100.0);
    assert_eq!(session.progress().seconds_each, None);
    for _ in 0..20 {
        session.took(4.0);
    }
    let progress = Progress {
        position: 0,
        total: 0,
        left: 0,
        seconds_each: Some(4.0),
    };
    assert_eq!(session.progress(), progress);
}

#[test]
fn a_review_goes_on_where_the_last_one_ended() {
    let mut desk = Desk::new();
    let all: Vec<String> = asked(&desk.store).into_iter().map(|it| it.term).collect();
    for line in ["x", "s", "A"] {
        desk.say(line);
    }
    let next: Vec<String> = asked(&desk.store).into_iter().map(|it| it.term).collect();
    let mut expected: Vec<String> = all.iter().skip(3).cloned().collect();
    expected.push(all[1].clone());
    assert_eq!(next, expected);
    let judged: Decisions = desk.store.read().judged(&pair().source).unwrap();
    assert_eq!(judged.rejected, [all[0].clone()].into());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_is_said_the_session_counts_what_the_termbase_has(
        lines in prop::collection::vec(
            prop::sample::select(vec!["a", "x", "s", "n", "u", "b", "f", "t", "e E", "v #1", "o N"]),
            0..30,
        ),
    ) {
        let mut desk = Desk::new();
        let total = desk.session.progress().total;
        for line in lines {
            desk.say(line);
        }
        let decisions = desk.store.read().decisions(&pair().source).unwrap();
        let progress = desk.session.progress();
        prop_assert_eq!(progress.total, total);
        prop_assert_eq!(progress.left, total - decisions.len());
        let rejected = decisions.values().filter(|it| it.verdict == Verdict::Rejected).count();
        prop_assert_eq!(desk.session.tally().rejected, rejected);
    }
}
