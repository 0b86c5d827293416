//! Items as elements: the second step of the writer.

use std::io::{self, Write};

use tmx::xml::XmlWriter;

use super::category::Category;
use super::flavour::TbxFlavour;
use super::items::Item;
use super::notes;

/// Writes an item in the style of the flavour.
pub(super) fn write<W: Write>(
    xml: &mut XmlWriter<W>,
    item: &Item<'_>,
    flavour: TbxFlavour,
) -> io::Result<()> {
    match item {
        Item::Note(text) => xml.leaf("note", &[], text),
        Item::Value(category, text) => value(xml, *category, &[], text, flavour),
        Item::Link {
            category,
            target,
            text,
        } => value(xml, *category, &[("target", target)], text, flavour),
        Item::Context {
            text,
            translation,
            lang,
            source,
        } => {
            xml.open("descripGrp", &[])?;
            value(xml, Category::Context, &[], text, flavour)?;
            if let Some(source) = source {
                value(xml, Category::Source, &[], source, flavour)?;
            }
            let Some(translation) = translation else {
                return xml.close("descripGrp");
            };
            if flavour.is_dct() {
                // The element of the context may not have a language.
                let note = notes::named(notes::TRANSLATION, translation);
                xml.leaf("note", &[("xml:lang", lang.as_str())], &note)?;
                return xml.close("descripGrp");
            }
            // It belongs to the sentence before it.
            xml.close("descripGrp")?;
            xml.open("descripGrp", &[])?;
            let lang = [("xml:lang", lang.as_str())];
            value(xml, Category::Context, &lang, translation, flavour)?;
            xml.close("descripGrp")
        }
        Item::Transaction { kind, date, by } => {
            xml.open("transacGrp", &[])?;
            match flavour.is_dct() {
                true => xml.leaf("basic:transactionType", &[], kind)?,
                false => xml.leaf("transac", &[("type", "transactionType")], kind)?,
            }
            match (by, flavour.is_dct()) {
                (Some(by), true) => xml.leaf("basic:responsibility", &[], by)?,
                (Some(by), false) => {
                    xml.leaf("transacNote", &[("type", "responsibility")], by)?;
                }
                (None, _) => {}
            }
            if let Some(date) = date {
                xml.leaf("date", &[], date)?;
            }
            xml.close("transacGrp")
        }
    }
}

fn value<W: Write>(
    xml: &mut XmlWriter<W>,
    category: Category,
    more: &[(&str, &str)],
    text: &str,
    flavour: TbxFlavour,
) -> io::Result<()> {
    if flavour.is_dct() {
        return xml.leaf(&category.tag(), more, text);
    }
    let element = category.carrier().element();
    let kind = ("type", category.as_str());
    match more {
        [] => xml.leaf(element, &[kind], text),
        [more] => xml.leaf(element, &[kind, *more], text),
        more => xml.leaf(element, &[&[kind], more].concat(), text),
    }
}

/// The elements of a version that have the same task.
pub(super) struct Names {
    pub(super) root: &'static str,
    pub(super) header: &'static str,
    pub(super) entry: &'static str,
    pub(super) section: &'static str,
    pub(super) term: &'static str,
}

/// The names of elements in a version.
pub(super) fn names(flavour: TbxFlavour) -> &'static Names {
    match flavour {
        TbxFlavour::V2Basic => &Names {
            root: "martif",
            header: "martifHeader",
            entry: "termEntry",
            section: "langSet",
            term: "tig",
        },
        TbxFlavour::V3 { .. } => &Names {
            root: "tbx",
            header: "tbxHeader",
            entry: "conceptEntry",
            section: "langSec",
            term: "termSec",
        },
    }
}
