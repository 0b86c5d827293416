//! Writing translation memories as TMX 1.4b.

use std::collections::BTreeMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::io::{self, Write};

use crate::xml::{XmlWriter, legal};
use crate::{Header, LangTag, Note, Prop, Timestamp, TranslationUnit, Variant};

/// What became of the units handed to a [`TmxWriter`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WriteReport {
    /// Units in the file.
    pub written: u64,
    /// Units left out: a side of the pair is missing, or has no text.
    pub skipped: u64,
    /// Segments whose inline markup was left out.
    pub simplified: u64,
    /// Characters left out because XML 1.0 cannot carry them.
    pub illegal_characters: u64,
}

/// An output that stopped taking in a memory.
#[derive(Debug, thiserror::Error)]
#[error(
    "the memory could not be written after {written} units; see that the disk has room and the \
     folder may be written to, then write it again"
)]
#[non_exhaustive]
pub struct WriteError {
    /// Units handed over before the failure; the last of them may be lost in part.
    pub written: u64,
    /// What the output says.
    #[source]
    pub source: io::Error,
}

/// Writes a translation memory as TMX 1.4b, level 1, unit by unit.
///
/// Readers differ, hence the file is what all of them accept: UTF-8, no DOCTYPE, the source
/// variant first and one target variant after it, both with the tags of the header, no markup
/// inside segments and no white space around them. A second equivalent is a unit of its own;
/// where units share a source, readers take the last one, so the preferred one is written last.
///
/// Other languages of a unit are left out. Identifiers that occur twice get a number behind
/// them. Memory grows by some twenty bytes a unit, for the identifiers met.
///
/// Without [`finish`](Self::finish) the file is cut off.
///
/// ```
/// use tmx::{Header, LangTag, TmxWriter, TranslationUnit};
///
/// let (zh, en) = (LangTag::chinese(), LangTag::english());
/// let mut file = Vec::new();
/// let mut writer = TmxWriter::new(&mut file, Header::default())?;
/// writer.write(&TranslationUnit::pair((&zh, "一带一路"), (&en, "Belt and Road")))?;
/// let report = writer.finish()?;
///
/// assert_eq!((report.written, report.skipped), (1, 0));
/// let file = String::from_utf8(file)?;
/// assert!(file.contains("<seg>一带一路</seg>"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct TmxWriter<W: Write> {
    xml: XmlWriter<W>,
    source_lang: LangTag,
    target_lang: LangTag,
    identifiers: BTreeMap<u64, u32>,
    report: WriteReport,
}

impl<W: Write> TmxWriter<W> {
    /// Begins a file with its header; output is buffered.
    ///
    /// # Errors
    /// `out` failed.
    pub fn new(out: W, header: Header) -> Result<Self, WriteError> {
        let failed = |source| WriteError { written: 0, source };
        let mut xml = XmlWriter::new(out).map_err(failed)?;
        write_header(&mut xml, &header).map_err(failed)?;
        Ok(Self {
            xml,
            source_lang: header.source_lang,
            target_lang: header.target_lang,
            identifiers: BTreeMap::new(),
            report: WriteReport::default(),
        })
    }

    /// Adds a unit, or counts it as skipped when a side of the pair is missing or empty.
    ///
    /// # Errors
    /// The output failed.
    pub fn write(&mut self, unit: &TranslationUnit) -> Result<(), WriteError> {
        let Some((source, target)) = self.pair(unit) else {
            self.report.skipped += 1;
            return Ok(());
        };
        let (source_text, target_text) = (self.text(source), self.text(target));
        if source_text.is_empty() || target_text.is_empty() {
            self.report.skipped += 1;
            return Ok(());
        }
        let identifier = self.unused(&unit.uid);
        self.write_unit(
            unit,
            &identifier,
            [(source, &source_text), (target, &target_text)],
        )
        .map_err(|source| WriteError {
            written: self.report.written,
            source,
        })?;
        self.report.written += 1;
        for variant in [source, target] {
            self.report.simplified += u64::from(!variant.segment.is_plain());
        }
        Ok(())
    }

    /// Ends the file and hands over what is still buffered.
    ///
    /// # Errors
    /// The output failed.
    pub fn finish(mut self) -> Result<WriteReport, WriteError> {
        let written = self.report.written;
        let end = |mut xml: XmlWriter<W>| {
            xml.close("body")?;
            xml.close("tmx")?;
            xml.finish()
        };
        self.report.illegal_characters =
            end(self.xml).map_err(|source| WriteError { written, source })?;
        Ok(self.report)
    }

    fn pair<'u>(&self, unit: &'u TranslationUnit) -> Option<(&'u Variant, &'u Variant)> {
        let source = unit.variant(&self.source_lang)?;
        let target = unit.variant(&self.target_lang)?;
        (source.lang != target.lang).then_some((source, target))
    }

    /// White space around a segment is significant to readers and defeats exact matches.
    fn text(&mut self, variant: &Variant) -> String {
        let text = variant.segment.plain_text();
        let (text, left_out) = legal(&text);
        self.xml.count_illegal(left_out);
        text.trim().to_owned()
    }

    fn unused(&mut self, uid: &str) -> String {
        if uid.is_empty() {
            return String::new();
        }
        let (uid, left_out) = legal(uid);
        self.xml.count_illegal(left_out);
        let mut candidate = uid.clone().into_owned();
        let mut number = self.identifiers.get(&digest(&uid)).copied().unwrap_or(0);
        while self.identifiers.contains_key(&digest(&candidate)) {
            number = number.saturating_add(1);
            candidate = format!("{uid}-{}", u64::from(number) + 1);
        }
        self.identifiers.insert(digest(&uid), number);
        self.identifiers.entry(digest(&candidate)).or_insert(0);
        candidate
    }

    fn write_unit(
        &mut self,
        unit: &TranslationUnit,
        identifier: &str,
        variants: [(&Variant, &String); 2],
    ) -> io::Result<()> {
        let time = |time: Option<Timestamp>| time.map(Timestamp::to_tmx);
        let attributes = [
            (
                "tuid",
                Some(identifier.to_owned()).filter(|id| !id.is_empty()),
            ),
            (
                "usagecount",
                unit.usage_count.map(|count| count.to_string()),
            ),
            ("lastusagedate", time(unit.last_usage_date)),
            ("creationdate", time(unit.creation_date)),
            ("creationid", unit.creation_id.clone()),
            ("changedate", time(unit.change_date)),
            ("changeid", unit.change_id.clone()),
        ];
        self.xml.open("tu", &present(&attributes))?;
        write_remarks(&mut self.xml, &unit.notes, &unit.props)?;
        // As `srclang` it would make the first variant a translation, and readers that go by
        // position would have the pair the wrong way round.
        if let Some(original) = &unit.source_lang
            && !original.same_language(&self.source_lang)
        {
            let kind = [("type", "x-source-lang")];
            self.xml.leaf("prop", &kind, original.as_str())?;
        }
        for (lang, (variant, text)) in [&self.source_lang, &self.target_lang]
            .into_iter()
            .zip(variants)
        {
            self.xml.open("tuv", &[("xml:lang", lang.as_str())])?;
            write_remarks(&mut self.xml, &variant.notes, &variant.props)?;
            self.xml.leaf("seg", &[], text)?;
            self.xml.close("tuv")?;
        }
        self.xml.close("tu")
    }
}

fn write_header<W: Write>(xml: &mut XmlWriter<W>, header: &Header) -> io::Result<()> {
    xml.open("tmx", &[("version", "1.4")])?;
    let attributes = [
        ("creationtool", Some(header.creation_tool.clone())),
        (
            "creationtoolversion",
            Some(header.creation_tool_version.clone()),
        ),
        ("segtype", Some(header.segment_type.as_str().to_owned())),
        ("o-tmf", Some(header.original_format.clone())),
        ("adminlang", Some(header.admin_lang.to_string())),
        ("srclang", Some(header.source_lang.to_string())),
        ("datatype", Some("plaintext".to_owned())),
        ("creationdate", header.creation_date.map(Timestamp::to_tmx)),
        ("creationid", header.creation_id.clone()),
    ];
    xml.open("header", &present(&attributes))?;
    write_remarks(xml, &header.notes, &header.props)?;
    xml.close("header")?;
    xml.open("body", &[])
}

fn present<'a>(attributes: &'a [(&'a str, Option<String>)]) -> Vec<(&'a str, &'a str)> {
    attributes
        .iter()
        .filter_map(|(name, value)| Some((*name, value.as_deref()?)))
        .collect()
}

fn write_remarks<W: Write>(
    xml: &mut XmlWriter<W>,
    notes: &[Note],
    props: &[Prop],
) -> io::Result<()> {
    for note in notes {
        xml.leaf("note", &[], &note.text)?;
    }
    for prop in props {
        xml.leaf("prop", &[("type", &prop.kind)], &prop.value)?;
    }
    Ok(())
}

/// Two identifiers of one digest cost a needless number behind one of them, nothing else.
fn digest(identifier: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    identifier.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};
    use quick_xml::Reader;
    use quick_xml::events::Event;

    use super::*;
    use crate::{Inline, InlineKind, Run};

    fn pair(source: &str, target: &str) -> TranslationUnit {
        TranslationUnit::pair((&LangTag::chinese(), source), (&LangTag::english(), target))
    }

    fn written(header: Header, units: &[TranslationUnit]) -> (String, WriteReport) {
        let mut out = Vec::new();
        let mut writer = TmxWriter::new(&mut out, header).unwrap();
        for unit in units {
            writer.write(unit).unwrap();
        }
        let report = writer.finish().unwrap();
        (String::from_utf8(out).unwrap(), report)
    }

    /// The texts of all elements of a name, as an XML reader understands them.
    fn texts(file: &str, element: &str) -> Vec<String> {
        let mut reader = Reader::from_str(file);
        let (mut found, mut open) = (Vec::new(), false);
        loop {
            match reader.read_event().unwrap() {
                Event::Start(tag) if tag.name().as_ref() == element => {
                    open = true;
                    found.push(String::new());
                }
                Event::End(_) => open = false,
                Event::Text(text) if open => found.last_mut().unwrap().push_str(&text),
                Event::GeneralRef(name) if open => {
                    let character = match &*name {
                        "lt" => '<',
                        "gt" => '>',
                        "amp" => '&',
                        "quot" => '"',
                        "apos" => '\'',
                        _ => name.resolve_char_ref().unwrap().unwrap(),
                    };
                    found.last_mut().unwrap().push(character);
                }
                Event::Eof => return found,
                _ => {}
            }
        }
    }

    #[test]
    fn the_header_has_all_that_the_standard_requires() {
        insta::assert_snapshot!(written(Header::default(), &[pair("术语", "term")]).0, @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <tmx version="1.4">
          <header creationtool="shuyu" creationtoolversion="0.1.0" segtype="sentence" o-tmf="shuyu" adminlang="en" srclang="zh-CN" datatype="plaintext">
          </header>
          <body>
            <tu>
              <tuv xml:lang="zh-CN">
                <seg>术语</seg>
              </tuv>
              <tuv xml:lang="en">
                <seg>term</seg>
              </tuv>
            </tu>
          </body>
        </tmx>
        "#);
    }

    #[test]
    fn the_source_comes_first_in_the_spelling_of_the_header() {
        let traditional: LangTag = "zh-Hant".parse().unwrap();
        let british: LangTag = "en-GB".parse().unwrap();
        let unit = TranslationUnit::pair((&british, "term"), (&traditional, "術語"));
        let (file, _) = written(Header::default(), &[unit]);
        assert_eq!(texts(&file, "seg"), ["術語", "term"]);
        assert!(file.contains("xml:lang=\"zh-CN\"") && file.contains("xml:lang=\"en\""));
        assert!(!file.contains("zh-Hant") && !file.contains("en-GB"));
    }

    #[test]
    fn one_variant_a_language_is_written_and_other_languages_are_not() {
        let mut unit = pair("术语", "term");
        for (lang, text) in [("en-GB", "British"), ("fr", "terme"), ("zh-Latn", "shùyǔ")] {
            let lang = lang.parse().unwrap();
            unit.variants.push(Variant::new(lang, text));
        }
        let (file, _) = written(Header::default(), &[unit]);
        assert_eq!(texts(&file, "seg"), ["术语", "term"]);
    }

    #[test]
    fn units_without_a_side_are_skipped_and_counted() {
        let mut half = pair("术语", "term");
        half.variants.truncate(1);
        let units = [
            half,
            pair("术语", " \u{3000}\n"),
            pair("\u{1}", "term"),
            TranslationUnit::default(),
            pair("术语", "term"),
        ];
        let (file, report) = written(Header::default(), &units);
        assert_eq!((report.written, report.skipped), (1, 4));
        assert_eq!(texts(&file, "seg").len(), 2);
    }

    #[test]
    fn outer_white_space_goes_and_inner_stays() {
        let (file, _) = written(
            Header::default(),
            &[pair("\u{3000}\u{1} 各位\u{3000}来宾 \n", " two\n words\t")],
        );
        assert_eq!(texts(&file, "seg"), ["各位\u{3000}来宾", "two\n words"]);
    }

    #[test]
    fn illegal_characters_are_left_out_and_counted() {
        let mut unit = pair("命\u{1}运", "fate\u{FFFE}");
        unit.uid = "a\u{2}".to_owned();
        unit.creation_id = Some("\u{3}me".to_owned());
        unit.notes = vec!["\u{4}".into()];
        let (file, report) = written(Header::default(), &[unit]);
        assert_eq!(texts(&file, "seg"), ["命运", "fate"]);
        assert_eq!(report.illegal_characters, 5);
        assert!(file.chars().all(crate::xml::is_legal));
    }

    #[test]
    fn identifiers_never_occur_twice() {
        let unit = |uid: &str| TranslationUnit {
            uid: uid.to_owned(),
            ..pair("术语", "term")
        };
        let units = ["a", "a", "a-2", "a", "a-3", "", ""].map(unit);
        let (file, _) = written(Header::default(), &units);
        let mut found: Vec<&str> = file
            .split("tuid=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert_eq!(found, ["a", "a-2", "a-2-2", "a-3", "a-3-2"]);
        found.sort_unstable();
        found.dedup();
        assert_eq!(found.len(), 5);
    }

    #[test]
    fn everything_known_of_a_unit_is_written_before_its_variants() {
        let time = Some(Timestamp::from_seconds(1_700_000_000));
        let mut unit = TranslationUnit {
            uid: "u1".to_owned(),
            source_lang: Some(LangTag::english()),
            creation_date: time,
            creation_id: Some("王".to_owned()),
            change_date: time,
            change_id: Some("李".to_owned()),
            usage_count: Some(3),
            last_usage_date: time,
            notes: vec!["一条备注".into()],
            props: vec![Prop::new("x-origin", "a & b")],
            ..pair("术语", "term")
        };
        unit.variants[0].props = vec![Prop::new(Prop::PINYIN, "shùyǔ")];
        let (file, _) = written(Header::default(), &[unit]);
        let body = file.split("<body>\n").nth(1).unwrap();
        insta::assert_snapshot!(body, @r#"
            <tu tuid="u1" usagecount="3" lastusagedate="20231114T221320Z" creationdate="20231114T221320Z" creationid="王" changedate="20231114T221320Z" changeid="李">
              <note>一条备注</note>
              <prop type="x-origin">a &amp; b</prop>
              <prop type="x-source-lang">en</prop>
              <tuv xml:lang="zh-CN">
                <prop type="x-pinyin">shùyǔ</prop>
                <seg>术语</seg>
              </tuv>
              <tuv xml:lang="en">
                <seg>term</seg>
              </tuv>
            </tu>
          </body>
        </tmx>
        "#);
    }

    #[test]
    fn markup_is_left_out_and_its_loss_is_counted() {
        let mut unit = pair("术语", "term");
        let code = Inline::new(InlineKind::Placeholder, vec![Run::Text("<br>".to_owned())]);
        unit.variants[1].segment.runs.push(Run::Inline(code));
        let (file, report) = written(Header::default(), &[unit]);
        assert_eq!(texts(&file, "seg"), ["术语", "term"]);
        assert_eq!(report.simplified, 1);
    }

    /// Takes in so many bytes and no more, like a disk.
    struct SmallDisk(usize);

    impl Write for SmallDisk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0 < bytes.len() {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.0 -= bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_full_disk_is_an_error_wherever_it_comes() {
        let unit = pair("术语", &"term ".repeat(50));
        let write_all = |room: usize| -> Result<WriteReport, WriteError> {
            let mut writer = TmxWriter::new(SmallDisk(room), Header::default())?;
            for _ in 0..100 {
                writer.write(&unit)?;
            }
            writer.finish()
        };
        let whole = written(Header::default(), &vec![unit.clone(); 100]).0.len();
        for room in (0..whole).step_by(997).chain([whole - 1]) {
            let error = write_all(room).unwrap_err();
            assert_eq!(error.source.kind(), io::ErrorKind::StorageFull, "{room}");
        }
        assert_eq!(write_all(whole).unwrap().written, 100);
    }

    proptest! {
        #[test]
        fn what_is_read_back_is_what_was_written(
            source in "[\\PC\u{1}\u{FFFE}<>&\"' \t\n\r\u{3000}]{0,20}",
            target in "\\PC{0,20}",
        ) {
            let (file, report) = written(Header::default(), &[pair(&source, &target)]);
            let kept = |text: &str| legal(text).0.trim().to_owned();
            let expected = [kept(&source), kept(&target)];
            if expected.iter().any(String::is_empty) {
                prop_assert_eq!(report.skipped, 1);
            } else {
                prop_assert_eq!(texts(&file, "seg"), expected);
            }
            prop_assert!(file.chars().all(crate::xml::is_legal));
        }
    }
}
