//! Answers without a no.

use super::Family::RefusalSuppression;
use super::{Rule, rule};

pub(super) const TABLE: &[Rule] = &[
    rule(
        "refusal_never",
        RefusalSuppression,
        (0.5, 0.5),
        &[
            "never",
            "do not",
            "don't",
            "cannot",
            "can't",
            "must not",
            "won't",
            "will not",
            "not allowed",
            "without",
            "unable to",
            "not refus",
            "not permitted",
        ],
        "(?:never|do not|don't|cannot|can't|must not|won't|will not|not allowed to|without|unable to|not permitted to|not) (?:ever |be |you |to |say |saying |tell |respond |reply |state |claim |(?:it|that|you|they|he|she|i) )*(?:refus(?:e|ing)|declin(?:e|ing)|apologi[sz](?:e|ing)|say no\\b|say (?:that )?(?:you|it|he|she|they) (?:can't|cannot|can not|is unable|are unable)|sorry|reject(?:ing)?|you are an ai|(?:can't|cannot) (?:do|answer|fulfill|provide|assist|help|comply)|as an ai)",
    ),
    rule(
        "refusal_warnings",
        RefusalSuppression,
        (0.4, 0.4),
        &[
            "do not",
            "don't",
            "never",
            "without",
            "no warn",
            "no discl",
            "no moral",
            "avoid",
            "not add",
            "not includ",
            "not giv",
        ],
        "(?:do not|don't|never|without|avoid|not|no) @4(?:warnings?|disclaimers?|moraliz(?:e|ing)|lectur(?:e|es|ing)|ethical (?:advice|concerns|warnings)|moral (?:advice|warnings)|cautionary)\\b",
    ),
    rule(
        "refusal_no_matter",
        RefusalSuppression,
        (0.6, 0.6),
        &["no matter how", "no matter if", "regardless of", "even if", "no matter what"],
        "(?:no matter (?:how|if|what)|regardless of|even if) @7<bad>\\b",
    ),
    rule(
        "refusal_bad_lists",
        RefusalSuppression,
        (0.45, 0.45),
        &["illegal", "unethical", "immoral", "harmful"],
        "<bad> ?(?:and|or|,|/|\\.) @1<bad>\\b",
    ),
    rule(
        "refusal_opening",
        RefusalSuppression,
        (0.5, 0.5),
        &[
            "start your",
            "begin your",
            "start with",
            "begin with",
            "starting with",
            "beginning with",
            "starts with",
            "prefix",
        ],
        "(?:start|begin|prefix)(?:s|ing)?(?: your| every| each| all| the)*(?: response| reply| answer| message| output| sentence)?s?(?: off)? (?:by saying |with |by )(?:the )?(?:words? |phrase |sentence )*\\W{0,3}(?:sure|absolutely|of course|yes|certainly|i have been|here is|here's)\\b",
    ),
];
