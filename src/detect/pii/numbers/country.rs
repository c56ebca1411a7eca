//! Countries whose numbers are known.

/// Writes the enum and what is said of each country, from one line a country.
macro_rules! countries {
    ($($variant:ident $code:literal $name:literal),+ $(,)?) => {
        /// A country whose national numbers are looked for, by ISO 3166-1.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(in crate::detect::pii) enum Country {
            $(#[doc = concat!($name, ", `", $code, "`.")] $variant,)+
        }

        impl Country {
            /// Every country, by code.
            pub(in crate::detect::pii) const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code of ISO 3166-1 alpha-2 in lower case: `us`, `de`.
            pub(in crate::detect::pii) const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The English name.
            pub(in crate::detect::pii) const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

countries! {
    Andorra "ad" "Andorra",
    UnitedArabEmirates "ae" "United Arab Emirates",
    Albania "al" "Albania",
    Argentina "ar" "Argentina",
    Austria "at" "Austria",
    Australia "au" "Australia",
    Azerbaijan "az" "Azerbaijan",
    BosniaAndHerzegovina "ba" "Bosnia and Herzegovina",
    Belgium "be" "Belgium",
    Bulgaria "bg" "Bulgaria",
    Brazil "br" "Brazil",
    Belarus "by" "Belarus",
    Canada "ca" "Canada",
    Switzerland "ch" "Switzerland",
    Chile "cl" "Chile",
    China "cn" "China",
    Colombia "co" "Colombia",
    CostaRica "cr" "Costa Rica",
    Cuba "cu" "Cuba",
    Cyprus "cy" "Cyprus",
    Czechia "cz" "Czechia",
    Germany "de" "Germany",
    Denmark "dk" "Denmark",
    DominicanRepublic "do" "Dominican Republic",
    Algeria "dz" "Algeria",
    Ecuador "ec" "Ecuador",
    Estonia "ee" "Estonia",
    Egypt "eg" "Egypt",
    Spain "es" "Spain",
    Finland "fi" "Finland",
    FaroeIslands "fo" "Faroe Islands",
    France "fr" "France",
    UnitedKingdom "gb" "United Kingdom",
    Ghana "gh" "Ghana",
    Guinea "gn" "Guinea",
    Greece "gr" "Greece",
    Guatemala "gt" "Guatemala",
    HongKong "hk" "Hong Kong",
    Croatia "hr" "Croatia",
    Hungary "hu" "Hungary",
    Indonesia "id" "Indonesia",
    Ireland "ie" "Ireland",
    Israel "il" "Israel",
    India "in" "India",
    Iran "ir" "Iran",
    Iceland "is" "Iceland",
    Italy "it" "Italy",
    Japan "jp" "Japan",
    Kenya "ke" "Kenya",
    SouthKorea "kr" "South Korea",
    Kazakhstan "kz" "Kazakhstan",
    Liechtenstein "li" "Liechtenstein",
    SriLanka "lk" "Sri Lanka",
    Lithuania "lt" "Lithuania",
    Luxembourg "lu" "Luxembourg",
    Latvia "lv" "Latvia",
    Libya "ly" "Libya",
    Morocco "ma" "Morocco",
    Monaco "mc" "Monaco",
    Moldova "md" "Moldova",
    Montenegro "me" "Montenegro",
    NorthMacedonia "mk" "North Macedonia",
    Malta "mt" "Malta",
    Mauritius "mu" "Mauritius",
    Mexico "mx" "Mexico",
    Malaysia "my" "Malaysia",
    Mozambique "mz" "Mozambique",
    Nigeria "ng" "Nigeria",
    Netherlands "nl" "Netherlands",
    Norway "no" "Norway",
    NewZealand "nz" "New Zealand",
    Peru "pe" "Peru",
    Philippines "ph" "Philippines",
    Pakistan "pk" "Pakistan",
    Poland "pl" "Poland",
    Portugal "pt" "Portugal",
    Paraguay "py" "Paraguay",
    Romania "ro" "Romania",
    Serbia "rs" "Serbia",
    Russia "ru" "Russia",
    SaudiArabia "sa" "Saudi Arabia",
    Sweden "se" "Sweden",
    Singapore "sg" "Singapore",
    Slovenia "si" "Slovenia",
    Slovakia "sk" "Slovakia",
    SanMarino "sm" "San Marino",
    Senegal "sn" "Senegal",
    ElSalvador "sv" "El Salvador",
    Thailand "th" "Thailand",
    Tunisia "tn" "Tunisia",
    Turkey "tr" "Turkey",
    Taiwan "tw" "Taiwan",
    Ukraine "ua" "Ukraine",
    UnitedStates "us" "United States",
    Uruguay "uy" "Uruguay",
    Venezuela "ve" "Venezuela",
    Vietnam "vn" "Vietnam",
    SouthAfrica "za" "South Africa",
}

impl Country {
    /// The country of a code in either case; `uk` and `el` stand for `gb` and `gr`.
    pub(in crate::detect::pii) fn parse(code: &str) -> Option<Self> {
        let code = match code.to_ascii_lowercase().as_str() {
            "uk" => "gb".to_owned(),
            "el" => "gr".to_owned(),
            _ => code.to_ascii_lowercase(),
        };
        Self::ALL.iter().copied().find(|country| country.code() == code)
    }
}
