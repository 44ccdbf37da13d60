//! Whether a release and a class of devices have a provider or a setting, as far as the documentation tells.

use super::node::Node;
use super::provider::Provider;
use crate::terms::{DeviceClass, Release, Target};

/// What the documentation says about a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Availability {
    /// It is listed for the target, or for releases before and after it.
    Listed,
    /// It is listed for other releases or classes only.
    ListedElsewhere,
    /// Nothing is said.
    Unstated,
}

impl Provider {
    /// Whether the target has the provider.
    pub fn availability(&self, target: Target) -> Availability {
        Availability::of_releases(self.os.as_deref(), target).and(of_classes(self.devices.as_deref(), target))
    }
}

impl Node {
    /// Whether the target has the node; where the node says nothing of its own, what the provider says holds.
    pub fn availability(&self, provider: &Provider, target: Target) -> Availability {
        let releases = self.os.as_deref().or(provider.os.as_deref());
        let classes = self.devices.as_deref().or(provider.devices.as_deref());
        Availability::of_releases(releases, target).and(of_classes(classes, target))
    }
}

impl Availability {
    /// A release between two that are listed has it too: pages of single releases are missing, settings were not dropped
    /// and brought back. The Messaging and Security Feature Pack is an addition to Windows Mobile 5.0. Windows 10 is
    /// another system.
    pub(super) fn of_releases(listed: Option<&[Release]>, target: Target) -> Self {
        let Some(listed) = listed else { return Self::Unstated };
        let mobile = || listed.iter().copied().filter(|release| *release != Release::Win10);
        let spanned = match (mobile().min(), mobile().max()) {
            (Some(first), Some(last)) => {
                let last = if last == Release::Wm5 { Release::Wm5Msfp } else { last };
                target.release != Release::Win10 && (first..=last).contains(&target.release)
            }
            _ => false,
        };
        if spanned || listed.contains(&target.release) { Self::Listed } else { Self::ListedElsewhere }
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::ListedElsewhere, _) | (_, Self::ListedElsewhere) => Self::ListedElsewhere,
            (Self::Listed, _) | (_, Self::Listed) => Self::Listed,
            (Self::Unstated, Self::Unstated) => Self::Unstated,
        }
    }
}

fn of_classes(listed: Option<&[DeviceClass]>, target: Target) -> Availability {
    match (listed, target.class) {
        (None, _) | (_, None) => Availability::Unstated,
        (Some(listed), Some(class)) if listed.contains(&class) => Availability::Listed,
        (Some(_), Some(_)) => Availability::ListedElsewhere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider(os: &str) -> Provider {
        let text = format!(
            "name = \"P\"\nsummary = \"p\"\nprotocols = [\"cp\"]\ncomplete = true\n{os}\n[[node]]\npath = \"late\"\nkind = \"parm\"\nos = [\"wm6.5\"]\n"
        );
        Provider::parse(&text).expect("the test's provider is one")
    }

    fn of(os: &str, target: &str) -> Availability {
        provider(os).availability(target.parse().expect("the test's target is one"))
    }

    #[test]
    fn a_release_between_listed_ones_and_the_feature_pack_of_a_listed_one_have_it() {
        let os = r#"os = ["wm5", "wm6.5"]"#;
        assert_eq!(of(os, "wm6"), Availability::Listed);
        assert_eq!(of(os, "wm2003"), Availability::ListedElsewhere);
        assert_eq!(of(os, "win10"), Availability::ListedElsewhere);
        assert_eq!(of(r#"os = ["wm5"]"#, "wm5-msfp"), Availability::Listed);
        assert_eq!(of(r#"os = ["wm5"]"#, "wm6"), Availability::ListedElsewhere);
        assert_eq!(of("os = []", "wm6"), Availability::ListedElsewhere);
        assert_eq!(of("", "wm6"), Availability::Unstated);
    }

    #[test]
    fn a_class_counts_where_the_target_names_one() {
        let os = "os = [\"wm6\"]\ndevices = [\"standard\"]";
        assert_eq!(of(os, "wm6"), Availability::Listed);
        assert_eq!(of(os, "wm6-standard"), Availability::Listed);
        assert_eq!(of(os, "wm6-classic"), Availability::ListedElsewhere);
    }

    #[test]
    fn a_node_may_be_younger_than_its_provider() {
        let provider = provider(r#"os = ["wm5", "wm6.5"]"#);
        let node = &provider.nodes[0];
        let of = |target: &str| node.availability(&provider, target.parse().unwrap());
        assert_eq!((of("wm6"), of("wm6.5")), (Availability::ListedElsewhere, Availability::Listed));
    }
}
