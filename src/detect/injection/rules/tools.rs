//! Calls that only the model may make.

use super::Family::ToolSmuggling;
use super::{Rule, rule};

pub(super) const TABLE: &[Rule] = &[
    rule(
        "tool_markup",
        ToolSmuggling,
        (0.5, 0.75),
        &["<tool", "<function", "<invoke", "\"tool_calls\"", "\"function_call\"", "\"tool_use\""],
        "(?:</?(?:tool_calls?|function_calls?|invoke|tool_use|tool_result|function_results?)\\b|\"(?:tool_calls|function_call|tool_use)\"\\s{0,3}:)",
    ),
    rule(
        "tool_call_request",
        ToolSmuggling,
        (0.1, 0.3),
        &["call the", "use the", "invoke", "execute the", "run the", "using the"],
        "(?:call|use|invoke|execute|run|using)(?: the)? (?:[`'\"]?[a-z_]{2,30}[`'\"]? ){0,2}?(?:tool|function|plugin)\\b",
    ),
    rule(
        "tool_run",
        ToolSmuggling,
        (0.1, 0.35),
        &[
            "execute the following",
            "run the following",
            "perform the following",
            "do the following",
            "follow these instructions",
            "complete the following",
            "solve the following",
            "follow the instructions",
        ],
        "(?:(?:execute|run|perform|do|complete|solve) the following (?:[a-z]{1,12} )?(?:commands?|code|script|tasks?|actions?|steps?|first|instead|instructions?|before|immediately|:)|follow (?:these|the) instructions)",
    ),
];
