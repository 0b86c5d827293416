//! What the screen shows of a pair: its sentences one below the other, with its neighbours.

use glossary::parallel::{AlignedBead, PairReview, rounded};
use unicode_width::UnicodeWidthChar as _;

use crate::output::{counted, sanitise_line};
use crate::terminal::{Line, Screen, Style};

/// Lines at most for a neighbour.
const NEIGHBOUR: usize = 4;

/// The lowest lines.
const KEYS: [&str; 2] = [
    "a accept  x reject  s later  m merge with the next  / split  u undo  q quit",
    "< give > take a Chinese sentence  [ give ] take an English one  ? keys",
];

/// All keys.
const HELP: [(&str, &str); 12] = [
    ("a", "accept: the two sides render each other"),
    ("x", "reject: it is to be no unit"),
    ("s", "put off: asked again in the next review"),
    (
        "<  >",
        "give the last Chinese sentence to the next pair, or take its first one",
    ),
    ("[  ]", "the same with English"),
    (
        "m  M",
        "make one pair of it and the next one, or the one before",
    ),
    (
        "/",
        "split: the first sentence of either side, and the rest",
    ),
    ("u", "take back what was done last, again and again"),
    ("b", "look at the pair before it"),
    ("f Enter", "look at the pair after it"),
    ("?", "these keys"),
    ("q", "end; all that is decided is stored"),
];

/// The screen of the pair in view.
pub(super) fn pair(
    review: &PairReview,
    origin: &str,
    told: &str,
    width: usize,
    height: usize,
) -> Screen {
    let mut footer = Screen::default();
    footer.push(Line::new(width));
    footer.push(Line::new(width).with(told, Style::Strong));
    for keys in KEYS {
        footer.push(Line::new(width).with(keys, Style::Faint));
    }
    let room = height.saturating_sub(footer.lines().len());
    let mut screen = Screen::default();
    let left = counted(review.left(), "doubtful pair");
    screen.push(Line::new(width).with(&format!("{left} left, {origin}"), Style::Faint));
    screen.push(Line::new(width));
    let beads = &review.aligned().beads;
    match review.current().and_then(|at| Some((at, beads.get(at)?))) {
        Some((at, bead)) => {
            let before = at.checked_sub(1).and_then(|at| beads.get(at));
            neighbour(review, before, "before", width, &mut screen);
            let score = format!("score {:.2}", rounded(bead.score));
            let state = match bead.verdict {
                Some(verdict) => format!("{score}, {verdict:?}").to_lowercase(),
                None => score,
            };
            screen.push(Line::new(width).with(&state, Style::Faint));
            side(
                &review.aligned().source[bead.source.clone()],
                width,
                &mut screen,
            );
            screen.push(Line::new(width));
            side(
                &review.aligned().target[bead.target.clone()],
                width,
                &mut screen,
            );
            screen.push(Line::new(width));
            // What does not fit any more is cut off at the end of the screen.
            neighbour(review, beads.get(at + 1), "after", width, &mut screen);
        }
        None => screen
            .push(Line::new(width).with("All are decided. u takes back, q ends.", Style::Strong)),
    }
    screen.resize(width, room);
    screen.append(footer);
    screen.resize(width, height);
    screen
}

/// The screen of all keys.
pub(super) fn help(width: usize, height: usize) -> Screen {
    let mut screen = Screen::default();
    for (key, what) in HELP {
        let line = Line::new(width).with(&format!("{key:<11}"), Style::Strong);
        screen.push(line.with(what, Style::Plain));
    }
    screen.push(Line::new(width));
    screen.push(Line::new(width).with("Any key leads back.", Style::Faint));
    screen.resize(width, height);
    screen
}

/// The sentences of a side, each with a mark where it begins.
fn side(sentences: &[String], width: usize, screen: &mut Screen) {
    if sentences.is_empty() {
        screen.push(Line::new(width).with("- (nothing)", Style::Strong));
    }
    for sentence in sentences {
        for (at, line) in wrapped(sentence, width.saturating_sub(2))
            .iter()
            .enumerate()
        {
            let mark = if at == 0 { "- " } else { "  " };
            screen.push(Line::new(width).with(&format!("{mark}{line}"), Style::Strong));
        }
    }
}

fn neighbour(
    review: &PairReview,
    bead: Option<&AlignedBead>,
    label: &str,
    width: usize,
    screen: &mut Screen,
) {
    let Some(bead) = bead else {
        return;
    };
    screen.push(Line::new(width).with(label, Style::Faint));
    let (source, target) = review.aligned().texts(bead);
    let mut lines = wrapped(&source, width);
    lines.extend(wrapped(&target, width));
    // Of the one before, the end is what matters; of the one after, the beginning.
    let skipped = match label {
        "before" => lines.len().saturating_sub(NEIGHBOUR),
        _ => 0,
    };
    for line in lines.iter().skip(skipped).take(NEIGHBOUR) {
        screen.push(Line::new(width).with(line, Style::Faint));
    }
    screen.push(Line::new(width));
}

/// The lines of a text of at most `width` cells, broken at blanks and between wide characters.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let text = sanitise_line(text);
    let mut lines = Vec::new();
    let mut line = String::new();
    let (mut taken, mut blank) = (0, None);
    for c in text.chars() {
        let cells = c.width().unwrap_or(0);
        if taken + cells > width && !line.is_empty() {
            let rest = match blank {
                Some(at) if cells == 1 && c != ' ' => line.split_off(at),
                _ => String::new(),
            };
            lines.push(std::mem::replace(&mut line, rest.trim_start().to_owned()));
            taken = line.chars().filter_map(|c| c.width()).sum();
            blank = None;
            if c == ' ' {
                continue;
            }
        }
        line.push(c);
        taken += cells;
        if c == ' ' || cells == 2 {
            blank = Some(line.len());
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use glossary::parallel::{Aligned, BeadCommand};

    use super::*;

    fn review() -> PairReview {
        let bead = |at: usize, score| AlignedBead {
            source: at..at + 1,
            target: at..at + 1,
            score,
            verdict: None,
        };
        let owned = |side: [&str; 3]| side.map(str::to_owned).to_vec();
        let aligned = Aligned {
            source: owned(["港口通。", "红树林挡得住风浪。", "谢谢。"]),
            target: owned([
                "Ports are open.",
                "Mangroves hold off wind and waves.",
                "Thanks.\u{1b}[31m",
            ]),
            beads: vec![bead(0, 1.0), bead(1, 0.31), bead(2, 1.0)],
            repeated: 0,
        };
        PairReview::new(aligned, 0.9)
    }

    #[test]
    fn a_pair_stands_between_its_neighbours() {
        let text = pair(&review(), "talk", "", 40, 24).text();
        insta::assert_snapshot!(text, @"
        1 doubtful pair left, talk

        before
        港口通。
        Ports are open.

        score 0.31
        - 红树林挡得住风浪。

        - Mangroves hold off wind and waves.

        after
        谢谢。
        Thanks.<U+001B>[31m








        a accept  x reject  s later  m merge w..
        < give > take a Chinese sentence  [ gi..
        ");
    }

    #[test]
    fn no_control_character_reaches_the_screen() {
        let text = pair(&review(), "talk", "", 40, 24).text();
        assert!(!text.contains('\u{1b}'));
    }

    #[test]
    fn a_side_without_sentences_is_told() {
        let mut review = review();
        review.step(BeadCommand::GiveTarget);
        assert!(
            pair(&review, "talk", "", 40, 24)
                .text()
                .contains("- (nothing)")
        );
    }

    #[test]
    fn the_keys_stay_on_small_screens() {
        let text = pair(&review(), "talk", "told", 80, 8).text();
        assert!(text.contains("told") && text.contains("a accept"), "{text}");
    }

    #[test]
    fn lines_are_broken_at_blanks() {
        assert_eq!(wrapped("hold off wind", 8), ["hold off", "wind"]);
        assert_eq!(wrapped("红树林挡风", 6), ["红树林", "挡风"]);
        assert_eq!(
            wrapped("incomprehensibilities", 9).concat(),
            "incomprehensibilities"
        );
    }
}
