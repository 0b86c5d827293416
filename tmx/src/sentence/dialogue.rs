//! Who says what was said.

/// Whether a text begins with who says what stands before it: `他低声说。`, `she said.`
pub(super) fn is_saying(text: &str) -> bool {
    let end = text.find([
        '。', '，', '：', '！', '？', '.', ',', '!', '?', '“', '"', '\n',
    ]);
    let clause = text[..end.unwrap_or(text.len())].trim_end();
    if clause.chars().nth(LONGEST_TAG).is_some() {
        return false;
    }
    SAYING
        .iter()
        .any(|verb| clause.ends_with(verb) && clause.len() > verb.len())
        || clause
            .split(' ')
            .take(2)
            .chain(clause.split(' ').next_back())
            .any(|word| SAYS.contains(&word))
}

/// Chinese verbs that tell that somebody says something.
const SAYING: &[&str] = &[
    "说", "道", "问", "答", "喊", "叫", "说道", "问道", "答道", "笑道", "喊道", "叫道", "回答",
    "表示", "指出", "强调", "说着",
];

/// English verbs that do so, as they stand behind or before who says it.
const SAYS: &[&str] = &[
    "said",
    "says",
    "asked",
    "replied",
    "answered",
    "cried",
    "added",
    "shouted",
    "whispered",
];

/// Longest words that tell who says something, in characters.
const LONGEST_TAG: usize = 24;
