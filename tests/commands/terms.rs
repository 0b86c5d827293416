//! Terms that are not there, mean several entries, or are none.

use insta::assert_snapshot;

use super::sandbox::Sandbox;

fn with_two_windows() -> Sandbox {
    let sandbox = Sandbox::with_termbase();
    sandbox.done("set 窗口 --en window");
    sandbox.done("set 窗口 --new --en counter");
    sandbox
}

#[test]
fn what_is_not_found_is_no_failure_but_exit_code_1() {
    let sandbox = Sandbox::with_termbase();
    assert_snapshot!(sandbox.told("find 量子纠缠"), @"
    exit 1
    no entry matches `量子纠缠`
    ");
    assert_snapshot!(sandbox.told("show 量子纠缠"), @"
    exit 1
    there is no entry or candidate `量子纠缠`
    ");
    assert_snapshot!(sandbox.told("extract speech.zh.txt --min-freq 999"), @"
    exit 1
    no candidate was found
    ");
}

#[test]
fn a_term_that_names_several_entries_is_not_guessed() {
    let sandbox = with_two_windows();
    assert_snapshot!(sandbox.fails("set 窗口 --en interface"), @r##"
    exit 2
    error: `窗口` names 2 entries: #3 (window), #4 (counter)
    hint: say which one, like "#3", in quotation marks
    "##);
    assert_snapshot!(sandbox.fails("accept 窗口 --en interface"), @r##"
    exit 2
    error: `窗口` names 2 entries: #3 (window), #4 (counter)
    hint: say which one, like "#3", in quotation marks
    "##);
    assert_snapshot!(sandbox.fails("delete 窗口 -y"), @r##"
    exit 2
    error: `窗口` names 2 entries: #3 (window), #4 (counter)
    hint: say which one, like "#3", in quotation marks
    "##);
    sandbox.done("set #3 --note IT");
}

#[test]
fn an_entry_that_is_not_there_is_told() {
    let sandbox = with_two_windows();
    assert_snapshot!(sandbox.fails("delete 量子纠缠 -y"), @"
    exit 3
    error: there is no entry `量子纠缠`
    hint: `shuyu find 量子纠缠` looks for similar ones
    ");
    assert_snapshot!(sandbox.fails("set #99 --en x"), @"
    exit 3
    error: there is no entry `#99`
    hint: `shuyu find TEXT` shows the numbers of entries
    ");
    assert_snapshot!(sandbox.fails("accept #99 --en x"), @"
    exit 3
    error: there is no entry `#99`
    hint: `shuyu find TEXT` shows the numbers of entries
    ");
    assert_snapshot!(sandbox.fails("delete 守望相助 量子纠缠 -y"), @"
    exit 3
    error: there is no entry `量子纠缠`
    hint: `shuyu find 量子纠缠` looks for similar ones
    ");
    assert_snapshot!(sandbox.told("show #99"), @"
    exit 1
    there is no entry or candidate `#99`
    ");
}

#[test]
fn a_number_that_is_none_is_told() {
    let sandbox = Sandbox::with_termbase();
    assert_snapshot!(sandbox.fails("show #abc"), @r##"
    exit 2
    error: `#abc` is not the number of an entry
    hint: write it like "#12", in quotation marks
    "##);
    assert_snapshot!(sandbox.fails("set ＃十二 --en x"), @r##"
    exit 2
    error: `＃十二` is not the number of an entry
    hint: write it like "#12", in quotation marks
    "##);
    assert_snapshot!(sandbox.fails("accept #abc"), @r##"
    exit 2
    error: `#abc` is not the number of an entry
    hint: write it like "#12", in quotation marks
    "##);
    assert_snapshot!(sandbox.fails("reject #abc"), @r##"
    exit 2
    error: `#abc` is not the number of an entry
    hint: write it like "#12", in quotation marks
    "##);
    assert_snapshot!(sandbox.fails("delete # -y"), @r##"
    exit 2
    error: `#` is not the number of an entry
    hint: write it like "#12", in quotation marks
    "##);
}

#[test]
fn an_empty_term_is_told() {
    let sandbox = Sandbox::with_termbase();
    assert_snapshot!(sandbox.fails(r#"set "" --en x"#), @"
    exit 2
    error: the term is empty
    hint: write the term itself
    ");
    assert_snapshot!(sandbox.fails(r#"accept "" --en x"#), @"
    exit 2
    error: a term is empty
    hint: write the term itself
    ");
    assert_snapshot!(sandbox.fails(r#"reject """#), @"
    exit 2
    error: a term is empty
    hint: write the term itself
    ");
    assert_snapshot!(sandbox.fails(r#"set 蓝碳 --en """#), @"
    exit 2
    error: `--en` is empty
    hint: write the English, or leave `--en` out
    ");
    assert_snapshot!(sandbox.fails(r#"accept 蓝碳 --en """#), @"
    exit 2
    error: `--en` is empty
    hint: write the English, or leave `--en` out
    ");
    assert_snapshot!(sandbox.fails(r#"find """#), @"
    exit 2
    error: there is nothing to look for
    hint: write a term, its English or its pinyin; `shuyu export --to tsv` lists all
    ");
    assert_snapshot!(sandbox.fails(r#"show """#), @"
    exit 2
    error: the term is empty
    hint: write the term itself
    ");
    assert_snapshot!(sandbox.fails(r#"delete "" -y"#), @"
    exit 2
    error: the term is empty
    hint: write the term itself
    ");
}

#[test]
fn one_english_does_not_fit_several_terms() {
    let sandbox = Sandbox::with_termbase();
    assert_snapshot!(sandbox.fails("accept 走深走实 蓝色伙伴关系 --en x"), @"
    exit 2
    error: `--en` goes with one term
    hint: accept the terms one by one, or give a list of terms and English with --input
    ");
}

#[test]
fn an_entry_is_not_rejected() {
    let sandbox = Sandbox::with_termbase();
    assert_snapshot!(sandbox.fails("reject 守望相助"), @"
    exit 2
    error: `守望相助` is an entry already
    hint: `shuyu delete 守望相助` removes it first
    ");
    assert_snapshot!(sandbox.fails("later 走深走实 守望相助"), @"
    exit 2
    error: `守望相助` is an entry already
    hint: `shuyu delete 守望相助` removes it first
    ");
}

#[test]
fn values_that_mean_nothing_are_usage_errors() {
    let sandbox = Sandbox::with_termbase();
    assert_snapshot!(sandbox.fails("set 蓝碳 --from 2023-13"), @"
    exit 2
    error: invalid value '2023-13' for '--from <D>': `2023-13` is not a date (write 2023, 2023-05 or 2023-05-19)
    hint: `shuyu set --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("set 蓝碳 --until 2023-02-30"), @"
    exit 2
    error: invalid value '2023-02-30' for '--until <D>': `2023-02-30` is not a date (write 2023, 2023-05 or 2023-05-19)
    hint: `shuyu set --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("set 蓝碳 --from 2020 --until 2019"), @"
    exit 2
    error: `--until 2019` is before `--from 2020`
    hint: exchange the two dates
    ");
    assert_snapshot!(sandbox.fails("set 蓝碳 --status good"), @"
    exit 2
    error: invalid value 'good' for '--status <S>': `good` is not one of: preferred, admitted, deprecated, superseded
    hint: `shuyu set --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("set 蓝碳 --pos nuon"), @"
    exit 2
    error: invalid value 'nuon' for '--pos <P>': `nuon` is not one of: noun, properNoun, verb, adjective, adverb, other
    hint: `shuyu set --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("set 蓝碳 --forbidden --allowed"), @"
    exit 2
    error: the argument '--forbidden' cannot be used with '--allowed'
    hint: `shuyu set --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("set"), @"
    exit 2
    error: the following required arguments were not provided:
      <TERM>
    hint: `shuyu set --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("add speech.zh.txt --date yesterday"), @"
    exit 2
    error: invalid value 'yesterday' for '--date <D>': `yesterday` is not a date (write 2023, 2023-05 or 2023-05-19)
    hint: `shuyu add --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("add speech.zh.txt --lang 中文"), @"
    exit 2
    error: invalid value '中文' for '--lang <L>': `中文` is not a language tag (write it as in BCP 47: zh-CN, en, zh-Hant)
    hint: `shuyu add --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("export --to tbx --as-of 1/2/2023"), @"
    exit 2
    error: invalid value '1/2/2023' for '--as-of <D>': `1/2/2023` is not a date (write 2023, 2023-05 or 2023-05-19)
    hint: `shuyu export --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("export --to tbx --status good"), @"
    exit 2
    error: invalid value 'good' for '--status <S>': `good` is not one of: preferred, admitted, deprecated, superseded
    hint: `shuyu export --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("export --to tbx --zh-tag chinese!"), @"
    exit 2
    error: invalid value 'chinese!' for '--zh-tag <T>': `chinese!` is not a language tag (write it as in BCP 47: zh-CN, en, zh-Hant)
    hint: `shuyu export --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("export --to docx"), @"
    exit 2
    error: invalid value 'docx' for '--to <FORMAT>'
      [possible values: tbx, tmx, csv, tsv, xlsx, jsonl, omegat, weblate, memoq, matecat, deepl, multiterm, utx, anki, srx]
    hint: `shuyu export --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("export"), @"
    exit 2
    error: the following required arguments were not provided:
      --to <FORMAT>
    hint: `shuyu export --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("extract --channel radio"), @"
    exit 2
    error: invalid value 'radio' for '--channel <C>': `radio` is not one of: words, quoted, quoted-compound, idiom, dictionary, four-characters, hyphen, head-noun, compound, numeric, enumeration, rare-word, formula, repeat
    hint: `shuyu extract --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("extract --type poem"), @"
    exit 2
    error: invalid value 'poem' for '--type <T>': `poem` is not one of: name, concept, set-phrase, idiom, numeric, compound
    hint: `shuyu extract --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("extract --limit many"), @"
    exit 2
    error: invalid value 'many' for '--limit <N>': not a whole number
    hint: `shuyu extract --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("extract --all --limit 3"), @"
    exit 2
    error: the argument '--all' cannot be used with '--limit <N>'
    hint: `shuyu extract --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("find 守望 --limit -1"), @"
    exit 2
    error: unexpected argument '-1' found
    hint: `shuyu find --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("find"), @"
    exit 2
    error: the following required arguments were not provided:
      <TEXT>
    hint: `shuyu find --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("find a b"), @"
    exit 2
    error: unexpected argument 'b' found
    hint: put quotation marks around a text with blanks; `shuyu find --help` shows examples
    ");
    assert_snapshot!(sandbox.fails("find 守望 --bom"), @"
    exit 2
    error: the following required arguments were not provided:
      --output <FILE>
    hint: `shuyu find --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("show 守望 --contexts few"), @"
    exit 2
    error: invalid value 'few' for '--contexts <N>': not a whole number
    hint: `shuyu show --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("pinyin 西安 --style wade"), @"
    exit 2
    error: invalid value 'wade' for '--style <STYLE>'
      [possible values: joined, marks, digits, plain]
    hint: `shuyu pinyin --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("pinyin 西安 --input speech.zh.txt"), @"
    exit 2
    error: the argument '[TEXT]...' cannot be used with '--input <FILE>'
    hint: `shuyu pinyin --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("align speech.zh.txt speech.en.txt --format xml"), @"
    exit 2
    error: invalid value 'xml' for '--format <FORMAT>'
      [possible values: beads, tsv, json]
    hint: `shuyu align --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("dictionary lst"), @"
    exit 2
    error: `lst` is no command of shuyu dictionary
    hint: did you mean `shuyu dictionary list`?
    ");
    assert_snapshot!(sandbox.fails("build speech.zh.txt"), @"
    exit 2
    error: the following required arguments were not provided:
      --output <DIR>
    hint: `shuyu build --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("build -o out"), @"
    exit 2
    error: the following required arguments were not provided:
      <FILES>...
    hint: `shuyu build --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("build speech.zh.txt -o out --top ten"), @"
    exit 2
    error: invalid value 'ten' for '--top <N>': not a whole number
    hint: `shuyu build --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("accept"), @"
    exit 2
    error: the following required arguments were not provided:
      <TERM>...
    hint: `shuyu accept --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("reject 走深走实 --input a.txt"), @"
    exit 2
    error: the argument '[TERM]...' cannot be used with '--input <FILE>'
    hint: `shuyu reject --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("forget"), @"
    exit 2
    error: the following required arguments were not provided:
      <TEXT>...
    hint: `shuyu forget --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("status now"), @"
    exit 2
    error: unexpected argument 'now' found
    hint: put quotation marks around a text with blanks; `shuyu status --help` shows examples
    ");
    assert_snapshot!(sandbox.fails("dump --to x"), @"
    exit 2
    error: unexpected argument '--to' found
    hint: `shuyu dump --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("texts --jsno"), @"
    exit 2
    error: unexpected argument '--jsno' found
    hint: did you mean `--json`? `shuyu texts --help` shows all options
    ");
}

#[test]
fn a_text_that_is_not_registered_cannot_be_forgotten() {
    let sandbox = Sandbox::with_termbase();
    sandbox.file("a/speech.zh.txt", "另一篇讲话，也讲守望相助。");
    sandbox.done("add a/speech.zh.txt");
    assert_snapshot!(sandbox.fails("forget no-such.txt"), @"
    exit 3
    error: there is no text `no-such.txt`
    hint: `shuyu texts` lists them
    ");
    assert_snapshot!(sandbox.fails("forget #9"), @"
    exit 3
    error: there is no text `#9`
    hint: `shuyu texts` lists them
    ");
    assert_snapshot!(sandbox.fails("forget #abc"), @"
    exit 3
    error: there is no text `#abc`
    hint: `shuyu texts` lists them
    ");
    assert_snapshot!(sandbox.fails("forget speech.zh.txt"), @r##"
    exit 2
    error: `speech.zh.txt` names 2 texts: #1, #2
    hint: say which one, like "#1", in quotation marks
    "##);
    sandbox.done("forget a/speech.zh.txt");
}

#[test]
fn an_export_of_nothing_is_told() {
    let sandbox = Sandbox::new();
    sandbox.done("reject 走深走实");
    sandbox.file("glossary.tbx", "old");
    assert_snapshot!(sandbox.fails("export --to tbx -o glossary.tbx"), @r##"
    exit 3
    error: there is no entry with an equivalent to write
    hint: accept a term with its English first: shuyu accept TERM --en "..."
    "##);
    assert_snapshot!(sandbox.fails("export --to tmx -o memory.tmx"), @r##"
    exit 3
    error: there is no unit and no entry with an equivalent to write
    hint: accept a term with its English first: shuyu accept TERM --en "..."
    "##);
    assert_snapshot!(sandbox.fails("export --to tsv -o glossary.tsv"), @r##"
    exit 3
    error: there is no entry to write
    hint: accept a term with its English first: shuyu accept TERM --en "..."
    "##);
    sandbox.done("set 守望相助");
    assert_snapshot!(sandbox.fails("export --to tbx -n"), @r##"
    exit 3
    error: there is no entry with an equivalent to write
    hint: accept a term with its English first: shuyu accept TERM --en "..."
    "##);
    assert_snapshot!(sandbox.fails("export --to tsv --subject 海洋 -o glossary.tsv"), @"
    exit 3
    error: there is no entry to write
    hint: leave out --status, --subject, --customer, --project, --state, --without-source or --as-of
    ");
}

#[test]
fn an_explanation_that_cannot_be_given_says_why() {
    let sandbox = Sandbox::with_termbase();
    assert_snapshot!(sandbox.told("extract --explain 量子纠缠"), @"
    exit 1
    量子纠缠
    no candidate: it does not occur in the texts
    ");
    assert_snapshot!(sandbox.told("extract --explain 的传统"), @"
    exit 1
    的传统
    no candidate, though it occurs 1 time
      it begins with 的, as no term does
    ");
    assert_snapshot!(sandbox.fails(r#"extract --explain """#), @"
    exit 2
    error: a term is empty
    hint: write the term itself
    ");
    assert_snapshot!(sandbox.fails("extract --explain 走深走实 --limit 3"), @"
    exit 2
    error: the argument '--explain <TERM>' cannot be used with '--limit <N>'
    hint: `shuyu extract --help` shows examples and all options
    ");
}
