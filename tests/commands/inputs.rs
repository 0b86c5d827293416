//! Texts that cannot be read, or not wholly.

use insta::assert_snapshot;

use super::sandbox::{SPEECH, Sandbox, TRANSLATION};

#[test]
fn a_missing_text_is_named_with_one_like_it() {
    let sandbox = Sandbox::with_termbase();
    assert_snapshot!(sandbox.fails("add spech.zh.txt"), @"
    exit 3
    error: cannot read `spech.zh.txt`: there is no such file
    hint: did you mean `speech.zh.txt`?
    ");
    assert_snapshot!(sandbox.fails("extract no-such.txt"), @"
    exit 3
    error: cannot read `no-such.txt`: there is no such file
    hint: check the name; a name with blanks needs quotation marks around it
    ");
    assert_snapshot!(sandbox.fails("build no/such.txt -o out"), @"
    exit 3
    error: cannot read `no/such.txt`: there is no folder `no`
    hint: check the path, or drag the file from its folder into this window
    ");
    assert_snapshot!(sandbox.fails("align speech.zh.txt no-such.txt"), @"
    exit 3
    error: cannot read `no-such.txt`: there is no such file or folder
    hint: check the name; a name with blanks needs quotation marks around it
    ");
    assert_snapshot!(sandbox.fails("align speech.zh.txt no-such.txt --presegmented"), @"
    exit 3
    error: cannot read `no-such.txt`: there is no such file or folder
    hint: check the name; a name with blanks needs quotation marks around it
    ");
}

#[test]
fn a_folder_or_pattern_without_texts_is_told() {
    let sandbox = Sandbox::with_termbase();
    sandbox.file("pictures/a.jpg", "x");
    assert_snapshot!(sandbox.fails("add pictures"), @"
    exit 3
    error: the folder `pictures` holds no text
    hint: texts end in .txt, .text, .docx, .docm, .odt, .html, .htm, .xhtml, .epub, .md, .markdown, .srt, .vtt, .pdf, .pptx; a file with another ending can be given by its full name
    ");
    assert_snapshot!(sandbox.fails("add pictures/*.txt"), @"
    exit 3
    error: the pattern `pictures/*.txt` matches no text
    hint: texts end in .txt, .text, .docx, .docm, .odt, .html, .htm, .xhtml, .epub, .md, .markdown, .srt, .vtt, .pdf, .pptx; a file with another ending can be given by its full name
    ");
    assert_snapshot!(sandbox.fails("add ***.txt"), @"
    exit 2
    error: `***.txt` is no pattern: wildcards are either regular `*` or recursive `**`
    hint: use `*` for any characters, `?` for one, `**` for folders of any depth
    ");
}

#[test]
fn a_folder_is_no_file() {
    let sandbox = Sandbox::with_termbase();
    sandbox.file("folder/a.txt", SPEECH);
    assert_snapshot!(sandbox.fails("align folder speech.en.txt"), @"
    exit 2
    warning: left out: `folder/a.txt` has no translation beside it
    warning: left out: `speech.en.txt` has no translation beside it
    error: there is no pair of texts among the files
    hint: give a Chinese text and its translation, or name them NAME.zh.txt and NAME.en.txt
    ");
    assert_snapshot!(sandbox.fails("accept --input folder"), @"
    exit 3
    error: cannot read `folder`: it is a folder
    hint: give the name of a file in it
    ");
    assert_snapshot!(sandbox.fails("pinyin --input folder"), @"
    exit 3
    error: cannot read `folder`: it is a folder
    hint: give the name of a file in it
    ");
}

#[test]
fn an_empty_text_is_told() {
    let sandbox = Sandbox::with_termbase();
    sandbox.file("empty.txt", "");
    sandbox.file("blank.txt", " \n\t\u{3000}\r\n\n");
    assert_snapshot!(sandbox.fails("add empty.txt"), @"
    exit 3
    error: cannot read `empty.txt`: the file is empty
    hint: check that it was saved, or leave it out
    ");
    assert_snapshot!(sandbox.fails("extract blank.txt"), @"
    exit 3
    error: cannot read `blank.txt`: the file is empty
    hint: check that it was saved, or leave it out
    ");
    assert_snapshot!(sandbox.fails("add empty.txt blank.txt"), @"
    exit 3
    warning: left out: cannot read `empty.txt`: the file is empty; check that it was saved, or leave it out
    warning: left out: cannot read `blank.txt`: the file is empty; check that it was saved, or leave it out
    error: none of the texts could be read
    hint: see the warnings above; `--encoding` names an encoding that is not detected
    ");
    assert_snapshot!(sandbox.fails("align empty.txt speech.en.txt"), @"
    exit 3
    error: cannot read `empty.txt`: the file is empty
    hint: check that it was saved, or leave it out
    ");
    assert_snapshot!(sandbox.fails("align speech.zh.txt blank.txt --presegmented"), @"
    exit 3
    error: `blank.txt` has no sentences
    hint: give a text and its translation
    ");
}

#[test]
fn a_file_that_is_no_text_is_called_by_its_kind() {
    let sandbox = Sandbox::with_termbase();
    for (name, bytes) in [
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice()),
        ("a.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
        ("a.docx", b"PK\x03\x04\x14\0\x06\0\x08\0"),
        ("a.doc", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0"),
        ("a.rtf", b"{\\rtf1\\ansi"),
        ("a.txt", b"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10"),
    ] {
        sandbox.file(name, bytes);
    }
    assert_snapshot!(sandbox.fails("add a.png"), @"
    exit 3
    error: cannot read `a.png`: this is an image, not plain text
    hint: open it in the program it belongs to and save it as plain text, best as UTF-8
    ");
    assert_snapshot!(sandbox.fails("add a.pdf"), @"
    exit 3
    error: cannot read `a.pdf`: this is a PDF document that the built-in reader does not understand
    hint: install pdftotext (of Poppler) or mutool (of MuPDF), or save it as text in a PDF reader
    ");
    assert_snapshot!(sandbox.fails("add a.docx"), @"
    exit 3
    error: cannot read `a.docx`: this is a Word document, but it is damaged: its list of parts cannot be read (Missing end of central directory)
    hint: get it once more from where it came, or open it in its program and save it as text
    ");
    assert_snapshot!(sandbox.fails("add a.doc"), @"
    exit 3
    error: cannot read `a.doc`: this is an old Office document, which is not read
    hint: open it in the program it belongs to and save it as .docx
    ");
    assert_snapshot!(sandbox.fails("add a.rtf"), @"
    exit 3
    error: cannot read `a.rtf`: this is an RTF document, which is not read
    hint: open it in the program it belongs to and save it as .docx
    ");
    assert_snapshot!(sandbox.fails("add a.txt"), @"
    exit 3
    error: cannot read `a.txt`: this is a binary file, not plain text
    hint: open it in the program it belongs to and save it as plain text, best as UTF-8
    ");
    assert_snapshot!(sandbox.fails("build a.pdf -o out"), @"
    exit 3
    error: cannot read `a.pdf`: this is a PDF document that the built-in reader does not understand
    hint: install pdftotext (of Poppler) or mutool (of MuPDF), or save it as text in a PDF reader
    ");
    assert_snapshot!(sandbox.fails("add speech.en.txt a.pdf --strict"), @"
    exit 3
    error: cannot read `a.pdf`: this is a PDF document that the built-in reader does not understand
    hint: install pdftotext (of Poppler) or mutool (of MuPDF), or save it as text in a PDF reader
    ");
    assert_snapshot!(sandbox.fails("accept --input a.docx"), @"
    exit 3
    error: cannot read `a.docx`: this is a Word, Excel or ZIP file, not plain text
    hint: open it in the program it belongs to and save it as plain text, best as UTF-8
    ");
}

#[test]
fn one_bad_text_among_several_is_left_out_and_told() {
    let sandbox = Sandbox::with_termbase();
    sandbox.file("a.pdf", b"%PDF-1.7\n");
    assert_snapshot!(sandbox.told("add speech.en.txt a.pdf"), @"
    exit 0
    speech.en.txt: UTF-8, en, 226 characters
    warning: left out: cannot read `a.pdf`: this is a PDF document that the built-in reader does not understand; install pdftotext (of Poppler) or mutool (of MuPDF), or save it as text in a PDF reader
    left out 1 of 2 files; see the warnings above
    next: shuyu extract
    ");
    assert!(sandbox.done("texts").contains("speech.en.txt"));
}

#[test]
fn undecodable_bytes_are_counted_with_the_place_of_the_first() {
    let sandbox = Sandbox::with_termbase();
    let mut bytes = SPEECH.as_bytes().to_vec();
    bytes.splice(30..30, *b"\xFF\xFE");
    sandbox.file("torn.txt", &bytes);
    assert_snapshot!(sandbox.fails("add torn.txt --strict"), @"
    exit 3
    error: `torn.txt` has 2 undecodable places in UTF-8, the first at byte 30
    hint: name the right encoding with `--encoding`, or leave `--strict` out
    ");
    assert_snapshot!(sandbox.told("add torn.txt"), @"
    exit 0
    warning: `torn.txt` has 2 places that mean nothing in UTF-8, the first at byte 30; if it is another encoding, name it with `--encoding`
    torn.txt: UTF-8, zh-CN, 78 characters
    repeated sentences count once: 0 in the same text, 2 in another one, 1 but for a few words
    next: shuyu extract
    ");
    assert_snapshot!(sandbox.fails("extract torn.txt --strict -o list.tsv"), @"
    exit 3
    error: `torn.txt` has 2 undecodable places in UTF-8, the first at byte 30
    hint: name the right encoding with `--encoding`, or leave `--strict` out
    ");
    assert_snapshot!(sandbox.fails("build torn.txt --strict -o out"), @"
    exit 3
    error: `torn.txt` has 2 undecodable places in UTF-8, the first at byte 30
    hint: name the right encoding with `--encoding`, or leave `--strict` out
    ");
}

#[test]
fn an_encoding_that_does_not_exist_is_a_usage_error() {
    let sandbox = Sandbox::with_termbase();
    assert_snapshot!(sandbox.fails("add speech.zh.txt --encoding klingon"), @"
    exit 2
    error: invalid value 'klingon' for '--encoding <E>': `klingon` is not an encoding that can be read (use UTF-8, UTF-16LE, UTF-16BE, GB18030, Big5 or Windows-1252)
    hint: `shuyu add --help` shows examples and all options
    ");
}

#[test]
fn texts_that_are_no_pair_are_not_aligned() {
    let sandbox = Sandbox::with_termbase();
    sandbox.file("other.zh.txt", "海洋是我们共同的家园。\n");
    assert_snapshot!(sandbox.fails("align speech.en.txt speech.zh.txt --save"), @"
    exit 2
    error: the two texts are in the wrong order
    hint: the Chinese text comes first, then the English one
    ");
    assert_snapshot!(sandbox.fails("align speech.zh.txt other.zh.txt -o a.tmx"), @"
    exit 3
    error: `other.zh.txt` is Chinese too
    hint: the Chinese text comes first, then the English one
    ");
    assert_snapshot!(sandbox.fails("align speech.en.txt speech.en.txt --save"), @"
    exit 2
    error: `speech.en.txt` is given twice
    hint: give the Chinese text and its English translation
    ");
    assert_snapshot!(sandbox.fails("align speech.zh.txt"), @"
    exit 2
    warning: left out: `speech.zh.txt` has no translation beside it
    error: there is no pair of texts among the files
    hint: give a Chinese text and its translation, or name them NAME.zh.txt and NAME.en.txt
    ");
}

#[test]
fn a_build_without_chinese_says_so_and_leaves_nothing() {
    let sandbox = Sandbox::with_termbase();
    assert_snapshot!(sandbox.fails("build speech.en.txt -o out"), @"
    exit 3
    error: there is no Chinese text among the files
    hint: give at least one text in Chinese; `--lang zh-CN` says that they are
    ");
}

#[test]
fn a_pair_whose_sides_are_swapped_is_told_and_not_aligned() {
    let sandbox = Sandbox::new();
    sandbox.file("a.zh.txt", TRANSLATION);
    sandbox.file("a.en.txt", SPEECH);
    sandbox.file("b.zh.txt", SPEECH);
    let told = sandbox.told("build . -o out");
    assert!(told.starts_with("exit 0\n"), "{told}");
    assert!(
        told.contains("warning: not aligned: a.zh.txt with a.en.txt"),
        "{told}"
    );
}

#[test]
fn extracting_without_texts_says_what_to_add() {
    let sandbox = Sandbox::new();
    sandbox.done("set 蓝碳 --en carbon");
    assert_snapshot!(sandbox.fails("extract"), @"
    exit 3
    error: no Chinese text is registered
    hint: add texts first: shuyu add TEXTS
    ");
    assert_snapshot!(sandbox.told("texts"), @"
    exit 1
    no text is registered
    next: shuyu add TEXTS
    ");
}

#[test]
fn a_time_that_is_none_is_told_before_anything_is_made() {
    let sandbox = Sandbox::new();
    let mut command = sandbox.command("set 蓝碳 --en carbon");
    command.env("SOURCE_DATE_EPOCH", "yesterday");
    let output = command.output().expect("shuyu starts");
    assert_snapshot!(super::sandbox::told(&output), @"
    exit 2
    error: SOURCE_DATE_EPOCH is `yesterday`, which is not a number of seconds since 1970
    hint: remove the variable SOURCE_DATE_EPOCH, or set it to a number like 1700000000
    ");
    assert!(sandbox.names("").is_empty());
}
