//! Jobs: entries of a provider that works on its own time, such as a package of the Download provider. Such a provider
//! takes neither Atomic nor Sequence, an Exec starts a job, and what becomes of it is known only later.
//!
//! Which providers are of this kind, and which node starts a job, the catalogue says (`refuses_groups`, `settles`).

use crate::catalogue::{Catalogue, Node, Provider, RootMatch};
use crate::document::syncml::{Command, Item, Message, Verb};
use crate::terms::LocUri;

/// A node of the management tree, as far as the catalogue knows it.
#[derive(Debug, Clone)]
pub struct Place<'c> {
    /// The provider.
    pub provider: &'c Provider,
    /// The node; `None` for the provider's root, and for what is not known.
    pub node: Option<&'c Node>,
    /// The address of the job that the node belongs to, if it does to one.
    pub job: Option<LocUri>,
}

impl<'c> Place<'c> {
    /// What an address leads to, if a provider is known there.
    pub fn of(address: &str, catalogue: &'c Catalogue) -> Option<Self> {
        let address: LocUri = address.split('?').next().unwrap_or_default().trim().parse().ok()?;
        let RootMatch::Provider { entries, depth, .. } = catalogue.find_dm(&address) else { return None };
        let provider = entries.first()?.provider();
        let (root, names) = address.segments().split_at(depth);
        let below: Vec<&str> = names.iter().map(String::as_str).collect();
        let depth = job_depth(provider).filter(|depth| names.len() >= *depth);
        let job = depth.map(|depth| root.iter().chain(&names[..depth]).cloned());
        Some(Self {
            provider,
            node: provider.node(&below, None).map(|fit| fit.node),
            job: job.and_then(|segments| LocUri::from_segments(segments).ok()),
        })
    }

    /// Provider and path of the node, as the catalogue writes them.
    pub(super) fn node_path(&self) -> Option<(&'c str, &'c str)> {
        Some((&self.provider.name, self.node?.path.as_str()))
    }
}

/// How many names below the root lead to a job of the provider; `None` when it has none.
fn job_depth(provider: &Provider) -> Option<usize> {
    let settles = provider.nodes.iter().find_map(|node| node.settles.as_ref());
    settles.filter(|_| provider.refuses_groups).map(|group| group.segments().len())
}

/// The address of the job that an item of a message is about.
pub(super) fn job_of(item: &Item, catalogue: &Catalogue) -> Option<LocUri> {
    Place::of(&item.target.as_ref()?.value, catalogue)?.job
}

/// The jobs that a message speaks of, each once, in its order.
pub fn jobs(message: &Message, catalogue: &Catalogue) -> Vec<LocUri> {
    let mut jobs = Vec::new();
    for job in
        message.every_command().flat_map(|command| &command.items).filter_map(|item| job_of(item, catalogue))
    {
        if !jobs.contains(&job) {
            jobs.push(job);
        }
    }
    jobs
}

/// The id that a job sets, by which the device knows it: the first value that the catalogue calls one.
pub fn id_of(job: &LocUri, commands: &[Command], catalogue: &Catalogue) -> Option<String> {
    let sets = commands.iter().filter(|command| matches!(command.verb, Verb::Add | Verb::Replace));
    sets.flat_map(|command| &command.items).find_map(|item| {
        let place = Place::of(&item.target.as_ref()?.value, catalogue)?;
        let is_id = place.node.is_some_and(|node| node.is_id) && place.job.as_ref() == Some(job);
        item.data.as_ref().filter(|_| is_id).map(|id| id.value.trim().to_owned())
    })
}
