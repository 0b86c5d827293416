//! How fast a memory is written and read, in bytes of the file.

use divan::Bencher;
use divan::counter::BytesCount;
use tmx::{Header, LangTag, TmxReader, TmxWriter, TranslationUnit};

fn main() {
    divan::main();
}

fn units(count: usize) -> Vec<TranslationUnit> {
    let (zh, en) = (LangTag::chinese(), LangTag::english());
    let unit = |number: usize| {
        let source = format!("第{number}届论坛通过了“蓝色走廊”行动计划 <{number}>。");
        let target = format!("Forum {number} adopted the “Blue Corridor” & its plan of action.");
        TranslationUnit {
            uid: format!("{number:032x}"),
            ..TranslationUnit::pair((&zh, &source), (&en, &target))
        }
    };
    (0..count).map(unit).collect()
}

fn write(units: &[TranslationUnit]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut writer = TmxWriter::new(&mut file, Header::default()).unwrap();
    for unit in units {
        writer.write(unit).unwrap();
    }
    writer.finish().unwrap();
    file
}

#[divan::bench(args = [100, 1_000, 10_000])]
fn write_units(bencher: Bencher<'_, '_>, count: usize) {
    let units = units(count);
    bencher
        .counter(BytesCount::new(write(&units).len()))
        .bench_local(|| write(&units));
}

#[divan::bench(args = [100, 1_000, 10_000])]
fn read_units(bencher: Bencher<'_, '_>, count: usize) {
    let file = write(&units(count));
    bencher
        .counter(BytesCount::new(file.len()))
        .bench_local(|| {
            TmxReader::new(&file[..])
                .unwrap()
                .map(Result::unwrap)
                .count()
        });
}
