//! The hosts that links may lead to.

use url::{Host, Url};

use crate::id::Fingerprint;

/// Hosts and ports, and what is wrong with those that are none.
#[derive(Clone, Debug)]
pub(super) struct AllowList {
    entries: Vec<Entry>,
    mistakes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    host: Host<String>,
    /// `None` for the scheme's own port.
    port: Option<u16>,
}

impl AllowList {
    pub(super) fn of<T: AsRef<str>>(hosts: impl IntoIterator<Item = T>) -> Self {
        let mut list = Self { entries: Vec::new(), mistakes: Vec::new() };
        for text in hosts {
            match Entry::parse(text.as_ref()) {
                Ok(entry) => list.entries.push(entry),
                Err(wrong) => {
                    list.mistakes.push(format!("urls: the entry {:?} {wrong}", text.as_ref()));
                }
            }
        }
        list.entries.sort();
        list.entries.dedup();
        list
    }

    pub(super) fn describe(&self, to: &mut Fingerprint) {
        for entry in &self.entries {
            to.text("host", &entry.host.to_string());
            to.number("port", entry.port.map_or(0, |port| u64::from(port) + 1));
        }
        self.mistakes.iter().for_each(|mistake| to.mistake(mistake.as_str()));
    }

    /// Whether a link of `scheme` (`http` or `https`) to `host`, which may carry a port, leads to
    /// a host of the list. `host` is ASCII and as it stands in the text.
    pub(super) fn allows(&self, scheme: &str, host: &str) -> bool {
        // A browser decodes percent signs in a host; nobody else writes them.
        if self.entries.is_empty() || host.contains(['%', '@', '\\']) {
            return false;
        }
        let Ok(url) = Url::parse(&format!("{scheme}://{host}/")) else { return false };
        let plain = url.username().is_empty() && url.password().is_none() && url.path() == "/";
        let Some(to) = url.host().filter(|_| plain) else { return false };
        self.entries.iter().any(|entry| {
            let port = match entry.port {
                None => url.port().is_none(),
                Some(port) => url.port_or_known_default() == Some(port),
            };
            port && entry.covers(&to)
        })
    }
}

impl Entry {
    fn parse(text: &str) -> Result<Self, &'static str> {
        if text.is_empty() {
            return Err("is empty; leave it out");
        }
        if text.contains(|c: char| "/\\@?#%*".contains(c) || c.is_whitespace())
            || text.starts_with('.')
        {
            return Err("is not a host; write it without scheme, path, user or wildcard");
        }
        let url = Url::parse(&format!("https://{text}/")).map_err(|_| "is not a host")?;
        let host = match url.host().ok_or("is not a host")? {
            Host::Domain(domain) => Host::Domain(without_root(domain).to_owned()),
            address => address.to_owned(),
        };
        if let Host::Domain(domain) = &host
            && psl::suffix(domain.as_bytes())
                .is_some_and(|suffix| suffix.is_known() && suffix == domain.as_str())
        {
            return Err("is a public suffix, under which anybody can register; \
                        name the host below it");
        }
        // The parser leaves out the port that is the scheme's own.
        let port = if text.ends_with(":443") { Some(443) } else { url.port() };
        Ok(Self { host, port })
    }

    fn covers(&self, to: &Host<&str>) -> bool {
        match (&self.host, to) {
            (Host::Domain(entry), Host::Domain(to)) => {
                let below = without_root(to).strip_suffix(entry.as_str());
                below.is_some_and(|below| below.is_empty() || below.ends_with('.'))
            }
            (Host::Ipv4(entry), Host::Ipv4(to)) => entry == to,
            (Host::Ipv6(entry), Host::Ipv6(to)) => entry == to,
            _ => false,
        }
    }
}

/// Without the dot that stands for the root of the domain name system.
fn without_root(domain: &str) -> &str {
    domain.strip_suffix('.').unwrap_or(domain)
}
