// Run inside OmegaT (console mode, --script). Cuts the text in $CUT_TEXT, language $CUT_LANG, by the rules in $CUT_RULES with
// OmegaT's own segmenter, and writes a segment a line to $CUT_OUT. OmegaT 3.6 has no reader for SRX of its own.
import org.omegat.core.segmentation.*
import org.omegat.util.Language
if (eventType.toString() == "LOAD") {
  def file = new XmlParser(false, false).parse(new File(System.getenv("CUT_RULES")))
  def rules = file.body.languagerules.languagerule.collectEntries { set ->
    [set.'@languagerulename', set.rule.collect { new Rule(it.'@break' == "yes", it.beforebreak.text(), it.afterbreak.text()) }]
  }
  def map = file.body.maprules.languagemap.find { System.getenv("CUT_LANG") ==~ it.'@languagepattern' }
  def srx = new SRX()
  srx.mappingRules = [new MapRule("rules", ".*", rules[map.'@languagerulename'])]
  def segmenter = new Segmenter()
  segmenter.setSRX(srx)
  new File(System.getenv("CUT_OUT")).withWriter("UTF-8") { out ->
    new File(System.getenv("CUT_TEXT")).eachLine("UTF-8") { line ->
      def segments = segmenter.segment(new Language(System.getenv("CUT_LANG")), line, [], [])
      segments.collect { it.replaceAll(/^[\s\u3000\uFEFF]+|[\s\u3000]+$/, "") }.findAll { it }.each { out.println(it) }
    }
  }
}
