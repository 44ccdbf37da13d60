//! What is worth knowing of a link by which a device is to fetch a package: one check for the messages that show it
//! (SI) or follow it (SL), and for the text that carries it.

use super::remark::Remark;
use crate::terms::Channel;

/// The schemes that devices follow by themselves (<https://learn.microsoft.com/en-us/previous-versions/bb415365(v=msdn.10)>);
/// of links that a user follows no page names any.
const FOLLOWED: [&str; 4] = ["http", "https", "wsp", "wsps"];

/// What a link is to lead to.
const PACKAGE_PAGE: &str = "https://learn.microsoft.com/en-us/previous-versions/bb415567(v=msdn.10)";
const SCHEME_PAGE: &str = "https://learn.microsoft.com/en-us/previous-versions/bb415365(v=msdn.10)";

/// What is worth knowing of a link that goes by a channel. What is an error there is told by the check, as is all of the
/// scheme of a link that a device follows by itself.
pub fn remarks(link: &str, channel: Channel) -> Vec<Remark> {
    let mut remarks = Vec::new();
    if !link.is_ascii() {
        let message =
            "the link has other letters than an address has: write each of their octets as % and two digits";
        remarks.push(Remark::new("link-letters", message));
    }
    let link = link.to_ascii_lowercase();
    let scheme = link.split(':').next().unwrap_or_default();
    let path = link.split(['?', '#']).next().unwrap_or_default();
    let host = path.split_once("://").and_then(|(_, rest)| rest.split('/').next());
    if host.is_some_and(|host| host.contains('@')) {
        let message = "the link has a name or password before its host: whoever sees the message reads it";
        remarks.push(Remark::new("link-secret", message));
    }
    if ![".cab", ".cpf"].iter().any(|ending| path.ends_with(ending)) {
        let message = "the link ends neither in .cab nor in .cpf: settings are taken from a signed package alone, and \
                       the server must say that it is one";
        remarks.push(Remark::new("link-package", message).from(PACKAGE_PAGE));
    }
    if channel == Channel::Sl {
        return remarks;
    }
    if !FOLLOWED.contains(&scheme) {
        let message =
            format!("no page says that devices follow `{scheme}` links: write one that begins with https://");
        remarks.push(Remark::new("link-scheme", message).from(SCHEME_PAGE));
    }
    if scheme == "http" {
        let message = "the link is not by https: whoever is on the way reads the package and may replace it";
        remarks.push(Remark::new("link-open", message));
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(link: &str, channel: Channel) -> Vec<&'static str> {
        remarks(link, channel).into_iter().map(|remark| remark.code).collect()
    }

    #[test]
    fn one_link_is_told_the_same_of_whatever_carries_it() {
        for channel in [Channel::Si, Channel::Http] {
            assert_eq!(codes("https://mdm.example.com/A.CPF?for=1", channel), [""; 0]);
            assert_eq!(codes("https://mdm.example.com/a.exe", channel), ["link-package"]);
            assert_eq!(codes("ftp://mdm.example.com/a.cab", channel), ["link-scheme"]);
            assert_eq!(codes("HTTP://mdm.example.com/?a.cab", channel), ["link-package", "link-open"]);
        }
        for channel in [Channel::Si, Channel::Sl, Channel::Http] {
            assert_eq!(codes("https://jo:secret@mdm.example.com/a.cab", channel), ["link-secret"]);
            assert_eq!(codes("https://mdm.example.com/\u{e4}@.cab", channel), ["link-letters"]);
        }
        // The rest is told by rules.
        assert_eq!(codes("http://mdm.example.com/a.exe", Channel::Sl), ["link-package"]);
    }
}
