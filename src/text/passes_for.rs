//! What a single character passes for.

use super::classes::{Becomes, Classes};
use super::fold::fold_char;

/// The ASCII character that a character off ASCII reads as, where it is just one.
pub(crate) fn passes_for(c: char) -> Option<char> {
    let ascii = |c: char| Some(c).filter(char::is_ascii);
    match Classes::get().of(c) {
        Becomes::Same => ascii(c),
        Becomes::One(single) => ascii(single),
        Becomes::Nothing(_) => None,
        Becomes::Else => {
            let mut folded = String::new();
            fold_char(c, &mut folded);
            let mut chars = folded.chars();
            let first = chars.next().and_then(ascii)?;
            chars.next().is_none().then_some(first)
        }
    }
}
