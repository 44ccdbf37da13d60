//! The messages that go with a job: what has become of it, what is installed, once more, off again.

use super::job::{Place, jobs};
use crate::catalogue::{Access, Catalogue, Node, NodeKind, NodePath, Provider};
use crate::document::syncml::{Command, Item, Message, Verb};
use crate::terms::{LocUri, LocUriError};

/// A message that cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompanionError {
    /// There is no job to go with.
    #[error("no package is in it: give a document whose address is below ./Vendor/MSFT/SwMgmt/Download")]
    NoJob,
    /// Something beside the job.
    #[error(
        "`{0}` is about something other than packages: only these are deleted and added again, so put the others into a \
         document of their own"
    )]
    NotOfJob(String),
    /// A job that would not start.
    #[error("`{0}` has no Exec that starts it")]
    NoExec(LocUri),
    /// The catalogue, which a user may have changed, lacks the provider.
    #[error("the catalogue has no provider {0} with a place in the management tree")]
    Unknown(&'static str),
    /// A name that is none of a node.
    #[error(transparent)]
    Name(#[from] LocUriError),
}

/// `Get` of the state of each job.
///
/// # Errors
/// When the message has no job.
pub fn status(message: &Message, catalogue: &Catalogue) -> Result<Vec<Command>, CompanionError> {
    let jobs = jobs(message, catalogue);
    if jobs.is_empty() {
        return Err(CompanionError::NoJob);
    }
    let mut addresses = Vec::new();
    for job in jobs {
        let Some(place) = Place::of(&job.to_string(), catalogue) else { continue };
        let told =
            place.node.map(|group| place.provider.nodes.iter().filter(|node| is_told(node, &group.path)));
        for name in told.into_iter().flatten().map(|node| node.path.name()) {
            addresses.push(below(&job, [name])?);
        }
    }
    Ok(vec![command(Verb::Get, addresses)])
}

/// Whether a node directly in a job is the device's own: it can be read, and nothing else.
fn is_told(node: &Node, group: &NodePath) -> bool {
    node.kind == NodeKind::Parm
        && node.path.parent() == Some(group.as_str())
        && node.access.as_deref() == Some(&[Access::Get])
}

/// `Get` of the list of what is installed; with names, which that list gives, the id of each.
///
/// # Errors
/// When a name is none of a node.
pub fn inventory(names: &[String], catalogue: &Catalogue) -> Result<Vec<Command>, CompanionError> {
    let deployed = deployed(catalogue)?;
    if names.is_empty() {
        return Ok(vec![command(Verb::Get, [deployed])]);
    }
    let ids: Result<Vec<LocUri>, _> =
        names.iter().map(|name| below(&deployed, [name.as_str(), "ID"])).collect();
    Ok(vec![command(Verb::Get, ids?)])
}

/// `Exec` of what takes an installed component off again. Its name is the one that the device chose.
///
/// # Errors
/// When a name is none of a node.
pub fn remove(names: &[String], catalogue: &Catalogue) -> Result<Vec<Command>, CompanionError> {
    let deployed = deployed(catalogue)?;
    let address = |name: &String| below(&deployed, [name.as_str(), "Operations", "Remove"]);
    names.iter().map(|name| Ok(command(Verb::Exec, [address(name)?]))).collect()
}

/// The same jobs once more: each is deleted, added and started. To replace a part of one after its Exec is refused
/// with 405, and to add it again while the old one is there, with 418.
///
/// # Errors
/// When the message has no job, one that is not started, or something else beside them.
pub fn retry(message: &Message, catalogue: &Catalogue) -> Result<Vec<Command>, CompanionError> {
    let jobs = jobs(message, catalogue);
    if jobs.is_empty() {
        return Err(CompanionError::NoJob);
    }
    let mut commands = vec![command(Verb::Delete, jobs.iter().cloned())];
    let mut started = Vec::new();
    for before in &message.commands {
        let about: Vec<Option<LocUri>> =
            before.items.iter().map(|item| super::job::job_of(item, catalogue)).collect();
        match before.verb {
            // What the old object was asked, and told to go, is of no use with the new one.
            Verb::Delete | Verb::Get if about.iter().all(Option::is_some) => continue,
            Verb::Add | Verb::Replace | Verb::Exec if about.iter().all(Option::is_some) => {}
            other => return Err(CompanionError::NotOfJob(other.name().to_owned())),
        }
        let mut again = before.clone();
        match again.verb {
            Verb::Replace => again.verb = Verb::Add,
            Verb::Exec => started.extend(about.into_iter().flatten()),
            _ => {}
        }
        commands.push(again);
    }
    match jobs.into_iter().find(|job| !started.contains(job)) {
        Some(job) => Err(CompanionError::NoExec(job)),
        None => Ok(commands),
    }
}

fn command(verb: Verb, addresses: impl IntoIterator<Item = LocUri>) -> Command {
    let items = addresses.into_iter().map(|address| Item::new(address.to_string())).collect();
    // The id is given when the message is made.
    Command { items, ..Command::new(verb, "1") }
}

fn below<'n>(root: &'n LocUri, names: impl IntoIterator<Item = &'n str>) -> Result<LocUri, LocUriError> {
    LocUri::from_segments(root.segments().iter().map(String::as_str).chain(names))
}

/// Where the list of what is installed stands.
fn deployed(catalogue: &Catalogue) -> Result<LocUri, CompanionError> {
    const INVENTORY: &str = "Inventory";
    let root = catalogue.provider(INVENTORY, None).and_then(|provider: &Provider| provider.dm_root.as_ref());
    Ok(below(root.ok_or(CompanionError::Unknown(INVENTORY))?, ["Deployed"])?)
}
