//! The rules, as data: what each secret looks like.
//!
//! Most shapes are after the rules of gitleaks (<https://github.com/gitleaks/gitleaks>,
//! © 2019 Zachary Rice, MIT licence), written anew in the notation of [`Shape`](crate::scan::shape::Shape)
//! and with bounds; the others follow the vendors' documentation of their token formats.

use super::checks::{self, Check};
use crate::finding::Severity;

/// One kind of secret.
#[derive(Debug)]
pub(super) struct Rule {
    /// The name in findings; it contains the vendor's.
    pub(super) id: &'static str,
    /// What stands in brackets in the place of the secret.
    pub(super) label: &'static str,
    /// The names before the value, in the notation of shapes; where there are some, the secret is
    /// the value that is assigned to one of them.
    pub(super) keys: &'static [&'static str],
    /// What it looks like; each begins with the literal that is searched for, or follows a key.
    pub(super) shapes: &'static [&'static str],
    /// The fewest different bytes in it: what repeats itself is a placeholder.
    pub(super) distinct: usize,
    /// What else must hold.
    pub(super) check: Check,
    pub(super) severity: Severity,
    /// 0 to 1.
    pub(super) confidence: f32,
}

/// Between a key and its value.
pub(super) const ASSIGN: &str = "[ \t\"']{0,3}\\??[:=>]{1,2}[ \t\"']{0,3}";

const fn token(
    id: &'static str,
    label: &'static str,
    shapes: &'static [&'static str],
    distinct: usize,
) -> Rule {
    Rule {
        id,
        label,
        keys: &[],
        shapes,
        distinct,
        check: checks::any,
        severity: Severity::Critical,
        confidence: 0.95,
    }
}

const fn keyed(
    id: &'static str,
    label: &'static str,
    keys: &'static [&'static str],
    shapes: &'static [&'static str],
    distinct: usize,
) -> Rule {
    Rule { keys, confidence: 0.9, ..token(id, label, shapes, distinct) }
}

/// What ids begin with, whose they are, and where to revoke them.
pub(super) static VENDORS: &[(&str, &str, &str)] = &[
    ("github", "GitHub", "https://github.com/settings/tokens"),
    ("slack", "Slack", "https://api.slack.com/apps"),
];

/// The rule that opens a redaction until the footer.
pub(super) const PEM: &str = "private_key_pem";
/// The rule that opens a redaction until the end of the token.
pub(super) const JWT: &str = "jwt";
/// What ends a redaction that [`PEM`] has opened.
pub(super) const PEM_FOOTER: &str = "-----END[A-Z0-9 _]{1,60}-----.*";

pub(super) static RULES: &[Rule] = &[
    // Cloud providers.
    Rule {
        check: checks::is_no_example,
        ..token(
            "aws_access_key_id",
            "AWS_ACCESS_KEY",
            &["AKIA[A-Z0-9]{16}", "ASIA[A-Z0-9]{16}", "ABIA[A-Z0-9]{16}", "ACCA[A-Z0-9]{16}"],
            8,
        )
    },
    Rule {
        check: checks::is_no_example,
        ..keyed(
            "aws_secret_access_key",
            "AWS_SECRET_KEY",
            &[
                "aws[_-]?secret[A-Za-z_-]{0,14}",
                "secret_access_key",
                "secretaccesskey",
                "secret_key",
                "secretkey",
            ],
            &["[A-Za-z0-9/+]{40}"],
            16,
        )
    },
    token("aws_bedrock_api_key", "AWS_BEDROCK_KEY", &["ABSK[A-Za-z0-9+/=]{109,271}"], 16),
    token("google_api_key", "GOOGLE_API_KEY", &["AIza[A-Za-z0-9_-]{35}"], 14),
    token("google_oauth_client_secret", "GOOGLE_OAUTH_SECRET", &["GOCSPX-[A-Za-z0-9_-]{28}"], 10),
    token("google_oauth_access_token", "GOOGLE_OAUTH_TOKEN", &[r"ya29\.[A-Za-z0-9_-]{20,400}"], 14),
    token(
        "digitalocean_token",
        "DIGITALOCEAN_TOKEN",
        &["dop_v1_[a-f0-9]{64}", "doo_v1_[a-f0-9]{64}", "dor_v1_[a-f0-9]{64}"],
        10,
    ),
    keyed(
        "heroku_api_key",
        "HEROKU_API_KEY",
        &["heroku[A-Za-z0-9_ .-]{0,20}"],
        &["[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}"],
        8,
    ),
    token("heroku_platform_token", "HEROKU_API_KEY", &["HRKU-AA[0-9a-zA-Z_-]{58}"], 16),
    token("databricks_token", "DATABRICKS_TOKEN", &["dapi[a-f0-9]{32}-?[0-9]?"], 10),
    token(
        "hashicorp_vault_token",
        "VAULT_TOKEN",
        &[r"hvs\.[A-Za-z0-9_-]{24,300}", r"hvb\.[A-Za-z0-9_-]{100,300}"],
        14,
    ),
    // Code and packages.
    token(
        "github_token",
        "GITHUB_TOKEN",
        &[
            "ghp_[A-Za-z0-9]{36}",
            "gho_[A-Za-z0-9]{36}",
            "ghu_[A-Za-z0-9]{36}",
            "ghs_[A-Za-z0-9]{36}",
            "ghr_[A-Za-z0-9]{36}",
        ],
        12,
    ),
    token("github_fine_grained_token", "GITHUB_TOKEN", &["github_pat_[A-Za-z0-9_]{82}"], 16),
    token(
        "gitlab_token",
        "GITLAB_TOKEN",
        &[
            "glpat-[A-Za-z0-9_-]{20,300}",
            "gldt-[A-Za-z0-9_-]{20,64}",
            "glptt-[0-9a-f]{40}",
            "glrt-[A-Za-z0-9_-]{20,64}",
            "glcbt-[A-Za-z0-9_-]{20,64}",
            "glft-[A-Za-z0-9_-]{20,64}",
            "glffct-[A-Za-z0-9_-]{20,64}",
            "glimt-[A-Za-z0-9_-]{24,64}",
            "glsoat-[A-Za-z0-9_-]{20,64}",
            "glagent-[A-Za-z0-9_-]{50,128}",
            "gloas-[A-Za-z0-9_-]{64,128}",
            "GR1348941[A-Za-z0-9_-]{20,64}",
        ],
        10,
    ),
    token("npm_token", "NPM_TOKEN", &["npm_[A-Za-z0-9]{36}"], 12),
    token("pypi_token", "PYPI_TOKEN", &["pypi-AgE[A-Za-z0-9_-]{50,400}"], 14),
    token("docker_token", "DOCKER_TOKEN", &["dckr_pat_[A-Za-z0-9_-]{27,40}"], 12),
    // Models.
    token(
        "openai_api_key",
        "OPENAI_API_KEY",
        &[
            "sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}",
            "sk-proj-[A-Za-z0-9_-]{40,200}",
            "sk-svcacct-[A-Za-z0-9_-]{40,200}",
            "sk-admin-[A-Za-z0-9_-]{40,200}",
        ],
        16,
    ),
    token(
        "anthropic_api_key",
        "ANTHROPIC_API_KEY",
        &["sk-ant-[a-z]{3,8}[0-9]{2}-[A-Za-z0-9_-]{32,120}"],
        16,
    ),
    token(
        "huggingface_token",
        "HUGGINGFACE_TOKEN",
        &["hf_[A-Za-z0-9]{34}", "api_org_[A-Za-z]{34}"],
        12,
    ),
    token("groq_api_key", "GROQ_API_KEY", &["gsk_[A-Za-z0-9]{52}"], 14),
    token("xai_api_key", "XAI_API_KEY", &["xai-[A-Za-z0-9]{70,90}"], 16),
    token("perplexity_api_key", "PERPLEXITY_API_KEY", &["pplx-[A-Za-z0-9]{48}"], 14),
    token("replicate_api_token", "REPLICATE_TOKEN", &["r8_[A-Za-z0-9]{37}"], 12),
    // Messages and mail.
    token(
        "slack_token",
        "SLACK_TOKEN",
        &[
            "xoxb-[0-9]{8,14}-[A-Za-z0-9-]{18,80}",
            "xoxp-[0-9]{10,13}-[0-9]{10,13}-[A-Za-z0-9-]{28,60}",
            "xoxe-[A-Za-z0-9-]{40,180}",
            r"xoxe\.xox[bp]-[0-9]-[A-Za-z0-9]{100,180}",
            "xoxo-[0-9]{1,14}-[0-9]{1,14}-[0-9]{1,14}-[A-Fa-f0-9]{6,64}",
            "xoxs-[0-9]{1,14}-[0-9]{1,14}-[0-9]{1,14}-[A-Fa-f0-9]{6,64}",
            "xoxa-[0-9A-Za-z-]{8,100}",
            "xoxr-[0-9A-Za-z-]{8,100}",
            "xapp-[0-9]-[A-Za-z0-9]{6,20}-[0-9]{6,20}-[A-Za-z0-9]{20,80}",
        ],
        8,
    ),
    token(
        "slack_webhook_url",
        "SLACK_WEBHOOK",
        &[
            r"hooks\.slack\.com/services/[A-Za-z0-9+/]{40,56}",
            r"hooks\.slack\.com/workflows/[A-Za-z0-9+/]{40,80}",
            r"hooks\.slack\.com/triggers/[A-Za-z0-9+/]{40,80}",
        ],
        16,
    ),
    token(
        "discord_webhook_url",
        "DISCORD_WEBHOOK",
        &[
            r"discord\.com/api/webhooks/[0-9]{17,20}/[A-Za-z0-9_-]{60,80}",
            r"discordapp\.com/api/webhooks/[0-9]{17,20}/[A-Za-z0-9_-]{60,80}",
        ],
        20,
    ),
    keyed(
        "discord_bot_token",
        "DISCORD_TOKEN",
        &["discord[A-Za-z0-9_ .-]{0,20}", "bot_token", "bottoken"],
        &[r"[MNO][A-Za-z0-9]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}"],
        16,
    ),
    keyed(
        "discord_secret",
        "DISCORD_TOKEN",
        &["discord[A-Za-z0-9_ .-]{0,20}"],
        &["[a-f0-9]{64}", "[A-Za-z0-9_-]{32}"],
        10,
    ),
    Rule {
        check: checks::follows_a_bot_number,
        ..token("telegram_bot_token", "TELEGRAM_TOKEN", &[":(AA[A-Za-z0-9_-]{32,33})"], 12)
    },
    token(
        "sendgrid_api_key",
        "SENDGRID_API_KEY",
        &[r"SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}"],
        16,
    ),
    token("twilio_api_key", "TWILIO_API_KEY", &["SK[0-9a-fA-F]{32}"], 8),
    token("mailgun_api_key", "MAILGUN_API_KEY", &["key-[a-f0-9]{32}"], 8),
    keyed(
        "mailgun_signing_key",
        "MAILGUN_API_KEY",
        &["mailgun[A-Za-z0-9_ .-]{0,20}"],
        &["pubkey-[a-f0-9]{32}", "[a-h0-9]{32}-[a-h0-9]{8}-[a-h0-9]{8}"],
        8,
    ),
    keyed(
        "mailchimp_api_key",
        "MAILCHIMP_API_KEY",
        &["mailchimp[A-Za-z0-9_ .-]{0,20}"],
        &["[a-f0-9]{32}-us[0-9]{1,2}"],
        8,
    ),
    // Payments and shops.
    token(
        "stripe_key",
        "STRIPE_KEY",
        &[
            "sk_live_[A-Za-z0-9]{10,120}",
            "rk_live_[A-Za-z0-9]{10,120}",
            "sk_test_[A-Za-z0-9]{10,120}",
            "rk_test_[A-Za-z0-9]{10,120}",
            "sk_prod_[A-Za-z0-9]{10,120}",
            "rk_prod_[A-Za-z0-9]{10,120}",
            "whsec_[A-Za-z0-9]{24,64}",
        ],
        10,
    ),
    token(
        "square_token",
        "SQUARE_TOKEN",
        &["sq0atp-[A-Za-z0-9_-]{22,60}", "sq0csp-[A-Za-z0-9_-]{40,60}"],
        12,
    ),
    keyed(
        "square_access_token",
        "SQUARE_TOKEN",
        &["square[A-Za-z0-9_ .-]{0,20}"],
        &["EAAA[A-Za-z0-9_-]{22,60}"],
        12,
    ),
    token(
        "shopify_token",
        "SHOPIFY_TOKEN",
        &[
            "shpat_[a-fA-F0-9]{32}",
            "shpca_[a-fA-F0-9]{32}",
            "shppa_[a-fA-F0-9]{32}",
            "shpss_[a-fA-F0-9]{32}",
        ],
        8,
    ),
    // Of no vendor.
    Rule {
        check: checks::is_jose_header,
        ..token(JWT, "JWT", &[r"eyJ[A-Za-z0-9_-]{10,440}\.eyJ[A-Za-z0-9_-]{8}.*"], 0)
    },
    Rule {
        check: checks::is_private_key_line,
        ..token(PEM, "PRIVATE_KEY", &["-----BEGIN[A-Z0-9 _]{1,60}-----.*"], 0)
    },
    Rule {
        check: checks::is_no_stock_password,
        ..token(
            "connection_string_password",
            "PASSWORD",
            &["://[A-Za-z0-9_.+~%-]{0,64}:([A-Za-z0-9_.+~%!$&*();=,^#?|{}-]{1,128})@"],
            1,
        )
    },
    Rule {
        check: checks::is_assigned_secret,
        severity: Severity::High,
        confidence: 0.6,
        ..keyed(
            "generic_assigned_secret",
            "SECRET",
            &[
                "password",
                "passwd",
                "passphrase",
                "pwd",
                "secret",
                "secret_key",
                "secret-key",
                "secretkey",
                "api_key",
                "api-key",
                "apikey",
                "access_key",
                "access-key",
                "accesskey",
                "private_key",
                "auth_key",
                "token",
                "credential",
                "credentials",
            ],
            &["[A-Za-z0-9_+/=.!@#$%^*~?-]{8,128}"],
            6,
        )
    },
];
