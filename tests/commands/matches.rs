//! Matches in the memory: found, analysed, filled in; the index that they need.

use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use insta::assert_snapshot;

use super::sandbox::{Sandbox, told};

/// A sandbox whose memory has the three sentences of the speech.
fn with_memory() -> Sandbox {
    let sandbox = Sandbox::with_termbase();
    sandbox.done("align speech.zh.txt speech.en.txt --save");
    sandbox
}

#[test]
fn the_best_matches_come_first_with_what_differs() {
    let sandbox = with_memory();
    assert_snapshot!(sandbox.told("match 守望相助是他们的传统，蓝色伙伴关系是我们的选择。"), @"
    exit 0
    0.9583	守望相助是我们的传统，蓝色伙伴关系是我们的选择。	Mutual assistance is our tradition and the blue partnership is our choice.	speech.zh.txt + speech.en.txt	守望相助是[-我-]{+他+}们的传统，蓝色伙伴关系是我们的选择。	#2
    ");
    assert_snapshot!(sandbox.told("match 没有这样的句子在里面 好"), @"
    exit 1
    0 of 2 segments have a match of 50% or more
    ");
    assert_snapshot!(sandbox.told("match 完全没有的东西 --min 90"), @"
    exit 1
    no unit is like it by 90% or more
    ");
    let told = sandbox.told(
        "match 守望相助是他们的传统，蓝色伙伴关系是我们的选择。 --json --words --score characters",
    );
    assert_snapshot!(told, @r#"
    exit 0
    {"v":1,"score":0.9583,"words":0.923,"source":"守望相助是我们的传统，蓝色伙伴关系是我们的选择。","target":"Mutual assistance is our tradition and the blue partnership is our choice.","origin":"speech.zh.txt + speech.en.txt","unit":2,"context":false,"numbers_differ":false,"difference":[{"part":"same","text":"守望相助是"},{"part":"removed","text":"我"},{"part":"added","text":"他"},{"part":"same","text":"们的传统，蓝色伙伴关系是我们的选择。"}]}
    "#);
}

#[test]
fn segments_are_read_from_a_pipe_and_numbered() {
    let sandbox = with_memory();
    let mut child = sandbox
        .command("match - --min 70 --limit 1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("shuyu starts");
    let lines = "没有。\n\n我们要建设蓝色伙伴关系，推动海洋合作走深走实。\n";
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(lines.as_bytes()).expect("a pipe");
    drop(stdin);
    let output = child.wait_with_output().expect("shuyu ends");
    assert_snapshot!(told(&output), @"
    exit 0
    2	1.0000	我们要建设蓝色伙伴关系，推动海洋合作走深走实。	We will build a blue partnership and take ocean cooperation further.	speech.zh.txt + speech.en.txt	我们要建设蓝色伙伴关系，推动海洋合作走深走实。	#1
    1 of 3 segments have a match of 70% or more
    ");
    sandbox.file("segments.txt", lines);
    sandbox.done("match --input segments.txt --limit 1 -o matches.tsv");
    assert_snapshot!(fs::read_to_string(sandbox.path("matches.tsv")).unwrap(), @"
    query	score	source	target	origin	difference	unit
    2	1.0000	我们要建设蓝色伙伴关系，推动海洋合作走深走实。	We will build a blue partnership and take ocean cooperation further.	speech.zh.txt + speech.en.txt	我们要建设蓝色伙伴关系，推动海洋合作走深走实。	#1
    ");
}

#[test]
fn neighbours_make_a_match_better_and_penalties_worse() {
    let sandbox = with_memory();
    let second = "守望相助是我们的传统，蓝色伙伴关系是我们的选择。";
    let first = "我们要建设蓝色伙伴关系，推动海洋合作走深走实。";
    let score = |line: &str| {
        let told = sandbox.done(line);
        told.split('\t').next().unwrap_or_default().to_owned()
    };
    assert_eq!(score(&format!("match {second}")), "1.0000");
    assert_eq!(score(&format!("match {second} --before {first}")), "1.0100");
    assert_eq!(
        score(&format!("match {second} --before {second}")),
        "1.0000"
    );
    assert_eq!(score(&format!("match {second} --before \"\"")), "1.0000");
    assert_eq!(
        score(&format!("match {second} --penalty speech*=7")),
        "0.9300"
    );
    assert_eq!(
        score(&format!("match {second} --penalty other*=7")),
        "1.0000"
    );
    let told = sandbox.fails(&format!("match {second} --penalty 7"));
    assert!(told.contains("`7` is no penalty"), "{told}");
}

/// Tools write units in any order, and with each what stood around it.
#[test]
fn neighbours_that_a_memory_tells_are_those_of_its_units() {
    let sandbox = Sandbox::with_termbase();
    let unit = |number: usize, props: &str, of_variant: &str| {
        format!(
            "<tu>{props}<tuv xml:lang=\"zh-CN\">{of_variant}<seg>第{number}条规定如下。</seg></tuv>\
             <tuv xml:lang=\"en\"><seg>Article {number} reads as follows.</seg></tuv></tu>"
        )
    };
    let prop = |kind: &str, text: &str| format!("<prop type=\"{kind}\">{text}</prop>");
    let escaped = "&lt;seg&gt;第一章：&lt;hi&gt;总则&lt;/hi&gt;&lt;/seg&gt;";
    let units = [
        unit(1, &prop("x-context-pre", escaped), ""),
        unit(2, "", &prop("x-context-post", "附则")),
        unit(3, "", ""),
    ];
    let file = format!("<tmx version=\"1.4\"><body>{}</body></tmx>", units.concat());
    sandbox.file("articles.tmx", file);
    sandbox.done("import articles.tmx");
    let score = |line: &str| {
        let told = sandbox.done(line);
        told.split('\t').next().unwrap_or_default().to_owned()
    };
    let check = || {
        for (line, expected) in [
            ("match 第1条规定如下。 --before 第一章：总则", "1.0100"),
            ("match 第2条规定如下。 --after 附则", "1.0100"),
            // They stand so in the file, but did not in the text.
            ("match 第2条规定如下。 --before 第1条规定如下。", "1.0000"),
            ("match 第3条规定如下。 --before 第2条规定如下。", "1.0100"),
        ] {
            assert_eq!(score(line), expected, "{line}");
        }
    };
    check();
    // Anew, as an index of all of them.
    fs::remove_dir_all(sandbox.cache()).unwrap();
    check();
}

#[test]
fn what_changed_since_the_index_was_made_is_found_too() {
    let sandbox = with_memory();
    let segment = "互联互通是我们的目标。";
    assert!(
        sandbox
            .told(&format!("match {segment} --min 90"))
            .starts_with("exit 1")
    );
    let made = index(&sandbox);
    sandbox.file("b.zh.txt", "互联互通是我们的目标。\n");
    sandbox.file("b.en.txt", "Connectivity is our goal.\n");
    sandbox.done("align b.zh.txt b.en.txt --save");
    let told = sandbox.told(&format!("match {segment} --min 90"));
    assert!(told.contains("Connectivity is our goal."), "{told}");
    sandbox.done("undo");
    assert!(
        sandbox
            .told(&format!("match {segment} --min 90"))
            .starts_with("exit 1")
    );
    assert_eq!(index(&sandbox), made, "no new index is needed for that");
}

#[test]
fn units_that_were_taken_out_of_use_match_no_more() {
    let sandbox = with_memory();
    let segment = "守望相助是我们的传统，蓝色伙伴关系是我们的选择。";
    sandbox.done(&format!("match {segment}"));
    sandbox.done("undo");
    assert_snapshot!(sandbox.told(&format!("match {segment}")), @"
    exit 1
    no unit is like it by 50% or more
    ");
}

/// The name of the one index that is there, and its content.
fn index(sandbox: &Sandbox) -> (String, Vec<u8>) {
    let entries = fs::read_dir(sandbox.cache()).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".match"))
        .collect();
    assert_eq!(names.len(), 1, "{names:?}");
    let name = names.remove(0);
    let content = fs::read(sandbox.cache().join(&name)).expect("a file");
    (name, content)
}

#[test]
fn a_damaged_index_is_made_anew_and_told() {
    let sandbox = with_memory();
    let line = "match 守望相助是他们的传统，蓝色伙伴关系是我们的选择。";
    let right = sandbox.done(line);
    let (mut name, content) = index(&sandbox);
    let mut told_of = 0;
    for at in (0..content.len()).step_by(content.len() / 12) {
        let mut damaged = content.clone();
        damaged[at] ^= 0x40;
        fs::write(sandbox.cache().join(&name), damaged).unwrap();
        let output = sandbox.run(line);
        assert_eq!(String::from_utf8_lossy(&output.stdout), right, "byte {at}");
        let messages = String::from_utf8_lossy(&output.stderr).into_owned();
        told_of += usize::from(messages.contains("it is made anew"));
        name = index(&sandbox).0;
    }
    assert!(told_of > 6, "{told_of}");
    fs::write(sandbox.cache().join(&name), "").unwrap();
    assert_eq!(sandbox.done(line), right);
}

#[test]
fn a_cache_that_cannot_be_written_is_done_without() {
    let sandbox = with_memory();
    sandbox.file("file", "no folder");
    let output = sandbox
        .command("match 守望相助是我们的传统，蓝色伙伴关系是我们的选择。")
        .env("SHUYU_CACHE", sandbox.path("file"))
        .output()
        .expect("shuyu starts");
    let told = told(&output);
    assert!(told.starts_with("exit 0\n1.0000\t"), "{told}");
    assert!(
        told.contains("warning: the index of the memory cannot be kept in"),
        "{told}"
    );
}

#[test]
fn an_analysis_puts_every_sentence_into_one_band() {
    let sandbox = with_memory();
    sandbox.file(
        "new.zh.txt",
        "我们要建设蓝色伙伴关系，推动海洋合作走深走实。\n\
         守望相助是我们的传统，蓝色伙伴关系是我们的选择。\n\
         守望相助是他们的传统，蓝色伙伴关系是我们的选择。\n\
         完全是另外一回事，2023年再说。\n\
         完全是另外一回事，2024年再说。\n\
         完全是另外一回事，2024年再说。\n",
    );
    assert_snapshot!(sandbox.told("analyze new.zh.txt"), @"
    exit 0
    total	101	1	21	21	20.8
    total	100	1	22	22	21.8
    total	repetition	1	11	12	11.9
    total	repetition across files	0	0	0	0.0
    total	95-99	1	22	22	21.8
    total	85-94	0	0	0	0.0
    total	75-84	0	0	0	0.0
    total	50-74	0	0	0	0.0
    total	none	2	22	24	23.8
    total	all	6	98	101	100.0
    ");
    assert_snapshot!(sandbox.told("analyze new.zh.txt --internal --format csv"), @"
    exit 0
    text,band,segments,characters,words,percent
    total,101,1,21,21,20.8
    total,100,1,22,22,21.8
    total,repetition,1,11,12,11.9
    total,repetition across files,0,0,0,0.0
    total,95-99,1,22,22,21.8
    total,85-94,0,0,0,0.0
    total,75-84,0,0,0,0.0
    total,50-74,0,0,0,0.0
    total,internal 95-99,0,0,0,0.0
    total,internal 85-94,1,11,12,11.9
    total,internal 75-84,0,0,0,0.0
    total,internal 50-74,0,0,0,0.0
    total,none,1,11,12,11.9
    total,all,6,98,101,100.0
    ");
    sandbox.file("more.zh.txt", "完全是另外一回事，2024年再说。\n");
    let told = sandbox.told("analyze new.zh.txt more.zh.txt --json");
    let across = r#"{"v":1,"text":"more.zh.txt","band":"repetition across files","segments":1"#;
    assert!(told.contains(across), "{told}");
    assert!(
        told.contains(r#"{"v":1,"text":"total","band":"all","segments":7"#),
        "{told}"
    );
}

#[test]
fn what_the_memory_has_is_filled_in_with_where_it_comes_from() {
    let sandbox = with_memory();
    sandbox.file(
        "new.zh.txt",
        "守望相助是我们的传统，蓝色伙伴关系是我们的选择。\n\
         各方一致同意建设蓝色伙伴关系，坚持守望相助。\n\
         完全是另外一回事。\n",
    );
    assert_snapshot!(sandbox.told("pretranslate new.zh.txt"), @"
    exit 0
    守望相助是我们的传统，蓝色伙伴关系是我们的选择。
    [100% speech.zh.txt + speech.en.txt, unit #2] Mutual assistance is our tradition and the blue partnership is our choice.

    各方一致同意建设蓝色伙伴关系，坚持守望相助。
    [81% speech.zh.txt + speech.en.txt, unit #3] All sides agree to build the blue partnership, mutual assistance and connectivity.

    完全是另外一回事。

    3 sentences: 1 filled in, 1 more with a match of 75% or more
    ");
    assert_snapshot!(sandbox.told("pretranslate new.zh.txt --min 99 --format tmx"), @r#"
    exit 0
    <?xml version="1.0" encoding="UTF-8"?>
    <tmx version="1.4">
      <header creationtool="shuyu" creationtoolversion="0.1.0" segtype="sentence" o-tmf="shuyu" adminlang="en" srclang="zh-CN" datatype="plaintext" creationdate="20231114T221320Z">
      </header>
      <body>
        <tu creationdate="20231114T221320Z">
          <prop type="x-match">100</prop>
          <prop type="x-match-origin">speech.zh.txt + speech.en.txt</prop>
          <tuv xml:lang="zh-CN">
            <seg>守望相助是我们的传统，蓝色伙伴关系是我们的选择。</seg>
          </tuv>
          <tuv xml:lang="en">
            <seg>Mutual assistance is our tradition and the blue partnership is our choice.</seg>
          </tuv>
        </tu>
      </body>
    </tmx>
    3 sentences: 1 filled in, 0 more with a match of 99% or more
    "#);
    sandbox.done("pretranslate new.zh.txt -o new.xlsx");
    assert!(
        fs::read(sandbox.path("new.xlsx"))
            .unwrap()
            .starts_with(b"PK")
    );
    let told = sandbox.fails("pretranslate new.zh.txt --format xlsx");
    assert!(told.contains("a workbook cannot be printed"), "{told}");
}
