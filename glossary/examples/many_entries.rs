//! Makes a termbase of many entries, to measure how fast they are found:
//! `cargo run --release -p glossary --example many_entries -- many.db 100000`.
//!
//! Terms are put together of common words, so that characters, syllables and English words recur
//! far more often than in a real termbase of that size.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;
use std::time::Instant;

use glossary::curate::{new_concept, new_term};
use glossary::entry::{LangSec, TermSec};
use glossary::store::{Access, Author, Store};
use tmx::LangTag;

/// Words and what they are in English.
const WORDS: &str = "海洋 ocean,经济 economic,合作 cooperation,发展 development,绿色 green,能源 energy,\
人类 human,命运 destiny,共同体 community,国际 international,贸易 trade,投资 investment,港口 port,\
联盟 alliance,论坛 forum,机制 mechanism,治理 governance,安全 security,文化 cultural,交流 exchange,\
教育 education,科技 technology,创新 innovation,产业 industrial,数字 digital,金融 financial,银行 bank,\
基础 basic,设施 facilities,建设 construction,生态 ecological,环境 environment,保护 protection,气候 climate,\
变化 change,低碳 low-carbon,转型 transition,农业 agricultural,粮食 food,渔业 fishery,资源 resource,\
管理 management,开发 exploitation,利用 use,技术 technical,标准 standard,认证 certification,法律 legal,\
制度 system,改革 reform,开放 opening-up,市场 market,企业 enterprise,公共 public,卫生 health,医疗 medical,\
服务 service,社会 social,保障 insurance,就业 employment,城市 urban,农村 rural,区域 regional,战略 strategic,\
伙伴 partner,关系 relations,对话 dialogue,协商 consultation,谈判 negotiation,条约 treaty,协定 agreement,\
宣言 declaration,倡议 initiative,行动 action,计划 plan,项目 project,平台 platform,网络 network,信息 information,\
通信 communication,卫星 satellite,航天 space,航空 aviation,铁路 railway,公路 highway,运输 transport,物流 logistics,\
仓储 storage,海关 customs,关税 tariff,税收 tax,财政 fiscal,货币 monetary,汇率 exchange-rate,债务 debt,风险 risk,\
评估 assessment,监测 monitoring,预警 early-warning,应急 emergency,救援 rescue,灾害 disaster,减少 reduction,\
贫困 poverty,妇女 women,儿童 children,青年 youth,老年 elderly,志愿 volunteer,媒体 media,新闻 news,出版 publishing,\
旅游 tourism,体育 sports,艺术 art,遗产 heritage,博物 natural-history,研究 research,中心 center,重点 key,行业 sector";

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("name the file to make")?;
    let count: usize = arguments.next().as_deref().unwrap_or("100000").parse()?;
    let words: Vec<(&str, &str)> = WORDS
        .split(',')
        .filter_map(|word| word.split_once(' '))
        .collect();
    let start = Instant::now();
    let mut store = Store::open(Path::new(&path), Access::Write)?;
    let author = Author {
        user: "example".to_owned(),
        command: "many_entries".to_owned(),
        at: 1_700_000_000,
    };
    let mut work = store.begin(&author)?;
    let mut numbers = Numbers(1);
    let mut made = BTreeSet::new();
    while made.len() < count {
        let chosen: Vec<(&str, &str)> = (0..2 + numbers.below(3))
            .filter_map(|_| words.get(numbers.below(words.len())).copied())
            .collect();
        let chinese: String = chosen.iter().map(|word| word.0).collect();
        if !made.insert(chinese.clone()) {
            continue;
        }
        let english: Vec<&str> = chosen.iter().map(|word| word.1).collect();
        let mut entry = new_concept(&LangTag::chinese(), new_term(&chinese, None));
        entry.languages.push(LangSec {
            lang: LangTag::english(),
            terms: vec![TermSec::new(english.join(" "))],
        });
        work.save_concept(&entry)?;
    }
    work.commit()?;
    report(made.len(), start);
    Ok(())
}

#[expect(clippy::print_stdout, reason = "an example that reports")]
fn report(count: usize, start: Instant) {
    println!("{count} entries in {:?}", start.elapsed());
}

/// The same numbers on every machine (the generator of Numerical Recipes).
struct Numbers(u32);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as usize % limit
    }
}
