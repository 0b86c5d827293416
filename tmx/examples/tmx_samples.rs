//! Memories to try tools with: one in the default form, one of all that TMX can say, and one whose
//! units are as careless as can be.
//!
//! `cargo run -p tmx --example tmx_samples -- FOLDER` writes `pair.tmx`, `level_two.tmx` and
//! `repaired.tmx`; validators of TMX 1.4b have nothing to say against any of them.

use std::fs::File;
use std::path::{Path, PathBuf};

use tmx::{
    Header, Inline, InlineKind, LangTag, Languages, Markup, Note, Prop, Run, Segment, Timestamp,
    TmxWriter, TranslationUnit, UserEncoding, Variant, WriteOptions,
};

const LEVEL_TWO: WriteOptions = WriteOptions {
    languages: Languages::Pair,
    markup: Markup::Written,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder: PathBuf = std::env::args_os().nth(1).ok_or("name a folder")?.into();
    let units = units();
    write(
        &folder.join("pair.tmx"),
        Header::default(),
        &units,
        WriteOptions::default(),
    )?;
    write(&folder.join("level_two.tmx"), header(), &units, LEVEL_TWO)?;
    write(
        &folder.join("repaired.tmx"),
        header(),
        &[careless()],
        LEVEL_TWO,
    )?;
    Ok(())
}

fn write(
    path: &Path,
    header: Header,
    units: &[TranslationUnit],
    options: WriteOptions,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut writer = TmxWriter::with_options(File::create(path)?, header, options)?;
    for unit in units {
        writer.write(unit)?;
    }
    writer.finish()?;
    Ok(())
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
    pairs.iter().map(owned).collect()
}

/// Every field is filled, with values that belong there and others.
fn header() -> Header {
    let time = Some(Timestamp::from_seconds(1_700_000_000));
    Header {
        creation_date: time,
        creation_id: Some("王 & <李>".to_owned()),
        change_date: time,
        change_id: Some("\"x\"".to_owned()),
        notes: vec![note()],
        props: vec![prop()],
        encodings: vec![UserEncoding {
            attributes: pairs(&[("name", "own"), ("base", "gbk"), ("x", "y")]),
            maps: vec![
                pairs(&[
                    ("unicode", "#xF8FF"),
                    ("code", "#xFE50"),
                    ("ent", "own"),
                    ("subst", "o"),
                ]),
                pairs(&[("code", "#x80")]),
            ],
        }],
        attributes: pairs(&[
            ("o-encoding", "gbk"),
            ("changedate", "today"),
            ("vendor:x", "1"),
        ]),
        ..Header::default()
    }
}

fn note() -> Note {
    Note {
        text: "备注 ]]> &".to_owned(),
        attributes: pairs(&[("xml:lang", "zh-CN"), ("o-encoding", "gbk"), ("x", "y")]),
    }
}

fn prop() -> Prop {
    Prop {
        attributes: pairs(&[("xml:lang", "zh_CN"), ("lang", "zh")]),
        ..Prop::new("x-own", " 值 ")
    }
}

fn text(text: &str) -> Run {
    Run::Text(text.to_owned())
}

fn inline(kind: InlineKind, attributes: &[(&str, &str)], runs: Vec<Run>) -> Run {
    Run::Inline(Inline {
        kind,
        attributes: pairs(attributes),
        runs,
    })
}

fn units() -> Vec<TranslationUnit> {
    let time = Some(Timestamp::from_seconds(1_700_000_000));
    let segment = |words: [&str; 4]| {
        let sub = inline(
            InlineKind::SubFlow,
            &[("datatype", "html"), ("type", "fnote")],
            vec![inline(
                InlineKind::Highlight,
                &[("type", "em")],
                vec![text(words[3])],
            )],
        );
        Segment {
            runs: vec![
                text(words[0]),
                inline(
                    InlineKind::BeginPaired,
                    &[("i", "1"), ("x", "1"), ("type", "bold")],
                    vec![text("<b>")],
                ),
                text(words[1]),
                inline(InlineKind::EndPaired, &[("i", "1")], vec![text("</b>")]),
                inline(
                    InlineKind::Placeholder,
                    &[("x", "2"), ("assoc", "p")],
                    vec![text("{\\fn "), sub, text("}")],
                ),
                inline(
                    InlineKind::Isolated,
                    &[("pos", "begin"), ("x", "3")],
                    vec![text("<p>")],
                ),
                inline(InlineKind::Unknown, &[("x", "4")], vec![text("\\par")]),
                text(words[2]),
            ],
        }
    };
    let variant = |lang: &LangTag, segment: Segment| Variant {
        segment,
        creation_date: time,
        change_id: Some("李".to_owned()),
        usage_count: Some(2),
        notes: vec![note()],
        props: vec![prop()],
        attributes: pairs(&[("o-tmf", "x"), ("segtype", "phrase"), ("lang", "zh")]),
        ..Variant::new(lang.clone(), "")
    };
    let (zh, en) = (LangTag::chinese(), LangTag::english());
    let full = TranslationUnit {
        uid: "1".to_owned(),
        source_lang: Some(zh.clone()),
        creation_date: time,
        creation_id: Some("王".to_owned()),
        change_date: time,
        change_id: Some("李".to_owned()),
        usage_count: Some(3),
        last_usage_date: time,
        notes: vec![note(), Note::from("")],
        props: vec![prop(), Prop::default()],
        attributes: pairs(&[
            ("datatype", "html"),
            ("segtype", "phrase"),
            ("segtype", "line"),
            ("creationdate", "31.1."),
            ("a b", "c"),
        ]),
        variants: vec![
            variant(&zh, segment(["关闭", "阀门", "。", "见附录"])),
            variant(&en, segment(["Close ", "the valve", ".", "see appendix"])),
        ],
    };
    vec![
        full,
        TranslationUnit::pair((&zh, "堤防"), (&en, "dyke & <levee>")),
        TranslationUnit::pair((&zh, "泵站"), (&en, "pumping station")),
    ]
}

/// Nothing in it is where TMX wants it.
fn careless() -> TranslationUnit {
    let (zh, en) = (LangTag::chinese(), LangTag::english());
    let mut runs = vec![text("闸门\u{1}")];
    for kind in InlineKind::ALL {
        let inside: Vec<Run> = InlineKind::ALL
            .into_iter()
            .map(|kind| {
                inline(
                    kind,
                    &[("i", "1"), ("pos", "middle")],
                    vec![text("\u{FFFE}c")],
                )
            })
            .collect();
        runs.push(inline(
            kind,
            &[("i", "1"), ("i", "2"), ("xmlns", "x")],
            inside,
        ));
    }
    let mut unit = TranslationUnit::pair((&zh, ""), (&en, "gate"));
    unit.uid = "\u{2}".to_owned();
    for variant in &mut unit.variants {
        variant.segment.runs.extend(runs.clone());
    }
    unit
}
