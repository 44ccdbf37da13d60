//! By which ways somebody still becomes manager of a device: a document that only the manager may bring is judged on
//! every channel, in a package with every key that the device knows, and without one. Of pushes nobody knows by which
//! gateway they would come, so that where the device asks for more than anybody can send they are no certain way.

use der::DateTime;
use serde::Serialize;

use crate::catalogue::Catalogue;
use crate::device::{CertificateStore, PolicyState, Profile};
use crate::finding::Source;
use crate::judge::walk::walked;
use crate::judge::{Case, Chain, Delivery, Judgement, Link, PackageFacts, Payload, Signature, Verdict};
use crate::sign;
use crate::sign::certificate::{Certificate, Validity};
use crate::terms::{Channel, Role, Thumbprint};

/// A way by which somebody becomes manager.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Way {
    /// The channel.
    pub channel: Channel,
    /// The certificate of SPC below which the package is signed; `None`: it is not signed, or is no package.
    pub key: Option<Thumbprint>,
    /// Whether that is known; otherwise it may be.
    pub certain: bool,
}

/// All ways of a device whose clock says this. The image of the device, for which it must be made anew, is not counted.
pub(super) fn ways<'a>(
    profile: &'a Profile,
    clock: Option<DateTime>,
    catalogue: &'a Catalogue,
) -> impl Iterator<Item = Way> + 'a {
    let document = || Case::of_document(Source::new("probe", PROBE), None);
    let keys = profile.certificates.iter().filter(|one| one.store == CertificateStore::Spc);
    let signatures = keys
        .map(move |one| (Some(one.thumbprint), signature(one.thumbprint, profile, clock)))
        .chain([(None, Signature::None)]);
    let package = |signature| {
        let facts = PackageFacts::of_document(signature);
        Case::of_document(Source::new("probe", PROBE), Some(Payload::Package(facts)))
    };
    let packages = signatures.map(move |(key, signature)| (key, package(signature)));
    let message = Case::of_document(Source::new("probe", MESSAGE), None);
    let cases = packages.chain([(None, document()), (None, message)]);
    cases.filter_map(|(key, case)| Some((key, case.ok()?))).flat_map(move |(key, case)| {
        let open = Channel::ALL.into_iter().filter(move |channel| is_open(*channel, profile));
        open.filter_map(move |channel| {
            let judgement = walked(&case, profile, &Delivery::by(channel), catalogue);
            let certain = reaches_manager(&judgement)?;
            Some(Way { channel, key, certain })
        })
    })
}

/// Whether somebody becomes manager for certain; it is asked no further than to the first way.
pub(super) fn is_known(profile: &Profile, clock: Option<DateTime>, catalogue: &Catalogue) -> bool {
    ways(profile, clock, catalogue).any(|way| way.certain)
}

/// Changes a policy, which the manager may as long as nobody gave that right away.
const PROBE: &str = "<wap-provisioningdoc><characteristic type=\"SecurityPolicy\">\
    <parm name=\"4122\" value=\"0\"/></characteristic></wap-provisioningdoc>";

/// The same for the management server.
const MESSAGE: &str = "<SyncBody><Replace><CmdID>1</CmdID><Item><Target><LocURI>./Vendor/MSFT/SecurityPolicy/4122</LocURI>\
    </Target><Meta><Format xmlns=\"syncml:metinf\">int</Format></Meta><Data>0</Data></Item></Replace><Final/></SyncBody>";

/// As a package is signed below a certificate: what the profile has of it tells whether it is a root, whether a device can
/// read it, and whether it is valid by the clock.
fn signature(below: Thumbprint, profile: &Profile, clock: Option<DateTime>) -> Signature {
    let mut known = profile.known.iter().filter(|der| Thumbprint::of_der(der) == below);
    let Some(own) = known.next().and_then(|der| Certificate::from_der(der).ok()) else {
        let links = vec![Link { thumbprint: below, subject: String::new() }];
        return Signature::Good(Chain { links, open_end: None, doubts: Vec::new(), outdated: Vec::new() });
    };
    let is_outdated = clock.is_some_and(|clock| own.validity(clock) != Validity::Valid);
    let outdated = is_outdated.then(|| format!("the certificate of `{}` is not valid now", own.subject()));
    let chain = Chain::of(&sign::chain::Chain::of(own, &[]));
    Signature::Good(Chain { outdated: outdated.into_iter().collect(), ..chain })
}

/// A program on the device must first be allowed to run.
fn is_open(channel: Channel, profile: &Profile) -> bool {
    use CertificateStore::{Privileged, Unprivileged};
    match channel {
        Channel::Rom => false,
        Channel::Api => {
            let is_shut = matches!(profile.policy(4102), PolicyState::Known(fact) if fact.value != 1);
            let has_key =
                profile.certificates.iter().any(|one| matches!(one.store, Privileged | Unprivileged));
            !is_shut || has_key
        }
        _ => true,
    }
}

/// Whether somebody becomes manager by it for certain, perhaps, or not.
fn reaches_manager(judgement: &Judgement) -> Option<bool> {
    let effective = judgement.effective?;
    match judgement.verdict {
        Verdict::Installs | Verdict::Asks if effective.certain.contains(Role::Manager) => Some(true),
        Verdict::Refused => None,
        _ => effective.possible.contains(Role::Manager).then_some(false),
    }
}
