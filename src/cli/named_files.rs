//! No output takes the place of an input: the promise is kept here for every command at once, for the files that its
//! arguments name. What a command finds by itself, by a pattern or in a folder, it looks after itself.

use std::path::PathBuf;

use clap::ArgMatches;
use provsmith::output::{Inputs, OutputError};

/// The fields of arguments that name what is written. Every other path is one that is read, so that an argument that is
/// new and stands not here protects its file.
const WRITTEN: [&str; 3] = ["output", "pin_output", "write_profile"];

/// What a command is there to replace, as command and field.
const REPLACED: [(&str, &str); 1] = [("sign", "files")];

/// Refuses outputs that are inputs of the same command, whatever the two are called.
///
/// # Errors
/// When one is.
pub(super) fn refuse_overwriting(matches: &ArgMatches) -> Result<(), OutputError> {
    let (mut command, mut arguments) = ("", matches);
    while let Some((name, inner)) = arguments.subcommand() {
        (command, arguments) = (name, inner);
    }
    let paths = |wanted: &dyn Fn(&str) -> bool| -> Vec<&PathBuf> {
        let fields = arguments.ids().map(clap::Id::as_str).filter(|field| wanted(field));
        let of_field = |field| arguments.try_get_many::<PathBuf>(field).ok().flatten();
        fields.filter_map(of_field).flatten().collect()
    };
    let is_written = |field: &str| WRITTEN.contains(&field);
    let is_read = |field: &str| !is_written(field) && !REPLACED.contains(&(command, field));
    let inputs = paths(&is_read);
    let outputs = paths(&is_written);
    let inputs = Inputs::of(inputs.into_iter().map(PathBuf::as_path));
    outputs.into_iter().try_for_each(|target| inputs.refuse(target))
}
