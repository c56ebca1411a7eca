//! Words that stand for each other.

/// Names, and the expressions that they stand for in patterns.
pub(in super::super) static WORDS: &[(&str, &str)] = &[
    (
        "ignore",
        "(?:ignor(?:e|es|ed|ing)|disregard(?:ing)?|forget(?:ting)?(?: about)?|overlook|override|overrule|bypass|neglect|discard|skip|violate|abandon|void|erase|pay no attention to|do not (?:follow|obey|listen to|adhere to)|don't (?:follow|obey|listen to))",
    ),
    (
        "prior",
        "(?:previous(?:ly)?|prior|above|preceding|earlier|foregoing|former|initial|original|existing|past|last|before|first|system|past|old|other|given|existing|current|next|following|below|subsequent)",
    ),
    (
        "rules",
        "(?:instructions?|instruct|directions?|directives?|guidelines?|guidances?|rules?|prompts?|commands?|orders?|programming|constraints?|restrictions?|protocols?|safeguards?|guardrails?|training|system messages?|tasks?|requests?|inputs?|sentences?|paragraphs?|messages?|assignments?|policies|policy|ethics|filters?)",
    ),
    (
        "own",
        "(?:instructions?|directives?|guidelines?|prompts?|programming|system message|initial prompt|safeguards?|guardrails?|safety (?:rules|features|protocols|measures)|content polic(?:y|ies)|restrictions?|training|moral(?:s|ity)?|ethics|ethical guidelines)",
    ),
    (
        "hidden",
        "(?:system prompts?|system messages?|system instructions?|pre-?prompts?|initial prompts?|initial instructions?|hidden prompts?|hidden instructions?|secret instructions?|original prompts?|original instructions?|previous prompts?|previous instructions?|prompt instructions?|custom instructions?|internal instructions?|starting prompt|base prompt|full prompt|entire prompt|exact prompt|system-prompt)",
    ),
    (
        "tell",
        "(?:reveal|show|print|output|display|repeat|tell|give|write|disclose|share|expose|leak|dump|reproduce|recite|list|provide|return|echo|copy|quote|say|describe|explain|translate|summari[sz]e|spell|encode|read|state|type|paste|forward|what (?:is|are|was|were|does)|what's|how (?:do|does|did))",
    ),
    (
        "model",
        "(?:ai|a\\.i\\.|artificial intelligence|assistants?|chatbots?|bots?|llms?|language models?|chatgpt|gpt(?:-?[0-9])?|agents?|models?)",
    ),
    (
        "lawless",
        "(?:evil (?:ai|bot|chatbot|confidant|assistant)|unrestricted|unfiltered|uncensored|amoral|jailbroken|unbound|unethical|immoral|lawless|no (?:restrictions?|limits?|limitations?|rules|filters?|morals|ethics|boundaries|censorship|constraints)|without (?:any |all )?(?:ethical |moral )?(?:restrictions|rules|filters|limits|limitations|censorship|guidelines|morals|ethics|boundaries|constraints)|(?:free|freed) (?:from|of) @2(?:restrictions|rules|filters|limits|constraints))",
    ),
    (
        "bad",
        "(?:illegal|unethical|immoral|harmful|dangerous|offensive|inappropriate|evil|amoral|controversial|explicit)",
    ),
    (
        "secret",
        "(?:passwords?|pass ?phrases?|secret (?:words?|keys?|phrases?|codes?|strings?)|secrets?|access codes?|pass ?codes?|api keys?|codewords?|hidden words?|flag)",
    ),
];
