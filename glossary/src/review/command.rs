//! What a curator can say of the candidate in view, by a key or in a line.

use super::Shift;

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Make an entry of it, with the marked suggestion if there is one.
    Accept,
    /// Make an entry of it without English.
    AcceptBare,
    /// Make an entry of it with the suggestion of this number, counted from 1.
    Pick(usize),
    /// Make an entry of it with this English; several equivalents have `;` between them.
    English(String),
    /// It is no term.
    Reject(Option<String>),
    /// It is no term, wherever it turns up.
    Never,
    /// Ask again after all others.
    Later,
    /// Read it so, if it becomes an entry.
    Pinyin(String),
    /// Remark this, if it becomes an entry.
    Note(String),
    /// Keep the sentence of this place, counted from 1, if it becomes an entry; without a number
    /// that of the next place, and after the last one none.
    Context(Option<usize>),
    /// It is another term of the entry named.
    Variant(String),
    /// It is the entry named: its terms, English and note are joined with that.
    Merge(String),
    /// Move one of its boundaries by a word.
    Shift(Shift),
    /// Mark the next suggestion.
    Mark,
    /// Take back what was done last.
    Undo,
    /// Look at the one before.
    Back,
    /// Go on to the next one that was looked at.
    Forward,
    /// Tell what can be said.
    Help,
    /// End; the next review goes on here.
    Quit,
}

/// What a key means: to do something, or to ask for the rest of it first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// Do it.
    Do(Command),
    /// Ask, then do what [`Question::answered`] makes of the answer.
    Ask(Question),
}

/// What a command needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Why it is rejected.
    Reason,
    /// The English to accept it with.
    English,
    /// How it is read.
    Pinyin,
    /// A remark.
    Note,
    /// The entry it is a variant of.
    Variant,
    /// The entry it is joined with.
    Merge,
}

/// A line that is no command.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no command; `?` lists them")]
pub struct UnknownCommand(String);

impl Key {
    /// What the key of a character means; none for those without a meaning. A Chinese input
    /// method gives other characters for some keys, which mean the same.
    #[must_use]
    pub fn of(character: char) -> Option<Self> {
        let character = half_width(character);
        let command = match character {
            'a' => Command::Accept,
            'A' => Command::AcceptBare,
            '1'..='9' => Command::Pick(character.to_digit(10)? as usize),
            'x' => Command::Reject(None),
            'n' => Command::Never,
            's' => Command::Later,
            '<' => Command::Shift(Shift::ShorterEnd),
            '>' => Command::Shift(Shift::LongerEnd),
            '[' => Command::Shift(Shift::ShorterStart),
            ']' => Command::Shift(Shift::LongerStart),
            'c' => Command::Context(None),
            '\t' => Command::Mark,
            'u' => Command::Undo,
            'b' => Command::Back,
            'f' | ' ' | '\n' => Command::Forward,
            '?' => Command::Help,
            'q' => Command::Quit,
            _ => return Question::of(character).map(Self::Ask),
        };
        Some(Self::Do(command))
    }
}

fn half_width(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
        }
        '《' => '<',
        '》' => '>',
        '【' | '「' => '[',
        '】' | '」' => ']',
        '\u{3000}' => ' ',
        other => other,
    }
}

impl Question {
    fn of(character: char) -> Option<Self> {
        Some(match character {
            'X' => Self::Reason,
            'e' => Self::English,
            'p' => Self::Pinyin,
            'o' => Self::Note,
            'v' => Self::Variant,
            'm' => Self::Merge,
            _ => return None,
        })
    }

    /// What to ask for.
    #[must_use]
    pub fn prompt(self) -> &'static str {
        match self {
            Self::Reason => "Reject because",
            Self::English => "English; several with ; between them",
            Self::Pinyin => "Pinyin",
            Self::Note => "Note",
            Self::Variant => "Variant of which entry? Term, or number like #12",
            Self::Merge => "Merge into which entry? Term, or number like #12",
        }
    }

    /// The command that an answer makes; none where nothing was answered.
    #[must_use]
    pub fn answered(self, answer: &str) -> Option<Command> {
        let answer = answer.trim();
        if answer.is_empty() {
            return None;
        }
        let answer = answer.to_owned();
        Some(match self {
            Self::Reason => Command::Reject(Some(answer)),
            Self::English => Command::English(answer),
            Self::Pinyin => Command::Pinyin(answer),
            Self::Note => Command::Note(answer),
            Self::Variant => Command::Variant(answer),
            Self::Merge => Command::Merge(answer),
        })
    }
}

impl std::str::FromStr for Command {
    type Err = UnknownCommand;

    /// Reads a line: the key, and what it asks for after a blank. `a 2` is `2`, `x WHY` is `X`.
    fn from_str(line: &str) -> Result<Self, UnknownCommand> {
        let line = line.trim();
        let unknown = || UnknownCommand(line.to_owned());
        let mut characters = line.chars();
        let Some(key) = characters.next() else {
            return Ok(Self::Forward);
        };
        let rest = characters.as_str();
        // `ab` is a slip and not `a`; `2` and `12` are numbers.
        if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
            return Err(unknown());
        }
        let rest = rest.trim();
        match (key, rest) {
            ('a', number) if !number.is_empty() => {
                let number = number.parse().map_err(|_| unknown())?;
                Ok(Self::Pick(number))
            }
            ('c', number) if !number.is_empty() => {
                let number = number.parse().map_err(|_| unknown())?;
                Ok(Command::Context(Some(number)))
            }
            ('x' | 'X', "") => Ok(Self::Reject(None)),
            ('x', reason) => Ok(Self::Reject(Some(reason.to_owned()))),
            ('t', "") => Ok(Self::Mark),
            (key, "") => match Key::of(key) {
                Some(Key::Do(command)) => Ok(command),
                _ => Err(unknown()),
            },
            (key, answer) => Question::of(key)
                .and_then(|question| question.answered(answer))
                .ok_or_else(unknown),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Command {
        line.parse().unwrap()
    }

    #[test]
    fn a_line_is_a_key_with_what_it_asks_for() {
        assert_eq!(read("a"), Command::Accept);
        assert_eq!(read("a 2"), Command::Pick(2));
        assert_eq!(read("2"), Command::Pick(2));
        assert_eq!(read("c"), Command::Context(None));
        assert_eq!(read("c 2"), Command::Context(Some(2)));
        assert_eq!(read("x"), Command::Reject(None));
        assert_eq!(read("x no term"), Command::Reject(Some("no term".into())));
        assert_eq!(read("X no term"), Command::Reject(Some("no term".into())));
        assert_eq!(
            read(" e blue carbon "),
            Command::English("blue carbon".into())
        );
        assert_eq!(read("v #12"), Command::Variant("#12".into()));
        assert_eq!(read(">"), Command::Shift(Shift::LongerEnd));
        assert_eq!(read(""), Command::Forward);
    }

    #[test]
    fn a_line_that_lacks_something_or_says_more_is_no_command() {
        for line in ["e", "p ", "ab", "accept", "a two", "u 3", "12", "0", "z"] {
            let error = line.parse::<Command>().unwrap_err();
            let told = format!("`{}` is no command; `?` lists them", line.trim());
            assert_eq!(error.to_string(), told);
        }
    }

    #[test]
    fn an_input_method_left_on_does_no_harm() {
        for (typed, meant) in ["ａa", "？?", "《<", "》>", "【[", "」]"].map(|pair| {
            let mut pair = pair.chars();
            (pair.next().unwrap(), pair.next().unwrap())
        }) {
            assert_eq!(Key::of(typed), Key::of(meant), "{typed}");
            assert!(Key::of(typed).is_some());
        }
    }

    #[test]
    fn keys_that_need_more_ask_for_it() {
        for (key, question) in [
            ('X', Question::Reason),
            ('e', Question::English),
            ('p', Question::Pinyin),
            ('o', Question::Note),
            ('v', Question::Variant),
            ('m', Question::Merge),
        ] {
            assert_eq!(Key::of(key), Some(Key::Ask(question)));
            assert_eq!(question.answered("  "), None);
            let line = format!("{key} 蓝碳");
            assert_eq!(question.answered("蓝碳"), line.parse().ok());
        }
        assert_eq!(Key::of('z'), None);
    }
}
