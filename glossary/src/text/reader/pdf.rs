//! PDF documents, where no program is at hand that reads them better.
//!
//! What is read are documents whose fonts say which letters they draw, as word processors write
//! them. Of others, such as those that rely on the Chinese fonts of the system, little or
//! nothing comes out, and that is told.

use std::thread;

use super::error::ReadError;

/// The name of the thread that reads PDF. A panic of it is no mistake of ours and is told as an
/// error of the file, so whoever reports panics should be silent about it.
pub const PDF_THREAD: &str = "pdf reader";

/// Deeply nested documents take more than the usual 2 MiB.
const STACK: usize = 64 << 20;

/// The text, with a form feed after each page.
///
/// # Errors
///
/// When the document is protected or damaged, or the reader does not understand it.
pub(super) fn read(bytes: &[u8]) -> Result<String, ReadError> {
    let result = thread::scope(|scope| {
        let reader = thread::Builder::new()
            .name(PDF_THREAD.to_owned())
            .stack_size(STACK)
            .spawn_scoped(scope, || {
                pdf_extract::extract_text_from_mem_by_pages(bytes)
                    .map_err(|error| error.to_string())
            });
        // A panic is what the library has instead of many an error.
        reader.ok().and_then(|reader| reader.join().ok())
    });
    match result {
        Some(Ok(pages)) => Ok(pages.into_iter().map(|page| page + "\n\u{c}").collect()),
        Some(Err(error)) if is_about_encryption(&error) => Err(ReadError::Protected {
            what: "it is protected by a password",
        }),
        _ => Err(ReadError::NotUnderstood),
    }
}

fn is_about_encryption(error: &str) -> bool {
    let error = error.to_lowercase();
    ["password", "crypt"]
        .iter()
        .any(|word| error.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A document of one page with this text in a standard font.
    fn document(text: &str) -> Vec<u8> {
        let stream = format!("BT /F 12 Tf 72 700 Td ({text}) Tj ET");
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
             /Resources << /Font << /F 5 0 R >> >> >>"
                .to_owned(),
            format!(
                "<< /Length {} >>\nstream\n{stream}\nendstream",
                stream.len()
            ),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
                .to_owned(),
        ];
        let mut file = "%PDF-1.4\n".to_owned();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
        for (index, object) in objects.iter().enumerate() {
            table += &format!("{:010} 00000 n \n", file.len());
            file += &format!("{} 0 obj\n{object}\nendobj\n", index + 1);
        }
        let start = file.len();
        file += &table;
        file += &format!(
            "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
            objects.len() + 1
        );
        file.into_bytes()
    }

    #[test]
    fn a_plain_document_is_read() {
        let text = read(&document("harbour forum")).unwrap();
        assert!(text.contains("harbour forum"), "{text:?}");
        assert!(text.ends_with('\u{c}'));
    }

    #[test]
    fn what_is_not_understood_is_an_error_and_no_panic() {
        let whole = document("harbour forum");
        for cut in (0..whole.len()).step_by(23) {
            let _ = read(&whole[..cut]);
        }
        assert_eq!(read(b"%PDF-1.7\n"), Err(ReadError::NotUnderstood));
        // The font has its letters from the system.
        let foreign = String::from_utf8(whole)
            .unwrap()
            .replace("/WinAnsiEncoding", "/UniGB-UCS2-H   ")
            .replace("/Type1", "/Type0");
        assert_eq!(read(foreign.as_bytes()), Err(ReadError::NotUnderstood));
    }
}
