//! The Push Access Protocol: how a push initiator hands a message to a push proxy gateway (PPG), which makes the short
//! messages (WAP-247-PAP, <http://technodocbox.com/Email/65583548-Push-access-protocol-version-29-apr-wireless-application-protocol-wap-247-pap-a.html>).
//!
//! A request is posted over HTTP. One that pushes has two parts or more, each line of which ends with CR LF:
//!
//! ```text
//! POST /wappush HTTP/1.1
//! Content-Type: multipart/related; boundary=B; type="application/xml"
//!
//! --B
//! Content-Type: application/xml
//!
//! <?xml version="1.0"?>                    ; the control entity: who is to get it, and how
//! <!DOCTYPE pap …>
//! <pap><push-message push-id="…">…</push-message></pap>
//! --B
//! Content-Type: text/vnd.wap.si            ; the content, with the headers that the phone is to see
//!
//! <si>…</si>
//! --B--
//! ```
//!
//! Requests about a push (its status, to cancel it) and answers are a control entity alone. The code in an answer
//! decides, not the status of HTTP: some gateways say 202 to everything.
//!
//! * [`delivery`]: a request sent until it is answered, within limits
//! * [`http`]: one exchange with a gateway
//! * [`gateway`]: what a gateway loses of a request
//! * [`request`]: requests as bytes, written and read
//! * [`payload`]: what a file is, as content of a push
//! * [`read`], [`control`], [`address`], [`result_code`]: control entities and their parts

pub mod address;
pub mod control;
pub mod delivery;
pub mod gateway;
pub mod http;
pub mod payload;
pub mod read;
pub mod request;
pub mod result_code;

mod multipart;
mod write;

pub use address::{Address, AddressError};
pub use control::{ControlEntity, PushMessage, QualityOfService};
pub use gateway::Gateway;
pub use request::{Content, Request, Version};
pub use result_code::ResultCode;
