//! The types of personal data, and what is said of each.

use crate::finding::{Finding, Recipe, Response, Severity};

/// A type of personal data that [`Pii`](crate::Pii) finds.
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
    /// An IPv4 or IPv6 address, but for those that name no machine to others: loopback,
    /// unspecified, broadcast. Rules `ipv4` and `ipv6`, label `IP`.
    Ip,
    /// A telephone number: international, North American, or after a word such as "phone". Rule
    /// `phone`, label `PHONE`.
    Phone,
}

impl PiiType {
    /// Every type.
    pub(super) const ALL: [Self; 6] =
        [Self::Email, Self::Card, Self::UsSsn, Self::Iban, Self::Ip, Self::Phone];

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
        }
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
        }
    }

    pub(super) fn finding(self, span: crate::span::Span, response: &Response) -> Finding {
        // How often a match is what it looks like: a checksum of two digits fails 96 times in
        // 97, one digit 9 times in 10; the others have their shape alone.
        let (name, severity, confidence) = match self {
            Self::Email => ("email", Severity::Medium, 0.95),
            Self::Card => ("card", Severity::High, 0.9),
            Self::UsSsn => ("us_ssn", Severity::High, 0.85),
            Self::Iban => ("iban", Severity::High, 0.98),
            Self::Ipv4 => ("ipv4", Severity::Medium, 0.8),
            Self::Ipv6 => ("ipv6", Severity::Medium, 0.9),
            Self::Phone => ("phone", Severity::Medium, 0.75),
        };
        Finding::new(name, crate::finding::Category::PersonalData, span)
            .with_severity(severity)
            .with_confidence(confidence)
            .redact(Recipe::label(self.of_type().label()))
            .respond(response)
    }
}
