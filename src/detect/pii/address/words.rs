//! Words of addresses, as data: in lower case, as the folded view has them.

/// Words that end the name of a street in English, as they are written with a capital.
pub(super) const STREETS: &[&[u8]] = &[
    b"street",
    b"st",
    b"avenue",
    b"ave",
    b"road",
    b"rd",
    b"boulevard",
    b"blvd",
    b"lane",
    b"ln",
    b"drive",
    b"dr",
    b"court",
    b"ct",
    b"terrace",
    b"parkway",
    b"pkwy",
    b"crescent",
    b"gardens",
    b"square",
    b"highway",
    b"hwy",
    b"way",
];
/// Words before the number of a flat.
pub(super) const FLATS: &[&[u8]] =
    &[b"apt", b"apartment", b"suite", b"ste", b"unit", b"flat", b"floor", b"#"];
/// What a street ends with in German, Dutch, Danish, Norwegian, Swedish and Finnish.
pub(super) const ENDINGS: &[&[u8]] = &[
    b"strasse",
    b"stra\xc3\x9fe",
    b"str.",
    b"str",
    b"weg",
    b"platz",
    b"allee",
    b"gasse",
    b"damm",
    b"ufer",
    b"chaussee",
    b"straat",
    b"laan",
    b"plein",
    b"gracht",
    b"singel",
    b"gatan",
    b"vagen",
    b"gata",
    b"gaten",
    b"veien",
    b"vegen",
    b"vej",
    b"vejen",
    b"gade",
    b"katu",
    b"kuja",
];
/// Words with such an ending that are no streets.
pub(super) const NO_STREETS: &[&[u8]] = &[b"brigade", b"renegade", b"fregata"];
/// What a street begins with in French.
pub(super) const RUES: &[&[u8]] = &[
    b"rue",
    b"avenue",
    b"boulevard",
    b"bd",
    b"place",
    b"chemin",
    b"allee",
    b"impasse",
    b"quai",
    b"route",
    b"cours",
];
/// What a street begins with where its number comes last: in Italian, Spanish, Portuguese, French
/// and Polish.
pub(super) const KINDS: &[&[u8]] = &[
    b"via",
    b"viale",
    b"piazza",
    b"corso",
    b"largo",
    b"vicolo",
    b"calle",
    b"avenida",
    b"avda",
    b"plaza",
    b"paseo",
    b"camino",
    b"travesia",
    b"rua",
    b"travessa",
    b"praca",
    b"alameda",
    b"rue",
    b"ulica",
    b"ul",
];
/// Small words within the name of such a street.
pub(super) const SMALL: &[&[u8]] = &[
    b"de", b"del", b"della", b"delle", b"dei", b"degli", b"di", b"da", b"do", b"dos", b"das",
    b"du", b"des", b"la", b"las", b"los", b"el", b"le", b"les", b"y", b"e", b"d", b"l",
];
/// Boxes at a post office, with the space before their number.
pub(super) const BOXES: &[&[u8]] =
    &[b"p.o. box ", b"p.o.box ", b"p.o box ", b"po box ", b"postfach ", b"postbus ", b"postboks "];
