//! One exchange with a gateway over HTTP: bounded in time and size, on a connection of its own, through no proxy, and
//! never sent on to where the gateway may point.

use std::io;
use std::net::ToSocketAddrs as _;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, Uri};
use ureq::Agent;
use zeroize::Zeroizing;

use super::request::Request;
use crate::terms::is_web_address;

/// The largest answer that is read, in bytes; real ones have some hundred.
pub const LARGEST_ANSWER: u64 = 64 << 10;
/// The most that is read of an answer's head, in bytes.
const LARGEST_HEAD: usize = 16 << 10;
/// How long it may take to connect.
const CONNECT: Duration = Duration::from_secs(10);

/// Where a gateway is, and how it knows who asks.
#[derive(Debug, Clone)]
pub struct Endpoint {
    uri: Uri,
    /// Who asks.
    pub credentials: Option<Credentials>,
    /// The initiator that the gateway is to name to the phone, in the header `X-Wap-Initiator-URI`.
    pub initiator: Option<HeaderValue>,
    /// Certificates that one of the gateway's chain must be among, in DER, in place of those of the public
    /// authorities.
    pub trust: Vec<Vec<u8>>,
}

/// A name and its password.
#[derive(Clone)]
pub struct Credentials {
    user: String,
    password: Zeroizing<String>,
}

/// Text that is no address of a gateway. The text itself is not in the message, since it may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// No address.
    #[error("the address of the gateway must begin with http:// or https:// and name a host")]
    Form,
    /// A name or password before the host.
    #[error(
        "the address of the gateway holds a name or password before the host, which every list of processes and every log would show: give the name with --user and the password with --password-env or --password-file"
    )]
    UserInfo,
    /// A password in the query.
    #[error(
        "the address of the gateway holds a password behind the `?`, which every list of processes would show: leave it out and give the name with --user and the password with --password-env or --password-file (Kannel takes that too)"
    )]
    Query,
}

/// A name that cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a name with `:` in it cannot be sent: the colon ends the name (RFC 7617)")]
pub struct UserError;

/// What a gateway answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status of HTTP.
    pub status: u16,
    /// What it says that the body is.
    pub content_type: Option<String>,
    /// Where it points to.
    pub location: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExchangeError {
    /// Nobody listens there. Nothing was sent.
    #[error("nobody listens there (connection refused)")]
    Refused,
    /// The gateway was not reached. Nothing was sent.
    #[error("the gateway cannot be reached: {0}")]
    NotReached(String),
    /// The gateway was reached, and what became of the request is not known.
    #[error("no answer came: {0}")]
    NoAnswer(String),
    /// The answer is larger than any real one.
    #[error("the answer has more than {LARGEST_ANSWER} bytes, too many for what it should be")]
    TooLarge,
    /// The address begins with `https:`, and this build cannot do that.
    #[error("this build of provsmith has no TLS: build it with the feature `tls`, or use a http address")]
    NoTls,
}

impl Credentials {
    /// A name and its password.
    ///
    /// # Errors
    /// When the name holds a colon.
    pub fn new(user: String, password: Zeroizing<String>) -> Result<Self, UserError> {
        if user.contains(':') { Err(UserError) } else { Ok(Self { user, password }) }
    }

    /// The value of the header `Authorization` (RFC 7617), which is shown nowhere.
    fn header(&self) -> Option<HeaderValue> {
        let pair = Zeroizing::new(format!("{}:{}", self.user, *self.password));
        let text = Zeroizing::new(format!("Basic {}", STANDARD.encode(pair.as_bytes())));
        let mut value = HeaderValue::from_str(&text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("user", &self.user).finish_non_exhaustive()
    }
}

impl Endpoint {
    /// The gateway at this address.
    ///
    /// # Errors
    /// When it is none, or holds a password.
    pub fn of_address(address: &str) -> Result<Self, EndpointError> {
        let uri: Uri = address.parse().map_err(|_| EndpointError::Form)?;
        if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            return Err(EndpointError::UserInfo);
        }
        if !is_web_address(address) {
            return Err(EndpointError::Form);
        }
        let mut names = uri.query().unwrap_or_default().split('&').filter_map(|pair| pair.split('=').next());
        if names.any(|name| name.to_ascii_lowercase().contains("pass")) {
            return Err(EndpointError::Query);
        }
        Ok(Self { uri, credentials: None, initiator: None, trust: Vec::new() })
    }

    /// The name of the host.
    pub fn host(&self) -> &str {
        self.uri.host().unwrap_or_default()
    }

    /// Whether others on the way can read what is sent.
    pub fn is_readable_on_the_way(&self) -> bool {
        self.uri.scheme_str() != Some("https")
    }

    /// The address as it may be shown: some gateways want a password in the query, so that is left out.
    pub fn shown(&self) -> String {
        let query = if self.uri.query().is_some() { "?…" } else { "" };
        let authority = self.uri.authority().map(http::uri::Authority::as_str).unwrap_or_default();
        format!("{}://{authority}{}{query}", self.uri.scheme_str().unwrap_or_default(), self.uri.path())
    }

    /// Posts a request and reads the answer, within `timeout` in all.
    ///
    /// # Errors
    /// When there is no answer, or one that is too large.
    pub fn post(&self, request: &Request, timeout: Duration) -> Result<Answer, ExchangeError> {
        if !self.is_readable_on_the_way() && !cfg!(feature = "tls") {
            return Err(ExchangeError::NoTls);
        }
        let mut post = self.agent(timeout).post(&self.uri).header("Content-Type", &request.content_type);
        if let Some(initiator) = &self.initiator {
            post = post.header("X-Wap-Initiator-URI", initiator);
        }
        if let Some(credentials) = self.credentials.as_ref().and_then(Credentials::header) {
            post = post.header("Authorization", credentials);
        }
        let mut response = post.send(&request.body[..]).map_err(|error| match error {
            // The failure of a look-up has no kind and no number of its own.
            ureq::Error::Io(error) if error.raw_os_error().is_none() && !self.has_place() => {
                ExchangeError::NotReached(format!("its name leads nowhere ({error})"))
            }
            error => of_exchange(error),
        })?;
        let header = |name: &str| {
            let value = response.headers().get(name)?;
            Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let (content_type, location) = (header("Content-Type"), header("Location"));
        let status = response.status().as_u16();
        let body = response.body_mut().with_config().limit(LARGEST_ANSWER).read_to_vec();
        let body = body.map_err(|error| match error {
            ureq::Error::BodyExceedsLimit(_) => ExchangeError::TooLarge,
            error => ExchangeError::NoAnswer(in_words(&error)),
        })?;
        Ok(Answer { status, content_type, location, body })
    }

    /// Whether the name of the host leads anywhere.
    fn has_place(&self) -> bool {
        let host = self.host().trim_start_matches('[').trim_end_matches(']');
        (host, 0).to_socket_addrs().is_ok()
    }

    /// A client for one exchange.
    fn agent(&self, timeout: Duration) -> Agent {
        // Shorter than the whole, so that it is known whether a connection was made when the time is over.
        let connect = CONNECT.min(timeout / 2);
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            // Kannel hands these on to the phone, where each octet of a short message counts.
            .user_agent("")
            .accept("")
            .max_response_header_size(LARGEST_HEAD)
            .max_idle_connections(0)
            .timeout_resolve(Some(connect))
            .timeout_connect(Some(connect))
            .timeout_global(Some(timeout));
        #[cfg(feature = "tls")]
        let config = config.tls_config(self.tls());
        config.build().new_agent()
    }

    #[cfg(feature = "tls")]
    fn tls(&self) -> ureq::tls::TlsConfig {
        use ureq::tls::{Certificate, RootCerts, TlsConfig};
        let own: Vec<_> = self.trust.iter().map(|der| Certificate::from_der(der).to_owned()).collect();
        let roots = if own.is_empty() { RootCerts::WebPki } else { RootCerts::new_with_certs(&own) };
        TlsConfig::builder().root_certs(roots).build()
    }
}

/// Whether a failure came before or after the request went out.
fn of_exchange(error: ureq::Error) -> ExchangeError {
    use ureq::{Error, Timeout};
    let words = in_words(&error);
    match error {
        Error::Io(error) => match error.kind() {
            io::ErrorKind::ConnectionRefused => ExchangeError::Refused,
            io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::AddrNotAvailable
            // What TLS says of a certificate, before a request goes out.
            | io::ErrorKind::InvalidData => ExchangeError::NotReached(words),
            _ => ExchangeError::NoAnswer(words),
        },
        Error::Timeout(Timeout::Resolve | Timeout::Connect)
        | Error::HostNotFound
        | Error::ConnectionFailed
        | Error::BadUri(_)
        | Error::Http(_)
        | Error::Tls(_) => ExchangeError::NotReached(words),
        #[cfg(feature = "tls")]
        Error::Rustls(_) | Error::Pem(_) => ExchangeError::NotReached(words),
        _ => ExchangeError::NoAnswer(words),
    }
}

fn in_words(error: &ureq::Error) -> String {
    use ureq::{Error, Timeout};
    match error {
        Error::HostNotFound => "there is no host of that name".to_owned(),
        Error::Timeout(Timeout::Resolve | Timeout::Connect) => {
            "it did not let itself be connected to in time".to_owned()
        }
        Error::Timeout(_) => "the time was over (--timeout)".to_owned(),
        Error::Protocol(error) => format!(
            "what came is no HTTP that can be read ({error}); Kannel answers so where there is nothing: look at the path of --ppg"
        ),
        error => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_with_a_password_is_refused_without_showing_it() {
        for (address, expected) in [
            ("http://jo:secret@ppg.example.com/", EndpointError::UserInfo),
            ("https://jo@ppg.example.com/", EndpointError::UserInfo),
            ("http://ppg.example.com/?username=jo&Password=secret", EndpointError::Query),
            ("ppg.example.com", EndpointError::Form),
            ("ftp://ppg.example.com/", EndpointError::Form),
            ("http://", EndpointError::Form),
        ] {
            let error = Endpoint::of_address(address).unwrap_err();
            assert_eq!(error, expected, "{address}");
            assert!(!error.to_string().contains("secret"));
        }
    }

    #[test]
    fn a_query_and_a_password_are_never_shown() {
        let endpoint = Endpoint::of_address("http://ppg.example.com:8080/push?key=secret").unwrap();
        assert_eq!(endpoint.shown(), "http://ppg.example.com:8080/push?…");
        let credentials = Credentials::new("jo".into(), Zeroizing::new("secret".into())).unwrap();
        assert!(!format!("{credentials:?} {:?}", credentials.header()).contains("secret"));
        assert!(Credentials::new("a:b".into(), Zeroizing::new(String::new())).is_err());
    }
}
