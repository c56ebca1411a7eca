//! Links that may not be shown or followed: everything that is not on a list.

mod allow;
mod scan;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::respond::describe_response;
use crate::error::GuardError;
use crate::finding::Response;
use crate::id::Fingerprint;
use crate::scan::{Detector, Recogniser};
use crate::text::Source;

use allow::AllowList;
use scan::UrlScan;

/// Finds links to hosts that are not on its list, so that an answer cannot carry data away in an
/// address, or lead a reader where nobody meant to. Rule `url`, label `URL`.
///
/// An entry is a host, with a port where it is not the scheme's own: `example.com` allows that
/// host and all below it over `http` and `https`, `docs.example.com` allows less,
/// `localhost:3000` and `192.0.2.1` allow just that. A name under which anybody can register,
/// such as `co.uk` or `github.io`, is a mistake (Mozilla's Public Suffix List).
///
/// What counts as a link: every `scheme://`; `http:`, `https:`, `ws:`, `wss:` and `ftp:` with
/// any number of slashes or backslashes; `javascript:`, `vbscript:` and `data:`; `//host`
/// under a known suffix; `www.host`. A link is read as a browser would (the WHATWG URL
/// standard), and a host is allowed by what stands in the text, not by what it looks like:
/// look-alikes, hidden characters, letters off ASCII, percent signs and user names make it a
/// host that is not on the list; write an international name on the list in either form, in
/// texts it passes as `xn--…`. A link within the path of an allowed one is judged by itself.
///
/// Tabs and line breaks end a link here, though a browser would take them out: what stands
/// before them is judged, and for its host refused, by itself.
///
/// ```
/// use palisade::{Response, Urls};
///
/// let guard = Urls::allow(["example.com", "localhost:3000"]).respond(Response::BLOCK);
/// # let mut to = palisade::Fingerprint::new();
/// # palisade::InputGuard::describe(&guard, &mut to);
/// # assert!(to.mistakes().is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct Urls {
    policy: Arc<Policy>,
}

#[derive(Clone, Debug)]
struct Policy {
    allowed: AllowList,
    response: Response,
}

impl Urls {
    /// Replaces every link by `[URL]` but those to these hosts and all below them. Without an
    /// entry, every link.
    pub fn allow<T: AsRef<str>>(hosts: impl IntoIterator<Item = T>) -> Self {
        let allowed = AllowList::of(hosts);
        Self { policy: Arc::new(Policy { allowed, response: Response::REDACT }) }
    }

    /// Refuses a text with such a link.
    pub fn block(self) -> Self {
        self.respond(Response::BLOCK)
    }

    /// Records such links; the finding ends behind the host.
    pub fn flag(self) -> Self {
        self.respond(Response::FLAG)
    }

    /// Does this with such a link.
    pub fn respond(mut self, response: Response) -> Self {
        Arc::make_mut(&mut self.policy).response = response;
        self
    }
}

serves_both_ways!(Urls);
impl Detector for Urls {
    fn id(&self) -> &str {
        "urls"
    }

    fn describe_options(&self, to: &mut Fingerprint) {
        self.policy.allowed.describe(to);
        describe_response("response", &self.policy.response, LABEL, to);
    }

    fn longest(&self) -> usize {
        scan::LONGEST
    }

    fn recogniser(&self, _: Source) -> Result<Option<Box<dyn Recogniser>>, GuardError> {
        Ok(Some(Box::new(UrlScan::new(&self.policy))))
    }
}

const LABEL: &str = "URL";
