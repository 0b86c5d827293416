//! XLIFF as the standards and the programs of translators write it.

use tmx::{InlineKind, Markup, ReadError, ReadReport, Run, TranslationUnit, XliffReader};

use crate::support::structure::fault;
use crate::support::{WHOLE, written};

pub(crate) fn read_xliff(file: &[u8]) -> Result<(Vec<TranslationUnit>, ReadReport), ReadError> {
    let mut reader = XliffReader::new(file);
    let units = reader.by_ref().collect::<Result<Vec<_>, _>>()?;
    Ok((units, reader.report().clone()))
}

fn file(name: &str) -> (Vec<TranslationUnit>, ReadReport) {
    let path = format!("{}/tests/data/xliff/{name}", env!("CARGO_MANIFEST_DIR"));
    read_xliff(&std::fs::read(path).unwrap()).unwrap()
}

/// Languages and texts of the units, in a line each.
fn texts(units: &[TranslationUnit]) -> Vec<String> {
    let text = |it: &tmx::Variant| format!("{}: {}", it.lang, it.segment.plain_text());
    let line = |unit: &TranslationUnit| {
        unit.variants
            .iter()
            .map(text)
            .collect::<Vec<_>>()
            .join(" | ")
    };
    units.iter().map(line).collect()
}

fn props(unit: &TranslationUnit) -> Vec<String> {
    unit.props
        .iter()
        .map(|it| format!("{}={}", it.kind, it.value))
        .collect()
}

/// The inline elements of a segment with their attributes and codes.
fn codes(runs: &[Run]) -> Vec<String> {
    let inline = |run: &Run| match run {
        Run::Text(_) => None,
        Run::Inline(it) => {
            let attributes: Vec<_> = it
                .attributes
                .iter()
                .map(|(name, value)| format!(" {name}={value}"))
                .collect();
            let inside = tmx::Segment {
                runs: it.runs.clone(),
            }
            .plain_text();
            Some(format!(
                "{}{} {inside}",
                it.kind.as_str(),
                attributes.concat()
            ))
        }
    };
    runs.iter().filter_map(inline).collect()
}

#[test]
fn xliff_1_2_gives_a_unit_a_translation() {
    let (units, report) = file("plain.xlf");
    assert_eq!(
        texts(&units),
        [
            "zh-CN: 打开水闸后 | en-US: After opening the sluice",
            "zh-CN: 堰 | en-US: weir!?",
            "zh: 渠 | fr: canal",
        ]
    );
    assert_eq!(
        props(&units[0]),
        [
            "x-xliff-id=1",
            "x-xliff-approved=yes",
            "x-xliff-state=translated",
            "x-xliff-file-original=manual.html",
            "x-xliff-file-datatype=html",
            "x-xliff-group-id=g1"
        ]
    );
    // The group has ended.
    assert_eq!(props(&units[1]).len(), 3);
    assert_eq!(units[0].notes[0].text, "一");
    assert_eq!(
        units[0].notes[0].attributes,
        [("from".to_owned(), "translator".to_owned())]
    );
    let source = &units[0].variants[0].segment.runs;
    assert_eq!(codes(source), ["bpt i=1 type=bold ", "ept i=1 ", "ph x=2 "]);
    let source = &units[1].variants[0].segment.runs;
    assert_eq!(
        codes(source),
        [
            "bpt i=7 id=1 <b>",
            "ept i=7 id=2 </b>",
            "it pos=begin x=3 <p>",
            "ph x=4 \\f{}"
        ]
    );
    assert_eq!(
        (report.units, report.untranslated, report.broken),
        (3, 2, 1)
    );
    let listed: Vec<String> = report.listed.iter().map(ToString::to_string).collect();
    assert_eq!(
        listed,
        ["line 11, column 3: the file does not say what its target language is"]
    );
    // The header, the proposal, and an element that there is not.
    assert_eq!(report.unknown, 3);
}

#[test]
fn what_trados_cuts_into_segments_gives_a_unit_a_segment() {
    let (units, report) = file("trados.sdlxliff");
    assert_eq!(
        texts(&units),
        [
            "zh-CN: 雨停了。 | en-GB: The rain stopped.",
            "zh-CN: 水退了。 | en-GB: The water fell."
        ]
    );
    let expected = [
        "id=6a",
        "file-original=a.docx",
        "file-datatype=x-sdlfilterframework2",
        "mid=1",
        "conf=Translated",
        "origin=tm",
        "percent=100",
        "created_by=lin",
    ];
    assert_eq!(props(&units[0]), expected.map(|it| format!("x-xliff-{it}")));
    assert_eq!(props(&units[1])[4..], ["x-xliff-conf=Draft"]);
    assert_eq!(report.untranslated, 2);
}

#[test]
fn what_memoq_knows_of_a_unit_becomes_properties() {
    let (units, report) = file("memoq.mqxliff");
    assert_eq!(texts(&units), ["zh: 水位  | en: water level "]);
    assert!(props(&units[0]).contains(&"x-xliff-mq:status=ManuallyConfirmed".to_owned()));
    assert!(props(&units[0]).contains(&"x-xliff-mq:percent=85".to_owned()));
    assert_eq!(codes(&units[0].variants[1].segment.runs), ["ph x=1 {1}"]);
    assert_eq!(report.untranslated, 1);
}

#[test]
fn xliff_2_gives_a_unit_a_segment_with_the_codes_it_refers_to() {
    let (units, report) = file("two.xlf");
    assert_eq!(
        texts(&units),
        ["zh-CN: 大坝 | en: big dam", "zh-CN: 堤岸中 | en: bank"]
    );
    let expected = [
        "id=u1",
        "name=k",
        "mid=s1",
        "state=final",
        "subState=my:x",
        "file-id=f",
        "group-id=g",
    ];
    assert_eq!(props(&units[0]), expected.map(|it| format!("x-xliff-{it}")));
    assert_eq!(units[1].notes[0].text, "一");
    let source = &units[0].variants[0].segment.runs;
    assert_eq!(
        codes(source),
        ["bpt i=1 <b>", "ept i=1 </b>", "ph x=2 <br/>"]
    );
    let source = &units[1].variants[0].segment.runs;
    assert_eq!(
        codes(source),
        ["bpt i=3 <b>", "ept i=3 </b>", "hi type=term id=4 岸"]
    );
    assert_eq!((report.untranslated, report.odd), (1, 1));
}

#[test]
fn where_only_the_target_is_cut_its_segments_are_one_text() {
    let mrk = |id, text| format!("<mrk mtype='seg' mid='{id}'>{text}</mrk>");
    let target = format!("{} {}", mrk(1, "Ebb <x id='1'/>"), mrk(2, "and flood."));
    let file = format!(
        "<xliff><file source-language='zh' target-language='en'><body><trans-unit><source note='n'>\
         落潮，涨潮。</source><target order='2'>{target}</target></trans-unit></body></file></xliff>"
    );
    let (units, report) = read_xliff(file.as_bytes()).unwrap();
    assert_eq!(texts(&units), ["zh: 落潮，涨潮。 | en: Ebb  and flood."]);
    assert_eq!(codes(&units[0].variants[1].segment.runs), ["ph x=1 "]);
    assert_eq!(
        props(&units[0]),
        ["x-xliff-source-note=n", "x-xliff-order=2"]
    );
    assert_eq!(report.untranslated, 0);
}

#[test]
fn long_attributes_of_a_file_are_not_copied_into_each_unit() {
    let long = "x".repeat(2000);
    let file = format!(
        "<xliff><file original='{long}' id='1' source-language='zh' target-language='en'><body>\
         <trans-unit><source>潮</source><target>tide</target></trans-unit></body></file></xliff>"
    );
    let (units, report) = read_xliff(file.as_bytes()).unwrap();
    assert_eq!(props(&units[0]), ["x-xliff-file-id=1"]);
    assert_eq!(report.unknown, 1);
}

#[test]
fn what_was_read_of_xliff_is_written_as_valid_tmx() {
    for name in ["plain.xlf", "trados.sdlxliff", "memoq.mqxliff", "two.xlf"] {
        let (units, _) = file(name);
        let (copy, report) = written(tmx::Header::default(), &units, WHOLE);
        assert_eq!(fault(&copy), None, "{name}");
        assert_eq!(WHOLE.markup, Markup::Written);
        let (again, _) = crate::support::read(&copy).unwrap();
        assert_eq!(texts(&again), texts(&units));
        // A begin without an end, as `it` of TMX has it, is none of the repairs.
        assert_eq!(report.repaired, 0, "{name}");
    }
}

#[test]
fn a_code_is_a_placeholder_of_tmx() {
    let (units, _) = file("two.xlf");
    let Some(Run::Inline(last)) = units[0].variants[0].segment.runs.last() else {
        panic!("a code is last");
    };
    assert_eq!(last.kind, InlineKind::Placeholder);
}

#[test]
fn damaged_files_are_refused_where_they_are_damaged() {
    for (file, told) in [
        (
            "<tmx/>",
            "line 1, column 1: it begins with <tmx>, not with <xliff>",
        ),
        (
            "<xliff>\n<file><body>",
            "line 2, column 13: it is cut off inside <body>",
        ),
        (
            "<!DOCTYPE xliff [<!ENTITY x 'y'>]><xliff/>",
            "line 1, column 17: it defines entities",
        ),
    ] {
        assert_eq!(read_xliff(file.as_bytes()).unwrap_err().to_string(), told);
    }
}

#[test]
fn copies_that_would_fill_the_memory_are_refused() {
    let mrk: String = (0..400)
        .map(|it| format!("<mrk mtype='seg' mid='{it}'>x</mrk>"))
        .collect();
    let notes = "<note>n</note>".repeat(400);
    let unit = format!(
        "<trans-unit><source>x</source><seg-source>{mrk}</seg-source><target>{mrk}</target>{notes}</trans-unit>"
    );
    let file = format!(
        "<xliff><file source-language='zh' target-language='en'><body>{unit}</body></file></xliff>"
    );
    let (units, report) = read_xliff(file.as_bytes()).unwrap();
    assert_eq!((units.len(), report.broken), (0, 1));
}
