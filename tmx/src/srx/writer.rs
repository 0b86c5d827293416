//! Writing SRX 2.0.

use std::io::{self, Write};

use super::Rules;
use crate::xml::XmlWriter;

/// The namespace of SRX 2.0.
const NAMESPACE: &str = "http://www.lisa.org/srx20";

impl Rules {
    /// Writes a file of SRX 2.0, in UTF-8; returns how many characters were left out that XML
    /// cannot carry.
    ///
    /// # Errors
    ///
    /// What `out` fails with.
    pub fn write(&self, out: impl Write) -> io::Result<u64> {
        let yes = |it| if it { "yes" } else { "no" };
        let mut xml = XmlWriter::new(out)?;
        xml.open("srx", &[("xmlns", NAMESPACE), ("version", "2.0")])?;
        let subflows = ("segmentsubflows", yes(self.segment_subflows));
        xml.open("header", &[subflows, ("cascade", yes(self.cascade))])?;
        let codes = self.codes;
        for (kind, include) in [
            ("start", codes.start),
            ("end", codes.end),
            ("isolated", codes.isolated),
        ] {
            let attributes = [("type", kind), ("include", yes(include))];
            xml.leaf("formathandle", &attributes, "")?;
        }
        xml.close("header")?;
        xml.open("body", &[])?;
        xml.open("languagerules", &[])?;
        for language in &self.languages {
            xml.open("languagerule", &[("languagerulename", &language.name)])?;
            for rule in &language.rules {
                xml.open("rule", &[("break", yes(rule.breaks))])?;
                xml.leaf("beforebreak", &[], &rule.before)?;
                xml.leaf("afterbreak", &[], &rule.after)?;
                xml.close("rule")?;
            }
            xml.close("languagerule")?;
        }
        xml.close("languagerules")?;
        xml.open("maprules", &[])?;
        for map in &self.maps {
            let pattern = ("languagepattern", map.pattern.as_str());
            let attributes = [pattern, ("languagerulename", &map.rule)];
            xml.leaf("languagemap", &attributes, "")?;
        }
        xml.close("maprules")?;
        xml.close("body")?;
        xml.close("srx")?;
        xml.finish()
    }
}
