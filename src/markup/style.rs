//! Whether a `style` attribute hides the text of its element.

/// Whether some declaration, or two together, hide it.
pub(super) fn hides(style: &str) -> bool {
    let style = style.get(..style.len().min(MOST)).unwrap_or(style).to_ascii_lowercase();
    let (mut colour, mut background) = (None, None);
    for declaration in style.split(';') {
        let Some((name, value)) = declaration.split_once(':') else { continue };
        let value = value.trim().trim_end_matches("!important").trim();
        let hidden = match name.trim() {
            "display" => value == "none",
            "visibility" => matches!(value, "hidden" | "collapse"),
            "opacity" | "font-size" | "zoom" => number(value).is_some_and(|size| size < LEAST),
            "font" => value.split_whitespace().any(|part| {
                let size = part.split('/').next().unwrap_or(part);
                size.starts_with('0') && number(size).is_some_and(|size| size < LEAST)
            }),
            "text-indent" | "left" | "top" | "margin-left" | "margin-top" => {
                number(value).is_some_and(|place| place <= OUTSIDE)
            }
            "color" => {
                colour = Some(hue(value));
                value == "transparent" || is_clear(value)
            }
            "background" | "background-color" => {
                background = Some(hue(value));
                false
            }
            _ => false,
        };
        if hidden {
            return true;
        }
    }
    colour.is_some() && colour == background
}

/// The number that a value begins with, whatever its unit; `None` for a second value behind it.
fn number(value: &str) -> Option<f64> {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+');
    let end = value.find(|c| !is_number(c)).unwrap_or(value.len());
    let (number, unit) = value.split_at(end);
    let is_unit = unit.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'%');
    if is_unit { number.parse().ok() } else { None }
}

/// A colour in one notation.
fn hue(value: &str) -> String {
    let value: String = value.chars().filter(|c| !c.is_whitespace()).collect();
    match value.strip_prefix('#') {
        Some(digits) if digits.len() == 3 => digits.chars().flat_map(|c| [c, c]).collect(),
        Some(digits) => digits.to_owned(),
        None => match value.as_str() {
            "white" => "ffffff".to_owned(),
            "black" => "000000".to_owned(),
            _ => match value.strip_prefix("rgb(").and_then(|rest| rest.strip_suffix(')')) {
                Some(parts) => parts
                    .split(',')
                    .map(|part| part.parse::<u8>().map_or(part.to_owned(), |n| format!("{n:02x}")))
                    .collect(),
                None => value,
            },
        },
    }
}

/// Whether a colour has an alpha of zero.
fn is_clear(value: &str) -> bool {
    let inside = value.strip_prefix("rgba(").or_else(|| value.strip_prefix("hsla("));
    let alpha = inside.and_then(|inside| inside.strip_suffix(')')?.split(',').nth(3));
    alpha.and_then(|alpha| number(alpha.trim())).is_some_and(|alpha| alpha < LEAST)
}

/// The most bytes of an attribute that are read.
const MOST: usize = 4096;
/// Below this nothing is seen: of a size in any unit but pixels it is next to nothing.
const LEAST: f64 = 0.02;
/// So far to the left or top is outside of the page.
const OUTSIDE: f64 = -999.0;
