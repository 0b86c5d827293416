//! Subtitles: SubRip (`.srt`) and WebVTT (`.vtt`).

use super::super::lines::is_latin;
use super::super::punctuation::{ends_sentence, is_han};
use super::location::Location;
use super::source::SourceText;

/// A pause after which nobody goes on with a sentence, in milliseconds.
const PAUSE: u64 = 3000;

/// A subtitle.
#[derive(Debug)]
struct Cue {
    number: usize,
    start: u64,
    end: u64,
    lines: Vec<String>,
}

/// Whether the text looks like subtitles: its first lines have the times of a cue.
pub(super) fn are_subtitles(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    first.trim_start_matches('\u{feff}').starts_with("WEBVTT")
        || first
            .trim_start_matches('\u{feff}')
            .parse::<usize>()
            .is_ok()
            && lines.next().is_some_and(|line| times(line).is_some())
}

/// Takes the text out, without numbers, times and tags. Where the subtitles are punctuated, a
/// cue that does not end a sentence goes on in the next one.
pub(super) fn read(text: &str) -> SourceText {
    let cues = cues(text);
    let spoken: Vec<&str> = cues
        .iter()
        .filter_map(|cue| cue.lines.last())
        .map(String::as_str)
        .collect();
    let ended = spoken.iter().filter(|line| ends_sentence(line)).count();
    // Without punctuation nothing tells where a sentence ends, and one cue is one sentence.
    let is_punctuated = ended * 5 >= spoken.len();
    let mut source = SourceText::default();
    let mut last: Option<(&Cue, &str)> = None;
    for cue in &cues {
        let location = Location::Cue {
            number: cue.number,
            seconds: u32::try_from(cue.start / 1000).unwrap_or(u32::MAX),
        };
        for line in &cue.lines {
            let goes_on = last.is_some_and(|(before, text)| {
                let is_near = cue.start <= before.end.saturating_add(PAUSE);
                let is_possible = std::ptr::eq(before, cue) || (is_punctuated && is_near);
                is_possible && continues(text, line)
            });
            if goes_on {
                source.wrapped(location, line);
            } else {
                source.paragraph(location, line);
            }
            last = Some((cue, line));
        }
    }
    source
}

/// Whether a line goes on with the sentence of the one before, both in the same script.
fn continues(before: &str, line: &str) -> bool {
    let is_speech = |text: &str| text.starts_with(['-', '–', '—', '－', '♪', '【', '[']);
    let script = |text: &str| {
        let han = text.chars().filter(|c| is_han(*c)).count();
        let latin = text.chars().filter(|c| c.is_alphabetic()).count() - han.min(text.len());
        is_latin(latin, han)
    };
    !ends_sentence(before) && !is_speech(line) && script(before) == script(line)
}

fn cues(text: &str) -> Vec<Cue> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let starts: Vec<(usize, (u64, u64))> = lines
        .iter()
        .enumerate()
        .filter_map(|(index, line)| Some((index, times(line)?)))
        .collect();
    let is_webvtt = text.trim_start_matches('\u{feff}').starts_with("WEBVTT");
    let number_before = |index: usize| {
        let line = lines.get(index.checked_sub(1)?)?;
        line.trim_start_matches('\u{feff}').parse::<usize>().ok()
    };
    let mut cues = Vec::with_capacity(starts.len());
    for (position, &(index, (start, end))) in starts.iter().enumerate() {
        let next = starts.get(position + 1).map_or(lines.len(), |(next, _)| {
            next - usize::from(number_before(*next).is_some())
        });
        let inside = lines.get(index + 1..next).unwrap_or_default();
        // Between the cues of WebVTT stand names, notes and styles.
        let length = match inside.iter().position(|line| line.is_empty()) {
            Some(blank) if is_webvtt => blank,
            _ => inside.len(),
        };
        cues.push(Cue {
            number: number_before(index).unwrap_or(position + 1),
            start,
            end,
            lines: inside
                .iter()
                .take(length)
                .map(|line| without_tags(line))
                .filter(|line| !line.is_empty())
                .collect(),
        });
    }
    cues
}

/// Beginning and end of a cue in milliseconds: `00:01:02,500 --> 00:01:04,000`, hours optional.
fn times(line: &str) -> Option<(u64, u64)> {
    let (start, rest) = line.split_once("-->")?;
    let end = rest.split_whitespace().next()?;
    Some((time(start.trim())?, time(end)?))
}

fn time(text: &str) -> Option<u64> {
    let (clock, fraction) = match text.split_once([',', '.']) {
        Some((clock, fraction)) => (clock, fraction.parse::<u64>().ok()?),
        None => (text, 0),
    };
    let mut seconds = 0_u64;
    let parts: Vec<&str> = clock.split(':').collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    for part in parts {
        let part = part.trim().parse::<u64>().ok()?;
        seconds = seconds.checked_mul(60)?.checked_add(part)?;
    }
    seconds.checked_mul(1000)?.checked_add(fraction)
}

/// The line without `<i>`, `<v Name>`, `{\an8}`, ruby text, and with the references resolved
/// that WebVTT has.
fn without_tags(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut in_ruby_text = false;
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let tail = rest.get(c.len_utf8()..).unwrap_or_default();
        let tag = match c {
            '<' if tail.starts_with(|c: char| c == '/' || c.is_ascii_alphanumeric()) => {
                tail.split_once('>')
            }
            '{' if tail.starts_with('\\') => tail.split_once('}'),
            _ => None,
        };
        if let Some((name, after)) = tag {
            match name {
                "rt" => in_ruby_text = true,
                "/rt" | "/ruby" => in_ruby_text = false,
                _ => {}
            }
            rest = after;
            continue;
        }
        if !in_ruby_text {
            plain.push(c);
        }
        rest = tail;
    }
    let references = [
        ("&nbsp;", "\u{a0}"),
        ("&lrm;", ""),
        ("&rlm;", ""),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    if plain.contains('&') {
        for (reference, character) in references {
            plain = plain.replace(reference, character);
        }
    }
    plain.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::repair_wrapped;
    use super::*;

    const SRT: &str = "\u{feff}1\r\n00:00:01,000 --> 00:00:03,000\r\n<i>我们要守望</i>\r\n\r\n\
        2\r\n00:00:03,100 --> 00:00:05,000\r\n{\\an8}相助，\r\n同舟\r\n\r\n\
        41\r\n00:02:13,500 --> 00:02:15,000\r\n共济。\r\n\r\n\
        42\r\n00:02:20,000 --> 00:02:21,000\r\n- 谢谢。\r\n- 再见！\r\n";

    #[test]
    fn a_sentence_over_several_cues_is_joined_and_found_at_its_cues() {
        let near = SRT.replace("00:02:13", "00:00:06");
        let source = read(&near);
        let body = repair_wrapped(&source.text, &source.wraps).body;
        assert_eq!(body, "我们要守望相助，同舟共济。\n- 谢谢。\n- 再见！");
        let at = |part| source.landmarks.locate(source.text.find(part).unwrap());
        let cue = |number, seconds| Some(Location::Cue { number, seconds });
        assert_eq!(at("我们"), cue(1, 1));
        assert_eq!(at("同舟"), cue(2, 3));
        assert_eq!(at("共济"), cue(41, 6));
    }

    #[test]
    fn a_long_pause_ends_a_sentence() {
        let source = read(SRT);
        let body = repair_wrapped(&source.text, &source.wraps).body;
        assert!(body.starts_with("我们要守望相助，同舟\n共济。\n"), "{body}");
    }

    #[test]
    fn subtitles_without_punctuation_and_other_scripts_are_not_joined() {
        let cue =
            |n: usize, text: &str| format!("{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{text}\n\n");
        let source = read(&[cue(1, "守望相助"), cue(2, "同舟共济"), cue(3, "谢谢")].concat());
        assert!(source.wraps.is_empty());
        let source = read(&[cue(1, "守望相助\nWe help each other"), cue(2, "谢谢。")].concat());
        assert!(source.wraps.is_empty());
    }

    #[test]
    fn webvtt_is_read_without_its_notes_and_names() {
        let source = read(
            "WEBVTT - talk\n\nSTYLE\n::cue { }\n\nNOTE hidden\n\nintro\n00:01.000 --> 00:02.500 align:start\n\
             <v 王毅>守望<ruby>相<rt>xiāng</rt></ruby>助&amp;</v>\n\nNOTE\nhidden too\n\n01:00:03.000 --> 01:00:04.000\n谢谢\n",
        );
        assert_eq!(source.text, "守望相助&\n谢谢");
        assert_eq!(
            source.landmarks.locate(source.text.len()),
            Some(Location::Cue {
                number: 2,
                seconds: 3603
            })
        );
    }

    #[test]
    fn subtitles_are_known_by_their_first_lines() {
        assert!(are_subtitles(SRT));
        assert!(are_subtitles("WEBVTT\n"));
        assert!(!are_subtitles("1\n2\n3\n"));
        assert!(!are_subtitles("他说 --> 你好\n"));
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "([0-9]{1,2}|00:00:01,000 --> 00:0[0-9]:02,000|[<{&\\\\>};a-z中。-]{0,6}|\n|\n\n){0,30}") {
            let source = read(&text);
            prop_assert!(source.wraps.iter().all(|at| source.text.as_bytes()[*at] == b'\n'));
        }
    }
}
