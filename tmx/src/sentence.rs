//! stub
use crate::LangTag;
use std::ops::Range;
/// stub
pub fn sentences(text: &str, _l: &LangTag) -> Vec<Range<usize>> {
    let mut v = vec![];
    let mut s = 0;
    for (i, c) in text.char_indices() {
        if "。！？\n".contains(c) || (c == '.') {
            let e = i + c.len_utf8();
            if !text[s..e].trim().is_empty() {
                let t = &text[s..e];
                let a = s + (t.len() - t.trim_start().len());
                v.push(a..a + t.trim().len());
            }
            s = e;
        }
    }
    v
}
