//! Regular expressions as ICU and Java write them.

mod bracket;
mod escape;

use super::PatternError;
use super::property::vertical;
use super::set::{Class, Set};

/// What an expression asks for.
#[derive(Debug)]
pub(super) enum Node {
    /// Nothing.
    Empty,
    /// A character of the class with this number.
    Class(usize),
    /// One after the other.
    All(Vec<Self>),
    /// One of them.
    Any(Vec<Self>),
    /// The same again, so many times; without a `most` any number of times. A lazy one takes as
    /// few as it can.
    Repeat {
        node: Box<Self>,
        least: u32,
        most: Option<u32>,
        lazy: bool,
    },
    /// What is asked of a place between characters.
    Test(Test),
}

/// What is asked of a place between characters.
#[derive(Debug, Clone, Copy)]
pub(super) enum Test {
    /// The text begins there.
    Start,
    /// The text ends there.
    End,
    /// A word begins or ends there.
    Boundary,
    /// None does.
    NoBoundary,
    /// Whether the look with this number finds something is this.
    Look(usize, bool),
}

/// An expression that was read.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub(super) classes: Vec<Class>,
    /// Whether each look goes backwards, and what it looks for; a look within another one comes
    /// before it.
    pub(super) looks: Vec<(bool, Node)>,
}

/// Deepest nesting of groups and classes.
const DEPTH: usize = 60;
/// Most times that something is repeated by number.
const TIMES: u32 = 1000;

/// Reads an expression; what it asks for comes beside what it consists of.
pub(super) fn parse(expression: &str, any_case: bool) -> Result<(Node, Parsed), PatternError> {
    let mut parser = Parser {
        symbols: unquoted(expression),
        at: 0,
        depth: 0,
        flags: Flags {
            any_case,
            ..Flags::default()
        },
        parsed: Parsed::default(),
    };
    let node = parser.alternatives()?;
    match parser.peek() {
        None => Ok((node, parser.parsed)),
        Some(_) => parser.fail("`)` closes no group"),
    }
}

/// A character of an expression; a literal one means nothing but itself.
#[derive(Debug, Clone, Copy)]
struct Symbol {
    character: char,
    literal: bool,
    /// Its number in the expression, from 1.
    number: usize,
}

/// The expression with what stands between `\Q` and `\E` as literals.
fn unquoted(expression: &str) -> Vec<Symbol> {
    let mut symbols = Vec::new();
    let mut rest = expression.chars().zip(1..).peekable();
    let mut quoted = false;
    while let Some((character, number)) = rest.next() {
        let next = rest.peek().map(|it| it.0).filter(|_| character == '\\');
        match next {
            Some('E') if quoted => quoted = false,
            Some('Q') if !quoted => quoted = true,
            _ => {
                let mut put = |character, number| {
                    symbols.push(Symbol {
                        character,
                        literal: quoted,
                        number,
                    });
                };
                put(character, number);
                // What is escaped begins no quotation.
                if let Some(next) = next.filter(|_| !quoted) {
                    put(next, number + 1);
                    rest.next();
                }
                continue;
            }
        }
        rest.next();
    }
    symbols
}

#[derive(Debug, Clone, Copy, Default)]
struct Flags {
    any_case: bool,
    /// `.` is a line end too.
    dot_all: bool,
    /// Blanks and `#…` mean nothing.
    comments: bool,
}

struct Parser {
    symbols: Vec<Symbol>,
    at: usize,
    depth: usize,
    flags: Flags,
    parsed: Parsed,
}

type Outcome<T> = Result<T, PatternError>;

impl Parser {
    fn fail<T>(&self, cause: impl Into<String>) -> Outcome<T> {
        let number = match self.symbols.get(self.at) {
            Some(symbol) => symbol.number,
            None => self.symbols.last().map_or(1, |last| last.number + 1),
        };
        Err(PatternError {
            character: number,
            cause: cause.into(),
        })
    }

    fn symbol(&self) -> Option<Symbol> {
        self.symbols.get(self.at).copied()
    }

    /// The next character if it may mean more than itself.
    fn peek(&self) -> Option<char> {
        self.peek_at(0)
    }

    fn peek_at(&self, ahead: usize) -> Option<char> {
        let symbol = self.symbols.get(self.at + ahead)?;
        (!symbol.literal).then_some(symbol.character)
    }

    fn eat(&mut self, character: char) -> bool {
        let eaten = self.peek() == Some(character);
        self.at += usize::from(eaten);
        eaten
    }

    fn eat_all(&mut self, text: &str) -> bool {
        let mut all = text.chars().enumerate();
        let eaten = all.all(|(ahead, it)| self.peek_at(ahead) == Some(it));
        self.at += if eaten { text.chars().count() } else { 0 };
        eaten
    }

    fn descend(&mut self) -> Outcome<()> {
        self.depth += 1;
        match self.depth > DEPTH {
            true => self.fail(format!("groups are nested deeper than {DEPTH}")),
            false => Ok(()),
        }
    }

    fn class(&mut self, set: Set) -> Node {
        let set = match self.flags.any_case {
            true => Set::AnyCase(Box::new(set)),
            false => set,
        };
        self.parsed.classes.push(Class::new(set));
        Node::Class(self.parsed.classes.len() - 1)
    }

    fn look(&mut self, behind: bool, finds: bool, node: Node) -> Node {
        self.parsed.looks.push((behind, node));
        Node::Test(Test::Look(self.parsed.looks.len() - 1, finds))
    }

    fn alternatives(&mut self) -> Outcome<Node> {
        self.descend()?;
        let mut nodes = vec![self.sequence()?];
        while self.eat('|') {
            nodes.push(self.sequence()?);
        }
        self.depth -= 1;
        Ok(match nodes.len() {
            1 => nodes.pop().unwrap_or(Node::Empty),
            _ => Node::Any(nodes),
        })
    }

    fn sequence(&mut self) -> Outcome<Node> {
        let mut nodes = Vec::new();
        loop {
            self.skip_comments();
            match self.symbol() {
                None => break,
                Some(_) if matches!(self.peek(), Some('|' | ')')) => break,
                Some(_) => {}
            }
            if let Some(node) = self.atom()? {
                nodes.push(self.repeated(node)?);
            }
        }
        Ok(match nodes.len() {
            0 => Node::Empty,
            1 => nodes.pop().unwrap_or(Node::Empty),
            _ => Node::All(nodes),
        })
    }

    fn skip_comments(&mut self) {
        while self.flags.comments {
            match self.peek() {
                Some(it) if it.is_whitespace() => self.at += 1,
                Some('#') => {
                    while self.symbol().is_some_and(|it| it.character != '\n') {
                        self.at += 1;
                    }
                }
                _ => break,
            }
        }
    }

    /// What can be repeated; none for what only sets flags or remarks something.
    fn atom(&mut self) -> Outcome<Option<Node>> {
        let Some(symbol) = self.symbol() else {
            return Ok(None);
        };
        Ok(Some(match self.peek() {
            Some('(') => return self.group(),
            Some('[') => {
                self.at += 1;
                let set = self.bracket()?;
                self.class(set)
            }
            Some('.') => {
                self.at += 1;
                let ends = Set::Not(Box::new(vertical()));
                let set = match self.flags.dot_all {
                    true => Set::Range('\0', char::MAX),
                    false => ends,
                };
                self.class(set)
            }
            Some('^') => self.test(Test::Start),
            Some('$') => self.test(Test::End),
            Some('*' | '+' | '?') => return self.fail("there is nothing to repeat"),
            Some('{') => return self.fail("`{` repeats nothing; it has to be written `\\{`"),
            Some('\\') => self.escape()?,
            _ => {
                self.at += 1;
                self.class(Set::one(symbol.character))
            }
        }))
    }

    fn test(&mut self, test: Test) -> Node {
        self.at += 1;
        Node::Test(test)
    }

    fn group(&mut self) -> Outcome<Option<Node>> {
        let flags = self.flags;
        let begin = self.at;
        self.at += 1;
        let mut look = None;
        if self.eat('?') {
            if self.eat('#') {
                while self.symbol().is_some_and(|it| it.character != ')') {
                    self.at += 1;
                }
                return self.close(begin).map(|()| None);
            }
            if self.eat_all("<=") {
                look = Some((true, true));
            } else if self.eat_all("<!") {
                look = Some((true, false));
            } else if self.eat('=') {
                look = Some((false, true));
            } else if self.eat('!') {
                look = Some((false, false));
            } else if self.eat('<') {
                while self.peek().is_some_and(char::is_alphanumeric) {
                    self.at += 1;
                }
                if !self.eat('>') {
                    return self.fail("the name of a group has no end");
                }
            } else if self.peek() == Some('>') {
                return self.fail("`(?>` is not read; write `(?:` where that means the same");
            } else if !self.eat(':') {
                self.set_flags()?;
                if self.eat(')') {
                    return Ok(None);
                }
                if !self.eat(':') {
                    return self.fail("`(?` begins no group that is read");
                }
            }
        }
        let node = self.alternatives()?;
        self.close(begin)?;
        self.flags = flags;
        Ok(Some(match look {
            Some((behind, finds)) => self.look(behind, finds, node),
            None => node,
        }))
    }

    fn close(&mut self, begin: usize) -> Outcome<()> {
        if self.eat(')') {
            return Ok(());
        }
        self.at = begin;
        self.fail("`(` is not closed")
    }

    fn set_flags(&mut self) -> Outcome<()> {
        let mut on = true;
        while let Some(flag) = self.peek() {
            match flag {
                '-' => on = false,
                'i' => self.flags.any_case = on,
                's' => self.flags.dot_all = on,
                'x' => self.flags.comments = on,
                // Lines are looked at one by one; the rest is about Unicode, which is always on.
                'm' | 'd' | 'u' | 'U' | 'w' => {}
                _ => break,
            }
            self.at += 1;
        }
        match self.peek() {
            Some(')' | ':') => Ok(()),
            _ => self.fail("`(?` begins no group that is read"),
        }
    }

    fn repeated(&mut self, node: Node) -> Outcome<Node> {
        self.skip_comments();
        let (least, most) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => self.times()?,
            _ => return Ok(node),
        };
        self.at += 1;
        if most.is_some_and(|most| most < least) || most.unwrap_or(least).max(least) > TIMES {
            self.at -= 1;
            return self.fail(format!(
                "`{{…}}` repeats from the lower to the higher number, {TIMES} times at most"
            ));
        }
        let lazy = self.eat('?');
        if lazy || !self.eat('+') {
            return Ok(Node::Repeat {
                node: Box::new(node),
                least,
                most,
                lazy,
            });
        }
        // Taking all there is without giving back: of single characters, none of them may follow
        // unless there are as many as can be.
        let Node::Class(class) = node else {
            self.at -= 1;
            return self.fail("`+` after a repetition is only read where a character is repeated");
        };
        let none = self.look(false, false, Node::Class(class));
        let ended = |most| Node::All(vec![repeat(Node::Class(class), least, most), none]);
        Ok(match most {
            None => ended(None),
            Some(most) => {
                let all = repeat(Node::Class(class), most, Some(most));
                match most > least {
                    true => Node::Any(vec![all, ended(Some(most - 1))]),
                    false => all,
                }
            }
        })
    }

    /// The numbers of `{n}`, `{n,}` or `{n,m}`; ends before the `}`.
    fn times(&mut self) -> Outcome<(u32, Option<u32>)> {
        self.at += 1;
        let Some(least) = self.number() else {
            return self.fail("`{` is followed by no number; it has to be written `\\{`");
        };
        let most = match self.eat(',') {
            true => self.number(),
            false => Some(least),
        };
        match self.peek() {
            Some('}') => Ok((least, most)),
            _ => self.fail("`{` is not closed"),
        }
    }

    fn number(&mut self) -> Option<u32> {
        let mut number = None;
        while let Some(digit) = self.peek().and_then(|it| it.to_digit(10)) {
            let known = number.unwrap_or(0_u32);
            number = Some(known.saturating_mul(10).saturating_add(digit));
            self.at += 1;
        }
        number
    }

    /// What begins with `\`, outside brackets.
    fn escape(&mut self) -> Outcome<Node> {
        let test = match self.peek_at(1) {
            Some('b') => Some(Test::Boundary),
            Some('B') => Some(Test::NoBoundary),
            Some('A') => Some(Test::Start),
            Some('Z' | 'z') => Some(Test::End),
            _ => None,
        };
        if let Some(test) = test {
            self.at += 1;
            return Ok(self.test(test));
        }
        match self.peek_at(1) {
            Some('R') => {
                self.at += 2;
                let (first, second) = (self.class(Set::one('\r')), self.class(Set::one('\n')));
                let both = Node::All(vec![first, second]);
                Ok(Node::Any(vec![both, self.class(vertical())]))
            }
            Some('1'..='9' | 'k') => {
                self.fail("it refers back to a group, which is not read; write the group again")
            }
            _ => {
                let set = self.escaped()?;
                Ok(self.class(set))
            }
        }
    }
}

fn repeat(node: Node, least: u32, most: Option<u32>) -> Node {
    Node::Repeat {
        node: Box::new(node),
        least,
        most,
        lazy: false,
    }
}
