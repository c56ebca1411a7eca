//! Countries whose numbers are known.

/// Writes the enum and what is said of each country, from one line a country.
macro_rules! countries {
    ($($variant:ident $code:literal $name:literal),+ $(,)?) => {
        /// A country whose national numbers are looked for, by ISO 3166-1.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Country {
            $(#[doc = concat!($name, ", `", $code, "`.")] $variant,)+
        }

        impl Country {
            /// Every country, by code.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code of ISO 3166-1 alpha-2 in lower case: `us`, `de`.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The English name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

countries! {
    Andorra "ad" "Andorra",
    Austria "at" "Austria",
    Belgium "be" "Belgium",
    Switzerland "ch" "Switzerland",
    Germany "de" "Germany",
    Denmark "dk" "Denmark",
    Spain "es" "Spain",
    Finland "fi" "Finland",
    FaroeIslands "fo" "Faroe Islands",
    France "fr" "France",
    UnitedKingdom "gb" "United Kingdom",
    Ireland "ie" "Ireland",
    Iceland "is" "Iceland",
    Italy "it" "Italy",
    Liechtenstein "li" "Liechtenstein",
    Luxembourg "lu" "Luxembourg",
    Monaco "mc" "Monaco",
    Netherlands "nl" "Netherlands",
    Norway "no" "Norway",
    Portugal "pt" "Portugal",
    Sweden "se" "Sweden",
    SanMarino "sm" "San Marino",
    UnitedStates "us" "United States",
}

impl Country {
    /// The country of a code in either case; `uk` and `el` stand for `gb` and `gr`.
    pub fn parse(code: &str) -> Option<Self> {
        let code = match code.to_ascii_lowercase().as_str() {
            "uk" => "gb".to_owned(),
            "el" => "gr".to_owned(),
            _ => code.to_ascii_lowercase(),
        };
        Self::ALL.iter().copied().find(|country| country.code() == code)
    }
}
