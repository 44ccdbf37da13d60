//! The four settings of direct push, which the device moves its interval by
//! (<http://technet.microsoft.com/en-us/library/cc182270.aspx>). All are seconds.

use super::Subject;
use super::value::Integer;
use crate::catalogue::placement::{Operation, Placed};
use crate::finding::Span;

/// The provider and the group of the four settings.
const PROVIDER: &str = "Sync";
const GROUP: &str = "Settings/";

/// How the device adapts its interval.
pub(super) const ADAPTING: &str = "http://technet.microsoft.com/en-us/library/cc182270.aspx";
/// What Microsoft recommends.
pub(super) const PRACTICE: &str = "http://technet.microsoft.com/en-us/library/cc182255.aspx";

/// One of the settings as a document gives it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    /// In seconds; negative is none that a device can use.
    pub(super) seconds: i64,
    /// Where the value stands.
    pub(super) span: Span,
}

/// What a document says of direct push, as far as it is numbers.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Heartbeat {
    /// The shortest interval.
    pub(super) min: Option<Setting>,
    /// The interval that the device starts with.
    pub(super) default: Option<Setting>,
    /// How much the interval grows or shrinks in one step, at most.
    pub(super) increment: Option<Setting>,
    /// The longest interval.
    pub(super) max: Option<Setting>,
    /// Whether one of them has no value, or one that is no number.
    pub(super) is_garbled: bool,
}

impl Heartbeat {
    /// The settings of a document; of two the later, as on the device.
    pub(super) fn of(subject: &Subject<'_>) -> Self {
        let mut heartbeat = Self::default();
        for (item, node) in subject.known().filter(|(item, _)| item.operation == Operation::Set) {
            let Some(name) = node.path.as_str().strip_prefix(GROUP).filter(|_| is_sync(item)) else {
                continue;
            };
            let setting = match name {
                "HeartbeatMin" => &mut heartbeat.min,
                "HeartbeatDefault" => &mut heartbeat.default,
                "HeartbeatIncrement" => &mut heartbeat.increment,
                "HeartbeatMax" => &mut heartbeat.max,
                _ => continue,
            };
            let number = item.value().map(|value| (Integer::read(&value.value), value.span));
            match number {
                Some((Some(Integer::Decimal(seconds)), span)) => *setting = Some(Setting { seconds, span }),
                _ => heartbeat.is_garbled = true,
            }
        }
        heartbeat
    }

    /// The settings that are there, by name.
    pub(super) fn given(&self) -> impl Iterator<Item = (&'static str, Setting)> {
        self.named().into_iter().filter_map(|(name, setting)| Some((name, setting?)))
    }

    /// The names of the settings that are not there.
    pub(super) fn missing(&self) -> Vec<&'static str> {
        self.named().into_iter().filter(|(_, setting)| setting.is_none()).map(|(name, _)| name).collect()
    }

    fn named(&self) -> [(&'static str, Option<Setting>); 4] {
        [
            ("HeartbeatMin", self.min),
            ("HeartbeatDefault", self.default),
            ("HeartbeatIncrement", self.increment),
            ("HeartbeatMax", self.max),
        ]
    }
}

fn is_sync(item: &Placed<'_>) -> bool {
    item.known_provider().is_some_and(|provider| provider.name == PROVIDER)
}
