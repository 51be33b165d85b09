//! Where people reach the server, as their browsers name it.

use std::net::SocketAddr;

use loopbrug_sign_in::is_loopback;
use openidconnect::url::Url;

/// A scheme, a host and a port. A provider sends people back there, and by its scheme cookies are secure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(Url);

/// A text that is no origin for this server.
#[derive(Debug, Clone, thiserror::Error)]
#[error(
    "'{0}' is no address for browsers: write https://, a name and nothing else, such as https://loopbrug.example; \
     http:// is for loopback alone"
)]
pub struct NoOrigin(String);

impl Origin {
    /// Reads one as it is written in a setting.
    ///
    /// # Errors
    /// Where it is more than an origin, or anybody on the way could read what is sent.
    pub fn try_new(text: &str) -> Result<Self, NoOrigin> {
        let no_origin = || NoOrigin(text.to_owned());
        let url = Url::parse(text).map_err(|_| no_origin())?;
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let nobody = url.username().is_empty() && url.password().is_none();
        let safe = match url.scheme() {
            "https" => url.host().is_some(),
            "http" => is_loopback(url.host_str().unwrap_or_default()),
            _ => false,
        };
        if bare && nobody && safe { Ok(Self(url)) } else { Err(no_origin()) }
    }

    /// That of a server that listens here and has no other name.
    ///
    /// # Errors
    /// Where it listens beyond loopback: such a server needs a name.
    pub fn of_loopback(address: SocketAddr) -> Result<Self, NoOrigin> {
        Self::try_new(&format!("http://{address}"))
    }

    /// Its host, without the port.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// The address of a path.
    pub(crate) fn at(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(path);
        url
    }

    /// Whether cookies may go there only where nobody on the way can read them.
    pub(crate) fn is_secure(&self) -> bool {
        self.0.scheme() == "https"
    }
}

#[cfg(test)]
mod tests {
    use super::Origin;

    #[test]
    fn people_reach_a_server_at_an_origin_that_nobody_reads_along() {
        for (text, is_one) in [
            ("https://loopbrug.example", true),
            ("https://loopbrug.example:8443/", true),
            ("http://127.0.0.1:8080", true),
            ("http://localhost", true),
            ("http://[::1]:8080", true),
            ("http://loopbrug.example", false),
            ("http://10.0.0.1", false),
            ("https://loopbrug.example/under", false),
            ("https://me@loopbrug.example", false),
            ("https://loopbrug.example?x", false),
            ("ftp://localhost", false),
            ("loopbrug.example", false),
            ("", false),
        ] {
            assert_eq!(Origin::try_new(text).is_ok(), is_one, "{text}");
        }
    }
}
