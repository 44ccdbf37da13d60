//! What stands inside an element, held against the grammar part by part while it is read.

use super::super::fault::Faults;
use super::super::xml::Element;
use super::super::{Fault, FaultKind, Text};
use super::Verb;
use super::grammar::{self, Content, REFUSED_COMMANDS};
use crate::finding::{Span, Spanned, nearest};

/// The content of an element that the grammar knows, as far as it has been read.
#[derive(Debug)]
pub(super) struct Form {
    name: &'static str,
    content: Content,
    /// The furthest in the order, with its rank.
    highest: (usize, &'static str),
    /// Which have been read, each as its bit.
    seen: u32,
    /// Whether a command has been read, be it one that a device refuses.
    has_command: bool,
}

/// The place of a name in the content of an element.
struct Place {
    name: &'static str,
    rank: usize,
    bit: u32,
}

impl Form {
    /// Of an element of this name.
    pub(super) fn of(name: &str) -> Option<Self> {
        let (name, content) = grammar::content(name)?;
        Some(Self { name, content, highest: (0, ""), seen: 0, has_command: false })
    }

    /// Whether a child of this name may stand inside.
    pub(super) fn allows(&self, child: &str) -> bool {
        self.place(child).is_some()
    }

    /// Whether a child of this name has been read.
    pub(super) fn has(&self, child: &str) -> bool {
        self.place(child).is_some_and(|place| self.seen & place.bit != 0)
    }

    /// What is most likely meant by the name of a child that has no place inside.
    pub(super) fn meant(&self, child: &str, span: Span, faults: &mut Faults) -> Option<&'static str> {
        if self.allows(child) || REFUSED_COMMANDS.contains(&child) {
            return None;
        }
        let meant = nearest(child, self.names())?;
        let message = format!("`{child}` has no place inside `{}`", self.name);
        faults.tell(FaultKind::Element, span, message, format!("write `{meant}` if that was meant"));
        Some(meant)
    }

    /// A child of this name starts.
    pub(super) fn child(&mut self, child: &str, span: Span, faults: &mut Faults) {
        // Of what is no command of device management it is said so.
        self.has_command |= Verb::named(child).is_some() || REFUSED_COMMANDS.contains(&child);
        let Some(Place { name, rank, bit }) = self.place(child) else {
            return self.unknown(child, span, faults);
        };
        let (highest, before) = self.highest;
        if rank < highest {
            let message = format!("`{name}` behind `{before}`");
            let help = format!("put it before `{before}`: the order inside `{}` is fixed", self.name);
            faults.tell(FaultKind::Element, span, message, help);
        } else {
            self.highest = (rank, name);
        }
        let may_repeat = Verb::named(name).is_some()
            || (name == "Item" && self.name != "Exec")
            || matches!(name, "TargetRef" | "SourceRef");
        if self.seen & bit != 0 && !may_repeat {
            let message = format!("a second `{name}` inside `{}`", self.name);
            let help = match self.name {
                "Exec" => "run one node with each `Exec`: write another `Exec` for this one",
                _ => "keep one of the two",
            };
            faults.tell(FaultKind::Element, span, message, help);
        }
        self.seen |= bit;
    }

    /// Text directly inside.
    pub(super) fn text(&self, text: &Spanned<Text>, faults: &mut Faults) {
        let help = "remove it: only elements may stand here";
        Fault::stray_text(self.name, text, help).into_iter().for_each(|fault| faults.push(fault));
    }

    /// What the element, which has ended, cannot do without.
    pub(super) fn end(&self, element: &Element, faults: &mut Faults) {
        for name in grammar::required(self.name).iter().filter(|name| !self.has(name)) {
            let help = match *name {
                "CmdID" => "add `<CmdID>` with a number that no other command of the message has".to_owned(),
                name => format!("add `<{name}>`"),
            };
            missing(element, name, help, faults);
        }
        if self.content.contains(&grammar::COMMANDS) && !self.has_command {
            let message = format!("`{}` holds no command", self.name);
            let help = "put commands inside, or leave it out: it does nothing";
            faults.tell(FaultKind::Element, element.name.span, message, help);
        }
    }

    fn unknown(&self, child: &str, span: Span, faults: &mut Faults) {
        if REFUSED_COMMANDS.contains(&child) && self.allows("Add") {
            let message = format!("`{child}` is no command of device management on Windows Mobile");
            let help = "a device answers it with 400 or 406: say it with Add, Replace, Delete, Get or Exec";
            faults.tell(FaultKind::Element, span, message, help);
            return;
        }
        let known: Vec<&str> = self.names().collect();
        let message = format!("`{child}` has no place inside `{}`", self.name);
        faults.tell(FaultKind::Element, span, message, format!("inside it may stand {}", known.join(", ")));
    }

    fn names(&self) -> impl Iterator<Item = &'static str> {
        self.content.iter().flat_map(|names| names.iter().copied())
    }

    fn place(&self, child: &str) -> Option<Place> {
        let ranked = self.content.iter().enumerate();
        let ranked = ranked.flat_map(|(rank, names)| names.iter().map(move |name| (rank, *name)));
        let ((rank, name), index) = ranked.zip(0u32..).find(|((_, name), _)| *name == child)?;
        Some(Place { name, rank, bit: 1 << index })
    }
}

/// Tells that an element has no child of this name.
pub(super) fn missing(parent: &Element, name: &str, help: impl Into<String>, faults: &mut Faults) {
    let message = format!("`{}` has no `{name}`", parent.local_name());
    faults.tell(FaultKind::Element, parent.name.span, message, help);
}
