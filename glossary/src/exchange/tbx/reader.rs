//! Reading concept entries from TBX v2.

use tmx::LangTag;
use tmx::xml::{Element, Node, XmlError, XmlReader, line_and_column};

use super::identifier::uid;
use super::notes::DO_NOT_TRANSLATE;
const APPROVED_BY: &str = "approved by: ";
use crate::entry::{AdministrativeStatus, Context, PartOfSpeech, PartialDate, Related, Relation};
use crate::import::{Broken, ContextsGiven, Given, ImportRecord, ImportTerm, Place, UsageGiven};

/// Longest text of an element, in bytes.
const LONGEST: usize = 1 << 20;

/// A file that is no TBX, or a damaged one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {cause}")]
#[non_exhaustive]
pub struct TbxError {
    /// Number of the line, from 1.
    pub line: usize,
    /// Number of the character in it, from 1.
    pub column: usize,
    /// What is wrong.
    pub cause: String,
}

/// Reads TBX v2 (`martif`), entry by entry.
///
/// Of an entry are taken: the uid that [`TbxWriter`](super::TbxWriter) made its id of, subject
/// field, definition, cross-references to such ids, notes, and of every language the terms in `tig`
/// and `ntig` with administrative status, part of speech, type, customer, project, contexts, source
/// and notes; notes `pinyin: …`, `in use: …`, `do not translate` and `approved by: …` are what the
/// writer makes of fields that Basic has not. Other categories become remarks. Nothing but the
/// entry at hand is kept in memory.
///
/// ```
/// use glossary::exchange::tbx::TbxReader;
///
/// let file = r#"<martif type="TBX-Basic"><text><body><termEntry id="c1">
///   <langSet xml:lang="zh-CN"><tig><term>守望相助</term></tig></langSet>
///   <langSet xml:lang="en"><tig><term>mutual assistance</term></tig></langSet>
/// </termEntry></body></text></martif>"#;
/// let entry = TbxReader::new(file).next().unwrap()?.unwrap();
/// assert_eq!(entry.languages[1].1[0].text, "mutual assistance");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct TbxReader<'x> {
    text: &'x str,
    xml: XmlReader<'x>,
    depth: usize,
    has_root: bool,
    ended: bool,
    /// The offset up to which lines were counted, and the line there.
    counted: (usize, usize),
}

impl<'x> TbxReader<'x> {
    /// Reads the text of a whole file.
    #[must_use]
    pub fn new(text: &'x str) -> Self {
        Self {
            text,
            xml: XmlReader::new(text),
            depth: 0,
            has_root: false,
            ended: false,
            counted: (0, 1),
        }
    }

    fn node(&mut self) -> Result<Option<Node<'x>>, TbxError> {
        let text = self.text;
        let node = self.xml.next().map_err(|error| located(text, &error))?;
        match node {
            Some(Node::Start(_)) => self.depth += 1,
            Some(Node::End(_)) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        Ok(node)
    }

    fn skip(&mut self) -> Result<(), TbxError> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside && self.node()?.is_some() {}
        Ok(())
    }

    fn error(&self, cause: String) -> TbxError {
        let (line, column) = line_and_column(self.text, self.xml.position());
        TbxError {
            line,
            column,
            cause,
        }
    }

    /// The line that was read last; counted on from the last time.
    fn line(&mut self) -> usize {
        let at = usize::try_from(self.xml.position()).unwrap_or(usize::MAX);
        let at = at.min(self.text.len());
        let (from, line) = self.counted;
        let between = self.text.as_bytes().get(from..at).unwrap_or_default();
        let line = line + between.iter().filter(|&&byte| byte == b'\n').count();
        self.counted = (at, line);
        line
    }

    /// The characters of the element that began last, of those within it too.
    fn content(&mut self) -> Result<String, TbxError> {
        let outside = self.depth.saturating_sub(1);
        let mut content = String::new();
        while self.depth > outside {
            match self.node()? {
                Some(Node::Text(piece)) => content.push_str(&piece),
                Some(_) => {}
                None => break,
            }
            if content.len() > LONGEST {
                return Err(self.error(format!("a text is longer than {LONGEST} bytes")));
            }
        }
        Ok(content.trim().to_owned())
    }

    fn entry(&mut self, element: &Element<'_>) -> Result<Result<ImportRecord, Broken>, TbxError> {
        let place = Place::line(self.line());
        let mut record = ImportRecord {
            place,
            uid: element.attribute("id").and_then(|id| uid(&id)),
            ..ImportRecord::default()
        };
        if record.uid.is_some() {
            // A file of ours says all there is to say.
            record.subject = Given::Empty;
            record.definition = Given::Empty;
            record.note = Given::Empty;
            record.customer = Given::Empty;
            record.project = Given::Empty;
            record.approved_by = Given::Empty;
            record.do_not_translate = Given::Value(false);
            record.related = Given::Empty;
        }
        let mut wrong = None;
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            match self.node()? {
                Some(Node::Start(element)) => match element.name() {
                    "langSet" | "langSec" => {
                        let tag = element.attribute("lang");
                        match tag.unwrap_or_default().parse::<LangTag>() {
                            Ok(lang) => {
                                if let Err(reason) = self.language(&mut record, &lang)? {
                                    wrong = wrong.or(Some(reason));
                                }
                            }
                            Err(error) => {
                                wrong = wrong.or(Some(error.to_string()));
                                self.skip()?;
                            }
                        }
                    }
                    "descripGrp" | "adminGrp" | "transacGrp" => {}
                    "descrip" | "admin" | "note" | "date" | "transac" | "transacNote" | "ref"
                    | "xref" | "adminNote" | "descripNote" => {
                        let kind = kind(&element);
                        let target = element.attribute("target");
                        let text = self.content()?;
                        match (kind.as_str(), target.and_then(|id| uid(&id))) {
                            ("crossReference", Some(uid)) => relate(&mut record, uid, &text),
                            _ => concept_field(&mut record, &kind, text),
                        }
                    }
                    _ => self.skip()?,
                },
                Some(_) => {}
                None => break,
            }
        }
        Ok(match wrong {
            Some(reason) => Err(Broken { place, reason }),
            None => Ok(record),
        })
    }

    /// The terms of a language; an inner error spoils the entry, not the file.
    fn language(
        &mut self,
        record: &mut ImportRecord,
        lang: &LangTag,
    ) -> Result<Result<(), String>, TbxError> {
        let outside = self.depth.saturating_sub(1);
        let mut result = Ok(());
        while self.depth > outside {
            match self.node()? {
                Some(Node::Start(element)) => match element.name() {
                    "tig" | "ntig" | "termSec" => match self.term(record, lang)? {
                        Ok(term) if term.text.is_empty() => {
                            result = result.and(Err("a term is empty".to_owned()));
                        }
                        Ok(term) => record.push(lang, term),
                        Err(reason) => result = result.and(Err(reason)),
                    },
                    "descripGrp" | "adminGrp" => {}
                    "descrip" | "admin" | "note" => {
                        let kind = kind(&element);
                        let text = self.content()?;
                        concept_field(record, &kind, text);
                    }
                    _ => self.skip()?,
                },
                Some(_) => {}
                None => break,
            }
        }
        Ok(result)
    }

    fn term(
        &mut self,
        record: &mut ImportRecord,
        lang: &LangTag,
    ) -> Result<Result<ImportTerm, String>, TbxError> {
        let is_own = record.uid.is_some();
        let unsaid = || match is_own {
            true => Given::Empty,
            false => Given::Absent,
        };
        let mut term = ImportTerm {
            pinyin: unsaid(),
            note: unsaid(),
            ..ImportTerm::default()
        };
        if is_own {
            term.term_type = Given::Empty;
        }
        let mut contexts: Vec<Context> = Vec::new();
        // Inside a group, with a context in it.
        let (mut in_group, mut in_context) = (false, false);
        let (mut status, mut source) = (Given::Absent, unsaid());
        let (mut from, mut until) = (Given::Absent, Given::Absent);
        if is_own {
            (status, from, until) = (Given::Empty, Given::Empty, Given::Empty);
        }
        let mut notes: Vec<String> = Vec::new();
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            let Some(node) = self.node()? else { break };
            let element = match node {
                Node::Start(element) => element,
                Node::End(element) if element.name() == "descripGrp" => {
                    (in_group, in_context) = (false, false);
                    continue;
                }
                _ => continue,
            };
            let kind = kind(&element);
            match element.name() {
                "term" => term.text = self.content()?,
                "descripGrp" => in_group = true,
                "termGrp" | "termNoteGrp" | "adminGrp" => {}
                "descrip" if kind == "context" => {
                    let tag = element.attribute("lang").unwrap_or_default();
                    let text = self.content()?;
                    let tag = tag.parse::<LangTag>();
                    let is_other = tag.is_ok_and(|tag| !tag.same_language(lang));
                    match contexts.last_mut() {
                        // What the writer makes of a translation.
                        Some(last) if is_other && last.translation.is_none() => {
                            last.translation = Some(text);
                        }
                        _ => contexts.push(Context {
                            text,
                            ..Context::default()
                        }),
                    }
                    in_context = in_group;
                }
                "termNote" | "admin" | "descrip" | "note" => {
                    let text = self.content()?;
                    match kind.as_str() {
                        _ if text.is_empty() => {}
                        "administrativeStatus" | "normativeAuthorization" => {
                            match administrative_status(&text) {
                                Some(known) => status = Given::Value(known),
                                None => notes.push(format!("{kind}: {text}")),
                            }
                        }
                        "partOfSpeech" => match part_of_speech(&text) {
                            Some(known) => term.part_of_speech = Given::Value(known),
                            None => notes.push(format!("{kind}: {text}")),
                        },
                        "source" if in_context => {
                            if let Some(last) = contexts.last_mut() {
                                last.source = Some(text);
                            }
                        }
                        "source" => source = Given::Value(text),
                        "customerSubset" => record.customer = Given::Value(text),
                        "projectSubset" => record.project = Given::Value(text),
                        "termType" => match text.parse() {
                            Ok(known) => term.term_type = Given::Value(known),
                            Err(_) => notes.push(format!("{kind}: {text}")),
                        },
                        "note" => match (text.strip_prefix("pinyin: "), period(&text)) {
                            (Some(pinyin), _) if lang.primary() == "zh" => {
                                term.pinyin = Given::text(pinyin);
                            }
                            (_, Some((begins, ends))) => {
                                from = begins;
                                until = ends;
                            }
                            _ => notes.push(text),
                        },
                        kind => notes.push(format!("{kind}: {text}")),
                    }
                }
                _ => self.skip()?,
            }
        }
        contexts.retain(|context| !context.text.is_empty());
        if is_own || !contexts.is_empty() {
            term.contexts = ContextsGiven::All(contexts);
        }
        if !notes.is_empty() {
            term.note = Given::Value(notes.join("; "));
        }
        term.usage = UsageGiven::Latest {
            status,
            from,
            until,
            source,
        };
        Ok(Ok(term))
    }

    fn advance(&mut self) -> Result<Option<Result<ImportRecord, Broken>>, TbxError> {
        loop {
            match self.node()? {
                Some(Node::Start(element)) if !self.has_root => match element.name() {
                    "martif" => self.has_root = true,
                    "tbx" => {
                        let cause = "it is TBX v3, and only v2 is read".to_owned();
                        return Err(self.error(cause));
                    }
                    name => {
                        let name: String = name.chars().take(40).collect();
                        return Err(self.error(format!("it is no TBX: it begins with <{name}>")));
                    }
                },
                Some(Node::Start(element)) => match element.name() {
                    "termEntry" => return self.entry(&element).map(Some),
                    "text" | "body" => {}
                    _ => self.skip()?,
                },
                Some(_) => {}
                None => return Ok(None),
            }
        }
    }
}

impl Iterator for TbxReader<'_> {
    /// Outside an error of the file, after which nothing comes, inside one of the entry.
    type Item = Result<Result<ImportRecord, Broken>, TbxError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = self.advance().transpose();
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }
}

fn located(text: &str, error: &XmlError) -> TbxError {
    let (line, column) = line_and_column(text, error.at);
    TbxError {
        line,
        column,
        cause: error.cause.clone(),
    }
}

/// What kind of information an element is: its type, else its name.
fn kind(element: &Element<'_>) -> String {
    let kind = element.attribute("type");
    kind.unwrap_or_else(|| element.name().to_owned())
}

/// What the concept has to do with another entry of ours.
fn relate(record: &mut ImportRecord, uid: String, text: &str) {
    let relation = text.parse().unwrap_or(Relation::SeeAlso);
    let related = Related { relation, uid };
    match &mut record.related {
        Given::Value(known) => known.push(related),
        unsaid => *unsaid = Given::Value(vec![related]),
    }
}

fn concept_field(record: &mut ImportRecord, kind: &str, text: String) {
    if text.is_empty() {
        return;
    }
    if kind == "note" {
        if text == DO_NOT_TRANSLATE {
            record.do_not_translate = Given::Value(true);
            return;
        }
        if let Some(by) = text.strip_prefix(APPROVED_BY) {
            record.approved_by = Given::text(by);
            return;
        }
    }
    let field = match kind {
        "subjectField" => &mut record.subject,
        "definition" => &mut record.definition,
        "note" => &mut record.note,
        kind => {
            record.remarks.push(format!("{kind}: {text}"));
            return;
        }
    };
    match field {
        // Definitions may stand in every language.
        Given::Value(known) if *known != text => {
            known.push_str("; ");
            known.push_str(&text);
        }
        _ => *field = Given::Value(text),
    }
}

fn administrative_status(text: &str) -> Option<AdministrativeStatus> {
    let bare = text.strip_suffix("-admn-sts").unwrap_or(text);
    let bare = bare.strip_suffix("Term").unwrap_or(bare);
    bare.parse().ok()
}

fn part_of_speech(text: &str) -> Option<PartOfSpeech> {
    let mut all = PartOfSpeech::ALL.into_iter();
    all.find(|known| known.as_str().eq_ignore_ascii_case(text))
}

/// `in use: 2013/..`, as the writer has it.
fn period(note: &str) -> Option<(Given<PartialDate>, Given<PartialDate>)> {
    let (from, until) = note.strip_prefix("in use: ")?.split_once('/')?;
    let end = |text: &str| match text {
        ".." => Some(Given::Empty),
        text => text.parse().ok().map(Given::Value),
    };
    Some((end(from)?, end(until)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::*;
    use crate::entry::TermType;

    fn read(file: &str) -> Result<Vec<Result<ImportRecord, Broken>>, TbxError> {
        TbxReader::new(file).collect()
    }

    fn body(entries: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?>\n<!DOCTYPE martif SYSTEM \"TBXcoreStructV02.dtd\">\n\
             <martif type=\"TBX\"><martifHeader><p>x</p></martifHeader><text><body>\n\
             {entries}</body></text></martif>"
        )
    }

    #[test]
    fn entries_of_other_programs_are_read() {
        let file = body(
            "<termEntry id=\"c1\"><descripGrp><descrip type=\"definition\">d</descrip>\
             <admin type=\"source\">s</admin></descripGrp>\
             <langSet xml:lang=\"zh_CN\"><ntig><termGrp><term>蓝<hi>碳</hi></term>\
             <termNote type=\"partOfSpeech\">verb</termNote></termGrp></ntig></langSet>\
             <langSet xml:lang=\"en\"><tig><term>blue &amp; carbon</term>\
             <termNote type=\"administrativeStatus\">preferredTerm-admn-sts</termNote>\
             <termNote type=\"termType\">fullForm</termNote></tig></langSet></termEntry>\n\
             <termEntry><langSet><tig><term>x</term></tig></langSet></termEntry>",
        );
        let records = read(&file).unwrap();
        let record = records[0].as_ref().unwrap();
        assert_eq!(record.place, Place::line(4));
        assert_eq!(record.definition, Given::Value("d".to_owned()));
        assert_eq!(record.remarks, ["source: s"]);
        assert_eq!(
            (record.subject.clone(), record.uid.clone()),
            (Given::Absent, None)
        );
        let (lang, terms) = &record.languages[0];
        assert_eq!((lang.as_str(), terms[0].text.as_str()), ("zh-CN", "蓝碳"));
        assert_eq!(terms[0].part_of_speech, Given::Value(PartOfSpeech::Verb));
        let english = &record.languages[1].1[0];
        assert_eq!(english.text, "blue & carbon");
        assert_eq!(english.term_type, Given::Value(TermType::FullForm));
        let broken = records[1].as_ref().unwrap_err().to_string();
        assert!(
            broken.starts_with("line 5: `` is not a language tag"),
            "{broken}"
        );
    }

    #[test]
    fn what_is_no_tbx_is_told_with_its_place() {
        for (file, told) in [
            (
                "<tbx type=\"TBX-Basic\"></tbx>",
                "line 1, column 23: it is TBX v3",
            ),
            ("<html></html>", "line 1, column 7: it is no TBX"),
            (
                "<martif>\n<text><body><termEntry>",
                "line 2, column 24: it is cut off",
            ),
            (
                "<!DOCTYPE martif [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<martif>&x;</martif>",
                "line 1, column 18: it defines entities",
            ),
        ] {
            let error = read(file).unwrap_err().to_string();
            assert!(error.starts_with(told), "{error}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in any::<String>(), xml in "(<(/?(term|tig|langSet|note))>|[a-z&;< ]){0,30}") {
            let _ = read(&text);
            let _ = read(&body(&xml));
            let _ = read(&body(&format!("<termEntry><langSet xml:lang=\"zh\">{xml}</langSet></termEntry>")));
        }
    }
}
