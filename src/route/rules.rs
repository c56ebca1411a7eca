//! What makes a request hard, as data: the signals with their weights, and the words they count.
//!
//! The weights were set by hand, in round numbers, and checked against public sets of prompts;
//! they are a start that holds for no service in particular. Change them here and nowhere else.

/// Something that is counted in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Signal {
    Length,
    Context,
    Documents,
    Fences,
    CodeWords,
    Braces,
    Reasoning,
    Specialist,
    Quantities,
    Numbers,
    Operators,
    Demanding,
    Simple,
    Constraints,
    Items,
    Questions,
}

impl Signal {
    pub(super) const COUNT: usize = 16;
}

/// How a count becomes a part of the complexity.
pub(super) struct Rule {
    pub(super) signal: Signal,
    /// What it is called in reasons.
    pub(super) name: &'static str,
    /// The count that is left out of account; what is above it counts.
    pub(super) free: u32,
    /// How many above `free` have the full effect; fewer have their share of it.
    pub(super) full: u32,
    /// The full effect, in log-odds of being a request for the best models.
    pub(super) weight: f64,
    /// Whether twice the count has far less than twice the effect.
    pub(super) curve: Curve,
}

pub(super) enum Curve {
    Linear,
    /// In proportion to the logarithm of the count, in units of 32.
    Logarithm,
}

/// The log-odds of a request in which nothing is counted: it makes 0.12.
pub(super) const BASE: f64 = -2.0;

pub(super) const RULES: [Rule; Signal::COUNT] = [
    logarithm(Signal::Length, "length in tokens", 32, 4_096, 1.2),
    logarithm(Signal::Context, "other parts in tokens", 1_024, 65_536, 0.8),
    linear(Signal::Documents, "documents", 1, 6, 0.5),
    linear(Signal::Fences, "code fences", 0, 2, 1.2),
    linear(Signal::CodeWords, "code words", 0, 4, 1.2),
    linear(Signal::Braces, "braces and semicolons", 2, 12, 0.8),
    linear(Signal::Reasoning, "reasoning words", 0, 3, 3.0),
    linear(Signal::Specialist, "specialist words", 0, 4, 2.0),
    linear(Signal::Quantities, "words for quantities", 0, 4, 1.4),
    linear(Signal::Numbers, "numbers", 1, 8, 1.4),
    linear(Signal::Operators, "operators", 0, 8, 1.2),
    linear(Signal::Demanding, "demanding tasks", 0, 3, 2.8),
    linear(Signal::Simple, "simple tasks", 0, 2, -2.4),
    linear(Signal::Constraints, "constraints", 0, 5, 1.4),
    linear(Signal::Items, "list items", 1, 8, 0.6),
    linear(Signal::Questions, "questions", 1, 4, 0.8),
];

const fn linear(signal: Signal, name: &'static str, free: u32, full: u32, weight: f64) -> Rule {
    Rule { signal, name, free, full, weight, curve: Curve::Linear }
}

const fn logarithm(signal: Signal, name: &'static str, free: u32, full: u32, weight: f64) -> Rule {
    Rule { signal, name, free, full, weight, curve: Curve::Logarithm }
}

/// Marks that are counted byte by byte.
pub(super) const BRACES: &[u8] = b"{};";
pub(super) const OPERATORS: &[u8] = b"=+^\\";

/// What is counted by its words: English first, then German, Spanish and French. A word counts
/// between word boundaries, in any case of ASCII letters; one that ends in `*` counts with any
/// ending; one that begins with `~` counts anywhere, also inside words. Capitals off ASCII are
/// other letters to the search, so words that often begin a sentence with one stand here twice.
#[rustfmt::skip]
pub(super) const WORDS: &[(Signal, &[&str])] = &[
    (Signal::Reasoning, &[
        "why", "prove", "proof", "proofs", "disprove", "derive", "derivation", "deduce", "infer",
        "step by step", "step-by-step", "show that", "show your work", "explain*", "justif*",
        "reasoning", "rationale", "think carefully", "what if", "implication*", "trade-off*",
        "tradeoff*", "pros and cons", "compare", "contrast", "evaluate", "counterexample*",
        "paradox*", "most likely", "must be true", "best explains", "under what conditions",
        "if and only if", "root cause", "consequence*", "argue", "argument*", "puzzle", "riddle",
        "contradict*",
        // German
        "warum", "weshalb", "wieso", "beweis*", "schritt für schritt", "begründ*", "erkläre",
        "herleit*", "vergleich*", "widerleg*", "folgere",
        // Spanish
        "por qué", "demuestra", "demostrar", "paso a paso", "explica", "explique", "justifica",
        "compara", "deduzca",
        // French
        "pourquoi", "démontre*", "prouve*", "étape par étape", "justifie*", "comparez", "déduire",
        "expliquez",
    ]),
    (Signal::Demanding, &[
        "write", "design", "implement*", "refactor*", "debug*", "fix", "optimi*", "architect*",
        "analy*", "develop", "plan", "strategy", "strategies", "draft", "compose", "essay",
        "report", "proposal", "critique", "critically", "review this", "simulate", "algorithm*",
        "invent", "create", "build", "negotiat*", "migrat*", "research", "screenplay", "novel",
        "in depth", "in detail", "detailed", "comprehensive", "thorough*", "edge case*",
        "unit test*", "concurren*", "distributed", "end to end", "from scratch", "business plan",
        // German
        "schreib*", "entwirf", "entwickle", "entwerfen", "implementier*", "programmier*",
        "erstelle", "ausführlich*", "aufsatz",
        // Spanish
        "escribe", "escriba", "diseña*", "desarrolla*", "redacta*", "analiza*", "crea", "detallad*",
        "ensayo",
        // French
        "écris", "Écris", "écrivez", "Écrivez", "écrire", "rédige*", "conçois", "concevez",
        "développe*", "approfondi*",
    ]),
    (Signal::Simple, &[
        "summar*", "sum up", "tl;dr", "tldr", "translat*", "classif*", "categor*", "extract*",
        "label", "labels", "sentiment", "yes or no", "true or false", "spelling", "spellcheck",
        "grammar", "proofread", "rewrite", "paraphras*", "rephrase", "shorten", "synonym*",
        "define", "keyword*", "title", "headline*", "fill in", "copy", "repeat", "opening hours",
        "passage", "positive or negative", "hi", "hello", "hey", "thanks", "thank you",
        "good morning", "capital of",
        // German
        "zusammenfass*", "fasse", "übersetz*", "Übersetz*", "klassifizier*", "extrahier*",
        "umformulier*",
        "hallo", "guten tag", "danke", "hauptstadt",
        // Spanish
        "resum*", "traduc*", "clasific*", "corrige", "hola", "gracias", "buenos días",
        // French
        "résum*", "tradui*", "classez", "extrai*", "corrigez", "bonjour", "merci",
    ]),
    (Signal::Constraints, &[
        "must", "must not", "at least", "at most", "exactly", "no more than", "no fewer than",
        "do not", "don't", "without", "unless", "except", "ensure*", "make sure", "required",
        "requirement*", "constraint*", "subject to", "given that", "assume", "assuming", "suppose",
        "as follows", "should not", "cannot", "in the style of", "in json", "format",
        "respectively", "provided that",
        // German
        "muss", "müssen", "mindestens", "höchstens", "genau", "ohne", "außer", "nicht mehr als",
        "angenommen",
        // Spanish
        "debe", "deben", "al menos", "como máximo", "exactamente", "excepto", "supongamos",
        // French
        "doit", "doivent", "au moins", "au plus", "exactement", "sans", "sauf", "supposons",
    ]),
    (Signal::Quantities, &[
        "how many", "how much", "how long", "how far", "how old", "percent*", "~%", "total",
        "altogether", "in all", "twice", "thrice", "times as", "times more", "half", "double",
        "triple", "average", "ratio", "sum of", "difference between", "solve", "calculate*",
        "compute", "remaining", "left over", "per hour", "per day", "per week", "per month",
        "an hour", "a day", "a week", "each", "every", "fraction", "remainder", "equally", "profit",
        "discount", "interest rate", "speed", "more than", "less than",
        // German
        "wie viel*", "prozent*", "berechne*", "insgesamt", "doppelt*", "hälfte", "gleichung*",
        "löse", "durchschnitt*",
        // Spanish
        "cuánto*", "cuánta*", "por ciento", "calcul*", "porcentaje", "ecuaci*", "resuelv*",
        "promedio", "mitad",
        // French
        "combien", "pourcentage*", "équation*", "résou*", "moyenne", "moitié",
    ]),
    (Signal::Specialist, &[
        // Mathematics and computing
        "theorem*", "lemma*", "corollary", "integral*", "integrat*", "derivative*", "differential*",
        "matrix", "matrices", "eigen*", "vector*", "polynomial*", "modulo", "prime", "primes",
        "permutation*", "combinator*", "probabilit*", "homomorphism*", "isomorph*", "subgroup*",
        "convergen*", "logarithm*", "asymptotic*", "np-hard", "recursion", "recursive*",
        "deadlock*", "race condition*", "regression*", "variance", "bayes*", "gradient*",
        "np-complete", "finite field*", "topolog*", "bijecti*",
        // Physics, chemistry, engineering
        "quantum", "relativ*", "thermodynamic*", "entropy", "enthalpy", "kinetic*", "momentum",
        "wavelength*", "voltage", "capacit*", "electron*", "orbital*", "oxid*", "molar*",
        "equilibrium", "ion", "ions", "isotope*", "catalys*", "acceleration", "magnetic",
        // Biology and medicine
        "enzyme*", "protein*", "genom*", "allele*", "mutation*", "receptor*", "diagnos*",
        "symptom*", "patholog*", "pharmac*", "contraindicat*", "etiology", "differential diagnosis",
        // Law, economics, philosophy
        "plaintiff*", "defendant*", "liab*", "statut*", "jurisdiction*", "tort", "torts",
        "negligen*", "constitutional*", "breach", "elasticit*", "monetary", "fiscal", "amortiz*",
        "arbitrage", "hedg*", "epistem*", "ontolog*", "utilitarian*", "predicate logic",
        "propositional*", "syllogism*",
        // German, Spanish, French
        "satz von", "wahrscheinlichkeit*", "ableitung*", "matriz", "teorema*", "probabilidad*",
        "derivada*", "théorème*", "dérivée*", "haftung*", "haftet", "responsabilidad civil",
    ]),
    (Signal::CodeWords, &[
        "python", "javascript", "typescript", "rust", "java", "c++", "c#", "golang", "kotlin",
        "sql", "regex", "bash", "stack trace", "traceback", "segfault", "exception", "compiler",
        "function", "method", "api", "endpoint", "class diagram", "codebase", "pull request",
        "~def ", "~fn ", "~#include", "~import ", "~=> ", "~->", "~()", "~return ", "~const ",
        "~public ", "~SELECT ", "~</", "~::", "~==", "~!=", "~&&", "~||",
    ]),
    (Signal::Fences, &["~```"]),
    (Signal::Items, &["~\n- ", "~\n* ", "~\n• ", "~\n1.", "~\n2.", "~\n3.", "~\n4.", "~\n5."]),
];
