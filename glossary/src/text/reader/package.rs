//! What Office files have in common: parts that refer to one another.

use super::archive::Archive;
use super::error::ReadError;
use tmx::xml::{Node, XmlError, XmlReader};

/// A reference from one part to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relation {
    /// The name by which the part refers to it.
    pub(super) id: String,
    /// The last word of its type: `footnotes`.
    pub(super) kind: String,
    /// The name of the other part.
    pub(super) target: String,
}

/// The relations of a part, in the order of the file; of the whole package when `part` is empty.
pub(super) fn relations(archive: &mut Archive<'_>, part: &str) -> Result<Vec<Relation>, ReadError> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let prefix = if folder.is_empty() {
        String::new()
    } else {
        format!("{folder}/")
    };
    let list = format!("{prefix}_rels/{name}.rels");
    if !archive.has(&list) {
        return Ok(Vec::new());
    }
    let xml = archive.read_text(&list)?;
    parse(&xml, folder).map_err(|error| archive.damaged(&list, &error.to_string()))
}

fn parse(xml: &str, folder: &str) -> Result<Vec<Relation>, XmlError> {
    let mut relations = Vec::new();
    let mut reader = XmlReader::new(xml);
    while let Some(node) = reader.next()? {
        let Node::Start(element) = node else {
            continue;
        };
        if element.name() != "Relationship" {
            continue;
        }
        let attribute = |name| element.attribute(name).unwrap_or_default();
        // What lies outside is never fetched.
        if attribute("TargetMode") == "External" {
            continue;
        }
        relations.push(Relation {
            id: attribute("Id"),
            kind: attribute("Type")
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .to_owned(),
            target: resolve(folder, &attribute("Target")),
        });
    }
    Ok(relations)
}

/// The name of the member that `target` means when a part in `folder` says it.
pub(super) fn resolve(folder: &str, target: &str) -> String {
    let mut steps: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|step| !step.is_empty()).collect(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_relative_to_the_part_or_to_the_package() {
        assert_eq!(resolve("word", "footnotes.xml"), "word/footnotes.xml");
        assert_eq!(resolve("ppt/slides", "../media/a.png"), "ppt/media/a.png");
        assert_eq!(resolve("word", "/word/a.xml"), "word/a.xml");
        assert_eq!(resolve("", "../../../etc/passwd"), "etc/passwd");
    }
}
