//! What the screen shows of a candidate. ASCII only for what is not text: the lines of boxes are
//! one or two cells wide, as the font likes.

use glossary::review::{Card, Draft, Progress, Tally};
use unicode_width::UnicodeWidthStr as _;

use super::frequency;
use super::lines::kind;
use crate::commands::marked;
use crate::commands::show::Place;
use crate::output::sanitise_line;
use crate::terminal::{Line, Screen, Style, clip_start};

/// What a screen is made of.
pub(crate) struct View<'v> {
    /// The candidate in view; none when all are decided.
    pub(crate) card: Option<&'v Card>,
    /// Where it stands.
    pub(crate) places: &'v [Place],
    /// How far the review is.
    pub(crate) progress: Progress,
    /// What was decided so far.
    pub(crate) tally: Tally,
    /// What is typed for the candidate.
    pub(crate) draft: &'v Draft,
    /// Which suggestion is marked, from 0.
    pub(crate) marked: Option<usize>,
    /// What came of the last command.
    pub(crate) told: &'v str,
}

/// Cells of the labels on the left.
const LABEL: usize = 11;
/// Cells at most for the place of a context.
const PLACE: usize = 24;
/// So many contexts are always shown, whatever else has to go.
const CONTEXTS: usize = 5;
/// The lowest lines.
const KEYS: [&str; 2] = [
    "a accept  1-9 with that English  e type it  x reject  n never  s later  u undo",
    "< > [ ] ends  v variant  m merge  p pinyin  o note  c context  ? keys  q quit",
];

/// All keys.
const HELP: [(&str, &str); 22] = [
    ("a", "accept, with the marked English (>) if there is one"),
    ("1-9", "accept with the English of that number"),
    ("A", "accept without English"),
    (
        "e",
        "type the English and accept; several with ; between them",
    ),
    ("Tab", "mark the next English, and at last none"),
    ("x  X", "reject; X asks for the reason"),
    (
        "n",
        "never ask again, even where rejected ones are asked again",
    ),
    (
        "s",
        "put off: asked again in the next review, after all others",
    ),
    (
        "<  >",
        "the term without its last word, or with the next one",
    ),
    (
        "[  ]",
        "the term without its first word, or with the one before",
    ),
    (
        "v",
        "it is a variant: another term of an entry, which is asked for",
    ),
    (
        "m",
        "it means the same as an entry: term, English and note go there",
    ),
    (
        "p",
        "type the pinyin, in any spelling; kept when you accept",
    ),
    ("o", "type a note; kept when you accept"),
    (
        "c",
        "keep a context (*) when you accept: the first one, then the next",
    ),
    ("u", "take back what was done last, again and again"),
    ("b", "look at the one before"),
    ("f Enter", "go on to the next one"),
    ("Ctrl-L", "draw the screen again"),
    ("?", "these keys"),
    ("q", "end; all that is decided is stored"),
    ("Ctrl-C", "the same, at once"),
];

/// The screen of the candidate in view.
pub(crate) fn candidate(view: &View<'_>, width: usize, height: usize) -> Screen {
    let footer = footer(view.told, width);
    let room = height.saturating_sub(footer.lines().len());
    let mut screen = Screen::default();
    screen.push(Line::new(width).with(&pace(&view.progress), Style::Faint));
    screen.push(Line::new(width));
    match view.card {
        Some(card) => {
            describe(card, view, width, &mut screen);
            screen.push(Line::new(width));
            let wanted = CONTEXTS.min(view.places.len());
            if screen.lines().len() + wanted > room {
                screen.resize(width, room.saturating_sub(wanted));
            }
            let rows = room.saturating_sub(screen.lines().len());
            let places = view.places.get(..rows.min(view.places.len()));
            let kept = view.draft.context;
            contexts(places.unwrap_or_default(), kept, width, &mut screen);
        }
        None => {
            let Tally {
                accepted,
                rejected,
                later,
            } = view.tally;
            let told = format!(
                "All are decided: accepted {accepted}, rejected {rejected}, put off {later}."
            );
            screen.push(Line::new(width).with(&told, Style::Strong));
            screen.push(
                Line::new(width).with("u takes back what was done last, q ends.", Style::Plain),
            );
        }
    }
    screen.resize(width, room);
    screen.append(footer);
    screen.resize(width, height);
    screen
}

/// The screen of all keys.
pub(crate) fn help(width: usize, height: usize) -> Screen {
    let mut screen = Screen::default();
    for (key, what) in HELP {
        let line = Line::new(width).with(&format!("{key:<LABEL$}"), Style::Strong);
        screen.push(line.with(what, Style::Plain));
    }
    screen.push(Line::new(width));
    screen.push(Line::new(width).with("Any key leads back.", Style::Faint));
    screen.resize(width, height);
    screen
}

fn footer(told: &str, width: usize) -> Screen {
    let mut footer = Screen::default();
    footer.push(Line::new(width));
    footer.push(Line::new(width).with(told, Style::Strong));
    for keys in KEYS {
        footer.push(Line::new(width).with(keys, Style::Faint));
    }
    footer
}

/// `12/96, 4.1 s each, about 6 min left`.
fn pace(progress: &Progress) -> String {
    let place = format!("{}/{}", progress.position, progress.total);
    let Some(seconds) = progress.seconds_each else {
        return place;
    };
    #[expect(clippy::cast_precision_loss, reason = "a rough estimate")]
    let minutes = seconds * progress.left as f64 / 60.0;
    let left = match minutes {
        ..1.0 => "less than a minute left".to_owned(),
        ..120.0 => format!("about {minutes:.0} min left"),
        _ => format!("about {:.0} hours left", minutes / 60.0),
    };
    format!("{place}, {seconds:.1} s each, {left}")
}

fn describe(card: &Card, view: &View<'_>, width: usize, screen: &mut Screen) {
    let pinyin = card.term.pinyin.as_deref().unwrap_or_default();
    let pinyin = match &view.draft.pinyin {
        Some(typed) => format!("{typed} (typed)"),
        None => marked(pinyin, &card.term.doubt),
    };
    let term = Line::new(width).with(&card.term.text, Style::Strong);
    screen.push(term.with("  ", Style::Plain).with(&pinyin, Style::Plain));
    if view.draft.pinyin.is_none() {
        labelled("unsure", &card.unsure, 2, width, screen);
    }
    let mut evidence = vec![frequency(card)];
    if card.is_shifted() {
        evidence.push(format!("proposed as {}", card.asked));
    }
    if let Some(decision) = &card.decision {
        let verdict = crate::commands::decided(decision.verdict);
        let reason = decision.reason.as_deref();
        let reason = reason.map_or_else(String::new, |reason| format!(" ({reason})"));
        evidence.push(format!("{verdict}{reason}"));
    }
    // Moved boundaries make something that is of no type.
    let label = match kind(card) {
        "" => "counted",
        kind => kind,
    };
    labelled(label, &evidence, 1, width, screen);
    if let Some(stored) = &card.candidate {
        let found = &stored.candidate;
        labelled("contains", &found.contains, 1, width, screen);
        labelled("inside", &found.contained_in, 1, width, screen);
    }
    let similar: Vec<String> = card
        .similar
        .iter()
        .map(|entry| match &entry.english {
            Some(english) => format!("{} = {english} (#{})", entry.term, entry.id),
            None => format!("{} (#{})", entry.term, entry.id),
        })
        .collect();
    labelled("entries", &similar, 2, width, screen);
    let notes = card.note.iter().chain(&view.draft.note);
    let notes: Vec<String> = notes.cloned().collect();
    labelled("note", &notes, 1, width, screen);
    let english: Vec<String> = (0..9)
        .zip(&card.suggestions)
        .map(|(at, suggestion)| {
            let mark = if view.marked == Some(at) { ">" } else { "" };
            format!("{mark}{} {}", at + 1, suggestion.english)
        })
        .collect();
    match english.is_empty() {
        true => labelled(
            "English",
            &["none proposed; e types it".to_owned()],
            1,
            width,
            screen,
        ),
        false => labelled("English", &english, 3, width, screen),
    }
}

/// A label and its items on as many lines as they need, `limit` at most; of items that do not
/// fit, the number is told. Nothing where there is no item.
fn labelled(label: &str, items: &[String], limit: usize, width: usize, screen: &mut Screen) {
    const GAP: &str = "; ";
    let start = |label: &str| Line::new(width).with(&format!("{label:<LABEL$}"), Style::Faint);
    let mut line = start(label);
    let (mut lines, mut is_begun) = (1, false);
    for (index, item) in items.iter().enumerate() {
        let more = items.len() - index - 1;
        // On the last line the number of those left out needs room.
        let reserve = match lines == limit && more > 0 {
            true => format!("; {more} more").len(),
            false => 0,
        };
        let needed = sanitise_line(item).width() + GAP.len() + reserve;
        if is_begun && needed > line.room() {
            if lines == limit {
                line = line.with(&format!("; {} more", more + 1), Style::Faint);
                break;
            }
            screen.push(std::mem::replace(&mut line, start("")));
            lines += 1;
            is_begun = false;
        }
        if is_begun {
            line = line.with(GAP, Style::Plain);
        }
        let style = match item.starts_with('>') {
            true => Style::Strong,
            false => Style::Plain,
        };
        line = line.with(item, style);
        is_begun = true;
    }
    if is_begun {
        screen.push(line);
    }
}

/// Contexts below each other, the terms in one column; that of the place `kept` has a mark.
fn contexts(places: &[Place], kept: Option<usize>, width: usize, screen: &mut Screen) {
    let names: Vec<String> = places
        .iter()
        .map(|place| clip_start(&sanitise_line(&place.describe()), PLACE.min(width / 3)))
        .collect();
    let name_width = names.iter().map(|name| name.width()).max().unwrap_or(0);
    for (at, (place, name)) in places.iter().zip(&names).enumerate() {
        let mark = if kept == Some(at) { "* " } else { "  " };
        let context = &place.context;
        let term = format!("[{}]", sanitise_line(&context.term));
        // What was cut off before is cut once more here, and the mark is ASCII.
        let before = sanitise_line(&context.before).replace('…', "..");
        let after = context.after.replace('…', "..");
        let rest = width.saturating_sub(name_width + 2 + term.width());
        let before = clip_start(&before, rest / 2);
        let blanks = " ".repeat((rest / 2).saturating_sub(before.width()));
        let gap = format!("{}{mark}", " ".repeat(name_width - name.width()));
        let line = Line::new(width)
            .with(&format!("{name}{gap}"), Style::Faint)
            .with(&format!("{blanks}{before}"), Style::Plain)
            .with(&term, Style::Strong)
            .with(&after, Style::Plain);
        screen.push(line);
    }
}

#[cfg(test)]
mod tests {
    use glossary::concordance::Context;
    use glossary::dictionary::Suggestion;
    use glossary::entry::TermSec;
    use glossary::review::Similar;
    use glossary::text::Location;
    use proptest::prelude::*;

    use super::*;

    const PROGRESS: Progress = Progress {
        position: 12,
        total: 96,
        left: 85,
        seconds_each: Some(4.1),
    };

    fn card(suggestions: &[&str]) -> Card {
        let term = TermSec {
            pinyin: Some("shǒuwàng-xiāngzhù".to_owned()),
            ..TermSec::new("守望相助")
        };
        Card {
            asked: "守望相助".to_owned(),
            term,
            candidate: None,
            counted: (6, 2),
            places: Vec::new(),
            suggestions: suggestions
                .iter()
                .map(|&english| Suggestion {
                    english: english.to_owned(),
                    source: "CC-CEDICT".into(),
                })
                .collect(),
            unsure: Vec::new(),
            note: None,
            similar: vec![Similar {
                id: 4,
                term: "守望".to_owned(),
                english: Some("watch".to_owned()),
            }],
            decision: None,
        }
    }

    fn place(line: usize, before: &str) -> Place {
        Place {
            text: "speeches/harbour-forum.txt".to_owned(),
            location: Location::Line(line),
            column: Some(1),
            context: Context {
                before: before.to_owned(),
                term: "守望相助".to_owned(),
                after: "。我们要深化战略互信，凝聚更多共识，共同应对挑战…".to_owned(),
            },
        }
    }

    fn shown(card: &Card, places: &[Place], width: usize, height: usize) -> Screen {
        let view = View {
            card: Some(card),
            places,
            progress: PROGRESS,
            tally: Tally::default(),
            draft: &Draft::default(),
            marked: Some(1),
            told: "rejected 一致",
        };
        candidate(&view, width, height)
    }

    #[test]
    fn a_candidate_is_shown_with_all_there_is_to_decide_by() {
        let card = card(&["mutual assistance", "to keep watch and help"]);
        let places = [
            place(47, "要做到四个坚持。一是坚持"),
            place(102, "…邻居之间"),
        ];
        insta::assert_snapshot!(shown(&card, &places, 80, 18).text(), @"
        12/96, 4.1 s each, about 6 min left

        守望相助  shǒuwàng-xiāngzhù
        counted    6 times in 2 texts, repetitions included
        entries    守望 = watch (#4)
        English    1 mutual assistance; >2 to keep watch and help

        ..s/harbour-forum.txt:47  ..到四个坚持。一是坚持[守望相助]。我们要深化战略互信..
        ../harbour-forum.txt:102              ..邻居之间[守望相助]。我们要深化战略互信..






        rejected 一致
        a accept  1-9 with that English  e type it  x reject  n never  s later  u undo
        < > [ ] ends  v variant  m merge  p pinyin  o note  c context  ? keys  q quit
        ");
    }

    #[test]
    fn keys_and_help_fit_on_80_by_24() {
        for keys in KEYS {
            assert!(keys.width() <= 80, "{keys}");
        }
        assert!(HELP.len() + 2 <= 24);
        for (key, what) in HELP {
            assert!(key.width() < LABEL && LABEL + what.width() <= 80, "{what}");
        }
    }

    #[test]
    fn five_contexts_are_shown_whatever_else_there_is() {
        let long = "a long and winding equivalent of many words";
        let mut card = card(&[long; 12]);
        card.unsure = vec![format!("行 xíng: {long}"), format!("行 háng: {long}")];
        card.note = Some(long.repeat(4));
        card.similar = vec![card.similar[0].clone(); 3];
        let places: Vec<Place> = (1..30).map(|line| place(line, "")).collect();
        let text = shown(&card, &places, 80, 24).text();
        assert!(text.matches("[守望相助]").count() >= 5, "{text}");
        assert_eq!(text.lines().count(), 24);
        assert!(text.ends_with("q quit\n"));
    }

    #[test]
    fn nothing_of_a_text_is_obeyed_by_the_terminal() {
        let mut card = card(&["a\u{1b}[2J"]);
        card.note = Some("b\u{202e}\u{9b}".to_owned());
        let text = shown(&card, &[place(1, "\u{1b}]0;x\u{7}")], 80, 24).text();
        assert!(!text.chars().any(|it| it.is_control() && it != '\n'));
        assert!(text.contains("<U+001B>") && text.contains("<U+202E>"));
    }

    #[test]
    fn the_end_is_told() {
        let view = View {
            card: None,
            places: &[],
            progress: PROGRESS,
            tally: Tally {
                accepted: 3,
                rejected: 2,
                later: 1,
            },
            draft: &Draft::default(),
            marked: None,
            told: "",
        };
        let text = candidate(&view, 80, 24).text();
        assert!(text.contains("All are decided: accepted 3, rejected 2, put off 1."));
    }

    #[test]
    fn the_time_that_is_left_is_told_roughly() {
        let told = |seconds_each, left| {
            pace(&Progress {
                seconds_each,
                left,
                ..PROGRESS
            })
        };
        assert_eq!(told(None, 85), "12/96");
        assert_eq!(told(Some(4.1), 85), "12/96, 4.1 s each, about 6 min left");
        assert_eq!(
            told(Some(2.0), 20),
            "12/96, 2.0 s each, less than a minute left"
        );
        assert_eq!(
            told(Some(4.0), 9_000),
            "12/96, 4.0 s each, about 10 hours left"
        );
    }

    proptest! {
        #[test]
        fn a_screen_is_as_large_as_the_terminal(
            english in prop::collection::vec("[a-z海 ]{0,90}", 0..12),
            before in "[a-z\u{4e00}-\u{4e20}…“]{0,60}",
            contexts in 0_usize..30,
            width in 1_usize..140,
            height in 1_usize..40,
        ) {
            let english: Vec<&str> = english.iter().map(String::as_str).collect();
            let places: Vec<Place> = (0..contexts).map(|line| place(line, &before)).collect();
            for screen in [shown(&card(&english), &places, width, height), help(width, height)] {
                prop_assert_eq!(screen.lines().len(), height);
                for line in screen.text().lines() {
                    prop_assert!(line.width() <= width, "{}", line);
                }
            }
        }
    }
}
