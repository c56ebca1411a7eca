//! Secrets that are verified before they are enforced.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex};

use futures::executor::block_on;
use palisade::*;

/// Knows keys by how they end, and remembers what it was asked.
#[derive(Clone, Debug, Default)]
struct ByEnd(Arc<Mutex<Vec<String>>>);

#[async_trait::async_trait]
impl SecretVerifier for ByEnd {
    fn name(&self) -> &str {
        "by_end"
    }

    async fn verify(&self, candidate: &Candidate<'_>) -> Verification {
        assert!(!format!("{candidate:?}").contains(candidate.secret()));
        self.0.lock().unwrap().push(candidate.secret().to_owned());
        match candidate.secret().bytes().last() {
            Some(b'0') => Verification::Inactive,
            Some(b'1') => Verification::Active,
            _ => Verification::Unknown,
        }
    }
}

fn key(end: char) -> String {
    format!("ghp_x9q2v7m4t1b8z3wk5n0rAb1Cd2Ef3Gh4Ij5{end}")
}

fn input_text(judge: VerifySecrets<ByEnd>, text: &str) -> String {
    let rails = Guardrails::builder().input(Length::max_chars(9999)).judge_input(judge);
    let rails = rails.build().expect("a policy");
    let input = block_on(rails.validate_input(&Scope::tenant("acme"), text)).expect("no block");
    input.user_text().to_owned()
}

#[test]
fn what_is_active_or_unknown_stays_enforced_and_what_is_not_is_flagged() {
    let text = format!("{} {} {}", key('0'), key('1'), key('2'));
    let seen = input_text(VerifySecrets::new(ByEnd::default()), &text);
    assert_eq!(seen, format!("{} [GITHUB_TOKEN] [GITHUB_TOKEN]", key('0')));
    let lax = VerifySecrets::new(ByEnd::default()).unknown(Response::FLAG);
    assert_eq!(input_text(lax, &text), format!("{} [GITHUB_TOKEN] {}", key('0'), key('2')));
    let strict = VerifySecrets::new(ByEnd::default()).inactive(Response::REDACT);
    assert!(!input_text(strict, &text).contains("ghp_"));
}

#[test]
fn a_secret_is_asked_for_once_as_it_reads_and_no_more_than_so_many() {
    let verifier = ByEnd::default();
    let hidden = key('0').replace("ghp_", "ghp\u{200b}_");
    let text = format!("{} {hidden} {} {}", key('0'), key('1'), key('3').replace("x9", "y9"));
    let most = NonZeroUsize::new(2).expect("two");
    let seen = input_text(VerifySecrets::new(verifier.clone()).at_most(most), &text);
    assert_eq!(*verifier.0.lock().unwrap(), [key('0'), key('1')]);
    assert!(seen.starts_with(&format!("{} {hidden} [GITHUB_TOKEN] [", key('0'))), "{seen}");
}

#[test]
fn an_answer_is_verified_too_and_others_findings_stay() {
    let pack = RulePack::from_json(
        r#"{"rules": [
            {"id": "key", "category": "secret", "pattern": "k_[0-9]{4}", "action": "redact"},
            {"id": "ticket", "pattern": "T-[0-9]{4}", "action": "redact"}]}"#,
    );
    let judge = VerifySecrets::new(ByEnd::default()).found_by(pack.expect("a pack"));
    let rails = Guardrails::builder().input(Length::max_chars(9999)).judge_output(judge);
    let rails = rails.build().expect("a policy");
    block_on(async {
        let input = rails.validate_input(&Scope::tenant("acme"), "fine").await.unwrap();
        let reply = Reply::text("k_1110 k_1111 T-1110");
        let output = rails.validate_output(&input, &reply).await.unwrap();
        assert_eq!(output.text(), "k_1110 [KEY] [TICKET]");
    });
}

#[test]
fn findings_of_an_inspection_are_verified_without_enforcing() {
    let rails = Guardrails::builder().input(Secrets::flag()).build_local().expect("a policy");
    let text = format!("a {} b {}", key('0'), key('1'));
    let inspection = rails.inspect_input(&*text).expect("it can judge");
    let verified = block_on(verify_secrets(&ByEnd::default(), inspection.findings(), &text));
    let known: Vec<_> = verified.iter().map(VerifiedSecret::verification).collect();
    assert_eq!(known, [Verification::Inactive, Verification::Active]);
    let short = block_on(verify_secrets(&ByEnd::default(), inspection.findings(), "a"));
    assert!(short.iter().all(|secret| secret.verification() == Verification::Unknown));
}
