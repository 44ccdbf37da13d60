//! The words of the grammar, each written as an empty element.

use crate::finding::Spanned;

/// A word as it stands, and what it means; `None` when the grammar does not have it.
#[derive(Debug, Clone)]
pub struct Word<T> {
    /// The word.
    pub text: Spanned<String>,
    /// What it means.
    pub meaning: Option<T>,
}

/// Makes an enumeration and the list of its words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// The words, in the order of the grammar.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            pub(super) fn named(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

words! {
    /// What may be done with a node.
    AccessType {
        /// Create it.
        Add = "Add",
        /// Copy it.
        Copy = "Copy",
        /// Remove it.
        Delete = "Delete",
        /// Run it.
        Exec = "Exec",
        /// Ask for it.
        Get = "Get",
        /// Overwrite it.
        Replace = "Replace",
    }
}

words! {
    /// The form of a value.
    Format {
        /// Bytes in base64.
        B64 = "b64",
        /// Bytes.
        Bin = "bin",
        /// True or false.
        Bool = "bool",
        /// Text.
        Chr = "chr",
        /// A whole number.
        Int = "int",
        /// No value: an interior node.
        Node = "node",
        /// No value: a leaf that is run, or that counts by being there.
        Null = "null",
        /// XML.
        Xml = "xml",
        /// A date.
        Date = "date",
        /// A time.
        Time = "time",
        /// A number with a fraction.
        Float = "float",
    }
}

words! {
    /// How often a node may occur.
    Occurrence {
        /// Once.
        One = "One",
        /// Once at most.
        ZeroOrOne = "ZeroOrOne",
        /// Any number of times.
        ZeroOrMore = "ZeroOrMore",
        /// At least once.
        OneOrMore = "OneOrMore",
        /// So many times at most.
        ZeroOrN = "ZeroOrN",
        /// At least once, so many times at most.
        OneOrN = "OneOrN",
    }
}

words! {
    /// Whether a node is always there.
    Scope {
        /// It is, and cannot be removed.
        Permanent = "Permanent",
        /// It comes and goes.
        Dynamic = "Dynamic",
    }
}

words! {
    /// Whether case matters in a name.
    CaseSense {
        /// It does.
        Sensitive = "CS",
        /// It does not.
        Insensitive = "CIS",
    }
}
