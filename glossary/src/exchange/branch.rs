//! A record of an XML file: its elements with all that is in them.

use std::borrow::Cow;
use std::ops::Range;

use tmx::xml::Element;

/// The attributes that are looked at.
const ATTRIBUTES: [&str; 5] = ["type", "lang", "id", "target", "from"];

/// An element with all that is in it.
///
/// Its nodes stand in the order of the file, and their names, values and texts one behind the
/// other in one string: files have millions of them, and to allocate each takes longer than to
/// read the file.
#[derive(Debug, Default)]
pub(super) struct Tree {
    text: String,
    nodes: Vec<Node>,
    attributes: Vec<(&'static str, Range<usize>)>,
    /// The elements that have not ended yet, the innermost last.
    open: Vec<usize>,
}

#[derive(Debug)]
struct Node {
    kind: Kind,
    /// Where its name stands, or its text.
    text: Range<usize>,
    /// Which attributes it has.
    attributes: Range<usize>,
    /// The number of the first node behind all that is in it.
    end: usize,
}

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Element,
    Text,
    /// An element that is passed over with all that is in it.
    LeftOut,
}

impl Tree {
    /// The number of the outermost element.
    pub(super) const ROOT: usize = 0;

    /// Forgets all, to take another element.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.nodes.clear();
        self.attributes.clear();
        self.open.clear();
    }

    /// An element begins.
    pub(super) fn begin(&mut self, element: &Element<'_>) {
        let name = self.keep(element.name());
        let from = self.attributes.len();
        for attribute in element.attributes() {
            let name = attribute.local_name();
            if let Some(known) = ATTRIBUTES.into_iter().find(|known| *known == name) {
                let value = self.keep(attribute.value.trim());
                self.attributes.push((known, value));
            }
        }
        let attributes = from..self.attributes.len();
        self.open.push(self.nodes.len());
        self.add(Kind::Element, name, attributes);
    }

    /// A text stands in the element that began last.
    pub(super) fn text(&mut self, text: &str) {
        let text = self.keep(text);
        self.add(Kind::Text, text, 0..0);
    }

    /// An element ends; whether it was the outermost.
    pub(super) fn end(&mut self) -> bool {
        let behind = self.nodes.len();
        if let Some(node) = self.open.pop().and_then(|at| self.nodes.get_mut(at)) {
            node.end = behind;
        }
        self.open.is_empty()
    }

    /// Bytes of the names and texts in it.
    pub(super) fn size(&self) -> usize {
        self.text.len()
    }

    /// The outermost element.
    pub(super) fn root(&self) -> Branch<'_> {
        self.branch(Self::ROOT)
    }

    /// The element of a number.
    pub(super) fn branch(&self, at: usize) -> Branch<'_> {
        Branch { tree: self, at }
    }

    /// Gives the element of a number another name.
    pub(super) fn rename(&mut self, at: usize, name: &str) {
        let name = self.keep(name);
        if let Some(node) = self.nodes.get_mut(at) {
            node.text = name;
        }
    }

    /// Gives the element of a number an attribute, in the place of one that it may have.
    pub(super) fn set(&mut self, at: usize, name: &'static str, value: &str) {
        let value = self.keep(value.trim());
        let Some(node) = self.nodes.get_mut(at) else {
            return;
        };
        let others = self.attributes.get(node.attributes.clone());
        let others = others.unwrap_or_default().to_vec();
        node.attributes.start = self.attributes.len();
        self.attributes.push((name, value));
        self.attributes.extend(others);
        node.attributes.end = self.attributes.len();
    }

    /// From now on the element of a number is passed over.
    pub(super) fn leave_out(&mut self, at: usize) {
        if let Some(node) = self.nodes.get_mut(at) {
            node.kind = Kind::LeftOut;
        }
    }

    fn keep(&mut self, text: &str) -> Range<usize> {
        let from = self.text.len();
        self.text.push_str(text);
        from..self.text.len()
    }

    fn kept(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    fn add(&mut self, kind: Kind, text: Range<usize>, attributes: Range<usize>) {
        let end = self.nodes.len() + 1;
        self.nodes.push(Node {
            kind,
            text,
            attributes,
            end,
        });
    }
}

/// An element of a [`Tree`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Branch<'t> {
    tree: &'t Tree,
    at: usize,
}

impl<'t> Branch<'t> {
    /// Its number in the tree.
    pub(super) fn number(self) -> usize {
        self.at
    }

    /// Its name, without its prefix.
    pub(super) fn name(self) -> &'t str {
        self.node().map_or("", |node| self.tree.kept(&node.text))
    }

    /// The value of an attribute, without blanks around it; empty where there is none.
    pub(super) fn attribute(self, name: &str) -> &'t str {
        let range = self.node().map_or(0..0, |node| node.attributes.clone());
        let attributes = self.tree.attributes.get(range).unwrap_or_default();
        let known = attributes.iter().find(|(known, _)| *known == name);
        known.map_or("", |(_, value)| self.tree.kept(value))
    }

    /// The elements in it, in file order.
    pub(super) fn branches(self) -> impl Iterator<Item = Self> {
        let nodes = self.nodes().filter(|(_, node)| node.kind == Kind::Element);
        nodes.map(move |(at, _)| Self { at, ..self })
    }

    /// The first element of a name in it.
    pub(super) fn branch(self, name: &str) -> Option<Self> {
        self.branches().find(|branch| branch.name() == name)
    }

    /// Its characters, of elements in it too, without blanks around them.
    pub(super) fn content(self) -> Cow<'t, str> {
        let mut nodes = self.nodes();
        match (nodes.next(), nodes.next()) {
            (None, _) => Cow::Borrowed(""),
            (Some((_, only)), None) if only.kind == Kind::Text => {
                Cow::Borrowed(self.tree.kept(&only.text).trim())
            }
            _ => {
                let mut content = String::new();
                self.add_content(&mut content);
                Cow::Owned(content.trim().to_owned())
            }
        }
    }

    fn add_content(self, content: &mut String) {
        for (at, node) in self.nodes() {
            match node.kind {
                Kind::Text => content.push_str(self.tree.kept(&node.text)),
                // Nesting is limited by the reader.
                Kind::Element => Self { at, ..self }.add_content(content),
                Kind::LeftOut => {}
            }
        }
    }

    fn node(self) -> Option<&'t Node> {
        self.tree.nodes.get(self.at)
    }

    /// The nodes directly in it, with their numbers.
    fn nodes(self) -> impl Iterator<Item = (usize, &'t Node)> {
        let end = self.node().map_or(0, |node| node.end);
        let mut at = self.at + 1;
        std::iter::from_fn(move || {
            let node = self.tree.nodes.get(at).filter(|_| at < end)?;
            Some((std::mem::replace(&mut at, node.end), node))
        })
    }
}

#[cfg(test)]
mod tests {
    use tmx::xml::{Node, XmlReader};

    use super::*;

    fn tree(xml: &str) -> Tree {
        let mut tree = Tree::default();
        let mut reader = XmlReader::new(xml);
        while let Some(node) = reader.next().unwrap() {
            match node {
                Node::Start(element) => tree.begin(&element),
                Node::Text(text) => tree.text(&text),
                Node::End(_) => assert_eq!(tree.end(), reader.depth() == 0),
            }
        }
        tree
    }

    fn names(branch: Branch<'_>) -> Vec<&str> {
        branch.branches().map(Branch::name).collect()
    }

    #[test]
    fn elements_know_what_is_in_them() {
        let tree = tree("<a><x:b xml:lang=' zh ' lang='en' odd='1'>1<c/></x:b> <d>2</d></a>");
        let root = tree.root();
        assert_eq!((root.name(), names(root)), ("a", vec!["b", "d"]));
        let inner = root.branch("b").unwrap();
        assert_eq!(names(inner), ["c"]);
        // The first of a name counts.
        assert_eq!(
            (inner.attribute("lang"), inner.attribute("odd")),
            ("zh", "")
        );
        assert_eq!(root.content(), "1 2");
        assert!(root.branch("c").is_none());
    }

    #[test]
    fn content_is_kept_to_the_letter_between_the_blanks_around_it() {
        let tree = tree("<a>\n  a<b>\n   </b>\t\n<b/>\n <b/>c\n</a>");
        assert_eq!(tree.root().content(), "a\n   \t\n\n c");
    }

    #[test]
    fn elements_can_be_changed_and_left_out() {
        let mut tree = tree("<a id='1'><b>x</b><c type='y'><d/>z</c></a>");
        let number = |tree: &Tree, name| tree.root().branch(name).unwrap().number();
        tree.set(Tree::ROOT, "id", "2");
        tree.set(Tree::ROOT, "lang", "zh");
        let (b, c) = (number(&tree, "b"), number(&tree, "c"));
        tree.leave_out(b);
        tree.rename(c, "e");
        let root = tree.root();
        assert_eq!((root.attribute("id"), root.attribute("lang")), ("2", "zh"));
        assert_eq!((names(root), root.content().as_ref()), (vec!["e"], "z"));
        assert_eq!(root.branch("e").unwrap().attribute("type"), "y");
        tree.clear();
        assert_eq!((tree.size(), tree.root().name()), (0, ""));
    }
}
