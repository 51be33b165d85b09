//! From a row as JSON to a line of `COPY`, without anything in between: a rebuild makes so many rows
//! that PostgreSQL would be busy reading JSON.
//!
//! What `serde_json` writes is taken for granted here: no space between tokens, and control
//! characters escaped. A list of texts or numbers is an array, of anything else it stays JSON; an
//! empty one is an array.

/// The names of an object's fields, in order.
pub(super) fn fields(object: &[u8]) -> Vec<String> {
    let mut reading = Reading { json: object, at: 0 };
    let mut names = Vec::new();
    let mut skipped = Vec::new();
    while let Some(name) = reading.next_field() {
        names.push(String::from_utf8_lossy(name).into_owned());
        skipped.clear();
        reading.column(&mut skipped);
    }
    names
}

/// Adds the values of an object's fields to a line, each after a tab.
pub(super) fn copy_line(object: &[u8], line: &mut Vec<u8>) {
    let mut reading = Reading { json: object, at: 0 };
    while reading.next_field().is_some() {
        line.push(b'\t');
        reading.column(line);
    }
    line.push(b'\n');
}

/// A text as a column of a line.
pub(super) fn copy_text(text: &str, line: &mut Vec<u8>) {
    text.bytes().for_each(|byte| escaped(byte, line));
}

fn escaped(byte: u8, line: &mut Vec<u8>) {
    match byte {
        b'\\' => line.extend_from_slice(br"\\"),
        b'\n' => line.extend_from_slice(br"\n"),
        b'\r' => line.extend_from_slice(br"\r"),
        b'\t' => line.extend_from_slice(br"\t"),
        byte => line.push(byte),
    }
}

struct Reading<'a> {
    json: &'a [u8],
    at: usize,
}

impl<'a> Reading<'a> {
    fn peek(&self) -> u8 {
        self.json.get(self.at).copied().unwrap_or(b'}')
    }

    /// The name of the next field; its value comes after. None at the end of the object.
    fn next_field(&mut self) -> Option<&'a [u8]> {
        if !matches!(self.peek(), b'{' | b',') {
            return None;
        }
        let rest = &self.json[self.at..];
        let begin = rest.iter().position(|byte| *byte == b'"')? + 1;
        let length = rest[begin..].iter().position(|byte| *byte == b'"')?;
        // The quotation mark and the colon.
        self.at += begin + length + 2;
        Some(&rest[begin..begin + length])
    }

    /// The value that comes next, as a column.
    fn column(&mut self, line: &mut Vec<u8>) {
        match self.peek() {
            b'"' => self.text(escaped, line),
            b'n' => {
                self.at += 4;
                line.extend_from_slice(br"\N");
            }
            b'{' => self.json(line),
            b'[' if matches!(self.json.get(self.at + 1), Some(b'{' | b'[')) => self.json(line),
            b'[' => self.array(line),
            _ => self.bare(line),
        }
    }

    /// A number or a truth value.
    fn bare(&mut self, line: &mut Vec<u8>) {
        let rest = &self.json[self.at..];
        let end = rest.iter().position(|byte| matches!(byte, b',' | b'}' | b']'));
        let end = end.unwrap_or(rest.len());
        line.extend_from_slice(&rest[..end]);
        self.at += end;
    }

    /// A list of texts or numbers.
    fn array(&mut self, line: &mut Vec<u8>) {
        line.push(b'{');
        self.at += 1;
        loop {
            match self.peek() {
                b'"' => {
                    line.push(b'"');
                    let quoted = |byte, line: &mut Vec<u8>| {
                        if matches!(byte, b'"' | b'\\') {
                            escaped(b'\\', line);
                        }
                        escaped(byte, line);
                    };
                    self.text(quoted, line);
                    line.push(b'"');
                }
                b'n' => {
                    self.at += 4;
                    line.extend_from_slice(b"NULL");
                }
                b',' => {
                    self.at += 1;
                    line.push(b',');
                }
                b']' | b'}' => break,
                _ => self.bare(line),
            }
        }
        self.at += 1;
        line.push(b'}');
    }

    /// A text as it was before it became JSON. `take` is given what was escaped there.
    fn text(&mut self, take: impl Fn(u8, &mut Vec<u8>), line: &mut Vec<u8>) {
        self.at += 1;
        loop {
            self.plain(|byte| !matches!(byte, b'"' | b'\\'), line);
            if self.json.get(self.at) != Some(&b'\\') {
                break;
            }
            self.at += 1;
            let escape = self.peek();
            self.at += 1;
            let meant = match escape {
                b'n' => b'\n',
                b't' => b'\t',
                b'r' => b'\r',
                b'b' => 0x08,
                b'f' => 0x0c,
                b'u' => {
                    // Only control characters are written so, each below 0x20.
                    let digits = self.json.get(self.at + 2..self.at + 4).unwrap_or(b"00");
                    self.at += 4;
                    let digits = std::str::from_utf8(digits).unwrap_or("00");
                    u8::from_str_radix(digits, 16).unwrap_or(0)
                }
                same => same,
            };
            take(meant, line);
        }
        self.at += 1;
    }

    /// As many bytes as are plain: they mean the same to JSON and to `COPY`.
    fn plain(&mut self, is: impl Fn(u8) -> bool, line: &mut Vec<u8>) {
        let rest = &self.json[self.at..];
        let length = rest.iter().position(|byte| !is(*byte)).unwrap_or(rest.len());
        line.extend_from_slice(&rest[..length]);
        self.at += length;
    }

    /// Anything, as the JSON that it is.
    fn json(&mut self, line: &mut Vec<u8>) {
        let (mut depth, mut within_text) = (0_u32, false);
        loop {
            self.plain(|byte| !matches!(byte, b'"' | b'\\' | b'{' | b'[' | b'}' | b']'), line);
            let Some(&byte) = self.json.get(self.at) else { break };
            self.at += 1;
            escaped(byte, line);
            match byte {
                b'\\' if within_text => {
                    escaped(self.peek(), line);
                    self.at += 1;
                }
                b'"' => within_text = !within_text,
                b'{' | b'[' if !within_text => depth += 1,
                b'}' | b']' if !within_text => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{copy_line, fields};

    fn line(row: &Value) -> String {
        let mut line = Vec::new();
        copy_line(row.to_string().as_bytes(), &mut line);
        String::from_utf8(line).unwrap()
    }

    #[test]
    fn every_field_is_a_column_in_order() {
        let row = json!({ "a": 1, "b": "x,}]", "c": [1, 2], "d": [{ "e": "f" }], "g": null });
        assert_eq!(fields(row.to_string().as_bytes()), ["a", "b", "c", "d", "g"]);
        assert_eq!(line(&row), "\t1\tx,}]\t{1,2}\t[{\"e\":\"f\"}]\t\\N\n");
    }

    #[test]
    fn lists_of_texts_and_numbers_are_arrays() {
        let row = json!({ "a": [], "b": ["x", null, "y z"], "c": [-1, null], "d": [true] });
        assert_eq!(
            line(&row),
            "\t{}\t{\"x\",NULL,\"y z\"}\t{-1,NULL}\t{t}\n".replace("{t}", "{true}")
        );
    }

    #[test]
    fn what_would_end_a_column_a_line_or_a_text_is_escaped() {
        let awkward = "tab\t line\n quote\" back\\ bell\u{7} é";
        assert_eq!(
            line(&json!({ "a": awkward })),
            "\ttab\\t line\\n quote\" back\\\\ bell\u{7} é\n"
        );
        assert_eq!(
            line(&json!({ "a": [awkward] })),
            "\t{\"tab\\t line\\n quote\\\\\" back\\\\\\\\ bell\u{7} é\"}\n"
        );
        assert_eq!(
            line(&json!({ "a": { "b": "\"\n\\}" } })),
            "\t{\"b\":\"\\\\\"\\\\n\\\\\\\\}\"}\n"
        );
    }
}
