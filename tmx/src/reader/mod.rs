//! Reading translation memories from TMX 1.1 to 1.4.

pub(crate) mod context;
mod field;
mod header;
pub(crate) mod remark;
mod report;
pub(crate) mod segment;
mod unit;

use std::io::Read;

use self::context::{Context, Stop};
pub use self::report::{BrokenUnit, ReadError, ReadOptions, ReadReport};
use crate::xml::{Limits, Node, XmlStream};
use crate::{Header, TranslationUnit};

/// Reads a translation memory, unit by unit.
///
/// TMX 1.1 to 1.4 in any encoding is read without loss: all languages and variants of a unit,
/// inline elements as typed runs, white space, dates, notes, properties and every attribute. What
/// is not as the standard has it is read as far as it can be meant, and counted: language tags may
/// be written `zh_cn` or `lang="ZH-CN"`, and a date that is no date stays an attribute. No more
/// than a unit is in memory; compressed files go through [`inflated`](crate::inflated) first.
///
/// A *unit* that cannot be used (no variants, no language, no segment, far too long) is left out,
/// counted and listed in the [report](Self::report), unless [`ReadOptions::strict`] is set. A
/// *file* that is damaged ends the reading with one error; the units before it have been given
/// out by then, and it is the caller who decides whether they count.
///
/// ```
/// use tmx::{LangTag, TmxReader};
///
/// let file = r#"<tmx version="1.4">
///   <header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x"
///           adminlang="en" srclang="zh-CN" datatype="plaintext"/>
///   <body>
///     <tu tuid="1">
///       <tuv xml:lang="zh-CN"><seg>命运<hi type="bold">共同体</hi></seg></tuv>
///       <tuv xml:lang="en"><seg>shared future</seg></tuv>
///     </tu>
///     <tu/>
///   </body>
/// </tmx>"#;
/// let mut reader = TmxReader::new(file.as_bytes())?;
/// assert_eq!(reader.header().source_lang, LangTag::chinese());
///
/// let units: Vec<_> = reader.by_ref().collect::<Result<_, _>>()?;
/// let zh = units[0].variant(&LangTag::chinese()).unwrap();
/// assert_eq!(zh.segment.plain_text(), "命运共同体");
///
/// let report = reader.report();
/// assert_eq!((report.units, report.broken), (1, 1));
/// assert_eq!(report.listed[0].to_string(), "line 9, column 5: a unit has no variants");
/// # Ok::<(), tmx::ReadError>(())
/// ```
#[derive(Debug)]
pub struct TmxReader<R> {
    xml: XmlStream<R>,
    context: Context,
    options: ReadOptions,
    version: String,
    header: Header,
    ended: bool,
}

impl<R: Read> TmxReader<R> {
    /// Reads as far as the header; `input` needs no buffer around it.
    ///
    /// # Errors
    ///
    /// When it is no TMX, or is damaged or cut off before its units.
    pub fn new(input: R) -> Result<Self, ReadError> {
        Self::with_options(input, ReadOptions::default())
    }

    /// As [`new`](Self::new), with options.
    ///
    /// ```
    /// use tmx::{ReadOptions, TmxReader};
    ///
    /// let file = "<tmx><body><tu><tuv><seg>x</seg></tuv></tu></body></tmx>";
    /// let options = ReadOptions { strict: true, ..ReadOptions::default() };
    /// let mut reader = TmxReader::with_options(file.as_bytes(), options)?;
    /// let error = reader.next().unwrap().unwrap_err();
    /// assert_eq!(error.to_string(), "line 1, column 12: a variant has no language");
    /// # Ok::<(), tmx::ReadError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When it is no TMX, or is damaged or cut off before its units.
    pub fn with_options(input: R, options: ReadOptions) -> Result<Self, ReadError> {
        let limits = Limits {
            roots: &["tmx"],
            ..Limits::EXCHANGE
        };
        let mut reader = Self {
            xml: XmlStream::new(input, limits),
            context: Context::default(),
            options,
            version: String::new(),
            header: Header::undetermined(),
            ended: false,
        };
        reader.read_head()?;
        Ok(reader)
    }

    /// What the file says of itself.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The version of TMX that it says it is; empty when it does not say.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What became of the units that were read until now.
    #[must_use]
    pub fn report(&self) -> &ReadReport {
        &self.context.report
    }

    /// Reads up to the beginning of the body.
    fn read_head(&mut self) -> Result<(), ReadError> {
        let Self { xml, context, .. } = self;
        while let Some(node) = xml.next()? {
            let Node::Start(element) = node else {
                continue;
            };
            match element.name() {
                "tmx" => self.version = element.attribute("version").unwrap_or_default(),
                "header" => {
                    let header = header::begin(&element, context);
                    xml.mark();
                    context.begin(xml.position());
                    self.header =
                        header::read(header, xml, context).map_err(|stop| match stop {
                            Stop::File(error) => error.into(),
                            Stop::Unit(_) => ReadError {
                                place: xml.marked(),
                                cause: "the header is too long".to_owned(),
                            },
                        })?;
                }
                "body" => return Ok(()),
                _ => {
                    context.report.unknown += 1;
                    xml.skip()?;
                }
            }
        }
        Ok(())
    }

    fn advance(&mut self) -> Result<Option<TranslationUnit>, ReadError> {
        let Self { xml, context, .. } = self;
        while let Some(node) = xml.next()? {
            let element = match node {
                Node::Start(element) => element,
                Node::Text(text) => {
                    context.pass_text(&text);
                    continue;
                }
                Node::End(_) => continue,
            };
            match element.name() {
                "tu" => {}
                // Of files that were joined.
                "body" => continue,
                _ => {
                    context.report.unknown += 1;
                    xml.skip()?;
                    continue;
                }
            }
            let mut unit = unit::begin(&element, context);
            let depth = xml.depth();
            xml.mark();
            context.begin(xml.position());
            let cause = match unit::read(&mut unit, xml, context) {
                Ok(left_out) => {
                    if let Some(cause) = left_out {
                        let place = xml.marked();
                        context.leave_out_variant(BrokenUnit { place, cause }, &self.options)?;
                    }
                    context.report.units += 1;
                    return Ok(Some(unit));
                }
                Err(Stop::File(error)) => return Err(error.into()),
                Err(Stop::Unit(cause)) => cause,
            };
            let place = xml.marked();
            context.leave_out(BrokenUnit { place, cause }, &self.options)?;
            while xml.depth() >= depth && xml.next()?.is_some() {}
        }
        Ok(None)
    }
}

impl<R: Read> Iterator for TmxReader<R> {
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
