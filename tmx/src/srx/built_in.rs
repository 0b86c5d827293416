//! The rules of this project, for tools that take them from a file.
//!
//! They say what [`sentences_with`](crate::sentence::sentences_with) does, as far as expressions
//! around a place can. Every place is decided by what stands next to it, and no expression takes
//! in more than one end of a sentence: tools look for matches one behind the other. What is used
//! of expressions is what ICU, Java and .NET understand alike.
//!
//! Not to be said so: whether a straight quotation mark opens or closes (here it closes right
//! behind a full stop), how long a bracket is as a whole (here up to 58 characters on either side
//! of the place), that a number or letter begins the sentence where the one before was not cut,
//! and who says what was said.

use super::{LanguageMap, LanguageRule, Rule, Rules};
use crate::sentence::SentenceConfig;
use crate::sentence::abbreviation::{BEFORE_NUMBERS, OPEN, OPENERS, TITLES};

/// White space, that of Chinese texts too.
const BLANK: &str = r"[\s\p{Z}]";
/// Marks that close what a sentence is in, but for the apostrophe.
const CLOSERS: &str = "”’」』）》〉】〕)\\]»〟";
/// Those of them that are no brackets.
const QUOTES: &str = "”’」』»〟\"";
/// Marks that open something.
const OPENING: &str = "[“‘「『（《〈【〔(\\[«〝]";
/// Brackets.
const BRACKETS: &str = "（(《〈【\\[〔）)》〉】\\]〕";
/// Chinese characters of the usual planes.
const HAN: &str = r"\u3400-\u9FFF\uF900-\uFAFF";

impl Rules {
    /// The rules of this project for Chinese and its like, and for all other languages those for
    /// English; with breaks at semicolons where `config` says so. SRX has no place for
    /// [`SentenceConfig::keep_dialogue`].
    #[must_use]
    pub fn built_in(config: &SentenceConfig) -> Self {
        let semicolons = config.break_at_semicolon;
        let set = |name: &str, spaceless| LanguageRule {
            name: name.to_owned(),
            rules: Author::new(spaceless, semicolons).rules(),
        };
        let map = |pattern: &str, rule: &str| LanguageMap {
            pattern: pattern.to_owned(),
            rule: rule.to_owned(),
        };
        Self {
            segment_subflows: true,
            languages: vec![set("Chinese", true), set("English", false)],
            maps: vec![
                map(
                    "(?:[Zz][Hh]|[Jj][Aa]|[Yy][Uu][Ee]|[Ww][Uu][Uu]|[Ll][Zz][Hh]).*",
                    "Chinese",
                ),
                map(".*", "English"),
            ],
            ..Self::default()
        }
    }
}

/// Writes the rules for a language.
struct Author {
    /// Whether the language is written without spaces between sentences.
    spaceless: bool,
    semicolons: bool,
    /// Marks that may end a sentence, in brackets.
    marks: String,
    /// Such marks that do whatever follows.
    wide: String,
    /// A mark that closes.
    closer: String,
    rules: Vec<Rule>,
}

impl Author {
    fn new(spaceless: bool, semicolons: bool) -> Self {
        let (wide, narrow) = match semicolons {
            true => ("。！？．｡；", ".!?…;"),
            false => ("。！？．｡", ".!?…"),
        };
        Self {
            spaceless,
            semicolons,
            marks: format!("[{wide}{narrow}]"),
            wide: format!("[{wide}]"),
            closer: format!("(?:[{CLOSERS}\"]|'(?![\\p{{L}}\\p{{N}}]))"),
            rules: Vec::new(),
        }
    }

    fn rules(mut self) -> Vec<Rule> {
        self.keep_together();
        let Self {
            marks,
            wide,
            closer,
            ..
        } = &self;
        let wide = format!("{wide}{marks}*{closer}*");
        self.rule(true, &wide, "");
        if self.spaceless {
            self.cut_between_chinese();
        }
        self.keep_abbreviations();
        let narrow = self.narrow();
        self.rule(true, &narrow, BLANK);
        self.rules
    }

    /// What is no end although a mark stands there.
    fn keep_together(&mut self) {
        let Self { marks, closer, .. } = &self;
        let (marks, closer) = (marks.clone(), closer.clone());
        // A run of marks, with what closes behind it.
        self.rule(false, &marks, &marks);
        let end = format!("{marks}{closer}*");
        self.rule(false, &end, &closer);
        self.rule(false, &end, &format!("[\"“‘]{BLANK}*$"));
        // The sentence goes on behind a quotation.
        self.rule(false, &end, &format!("{BLANK}*[，、；：,;:。]"));
        // 1. and 2.3. and IV. and (a. number what follows.
        let begin = match self.spaceless {
            true => format!("(?:^|{marks}{closer}*)"),
            false => format!("(?:^|{marks}{closer}*{BLANK})"),
        };
        let label = r"(?:[\p{N}.．]{0,20}\p{N}|[IVXLC]{1,20}|[A-Za-z])";
        let numbering = format!("{begin}{BLANK}*[(（]?{label}[.．]{closer}*");
        self.rule(false, &numbering, "");
        self.rule(false, r"\p{N}．", r"\p{N}");
        // In brackets.
        let inside = format!("[^{BRACKETS}]{{0,58}}");
        let before = format!("(?<=[（(《〈【\\[〔]{inside}){marks}[{QUOTES}]*");
        self.rule(false, &before, &format!("(?={inside}[）)》〉】\\]〕])"));
    }

    /// Where no space stands between sentences.
    fn cut_between_chinese(&mut self) {
        let Self { marks, closer, .. } = &self;
        let closer = closer.clone();
        // In Chinese …… is also a pause within the sentence.
        let pause = format!("(?<!{marks})…+");
        self.rule(true, &format!("{pause}{closer}+"), "");
        self.rule(true, &pause, BLANK);
        self.rule(true, &pause, OPENING);
        let alone = format!(r"(?<![{HAN}{CLOSERS}.!?…])\.{closer}*");
        self.rule(false, &alone, &format!("[{HAN}]"));
        let narrow = self.narrow();
        self.rule(true, &narrow, &format!("[{HAN}]"));
        self.rule(true, &narrow, OPENING);
    }

    /// The end of a sentence that wants a space behind it.
    fn narrow(&self) -> String {
        let Self { marks, closer, .. } = self;
        let narrow = match (self.spaceless, self.semicolons) {
            (true, true) => "[.!?;]",
            (true, false) => "[.!?]",
            (false, true) => "[.!?…;]",
            (false, false) => "[.!?…]",
        };
        format!("{narrow}{marks}*{closer}*")
    }

    fn keep_abbreviations(&mut self) {
        if self.semicolons {
            let Self { marks, closer, .. } = &self;
            let semicolon = format!(";{marks}*{closer}*");
            self.rule(true, &semicolon, BLANK);
        }
        let narrow = self.narrow();
        self.rule(false, &narrow, &format!("{BLANK}+\\p{{Ll}}"));
        self.rule(false, &abbreviations(TITLES), BLANK);
        let number = format!("{BLANK}+\\p{{N}}");
        self.rule(false, &abbreviations(BEFORE_NUMBERS), &number);
        let openers = OPENERS.join("|");
        let goes_on =
            format!("{BLANK}+(?!(?:{openers})(?![\\p{{L}}\\p{{N}}]))(?=[\\p{{L}}\\p{{N}}])");
        self.rule(false, &abbreviations(OPEN), &goes_on);
        self.rule(false, &abbreviation(r"[A-Z](?:\.[A-Z])*"), &goes_on);
    }

    fn rule(&mut self, breaks: bool, before: &str, after: &str) {
        self.rules.push(Rule {
            breaks,
            before: before.to_owned(),
            after: after.to_owned(),
            ..Rule::default()
        });
    }
}

fn abbreviations(words: &[&str]) -> String {
    abbreviation(&format!("(?:{})", words.join("|").replace('.', "\\.")))
}

fn abbreviation(word: &str) -> String {
    format!(r"(?<![\p{{L}}\p{{N}}.]){word}\.")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert_eq, proptest};

    use std::sync::LazyLock;

    use super::*;
    use crate::LangTag;
    use crate::sentence::sentences_with;
    use crate::srx::Segmenter;

    /// What is written, read back: for English and Chinese, each without and with semicolons.
    static READY: LazyLock<[Segmenter; 4]> = LazyLock::new(|| {
        let langs = [LangTag::english(), LangTag::chinese()];
        let all = [(0, false), (0, true), (1, false), (1, true)];
        all.map(|(lang, break_at_semicolon)| {
            let mut file = Vec::new();
            let config = SentenceConfig {
                break_at_semicolon,
                ..SentenceConfig::default()
            };
            Rules::built_in(&config).write(&mut file).unwrap();
            let (rules, remarks) = Rules::read(&file[..], true).unwrap();
            assert_eq!(remarks, []);
            rules.segmenter(&langs[lang]).unwrap()
        })
    });

    /// How the built-in rules cut a text, and how those that are written do.
    fn both<'t>(
        text: &'t str,
        lang: &LangTag,
        config: &SentenceConfig,
    ) -> (Vec<&'t str>, Vec<&'t str>) {
        let spaceless = lang.primary() == "zh";
        let at = 2 * usize::from(spaceless) + usize::from(config.break_at_semicolon);
        let segmenter = &READY[at];
        let cut = |ranges: Vec<std::ops::Range<usize>>| {
            ranges.into_iter().map(|range| &text[range]).collect()
        };
        let own = sentences_with(text, lang, config);
        (cut(own), cut(segmenter.sentences(text)))
    }

    const CHINESE: &[&str] = &[
        "“共同发展。”他说。会议结束了。",
        "他问：“为什么？”没有人回答。",
        "下一句。『好。』他答。（见附件）",
        "他提出“携手！”、“共进！”，掌声不断。",
        "“很好。“\n\"好。",
        "好！！！真的？！是。",
        "一个……两个。“我……”他走了。走了…… 又来了……“好”",
        "《怎么办？我们》一书（全本。重印）已出版。",
        "增长3.5%，即３．５个点。第3．条",
        "1.总则\n２．原则\n（一）目标\n第一章 总则",
        "通过A/RES/70/1.号决议。参见www.example.org网站。好.坏.“是”",
        "海风轻。（全体起立。）渔歌远。",
        "港口有名（Harbour Forum）. 大家都去. Then they left. 好!好?",
        "标题\r\n正文\u{2028}\u{3000}\u{3000}尾。\u{3000}再见。\n\n",
        "甲；乙；丙。一;二; 三",
        "“第一”；“第二。”；第三。",
    ];

    const ENGLISH: &[&str] = &[
        "He cried 'Stop!' Then he left. It's the crew's. Yes.",
        "The plan (see Annex. It is long) was adopted. (It was. Really.) Good.",
        "1. Overview\nIV. Aims\n2.3. More. Next.\n(a. Point) Other.",
        "Mr. Smith met Dr. Li on Jan. 5 in St. Petersburg.",
        "The U.N. General Assembly adopted No. 5, i.e. China's draft.",
        "J. R. Smith, Ph.D. Candidate, spoke at 9 a.m. Monday.",
        "Growth was 3.5 percent vs. Japan's 1.2.",
        "He moved to the U.S. The rest stayed. He said no. Then he left.",
        "\"Why?\" he asked. \"Go on.\" “So.” (Applause.) End.",
        "“Is it far?” Anna asked. Nobody knew... Nobody. Well… yes. Well… No. Wait...what",
        "one; two; Three. Four; “five” six",
        "The prize went to Acme Corp. Its rival, Harbour Ltd. Partners, lost.",
        "他说。He left. 好！Yes",
    ];

    #[test]
    fn what_is_written_cuts_as_the_built_in_rules_do() {
        for break_at_semicolon in [false, true] {
            let config = SentenceConfig {
                break_at_semicolon,
                ..SentenceConfig::default()
            };
            for (lang, texts) in [(LangTag::chinese(), CHINESE), (LangTag::english(), ENGLISH)] {
                for text in texts {
                    let (own, written) = both(text, &lang, &config);
                    assert_eq!(written, own, "{break_at_semicolon}");
                }
            }
        }
    }

    #[test]
    fn every_language_has_rules() {
        let rules = Rules::built_in(&SentenceConfig::default());
        for (lang, text) in [
            ("ja", "海。風"),
            ("zh-Hant-TW", "海。風"),
            ("fr", "Oui. Non"),
        ] {
            let segmenter = rules.segmenter(&lang.parse().unwrap()).unwrap();
            assert_eq!(segmenter.sentences(text).len(), 2, "{lang}");
        }
    }

    #[test]
    fn what_cannot_be_written_is_known() {
        let zh = LangTag::chinese();
        let config = SentenceConfig::default();
        // The mark that opens goes to the sentence before it.
        let (own, written) = both("他来了。\"再见。\"", &zh, &config);
        assert_eq!(own, ["他来了。", "\"再见。\""]);
        assert_eq!(written, ["他来了。\"", "再见。\""]);
    }

    proptest! {
        #[test]
        fn plain_texts_are_cut_as_the_built_in_rules_do(
            text in "([海风来了]{2,3}|[a-z]{2,4}|[A-Z][a-z]{2,3}|[。！？，：；… “”’」』.!?,]| |\n){0,30}",
            spaceless in any::<bool>(),
            break_at_semicolon in any::<bool>(),
        ) {
            let lang = if spaceless { LangTag::chinese() } else { LangTag::english() };
            let config = SentenceConfig { break_at_semicolon, ..SentenceConfig::default() };
            let (own, written) = both(&text, &lang, &config);
            prop_assert_eq!(written, own);
        }
    }
}
