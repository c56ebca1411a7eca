//! Has secrets verified before they are enforced: `cargo run --example verify_secrets`
//!
//! A real verifier would send a request to the vendor, with a time limit. This one looks into a
//! list of its own, and does not know the rest.

use futures::executor::block_on;
use palisade::*;

/// Keys that were revoked, by how they end.
#[derive(Debug)]
struct Revoked(&'static [&'static str]);

#[async_trait::async_trait]
impl SecretVerifier for Revoked {
    fn name(&self) -> &str {
        "revoked-list-1"
    }

    async fn verify(&self, candidate: &Candidate<'_>) -> Verification {
        let is_revoked = self.0.iter().any(|end| candidate.secret().ends_with(end));
        println!("  asked about {candidate:?}");
        if is_revoked { Verification::Inactive } else { Verification::Unknown }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = "The old key ghp_x9q2v7m4t1b8z3wk5n0rAb1Cd2Ef3Gh4Ij50 is gone, \
                the new one is ghp_x9q2v7m4t1b8z3wk5n0rAb1Cd2Ef3Gh4Ij51.";

    println!("as a judge: what is revoked stays, what is not known is redacted");
    let verify = VerifySecrets::new(Revoked(&["Ij50"]));
    let rails = Guardrails::builder().input(Length::max_chars(10_000)).judge_input(verify);
    let rails = rails.build()?;
    let input = block_on(rails.validate_input(&Scope::tenant("acme"), text))?;
    println!("  {}", input.user_text());

    println!("over an inspection: nothing is enforced");
    let rails = Guardrails::builder().input(Secrets::flag()).build_local()?;
    let inspection = rails.inspect_input(text)?;
    for secret in block_on(verify_secrets(&Revoked(&["Ij50"]), inspection.findings(), text)) {
        let finding = secret.finding();
        println!("  {} at {}: {:?}", finding.rule(), finding.span().start(), secret.verification());
    }
    Ok(())
}
