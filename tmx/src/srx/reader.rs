//! Reading SRX 2.0, and 1.0 as far as it is the same.

use std::fmt;
use std::io::Read;

use super::pattern::Pattern;
use super::{LanguageMap, LanguageRule, Rule, Rules};
use crate::ReadError;
use crate::xml::{Element, Limits, Node, Place, XmlStream};

/// Something of a file that was not taken as it stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Where it is.
    pub place: Place,
    /// Whether it is a rule or map that does nothing; else what SRX has not, which was skipped.
    pub is_rule: bool,
    /// What is wrong with it.
    pub cause: String,
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.cause)
    }
}

/// How large all rules may be together: the length of their expressions in bytes, the steps they
/// become, and a little for each. Those of usual files are a tenth of it.
const SIZE: usize = 4 << 20;
/// What a rule or map counts in that however short it is.
const LEAST: usize = 32;

impl Rules {
    /// Reads a file, in any encoding that XML may be in, whatever the prefix of its elements.
    ///
    /// Rules with an expression that cannot be read are in the result, are remarked, and do
    /// nothing; when `strict`, they are an error. So are maps that name no rules. What SRX has not
    /// is skipped and remarked. Several sets of maps, as SRX 1.0 may have, are taken for one. Where
    /// the file does not say whether maps cascade, they do, as in OmegaT; not in SRX 1.0, which has
    /// nothing like it.
    ///
    /// # Errors
    ///
    /// When the file is no SRX, is damaged, or is beyond the limits of
    /// [`Limits::EXCHANGE`], or its rules are far larger together than those of any tool.
    pub fn read(input: impl Read, strict: bool) -> Result<(Self, Vec<Remark>), ReadError> {
        let limits = Limits {
            roots: &["srx"],
            ..Limits::EXCHANGE
        };
        let mut reader = Reader {
            xml: XmlStream::new(input, limits),
            rules: Self::default(),
            places: Vec::new(),
            remarks: Vec::new(),
            size: 0,
            strict,
        };
        reader.read()?;
        reader.check_maps()?;
        let Reader {
            rules, mut remarks, ..
        } = reader;
        remarks.sort_by_key(|remark| remark.place);
        Ok((rules, remarks))
    }
}

struct Reader<R> {
    xml: XmlStream<R>,
    rules: Rules,
    /// Where the maps are.
    places: Vec<Place>,
    remarks: Vec<Remark>,
    /// That of all rules and maps until now.
    size: usize,
    strict: bool,
}

impl<R: Read> Reader<R> {
    fn read(&mut self) -> Result<(), ReadError> {
        while let Some(node) = self.xml.next()? {
            let Node::Start(element) = node else {
                continue;
            };
            match element.name() {
                "srx" => {
                    // Files that leave it out are those of OmegaT, which takes all maps that fit.
                    let is_old = element
                        .attribute("version")
                        .is_some_and(|it| it.trim() == "1.0");
                    self.rules.cascade = !is_old;
                }
                "body" | "languagerules" | "maprules" | "maprule" => {}
                "header" => {
                    if let Some(cascade) = is_yes(&element, "cascade") {
                        self.rules.cascade = cascade;
                    }
                    self.rules.segment_subflows =
                        is_yes(&element, "segmentsubflows").unwrap_or(true);
                }
                "formathandle" => {
                    let include = is_yes(&element, "include").unwrap_or(false);
                    let codes = &mut self.rules.codes;
                    match element.attribute("type").as_deref() {
                        Some("start") => codes.start = include,
                        Some("end") => codes.end = include,
                        Some("isolated") => codes.isolated = include,
                        _ => {
                            let place = self.xml.place();
                            self.remark(place, "the <formathandle> has no type that is known");
                        }
                    }
                }
                "languagerule" => {
                    let name = element.attribute("languagerulename").unwrap_or_default();
                    self.rules.languages.push(LanguageRule {
                        name,
                        rules: Vec::new(),
                    });
                }
                "rule" if !self.rules.languages.is_empty() => {
                    let breaks = element.attribute("break");
                    self.rule(breaks.as_deref())?;
                }
                "languagemap" => {
                    let map = LanguageMap {
                        pattern: element.attribute("languagepattern").unwrap_or_default(),
                        rule: element.attribute("languagerulename").unwrap_or_default(),
                    };
                    let place = self.xml.place();
                    self.grow(map.pattern.len(), place)?;
                    self.rules.maps.push(map);
                    self.places.push(place);
                }
                other => {
                    let cause = format!("<{}> is none of SRX, and was skipped", short(other));
                    let place = self.xml.place();
                    self.remark(place, cause);
                    self.xml.skip()?;
                }
            }
        }
        Ok(())
    }

    fn rule(&mut self, breaks: Option<&str>) -> Result<(), ReadError> {
        let place = self.xml.place();
        let mut rule = Rule {
            breaks: true,
            place,
            ..Rule::default()
        };
        let mut cause = None;
        let mut decides = true;
        match breaks.map(str::trim) {
            None => {}
            Some(yes) if yes.eq_ignore_ascii_case("yes") => {}
            Some(no) if no.eq_ignore_ascii_case("no") => rule.breaks = false,
            Some(other) => {
                decides = false;
                cause = Some(format!(
                    "its break=\"{}\" is neither yes nor no",
                    short(other)
                ));
            }
        }
        let depth = self.xml.depth();
        while self.xml.depth() >= depth {
            let Some(node) = self.xml.next()? else {
                break;
            };
            let Node::Start(element) = node else {
                continue;
            };
            match element.name() {
                "beforebreak" => rule.before = self.expression()?,
                "afterbreak" => rule.after = self.expression()?,
                other => {
                    let cause = format!("<{}> is none of SRX, and was skipped", short(other));
                    let place = self.xml.place();
                    self.remark(place, cause);
                    self.xml.skip()?;
                }
            }
        }
        let mut size = rule.before.len() + rule.after.len();
        for (name, read) in [
            ("beforebreak", Pattern::before(&rule.before)),
            ("afterbreak", Pattern::after(&rule.after)),
        ] {
            match read {
                Ok(pattern) => size += pattern.size(),
                Err(error) => {
                    cause.get_or_insert(format!("its <{name}> cannot be read: {error}"));
                }
            }
        }
        self.grow(size, place)?;
        if let Some(cause) = cause {
            self.remark_rule(place, format!("a rule does nothing, since {cause}"))?;
        }
        if decides && let Some(language) = self.rules.languages.last_mut() {
            language.rules.push(rule);
        }
        Ok(())
    }

    /// The text of the element that began last.
    fn expression(&mut self) -> Result<String, ReadError> {
        let depth = self.xml.depth();
        let mut text = String::new();
        while self.xml.depth() >= depth {
            match self.xml.next()? {
                Some(Node::Text(piece)) => text.push_str(&piece),
                Some(Node::Start(element)) => {
                    let cause = format!(
                        "<{}> is none of SRX, and was skipped",
                        short(element.name())
                    );
                    let place = self.xml.place();
                    self.remark(place, cause);
                    self.xml.skip()?;
                }
                Some(Node::End(_)) => {}
                None => break,
            }
        }
        Ok(text)
    }

    fn check_maps(&mut self) -> Result<(), ReadError> {
        for at in 0..self.rules.maps.len() {
            let (Some(map), Some(place)) = (self.rules.maps.get(at), self.places.get(at)) else {
                continue;
            };
            let is_there = |rule: &LanguageRule| rule.name == map.rule;
            let cause = match Pattern::whole(&map.pattern) {
                Err(error) => format!("its languagepattern cannot be read: {error}"),
                Ok(_) if self.rules.languages.iter().any(is_there) => continue,
                Ok(_) => format!("no <languagerule> is called `{}`", short(&map.rule)),
            };
            let place = *place;
            self.remark_rule(place, format!("a map does nothing, since {cause}"))?;
        }
        Ok(())
    }

    fn grow(&mut self, more: usize, place: Place) -> Result<(), ReadError> {
        self.size += more + LEAST;
        match self.size > SIZE {
            true => Err(ReadError {
                place,
                cause: "there are more or larger rules than can be used".to_owned(),
            }),
            false => Ok(()),
        }
    }

    fn remark(&mut self, place: Place, cause: impl Into<String>) {
        self.remarks.push(Remark {
            place,
            is_rule: false,
            cause: cause.into(),
        });
    }

    fn remark_rule(&mut self, place: Place, cause: String) -> Result<(), ReadError> {
        if self.strict {
            return Err(ReadError { place, cause });
        }
        self.remarks.push(Remark {
            place,
            is_rule: true,
            cause,
        });
        Ok(())
    }
}

fn is_yes(element: &Element<'_>, attribute: &str) -> Option<bool> {
    let value = element.attribute(attribute)?;
    Some(value.trim().eq_ignore_ascii_case("yes"))
}

/// A name that is fit for a message.
fn short(name: &str) -> String {
    name.chars().take(40).collect()
}
