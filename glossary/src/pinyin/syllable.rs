//! The syllables of Mandarin, as Hanyu Pinyin writes them, without tones.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// All syllables that a dictionary of the modern language has, exclamations among them; erhua's
/// `r` is none, since it goes on with another one.
const SYLLABLES: &str = "
    a ai an ang ao e ei en eng er o ou ê m n ng hm hng
    ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu
    pa pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu
    ma mai man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu
    fa fan fang fei fen feng fiao fo fou fu
    da dai dan dang dao de dei den deng di dia dian diao die ding diu dong dou du duan dui dun duo
    ta tai tan tang tao te tei teng ti tian tiao tie ting tong tou tu tuan tui tun tuo
    na nai nan nang nao ne nei nen neng ni nia nian niang niao nie nin ning niu nong nou nu nuan
    nun nuo nü nüe
    la lai lan lang lao le lei leng li lia lian liang liao lie lin ling liu lo long lou lu luan lun
    luo lü lüe
    ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui gun guo
    ka kai kan kang kao ke kei ken keng kong kou ku kua kuai kuan kuang kui kun kuo
    ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo
    ji jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun
    qi qia qian qiang qiao qie qin qing qiong qiu qu quan que qun
    xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun
    zha zhai zhan zhang zhao zhe zhei zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui
    zhun zhuo
    cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun
    chuo
    sha shai shan shang shao she shei shen sheng shi shou shu shua shuai shuan shuang shui shun
    shuo
    ran rang rao re ren reng ri rong rou ru rua ruan rui run ruo
    za zai zan zang zao ze zei zen zeng zi zong zou zu zuan zui zun zuo
    ca cai can cang cao ce cei cen ceng ci cong cou cu cuan cui cun cuo
    sa sai san sang sao se sei sen seng si song sou su suan sui sun suo
    ya yai yan yang yao ye yi yin ying yo yong you yu yuan yue yun
    wa wai wan wang wei wen weng wo wu";

/// Letters of the longest syllable: `zhuang`.
pub(super) const LONGEST: usize = 6;

/// Whether these lower-case letters without a tone are a syllable.
pub(super) fn is_syllable(letters: &str) -> bool {
    static SET: LazyLock<BTreeSet<&'static str>> =
        LazyLock::new(|| SYLLABLES.split_whitespace().collect());
    SET.contains(letters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pinyin::polyphone::ReadingCounts;

    #[test]
    fn every_reading_that_was_counted_is_a_syllable() {
        for (character, readings) in ReadingCounts::built_in().iter() {
            for (sound, _) in readings.iter().filter(|(sound, _)| !sound.is_erhua()) {
                assert!(is_syllable(sound.letters()), "{character} {sound}");
            }
        }
    }

    #[test]
    fn none_is_longer_than_the_longest() {
        let longest = SYLLABLES
            .split_whitespace()
            .map(|it| it.chars().count())
            .max();
        assert_eq!(longest, Some(LONGEST));
    }

    #[test]
    fn what_cannot_be_said_is_none() {
        for letters in ["", "r", "bx", "mingyun", "jü", "zz"] {
            assert!(!is_syllable(letters), "{letters}");
        }
    }
}
