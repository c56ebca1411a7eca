//! Instructions that undo instructions, in other languages than English.

use super::Family::InstructionOverride;
use super::{Rule, rule};

pub(super) const TABLE: &[Rule] = &[
    rule(
        "override_de",
        InstructionOverride,
        (0.8, 0.9),
        &["ignorier", "vergiss", "vergess", "missacht", "verwirf", "uberspring"],
        "(?:ignorier(?:e|en|t)?|vergiss|vergessen? sie|vergesst|missachte[nt]?|verwirf|uberspringe?) (?:[a-z\\x80-\\xff]{1,14} ){0,4}?(?:(?:vorherig|bisherig|obig|fruher|vorangegangen|vorig|vorangehend)e[nrs]?|anweisung(?:en)?|instruktion(?:en)?|befehle?|regeln|alles(?: gesagte| davor| vorherige| was)|alles|davor|aufgaben|informationen|prompts?)",
    ),
    rule(
        "override_es",
        InstructionOverride,
        (0.8, 0.9),
        &["ignor", "olvid", "descart", "omit"],
        "(?:ignor[ae](?:r|d|n)?|olvid[ae](?:r|d|te)?|descart[ae]r?|omit[ae]) (?:[a-z]{1,14} ){0,5}?(?:anterior(?:es)?|previ[ao]s?|instruccion(?:es)?|indicacion(?:es)?|ordenes|reglas|todo lo|todo|antes)\\b",
    ),
    rule(
        "override_fr",
        InstructionOverride,
        (0.8, 0.9),
        &["ignor", "oubli", "neglig", "ne tien"],
        "(?:ignore[rz]?|oublie[rz]?|neglige[rz]?|ne (?:tiens|tenez) pas compte) (?:[a-z']{1,14} ){0,5}?(?:precedente?s?|consignes?|directives|tout ce|ce qui precede|ci dessus|les instructions|ordres|regles)\\b",
    ),
    rule(
        "override_it_pt",
        InstructionOverride,
        (0.8, 0.9),
        &["ignor", "dimentic", "esquec", "desconsider", "trascur"],
        "(?:ignor[ae](?:re|te|r)?|dimentic[ah](?:re|te|i)?|esquec[ae](?:r)?|desconsider[ae]r?|trascura) (?:[a-z']{1,14} ){0,5}?(?:istruzioni|precedent[ei]|ordini|instruco?es|instrucoes|anterior(?:es)?|comandos|regole|regras|tutto quello)\\b",
    ),
    rule(
        "override_ru",
        InstructionOverride,
        (0.8, 0.9),
        &[
            "игнорируй",
            "Игнорируй",
            "забудь",
            "Забудь",
            "не обращай",
            "Не обращай",
            "проигнорируй",
            "Проигнорируй",
            "отмени",
            "Отмени",
        ],
        "(?:игнорируй|Игнорируй|забудь|Забудь|не обращай|Не обращай|проигнорируй|Проигнорируй|отмени|Отмени)[^.!?\\n]{1,90}?(?:инструкци|предыдущ|указани|правила|команд|выше|промпт|все)",
    ),
    rule(
        "override_zh",
        InstructionOverride,
        (0.8, 0.9),
        &["忽略", "无视", "無視", "忘记", "忘記", "忘掉", "不要理会", "不用管", "请忽视", "忽视"],
        "(?:忽略|无视|無視|忘记|忘記|忘掉|不要理会|不用管|请忽视|忽视)[^.!?\\n]{0,36}?(?:指令|指示|提示|说明|說明|规则|規則|命令|之前|以上|上面|前面|设定)",
    ),
    rule(
        "override_ja",
        InstructionOverride,
        (0.8, 0.9),
        &["指示", "命令", "プロンプト", "ルール"],
        "(?:指示|命令|プロンプト|ルール)(?:を|は|に|も|すべて|全て|全部|、|内容){0,4}(?:無視|忘れ|破棄)",
    ),
    rule(
        "override_slavic",
        InstructionOverride,
        (0.75, 0.85),
        &["zaboravi", "zignoruj", "zapomnij", "ignoruj", "ignorisi", "ignoriraj"],
        "(?:zaboravi|zignoruj|zapomnij|ignoruj|ignorisi|ignoriraj) (?:[a-z]{1,14} ){0,4}?(?:sve|wszystk[a-z]{1,3}|poprzedni[a-z]{0,3}|instrukcj[a-z]{1,3}|instrukcije|prethodn[a-z]{1,2}|upute|polecen[a-z]{1,2})\\b",
    ),
];
