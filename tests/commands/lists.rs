//! Lists of terms that cannot be taken: all of them go in, or none.

use insta::assert_snapshot;

use super::sandbox::Sandbox;

#[test]
fn a_list_without_terms_is_told() {
    let sandbox = Sandbox::with_termbase();
    sandbox.file("empty.tsv", "");
    sandbox.file("heading.tsv", "term\tenglish\n");
    sandbox.file("blank.tsv", "\n \n");
    assert_snapshot!(sandbox.fails("accept --input empty.tsv"), @"
    exit 3
    error: there is no term in `empty.tsv`
    hint: give one term a line
    ");
    assert_snapshot!(sandbox.fails("accept --input heading.tsv"), @"
    exit 3
    error: there is no term in `heading.tsv`
    hint: give one term a line
    ");
    assert_snapshot!(sandbox.fails("reject --input blank.tsv"), @"
    exit 3
    error: there is no term in `blank.tsv`
    hint: give one term a line
    ");
    assert_snapshot!(sandbox.fails("accept -"), @"
    exit 3
    error: there is no term in `standard input`
    hint: give one term a line
    ");
    assert_snapshot!(sandbox.fails("later --input no-such.tsv"), @"
    exit 3
    error: cannot read `no-such.tsv`: there is no such file or folder
    hint: check the name; a name with blanks needs quotation marks around it
    ");
}

#[test]
fn a_line_without_its_term_is_named_and_nothing_is_taken() {
    let sandbox = Sandbox::with_termbase();
    sandbox.file("list.tsv", "走深走实\tdeepening\n\tblue partnership\n");
    assert_snapshot!(sandbox.fails("accept --input list.tsv"), @"
    exit 3
    error: list.tsv: line 2: the first column is empty; write the term there, or remove the line
    hint: give one term a line, the term in the first column
    ");
    assert_snapshot!(sandbox.fails("reject --input list.tsv"), @"
    exit 3
    error: list.tsv: line 2: the first column is empty; write the term there, or remove the line
    hint: give one term a line, the term in the first column
    ");
}

#[test]
fn a_number_in_place_of_english_is_named_and_nothing_is_taken() {
    let sandbox = Sandbox::with_termbase();
    sandbox.file("list.tsv", "走深走实\tdeepening\n蓝色伙伴关系\t12\t3\n");
    assert_snapshot!(sandbox.fails("accept --input list.tsv"), @"
    exit 3
    error: list.tsv:2: the English of `蓝色伙伴关系` is a number: 12
    hint: make the English the second column, or add a heading line that names it
    ");
}

#[test]
fn a_late_mistake_in_a_list_takes_back_what_came_before() {
    let sandbox = Sandbox::with_termbase();
    sandbox.done("set 窗口 --en window");
    sandbox.done("set 窗口 --new --en counter");
    sandbox.file("list.tsv", "走深走实\tdeepening\n窗口\tinterface\n");
    sandbox.file("number.tsv", "走深走实\tdeepening\n#99\tninety-nine\n");
    sandbox.file("noise.txt", "走深走实\n守望相助\n");
    assert_snapshot!(sandbox.fails("accept --input list.tsv"), @r##"
    exit 2
    error: list.tsv:2: `窗口` names 2 entries: #3 (window), #4 (counter)
    hint: say which one, like "#3", in quotation marks
    "##);
    assert_snapshot!(sandbox.fails("accept --input number.tsv"), @"
    exit 3
    error: number.tsv:2: there is no entry `#99`
    hint: `shuyu find TEXT` shows the numbers of entries
    ");
    assert_snapshot!(sandbox.fails("reject --input noise.txt"), @"
    exit 2
    error: noise.txt:2: `守望相助` is an entry already
    hint: `shuyu delete 守望相助` removes it first
    ");
}
