//! The rules of the DTD of TMX 1.4b, as far as one can check them without one.

use tmx::xml::{Limits, Node, XmlReader};

/// An element: what it must have, what it may have, what may stand in it; `#` is text.
type Rule = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    &'static str,
);

const RULES: &[Rule] = &[
    ("tmx", &["version"], &[], "header body"),
    (
        "header",
        &[
            "creationtool",
            "creationtoolversion",
            "segtype",
            "o-tmf",
            "adminlang",
            "srclang",
            "datatype",
        ],
        &[
            "o-encoding",
            "creationdate",
            "creationid",
            "changedate",
            "changeid",
        ],
        "note prop ude",
    ),
    ("body", &[], &[], "tu"),
    ("ude", &["name"], &["base"], "map"),
    ("map", &["unicode"], &["code", "ent", "subst"], ""),
    ("note", &[], &["o-encoding", "xml:lang", "lang"], "#"),
    ("prop", &["type"], &["o-encoding", "xml:lang", "lang"], "#"),
    (
        "tu",
        &[],
        &[
            "tuid",
            "o-encoding",
            "datatype",
            "usagecount",
            "lastusagedate",
            "creationtool",
            "creationtoolversion",
            "creationdate",
            "creationid",
            "changedate",
            "segtype",
            "changeid",
            "o-tmf",
            "srclang",
        ],
        "note prop tuv",
    ),
    (
        "tuv",
        &["xml:lang"],
        &[
            "o-encoding",
            "datatype",
            "usagecount",
            "lastusagedate",
            "creationtool",
            "creationtoolversion",
            "creationdate",
            "creationid",
            "changedate",
            "o-tmf",
            "changeid",
        ],
        "note prop seg",
    ),
    ("seg", &[], &[], "# bpt ept ph it hi ut"),
    ("bpt", &["i"], &["x", "type"], "# sub"),
    ("ept", &["i"], &[], "# sub"),
    ("it", &["pos"], &["x", "type"], "# sub"),
    ("ph", &[], &["x", "assoc", "type"], "# sub"),
    ("ut", &[], &["x"], "# sub"),
    ("hi", &[], &["x", "type"], "# bpt ept ph it hi ut"),
    ("sub", &[], &["datatype", "type"], "# bpt ept ph it hi ut"),
];

/// What a file does that TMX does not allow; none when it is as it should be.
pub(crate) fn fault(file: &[u8]) -> Option<String> {
    let file = std::str::from_utf8(file).unwrap();
    let mut reader = XmlReader::with_limits(file, Limits::EXCHANGE);
    let mut open: Vec<&'static Rule> = Vec::new();
    let mut segments: Vec<usize> = Vec::new();
    loop {
        match reader.next() {
            Err(error) => return Some(error.to_string()),
            Ok(None) => return None,
            Ok(Some(Node::Start(element))) => {
                let name = element.name();
                let Some(rule) = RULES.iter().find(|rule| rule.0 == name) else {
                    return Some(format!("<{name}> is no element of TMX"));
                };
                if let Some(around) = open.last()
                    && !around.3.split(' ').any(|it| it == name)
                {
                    return Some(format!("<{name}> stands in <{}>", around.0));
                }
                let names: Vec<&str> = element.attributes().map(|it| it.name).collect();
                if let Some(required) = rule.1.iter().find(|it| !names.contains(it)) {
                    return Some(format!("<{name}> has no `{required}`"));
                }
                if let Some(odd) = names
                    .iter()
                    .find(|it| !rule.1.contains(it) && !rule.2.contains(it))
                {
                    return Some(format!("<{name}> has `{odd}`"));
                }
                if let Some(pos) = element.attribute("pos")
                    && !matches!(pos.as_str(), "begin" | "end")
                {
                    return Some(format!("pos is `{pos}`"));
                }
                if matches!(name, "note" | "prop") && segments.last().is_some_and(|&met| met > 0) {
                    return Some(format!("<{name}> stands behind what it is about"));
                }
                if let Some(met) = segments
                    .last_mut()
                    .filter(|_| matches!(name, "tuv" | "seg"))
                {
                    *met += 1;
                }
                segments.push(0);
                open.push(rule);
            }
            Ok(Some(Node::End(closing))) => {
                open.pop();
                let met = segments.pop().unwrap_or_default();
                let is_wrong = match closing.name() {
                    "tu" => met == 0,
                    "tuv" => met != 1,
                    _ => false,
                };
                if is_wrong {
                    return Some(format!("<{}> holds {met}", closing.name()));
                }
            }
            Ok(Some(Node::Text(text))) => {
                let may = open.last().is_some_and(|rule| rule.3.starts_with('#'));
                if !may && !text.trim().is_empty() {
                    return Some(format!("text `{text}` where none may be"));
                }
            }
        }
    }
}
