//! What a backslash begins: sets, properties, characters by their number.

use super::super::property::{blank, digit, horizontal, named, vertical, word};
use super::super::set::Set;
use super::{Outcome, Parser};

impl Parser {
    /// A set or character that begins with `\`.
    pub(super) fn escaped(&mut self) -> Outcome<Set> {
        self.at += 1;
        let Some(letter) = self.symbol().map(|it| it.character) else {
            self.at -= 1;
            return self.fail("`\\` stands at the end");
        };
        self.at += 1;
        let not = |set| Set::Not(Box::new(set));
        Ok(match letter {
            'd' => digit(),
            'D' => not(digit()),
            'w' => word(),
            'W' => not(word()),
            's' => blank(),
            'S' => not(blank()),
            'h' => horizontal(),
            'H' => not(horizontal()),
            'v' => vertical(),
            'V' => not(vertical()),
            'p' => self.property()?,
            'P' => not(self.property()?),
            't' => Set::one('\t'),
            'n' => Set::one('\n'),
            'r' => Set::one('\r'),
            'f' => Set::one('\u{C}'),
            'a' => Set::one('\u{7}'),
            'e' => Set::one('\u{1B}'),
            'x' => Set::one(match self.eat('{') {
                true => self.braced()?,
                false => self.coded(2)?,
            }),
            'u' => Set::one(match self.eat('{') {
                true => self.braced()?,
                false => self.coded(4)?,
            }),
            'U' => Set::one(self.coded(8)?),
            '0' => Set::one(self.octal()?),
            'c' => match self.symbol().map(|it| u8::try_from(it.character)) {
                Some(Ok(letter @ b'?'..=b'z')) => {
                    self.at += 1;
                    Set::one(char::from(letter.to_ascii_uppercase() ^ 64))
                }
                _ => return self.fail("`\\c` is followed by no letter"),
            },
            letter if letter.is_ascii_alphanumeric() => {
                self.at -= 1;
                return self.fail(format!("`\\{letter}` is not read"));
            }
            other => Set::one(other),
        })
    }

    fn property(&mut self) -> Outcome<Set> {
        let begin = self.at;
        let mut name = String::new();
        if self.eat('{') {
            loop {
                match self.symbol().map(|it| it.character) {
                    Some('}') => break,
                    Some(it) => name.push(it),
                    None => {
                        self.at = begin;
                        return self.fail("`\\p{` is not closed");
                    }
                }
                self.at += 1;
            }
        } else if let Some(symbol) = self.symbol() {
            name.push(symbol.character);
        }
        self.at += 1;
        let (wanted, is_not) = match name.strip_prefix('^') {
            Some(rest) => (rest, true),
            None => (name.as_str(), false),
        };
        match named(wanted) {
            Some(set) if is_not => Ok(Set::Not(Box::new(set))),
            Some(set) => Ok(set),
            None => {
                self.at = begin;
                let name: String = name.chars().take(40).collect();
                self.fail(format!("no property `{name}` is known"))
            }
        }
    }

    /// A character by so many hexadecimal digits.
    fn coded(&mut self, digits: usize) -> Outcome<char> {
        let code = self.hexadecimal(digits)?;
        // Java writes characters beyond U+FFFF as two.
        let code = match code {
            0xD800..=0xDBFF if digits == 4 && self.eat_all("\\u") => match self.hexadecimal(4)? {
                low @ 0xDC00..=0xDFFF => 0x1_0000 + ((code - 0xD800) << 10) + (low - 0xDC00),
                _ => code,
            },
            code => code,
        };
        self.character(code)
    }

    fn hexadecimal(&mut self, digits: usize) -> Outcome<u32> {
        let mut code = 0_u32;
        for _ in 0..digits {
            let Some(digit) = self.peek().and_then(|it| it.to_digit(16)) else {
                return self.fail(format!("{digits} hexadecimal digits are to stand here"));
            };
            code = code.saturating_mul(16).saturating_add(digit);
            self.at += 1;
        }
        Ok(code)
    }

    fn braced(&mut self) -> Outcome<char> {
        let mut code = 0_u32;
        while let Some(digit) = self.peek().and_then(|it| it.to_digit(16)) {
            code = code.saturating_mul(16).saturating_add(digit);
            self.at += 1;
        }
        match self.eat('}') {
            true => self.character(code),
            false => self.fail("hexadecimal digits and `}` are to stand here"),
        }
    }

    fn octal(&mut self) -> Outcome<char> {
        let mut code = 0;
        let mut digits = 0;
        while digits < 3
            && let Some(digit) = self.peek().and_then(|it| it.to_digit(8))
            && code * 8 + digit < 256
        {
            code = code * 8 + digit;
            digits += 1;
            self.at += 1;
        }
        self.character(code)
    }

    fn character(&self, code: u32) -> Outcome<char> {
        match char::from_u32(code) {
            Some(character) => Ok(character),
            None => self.fail(format!("U+{code:04X} is no character")),
        }
    }
}
