//! Reading octets in their order, never past their end.

/// A fault in octets, and where it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at byte {at} (hexadecimal {at:X}), counted from 0: {fault}")]
pub struct At<F> {
    /// The offset of the octet at which reading ended.
    pub at: usize,
    /// What is wrong there.
    pub fault: F,
}

/// Octets that end in the middle of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it ends in the middle of {what}")]
pub struct CutOff {
    /// How many octets there are.
    pub at: usize,
    /// What should go on there.
    pub what: &'static str,
}

impl<F: From<CutOff>> From<CutOff> for At<F> {
    fn from(cut_off: CutOff) -> Self {
        Self { at: cut_off.at, fault: cut_off.into() }
    }
}

/// A place in octets.
#[derive(Debug, Clone)]
pub(super) struct Octets<'a> {
    all: &'a [u8],
    at: usize,
}

impl<'a> Octets<'a> {
    /// At the first of them.
    pub(super) fn new(all: &'a [u8]) -> Self {
        Self { all, at: 0 }
    }

    /// How many were read.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Those that were not read yet.
    pub(super) fn rest(&self) -> &'a [u8] {
        &self.all[self.at..]
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at == self.all.len()
    }

    /// The octet that is read next.
    pub(super) fn peek(&self, what: &'static str) -> Result<u8, CutOff> {
        self.all.get(self.at).copied().ok_or(CutOff { at: self.all.len(), what })
    }

    /// The octet that is read next, as long as there is one.
    pub(super) fn u8(&mut self, what: &'static str) -> Result<u8, CutOff> {
        let octet = self.peek(what)?;
        self.at += 1;
        Ok(octet)
    }

    pub(super) fn array<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N], CutOff> {
        let mut octets = [0; N];
        octets.copy_from_slice(self.take(N, what)?);
        Ok(octets)
    }

    pub(super) fn take(&mut self, length: usize, what: &'static str) -> Result<&'a [u8], CutOff> {
        let taken = self.rest().get(..length).ok_or(CutOff { at: self.all.len(), what })?;
        self.at += length;
        Ok(taken)
    }

    /// The next `length` octets as a whole of their own, in which places are counted on.
    pub(super) fn part(&mut self, length: usize, what: &'static str) -> Result<Self, CutOff> {
        let at = self.at;
        self.take(length, what)?;
        Ok(Self { all: &self.all[..self.at], at })
    }

    /// What stands before the next 00, which is read too.
    pub(super) fn until_zero(&mut self, what: &'static str) -> Result<&'a [u8], CutOff> {
        let length = self.rest().iter().position(|octet| *octet == 0);
        let text = self.take(length.ok_or(CutOff { at: self.all.len(), what })?, what)?;
        self.at += 1;
        Ok(text)
    }

    /// Everything that is left.
    pub(super) fn take_rest(&mut self) -> &'a [u8] {
        let rest = self.rest();
        self.at = self.all.len();
        rest
    }
}
