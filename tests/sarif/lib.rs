//! Nothing to build: the manifest names the crate from whose source the tests take the schema.
