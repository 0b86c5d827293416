//! OpenDocument texts (ISO/IEC 26300), as LibreOffice and WPS write them.

use super::archive::Archive;
use super::error::ReadError;
use super::flow::{Flow, Mark, Sink};
use super::location::Location;
use super::source::SourceText;
use super::tables::{DocumentTable, Tables};
use tmx::xml::{Element, Node, XmlError, XmlReader};

/// What messages call such a file.
pub(super) const KIND: &str = "an OpenDocument text";

/// Covered cells that a single element may stand for.
const COLUMNS: usize = 200;
/// The part that lists the others, and says which are encrypted.
const MANIFEST: &str = "META-INF/manifest.xml";
/// The part that holds the text.
const CONTENT: &str = "content.xml";

/// Blanks that `text:s` may stand for; nobody means more.
const BLANKS: usize = 1000;

/// Takes the text out: body with tables, lists and frames, then footnotes and endnotes.
///
/// Tracked deletions, comments, ruby text and indexes, which repeat the headings, are left out.
///
/// # Errors
///
/// When the content is missing, damaged or encrypted.
pub(super) fn read(archive: &mut Archive<'_>) -> Result<SourceText, ReadError> {
    let mut flow = Flow::default();
    read_into(archive, &mut flow)?;
    Ok(flow.finish())
}

/// Takes the tables out of the body, by the same rules.
///
/// # Errors
///
/// When the content is missing, damaged or encrypted, or the tables are larger than any glossary.
pub(super) fn read_tables(archive: &mut Archive<'_>) -> Result<Vec<DocumentTable>, ReadError> {
    let mut tables = Tables::default();
    read_into(archive, &mut tables)?;
    tables.finish(KIND)
}

fn read_into(archive: &mut Archive<'_>, sink: &mut impl Sink) -> Result<(), ReadError> {
    if archive.has(MANIFEST) && archive.read_text(MANIFEST)?.contains("encryption-data") {
        return Err(ReadError::Protected {
            what: "it is protected by a password",
        });
    }
    let xml = archive.read_text(CONTENT)?;
    read_content(&xml, sink).map_err(|error| archive.damaged(CONTENT, &error.to_string()))
}

fn read_content(xml: &str, flow: &mut impl Sink) -> Result<(), XmlError> {
    let mut reader = XmlReader::new(xml);
    let mut in_body = false;
    let (mut footnotes, mut endnotes) = (0, 0);
    while let Some(node) = reader.next()? {
        match node {
            Node::Start(element) => match element.name() {
                "body" => in_body = true,
                "p" | "h" if in_body => flow.open(),
                "s" => flow.push(&" ".repeat(blanks(&element))),
                "tab" => flow.push("\t"),
                "line-break" => flow.push("\n"),
                "note" if element.attribute("note-class").as_deref() == Some("endnote") => {
                    endnotes += 1;
                    flow.set_note(Some(Location::Endnote(endnotes)));
                }
                "note" => {
                    footnotes += 1;
                    flow.set_note(Some(Location::Footnote(footnotes)));
                }
                "table" => flow.mark(Mark::Table),
                "table-row" => flow.mark(Mark::Row),
                "table-cell" => {
                    flow.mark(Mark::Cell);
                    // What is merged sidewards is followed by covered cells.
                    if let Some(columns) = count(&element, "number-columns-repeated") {
                        flow.mark(Mark::Columns(columns));
                    }
                    if let Some(rows) = count(&element, "number-rows-spanned") {
                        flow.mark(Mark::Rows(rows));
                    }
                }
                "covered-table-cell" => {
                    let columns = count(&element, "number-columns-repeated").unwrap_or(1);
                    for _ in 0..columns.min(COLUMNS) {
                        flow.mark(Mark::Cell);
                        flow.mark(Mark::Covered);
                        flow.mark(Mark::CellEnd);
                    }
                    reader.skip()?;
                }
                name if is_left_out(name) => reader.skip()?,
                _ => {}
            },
            Node::End(closing) => match closing.name() {
                "body" => in_body = false,
                "p" | "h" if in_body => flow.close(),
                "note" => flow.set_note(None),
                "table-cell" => flow.mark(Mark::CellEnd),
                "table-row" => flow.mark(Mark::RowEnd),
                "table" => flow.mark(Mark::TableEnd),
                _ => {}
            },
            Node::Text(text) => flow.push_collapsed(&text),
        }
    }
    Ok(())
}

fn blanks(element: &Element<'_>) -> usize {
    let count = element.attribute("c").and_then(|count| count.parse().ok());
    count.unwrap_or(1).min(BLANKS)
}

fn count(element: &Element<'_>, name: &str) -> Option<usize> {
    element.attribute(name)?.parse().ok()
}

fn is_left_out(name: &str) -> bool {
    matches!(
        name,
        "tracked-changes"
            | "annotation"
            | "note-citation"
            | "ruby-text"
            | "table-of-content"
            | "illustration-index"
            | "table-index"
            | "object-index"
            | "user-index"
            | "alphabetical-index"
            | "forms"
            | "title"
            | "desc"
            | "hidden-text"
            | "hidden-paragraph"
            | "sequence-decls"
            | "variable-decls"
            | "user-field-decls"
            | "math"
            | "event-listeners"
    )
}

#[cfg(test)]
mod tests {
    use super::super::archive::tests::zip;
    use super::*;

    fn source(body: &str) -> SourceText {
        let content = format!(
            "<office:document-content xmlns:office='o' xmlns:text='t' xmlns:svg='s'>\n <office:body>\n\
             <office:text>\n{body}\n</office:text></office:body></office:document-content>"
        );
        let bytes = zip(&[(CONTENT, content.as_bytes())]);
        read(&mut Archive::open(&bytes, KIND).unwrap()).unwrap()
    }

    fn text(body: &str) -> String {
        source(body).text
    }

    #[test]
    fn paragraphs_stand_on_lines_of_their_own_with_blanks_as_meant() {
        let source = source(
            "<text:h>标题</text:h>\n <text:p>  守望\n   相助<text:s text:c='2'/>a<text:tab/>b<text:line-break/>c</text:p>\n\
             <text:p/><text:list><text:list-item><text:p>项 <text:span> 目</text:span></text:p></text:list-item></text:list>",
        );
        assert_eq!(source.text, "标题\n守望 相助  a\tb\nc\n项 目");
        let at = source.text.find('项').unwrap();
        assert_eq!(source.landmarks.locate(at), Some(Location::Paragraph(3)));
    }

    #[test]
    fn cells_of_tables_are_read_with_what_covers_them() {
        let cell = |attributes: &str, text: &str| {
            format!("<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>")
        };
        let content = format!(
            "<o:c xmlns:o='o' xmlns:text='t' xmlns:table='b'><o:body><table:table><table:table-column/>\
             <table:table-header-rows><table:table-row>{}<table:covered-table-cell/></table:table-row></table:table-header-rows>\
             <table:table-row>{}{}</table:table-row>\
             <table:table-row><table:covered-table-cell/>{}</table:table-row>\
             </table:table></o:body></o:c>",
            cell("table:number-columns-spanned='2'", "政治"),
            cell(
                "table:number-rows-spanned='2'",
                "蓝<text:span>碳</text:span>"
            ),
            cell("", "blue <text:line-break/> carbon"),
            cell("", "ocean carbon"),
        );
        let bytes = zip(&[(CONTENT, content.as_bytes())]);
        let tables = read_tables(&mut Archive::open(&bytes, KIND).unwrap()).unwrap();
        let rows: Vec<String> = tables[0]
            .rows
            .iter()
            .map(|row| row.cells.join("|"))
            .collect();
        assert_eq!(rows, ["政治|", "蓝碳|blue carbon", "蓝碳|ocean carbon"]);
    }

    #[test]
    fn deletions_comments_ruby_and_contents_are_left_out() {
        assert_eq!(
            text(
                "<text:tracked-changes><text:changed-region><text:deletion><text:p>删</text:p></text:deletion></text:changed-region></text:tracked-changes>\
                 <text:table-of-content><text:index-body><text:p>目录</text:p></text:index-body></text:table-of-content>\
                 <text:p><text:ruby><text:ruby-base>砥</text:ruby-base><text:ruby-text>dǐ</text:ruby-text></text:ruby>砺\
                 <office:annotation><text:p>批注</text:p></office:annotation>前行</text:p>"
            ),
            "砥砺前行"
        );
    }

    #[test]
    fn notes_and_frames_do_not_tear_a_paragraph_apart() {
        let note = |class: &str, text: &str| {
            format!(
                "<text:note text:note-class='{class}'><text:note-citation>1</text:note-citation>\
                 <text:note-body><text:p>{text}</text:p></text:note-body></text:note>"
            )
        };
        let source = source(&format!(
            "<text:p>守{}望{}<draw:frame><svg:title>图</svg:title><draw:text-box><text:p>框内</text:p></draw:text-box></draw:frame>相助</text:p>",
            note("endnote", "尾注"),
            note("footnote", "脚注")
        ));
        assert_eq!(source.text, "守望相助\n框内\n脚注\n尾注");
        let at = source.text.find("脚注").unwrap();
        assert_eq!(source.landmarks.locate(at), Some(Location::Footnote(1)));
    }

    #[test]
    fn an_encrypted_text_is_told_so() {
        let bytes = zip(&[
            (MANIFEST, b"<manifest:encryption-data/>"),
            (CONTENT, b"\x01\x02"),
        ]);
        let error = read(&mut Archive::open(&bytes, KIND).unwrap()).unwrap_err();
        assert!(matches!(error, ReadError::Protected { .. }));
    }
}
