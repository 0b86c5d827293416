//! What holds for every kind of file: a place in the repaired text leads back to its file.

use proptest::prelude::*;

use super::archive::tests::zip;
use super::{Location, ReadText, read_pages, read_text};
use crate::text::repair_wrapped;

/// Paragraphs of lines, each paragraph a sentence.
fn paragraphs() -> impl Strategy<Value = Vec<Vec<String>>> {
    let line = "[国中亚海港合作]{2,9}，[２０１９]{0,3}[国中亚海港合作]{1,9}";
    let paragraph = prop::collection::vec(line, 1..4).prop_map(|mut lines| {
        // By chance paragraphs look like the broken lines of one; a bullet begins one for sure.
        lines[0].insert(0, '•');
        lines
    });
    prop::collection::vec(paragraph, 1..6)
}

/// A file, its ending, and where the lines of its paragraphs stand.
type File = (Vec<u8>, &'static str, fn(usize, usize) -> Location);

fn text_of(paragraphs: &[Vec<String>], seam: &str, around: fn(String) -> String) -> String {
    paragraphs
        .iter()
        .map(|lines| around(lines.join(seam) + "。"))
        .collect()
}

/// The paragraphs as a file of every kind; in some of them a paragraph is one line.
fn files(paragraphs: &[Vec<String>]) -> Vec<File> {
    let docx = text_of(paragraphs, "", |text| {
        format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p><w:p/>")
    });
    let docx = format!("<w:document><w:body>{docx}</w:body></w:document>");
    let odt = text_of(paragraphs, "", |text| format!("<text:p>{text}</text:p>"));
    let odt = format!("<o:document><o:body>{odt}</o:body></o:document>");
    let html = text_of(paragraphs, "", |text| format!("<p>{text}</p>\n"));
    let markdown = text_of(paragraphs, "", |text| format!("{text}\n\n"));
    let srt: String = paragraphs
        .iter()
        .enumerate()
        .map(|(index, lines)| {
            format!(
                "{}\n00:00:{index:02},000 --> 00:00:{index:02},900\n{}。\n\n",
                index + 1,
                lines.join("\n")
            )
        })
        .collect();
    let container = b"<c><rootfile full-path='p.opf'/></c>";
    let package = b"<p><item id='a' href='a.html' media-type='text/html'/><itemref idref='a'/></p>";
    vec![
        (
            zip(&[
                ("[Content_Types].xml", b""),
                ("word/document.xml", docx.as_bytes()),
            ]),
            "docx",
            |index, _| Location::Paragraph(index + 1),
        ),
        (
            zip(&[
                ("mimetype", b"application/vnd.oasis.opendocument.text"),
                ("content.xml", odt.as_bytes()),
            ]),
            "odt",
            |index, _| Location::Paragraph(index + 1),
        ),
        (
            zip(&[
                ("mimetype", b"application/epub+zip"),
                ("META-INF/container.xml", container),
                ("p.opf", package),
                ("a.html", html.as_bytes()),
            ]),
            "epub",
            |index, _| Location::Chapter {
                number: 1,
                paragraph: index + 1,
            },
        ),
        (html.into_bytes(), "html", |index, _| {
            Location::Line(index + 1)
        }),
        (markdown.into_bytes(), "md", |index, _| {
            Location::Line(2 * index + 1)
        }),
        (srt.into_bytes(), "srt", |index, _| Location::Cue {
            number: index + 1,
            seconds: index as u32,
        }),
        (
            text_of(paragraphs, "\n", |text| format!("<p>{text}</p>\n")).into_bytes(),
            "html",
            |_, line| Location::Line(line + 1),
        ),
        (
            text_of(paragraphs, "\n", |text| format!("{text}\n\n")).into_bytes(),
            "md",
            |index, line| Location::Line(line + index + 1),
        ),
    ]
}

/// Checks that each paragraph is where it should be, and that the part `range` of it, taken from
/// the text before repair and repaired alone, is that part again.
fn check(
    read: &ReadText,
    paragraphs: &[Vec<String>],
    location: fn(usize, usize) -> Location,
    range: (usize, usize),
) -> Result<(), TestCaseError> {
    let source = &read.source;
    let repaired = repair_wrapped(&source.text, &source.wraps);
    let bodies: Vec<&str> = repaired.body.lines().collect();
    prop_assert_eq!(bodies.len(), paragraphs.len(), "{}", repaired.body);
    let (mut at, mut line) = (0, 0);
    for (index, body) in bodies.iter().enumerate() {
        let start = repaired.map.locate(at).byte;
        let told = source.landmarks.locate(start);
        prop_assert_eq!(told, Some(location(index, line)));

        let count = body.chars().count();
        let (from, to) = (range.0 % count, range.1 % count);
        let (from, to) = (from.min(to), from.max(to));
        let offset = |nth: usize| {
            body.char_indices()
                .nth(nth)
                .map_or(body.len(), |(at, _)| at)
        };
        let surface = &body[offset(from)..offset(to + 1)];
        let start = repaired.map.locate(at + offset(from)).byte;
        let last = repaired.map.locate(at + offset(to)).byte;
        let end = last + source.text[last..].chars().next().map_or(0, char::len_utf8);
        let wraps: Vec<usize> = source
            .wraps
            .iter()
            .filter(|wrap| (start..end).contains(wrap))
            .map(|wrap| wrap - start)
            .collect();
        prop_assert_eq!(
            repair_wrapped(&source.text[start..end], &wraps).body,
            surface
        );
        at += body.len() + 1;
        line += paragraphs[index].len();
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_part_of_every_kind_of_file_leads_back_to_its_place(
        paragraphs in paragraphs(),
        range in (0_usize..40, 0_usize..40),
    ) {
        for (bytes, extension, location) in files(&paragraphs) {
            let read = read_text(&bytes, Some(extension), None).unwrap();
            check(&read, &paragraphs, location, range)?;
        }
        let pages = text_of(&paragraphs, "", |text| format!("{text}\n\u{c}"));
        check(&read_pages(&pages).unwrap(), &paragraphs, |index, _| Location::Page(index + 1), range)?;
    }

    #[test]
    fn no_bytes_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        start in prop::sample::select(vec![b"PK\x03\x04".as_slice(), b"<html", b"%PDX-", b""]),
    ) {
        let bytes = [start, &bytes].concat();
        for extension in ["txt", "docx", "html", "md", "srt", "epub"] {
            let _ = read_text(&bytes, Some(extension), None);
        }
    }
}
