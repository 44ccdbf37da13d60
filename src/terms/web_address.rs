//! Addresses on the web.

/// Whether a text is an absolute address that begins with `http://` or `https://` and names a host.
pub fn is_web_address(text: &str) -> bool {
    text.parse::<http::Uri>().is_ok_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|host| !host.is_empty())
    })
}
