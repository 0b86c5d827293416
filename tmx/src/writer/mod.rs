//! Writing translation memories as TMX 1.4b.

mod header;
mod identifiers;
mod markup;
mod remark;
mod report;
mod variant;

use std::borrow::Cow;
use std::io::{self, Write};

use self::identifiers::Identifiers;
use self::markup::Piece;
pub use self::report::{Languages, Markup, WriteError, WriteOptions, WriteReport};
use self::variant::{Body, plain_text};
use crate::xml::{XmlWriter, is_legal, legal};
use crate::{Header, LangTag, Prop, TranslationUnit, Variant};

/// Writes a translation memory as TMX 1.4b, unit by unit.
///
/// Readers differ, hence the file is what all of them accept: UTF-8, no DOCTYPE, the source
/// variant first and one target variant after it, both with the tags of the header, no markup
/// inside segments and no white space around them. A second equivalent is a unit of its own;
/// where units share a source, readers take the last one, so the preferred one is written last.
/// Other languages of a unit are left out.
///
/// [`WriteOptions`] ask for more: all languages, and inline elements (level 2). With both, what
/// [`TmxReader`](crate::TmxReader) read comes out again as it was: an attribute that TMX has not,
/// or that does not hold what TMX asks for, is written as a property
/// [`x-attribute-…`](Prop::ATTRIBUTE), which the reader takes back. The file is valid whatever a
/// unit holds; what had to be changed for that is in the report.
///
/// Identifiers that occur twice get a number behind them. Memory grows by some twenty bytes a
/// unit, for the identifiers met.
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
    options: WriteOptions,
    identifiers: Identifiers,
    report: WriteReport,
}

impl<W: Write> TmxWriter<W> {
    /// Begins a file with its header; output is buffered.
    ///
    /// # Errors
    /// `out` failed.
    pub fn new(out: W, header: Header) -> Result<Self, WriteError> {
        Self::with_options(out, header, WriteOptions::default())
    }

    /// As [`new`](Self::new), with options.
    ///
    /// ```
    /// use tmx::{Languages, Markup, TmxReader, TmxWriter, WriteOptions};
    ///
    /// let tu = "<tu><tuv xml:lang='zh'><seg>1<ph x='1'>%d</ph></seg></tuv>\
    ///           <tuv xml:lang='fr'><seg> un </seg></tuv></tu>";
    /// let file = format!("<tmx version='1.4'><header srclang='*all*'/><body>{tu}</body></tmx>");
    /// let mut reader = TmxReader::new(file.as_bytes())?;
    ///
    /// let mut copy = Vec::new();
    /// let options = WriteOptions { languages: Languages::All, markup: Markup::Written };
    /// let mut writer = TmxWriter::with_options(&mut copy, reader.header().clone(), options)?;
    /// for unit in &mut reader {
    ///     writer.write(&unit?)?;
    /// }
    /// writer.finish()?;
    ///
    /// let read = |file: &[u8]| TmxReader::new(file)?.collect::<Result<Vec<_>, _>>();
    /// assert_eq!(read(&copy)?, read(file.as_bytes())?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// `out` failed.
    pub fn with_options(out: W, header: Header, options: WriteOptions) -> Result<Self, WriteError> {
        let failed = |source| WriteError { written: 0, source };
        let mut xml = XmlWriter::new(out).map_err(failed)?;
        let mut report = WriteReport::default();
        header::write(&mut xml, &header, &mut report).map_err(failed)?;
        Ok(Self {
            xml,
            source_lang: header.source_lang,
            target_lang: header.target_lang,
            options,
            identifiers: Identifiers::default(),
            report,
        })
    }

    /// Adds a unit, or counts it as skipped: where a pair is written, when a side is missing or
    /// empty; else when it has no variants.
    ///
    /// # Errors
    /// The output failed.
    pub fn write(&mut self, unit: &TranslationUnit) -> Result<(), WriteError> {
        let variants: Vec<(&Variant, Body<'_>)> = match self.options.languages {
            Languages::Pair => self.pair(unit),
            Languages::All => self.all(unit),
        };
        if variants.is_empty() {
            self.report.skipped += 1;
            return Ok(());
        }
        for (variant, body) in &variants {
            match body {
                Body::Text(_) => {
                    self.report.simplified += u64::from(!variant.segment.is_plain());
                }
                Body::Markup(valid) => {
                    self.report.repaired += u64::from(valid.is_repaired);
                    self.report.attributes += valid.attributes;
                }
            }
        }
        self.write_unit(unit, &variants)
            .map_err(|source| WriteError {
                written: self.report.written,
                source,
            })?;
        self.report.written += 1;
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

    /// Both sides of the pair; none when one is missing or has no text.
    fn pair<'u>(&mut self, unit: &'u TranslationUnit) -> Vec<(&'u Variant, Body<'u>)> {
        let source = unit.variant(&self.source_lang);
        let target = unit.variant(&self.target_lang);
        let (Some(source), Some(target)) = (source, target) else {
            return Vec::new();
        };
        if source.lang == target.lang {
            return Vec::new();
        }
        let (source_text, target_text) = (self.text(source), self.text(target));
        if source_text.is_empty() || target_text.is_empty() {
            return Vec::new();
        }
        let body = |variant: &'u Variant, text: Cow<'u, str>| {
            if !self.has_markup(variant) {
                return (variant, Body::Text(text));
            }
            let mut valid = markup::valid(&variant.segment);
            // White space around a segment is significant to readers and defeats exact matches.
            if let Some(Piece::Text(first)) = valid.pieces.first_mut() {
                *first = first.trim_start();
            }
            if let Some(Piece::Text(last)) = valid.pieces.last_mut() {
                *last = last.trim_end();
            }
            (variant, Body::Markup(valid))
        };
        vec![body(source, source_text), body(target, target_text)]
    }

    fn all<'u>(&mut self, unit: &'u TranslationUnit) -> Vec<(&'u Variant, Body<'u>)> {
        let bodies = unit.variants.iter().map(|variant| {
            let body = match self.has_markup(variant) {
                true => Body::Markup(markup::valid(&variant.segment)),
                false => Body::Text(plain_text(variant)),
            };
            (variant, body)
        });
        bodies.collect()
    }

    fn has_markup(&self, variant: &Variant) -> bool {
        self.options.markup == Markup::Written && !variant.segment.is_plain()
    }

    /// White space around a segment is significant to readers and defeats exact matches.
    fn text<'u>(&mut self, variant: &'u Variant) -> Cow<'u, str> {
        let text = match plain_text(variant) {
            Cow::Borrowed(text) => {
                // What is illegal within is left out, and counted, where the text is written.
                let trimmed = text.trim();
                if trimmed.starts_with(is_legal) && trimmed.ends_with(is_legal) {
                    return Cow::Borrowed(trimmed);
                }
                legal(text)
            }
            Cow::Owned(text) => {
                let (text, left_out) = legal(&text);
                (Cow::Owned(text.into_owned()), left_out)
            }
        };
        if !self.has_markup(variant) {
            self.xml.count_illegal(text.1);
        }
        match text.0 {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        }
    }

    fn write_unit(
        &mut self,
        unit: &TranslationUnit,
        variants: &[(&Variant, Body<'_>)],
    ) -> io::Result<()> {
        let (uid, left_out) = legal(&unit.uid);
        self.xml.count_illegal(left_out);
        self.xml.begin("tu")?;
        if !uid.is_empty() {
            let uid = self.identifiers.unused(uid);
            self.xml.attribute("tuid", &uid)?;
        }
        remark::stamps(
            &mut self.xml,
            (unit.usage_count, unit.last_usage_date),
            (unit.creation_date, unit.creation_id.as_deref()),
            (unit.change_date, unit.change_id.as_deref()),
        )?;
        let is_pair = self.options.languages == Languages::Pair;
        if let Some(original) = unit.source_lang.as_ref().filter(|_| !is_pair) {
            self.xml.attribute("srclang", source_lang(original))?;
        }
        let homeless = remark::attributes(&mut self.xml, &unit.attributes, remark::OF_UNIT)?;
        self.xml.descend()?;
        let Self { xml, report, .. } = self;
        remark::write(xml, &unit.notes, &unit.props, &homeless, report)?;
        // As `srclang` it would make the first variant a translation, and readers that go by
        // position would have the pair the wrong way round.
        if let Some(original) = unit.source_lang.as_ref().filter(|_| is_pair)
            && !original.same_language(&self.source_lang)
        {
            let kind = [("type", Prop::SOURCE_LANG)];
            xml.leaf("prop", &kind, original.as_str())?;
        }
        let pair = [&self.source_lang, &self.target_lang];
        for (index, (variant, body)) in variants.iter().enumerate() {
            let lang = match pair.get(index) {
                Some(lang) if is_pair => lang,
                _ => &variant.lang,
            };
            variant::write(xml, lang, variant, body, report)?;
        }
        xml.close("tu")
    }
}

/// What TMX writes for a source language.
fn source_lang(lang: &LangTag) -> &str {
    match *lang == LangTag::multiple() {
        true => "*all*",
        false => lang.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};
    use quick_xml::Reader;
    use quick_xml::events::Event;

    use super::*;
    use crate::{Inline, InlineKind, Run, Timestamp};

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
        assert!(file.chars().all(is_legal));
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
            prop_assert!(file.chars().all(is_legal));
        }
    }
}
