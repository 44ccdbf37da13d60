//! A document as a message: written, signed last, with the headers that Windows Mobile reads.

use super::{Key, Mac, Signature};
use crate::document::wap;
use crate::push::content::Form;
use crate::push::wsp::{ContentType, Push};
use crate::terms::CpSecurity;
use crate::wbxml::EncodeError;

/// A client provisioning message, ready to be sent.
#[derive(Debug, Clone)]
pub struct Message {
    /// The push, with the signature in its content type.
    pub push: Push,
    /// The signature; `None` for a message without one.
    pub signature: Option<Signature>,
}

impl Message {
    /// The message of a document; without `key` it is not signed.
    ///
    /// # Errors
    /// When something in the document has no binary form.
    pub fn new(document: &wap::Document, form: &Form, key: Option<&Key>) -> Result<Self, EncodeError> {
        let mut push = form.push(&wap::to_tree(document))?;
        let signature = key.map(|key| key.sign(&push.body));
        if let Some(signature) = &signature {
            push.content_type = signed(push.content_type, signature.security, signature.mac.as_ref());
        }
        Ok(Self { push, signature })
    }

    /// The push that a document will be, as large as it will be, before a secret is at hand: its MAC holds for nothing.
    ///
    /// # Errors
    /// As [`Message::new`].
    pub fn draft(document: &wap::Document, form: &Form, security: CpSecurity) -> Result<Push, EncodeError> {
        let mut push = form.push(&wap::to_tree(document))?;
        let has_mac = !matches!(security, CpSecurity::None | CpSecurity::UserPinMac);
        let mac = has_mac.then(|| Mac::of(b"", b""));
        push.content_type = signed(push.content_type, security, mac.as_ref());
        Ok(push)
    }
}

/// The content type with the parameters of a signature.
fn signed(content_type: ContentType, security: CpSecurity, mac: Option<&Mac>) -> ContentType {
    let with = |content_type: ContentType, name: &str, value: Option<String>| match value {
        Some(value) => content_type.with(name, value),
        None => content_type,
    };
    let content_type = with(content_type, "SEC", security.number().map(|number| number.to_string()));
    with(content_type, "MAC", mac.map(Mac::to_string))
}
