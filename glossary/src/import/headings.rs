//! What the columns of a table are, by their headings and by what stands in them.

use super::field::Field;
use super::record::Place;
use crate::words::is_han;

/// Rows that tell what the columns are where headings do not.
pub(super) const SAMPLE: usize = 200;

/// A heading without case, marks and the number of a repeated column.
pub(super) fn heading(cell: &str) -> String {
    let cell = cell.trim().trim_start_matches('\u{FEFF}').to_lowercase();
    let between = [
        '_', '-', '/', '（', '）', '(', ')', '[', ']', ':', '：', '*',
    ];
    let cell = cell.replace(between, " ");
    let words: Vec<&str> = cell.split_whitespace().collect();
    words.join(" ")
}

pub(super) fn field_of(name: &str) -> Option<Field> {
    // `Term [zh-CN]`, as Crowdin has it.
    let lang = name.strip_prefix("term ");
    let name = lang.filter(|it| is_tag(it)).unwrap_or(name);
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let known = |names: &[&str]| names.contains(&name) || names.contains(&bare);
    if known(&[
        "term",
        "source term",
        "chinese",
        "chinese term",
        "chinese prc",
        "chinese simplified",
        "simplified chinese",
        "chinese china",
        "zh",
        "zh cn",
        "zh hans",
        "zh hans cn",
        "术语",
        "词条",
        "词语",
        "中文",
        "中文术语",
        "中文词条",
        "中文名称",
        "汉语",
        "原文",
        "原语",
        "源语",
        "源术语",
        "名词",
    ]) {
        Some(Field::Term)
    } else if known(&[
        "english",
        "suggested english",
        "english term",
        "target",
        "target term",
        "translation",
        "equivalent",
        "english united states",
        "english united kingdom",
        "english us",
        "english uk",
        "en",
        "en us",
        "en gb",
        "英文",
        "英语",
        "英译",
        "英文术语",
        "英文名称",
        "英文译名",
        "译文",
        "译名",
        "译语",
        "目标语",
        "目标术语",
        "对应英文",
    ]) {
        Some(Field::English)
    } else if known(&[
        "pinyin",
        "hanyu pinyin",
        "拼音",
        "汉语拼音",
        "读音",
        "reading",
    ]) {
        Some(Field::Pinyin)
    } else if known(&["part of speech", "pos", "词性", "词类"]) {
        Some(Field::PartOfSpeech)
    } else if known(&[
        "status",
        "term status",
        "usage status",
        "administrative status",
        "状态",
        "使用状态",
        "规范状态",
    ]) {
        Some(Field::Status)
    } else if known(&[
        "from",
        "since",
        "in use from",
        "起",
        "起始",
        "开始日期",
        "启用日期",
    ]) {
        Some(Field::From)
    } else if known(&["until", "in use until", "止", "结束日期", "停用日期"]) {
        Some(Field::Until)
    } else if known(&["source", "reference", "来源", "出处", "资料来源"]) {
        Some(Field::Source)
    } else if known(&[
        "subject",
        "subject field",
        "domain",
        "领域",
        "学科",
        "专业",
        "主题",
        "分类",
    ]) {
        Some(Field::Subject)
    } else if known(&["definition", "description", "定义", "释义", "解释"]) {
        Some(Field::Definition)
    } else if known(&[
        "note", "notes", "comment", "comments", "remark", "remarks", "备注", "注释", "说明", "附注",
    ]) {
        Some(Field::Note)
    } else if known(&["term type", "词条类型", "术语类型"]) {
        Some(Field::TermType)
    } else if known(&["english type", "英文类型"]) {
        Some(Field::EnglishType)
    } else if known(&["customer", "client", "客户"]) {
        Some(Field::Customer)
    } else if known(&["project", "项目"]) {
        Some(Field::Project)
    } else if known(&["do not translate", "dnt", "不译", "不翻译"]) {
        Some(Field::DoNotTranslate)
    } else if known(&["approved by", "审定人", "审核人", "审定"]) {
        Some(Field::ApprovedBy)
    } else if known(&["context", "example", "sentence", "语境", "例句", "上下文"]) {
        Some(Field::Context)
    } else if known(&[
        "context english",
        "example translation",
        "英文例句",
        "例句译文",
    ]) {
        Some(Field::ContextEnglish)
    } else if known(&["context source", "例句来源", "例句出处"]) {
        Some(Field::ContextSource)
    } else if known(&["id", "entry id", "编号"]) {
        Some(Field::Id)
    } else if known(&[
        "序号",
        "no",
        "no.",
        "item no",
        "item no.",
        "string id",
        "stringid",
        "source lang",
        "sourcelang",
        "source language",
        "target lang",
        "targetlang",
        "target language",
        "源语言",
        "目标语言",
    ]) {
        // They number the rows, not the entries, or say what is the same in all of them.
        Some(Field::Ignore)
    } else if name == "uid" {
        Some(Field::Uid)
    } else {
        None
    }
}

/// Whether a heading is the tag of one of the two languages.
fn is_tag(name: &str) -> bool {
    matches!(name.split(' ').next(), Some("zh" | "en"))
}

/// The columns of term and English where headings only say source and target, which may go either
/// way: the Chinese is where more cells are Chinese.
pub(super) fn directed(names: &[String], rows: &[(Place, Vec<String>)]) -> Option<(usize, usize)> {
    let at = |known: &[&str]| names.iter().position(|name| known.contains(&name.as_str()));
    let source = at(&[
        "source",
        "source term",
        "source string",
        "sourcestring",
        "source text",
        "原文",
        "原语",
        "源语",
        "源术语",
    ])?;
    let target = at(&[
        "target",
        "target term",
        "target string",
        "targetstring",
        "target text",
        "translation",
        "译文",
        "译语",
        "目标语",
        "目标术语",
    ])?;
    let chinese = |column| share(rows, column, |cell| cell.chars().any(is_han));
    Some(match chinese(target) > chinese(source) {
        true => (target, source),
        false => (source, target),
    })
}

/// Of the first rows, how many have a cell in the column that is as asked.
fn share(rows: &[(Place, Vec<String>)], column: usize, is_meant: impl Fn(&str) -> bool) -> usize {
    let cells = rows
        .iter()
        .take(SAMPLE)
        .filter_map(|(_, cells)| cells.get(column));
    cells.filter(|cell| is_meant(cell)).count()
}

/// Term, English and note in a table without a heading: the term is the column with the most
/// Chinese, the English the first other one with words, the note the one behind both. None where
/// there is no Chinese, or words over columns of Chinese are a heading that is not understood.
pub(super) fn guessed(rows: &[(Place, Vec<String>)], width: usize) -> Option<Vec<Option<Field>>> {
    let has_han = |cell: &str| cell.chars().any(is_han);
    // The first of equals.
    let term = (0..width)
        .rev()
        .max_by_key(|&column| share(rows, column, has_han))?;
    let chinese = share(rows, term, has_han);
    if chinese == 0 {
        return None;
    }
    let sampled = rows.len().min(SAMPLE);
    let is_first = |column: usize| {
        let (_, cells) = rows.first()?;
        Some(has_han(cells.get(column)?))
    };
    if sampled > 1 && chinese == sampled - 1 && is_first(term) == Some(false) {
        return None;
    }
    let is_word = |cell: &str| cell.chars().filter(|c| c.is_alphabetic()).count() > 2;
    let others = (0..width).filter(|&column| column != term);
    let wordy = |column: &usize| share(rows, *column, is_word) * 2 > sampled;
    let english = others.clone().find(wordy).or_else(|| others.clone().next());
    let mut fields = vec![None; width];
    let behind = english.map_or(term, |english| english.max(term)) + 1;
    let named = [
        (Some(term), Field::Term),
        (english, Field::English),
        (Some(behind), Field::Note),
    ];
    for (at, field) in named {
        if let Some(place) = at.and_then(|at| fields.get_mut(at)) {
            *place = Some(field);
        }
    }
    Some(fields)
}
