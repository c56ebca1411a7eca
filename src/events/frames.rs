//! The framing of server-sent events: bytes cut anywhere in, one event at a time out.
//!
//! After "event stream interpretation" of the WHATWG HTML standard, section 9.2.6; an event that
//! its end cuts off is dropped, as there.

use std::collections::VecDeque;

use crate::error::EventError;

/// Cuts a stream into events. Each byte is looked at once.
#[derive(Default)]
pub(super) struct Frames {
    line: Vec<u8>,
    frame: Frame,
    begun: bool,
    /// The last byte was a carriage return: a line feed belongs to the same end of line.
    after_return: bool,
}

/// One event or comment as it came. It has no `Debug`: it holds text.
#[derive(Clone, Default)]
pub(super) struct Frame {
    /// Its bytes, the empty line behind it included.
    pub(super) raw: Vec<u8>,
    pub(super) event: Option<String>,
    pub(super) id: Option<String>,
    pub(super) retry: Option<String>,
    /// The lines of `data`, joined by line feeds; none for a comment.
    pub(super) data: Option<String>,
    /// A field that the standard does not know; readers pass it over.
    pub(super) has_unknown_field: bool,
}

impl Frames {
    /// One event takes at most so many bytes, here and on its way out of a guarded stream.
    pub(super) const MOST: usize = 4 << 20;

    /// Takes bytes and appends the events that are whole now.
    pub(super) fn push(
        &mut self,
        bytes: &[u8],
        out: &mut VecDeque<Frame>,
    ) -> Result<(), EventError> {
        let mut rest = bytes;
        if self.after_return && rest.first() == Some(&b'\n') {
            // It goes with what follows, so that it does not matter where bytes are cut.
            self.frame.raw.push(b'\n');
            rest = rest.get(1..).unwrap_or_default();
        }
        self.after_return &= bytes.is_empty();
        while let Some(end) = memchr::memchr2(b'\n', b'\r', rest) {
            let (line, behind) = rest.split_at(end);
            self.take(line)?;
            let is_return = behind.first() == Some(&b'\r');
            self.frame.raw.extend_from_slice(behind.get(..1).unwrap_or_default());
            rest = behind.get(1..).unwrap_or_default();
            self.end_line(out)?;
            if is_return {
                match rest.first() {
                    Some(b'\n') => {
                        self.frame.raw.push(b'\n');
                        rest = rest.get(1..).unwrap_or_default();
                    }
                    Some(_) => {}
                    None => self.after_return = true,
                }
            }
        }
        self.take(rest)
    }

    /// What is left at the end that is no event: ends of lines.
    pub(super) fn finish(self) -> Vec<u8> {
        let only_ends = self.frame.raw.iter().all(|byte| matches!(byte, b'\n' | b'\r'));
        if only_ends && self.line.is_empty() { self.frame.raw } else { Vec::new() }
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), EventError> {
        if self.frame.raw.len() + bytes.len() > Self::MOST {
            return Err(EventError::TooLong { limit: Self::MOST });
        }
        self.frame.raw.extend_from_slice(bytes);
        self.line.extend_from_slice(bytes);
        Ok(())
    }

    fn end_line(&mut self, out: &mut VecDeque<Frame>) -> Result<(), EventError> {
        let line = std::mem::take(&mut self.line);
        let mut text = std::str::from_utf8(&line).map_err(|_| EventError::NotUtf8)?;
        if !std::mem::replace(&mut self.begun, true) {
            text = text.strip_prefix('\u{feff}').unwrap_or(text);
        }
        let frame = &mut self.frame;
        let (name, value) = match text.split_once(':') {
            Some((name, value)) => (name, value.strip_prefix(' ').unwrap_or(value)),
            None => (text, ""),
        };
        match name {
            "" => {
                // The empty line ends an event, and a comment outside of one stands by itself.
                let outside = frame.data.is_none() && frame.event.is_none() && frame.id.is_none();
                if text.is_empty() || (outside && frame.retry.is_none()) {
                    out.push_back(std::mem::take(frame));
                }
            }
            "event" => frame.event = Some(value.to_owned()),
            "id" if !value.contains('\0') => frame.id = Some(value.to_owned()),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                frame.retry = Some(value.to_owned());
            }
            "data" => match &mut frame.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => frame.data = Some(value.to_owned()),
            },
            _ => frame.has_unknown_field = true,
        }
        // The buffer is used again.
        self.line = line;
        self.line.clear();
        Ok(())
    }
}

impl Frame {
    /// The same event with other data, written anew.
    pub(super) fn with_data(&self, data: &str, out: &mut Vec<u8>) {
        let fields = [("event", &self.event), ("id", &self.id), ("retry", &self.retry)];
        for (name, value) in fields {
            if let Some(value) = value {
                write(name, value, out);
            }
        }
        write("data", data, out);
        out.push(b'\n');
    }
}

/// Writes one event; `data` has one line.
pub(super) fn write_event(event: Option<&str>, data: &str, out: &mut Vec<u8>) {
    if let Some(event) = event {
        write("event", event, out);
    }
    write("data", data, out);
    out.push(b'\n');
}

fn write(name: &str, value: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b": ");
    out.extend_from_slice(value.as_bytes());
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &str = "\u{feff}: hello\r\n\r\nevent: a\r\ndata: 1\r\ndata:2\r\nid: 7\r\n\r\n\
                          retry: 10\ndata\n\n\rdata: ä\r\rfoo: bar\ndata: {}\n\n: end\ndata: cut";

    /// Type, id and data of each event; and all bytes.
    fn read(chunks: &[&[u8]]) -> (Vec<String>, Vec<u8>) {
        let (mut frames, mut out) = (Frames::default(), VecDeque::new());
        for chunk in chunks {
            frames.push(chunk, &mut out).unwrap();
        }
        let shown = |frame: &Frame| {
            format!("{:?} {:?} {:?} {:?}", frame.event, frame.id, frame.retry, frame.data)
        };
        let events = out.iter().filter(|frame| frame.data.is_some()).map(shown).collect();
        let mut raw: Vec<u8> = out.iter().flat_map(|frame| frame.raw.clone()).collect();
        raw.extend(frames.finish());
        (events, raw)
    }

    #[test]
    fn every_cut_gives_the_events_of_the_whole() {
        let bytes = STREAM.as_bytes();
        let whole = read(&[bytes]);
        let expected = [
            r#"Some("a") Some("7") None Some("1\n2")"#,
            r#"None None Some("10") Some("")"#,
            r#"None None None Some("ä")"#,
            r#"None None None Some("{}")"#,
        ];
        assert_eq!(whole.0, expected);
        assert!(bytes.starts_with(&whole.1) && whole.1.ends_with(b": end\n"));
        for cut in 0..bytes.len() {
            assert_eq!(read(&[&bytes[..cut], &bytes[cut..]]), whole, "cut at {cut}");
        }
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(read(&single), whole);
    }

    #[test]
    fn an_event_without_an_end_is_an_error() {
        let (mut frames, mut out) = (Frames::default(), VecDeque::new());
        let line = b"data: sixteen bytes\n".repeat(1_000);
        let error = (0..1_000).find_map(|_| frames.push(&line, &mut out).err());
        assert_eq!(error, Some(EventError::TooLong { limit: Frames::MOST }));
        let (mut frames, mut out) = (Frames::default(), VecDeque::new());
        assert_eq!(frames.push(b"data: \xff\n", &mut out), Err(EventError::NotUtf8));
    }
}
