//! The provisioning document of a package: its settings and the roles that each needs.

use serde::Serialize;

use crate::catalogue::Catalogue;
use crate::catalogue::placement::{Operation, Placement};
use crate::document::{self, Kind, Limits, wap, xml};
use crate::finding::{Confidence, Source};
use crate::judge::roles::{self, Need};
use crate::terms::RoleMask;

/// A provisioning document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentReport {
    /// Its length, in bytes.
    pub length: usize,
    /// Whether it is a wap-provisioningdoc that can be read to its end without a fault of form.
    pub is_well_formed: bool,
    /// The settings, and the groups in which nothing stands, in document order.
    pub settings: Vec<SettingReport>,
    /// The roles that all settings together need; null when there is no setting.
    pub roles: Option<RolesReport>,
}

/// A setting, or a group in which nothing stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SettingReport {
    /// The path from the provider on, with `/` between its parts.
    pub path: String,
    /// `set`, `remove`, `query` or `execute`.
    pub operation: &'static str,
    /// The value; null when there is none.
    pub value: Option<String>,
    /// The roles of which one is needed; null when they are not known.
    pub roles: Option<RoleMask>,
    /// Whether the roles rest on thin evidence.
    pub roles_unsure: bool,
}

/// What a document needs as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RolesReport {
    /// The smallest role masks that cover every setting whose roles are known; empty when none of them are.
    pub sufficient: Vec<RoleMask>,
    /// The number of settings whose roles are known.
    pub known: usize,
    /// The number of settings whose roles are not known.
    pub unknown: usize,
}

impl DocumentReport {
    pub(super) fn of(bytes: &[u8], catalogue: &Catalogue) -> Self {
        let decoded = document::decode(bytes);
        let is_wap =
            xml::root_name(&decoded.text).is_some_and(|root| Kind::of_name(&root.value) == Kind::Wap);
        let parsed = wap::parse(&Source::new("", decoded.text), &Limits::default());
        let settings = parsed.model.as_ref().map(|model| settings_of(model, catalogue)).unwrap_or_default();
        let needs: Vec<Need> = settings.iter().map(|(_, need)| *need).collect();
        Self {
            length: bytes.len(),
            is_well_formed: is_wap && decoded.faults.is_empty() && parsed.faults.is_empty(),
            settings: settings.into_iter().map(|(setting, _)| setting).collect(),
            roles: (!needs.is_empty()).then(|| RolesReport::of(&needs)),
        }
    }
}

impl RolesReport {
    fn of(needs: &[Need]) -> Self {
        let known = needs.iter().filter(|need| need.roles.is_some()).count();
        let sufficient = if known == 0 { Vec::new() } else { roles::sufficient(needs) };
        Self { sufficient, known, unknown: needs.len() - known }
    }
}

fn settings_of(document: &wap::Document, catalogue: &Catalogue) -> Vec<(SettingReport, Need)> {
    let placement = Placement::of_wap(document, catalogue);
    roles::needed(&placement, None)
        .into_iter()
        .filter_map(|need| {
            let placed = placement.items.get(need.item)?;
            let setting = SettingReport {
                path: placement.path(placed),
                operation: match placed.operation {
                    Operation::Set => "set",
                    Operation::Remove => "remove",
                    Operation::Query => "query",
                    Operation::Execute => "execute",
                },
                value: placed.value().map(|value| value.value.to_string()),
                roles: need.roles,
                roles_unsure: need.roles.is_some() && need.confidence == Confidence::Thin,
            };
            Some((setting, need))
        })
        .collect()
}
