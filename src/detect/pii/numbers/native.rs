//! Words near numbers in scripts other than Latin, as they are written.
//!
//! The folded view has them in parts of ASCII: of `ИНН` it makes `Иhh`, of `инн` nothing else.
//! So each word is read here in lower case, in upper case and with a capital, as the view has it.

use crate::text::Folded;

/// A word as the folded view has it, ASCII in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::detect::pii) struct Spelling {
    pub(in crate::detect::pii) text: String,
    /// Whether it is parted from other words by what is no letter, as in Cyrillic and Greek.
    pub(in crate::detect::pii) parted: bool,
}

/// The native words for the rule with this id.
pub(in crate::detect::pii) fn spellings(id: &str) -> Vec<Spelling> {
    let mut spellings = Vec::new();
    for (ids, words) in NATIVE.iter().filter(|(ids, _)| ids.contains(&id)) {
        debug_assert!(!ids.is_empty());
        words.iter().for_each(|word| add(word, &mut spellings));
    }
    spellings
}

fn add(word: &str, to: &mut Vec<Spelling>) {
    let mut rest = word.chars();
    let capital = rest.next().map(|first| first.to_uppercase().chain(rest).collect::<String>());
    let parted = word.chars().all(|c| c < '\u{590}');
    for written in [Some(word.to_owned()), Some(word.to_uppercase()), capital].into_iter().flatten()
    {
        let text = Folded::of(&written).view().to_ascii_lowercase();
        if !to.iter().any(|known| known.text == text) {
            to.push(Spelling { text, parted });
        }
    }
}

/// Ids of rules, and words for what they find: the names that the authorities of each country use.
const NATIVE: &[(&[&str], &[&str])] = &[
    // Russian, also in Belarus and Kazakhstan.
    (&["ru_inn"], &["инн", "номер налогоплательщика"]),
    (&["ru_snils"], &["снилс", "пенсионного страхования"]),
    (&["ru_ogrn"], &["огрн", "огрнип", "регистрационный номер"]),
    (
        &["ru_passport", "by_passport", "kz_passport", "ua_passport", "az_passport"],
        &["паспорт", "паспорта", "паспортные данные", "загранпаспорт"],
    ),
    (&["ru_driver_license"], &["водительское удостоверение", "водительского удостоверения"]),
    (&["by_unp"], &["унп", "учетный номер плательщика", "улічны нумар"]),
    (&["by_personal_number"], &["личный номер", "идентификационный номер", "асабісты нумар"]),
    (&["kz_iin"], &["иин", "жсн", "идентификационный номер"]),
    // Ukrainian.
    (&["ua_rntrc"], &["рнокпп", "іпн", "ипн", "податковий номер", "платника податків", "інн"]),
    (&["ua_edrpou"], &["єдрпоу", "егрпоу", "код єдрпоу"]),
    // Bulgarian, Serbian, Macedonian.
    (&["bg_egn"], &["егн", "единен граждански номер"]),
    (&["bg_pnf"], &["лнч", "личен номер на чужденец"]),
    (&["bg_vat"], &["еик", "булстат", "ддс"]),
    (&["bg_passport"], &["паспорт", "паспорта"]),
    (&["rs_jmbg", "ba_jmbg", "me_jmbg"], &["јмбг", "матични број", "матични број грађана"]),
    (&["rs_pib", "me_pib"], &["пиб", "порески идентификациони број"]),
    (&["rs_passport", "ba_passport"], &["пасош", "пасоша", "број пасоша"]),
    (&["mk_embg"], &["ембг", "матичен број"]),
    (&["mk_edb"], &["едб", "даночен број"]),
    // Greek.
    (&["gr_vat", "cy_tax_number"], &["αφμ", "α.φ.μ", "αριθμός φορολογικού μητρώου", "φπα"]),
    (&["cy_vat"], &["φπα", "φ.π.α"]),
    (&["gr_amka"], &["αμκα", "α.μ.κ.α", "κοινωνικής ασφάλισης"]),
    (
        &["gr_id_card"],
        &["ταυτότητα", "ταυτότητας", "αριθμός ταυτότητας", "αδτ", "α.δ.τ", "δελτίο ταυτότητας"],
    ),
    (&["gr_passport", "cy_passport"], &["διαβατήριο", "διαβατηρίου"]),
    // Thai.
    (&["th_national_id"], &["บัตรประชาชน", "เลขประจำตัวประชาชน", "เลขบัตรประชาชน", "ประจำตัวประชาชน"]),
    (&["th_company"], &["ผู้เสียภาษี", "ทะเบียนนิติบุคคล"]),
    (&["th_passport"], &["หนังสือเดินทาง", "พาสปอร์ต"]),
    // Arabic, and Persian.
    (&["ae_emirates_id"], &["الهوية الإماراتية", "رقم الهوية", "بطاقة الهوية"]),
    (&["sa_national_id"], &["رقم الهوية", "الهوية الوطنية", "رقم الإقامة", "بطاقة الأحوال"]),
    (&["sa_vat"], &["الرقم الضريبي", "ضريبة القيمة المضافة"]),
    (&["eg_national_id"], &["الرقم القومي", "رقم قومي", "بطاقة الرقم القومي"]),
    (&["eg_tax_number"], &["الرقم الضريبي", "التسجيل الضريبي", "رقم التسجيل الضريبي"]),
    (&["ly_national_id"], &["الرقم الوطني", "رقم وطني"]),
    (&["dz_national_id"], &["رقم التعريف الوطني", "بطاقة التعريف"]),
    (&["dz_nif"], &["رقم التعريف الجبائي", "التعريف الجبائي"]),
    (&["tn_national_id", "ma_cin"], &["بطاقة التعريف", "البطاقة الوطنية", "رقم البطاقة"]),
    (&["tn_mf"], &["المعرف الجبائي"]),
    (&["ma_ice"], &["التعريف الموحد", "المعرف الموحد"]),
    (&["dz_passport", "ly_passport"], &["جواز السفر", "جواز سفر"]),
    (&["ir_national_id"], &["کد ملی", "کدملی", "شماره ملی"]),
    (&["ir_passport"], &["گذرنامه", "پاسپورت"]),
    // Urdu.
    (&["pk_cnic"], &["شناختی کارڈ", "قومی شناختی کارڈ"]),
    (&["pk_passport"], &["پاسپورٹ"]),
    // Hebrew.
    (&["il_national_id"], &["ת.ז", "ת״ז", "ת\"ז", "תעודת זהות", "מספר זהות", "מספר ת.ז"]),
    (&["il_company"], &["ח.פ", "ח״פ", "ח\"פ", "מספר חברה", "עוסק מורשה"]),
    (&["il_passport"], &["דרכון", "מספר דרכון"]),
    // Hindi.
    (&["in_aadhaar", "in_aadhaar_vid"], &["आधार", "आधार संख्या", "आधार नंबर"]),
    (&["in_pan"], &["पैन", "स्थायी खाता संख्या"]),
    (&["in_passport"], &["पासपोर्ट"]),
    (&["in_voter_id"], &["मतदाता पहचान"]),
    // Chinese, simplified and traditional.
    (&["cn_resident_id"], &["身份证", "身份证号码", "身分证", "身份號碼", "公民身份号"]),
    (&["cn_uscc"], &["统一社会信用代码", "信用代码", "税号", "纳税人识别号"]),
    (&["cn_passport"], &["护照", "护照号"]),
    (&["hk_id_card"], &["身份證", "身份證號碼", "香港身份證"]),
    (&["tw_national_id"], &["身分證", "身分證字號", "身份證字號", "統一編號"]),
    (&["tw_company"], &["統一編號", "統編"]),
    // Japanese.
    (&["jp_my_number"], &["マイナンバー", "個人番号"]),
    (&["jp_company"], &["法人番号"]),
    (&["jp_passport"], &["パスポート", "旅券番号"]),
    (&["jp_driver_license"], &["運転免許証", "免許証番号"]),
    // Korean.
    (&["kr_rrn"], &["주민등록번호", "주민번호", "외국인등록번호"]),
    (&["kr_brn"], &["사업자등록번호", "사업자번호"]),
    (&["kr_passport"], &["여권번호", "여권"]),
    (&["kr_driver_license"], &["운전면허번호", "운전면허"]),
];

#[cfg(test)]
mod tests {
    use super::super::{Country, of};
    use super::*;

    #[test]
    fn every_native_word_is_of_a_rule() {
        let known: Vec<&str> =
            Country::ALL.iter().flat_map(|country| of(*country)).map(|number| number.id).collect();
        for (ids, words) in NATIVE {
            assert!(ids.iter().all(|id| known.contains(id)), "{ids:?}");
            for spelling in ids.iter().flat_map(|id| spellings(id)) {
                assert!((2..=60).contains(&spelling.text.len()), "{words:?}");
                let view = Folded::of(&spelling.text).view().to_ascii_lowercase();
                assert_eq!(view, spelling.text, "{words:?}");
            }
        }
    }

    #[test]
    fn a_word_is_read_in_each_case() {
        let texts: Vec<String> = spellings("ru_inn").into_iter().map(|s| s.text).take(3).collect();
        for written in ["инн", "ИНН", "Инн"] {
            let view = Folded::of(written).view().to_ascii_lowercase();
            assert!(texts.contains(&view), "{written} reads {view}");
        }
    }
}
