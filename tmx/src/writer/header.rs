//! The header.

use std::io::{self, Write};

use super::{WriteReport, remark, source_lang};
use crate::xml::XmlWriter;
use crate::{Attributes, Header, Timestamp};

/// Writes what comes before the units.
pub(super) fn write<W: Write>(
    xml: &mut XmlWriter<W>,
    header: &Header,
    report: &mut WriteReport,
) -> io::Result<()> {
    xml.open("tmx", &[("version", "1.4")])?;
    xml.begin("header")?;
    for (name, value) in [
        ("creationtool", header.creation_tool.as_str()),
        ("creationtoolversion", &header.creation_tool_version),
        ("segtype", header.segment_type.as_str()),
        ("o-tmf", &header.original_format),
        ("adminlang", header.admin_lang.as_str()),
        ("srclang", source_lang(&header.source_lang)),
        ("datatype", &header.data_type),
    ] {
        xml.attribute(name, value)?;
    }
    let time = |time: Option<Timestamp>| time.map(Timestamp::to_tmx);
    for (name, value) in [
        ("creationdate", time(header.creation_date)),
        ("creationid", header.creation_id.clone()),
        ("changedate", time(header.change_date)),
        ("changeid", header.change_id.clone()),
    ] {
        if let Some(value) = value {
            xml.attribute(name, &value)?;
        }
    }
    let homeless = remark::attributes(xml, &header.attributes, remark::OF_HEADER)?;
    xml.descend()?;
    remark::write(xml, &header.notes, &header.props, &homeless, report)?;
    for encoding in &header.encodings {
        let has_name = encoding.attributes.iter().any(|(name, _)| name == "name");
        xml.begin("ude")?;
        if !has_name {
            xml.attribute("name", "")?;
        }
        allowed(xml, &encoding.attributes, &["name", "base"], report)?;
        xml.descend()?;
        for map in &encoding.maps {
            // Without the character there is nothing to map.
            if !map.iter().any(|(name, _)| name == "unicode") {
                report.attributes += map.len() as u64;
                continue;
            }
            xml.begin("map")?;
            allowed(xml, map, &["unicode", "code", "ent", "subst"], report)?;
            xml.end_of_tag()?;
            xml.end_leaf("map")?;
        }
        xml.close("ude")?;
    }
    xml.close("header")?;
    xml.open("body", &[])
}

/// Writes the attributes that an element may have, each once, and counts the others.
fn allowed<W: Write>(
    xml: &mut XmlWriter<W>,
    attributes: &Attributes,
    allowed: &[&str],
    report: &mut WriteReport,
) -> io::Result<()> {
    let homeless = remark::attributes(xml, attributes, allowed)?;
    report.attributes += homeless.len() as u64;
    Ok(())
}
