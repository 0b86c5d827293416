//! Files as tools write them, one by one: what has to be read, and how.
//!
//! The list is that of the compliance kit for TMX and of the variants that clients were tried with.

use tmx::{InlineKind, LangTag, Run, SegmentType, Timestamp, TmxReader, TranslationUnit};

use crate::support::{WHOLE, memory, read, tu, written};

fn tag(tag: &str) -> LangTag {
    tag.parse().unwrap()
}

/// Languages and texts of a unit.
fn texts(unit: &TranslationUnit) -> Vec<(String, String)> {
    let text = |it: &tmx::Variant| (it.lang.to_string(), it.segment.plain_text());
    unit.variants.iter().map(text).collect()
}

fn pair(zh: &str, en: &str) -> Vec<(String, String)> {
    vec![
        ("zh-CN".to_owned(), zh.to_owned()),
        ("en".to_owned(), en.to_owned()),
    ]
}

/// The only unit of a file that has nothing odd in it.
fn only(file: impl AsRef<[u8]>) -> TranslationUnit {
    let (units, report) = read(file.as_ref()).unwrap();
    assert_eq!(
        (units.len(), report.broken, report.unknown, report.odd),
        (1, 0, 0, 0)
    );
    units.into_iter().next().unwrap()
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn plain_files_are_read_however_they_are_written() {
    let base = memory(&tu("测深仪", "echo sounder"));
    let doctype = |doctype: &str| base.replacen("<tmx", &format!("{doctype}\n<tmx"), 1);
    for file in [
        base.clone(),
        base.replace('\n', "\r\n"),
        base.replace('\n', ""),
        base.replace('"', "'"),
        doctype("<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">"),
        doctype(
            "<!DOCTYPE tmx PUBLIC \"-//LISA OSCAR:1998//DTD for Translation Memory eXchange//EN\" \"tmx14.dtd\">",
        ),
        doctype("<!DOCTYPE tmx SYSTEM \"http://nowhere.invalid/tmx14.dtd\">"),
        base.replace("测深仪", "<![CDATA[测深仪]]>"),
        base.replace("测深仪", "测<!-- - -->深<?p?>仪"),
        base.replace("测深仪", "&#x6D4B;&#28145;仪"),
        base.replace("<tmx ", "<tmx xmlns=\"http://www.lisa.org/tmx14\" "),
        base.replace("<?xml version=\"1.0\"?>\n", ""),
        base.replace("version=\"1.4\"", "version=\"1.1\""),
        base.replace(" version=\"1.4\"", ""),
        base.replace("version=\"1.4\"", "version=\"2004b\""),
    ] {
        assert_eq!(texts(&only(file)), pair("测深仪", "echo sounder"));
    }
}

#[test]
fn every_encoding_is_read() {
    let base = memory(&tu("测深仪", "echo sounder")).replace("<?xml version=\"1.0\"?>\n", "");
    let marked = format!("\u{FEFF}{base}");
    for file in [
        marked.clone().into_bytes(),
        utf16(&marked, u16::to_le_bytes),
        utf16(&marked, u16::to_be_bytes),
        utf16(&base, u16::to_le_bytes),
        utf16(&base, u16::to_be_bytes),
    ] {
        assert_eq!(texts(&only(file)), pair("测深仪", "echo sounder"));
    }
    for name in ["gb18030", "utf16le", "utf16be"] {
        let path = format!("{}/tests/data/tmx/{name}.tmx", env!("CARGO_MANIFEST_DIR"));
        let unit = only(std::fs::read(path).unwrap());
        assert_eq!(texts(&unit), pair("堤防“一号”", "dyke “one”"));
    }
}

#[test]
fn tags_are_read_in_any_spelling() {
    for (written, meant) in [
        ("zh", "zh"),
        ("ZH-CN", "zh-CN"),
        ("zh_cn", "zh-CN"),
        ("zh-hans", "zh-Hans"),
        ("zh-Hans-CN", "zh-Hans-CN"),
        ("zh-TW", "zh-TW"),
        ("zho", "zh"),
        ("cmn", "zh"),
        ("chi", "zh"),
        ("cn", "zh-CN"),
        ("zh-CHS", "zh-Hans"),
        ("zh_CN.GB18030", "zh-CN"),
        (" zh-CN ", "zh-CN"),
        ("EN", "en"),
        ("en-us", "en-US"),
        ("zh-Latn-pinyin", "zh-Latn-pinyin"),
        ("x-pinyin", "x-pinyin"),
    ] {
        let file = memory(&tu("测", "s")).replace(
            "<tuv xml:lang=\"zh-CN\"",
            &format!("<tuv xml:lang=\"{written}\""),
        );
        assert_eq!(only(&file).variants[0].lang, tag(meant), "{written}");
        let old = file.replace("xml:lang", "lang");
        assert_eq!(only(&old).variants[0].lang, tag(meant), "{written}");
    }
    let both = memory(&tu("测", "s")).replace("xml:lang=\"en\"", "lang=\"EN\" xml:lang=\"en\"");
    let unit = only(both);
    assert_eq!(unit.variants[1].lang, tag("en"));
    assert_eq!(
        unit.variants[1].attributes,
        [("lang".to_owned(), "EN".to_owned())]
    );
}

#[test]
fn a_variant_in_no_language_is_left_out_of_its_unit() {
    let odd = "<tuv xml:lang=\"Serbian (Latin)\"><seg>s<hi/></seg></tuv>";
    let file = memory(&tu("测", "s").replace("<tu>", &format!("<tu>{odd}")));
    let (units, report) = read(file.as_bytes()).unwrap();
    assert_eq!(texts(&units[0]), pair("测", "s"));
    assert_eq!((report.units, report.broken, report.odd), (1, 0, 1));
    let told = report.listed[0].to_string();
    let begin = "line 5, column 1: a variant is left out: `Serbian (Latin)` is not";
    assert!(told.starts_with(begin), "{told}");
}

#[test]
fn units_of_bodies_that_were_joined_are_read() {
    let file = memory(&tu("测", "s"))
        .replace("</body>", &format!("</body><body>{}</body>", tu("深", "d")));
    let (units, report) = read(file.as_bytes()).unwrap();
    assert_eq!((units.len(), report.unknown), (2, 0));
}

#[test]
fn the_header_is_read_as_far_as_it_says_something() {
    let header = |attributes: &str| {
        let file = format!("<tmx version='1.4'><header {attributes}/><body/></tmx>");
        let reader = TmxReader::new(file.as_bytes()).unwrap();
        (reader.header().clone(), reader.report().odd)
    };
    assert_eq!(header("").0, tmx::Header::undetermined());
    assert_eq!(header("srclang='*ALL*'").0.source_lang, LangTag::multiple());
    assert_eq!(header("srclang='ZH_cn'").0.source_lang, tag("zh-CN"));
    assert_eq!(
        header("segtype='paragraph'").0.segment_type,
        SegmentType::Paragraph
    );
    let (odd, count) = header("srclang='Mandarin!' creationdate='31.1.2024' segtype='line' x='y'");
    assert_eq!(count, 3);
    assert_eq!(odd.source_lang, LangTag::undetermined());
    let names: Vec<&str> = odd.attributes.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(names, ["srclang", "creationdate", "segtype", "x"]);
    let none = TmxReader::new(&b"<tmx><body></body></tmx>"[..]).unwrap();
    assert_eq!(
        (none.version(), none.header()),
        ("", &tmx::Header::undetermined())
    );
}

#[test]
fn user_defined_encodings_are_kept() {
    let path = format!("{}/tests/data/tmx/level2.tmx", env!("CARGO_MANIFEST_DIR"));
    let file = std::fs::read(path).unwrap();
    let reader = TmxReader::new(&file[..]).unwrap();
    let ude = &reader.header().encodings[0];
    assert_eq!(ude.attributes[1], ("base".to_owned(), "gbk".to_owned()));
    assert_eq!(ude.maps[0][3], ("subst".to_owned(), "x".to_owned()));
}

#[test]
fn all_white_space_of_a_segment_is_kept() {
    for (written, meant) in [
        (" 测 \n\t 深 ", " 测 \n\t 深 "),
        ("&#x20;测&#x3000;", " 测\u{3000}"),
        (
            "\u{3000}测\u{3000}\u{3000}深",
            "\u{3000}测\u{3000}\u{3000}深",
        ),
        ("\r\n测\r", "\n测\n"),
        ("&#13;&#xA0;", "\r\u{A0}"),
        ("   ", "   "),
        ("", ""),
    ] {
        assert_eq!(
            texts(&only(memory(&tu(written, " a  b "))))[0].1,
            meant,
            "{written:?}"
        );
    }
}

#[test]
fn the_five_entities_are_read() {
    let unit = only(memory(&tu("&lt;&gt;&amp;&quot;&apos;", "&amp;lt;")));
    assert_eq!(texts(&unit), pair("<>&\"'", "&lt;"));
}

#[test]
fn several_languages_and_several_variants_of_one_are_kept_in_order() {
    let variants = ["fr", "zh-CN", "en", "en", "en-GB", "zh-Latn-pinyin"];
    let tuvs = variants.map(|it| format!("<tuv xml:lang='{it}'><seg>{it}</seg></tuv>"));
    let unit = only(memory(&format!("<tu>{}</tu>", tuvs.concat())));
    let expected = variants.map(|it| (it.to_owned(), it.to_owned()));
    assert_eq!(texts(&unit), expected);
}

#[test]
fn a_unit_may_have_a_source_language_of_its_own() {
    let with = |srclang: &str| {
        memory(&tu("测", "s").replace("<tu>", &format!("<tu srclang='{srclang}'>")))
    };
    assert_eq!(only(with("EN")).source_lang, Some(tag("en")));
    assert_eq!(only(with("*all*")).source_lang, Some(LangTag::multiple()));
    assert_eq!(only(memory(&tu("测", "s"))).source_lang, None);
    let (units, report) = read(with("?").as_bytes()).unwrap();
    assert_eq!((units[0].source_lang.clone(), report.odd), (None, 1));
    assert_eq!(
        units[0].attributes,
        [("srclang".to_owned(), "?".to_owned())]
    );
}

#[test]
fn dates_numbers_notes_and_properties_are_kept_on_their_level() {
    let unit = only(memory(
        "<tu tuid='7' creationdate='20240101T000000Z' creationid='a' changedate='2024-01-02T00:00:00Z' changeid='b'\
         usagecount=' 4 ' lastusagedate='20240103T000000Z' datatype='rtf' o-tmf='z' own='1'><note xml:lang='en'> n\n</note>\
         <prop type='x-p' o-encoding='gbk'> v </prop><tuv xml:lang='zh' creationid='c' usagecount='5' o-tmf='y'>\
         <prop type='x-q'>w</prop><note>m</note><seg>测</seg></tuv><prop type='late'>l</prop></tu>"
            .replace("'b'", "'b' ")
            .as_str(),
    ));
    let day = |day: &str| day.parse::<Timestamp>().ok();
    assert_eq!((unit.uid.as_str(), unit.usage_count), ("7", Some(4)));
    assert_eq!(unit.creation_date, day("2024-01-01T00:00:00Z"));
    assert_eq!(unit.change_date, day("2024-01-02T00:00:00Z"));
    assert_eq!(unit.last_usage_date, day("2024-01-03T00:00:00Z"));
    let names: Vec<&str> = unit.attributes.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(names, ["datatype", "o-tmf", "own"]);
    assert_eq!(unit.notes[0].text, " n\n");
    assert_eq!(
        unit.notes[0].attributes,
        [("xml:lang".to_owned(), "en".to_owned())]
    );
    assert_eq!(
        (unit.props[0].value.as_str(), unit.props[0].attributes.len()),
        (" v ", 1)
    );
    assert_eq!(unit.props[1].kind, "late");
    let variant = &unit.variants[0];
    assert_eq!(
        (variant.creation_id.as_deref(), variant.usage_count),
        (Some("c"), Some(5))
    );
    assert_eq!(
        (
            variant.notes[0].text.as_str(),
            variant.props[0].value.as_str()
        ),
        ("m", "w")
    );
    assert_eq!(variant.attributes, [("o-tmf".to_owned(), "y".to_owned())]);
}

#[test]
fn dates_that_are_none_are_kept_and_counted() {
    let body = tu("测", "s").replace("<tu>", "<tu changedate='soon' usagecount='-1'>");
    let body = body.replace("<tuv ", "<tuv creationdate='20241301T000000Z' ");
    let (units, report) = read(memory(&body).as_bytes()).unwrap();
    assert_eq!((report.odd, report.broken), (4, 0));
    let expected =
        [("changedate", "soon"), ("usagecount", "-1")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(units[0].attributes, expected);
    let (copy, _) = written(tmx::Header::default(), &units, WHOLE);
    let text = String::from_utf8(copy.clone()).unwrap();
    assert!(
        text.contains("<prop type=\"x-attribute-changedate\">soon</prop>"),
        "{text}"
    );
    assert_eq!(read(&copy).unwrap().0, units);
}

#[test]
fn inline_elements_become_runs_with_their_attributes_in_order() {
    let path = format!("{}/tests/data/tmx/level2.tmx", env!("CARGO_MANIFEST_DIR"));
    let (units, report) = read(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!((report.unknown, report.odd), (0, 0));
    let zh = &units[0].variants[0].segment;
    assert_eq!(zh.plain_text(), "请关闭阀门。");
    let kinds: Vec<Option<InlineKind>> = zh
        .runs
        .iter()
        .map(|run| match run {
            Run::Text(_) => None,
            Run::Inline(inline) => Some(inline.kind),
        })
        .collect();
    assert_eq!(
        kinds,
        [
            None,
            Some(InlineKind::BeginPaired),
            None,
            Some(InlineKind::EndPaired),
            None,
            Some(InlineKind::Placeholder),
            None
        ]
    );
    let Run::Inline(bold) = &zh.runs[1] else {
        unreachable!()
    };
    let names: Vec<&str> = bold.attributes.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(names, ["i", "x", "type"]);
    assert_eq!(bold.runs, [Run::Text("<b>".to_owned())]);
    let Run::Inline(footnote) = &zh.runs[5] else {
        unreachable!()
    };
    let Run::Inline(sub) = &footnote.runs[1] else {
        unreachable!()
    };
    assert_eq!((sub.kind, sub.runs.len()), (InlineKind::SubFlow, 3));
    // Overlapping pairs are no matter, since they are no brackets of XML.
    assert_eq!(units[1].variants[1].segment.plain_text(), "canal");
}

#[test]
fn what_tmx_has_not_keeps_its_text_in_segments_and_is_counted() {
    let body = "<tu><x/>stray<tuv xml:lang='zh'><y>no</y><seg a='b'>测<g id='1'>深<hi>仪</hi></g>!</seg></tuv></tu><z/>";
    let (units, report) = read(memory(body).as_bytes()).unwrap();
    assert_eq!(texts(&units[0]), [("zh".to_owned(), "测深仪!".to_owned())]);
    assert_eq!(report.unknown, 6);
    let runs = &units[0].variants[0].segment.runs;
    assert_eq!(runs[0], Run::Text("测深".to_owned()));
}

#[test]
fn a_memory_without_units_is_empty() {
    for file in [
        "<tmx/>",
        "<tmx><header/></tmx>",
        "<tmx><header/><body/></tmx>",
    ] {
        assert_eq!(read(file.as_bytes()).unwrap().0, []);
    }
}
