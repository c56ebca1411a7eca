//! Types that take a word before them, or stand in one another.

use super::*;

#[test]
fn a_word_before_it_tells_what_a_number_is() {
    for (rule, before, value) in [
        ("imei", "IMEI: ", "490154203237518"),
        ("imei", "imei is ", "35-209900-176148-1"),
        ("imei", "IMEI ", "350077-52-323751-3"),
        ("vin", "VIN: ", "1HGBH41JXMN109186"),
        ("vin", "Fahrgestellnummer ", "WVWZZZ1JZ3W386752"),
        ("bic", "BIC: ", "DEUTDEFF"),
        ("bic", "SWIFT/BIC: ", "DEUTDEFF500"),
        ("bic", "Swift code: ", "CITINGLA"),
        ("mac", "MAC: ", "FFFFFFFFFFFF"),
        ("mac", "mac address is ", "01 02 03 04 05 ab"),
        ("ipv4", "IP: ", "127.0.0.1"),
        ("ipv6", "ip address: ", "::1"),
        ("birth_date", "born on ", "12 March 1984"),
        ("birth_date", "DOB: ", "03/12/1984"),
        ("birth_date", "date of birth: ", "1984-03-12"),
        ("birth_date", "Born ", "March 12, 1984"),
        ("birth_date", "geboren am ", "12.03.1984"),
        ("birth_date", "geb. ", "12. März 1984"),
        ("birth_date", "née le ", "12 mars 1984"),
        ("birth_date", "fecha de nacimiento: ", "12 de marzo de 1984"),
        ("iban", "IBAN: ", "NO 93 8601 11 17947"),
        ("phone", "Phone: ", "451 5986"),
        ("phone", "电话：", "010 6552 9988"),
    ] {
        for after in ["", ".", ", please", "\n"] {
            let text = format!("{before}{value}{after}");
            assert_found(&text, &[(rule, value)]);
        }
        let bare = whole(&guard(), value);
        assert!(!found(&bare, value).contains(&(rule, value)), "{rule} {value}");
    }
}

#[test]
fn near_misses_of_what_a_word_tells_are_left_alone() {
    for text in [
        "IMEI: 490154203237517",
        "IMEI: 49015420323751",
        "VIN: 1HGBH41JXMN10918",
        "VIN: 1HGBH41JXMN10918O",
        "BIC: DEUTXXFF",
        "BIC: DEUTDEF",
        "BIC: deutdeff",
        "MAC: A9C5 D4 9F EB D3",
        "IP: 256.0.0.1",
        "born in 1984",
        "on 12 March 1984",
        "date 1984-03-12",
        "dob: 45 of 98",
    ] {
        assert_found(text, &[]);
    }
}

#[test]
fn a_number_behind_an_imei_does_not_hide_it() {
    assert_found(
        "IMEI: 490154203237518 4111111111111111",
        &[("imei", "490154203237518"), ("card", "4111111111111111")],
    );
}

#[test]
fn disguises_do_not_hide_what_a_word_tells() {
    assert_found(
        "IMEI: ４９０１５４２０３２３７５１８",
        &[("imei", "４９０１５４２０３２３７５１８")],
    );
    assert_found("BIC: DEUT\u{200b}DEFF", &[("bic", "DEUT\u{200b}DEFF")]);
    assert_found("born on 12 Ma\u{ad}rch 1984", &[("birth_date", "12 Ma\u{ad}rch 1984")]);
    assert_found("ｈｔｔｐｓ://example.com/ａ", &[("url", "ｈｔｔｐｓ://example.com/ａ")]);
    assert_found("MAC 00:1A:2\u{200b}B:3C:4D:5E", &[("mac", "00:1A:2\u{200b}B:3C:4D:5E")]);
    assert_found(
        "1BvBMSEYstWetqTFn5Au4m4GFg7xJ\u{200b}aNVN2",
        &[("bitcoin", "1BvBMSEYstWetqTFn5Au4m4GFg7xJ\u{200b}aNVN2")],
    );
}

#[test]
fn checks_of_coins_find_a_wrong_letter() {
    // Vectors: BIP 173, BIP 350, EIP-55.
    for address in [
        "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
        "bc1p5d7rjq7g6rdk2yhzks9smlaqtedr4dekq08ge8ztwac72sfr9rusxg3297",
    ] {
        assert_found(address, &[("bitcoin", address)]);
    }
    for address in
        ["0x52908400098527886E0F7030069857D2E4169EE7", "0xde709f2102306220921060314715629080e2fb77"]
    {
        assert_found(address, &[("ethereum", address)]);
    }
    for text in [
        "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
        "bc1qW508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD1",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed",
    ] {
        assert_found(text, &[]);
    }
}

#[test]
fn links_are_flagged_and_those_with_a_password_redacted() {
    let text = "See https://example.com/a?b=c, www.example.org and example.net/x (or bit.ly/3x).";
    let urls = ["https://example.com/a?b=c", "www.example.org", "example.net/x", "bit.ly/3x"];
    assert_found(text, &urls.map(|url| ("url", url)));
    assert_eq!(redacted(&guard(), text), text);
    let text = "at https://jo:s3cret@example.com/x now";
    assert_eq!(redacted(&guard(), text), "at [URL_CREDENTIALS] now");
    for text in [
        "main.rs lib.py x.io README.md e.g.this and.so on ASP.NET foo.com(1)",
        "http://localhost:3000/ http://com/ xyz://example.com",
        "f.name a.b.c 1.2.com3",
    ] {
        assert_found(text, &[]);
    }
    assert_found("http://example.com谢谢", &[("url", "http://example.com")]);
}

#[test]
fn addresses_are_found_with_town_and_postcode() {
    for address in [
        "1600 Pennsylvania Avenue, Washington, DC 20500",
        "12 Linden Drive, Apt. 4B, Boston, MA 02108-1234",
        "10 Downing Street, London, SW1A 2AA",
        "221b Baker St.",
        "Lindenstrasse 12, 10115 Berlin",
        "Lange Gasse",
        "12, rue de la Paix, 75002 Paris",
        "5 avenue Victor Hugo",
    ] {
        let text = format!("I live at {address}; come.");
        let expected: &[(&str, &str)] =
            if address == "Lange Gasse" { &[] } else { &[("address", address)] };
        assert_found(&text, expected);
    }
    for text in [
        "in 1980, Mount St. Helens erupted",
        "in 1886, Robert Lane came",
        "The 3 Rules",
        "5 of the street",
        "42nd Street",
    ] {
        assert_found(text, &[]);
    }
}

#[test]
fn quoted_local_parts_and_letters_off_ascii_in_domains() {
    assert_found("\"foobar\"@example.com", &[("email", "\"foobar\"@example.com")]);
    assert_found("to hans@m端ller.com now", &[("email", "hans@m端ller.com")]);
    assert_found("he said \"hi\" @ noon", &[]);
    assert_found("发送到abc@x.com或def@y.com", &[("email", "abc@x.com"), ("email", "def@y.com")]);
}

#[test]
fn a_word_behind_it_tells_a_telephone_number() {
    let text = "0348 2102744 office\n06-10446904-Fax 22 498317 mobile";
    let numbers = ["0348 2102744", "06-10446904", "22 498317"];
    assert_found(text, &numbers.map(|number| ("phone", number)));
    assert_found("0348 2102744 officers, 1999 2000 homes", &[]);
}

#[test]
fn a_threshold_leaves_out_what_is_less_sure() {
    let text = "a@b.co 415-555-2671";
    let sure = guard().threshold(Threshold::HIGH);
    assert_eq!(redacted(&sure, text), "[EMAIL] 415-555-2671");
    assert_eq!(redacted(&guard(), text), "[EMAIL] [PHONE]");
}

#[test]
fn trap_six_iban_countries() {
    // Somalia, Nicaragua, Mongolia, the Falklands, Djibouti, Russia.
    for iban in [
        "SO211000001001000100141",
        "MN121234123456789123",
        "FK88SC123456789012",
        "DJ2100010000000154000100186",
        "RU0304452522540817810538091310419",
        "OM810180000001299123456",
    ] {
        assert_found(iban, &[("iban", iban)]);
    }
}

#[test]
fn trap_overlapping_findings_do_not_corrupt_the_text() {
    let text = "x https://jo:4111111111111111@example.com/x y";
    assert_eq!(redacted(&guard(), text), "x [URL_CREDENTIALS] y");
}

#[test]
fn trap_only_the_first_occurrence_is_removed() {
    let text = "IMEI: 490154203237518, IMEI: 490154203237518";
    assert_eq!(redacted(&guard(), text), "IMEI: [IMEI], IMEI: [IMEI]");
}

#[test]
fn the_same_span_is_told_once_with_the_other_explanations() {
    // An American Express number by its form, the number of a device by the word before it.
    let text = "IMEI: 378282246310005";
    let findings = whole(&guard(), text);
    assert_eq!(found(&findings, text), [("imei", "378282246310005")]);
    assert_eq!(findings[0].alternatives(), ["card"]);
    // What is answered more strictly leads.
    let strict = guard().respond(PiiType::Card, Response::BLOCK);
    let findings = whole(&strict, text);
    assert_eq!(found(&findings, text), [("card", "378282246310005")]);
    assert_eq!(findings[0].alternatives(), ["imei"]);
}
