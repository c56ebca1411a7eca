//! Text that comes as bytes, cut anywhere.

/// The first bytes of a character whose last have not come yet: three at most.
#[derive(Clone, Debug, Default)]
pub(super) struct CutCharacter(Vec<u8>);

/// Bytes that are no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NotUtf8;

impl CutCharacter {
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Appends the text of what was cut and `chunk` to `out`, and keeps what is cut again.
    ///
    /// # Errors
    /// Where the bytes are no UTF-8; the text before them is appended.
    pub(super) fn complete(&mut self, chunk: &[u8], out: &mut String) -> Result<(), NotUtf8> {
        let bytes = if self.0.is_empty() {
            std::borrow::Cow::Borrowed(chunk)
        } else {
            std::borrow::Cow::Owned([std::mem::take(&mut self.0).as_slice(), chunk].concat())
        };
        let (text, rest) = match std::str::from_utf8(&bytes) {
            Ok(text) => (text, &[][..]),
            Err(error) => {
                let (valid, rest) = bytes.split_at(error.valid_up_to());
                // The bytes were just found valid.
                let text = std::str::from_utf8(valid).unwrap_or("");
                if error.error_len().is_some() {
                    out.push_str(text);
                    return Err(NotUtf8);
                }
                (text, rest)
            }
        };
        out.push_str(text);
        self.0.extend_from_slice(rest);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn text_cut_anywhere_comes_out_whole(text: String, sizes in prop::collection::vec(1_usize..5, 1..8)) {
            let (mut cut, mut out) = (CutCharacter::default(), String::new());
            let (mut rest, mut sizes) = (text.as_bytes(), sizes.iter().cycle());
            while !rest.is_empty() {
                let size = sizes.next().copied().unwrap_or(1).min(rest.len());
                prop_assert_eq!(cut.complete(&rest[..size], &mut out), Ok(()));
                prop_assert!(cut.0.len() < 4);
                rest = &rest[size..];
            }
            prop_assert!(cut.is_empty());
            prop_assert_eq!(out, text);
        }
    }

    #[test]
    fn what_is_no_text_is_told_behind_what_is() {
        let (mut cut, mut out) = (CutCharacter::default(), String::new());
        assert_eq!(cut.complete("ab\u{e4}".as_bytes().get(..3).unwrap(), &mut out), Ok(()));
        assert!(!cut.is_empty());
        assert_eq!(cut.complete(b"c", &mut out), Err(NotUtf8));
        assert_eq!(out, "ab");
    }
}
