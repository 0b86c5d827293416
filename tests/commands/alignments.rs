//! Texts and their translations: aligned, reviewed, taken as they are.

use insta::assert_snapshot;

use super::sandbox::{SPEECH, Sandbox, TRANSLATION};

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("speech.zh.txt", SPEECH);
    sandbox.file("speech.en.txt", TRANSLATION);
    sandbox
}

#[test]
fn a_review_by_lines_is_stored_and_not_asked_again() {
    let sandbox = sandbox();
    // The second pair takes the third English sentence, and the rest is rejected.
    sandbox.file("answers.txt", "]\na\nx\ns\n");
    let review = "align speech.zh.txt speech.en.txt --review --below 1.1 --input answers.txt";
    assert_snapshot!(sandbox.told(review), @"
    exit 0
    	3	0.6320	守望相助是我们的传统，蓝色伙伴关系是我们的选择。	Mutual assistance is our tradition and the blue partnership is our choice.
    moved	3	0.0000	守望相助是我们的传统，蓝色伙伴关系是我们的选择。	Mutual assistance is our tradition and the blue partnership is our choice. All sides agree to build the blue partnership, mutual assistance and connectivity.
    accepted	2	0.0000	各方一致同意建设蓝色伙伴关系，坚持守望相助、互联互通。	
    rejected	1	0.7846	我们要建设蓝色伙伴关系，推动海洋合作走深走实。	We will build a blue partnership and take ocean cooperation further.
    put off	end
    created the termbase `shuyu.db`
    3 new units, 0 known
    accepted 1, rejected 1; 0 doubtful pairs left
    ");
    assert_snapshot!(sandbox.told("concordance 传统"), @"
    exit 0
    speech.zh.txt + speech.en.txt, unit #4	守望相助是我们的	传统	，蓝色伙伴关系是我们的选择。	Mutual assistance is our tradition and the blue partnership is our choice. All sides agree to build the blue partnership, mutual assistance and connectivity.
    0 places in texts, 1 in units
    ");
    sandbox.file("answers.txt", "q\n");
    assert_snapshot!(sandbox.told(review), @"
    exit 0
    	1	0.7846	我们要建设蓝色伙伴关系，推动海洋合作走深走实。	We will build a blue partnership and take ocean cooperation further.
    0 new units, 2 known; 1 passage has no counterpart
    accepted 0, rejected 0; 1 doubtful pair left
    ");
    // Aligned once more without a review, what was decided stays.
    assert_snapshot!(sandbox.told("align speech.zh.txt speech.en.txt --save"), @"
    exit 0
    0 new units, 2 known; 1 passage has no counterpart
    ");
    let beads = sandbox.done("align speech.zh.txt speech.en.txt --format beads");
    assert!(beads.contains("[1]:[1,2]:1"), "{beads}");
}

#[test]
fn a_decision_in_a_review_is_taken_back_and_undone() {
    let sandbox = sandbox();
    sandbox.file("answers.txt", "x\nx\nu\nq\n");
    let told =
        sandbox.told("align speech.zh.txt speech.en.txt --review --below 1.1 --input answers.txt");
    assert!(told.contains("accepted 0, rejected 1"), "{told}");
    let units = |sandbox: &Sandbox| sandbox.done("export --to tmx").matches("<tu ").count();
    assert_eq!(units(&sandbox), 2);
    sandbox.done("undo");
    assert_eq!(units(&sandbox), 3);
}

#[test]
fn rejecting_what_has_no_counterpart_can_be_taken_back() {
    let sandbox = sandbox();
    sandbox.file("answers.txt", "<\nx\nu\nu\nq\n");
    let told =
        sandbox.told("align speech.zh.txt speech.en.txt --review --below 1.1 --input answers.txt");
    assert!(told.contains("accepted 0, rejected 0"), "{told}");
    assert_eq!(sandbox.done("export --to tmx").matches("<tu ").count(), 3);
}

#[test]
fn folders_are_aligned_pair_by_pair() {
    let sandbox = sandbox();
    sandbox.file("more/a.zh.txt", "你好。\n再见。\n");
    sandbox.file("more/a.en.txt", "Hello.\nGoodbye.\n");
    sandbox.file("more/alone.zh.txt", "谢谢。\n");
    assert_snapshot!(sandbox.told("align . --save -o all.tmx"), @"
    exit 0
    warning: left out: `./more/alone.zh.txt` has no translation beside it
    created the termbase `shuyu.db`
    2 new units, 0 known
    3 new units, 0 known
    wrote 5 units
    ");
    let memory = std::fs::read_to_string(sandbox.path("all.tmx")).unwrap();
    assert_eq!(memory.matches("<tuv ").count(), 10);
    assert_snapshot!(sandbox.told("align . --format beads"), @"
    exit 2
    warning: left out: `./more/alone.zh.txt` has no translation beside it
    error: beads are printed of one pair of texts
    hint: give a Chinese text and its translation
    ");
}

#[test]
fn a_folder_is_aligned_only_where_it_is_new() {
    let sandbox = sandbox();
    sandbox.file("a.zh.txt", "你好。\n再见。\n");
    sandbox.file("a.en.txt", "Hello.\nGoodbye.\n");
    sandbox.file("b.zh.txt", "Hello.\n");
    sandbox.file("b.en.txt", "Hello.\n");
    assert_snapshot!(sandbox.told("align . --save"), @"
    exit 0
    created the termbase `shuyu.db`
    2 new units, 0 known
    warning: left out: b.zh.txt + b.en.txt: `./b.zh.txt` is not Chinese; the Chinese text comes first, then the English one
    3 new units, 0 known
    left out 1 of 3 pairs; see the warnings above
    ");
    assert_snapshot!(sandbox.told("align . --save"), @"
    exit 0
    warning: left out: b.zh.txt + b.en.txt: `./b.zh.txt` is not Chinese; the Chinese text comes first, then the English one
    2 pairs of texts are saved already and did not change; `--again` aligns all again
    left out 1 of 3 pairs; see the warnings above
    ");
    // Only what is new or changed is aligned; what was taken back is new again.
    sandbox.file("a.zh.txt", "你好！\n再见。\n");
    assert_snapshot!(sandbox.told("align . --save"), @"
    exit 0
    1 new units, 1 known, 1 replaced
    warning: left out: b.zh.txt + b.en.txt: `./b.zh.txt` is not Chinese; the Chinese text comes first, then the English one
    1 pair of texts is saved already and did not change; `--again` aligns all again
    left out 1 of 3 pairs; see the warnings above
    ");
    sandbox.done("undo");
    assert_snapshot!(sandbox.told("align . --save"), @"
    exit 0
    1 new units, 1 known, 1 replaced
    warning: left out: b.zh.txt + b.en.txt: `./b.zh.txt` is not Chinese; the Chinese text comes first, then the English one
    0 new units, 3 known
    left out 1 of 3 pairs; see the warnings above
    ");
    assert_snapshot!(sandbox.told("align . --save --again"), @"
    exit 0
    0 new units, 2 known
    warning: left out: b.zh.txt + b.en.txt: `./b.zh.txt` is not Chinese; the Chinese text comes first, then the English one
    0 new units, 3 known
    left out 1 of 3 pairs; see the warnings above
    ");
    assert_snapshot!(sandbox.told("align . --save --strict"), @"
    exit 3
    error: `./b.zh.txt` is not Chinese
    hint: the Chinese text comes first, then the English one
    ");
}

#[test]
fn a_review_of_a_folder_does_not_come_back_to_pairs_without_doubts() {
    let sandbox = sandbox();
    sandbox.file("a.zh.txt", "你好。\n再见。\n");
    sandbox.file("a.en.txt", "Hello.\nGoodbye.\n");
    sandbox.file("answers.txt", "a\na\na\ns\na\n");
    let review = "align . --review --below 1.1 --input answers.txt";
    assert_snapshot!(sandbox.told(review), @"
    exit 0
    	2	0.6649	你好。	Hello.
    accepted	1	0.6650	再见。	Goodbye.
    accepted	end
    	3	0.6320	守望相助是我们的传统，蓝色伙伴关系是我们的选择。	Mutual assistance is our tradition and the blue partnership is our choice.
    accepted	2	0.7734	各方一致同意建设蓝色伙伴关系，坚持守望相助、互联互通。	All sides agree to build the blue partnership, mutual assistance and connectivity.
    put off	1	0.7846	我们要建设蓝色伙伴关系，推动海洋合作走深走实。	We will build a blue partnership and take ocean cooperation further.
    accepted	end
    warning: left out: `./answers.txt` has no translation beside it
    created the termbase `shuyu.db`
    2 new units, 0 known
    accepted 2, rejected 0; 0 doubtful pairs left
    3 new units, 0 known
    accepted 2, rejected 0; 0 doubtful pairs left
    ");
    sandbox.file("answers.txt", "a\n");
    assert_snapshot!(sandbox.told(review), @"
    exit 0
    	1	0.7734	各方一致同意建设蓝色伙伴关系，坚持守望相助、互联互通。	All sides agree to build the blue partnership, mutual assistance and connectivity.
    accepted	end
    warning: left out: `./answers.txt` has no translation beside it
    0 new units, 3 known
    accepted 1, rejected 0; 0 doubtful pairs left
    1 pair of texts is saved already and did not change; `--again` aligns all again
    ");
    assert_snapshot!(sandbox.told(review), @"
    exit 0
    warning: left out: `./answers.txt` has no translation beside it
    2 pairs of texts are saved already and did not change; `--again` aligns all again
    ");
    // A higher bar asks again.
    assert_snapshot!(sandbox.told("align . --review --below 2 --input answers.txt"), @"
    exit 0
    warning: left out: `./answers.txt` has no translation beside it
    0 new units, 2 known
    a.zh.txt + a.en.txt: nothing is doubtful
    0 new units, 3 known
    speech.zh.txt + speech.en.txt: nothing is doubtful
    ");
}

#[test]
fn a_sentence_without_a_counterpart_is_rejected_once() {
    let sandbox = sandbox();
    sandbox.file(
        "speech.en.txt",
        TRANSLATION.trim_end().rsplit_once('\n').unwrap().0,
    );
    sandbox.file("answers.txt", "x\nx\nx\n");
    let review = "align speech.zh.txt speech.en.txt --review --input answers.txt";
    assert_snapshot!(sandbox.told(review), @"
    exit 0
    	3	0.2392	守望相助是我们的传统，蓝色伙伴关系是我们的选择。	Mutual assistance is our tradition and the blue partnership is our choice.
    rejected	2	0.3236	各方一致同意建设蓝色伙伴关系，坚持守望相助、互联互通。	
    rejected	1	0.5968	我们要建设蓝色伙伴关系，推动海洋合作走深走实。	We will build a blue partnership and take ocean cooperation further.
    rejected	end
    created the termbase `shuyu.db`
    2 new units, 0 known; 1 passage has no counterpart
    accepted 0, rejected 3; 0 doubtful pairs left
    ");
    assert_snapshot!(sandbox.told(review), @"
    exit 0
    0 new units, 0 known; 1 passage has no counterpart
    speech.zh.txt + speech.en.txt: nothing is doubtful
    ");
}

#[test]
fn what_is_aligned_already_is_taken_as_it_is() {
    let sandbox = sandbox();
    sandbox.file(
        "given.csv",
        "源;target\n\"大海；天空。\";The sea and the sky.\n",
    );
    assert_snapshot!(sandbox.told("align given.csv"), @"
    exit 0
    1.0000	大海；天空。	The sea and the sky.
    ");
    sandbox.done("align speech.zh.txt speech.en.txt -o speech.tmx");
    assert_eq!(sandbox.done("align speech.tmx").lines().count(), 3);
    sandbox.file(
        "speech.xlf",
        "<xliff version=\"1.2\"><file original=\"a\" source-language=\"zh-CN\" target-language=\"en\" \
         datatype=\"plaintext\"><body><trans-unit id=\"1\"><source>大海。</source><target>The sea.\
         </target></trans-unit></body></file></xliff>",
    );
    assert_snapshot!(sandbox.told("align speech.xlf"), @"
    exit 0
    1.0000	大海。	The sea.
    ");
    // As many lines, whatever the words say.
    sandbox.file("other.en.txt", "One.\nTwo.\nThree.\n");
    assert_snapshot!(sandbox.told("align speech.zh.txt other.en.txt --line-by-line"), @"
    exit 0
    1.0000	我们要建设蓝色伙伴关系，推动海洋合作走深走实。	One.
    1.0000	守望相助是我们的传统，蓝色伙伴关系是我们的选择。	Two.
    1.0000	各方一致同意建设蓝色伙伴关系，坚持守望相助、互联互通。	Three.
    ");
}

#[test]
fn what_cannot_be_aligned_is_told_and_nothing_saved() {
    let sandbox = sandbox();
    sandbox.file("empty.en.txt", "\n");
    sandbox.file("endless.zh.txt", "海".repeat(12_000));
    sandbox.file("two.en.txt", "One.\nTwo.\n");
    let told = [
        "align speech.zh.txt speech.zh.txt --save",
        "align speech.en.txt speech.zh.txt --save",
        "align speech.zh.txt empty.en.txt --save",
        "align endless.zh.txt speech.en.txt --save",
        "align speech.zh.txt two.en.txt --line-by-line --save",
        "align speech.zh.txt --save",
        "align two.en.txt speech.en.txt --save",
    ]
    .map(|line| sandbox.told(line));
    assert_snapshot!(told.join("\n"), @"
    exit 2
    error: `speech.zh.txt` is given twice
    hint: give the Chinese text and its English translation

    exit 2
    error: the two texts are in the wrong order
    hint: the Chinese text comes first, then the English one

    exit 3
    error: cannot read `empty.en.txt`: the file is empty
    hint: check that it was saved, or leave it out

    exit 3
    error: `endless.zh.txt`, line 1: a sentence of more than 10000 characters
    hint: it is no text, or has lost its full stops; break the line where sentences end

    exit 3
    error: `speech.zh.txt` has 3 lines and `two.en.txt` has 2
    hint: leave out --line-by-line to have them aligned

    exit 2
    warning: left out: `speech.zh.txt` has no translation beside it
    error: there is no pair of texts among the files
    hint: give a Chinese text and its translation, or name them NAME.zh.txt and NAME.en.txt

    exit 3
    error: `two.en.txt` is not Chinese
    hint: the Chinese text comes first, then the English one
    ");
    assert_eq!(
        sandbox
            .names(".")
            .iter()
            .filter(|name| name.contains(".db"))
            .count(),
        0
    );
}

#[test]
fn sentences_end_where_they_are_wanted_to() {
    let sandbox = Sandbox::new();
    sandbox.file("a.zh.txt", "“走吧。”他低声说。一是开放；二是合作。\n");
    sandbox.file(
        "a.en.txt",
        "“Let us go.” he said. First, openness; second, cooperation.\n",
    );
    let sentences = |options: &str| -> usize {
        let beads = sandbox.done(&format!("align a.zh.txt a.en.txt --json{options}"));
        let object = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap();
        let sources = beads
            .lines()
            .map(|line| object(line)["source"].as_array().unwrap().len());
        sources.sum()
    };
    assert_eq!(sentences(""), 3);
    assert_eq!(sentences(" --keep-dialogue"), 2);
    assert_eq!(sentences(" --break-at-semicolons"), 4);
}

#[test]
fn entries_of_the_termbase_help_to_align() {
    let sandbox = Sandbox::new();
    sandbox.file("a.zh.txt", "甲乌在此。\n丙乌在此。\n丁乌在此。\n");
    sandbox.file("a.en.txt", "Brin is here.\nCora is here.\n");
    for (zh, en) in [("甲乌", "Axel"), ("丙乌", "Brin"), ("丁乌", "Cora")] {
        sandbox.done(&format!("set {zh} --en {en}"));
    }
    let beads = sandbox.done("align a.zh.txt a.en.txt --format beads");
    assert!(beads.contains("[2]:[1]:"), "{beads}");
}
