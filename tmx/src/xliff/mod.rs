//! Reading translations from XLIFF, the files that translators work in.

mod content;
mod draft;
mod unit;

use std::collections::VecDeque;
use std::io::Read;

use self::draft::{Around, Pair, props};
use crate::reader::context::{Context, Stop};
use crate::xml::{Element, Limits, Node, XmlStream};
use crate::{BrokenUnit, ReadError, ReadOptions, ReadReport, TranslationUnit};

/// Elements around units whose attributes are kept with each.
const AROUND: [&str; 2] = ["file", "group"];

/// Reads the translations of an XLIFF file, unit by unit.
///
/// Read are XLIFF 1.2, with what Trados (`.sdlxliff`) and memoQ (`.mqxliff`) put into it, and
/// XLIFF 2.x. A text that is cut into segments gives a unit a segment. Codes become inline
/// elements; attributes of units, segments and targets (`state`, `approved`, `mq:status`, the
/// percentage of a match …) become properties called `x-xliff-…`, those of sources, groups and
/// files `x-xliff-source-…`, `x-xliff-group-…` and `x-xliff-file-…`. Sources without a target are
/// left out and counted, and so are elements that are no part of a unit, such as proposals.
///
/// Broken units and damaged files are treated as by [`TmxReader`](crate::TmxReader).
///
/// ```
/// use tmx::{LangTag, XliffReader};
///
/// let file = r#"<xliff version="1.2"><file source-language="zh-CN" target-language="en"><body>
///   <trans-unit id="1"><source>守望<g id="1">相助</g></source>
///     <target state="final">mutual <g id="1">assistance</g></target></trans-unit>
///   <trans-unit id="2"><source>睦邻</source></trans-unit>
/// </body></file></xliff>"#;
/// let mut reader = XliffReader::new(file.as_bytes());
/// let unit = reader.next().unwrap()?;
/// let zh = unit.variant(&LangTag::chinese()).unwrap();
/// assert_eq!(zh.segment.plain_text(), "守望相助");
/// assert_eq!(unit.props[1].kind, "x-xliff-state");
///
/// assert!(reader.next().is_none());
/// assert_eq!(reader.report().untranslated, 1);
/// # Ok::<(), tmx::ReadError>(())
/// ```
#[derive(Debug)]
pub struct XliffReader<R> {
    xml: XmlStream<R>,
    context: Context,
    options: ReadOptions,
    pair: Pair,
    around: Around,
    ready: VecDeque<TranslationUnit>,
    ended: bool,
}

impl<R: Read> XliffReader<R> {
    /// Reads what `input` gives; it needs no buffer around it.
    #[must_use]
    pub fn new(input: R) -> Self {
        Self::with_options(input, ReadOptions::default())
    }

    /// As [`new`](Self::new), with options.
    #[must_use]
    pub fn with_options(input: R, options: ReadOptions) -> Self {
        let limits = Limits {
            roots: &["xliff"],
            ..Limits::EXCHANGE
        };
        Self {
            xml: XmlStream::new(input, limits),
            context: Context::default(),
            options,
            pair: Pair::default(),
            around: Around::default(),
            ready: VecDeque::new(),
            ended: false,
        }
    }

    /// What became of the units that were read until now.
    #[must_use]
    pub fn report(&self) -> &ReadReport {
        &self.context.report
    }

    fn advance(&mut self) -> Result<Option<TranslationUnit>, ReadError> {
        let Self { xml, context, .. } = self;
        loop {
            if let Some(unit) = self.ready.pop_front() {
                context.report.units += 1;
                return Ok(Some(unit));
            }
            let Some(node) = xml.next()? else {
                return Ok(None);
            };
            let element = match node {
                Node::Start(element) => element,
                Node::End(closing) if AROUND.contains(&closing.name()) => {
                    self.around.end();
                    continue;
                }
                _ => continue,
            };
            let name = element.name();
            match name {
                // Around the units; in 1.2 the file says the languages, in 2.x the root.
                "xliff" | "file" | "group" => {
                    languages(&element, &mut self.pair, context);
                    if AROUND.contains(&name) {
                        context.report.unknown += self.around.begin(&element);
                    }
                    continue;
                }
                "body" => continue,
                "trans-unit" | "unit" => {}
                _ => {
                    context.report.unknown += 1;
                    xml.skip()?;
                    continue;
                }
            }
            let is_old = name == "trans-unit";
            let props = props(&element);
            let depth = xml.depth();
            xml.mark();
            context.begin(xml.position());
            let units = match is_old {
                true => unit::trans_unit(props, self.around.props(), &self.pair, xml, context),
                false => unit::unit(props, self.around.props(), &self.pair, xml, context),
            };
            let cause = match units {
                Ok(units) => {
                    self.ready.extend(units);
                    continue;
                }
                Err(Stop::File(error)) => return Err(error.into()),
                Err(Stop::Unit(cause)) => cause,
            };
            let place = xml.marked();
            context.leave_out(BrokenUnit { place, cause }, &self.options)?;
            while xml.depth() >= depth && xml.next()?.is_some() {}
        }
    }
}

fn languages(element: &Element<'_>, pair: &mut Pair, context: &mut Context) {
    // In 1.2 every file has languages of its own.
    if element.attribute("source-language").is_some() {
        *pair = Pair::default();
    }
    for attribute in element.attributes() {
        let lang = match attribute.name {
            "source-language" | "srcLang" => &mut pair.source,
            "target-language" | "trgLang" => &mut pair.target,
            _ => continue,
        };
        *lang = context.lang(&attribute.value).ok();
        context.report.odd += u64::from(lang.is_none());
    }
}

impl<R: Read> Iterator for XliffReader<R> {
    type Item = Result<TranslationUnit, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = self.advance().transpose();
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }
}
