//! The types of personal data, and what is said of each.

use crate::finding::{Response, Severity};

/// A type of personal data that [`Pii`](crate::Pii) finds everywhere. Numbers of countries are
/// named by their rules; see [`Pii::countries`](crate::Pii::countries).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum PiiType {
    /// An e-mail address, after the usual forms of RFC 5321. Rule `email`, label `EMAIL`.
    Email,
    /// A payment card number: issuer range, length and Luhn check. Rule `card`, label `CARD`.
    Card,
    /// A United States social security number. Rule `us_ssn`, label `SSN`.
    UsSsn,
    /// An international bank account number: country, length and ISO 13616 check. Rule `iban`,
    /// label `IBAN`.
    Iban,
    /// An IPv4 or IPv6 address; those that name no machine to others (loopback, unspecified,
    /// broadcast) and very short ones only behind a word such as "IP". Rules `ipv4` and `ipv6`,
    /// label `IP`.
    Ip,
    /// A telephone number: international, North American, or near a word such as "phone"; see
    /// [`Phones`](crate::Phones) for those of chosen countries. Rule `phone`, label `PHONE`.
    Phone,
    /// A hardware address, EUI-48 or EUI-64. Rule `mac`, label `MAC`.
    Mac,
    /// A link without a password in it. It is only flagged, whatever the guard does otherwise,
    /// until [`respond`](crate::Pii::respond) says more. Rule `url`, label `URL`.
    Url,
    /// A link with a user's name and password in it. Rule `url_credentials`, label
    /// `URL_CREDENTIALS`.
    UrlCredentials,
    /// A Bitcoin address (base58check, bech32, bech32m) or an Ethereum address (EIP-55). Rules
    /// `bitcoin` and `ethereum`, label `CRYPTO_ADDRESS`.
    CryptoAddress,
    /// The number of a mobile device, behind the word "IMEI": Luhn check or the usual groups.
    /// Rule `imei`, label `IMEI`.
    Imei,
    /// The code of a bank (ISO 9362), behind "BIC:" or "SWIFT:". Rule `bic`, label `BIC`.
    Bic,
    /// A vehicle identification number (ISO 3779), behind a word for it. Rule `vin`, label `VIN`.
    Vin,
    /// A date of birth, behind words that say so in several languages. Rule `birth_date`, label
    /// `BIRTH_DATE`.
    BirthDate,
    /// A postal address with street and number, as they are written in English and several other
    /// languages of Europe, or with a box at a post office, with flat, town and postcode. Rule
    /// `address`, label `ADDRESS`.
    Address,
}

impl PiiType {
    /// Every type.
    pub(super) const ALL: [Self; 15] = [
        Self::Email,
        Self::Card,
        Self::UsSsn,
        Self::Iban,
        Self::Ip,
        Self::Phone,
        Self::Mac,
        Self::Url,
        Self::UrlCredentials,
        Self::CryptoAddress,
        Self::Imei,
        Self::Bic,
        Self::Vin,
        Self::BirthDate,
        Self::Address,
    ];

    pub(super) const fn index(self) -> usize {
        self as usize
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Card => "card",
            Self::UsSsn => "us_ssn",
            Self::Iban => "iban",
            Self::Ip => "ip",
            Self::Phone => "phone",
            Self::Mac => "mac",
            Self::Url => "url",
            Self::UrlCredentials => "url_credentials",
            Self::CryptoAddress => "crypto_address",
            Self::Imei => "imei",
            Self::Bic => "bic",
            Self::Vin => "vin",
            Self::BirthDate => "birth_date",
            Self::Address => "address",
        }
    }

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Email => "EMAIL",
            Self::Card => "CARD",
            Self::UsSsn => "SSN",
            Self::Iban => "IBAN",
            Self::Ip => "IP",
            Self::Phone => "PHONE",
            Self::Mac => "MAC",
            Self::Url => "URL",
            Self::UrlCredentials => "URL_CREDENTIALS",
            Self::CryptoAddress => "CRYPTO_ADDRESS",
            Self::Imei => "IMEI",
            Self::Bic => "BIC",
            Self::Vin => "VIN",
            Self::BirthDate => "BIRTH_DATE",
            Self::Address => "ADDRESS",
        }
    }

    /// What is done with it where the guard does `usual` with the others.
    pub(super) fn response(self, usual: &Response) -> Response {
        if self == Self::Url { Response::FLAG } else { usual.clone() }
    }
}

/// What was recognised: a type, or a kind of it that has a rule of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    Email,
    Card,
    UsSsn,
    Iban,
    Ipv4,
    Ipv6,
    Phone,
    Mac,
    Url,
    UrlCredentials,
    Bitcoin,
    Ethereum,
    Imei,
    Bic,
    Vin,
    BirthDate,
    Address,
}

impl Rule {
    pub(super) const fn of_type(self) -> PiiType {
        match self {
            Self::Email => PiiType::Email,
            Self::Card => PiiType::Card,
            Self::UsSsn => PiiType::UsSsn,
            Self::Iban => PiiType::Iban,
            Self::Ipv4 | Self::Ipv6 => PiiType::Ip,
            Self::Phone => PiiType::Phone,
            Self::Mac => PiiType::Mac,
            Self::Url => PiiType::Url,
            Self::UrlCredentials => PiiType::UrlCredentials,
            Self::Bitcoin | Self::Ethereum => PiiType::CryptoAddress,
            Self::Imei => PiiType::Imei,
            Self::Bic => PiiType::Bic,
            Self::Vin => PiiType::Vin,
            Self::BirthDate => PiiType::BirthDate,
            Self::Address => PiiType::Address,
        }
    }

    /// Its id, how bad it is, and how often a match is what it looks like: a checksum of two
    /// digits fails 96 times in 97, one digit 9 times in 10; the others have their shape alone or
    /// a word before them.
    pub(super) const fn facts(self) -> (&'static str, Severity, f32) {
        match self {
            Self::Email => ("email", Severity::Medium, 0.95),
            Self::Card => ("card", Severity::High, 0.9),
            Self::UsSsn => ("us_ssn", Severity::High, 0.85),
            Self::Iban => ("iban", Severity::High, 0.98),
            Self::Ipv4 => ("ipv4", Severity::Medium, 0.8),
            Self::Ipv6 => ("ipv6", Severity::Medium, 0.9),
            Self::Phone => ("phone", Severity::Medium, 0.75),
            Self::Mac => ("mac", Severity::Medium, 0.9),
            Self::Url => ("url", Severity::Low, 0.9),
            Self::UrlCredentials => ("url_credentials", Severity::High, 0.95),
            Self::Bitcoin => ("bitcoin", Severity::Medium, 0.99),
            Self::Ethereum => ("ethereum", Severity::Medium, 0.95),
            Self::Imei => ("imei", Severity::Medium, 0.95),
            Self::Bic => ("bic", Severity::Low, 0.95),
            Self::Vin => ("vin", Severity::Medium, 0.95),
            Self::BirthDate => ("birth_date", Severity::Medium, 0.9),
            Self::Address => ("address", Severity::Medium, 0.7),
        }
    }
}
