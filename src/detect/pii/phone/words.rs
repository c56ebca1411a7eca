//! Words that say that a number is one of a telephone, as data.

/// Words behind which any number of seven digits or more is a telephone number. In ASCII, as
/// the folded view has them.
pub(super) const KEYS: &[&str] = &[
    "phone",
    "phones",
    "telephone",
    "tel",
    "mobile",
    "cell",
    "cellphone",
    "fax",
    "whatsapp",
    "telefon",
    "telefono",
    "telefone",
    "mobil",
    "handy",
    "movil",
    "celular",
    "call",
    "dial",
    "call me at",
    "call me on",
    "call us at",
    "call us on",
    "answering at",
    "reach me at",
    "reach me on",
    "reach us at",
    "reach him at",
    "reach her at",
    "text me at",
    "text me on",
    "contact me at",
    "contact me on",
    "phone me at",
    "ring me on",
    "my number",
    "your number",
    "contact number",
    "telephone number",
    "home phone",
    "work phone",
    "portable",
    "tlf",
    "puhelin",
    "telefoon",
    "telefonnummer",
    "rufnummer",
    "手机",
    "电话",
    "电话号码",
    "手机号",
    "手机号码",
    "電話番号",
    "電話",
    "携帯",
    "전화",
    "전화번호",
    // Russian and its neighbours; a capital and all capitals read otherwise than small letters.
    "teлeфoн",
    "teлeфoнa",
    "teлeфoнy",
    "teЛeФoh",
    "teл",
    "teЛ",
    "moбилbныи",
    "Moбилbныи",
    "moбiлbнии",
    // Greek.
    "tnλeφwvo",
    "tnλeφwvou",
    "tnλ",
    "kivnto",
    // Hebrew.
    "טלפון",
    "נייד",
    "פלאפון",
    // Arabic.
    "هاتف",
    "الهاتف",
    "جوال",
    "الجوال",
    "موبايل",
    // Thai.
    "โทร",
    "โทรศพท",
    "เบอรโทร",
    "มอถอ",
];

/// Words directly behind a number that say the same.
pub(super) const WORDS_BEHIND: &[&str] =
    &["office", "fax", "mobile", "cell", "home", "work", "landline", "direct", "mobil", "phone"];
/// The longest of them, and what is read to see where it ends.
pub(super) const MAX_BEHIND: usize = 10;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Folded;

    #[test]
    fn words_are_as_the_view_has_them() {
        for key in KEYS {
            assert!(Folded::of(key).view().eq_ignore_ascii_case(key), "{key}");
        }
    }

    #[test]
    fn words_of_other_scripts_are_known_as_they_are_written() {
        for written in [
            "телефон",
            "Телефон",
            "ТЕЛЕФОН",
            "тел",
            "Тел",
            "мобильный",
            "мобільний",
            "τηλέφωνο",
            "Τηλέφωνο",
            "τηλ",
            "Τηλ",
            "κινητό",
            "טלפון",
            "נייד",
            "هاتف",
            "جوال",
            "โทร",
            "โทรศัพท์",
            "เบอร์โทร",
            "มือถือ",
            "电话",
            "電話番号",
            "전화번호",
        ] {
            let view = Folded::of(written);
            let known = KEYS.iter().any(|key| key.eq_ignore_ascii_case(view.view()));
            assert!(known, "{written} reads {}", view.view());
        }
    }
}
