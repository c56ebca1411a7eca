//! Business identifier codes of banks, behind a key.

use super::context::ends_word;
use super::key;
use crate::scan::Window;

/// The longest match.
pub(super) const MAX: usize = 11;

const KEYS: &[&str] = &[
    "bic",
    "swift",
    "swift code",
    "bic code",
    "bic/swift",
    "swift/bic",
    "swift bic",
    "bic swift",
    "swift address",
    "codigo swift",
    "code bic",
    "code swift",
    "codice bic",
    "codice swift",
];

/// Countries and territories by ISO 3166-1 alpha-2, and Kosovo.
const COUNTRIES: &[u8] =
    b"ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBY\
BZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGL\
GMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLS\
LTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPM\
PNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTW\
TZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSXKYEYTZAZMZW";

/// Whether the colon at `at` parts a code from its key.
pub(super) fn is_behind_key(window: &Window<'_>, at: usize) -> bool {
    key::ends_before(window, at, KEYS)
}

/// The end of the code that begins at `start`: four letters or digits of the bank, a country, two
/// of the place and perhaps three of the branch, in upper case. Source: ISO 9362.
pub(super) fn end(window: &Window<'_>, start: usize) -> Option<usize> {
    let is_part = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let mut end = start;
    while end <= start + MAX && is_part(window.at(end)) {
        end += 1;
    }
    if !matches!(end - start, 8 | 11) {
        return None;
    }
    let code = window.bytes().get(start..end)?;
    let country = code.get(4..6)?;
    let found = code.get(..4)?.iter().all(u8::is_ascii_uppercase)
        && COUNTRIES.as_chunks::<2>().0.iter().any(|known| known == country)
        && ends_word(window, end);
    found.then_some(end)
}
