//! Notes, properties and attributes.

use std::io::{self, Write};

use super::WriteReport;
use crate::xml::XmlWriter;
use crate::{Attributes, LangTag, Note, Prop, SegmentType, Timestamp};

/// The attributes of a unit that have no field.
pub(super) const OF_UNIT: &[&str] = &[
    "o-encoding",
    "datatype",
    "creationtool",
    "creationtoolversion",
    "segtype",
    "o-tmf",
];
/// The attributes of a variant that have no field.
pub(super) const OF_VARIANT: &[&str] = &[
    "o-encoding",
    "datatype",
    "creationtool",
    "creationtoolversion",
    "o-tmf",
];
/// The attributes of a header that have no field.
pub(super) const OF_HEADER: &[&str] = &["o-encoding"];
/// The attributes of notes and properties.
const OF_REMARK: &[&str] = &["xml:lang", "o-encoding", "lang"];

/// Writes how often and when something was used, and who made and changed it when.
pub(super) fn stamps<W: Write>(
    xml: &mut XmlWriter<W>,
    (count, used): (Option<u64>, Option<Timestamp>),
    (created, creator): (Option<Timestamp>, Option<&str>),
    (changed, changer): (Option<Timestamp>, Option<&str>),
) -> io::Result<()> {
    if let Some(count) = count {
        xml.attribute("usagecount", &count.to_string())?;
    }
    let times = [
        ("lastusagedate", used, None),
        (
            "creationdate",
            created,
            creator.map(|it| ("creationid", it)),
        ),
        ("changedate", changed, changer.map(|it| ("changeid", it))),
    ];
    for (name, time, who) in times {
        if let Some(time) = time {
            xml.attribute(name, &time.to_tmx())?;
        }
        if let Some((name, who)) = who {
            xml.attribute(name, who)?;
        }
    }
    Ok(())
}

/// Writes the attributes that TMX has and whose value it takes, each once; gives back the others.
pub(super) fn attributes<'a, W: Write>(
    xml: &mut XmlWriter<W>,
    attributes: &'a Attributes,
    allowed: &[&str],
) -> io::Result<Vec<&'a (String, String)>> {
    let mut homeless = Vec::new();
    let mut written: Vec<&str> = Vec::new();
    for attribute in attributes {
        let (name, value) = attribute;
        if allowed.contains(&name.as_str())
            && is_value(name, value)
            && !written.contains(&name.as_str())
        {
            written.push(name);
            xml.attribute(name, value)?;
        } else {
            homeless.push(attribute);
        }
    }
    Ok(homeless)
}

fn is_value(name: &str, value: &str) -> bool {
    match name {
        "segtype" => SegmentType::ALL.iter().any(|known| known.as_str() == value),
        // The XML Schema takes tags in their proper form only.
        "xml:lang" => value
            .parse::<LangTag>()
            .is_ok_and(|tag| tag.as_str() == value),
        _ => true,
    }
}

/// Writes notes and properties, and attributes that have no other place as properties.
pub(super) fn write<W: Write>(
    xml: &mut XmlWriter<W>,
    notes: &[Note],
    props: &[Prop],
    homeless: &[&(String, String)],
    report: &mut WriteReport,
) -> io::Result<()> {
    for note in notes {
        xml.begin("note")?;
        let left_out = attributes(xml, &note.attributes, OF_REMARK)?;
        report.attributes += left_out.len() as u64;
        xml.end_of_tag()?;
        xml.text(&note.text)?;
        xml.end_leaf("note")?;
    }
    for prop in props {
        xml.begin("prop")?;
        xml.attribute("type", &prop.kind)?;
        let left_out = attributes(xml, &prop.attributes, OF_REMARK)?;
        report.attributes += left_out.len() as u64;
        xml.end_of_tag()?;
        xml.text(&prop.value)?;
        xml.end_leaf("prop")?;
    }
    for (name, value) in homeless {
        let kind = format!("{}{name}", Prop::ATTRIBUTE);
        xml.leaf("prop", &[("type", &kind)], value)?;
    }
    Ok(())
}
