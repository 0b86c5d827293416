//! Memories of all that TMX can say, by chance.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::{Just, Strategy, any};
use proptest::{prop_oneof, sample::select};
use tmx::{
    Attributes, Header, Inline, InlineKind, LangTag, Note, Prop, Run, Segment, SegmentType,
    Timestamp, TranslationUnit, UserEncoding, Variant,
};

/// A text with all that XML makes difficult.
pub(crate) fn text() -> impl Strategy<Value = String> {
    "[a-c<>&\"'\\]\t\n\r \u{85}\u{3000}\u{4e00}-\u{4e08}\u{FF0C}\u{FFFD}\u{1F600}]{0,8}"
}

fn lang() -> impl Strategy<Value = LangTag> {
    select(vec![
        "zh-CN",
        "zh-Hant",
        "en",
        "en-GB",
        "fr",
        "zh-Latn-pinyin",
        "und",
    ])
    .prop_map(|it| it.parse().unwrap())
}

fn time() -> impl Strategy<Value = Option<Timestamp>> {
    of((0_i64..4_000_000_000).prop_map(Timestamp::from_seconds))
}

/// Attributes of some names, each at most once, in some order.
fn attributes(names: &'static [&'static str]) -> impl Strategy<Value = Attributes> {
    (
        0..=names.len(),
        Just(names.to_vec()).prop_shuffle(),
        vec(text(), names.len()),
    )
        .prop_map(|(length, names, values)| {
            let names = names.into_iter().take(length).map(str::to_owned);
            names.zip(values).collect()
        })
}

fn few(names: &'static [&'static str]) -> impl Strategy<Value = Attributes> {
    prop_oneof![4 => Just(Vec::new()), 1 => attributes(names)]
}

fn note() -> impl Strategy<Value = Note> {
    (text(), few(&["o-encoding", "lang"]), any::<bool>()).prop_map(
        |(text, mut attributes, has_lang)| {
            if has_lang {
                attributes.push(("xml:lang".to_owned(), "zh-CN".to_owned()));
            }
            Note { text, attributes }
        },
    )
}

fn prop() -> impl Strategy<Value = Prop> {
    (text(), text(), few(&["o-encoding", "lang"])).prop_map(|(kind, value, attributes)| Prop {
        kind,
        value,
        attributes,
    })
}

/// What may stand in a segment, with pairs as one node.
#[derive(Debug, Clone)]
enum Flow {
    Text(String),
    Mark(Attributes, Vec<Flow>),
    Code(InlineKind, Attributes, Vec<Code>),
    Pair(Attributes, Vec<Code>, Vec<Flow>, Vec<Code>),
}

#[derive(Debug, Clone)]
enum Code {
    Text(String),
    Sub(Attributes, Vec<Flow>),
}

fn flow() -> impl Strategy<Value = Vec<Flow>> {
    let leaf = text().prop_map(Flow::Text);
    let node = leaf.prop_recursive(4, 24, 3, |inner| {
        let inside = vec(inner, 0..3);
        let code = prop_oneof![
            3 => text().prop_map(Code::Text),
            1 => (few(&["datatype", "type"]), inside.clone()).prop_map(|(it, flow)| Code::Sub(it, flow)),
        ];
        let code = vec(code, 0..3);
        prop_oneof![
            text().prop_map(Flow::Text),
            (few(&["x", "type"]), inside.clone()).prop_map(|(it, flow)| Flow::Mark(it, flow)),
            (few(&["x", "assoc", "type"]), code.clone()).prop_map(|(it, code)| Flow::Code(InlineKind::Placeholder, it, code)),
            (few(&["x"]), code.clone()).prop_map(|(it, code)| Flow::Code(InlineKind::Unknown, it, code)),
            (few(&["x", "type"]), select(vec!["begin", "end"]), code.clone()).prop_map(|(mut it, pos, code)| {
                it.insert(0, ("pos".to_owned(), pos.to_owned()));
                Flow::Code(InlineKind::Isolated, it, code)
            }),
            (few(&["x", "type"]), code.clone(), inside, code).prop_map(|(it, begin, flow, end)| Flow::Pair(it, begin, flow, end)),
        ]
    });
    vec(node, 0..4)
}

/// A segment that is valid, written as a reader gives it out: no empty text, no two in a row.
pub(crate) fn segment() -> impl Strategy<Value = Segment> {
    flow().prop_map(|flow| Segment {
        runs: runs(&flow, &mut 0),
    })
}

fn push(runs: &mut Vec<Run>, text: &str) {
    match runs.last_mut() {
        _ if text.is_empty() => {}
        Some(Run::Text(before)) => before.push_str(text),
        _ => runs.push(Run::Text(text.to_owned())),
    }
}

fn runs(flow: &[Flow], pairs: &mut usize) -> Vec<Run> {
    let mut out = Vec::new();
    for node in flow {
        let mut inline = |kind, attributes: &Attributes, runs| {
            let attributes = attributes.clone();
            out.push(Run::Inline(Inline {
                kind,
                attributes,
                runs,
            }));
        };
        match node {
            Flow::Text(text) => push(&mut out, text),
            Flow::Mark(it, flow) => inline(InlineKind::Highlight, it, runs(flow, pairs)),
            Flow::Code(kind, it, code) => inline(*kind, it, codes(code, pairs)),
            Flow::Pair(it, begin, flow, end) => {
                *pairs += 1;
                let number = vec![("i".to_owned(), pairs.to_string())];
                let begun = [number.clone(), it.clone()].concat();
                inline(InlineKind::BeginPaired, &begun, codes(begin, pairs));
                for run in runs(flow, pairs) {
                    match run {
                        Run::Text(text) => push(&mut out, &text),
                        run => out.push(run),
                    }
                }
                let end = codes(end, pairs);
                out.push(Run::Inline(Inline {
                    kind: InlineKind::EndPaired,
                    attributes: number,
                    runs: end,
                }));
            }
        }
    }
    out
}

fn codes(code: &[Code], pairs: &mut usize) -> Vec<Run> {
    let mut out = Vec::new();
    for node in code {
        match node {
            Code::Text(text) => push(&mut out, text),
            Code::Sub(it, flow) => out.push(Run::Inline(Inline {
                kind: InlineKind::SubFlow,
                attributes: it.clone(),
                runs: runs(flow, pairs),
            })),
        }
    }
    out
}

/// A tree that obeys no rule.
pub(crate) fn careless() -> impl Strategy<Value = Segment> {
    let leaf = text().prop_map(Run::Text);
    let run = leaf.prop_recursive(5, 24, 4, |inner| {
        let names = select(vec!["i", "x", "pos", "type", "a b", "xmlns"]);
        let values = prop_oneof![
            select(vec!["1", "2", "begin", "end"]).prop_map(str::to_owned),
            text()
        ];
        let attributes = vec((names.prop_map(str::to_owned), values), 0..4);
        (
            select(InlineKind::ALL.to_vec()),
            attributes,
            vec(inner, 0..4),
        )
            .prop_map(|(kind, attributes, runs)| {
                Run::Inline(Inline {
                    kind,
                    attributes,
                    runs,
                })
            })
    });
    vec(run, 0..4).prop_map(|runs| Segment { runs })
}

const ODD: &[&str] = &[
    "o-encoding",
    "datatype",
    "creationtool",
    "o-tmf",
    "x:y",
    "changedate",
    "srclang",
];

fn variant() -> impl Strategy<Value = Variant> {
    let stamps = (
        time(),
        of(text()),
        time(),
        of(text()),
        of(any::<u64>()),
        time(),
    );
    (
        lang(),
        segment(),
        stamps,
        vec(note(), 0..2),
        vec(prop(), 0..2),
        few(ODD),
    )
        .prop_map(
            |(lang, segment, stamps, notes, props, attributes)| Variant {
                segment,
                creation_date: stamps.0,
                creation_id: stamps.1,
                change_date: stamps.2,
                change_id: stamps.3,
                usage_count: stamps.4,
                last_usage_date: stamps.5,
                notes,
                props,
                attributes: in_written_order(attributes),
                ..Variant::new(lang, "")
            },
        )
}

/// As a reader gives them out: those that TMX has come first, since the others are properties.
fn in_written_order(attributes: Attributes) -> Attributes {
    let own = ["o-encoding", "datatype", "creationtool", "o-tmf"];
    let (mut first, rest): (Attributes, Attributes) = attributes
        .into_iter()
        .partition(|(name, _)| own.contains(&name.as_str()));
    first.extend(rest);
    first
}

fn unit() -> impl Strategy<Value = TranslationUnit> {
    let stamps = (
        time(),
        of(text()),
        time(),
        of(text()),
        of(any::<u64>()),
        time(),
    );
    let source = of(prop_oneof![lang(), Just(LangTag::multiple())]);
    (
        source,
        stamps,
        vec(note(), 0..2),
        vec(prop(), 0..2),
        few(ODD),
        vec(variant(), 1..4),
    )
        .prop_map(
            |(source_lang, stamps, notes, props, attributes, variants)| TranslationUnit {
                source_lang,
                creation_date: stamps.0,
                creation_id: stamps.1,
                change_date: stamps.2,
                change_id: stamps.3,
                usage_count: stamps.4,
                last_usage_date: stamps.5,
                notes,
                props,
                attributes: in_written_order(attributes),
                variants,
                ..TranslationUnit::default()
            },
        )
}

/// Units whose identifiers are their own.
pub(crate) fn units() -> impl Strategy<Value = Vec<TranslationUnit>> {
    vec((unit(), any::<bool>()), 0..4).prop_map(|units| {
        let units = units.into_iter().enumerate();
        units
            .map(|(number, (unit, has_uid))| TranslationUnit {
                uid: if has_uid {
                    format!("u<{number}>")
                } else {
                    String::new()
                },
                ..unit
            })
            .collect()
    })
}

/// A header; the language that it is translated to is none of its own.
pub(crate) fn header() -> impl Strategy<Value = Header> {
    let texts = (text(), text(), text(), text());
    let stamps = (time(), of(text()), time(), of(text()));
    let ude = (
        text(),
        few(&["base"]),
        vec(attributes(&["code", "ent", "subst"]), 0..3),
    );
    (
        texts,
        (
            prop_oneof![lang(), Just(LangTag::multiple())],
            lang(),
            select(SegmentType::ALL.to_vec()),
        ),
        stamps,
        (vec(note(), 0..2), vec(prop(), 0..2), vec(ude, 0..2)),
        few(&["o-encoding", "x:y", "adminlang"]),
    )
        .prop_map(
            |(
                texts,
                (source_lang, admin_lang, segment_type),
                stamps,
                (notes, props, udes),
                attributes,
            )| Header {
                source_lang,
                target_lang: LangTag::undetermined(),
                creation_tool: texts.0,
                creation_tool_version: texts.1,
                segment_type,
                original_format: texts.2,
                admin_lang,
                data_type: texts.3,
                creation_date: stamps.0,
                creation_id: stamps.1,
                change_date: stamps.2,
                change_id: stamps.3,
                notes,
                props,
                encodings: udes
                    .into_iter()
                    .map(|(name, rest, maps)| UserEncoding {
                        attributes: [vec![("name".to_owned(), name)], rest].concat(),
                        maps: maps
                            .into_iter()
                            .map(|map| {
                                [vec![("unicode".to_owned(), "#xF8FF".to_owned())], map].concat()
                            })
                            .collect(),
                    })
                    .collect(),
                attributes: in_written_order(attributes),
            },
        )
}
