//! Writes a memory and a termbase with every field filled and every nasty character in it, to be
//! read by other programs: `cargo run -p glossary --example exchange_samples -- FOLDER`.

use std::env;
use std::error::Error;
use std::fs::{self, File};
use std::path::PathBuf;

use glossary::entry::{
    AdministrativeStatus, ConceptEntry, Context, LangSec, PartOfSpeech, Related, Relation, TermSec,
    TermType, Usage,
};
use glossary::exchange::spreadsheet::{Guard, Layout, SpreadsheetOptions, SpreadsheetWriter};
use glossary::exchange::tbx::{PreferredTerm, TbxFlavour, TbxOptions, TbxWriter};
use tmx::{Header, LangTag, Prop, Timestamp, TmxWriter, TranslationUnit, Variant};

const PAIRS: [(&str, &str); 12] = [
    ("命运共同体", "community with a shared future"),
    ("守望\u{1}相助", "mutual\u{8} assistance"),
    ("一带\u{FFFE}一路", "Belt and Road\u{FFFF}"),
    ("结束]]>之后", "after ]]> the end"),
    ("研究&开发", "R&D <and> more"),
    ("“引号”与\"直引号\"", "it's \"quoted\""),
    ("\u{3000}各位\u{3000}来宾\u{3000}", " ladies and gentlemen "),
    ("𠮷野家与𪚥", "Yoshinoya 𠮷"),
    ("笑脸🙂👨\u{200D}👩\u{200D}👧", "smile 🙂"),
    ("&amp;实体&#65;", "&lt;entity&gt; &#x1;"),
    ("=1+1", "@SUM(A1)"),
    ("中国\u{2014}\u{2014}中亚峰会", "China–Central Asia Summit"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args_os().nth(1).ok_or("name a folder to write into")?);
    fs::create_dir_all(&folder)?;
    write_memory(File::create(folder.join("sample.tmx"))?)?;
    for flavour in TbxFlavour::ALL {
        let name = match flavour {
            TbxFlavour::V2Basic => "sample.tbx".to_owned(),
            TbxFlavour::V3 { dialect, style } => format!("sample-{dialect}-{style}.tbx"),
        };
        write_termbase(
            File::create(folder.join(name))?,
            PreferredTerm::Last,
            flavour,
        )?;
    }
    let first = File::create(folder.join("sample-first.tbx"))?;
    write_termbase(first, PreferredTerm::First, TbxFlavour::V2Basic)?;
    let comma = Layout::Csv { separator: ',' };
    for (name, layout) in [("sample.csv", comma), ("sample.utf8", Layout::Tsv)] {
        write_table(File::create(folder.join(name))?, layout)?;
    }
    Ok(())
}

fn write_memory(file: File) -> Result<(), Box<dyn Error>> {
    let (zh, en) = (LangTag::chinese(), LangTag::english());
    let time = Some(Timestamp::from_seconds(1_700_000_000));
    let header = Header {
        creation_date: time,
        creation_id: Some("译者".to_owned()),
        notes: vec!["样例 & sample".into()],
        props: vec![Prop::new("x-project", "样例")],
        ..Header::new(zh.clone(), en.clone())
    };
    let mut writer = TmxWriter::new(file, header)?;
    for (source, target) in PAIRS {
        let mut unit = TranslationUnit {
            uid: "same".to_owned(),
            source_lang: Some(zh.clone()),
            creation_date: time,
            creation_id: Some("译者\u{2} <a@b>".to_owned()),
            change_date: time,
            change_id: Some("审校".to_owned()),
            usage_count: Some(2),
            last_usage_date: time,
            notes: vec!["备注 ]]> note".into()],
            props: vec![Prop::new("x-origin", "line\nbreak & \u{B}")],
            ..TranslationUnit::pair((&zh, source), (&en, target))
        };
        for variant in &mut unit.variants {
            variant.notes = vec!["note".into()];
            variant.props = vec![Prop::new(Prop::PINYIN, "mìngyùn gòngtóngtǐ")];
        }
        unit.variants
            .insert(0, Variant::new("zh-Latn-pinyin".parse()?, "mìngyùn"));
        writer.write(&unit)?;
    }
    writer.write(&TranslationUnit::pair((&zh, "空"), (&en, " ")))?;
    let report = writer.finish()?;
    assert_eq!((report.written, report.skipped), (PAIRS.len() as u64, 1));
    Ok(())
}

fn write_termbase(
    file: File,
    preferred: PreferredTerm,
    flavour: TbxFlavour,
) -> Result<(), Box<dyn Error>> {
    let linked = Relation::ALL.map(|relation| format!("simple{}", relation.as_str()));
    let options = TbxOptions {
        flavour,
        linked: linked.into_iter().collect(),
        title: "样例 & sample".to_owned(),
        source_description: "Made up ]]>".to_owned(),
        date: Some(Timestamp::from_seconds(1_700_000_000)),
        include_forbidden: true,
        preferred,
        ..TbxOptions::default()
    };
    let mut writer = TbxWriter::new(file, options)?;
    let parts = PartOfSpeech::ALL.into_iter().cycle();
    for ((source, target), part_of_speech) in PAIRS.into_iter().zip(parts) {
        let term = |text: &str, status| TermSec {
            part_of_speech,
            usage: vec![Usage {
                status: Some(status),
                from: "2013-05".parse().ok(),
                until: None,
                source: Some("《词典》 & \u{1}others".to_owned()),
            }],
            term_type: Some(TermType::FullForm),
            contexts: vec![Context {
                text: "句子 & <语境>".to_owned(),
                translation: Some("A sentence ]]>".to_owned()),
                source: Some("报告, p. 3".to_owned()),
            }],
            note: Some(
                "a remark\non two lines; grammaticalGender: neuter; register: technicalRegister; \
                 geographicalUsage: 大陆; externalCrossReference: https://example.org/a?b=1&c=2 x; \
                 modification: 2024-05-01 (李)"
                    .to_owned(),
            ),
            ..TermSec::new(text)
        };
        let mut main = term(source, AdministrativeStatus::Preferred);
        main.pinyin = Some("mìngyùn gòngtóngtǐ".to_owned());
        let mut wrong = term("wrong", AdministrativeStatus::Admitted);
        wrong.forbidden = true;
        let english = vec![
            term(target, AdministrativeStatus::Preferred),
            term("also good", AdministrativeStatus::Admitted),
            term("old", AdministrativeStatus::Superseded),
            term("bad", AdministrativeStatus::Deprecated),
            wrong,
        ];
        writer.write(&ConceptEntry {
            id: 1,
            uid: "1f 同.".to_owned(),
            subject: Some("政治 & 外交".to_owned()),
            definition: Some("定义 <definition>".to_owned()),
            note: Some(
                "definition: a remark; source: 词典; xGraphic: http://example.org/a.png; \
                 origination: 2020-02-29"
                    .to_owned(),
            ),
            customer: Some("Port & Sons".to_owned()),
            project: Some("2026 <forum>".to_owned()),
            do_not_translate: true,
            approved_by: Some("Li".to_owned()),
            related: Relation::ALL
                .map(|relation| Related {
                    relation,
                    uid: format!("simple{}", relation.as_str()),
                })
                .to_vec(),
            languages: vec![
                LangSec {
                    lang: LangTag::chinese(),
                    terms: vec![main],
                },
                LangSec {
                    lang: "zh-Latn".parse()?,
                    terms: Vec::new(),
                },
                LangSec {
                    lang: LangTag::english(),
                    terms: english,
                },
            ],
        })?;
        for relation in Relation::ALL {
            let section = |lang, text: &str| LangSec {
                lang,
                terms: vec![TermSec::new(text)],
            };
            writer.write(&ConceptEntry {
                uid: format!("simple{}", relation.as_str()),
                languages: vec![
                    section(LangTag::chinese(), "术语"),
                    section(LangTag::english(), "term"),
                ],
                ..ConceptEntry::default()
            })?;
        }
    }
    assert_eq!(writer.finish()?.written, 3 * PAIRS.len() as u64);
    Ok(())
}

fn write_table(file: File, layout: Layout) -> Result<(), Box<dyn Error>> {
    let options = SpreadsheetOptions {
        layout,
        guard: Guard::Excel,
        ..SpreadsheetOptions::default()
    };
    let mut writer = SpreadsheetWriter::new(file, options)?;
    for (source, target) in PAIRS {
        writer.row(&[source, target, "备注\tnote"])?;
    }
    writer.finish()?;
    Ok(())
}
