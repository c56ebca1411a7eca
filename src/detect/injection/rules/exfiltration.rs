//! Data that leaves.

use super::Family::Exfiltration;
use super::{Rule, rule};

pub(super) const TABLE: &[Rule] = &[
    rule(
        "exfil_image",
        Exfiltration,
        (0.6, 0.85),
        &["!["],
        "!\\[[^\\]\\n]{0,60}\\]\\(https?://[^)\\s]{1,90}[?&/=][^)\\n]{0,60}[{<\\[$]",
    ),
    rule(
        "exfil_send",
        Exfiltration,
        (0.4, 0.6),
        &[
            "send",
            "email",
            "e-mail",
            "forward",
            "post",
            "upload",
            "transmit",
            "exfiltrat",
            "leak",
            "share",
        ],
        "(?:send|e-?mail|forward|post|upload|transmit|exfiltrate|leak|share) (?:[a-z']{1,14} ){0,7}?(?:passwords?|credentials|api keys?|conversation|chat history|chat log|messages|personal (?:data|information|details)|private (?:data|information|keys?)|user data|secrets?|emails|files|everything|contents?|credit card|system prompt)(?: [a-z']{1,14}){0,7}? (?:to|at|via|using) (?:[a-z]{1,12} ){0,4}?(?:https?:|www\\.|[a-z0-9._%+-]{1,40}\\@|attacker|webhook|[a-z0-9-]{1,30}\\.(?:com|net|org|io))",
    ),
    rule(
        "exfil_append",
        Exfiltration,
        (0.5, 0.7),
        &["append", "includ", "encod", "add", "insert", "embed", "attach", "concatenat"],
        "(?:append|includ(?:e|ing)|encode|add|insert|embed|attach|concatenate) (?:[a-z']{1,14} ){0,7}?(?:conversation|chat history|user'?s? (?:data|name|question|message|input|information)|personal|secrets?|password|api key|context|prompt) (?:[a-z']{1,14} ){0,6}?(?:url|link|query|parameter|image|markdown)",
    ),
];
