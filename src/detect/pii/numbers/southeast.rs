//! Singapore, Thailand, Malaysia, Indonesia, Vietnam and the Philippines.

use Country::{
    Indonesia as ID, Malaysia as MY, Philippines as PH, Singapore as SG, Thailand as TH,
    Vietnam as VN,
};
use Severity::{Low, Medium};

use super::parts::{PASSPORT, at, decimal, fits, is_day_of_century, is_digits, last, part};
use super::{Country, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::{luhn, weighted};

pub(super) const SINGAPORE: &[Number] = &[
    // Immigration and Checkpoints Authority; Ngiam Tong Tau, "The check letter of the NRIC": S, T
    // for citizens, F, G, M for foreigners, seven digits, a letter by 11.
    Number::new(SG, "sg_nric", "SG_NRIC", "Singaporean identity number (NRIC, FIN)")
        .written(&["Sdddddddl", "Tdddddddl", "Fdddddddl", "Gdddddddl", "Mdddddddl"], nric)
        .alone(&["nric", "fin", "nric no", "identity card", "ic no", "ic number"]),
    // Accounting and Corporate Regulatory Authority: business, company and other numbers, each
    // with a check letter of its own.
    Number::new(SG, "sg_uen", "SG_UEN", "Singaporean entity number (UEN)")
        .written(
            &["ddddddddl", "dddddddddl", "TddlldddDl", "Tddlldddda", "Sddlldddda", "Rddlldddda"],
            uen,
        )
        .context(&["uen", "acra", "company registration", "gst reg", "roc"])
        .severity(Low),
];

pub(super) const THAILAND: &[Number] = &[
    // Department of Provincial Administration: thirteen digits from 1 to 8, weights 13 to 2,
    // modulus 11.
    Number::new(TH, "th_national_id", "TH_NATIONAL_ID", "Thai national identity number")
        .written(&["d-dddd-ddddd-dd-d", "d dddd ddddd dd d", "d-dd-d-ddd-ddddd-d"], national)
        .alone(THAI),
    Number::new(TH, "th_national_id", "TH_NATIONAL_ID", "Thai national identity number")
        .written(&["ddddddddddddd"], national)
        .context(THAI),
    // Department of Business Development: the same from 0.
    Number::new(TH, "th_company", "TH_COMPANY", "Thai company and tax number")
        .written(
            &["0-dd-d-ddd-ddddd-d", "0dddddddddddd", "0 dd d ddd ddddd d", "0-dddd-ddddd-dd-d"],
            company,
        )
        .context(&["tax id", "tin", "company", "juristic", "registration number"])
        .severity(Low),
    Number::new(TH, "th_passport", "TH_PASSPORT", "Thai passport number")
        .written(&["ldddddd", "lddddddd", "lldddddd", "llddddddd"], any)
        .context(PASSPORT),
];

pub(super) const MALAYSIA: &[Number] = &[
    // Jabatan Pendaftaran Negara: date of birth, place, serial; without a check.
    Number::new(MY, "my_nric", "MY_NRIC", "Malaysian identity card number (MyKad)")
        .written(&["dddddd-dd-dddd"], mykad)
        .raised(MYKAD),
    Number::new(MY, "my_nric", "MY_NRIC", "Malaysian identity card number (MyKad)")
        .written(&["dddddddddddd"], mykad)
        .context(MYKAD),
    Number::new(MY, "my_passport", "MY_PASSPORT", "Malaysian passport number")
        .written(&["Adddddddd", "Hdddddddd", "Kdddddddd"], any)
        .context(PASSPORT),
];

pub(super) const INDONESIA: &[Number] = &[
    // Ditjen Dukcapil: place, date of birth (women 40 more in the day), serial.
    Number::new(ID, "id_nik", "ID_NIK", "Indonesian identity number (NIK)")
        .written(&["dddddddddddddddd", "dddddd~dddddd~dddd"], nik)
        .raised(&[
            "nik",
            "ktp",
            "no ktp",
            "nomor induk kependudukan",
            "no. ktp",
            "e-ktp",
            "national id",
        ]),
    // Direktorat Jenderal Pajak: fifteen digits, Luhn over the first nine; sixteen since 2024.
    Number::new(ID, "id_npwp", "ID_NPWP", "Indonesian tax number (NPWP)")
        .written(&["dd.ddd.ddd.d-ddd.ddd", "dd ddd ddd d ddd ddd"], npwp)
        .alone(NPWP),
    Number::new(ID, "id_npwp", "ID_NPWP", "Indonesian tax number (NPWP)")
        .written(&["ddddddddddddddd", "dddddddddddddddd", "dd.ddd.ddd.d.ddd.ddd"], npwp)
        .context(NPWP),
    Number::new(ID, "id_passport", "ID_PASSPORT", "Indonesian passport number")
        .written(&["lddddddd", "llddddddd"], any)
        .context(PASSPORT),
];

pub(super) const VIETNAM: &[Number] = &[
    // Tong cuc Thue: ten digits, weights 31, 29, 23, 19, 17, 13, 7, 5, 3, modulus 11; three more
    // for a branch.
    Number::new(VN, "vn_tax_number", "VN_TAX_NUMBER", "Vietnamese tax number (MST)")
        .written(&["dddddddddd", "dddddddddd-ddd"], mst)
        .context(&["mst", "ma so thue", "tax code", "tax number"])
        .severity(Medium),
    // Circular 59/2021: place, sex and century, year, six digits.
    Number::new(
        VN,
        "vn_national_id",
        "VN_NATIONAL_ID",
        "Vietnamese citizen identity number (CCCD)",
    )
    .written(&["dddddddddddd"], cccd)
    .context(&[
        "cccd",
        "cmnd",
        "can cuoc",
        "can cuoc cong dan",
        "chung minh nhan dan",
        "citizen id",
    ]),
];

pub(super) const PHILIPPINES: &[Number] = &[
    // Bureau of Internal Revenue: nine digits and a branch code.
    Number::new(PH, "ph_tin", "PH_TIN", "Philippine tax number (TIN)")
        .written(&["ddd-ddd-ddd", "ddd-ddd-ddd-ddd", "ddd-ddd-ddd-ddddd", "dddddddddddd"], any)
        .context(&["tin", "bir", "tax identification"]),
    // Social Security System; Philippine Statistics Authority; PhilHealth.
    Number::new(PH, "ph_sss", "PH_SSS", "Philippine social security number (SSS)")
        .written(&["dd-ddddddd-d", "dddddddddd"], any)
        .context(&["sss", "social security"]),
    Number::new(PH, "ph_philsys", "PH_PHILSYS", "Philippine identity number (PhilSys)")
        .written(&["dddd-dddd-dddd-dddd", "dddd-ddddddd-d"], any)
        .context(&["philsys", "psn", "pcn", "national id", "philid"]),
    Number::new(PH, "ph_passport", "PH_PASSPORT", "Philippine passport number")
        .written(&["ldddddd", "lldddddd", "llddddddd", "ldddddddl"], any)
        .context(PASSPORT),
];

const THAI: &[&str] = &[
    "bat prachachon",
    "national id",
    "citizen id",
    "id card",
    "identification number",
    "tax id",
    "pin",
];
const MYKAD: &[&str] = &[
    "nric",
    "mykad",
    "ic",
    "ic no",
    "no kp",
    "kad pengenalan",
    "no. kad pengenalan",
    "identity card",
];
const NPWP: &[&str] = &["npwp", "nomor pokok wajib pajak", "pajak", "tax number"];

fn nric(number: &[u8]) -> bool {
    let sum = weighted(number, &[0, 2, 7, 6, 5, 4, 3, 2]) as usize;
    let letter = match number.first() {
        Some(b'S') => b"JZIHGFEDCBA".get(sum % 11),
        Some(b'T') => b"JZIHGFEDCBA".get((sum + 4) % 11),
        Some(b'F') => b"XWUTRQPNMLK".get(sum % 11),
        Some(b'G') => b"XWUTRQPNMLK".get((sum + 4) % 11),
        Some(b'M') => b"XWUTRQPNJLK".get((sum + 3) % 11),
        _ => None,
    };
    fits(number, "ldddddddl") && letter.is_some() && letter == number.last()
}

fn uen(number: &[u8]) -> bool {
    const OTHER: &[u8; 33] = b"ABCDEFGHJKLMNPQRSTUVWX0123456789Z";
    let check = match number.len() {
        9 if fits(number, "ddddddddl") => {
            b"XMKECAWLJDB".get((weighted(number, &[10, 4, 9, 3, 8, 2, 7, 1]) % 11) as usize)
        }
        10 if fits(number, "dddddddddl") && matches!(part(number, 0, 4), 1800..=2100) => {
            b"ZKCMDNERGWH".get((weighted(number, &[10, 8, 6, 4, 9, 7, 5, 3, 1]) % 11) as usize)
        }
        10 if fits(number.get(..9).unwrap_or_default(), "lddlldddd")
            && number.first().is_some_and(|kind| b"RST".contains(kind)) =>
        {
            let value = |byte: &u8| OTHER.iter().position(|sign| sign == byte).unwrap_or(0);
            let sum: usize = number
                .iter()
                .zip([4, 3, 5, 3, 10, 2, 2, 5, 7])
                .map(|(byte, weight)| value(byte) * weight)
                .sum();
            OTHER.get((sum + 6) % 11)
        }
        _ => None,
    };
    check.is_some() && check == number.last()
}

fn thirteen(number: &[u8]) -> bool {
    let sum = weighted(number, &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
    is_digits(number, 13) && (11 - sum % 11) % 10 == last(number)
}

fn national(number: &[u8]) -> bool {
    matches!(at(number, 0), 1..=8) && thirteen(number)
}

fn company(number: &[u8]) -> bool {
    at(number, 0) == 0 && decimal(number, 0, 12) != 0 && thirteen(number)
}

fn mykad(number: &[u8]) -> bool {
    let place = part(number, 6, 8);
    is_digits(number, 12)
        && is_day_of_century(part(number, 0, 2), part(number, 2, 4), part(number, 4, 6))
        && !matches!(place, 0 | 17..=20 | 69 | 70 | 73 | 80 | 81 | 94..=97)
}

fn nik(number: &[u8]) -> bool {
    let day = part(number, 6, 8);
    is_digits(number, 16)
        && is_province(part(number, 0, 2))
        && part(number, 2, 4) != 0
        && is_day_of_century(
            part(number, 10, 12),
            part(number, 8, 10),
            if day > 40 { day - 40 } else { day },
        )
        && part(number, 12, 16) != 0
}

/// The provinces as Badan Pusat Statistik numbers them.
fn is_province(number: u32) -> bool {
    matches!(number, 11..=19 | 21 | 31..=36 | 51..=53 | 61..=65 | 71..=76 | 81 | 82 | 91..=97)
}

fn npwp(number: &[u8]) -> bool {
    match number.len() {
        15 => is_digits(number, 15) && part(number, 2, 8) != 0 && number.get(..9).is_some_and(luhn),
        16 if number.starts_with(b"0") => {
            is_digits(number, 16) && number.get(1..10).is_some_and(luhn) && part(number, 1, 9) != 0
        }
        _ => nik(number),
    }
}

fn mst(number: &[u8]) -> bool {
    let Some((head, branch)) = number.split_at_checked(10) else { return false };
    let check = 10 - (weighted(head, &[31, 29, 23, 19, 17, 13, 7, 5, 3]) % 11).min(10);
    is_digits(head, 10)
        && part(head, 2, 9) != 0
        && check == last(head)
        && (branch.is_empty() || is_digits(branch, 3) && part(branch, 0, 3) != 0)
}

fn cccd(number: &[u8]) -> bool {
    is_digits(number, 12) && matches!(part(number, 0, 3), 1..=96) && part(number, 6, 12) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_south_east_asia() {
        // python-stdnum; the specimens of the ICA.
        assert!(
            nric(b"S1234567D") && nric(b"T1234567J") && nric(b"F1234567N") && nric(b"G1234567X")
        );
        assert!(!nric(b"S1234567E") && !nric(b"A1234567D") && nric(b"M1234567K"));
        assert!(
            uen(b"00192200M") && uen(b"197401143C") && uen(b"S16FC0121D") && !uen(b"S16FC0121E")
        );
        assert!(!uen(b"123456789") && !uen(b"T02WW6789H"));
        assert!(
            national(b"3671000129658")
                && !national(b"3671000129659")
                && !national(b"9234545678781")
        );
        assert!(company(b"0105544046602") && !company(b"0994000617728"));
        assert!(mykad(b"770305021234") && !mykad(b"771305021234") && !mykad(b"770305171234"));
        assert!(nik(b"3171011708450001") && !nik(b"9971011708450001") && !nik(b"3171013213450001"));
        assert!(npwp(b"013000666091000") && !npwp(b"014518697054000"));
        assert!(
            mst(b"0100233488")
                && mst(b"0314409058002")
                && !mst(b"0100233489")
                && !mst(b"0314409058000")
        );
        assert!(cccd(b"001099012345") && !cccd(b"000099012345"));
    }
}
