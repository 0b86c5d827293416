//! Word documents (WordprocessingML, ISO/IEC 29500 and ECMA-376).

use std::collections::BTreeMap;

use super::archive::Archive;
use super::error::ReadError;
use super::flow::{Flow, Mark, Sink};
use super::location::Location;
use super::package::relations;
use super::source::SourceText;
use super::tables::{DocumentTable, Tables};
use tmx::xml::{Element, Node, XmlError, XmlReader};

/// What messages call such a file.
pub(super) const KIND: &str = "a Word document";

/// Takes the text out: body with tables, lists and text boxes, then footnotes and endnotes.
///
/// Insertions are in, deletions and hidden text are out, of fields the result is taken, of ruby
/// the base. Headers, footers, comments and a table of contents, which repeats the headings, are
/// left out.
///
/// # Errors
///
/// When a part is missing or damaged.
pub(super) fn read(archive: &mut Archive<'_>) -> Result<SourceText, ReadError> {
    let main = main_part(archive)?;
    let xml = archive.read_text(&main)?;
    let mut flow = Flow::default();
    let mut notes = References::default();
    let result = Part::new(&xml, &mut flow, &mut notes).read();
    result.map_err(|error| archive.damaged(&main, &error.to_string()))?;
    for relation in relations(archive, &main)? {
        let numbered: (&[String], fn(usize) -> Location) = match relation.kind.as_str() {
            "footnotes" => (&notes.footnotes, Location::Footnote),
            "endnotes" => (&notes.endnotes, Location::Endnote),
            _ => continue,
        };
        // A note that nothing refers to is not seen in the document either.
        if numbered.0.is_empty() {
            continue;
        }
        let xml = archive.read_text(&relation.target)?;
        read_notes(&xml, &mut flow, numbered)
            .map_err(|error| archive.damaged(&relation.target, &error.to_string()))?;
    }
    Ok(flow.finish())
}

/// Takes the tables out of the body, by the same rules.
///
/// # Errors
///
/// When a part is missing or damaged, or the tables are larger than any glossary.
pub(super) fn read_tables(archive: &mut Archive<'_>) -> Result<Vec<DocumentTable>, ReadError> {
    let main = main_part(archive)?;
    let xml = archive.read_text(&main)?;
    let mut tables = Tables::default();
    let result = Part::new(&xml, &mut tables, &mut References::default()).read();
    result.map_err(|error| archive.damaged(&main, &error.to_string()))?;
    tables.finish(KIND)
}

fn main_part(archive: &mut Archive<'_>) -> Result<String, ReadError> {
    let mut relations = relations(archive, "")?.into_iter();
    let main = relations.find(|relation| relation.kind == "officeDocument");
    Ok(main.map_or_else(|| "word/document.xml".to_owned(), |it| it.target))
}

/// The notes that a body refers to, by their identifiers, in the order of the references.
#[derive(Debug, Default)]
struct References {
    footnotes: Vec<String>,
    endnotes: Vec<String>,
}

fn read_notes(
    xml: &str,
    flow: &mut Flow,
    (ids, location): (&[String], fn(usize) -> Location),
) -> Result<(), XmlError> {
    let mut numbers = BTreeMap::new();
    for (index, id) in ids.iter().enumerate() {
        numbers.entry(id.as_str()).or_insert(index + 1);
    }
    let mut none = References::default();
    let mut part = Part::new(xml, flow, &mut none);
    while let Some(node) = part.reader.next()? {
        match node {
            Node::Start(element) if matches!(element.name(), "footnote" | "endnote") => {
                let id = element.attribute("id").unwrap_or_default();
                match numbers.get(id.as_str()) {
                    Some(&number) => part.flow.set_note(Some(location(number))),
                    None => part.reader.skip()?,
                }
            }
            node => part.node(node)?,
        }
    }
    part.flow.set_note(None);
    Ok(())
}

/// A part under way.
struct Part<'x, 'f, S> {
    reader: XmlReader<'x>,
    flow: &'f mut S,
    notes: &'f mut References,
    /// Of the runs around, whether each is hidden.
    runs: Vec<bool>,
    fields: Vec<Field>,
    /// How many of the fields are left out.
    left_out: usize,
    in_text: bool,
    in_code: bool,
    /// The content of the control that was begun is no text of the author.
    skips_content: bool,
}

/// A field under way.
#[derive(Debug, Default)]
struct Field {
    code: String,
    is_left_out: bool,
}

impl<'x, 'f, S: Sink> Part<'x, 'f, S> {
    fn new(xml: &'x str, flow: &'f mut S, notes: &'f mut References) -> Self {
        Self {
            reader: XmlReader::new(xml),
            flow,
            notes,
            runs: Vec::new(),
            fields: Vec::new(),
            left_out: 0,
            in_text: false,
            in_code: false,
            skips_content: false,
        }
    }

    fn read(mut self) -> Result<(), XmlError> {
        while let Some(node) = self.reader.next()? {
            self.node(node)?;
        }
        Ok(())
    }

    fn node(&mut self, node: Node<'x>) -> Result<(), XmlError> {
        match node {
            Node::Start(element) => self.start(&element)?,
            Node::End(closing) => match closing.name() {
                "p" => self.flow.close(),
                "r" => {
                    self.runs.pop();
                }
                "t" => self.in_text = false,
                "instrText" => self.in_code = false,
                "tc" => self.flow.mark(Mark::CellEnd),
                "tr" => self.flow.mark(Mark::RowEnd),
                "tbl" => self.flow.mark(Mark::TableEnd),
                _ => {}
            },
            Node::Text(text) if self.in_text => self.push(&text),
            Node::Text(text) if self.in_code => {
                if let Some(field) = self.fields.last_mut() {
                    field.code.push_str(&text);
                }
            }
            Node::Text(_) => {}
        }
        Ok(())
    }

    fn start(&mut self, element: &Element<'x>) -> Result<(), XmlError> {
        let in_run = !self.runs.is_empty();
        match element.name() {
            "p" => self.flow.open(),
            "pPr" => {
                let is_joined = self.has_deleted_mark()?;
                if is_joined {
                    self.flow.join_next();
                }
            }
            "r" => self.runs.push(false),
            "rPr" => {
                let hidden = self.contains(is_hidden)?;
                if let Some(run) = self.runs.last_mut() {
                    *run |= hidden;
                }
            }
            "t" => self.in_text = true,
            "instrText" => self.in_code = true,
            "fldChar" => match element.attribute("fldCharType").as_deref() {
                Some("begin") => self.fields.push(Field::default()),
                Some("separate") => {
                    if let Some(field) = self.fields.last_mut().filter(|it| !it.is_left_out) {
                        field.is_left_out = is_contents(&field.code);
                        self.left_out += usize::from(field.is_left_out);
                    }
                }
                Some("end") => {
                    let ended = self.fields.pop();
                    self.left_out -= usize::from(ended.is_some_and(|field| field.is_left_out));
                }
                _ => {}
            },
            "tab" | "ptab" if in_run => self.push("\t"),
            "br" | "cr" if in_run => self.push("\n"),
            "noBreakHyphen" => self.push("-"),
            "softHyphen" => self.push("\u{ad}"),
            "footnoteReference" => self
                .notes
                .footnotes
                .extend(element.attribute("id").filter(|_| in_run)),
            "endnoteReference" => self
                .notes
                .endnotes
                .extend(element.attribute("id").filter(|_| in_run)),
            "sdtPr" => self.skips_content = self.contains(is_no_text_of_the_author)?,
            "sdtContent" if std::mem::take(&mut self.skips_content) => self.reader.skip()?,
            "fldSimple" if is_contents(&element.attribute("instr").unwrap_or_default()) => {
                self.reader.skip()?;
            }
            "tbl" => self.flow.mark(Mark::Table),
            "tr" => self.flow.mark(Mark::Row),
            "tc" => self.flow.mark(Mark::Cell),
            "trPr" | "tcPr" => self.table_properties()?,
            // Choice and Fallback say the same; the choice comes first.
            "del" | "moveFrom" | "Fallback" | "rt" | "sectPr" | "tblPr" => {
                self.reader.skip()?;
            }
            _ => {}
        }
        Ok(())
    }

    fn push(&mut self, text: &str) {
        let is_hidden = self.runs.last().copied().unwrap_or(false);
        if !is_hidden && self.left_out == 0 {
            self.flow.push(text);
        }
    }

    /// Reads the properties of a row or cell.
    fn table_properties(&mut self) -> Result<(), XmlError> {
        let mut depth = 1;
        while depth > 0 {
            match self.reader.next()? {
                Some(Node::Start(element)) => {
                    depth += 1;
                    let number = |name: &str| element.attribute(name)?.parse().ok();
                    let mark = match element.name() {
                        "gridSpan" => number("val").map(Mark::Columns),
                        "gridBefore" => number("val").map(Mark::Before),
                        "vMerge" => match element.attribute("val").as_deref() {
                            // It ends where a cell below is not merged.
                            Some("restart") => Some(Mark::Rows(usize::MAX)),
                            _ => Some(Mark::Covered),
                        },
                        "del" => Some(Mark::RowDeleted),
                        _ => None,
                    };
                    if let Some(mark) = mark {
                        self.flow.mark(mark);
                    }
                }
                Some(Node::End(_)) => depth -= 1,
                Some(Node::Text(_)) => {}
                None => break,
            }
        }
        Ok(())
    }

    /// Reads the properties of a paragraph; whether its end was deleted with revision marks.
    fn has_deleted_mark(&mut self) -> Result<bool, XmlError> {
        let mut found = false;
        let mut around: Vec<String> = Vec::new();
        while let Some(node) = self.reader.next()? {
            match node {
                Node::Start(element) => {
                    let of_mark = around.last().is_some_and(|name| name == "rPr");
                    found |= of_mark && around.len() == 1 && element.name() == "del";
                    around.push(element.name().to_owned());
                }
                Node::End(_) if around.pop().is_none() => break,
                _ => {}
            }
        }
        Ok(found)
    }

    /// Reads the rest of the element; whether it contains one of a kind.
    fn contains(&mut self, is_wanted: fn(&Element<'_>) -> bool) -> Result<bool, XmlError> {
        let mut depth = 1;
        let mut found = false;
        while depth > 0 {
            match self.reader.next()? {
                Some(Node::Start(element)) => {
                    depth += 1;
                    found |= is_wanted(&element);
                }
                Some(Node::End(_)) => depth -= 1,
                Some(Node::Text(_)) => {}
                None => break,
            }
        }
        Ok(found)
    }
}

fn is_hidden(element: &Element<'_>) -> bool {
    let off = |value: String| matches!(value.as_str(), "0" | "false" | "off");
    element.name() == "vanish" && !element.attribute("val").is_some_and(off)
}

fn is_no_text_of_the_author(element: &Element<'_>) -> bool {
    match element.name() {
        "docPartGallery" => element.attribute("val").as_deref() == Some("Table of Contents"),
        "showingPlcHdr" => true,
        _ => false,
    }
}

fn is_contents(code: &str) -> bool {
    code.split_whitespace().next() == Some("TOC")
}

#[cfg(test)]
mod tests {
    use super::super::archive::tests::zip;
    use super::*;

    const START: &str = "<w:document xmlns:w='w' xmlns:mc='mc'><w:body>";
    const END: &str = "</w:body></w:document>";

    fn source(body: &str) -> SourceText {
        let document = format!("{START}{body}{END}");
        let bytes = zip(&[("word/document.xml", document.as_bytes())]);
        read(&mut Archive::open(&bytes, KIND).unwrap()).unwrap()
    }

    fn text(body: &str) -> String {
        source(body).text
    }

    #[test]
    fn paragraphs_headings_and_cells_stand_on_lines_of_their_own() {
        let source = source(
            "<w:p><w:pPr><w:pStyle w:val='1'/><w:tabs><w:tab w:pos='1'/></w:tabs></w:pPr>\
             <w:r><w:t>标题</w:t></w:r></w:p><w:p/>\
             <w:tbl><w:tblPr/><w:tr><w:tc><w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t></w:r></w:p></w:tc>\
             <w:tc><w:p><w:r><w:t>丙</w:t><w:br/><w:t>丁</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        );
        assert_eq!(source.text, "标题\n甲\t乙\n丙\n丁");
        let at = source.text.find('丁').unwrap();
        assert_eq!(source.landmarks.locate(at), Some(Location::Paragraph(3)));
    }

    fn tables(body: &str) -> Vec<DocumentTable> {
        let document = format!("{START}{body}{END}");
        let bytes = zip(&[("word/document.xml", document.as_bytes())]);
        read_tables(&mut Archive::open(&bytes, KIND).unwrap()).unwrap()
    }

    /// The rows of a table, cells parted by bars, with their numbers.
    fn rows(table: &DocumentTable) -> Vec<String> {
        let rows = table.rows.iter();
        rows.map(|row| format!("{} {}", row.number, row.cells.join("|")))
            .collect()
    }

    fn paragraph(text: &str) -> String {
        format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
    }

    #[test]
    fn cells_are_put_together_of_runs_as_they_are_seen() {
        let table = tables(
            "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>命运</w:t></w:r><w:r><w:t>共</w:t><w:br/><w:t>同体</w:t></w:r></w:p></w:tc>\
             <w:tc><w:p><w:r><w:t>a sha</w:t></w:r><w:ins><w:r><w:t>red</w:t></w:r></w:ins>\
             <w:del><w:r><w:delText>ring</w:delText></w:r></w:del><w:r><w:br/><w:t>future</w:t></w:r></w:p>\
             <w:p><w:r><w:t>common destiny</w:t></w:r></w:p></w:tc></w:tr>\
             <w:tr><w:trPr><w:del w:id='1'/></w:trPr><w:tc><w:p><w:r><w:t>旧</w:t></w:r></w:p></w:tc></w:tr>\
             <w:tr><w:tc><w:p/></w:tc></w:tr>\
             <w:tr><w:tc><w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>蓝</w:t></w:r></w:p><w:p><w:r><w:t>碳</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        );
        assert_eq!(
            rows(&table[0]),
            ["1 命运共同体|a shared future\ncommon destiny", "4 蓝碳"]
        );
    }

    #[test]
    fn merged_cells_say_the_same_downwards_and_nothing_sidewards() {
        let cell = |properties: &str, text: &str| {
            format!(
                "<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>",
                paragraph(text)
            )
        };
        let table = tables(&format!(
            "<w:tbl><w:tr>{}</w:tr><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr>\
             <w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>{}</w:tr></w:tbl>",
            cell("<w:gridSpan w:val='2'/>", "政治"),
            cell("<w:vMerge w:val='restart'/>", "蓝碳"),
            cell("", "blue carbon"),
            cell("<w:vMerge/>", ""),
            cell("", "ocean carbon"),
            cell("", "红树林"),
            cell("", "mangrove"),
            cell("", "alone"),
        ));
        assert_eq!(
            rows(&table[0]),
            [
                "1 政治|",
                "2 蓝碳|blue carbon",
                "3 蓝碳|ocean carbon",
                "4 红树林|mangrove",
                "5 |alone"
            ]
        );
        let whole: Vec<bool> = table[0].rows.iter().map(|row| row.is_whole).collect();
        assert_eq!(whole, [true, false, false, false, true]);
    }

    #[test]
    fn a_table_in_a_cell_is_a_table_of_its_own() {
        let inner = format!(
            "<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>",
            paragraph("内")
        );
        let found = tables(&format!(
            "<w:tbl><w:tr><w:tc>{}{inner}{}</w:tc></w:tr></w:tbl>{}{inner}",
            paragraph("前"),
            paragraph("后"),
            paragraph("外"),
        ));
        let found: Vec<(usize, Vec<String>)> =
            found.iter().map(|it| (it.number, rows(it))).collect();
        assert_eq!(
            found,
            [
                (1, vec!["1 前\n后".to_owned()]),
                (2, vec!["1 内".to_owned()]),
                (3, vec!["1 内".to_owned()]),
            ]
        );
    }

    #[test]
    fn insertions_are_in_and_deletions_out() {
        assert_eq!(
            text(
                "<w:p><w:ins><w:r><w:t>守望</w:t></w:r></w:ins>\
                 <w:del><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del>\
                 <w:moveFrom><w:r><w:t>移</w:t></w:r></w:moveFrom><w:r><w:t>相助</w:t></w:r></w:p>"
            ),
            "守望相助"
        );
        assert_eq!(
            text(
                "<w:p><w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr><w:r><w:t>守望</w:t></w:r></w:p>\
                 <w:p><w:pPr><w:rPr><w:ins w:id='1'/></w:rPr></w:pPr><w:r><w:t>相助</w:t></w:r></w:p>\
                 <w:p><w:r><w:t>二</w:t></w:r></w:p>"
            ),
            "守望相助\n二"
        );
    }

    #[test]
    fn of_fields_the_result_is_taken_and_of_contents_nothing() {
        let field = |code: &str| {
            format!(
                "<w:p><w:r><w:t>见</w:t></w:r><w:r><w:fldChar w:fldCharType='begin'/></w:r>\
                 <w:r><w:instrText>{code}</w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r>\
                 <w:hyperlink><w:r><w:t>结果</w:t></w:r></w:hyperlink>\
                 <w:r><w:fldChar w:fldCharType='end'/></w:r><w:r><w:t>。</w:t></w:r></w:p>"
            )
        };
        assert_eq!(text(&field(" REF a ")), "见结果。");
        assert_eq!(text(&field(r#" TOC \o "1-3" "#)), "见。");
        assert_eq!(
            text(
                "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr>\
                 <w:sdtContent><w:p><w:r><w:t>目录</w:t></w:r></w:p></w:sdtContent></w:sdt>\
                 <w:sdt><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>正文</w:t></w:r></w:p></w:sdtContent></w:sdt>"
            ),
            "正文"
        );
    }

    #[test]
    fn of_ruby_the_base_is_taken_and_hidden_text_left_out() {
        assert_eq!(
            text(
                "<w:p><w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>dǐ</w:t></w:r></w:rt>\
                 <w:rubyBase><w:r><w:t>砥</w:t></w:r></w:rubyBase></w:ruby></w:r><w:r><w:t>砺</w:t></w:r>\
                 <w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>\
                 <w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>前行</w:t></w:r></w:p>"
            ),
            "砥砺前行"
        );
    }

    #[test]
    fn a_text_box_is_read_once_and_after_its_paragraph() {
        let inner = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>";
        assert_eq!(
            text(&format!(
                "<w:p><w:r><w:t>前</w:t></w:r><w:r><mc:AlternateContent>\
                 <mc:Choice Requires='wps'><w:drawing>{inner}</w:drawing></mc:Choice>\
                 <mc:Fallback><w:pict>{inner}</w:pict></mc:Fallback></mc:AlternateContent></w:r>\
                 <w:r><w:t>后</w:t></w:r></w:p>"
            )),
            "前后\n框内"
        );
    }

    #[test]
    fn notes_follow_in_the_order_of_their_references() {
        let document = format!(
            "{START}<w:p><w:r><w:t>一</w:t><w:footnoteReference w:id='5'/></w:r>\
             <w:r><w:t>二</w:t><w:footnoteReference w:id='2'/><w:endnoteReference w:id='1'/></w:r></w:p>{END}"
        );
        let note = |id: &str, text: &str| {
            format!("<w:footnote w:id='{id}'><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote>")
        };
        let footnotes = format!(
            "<w:footnotes xmlns:w='w'>{}{}{}</w:footnotes>",
            note("-1", "分隔"),
            note("2", "注乙"),
            note("5", "注甲")
        );
        let endnotes = "<w:endnotes xmlns:w='w'><w:endnote w:id='1'><w:p><w:r><w:t>尾注</w:t></w:r></w:p></w:endnote></w:endnotes>";
        let relation = |id: u8, kind: &str, target: &str| {
            format!("<Relationship Id='r{id}' Type='http://x/{kind}' Target='{target}'/>")
        };
        let package = format!(
            "<Relationships>{}</Relationships>",
            relation(1, "officeDocument", "word/document2.xml")
        );
        let of_document = format!(
            "<Relationships>{}{}{}</Relationships>",
            relation(1, "endnotes", "endnotes.xml"),
            relation(2, "footnotes", "footnotes.xml"),
            relation(3, "header", "header1.xml")
        );
        let bytes = zip(&[
            ("_rels/.rels", package.as_bytes()),
            ("word/document2.xml", document.as_bytes()),
            ("word/_rels/document2.xml.rels", of_document.as_bytes()),
            ("word/footnotes.xml", footnotes.as_bytes()),
            ("word/endnotes.xml", endnotes.as_bytes()),
        ]);
        let source = read(&mut Archive::open(&bytes, KIND).unwrap()).unwrap();
        assert_eq!(source.text, "一二\n注甲\n注乙\n尾注");
        let at = source.text.find("注乙").unwrap();
        assert_eq!(source.landmarks.locate(at), Some(Location::Footnote(2)));
    }

    #[test]
    fn a_cut_off_part_is_told_with_its_name_and_place() {
        let bytes = zip(&[("word/document.xml", b"<w:document><w:body><w:p>".as_slice())]);
        let error = read(&mut Archive::open(&bytes, KIND).unwrap()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "this is a Word document, but it is damaged: \
             its part `word/document.xml` is no valid XML at line 1, column 26: it is cut off inside <w:p>"
        );
    }
}
