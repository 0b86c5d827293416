//! Presentations (PresentationML): the text of the slides.

use std::collections::BTreeMap;

use super::archive::Archive;
use super::error::ReadError;
use super::flow::{Flow, Sink as _};
use super::location::Location;
use super::package::relations;
use super::source::SourceText;
use tmx::xml::{Node, XmlError, XmlReader};

/// What messages call such a file.
pub(super) const KIND: &str = "a PowerPoint presentation";

/// Takes the text out, slide by slide in their order, without notes and slide numbers.
///
/// # Errors
///
/// When a part is missing or damaged.
pub(super) fn read(archive: &mut Archive<'_>) -> Result<SourceText, ReadError> {
    let main = relations(archive, "")?
        .into_iter()
        .find(|relation| relation.kind == "officeDocument")
        .map_or_else(|| "ppt/presentation.xml".to_owned(), |it| it.target);
    let xml = archive.read_text(&main)?;
    let order = slide_order(&xml).map_err(|error| archive.damaged(&main, &error.to_string()))?;
    let targets: BTreeMap<String, String> = relations(archive, &main)?
        .into_iter()
        .map(|relation| (relation.id, relation.target))
        .collect();
    let mut source = SourceText::default();
    for (index, id) in order.iter().enumerate() {
        let Some(slide) = targets.get(id) else {
            return Err(archive.damaged(&main, "names a slide that is missing"));
        };
        let xml = archive.read_text(slide)?;
        let mut flow = Flow::default();
        read_slide(&xml, &mut flow).map_err(|error| archive.damaged(slide, &error.to_string()))?;
        for text in flow.take_body() {
            source.paragraph(Location::Slide(index + 1), &text);
        }
    }
    Ok(source)
}

fn slide_order(xml: &str) -> Result<Vec<String>, XmlError> {
    let mut order = Vec::new();
    let mut reader = XmlReader::new(xml);
    while let Some(node) = reader.next()? {
        if let Node::Start(element) = node
            && element.name() == "sldId"
        {
            // Two attributes are called `id`; the relation is the one with a prefix.
            order.extend(element.attribute("r:id"));
        }
    }
    Ok(order)
}

fn read_slide(xml: &str, flow: &mut Flow) -> Result<(), XmlError> {
    let mut reader = XmlReader::new(xml);
    let mut in_text = false;
    while let Some(node) = reader.next()? {
        match node {
            Node::Start(element) => match element.name() {
                "p" => flow.open(),
                "t" => in_text = true,
                "br" => flow.push("\n"),
                "tab" => flow.push("\t"),
                "fld" if element.attribute("type").as_deref() == Some("slidenum") => {
                    reader.skip()?;
                }
                "pPr" | "rPr" | "Fallback" | "extLst" => reader.skip()?,
                _ => {}
            },
            Node::End(closing) => match closing.name() {
                "p" => flow.close(),
                "t" => in_text = false,
                _ => {}
            },
            Node::Text(text) if in_text => flow.push(&text),
            Node::Text(_) => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::archive::tests::zip;
    use super::*;

    #[test]
    fn slides_come_in_the_order_of_the_presentation() {
        let slide = |text: &str| {
            format!(
                "<p:sld><p:sp><p:txBody><a:p><a:r><a:rPr/><a:t>{text}</a:t></a:r><a:br/><a:r><a:t>续</a:t></a:r>\
                 <a:fld type='slidenum'><a:t>1</a:t></a:fld></a:p></p:txBody></p:sp></p:sld>"
            )
        };
        let (one, two) = (slide("守望相助"), slide("同舟共济"));
        let bytes = zip(&[
            (
                "ppt/presentation.xml",
                b"<p:presentation><p:sldIdLst><p:sldId id='256' r:id='r2'/><p:sldId id='257' r:id='r1'/></p:sldIdLst></p:presentation>",
            ),
            (
                "ppt/_rels/presentation.xml.rels",
                b"<Relationships><Relationship Id='r1' Type='x/slide' Target='slides/slide1.xml'/>\
                  <Relationship Id='r2' Type='x/slide' Target='slides/slide2.xml'/></Relationships>",
            ),
            ("ppt/slides/slide1.xml", two.as_bytes()),
            ("ppt/slides/slide2.xml", one.as_bytes()),
        ]);
        let source = read(&mut Archive::open(&bytes, KIND).unwrap()).unwrap();
        assert_eq!(source.text, "守望相助\n续\n同舟共济\n续");
        let at = source.text.find("同舟").unwrap();
        assert_eq!(source.landmarks.locate(at), Some(Location::Slide(2)));
    }
}
