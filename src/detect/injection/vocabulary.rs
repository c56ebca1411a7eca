//! The words that tasks and orders are made of, in English and in small letters.

/// A word in small letters; empty where it is longer than any that is known.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Word {
    letters: [u8; LONGEST],
    len: usize,
}

impl Word {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut word = Self::default();
        if let Some(room) = word.letters.get_mut(..bytes.len()) {
            room.copy_from_slice(bytes);
            room.make_ascii_lowercase();
            word.len = bytes.len();
        }
        word
    }

    pub(super) fn letters(&self) -> &[u8] {
        self.letters.get(..self.len).unwrap_or(&[])
    }
}

/// The most letters of a word of the lists.
const LONGEST: usize = 16;

/// Whether a task may begin with this verb.
pub(super) fn is_verb(word: &[u8]) -> bool {
    is_in(VERBS, word)
}

/// Whether this word is something that tasks are about: "the text".
pub(super) fn is_object(word: &[u8]) -> bool {
    is_in(OBJECTS, word)
}

/// Whether the words set a task without a verb in front.
pub(super) fn is_opening(first: &[u8], second: &[u8], third: &[u8]) -> bool {
    match (first, second) {
        (b"given", b"the") => matches!(third, b"following" | b"below"),
        (b"given", _) => is_in(GIVEN, second),
        (b"you", b"are" | b"will") => is_in(HANDED, third) || third == b"be",
        (b"in", b"this") => third == b"task",
        (b"for", b"the" | b"this") | (b"using" | b"on", b"the") => is_given(third),
        (b"based", b"on") | (b"with", b"the") => true,
        (b"is" | b"are", b"the") => third == b"following",
        (b"come", b"up") => third == b"with",
        (b"can" | b"could", b"you") => true,
        (b"please", _) => true,
        (b"automatically", _) => is_verb(second),
        _ => false,
    }
}

/// Whether an object begins with this word: "a", "these", "five".
pub(super) fn begins_object(word: &[u8]) -> bool {
    is_in(ARTICLES, word) || word.first().is_some_and(u8::is_ascii_digit)
}

/// Whether this word may stand between a verb and its object.
pub(super) const fn is_particle(word: &[u8]) -> bool {
    matches!(word, b"up" | b"out" | b"any" | b"all")
}

/// Whether this verb asks for a deed: "send", "book".
pub(super) fn is_action(word: &[u8]) -> bool {
    is_in(ACTIONS, word)
}

/// Whether this word says whose the object is.
pub(super) const fn is_owner(word: &[u8]) -> bool {
    matches!(
        word,
        b"my" | b"our" | b"his" | b"her" | b"their" | b"your" | b"every" | b"everyone" | b"as"
    )
}

/// Whether this word points at data that is handed over with the task.
pub(super) const fn is_given(word: &[u8]) -> bool {
    matches!(word, b"following" | b"given" | b"provided" | b"below" | b"supplied")
}

/// Whether this word begins an object that was not named before.
pub(super) fn is_some(word: &[u8]) -> bool {
    is_in(SOME, word) || word.first().is_some_and(u8::is_ascii_digit)
}

/// Whether this word refers to what was said or done before.
pub(super) fn is_back(word: &[u8]) -> bool {
    is_in(BACK, word)
}

/// Whether this word stands for something that was named before, perhaps in the same sentence.
pub(super) const fn is_pronoun(word: &[u8]) -> bool {
    matches!(word, b"it" | b"its" | b"them" | b"their" | b"they")
}

fn is_in(list: &[&str], word: &[u8]) -> bool {
    list.binary_search_by(|known| known.as_bytes().cmp(word)).is_ok()
}

/// Behind "given".
const GIVEN: &[&str] =
    &["a", "an", "any", "below", "following", "some", "these", "this", "three", "two"];

/// Behind "you are".
const HANDED: &[&str] = &["given", "presented", "provided"];

/// What objects begin with.
const ARTICLES: &[&str] = &[
    "a",
    "all",
    "an",
    "any",
    "each",
    "five",
    "following",
    "four",
    "given",
    "how",
    "if",
    "me",
    "one",
    "some",
    "that",
    "the",
    "these",
    "this",
    "those",
    "three",
    "two",
    "us",
    "what",
    "whether",
    "why",
    "with",
];

/// What begins an object that is new.
const SOME: &[&str] = &["a", "an", "five", "four", "six", "some", "ten", "three", "two", "whether"];

/// What refers back.
const BACK: &[&str] =
    &["above", "again", "also", "my", "our", "previous", "same", "then", "we", "your"];

/// What tasks are about.
const OBJECTS: &[&str] = &[
    "article",
    "book",
    "code",
    "conversation",
    "data",
    "dataset",
    "dialogue",
    "document",
    "email",
    "equation",
    "headline",
    "image",
    "information",
    "input",
    "items",
    "list",
    "number",
    "numbers",
    "paragraph",
    "passage",
    "photo",
    "phrase",
    "picture",
    "poem",
    "product",
    "purchase",
    "question",
    "quote",
    "review",
    "scenario",
    "sentence",
    "sentences",
    "snippet",
    "statement",
    "story",
    "string",
    "table",
    "text",
    "title",
    "topic",
    "tweet",
    "word",
    "words",
];

/// Verbs of deeds.
const ACTIONS: &[&str] = &[
    "approve", "book", "buy", "call", "cancel", "change", "click", "confirm", "create", "delete",
    "download", "email", "forward", "get", "grant", "invite", "log", "make", "message", "move",
    "notify", "open", "order", "pay", "post", "purchase", "reply", "reserve", "reset", "respond",
    "save", "say", "schedule", "send", "set", "share", "submit", "tell", "transfer", "update",
    "upload", "visit",
];

/// What tasks begin with. Those that set rules for an answer
/// ("include", "ensure", "avoid") are not among them.
const VERBS: &[&str] = &[
    "abstract",
    "adapt",
    "add",
    "advise",
    "affirm",
    "aggregate",
    "analyse",
    "analyze",
    "annotate",
    "append",
    "apply",
    "argue",
    "arrange",
    "assemble",
    "assess",
    "assign",
    "assist",
    "assume",
    "brainstorm",
    "build",
    "bullet",
    "calculate",
    "capitalize",
    "cast",
    "categorise",
    "categorize",
    "change",
    "check",
    "choose",
    "cite",
    "clarify",
    "classify",
    "clean",
    "cluster",
    "collect",
    "combine",
    "come",
    "compare",
    "compile",
    "complete",
    "compose",
    "compute",
    "conclude",
    "condense",
    "conduct",
    "conjugate",
    "construct",
    "continue",
    "contrast",
    "convert",
    "convince",
    "correct",
    "count",
    "craft",
    "create",
    "critique",
    "debate",
    "decide",
    "decode",
    "decrypt",
    "deduce",
    "deduplicate",
    "define",
    "delete",
    "demonstrate",
    "derive",
    "describe",
    "design",
    "designate",
    "detect",
    "determine",
    "develop",
    "devise",
    "diagnose",
    "differentiate",
    "discuss",
    "dissect",
    "distinguish",
    "divide",
    "double",
    "draft",
    "draw",
    "edit",
    "elaborate",
    "eliminate",
    "encode",
    "encrypt",
    "enumerate",
    "estimate",
    "evaluate",
    "evolve",
    "examine",
    "exemplify",
    "expand",
    "explain",
    "explore",
    "express",
    "extend",
    "extract",
    "extrapolate",
    "fabricate",
    "fill",
    "filter",
    "find",
    "fix",
    "flip",
    "forecast",
    "format",
    "formulate",
    "gather",
    "generalize",
    "generate",
    "give",
    "group",
    "guess",
    "highlight",
    "hypothesize",
    "identify",
    "illustrate",
    "imagine",
    "implement",
    "improve",
    "incorporate",
    "indicate",
    "infer",
    "insert",
    "inspect",
    "interpret",
    "introduce",
    "invent",
    "investigate",
    "judge",
    "justify",
    "label",
    "link",
    "list",
    "locate",
    "look",
    "make",
    "map",
    "match",
    "measure",
    "mention",
    "merge",
    "modify",
    "name",
    "narrate",
    "negate",
    "notice",
    "oppose",
    "optimize",
    "order",
    "organise",
    "organize",
    "outline",
    "output",
    "paraphrase",
    "parse",
    "perform",
    "personalize",
    "persuade",
    "phrase",
    "pick",
    "pinpoint",
    "plan",
    "predict",
    "prepare",
    "present",
    "pretend",
    "prioritize",
    "produce",
    "proofread",
    "propose",
    "prove",
    "provide",
    "pull",
    "punctuate",
    "put",
    "quote",
    "rank",
    "rate",
    "re-write",
    "read",
    "rearrange",
    "rebut",
    "recite",
    "recognize",
    "recommend",
    "recount",
    "reduce",
    "refactor",
    "relate",
    "remove",
    "render",
    "reorder",
    "rephrase",
    "replace",
    "report",
    "research",
    "respond",
    "restructure",
    "retell",
    "reveal",
    "reverse",
    "review",
    "revise",
    "reword",
    "rewrite",
    "rhyme",
    "scan",
    "schedule",
    "search",
    "select",
    "separate",
    "shift",
    "shorten",
    "show",
    "simplify",
    "simulate",
    "sketch",
    "solve",
    "sort",
    "specify",
    "spell",
    "split",
    "state",
    "substitute",
    "suggest",
    "sum",
    "summarise",
    "summarize",
    "supplement",
    "supply",
    "swap",
    "tag",
    "teach",
    "tell",
    "think",
    "trace",
    "track",
    "transcribe",
    "transform",
    "transition",
    "translate",
    "trim",
    "try",
    "turn",
    "uncover",
    "update",
    "use",
    "utilize",
    "validate",
    "verify",
    "visualize",
    "weigh",
    "wrap",
    "write",
];

#[cfg(test)]
mod tests {
    use super::{ACTIONS, ARTICLES, BACK, GIVEN, HANDED, OBJECTS, SOME, VERBS};

    /// Words are looked for by halving.
    #[test]
    fn lists_are_in_order() {
        for list in [ACTIONS, GIVEN, HANDED, ARTICLES, SOME, BACK, OBJECTS, VERBS] {
            assert!(list.is_sorted(), "{:?}", list.first());
        }
    }
}
