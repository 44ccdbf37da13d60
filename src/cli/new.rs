//! `provsmith new`

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::builder::PossibleValuesParser;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, ValueEnum, value_parser};
use provsmith::catalogue::convert;
use provsmith::context::Context;
use provsmith::document::Model;
use provsmith::input;
use provsmith::output;
use provsmith::secret::SecretSource;
use provsmith::template::{Folder, Given, Kind, Library, Parameter, Template};

use super::{Outcome, Session};

const EXAMPLES: &str = "\
Examples:
  provsmith new --list
  provsmith new direct-push --help
  provsmith new direct-push --heartbeat-min 8m --heartbeat-max 28m -o settings.xml
  provsmith new certificate --certificate signer.pem --store SPC --roles manager
  provsmith new download --pkg-id app-1.0 --pkg-url https://mdm.example.com/app.cab
  provsmith new download --pkg-id app-1.0 --pkg-url https://example.com/app.cab | provsmith check -";

/// A file with a secret that is larger holds something else, in bytes.
const LARGEST_SECRET: u64 = 1 << 20;

/// The options that every template has, shown behind its own.
const GENERAL: &str = "For every template";

/// Make a document from a template
///
/// Each template is a command of its own, and its parameters are the flags: `provsmith new TEMPLATE --help` shows
/// them. Templates of yours work like the built-in ones: put them into a folder and name it with --templates, or in
/// PROVSMITH_TEMPLATES.
#[derive(Debug)]
pub(crate) struct NewArgs {
    matches: ArgMatches,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum As {
    /// wap-provisioningdoc, for packages and pushes.
    Wap,
    /// SyncML, for OMA DM servers.
    Syncml,
}

impl FromArgMatches for NewArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Ok(Self { matches: matches.clone() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.matches = matches.clone();
        Ok(())
    }
}

impl Args for NewArgs {
    fn augment_args(command: Command) -> Command {
        command
            .about("Make a document from a template")
            .long_about(
                "Make a document from a template\n\nEach template is a command of its own, and its parameters are \
                 the flags: `provsmith new TEMPLATE --help` shows them. Templates of yours work like the built-in \
                 ones: put them into a folder and name it with --templates, or in PROVSMITH_TEMPLATES.",
            )
            .after_help(EXAMPLES)
            .defer(with_templates)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// The flags of `new`, and a command for each template. Called when `new` was typed, and not before.
fn with_templates(command: Command) -> Command {
    let mut command = command
        .subcommand_value_name("TEMPLATE")
        .subcommand_help_heading("Templates")
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        // What is no template is told by the library, which knows why: another name, a folder that cannot be read.
        .allow_external_subcommands(true)
        .arg(
            Arg::new("list")
                .long("list")
                .action(ArgAction::SetTrue)
                .help("Show the templates, one a line, with what each is for"),
        )
        .arg(
            Arg::new("templates")
                .long("templates")
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .global(true)
                .help_heading(GENERAL)
                .help("Folder of templates of yours; they come before the built-in ones"),
        )
        .arg(
            Arg::new("as")
                .long("as")
                .value_name("MODEL")
                .value_parser(value_parser!(As))
                .global(true)
                .help_heading(GENERAL)
                .help("Model of the document; by default the one that the template is written in"),
        )
        .arg(
            Arg::new("output")
                .short('o')
                .long("output")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .global(true)
                .help_heading(GENERAL)
                .help("Where to write; `-`, the default, is standard output"),
        );
    let library = library(templates_folder());
    for name in library.names().unwrap_or_default() {
        command = command.subcommand(match library.load(&name) {
            Ok(template) => template_command(&template),
            // It is told what is wrong when the template is used.
            Err(_) => Command::new(name).about("This template has a fault: use it to see which").arg(
                Arg::new("rest").num_args(0..).trailing_var_arg(true).allow_hyphen_values(true).hide(true),
            ),
        });
    }
    command
}

fn library(folder: Option<PathBuf>) -> Library {
    folder.map_or_else(Library::builtin, Library::with_folder)
}

/// The user's folder of templates decides which flags there are, so it is looked for before they are parsed.
fn templates_folder() -> Option<PathBuf> {
    let mut arguments = std::env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--templates" {
            return arguments.next().map(PathBuf::from);
        }
        if let Some(folder) = argument.to_str().and_then(|argument| argument.strip_prefix("--templates=")) {
            return Some(PathBuf::from(folder));
        }
    }
    Context::system().variable("PROVSMITH_TEMPLATES").filter(|folder| !folder.is_empty()).map(PathBuf::from)
}

fn template_command(template: &Template) -> Command {
    let declaration = template.declaration();
    let mut command = Command::new(template.name().to_owned())
        .about(declaration.summary.clone())
        .long_about(format!("{}\n\n{}", declaration.summary, declaration.description.trim()));
    if let Some(example) = &declaration.example {
        command = command.after_help(format!("Example:\n  provsmith new {} {example}", template.name()));
    }
    command.args(declaration.parameters.iter().flat_map(arguments))
}

/// The flags of a parameter.
fn arguments(parameter: &Parameter) -> Vec<Arg> {
    let name = parameter.name().to_owned();
    let flag = Arg::new(name.clone()).long(name.clone()).help(help(parameter));
    match parameter.kind {
        Kind::Boolean => {
            let negative = format!("no-{name}");
            let on = matches!(parameter.default(), Some(Given::Boolean(true)));
            let flag = flag.action(ArgAction::SetTrue).overrides_with(negative.clone());
            let off = Arg::new(negative.clone())
                .long(negative)
                .action(ArgAction::SetTrue)
                .overrides_with(name.clone())
                .hide(!on)
                .help(format!("Switch --{name} off"));
            vec![flag, off]
        }
        Kind::Secret => {
            let source = |suffix: &str, value: &'static str, help: String| {
                let flag = format!("{name}-{suffix}");
                Arg::new(flag.clone()).long(flag).value_name(value).help(help)
            };
            let env = source(
                "env",
                "VAR",
                format!("{}: the variable of the environment that holds it", parameter.help),
            );
            let file = source("file", "FILE", format!("{}: the file that holds it", parameter.help));
            vec![env.conflicts_with(format!("{name}-file")), file]
        }
        kind => {
            let flag = flag
                .value_name(parameter.value_kind().placeholder())
                .required(parameter.required)
                .allow_negative_numbers(true)
                .action(if kind == Kind::List { ArgAction::Append } else { ArgAction::Set });
            vec![match parameter.value_kind() {
                Kind::Choice => {
                    flag.value_parser(PossibleValuesParser::new(parameter.values.clone())).ignore_case(true)
                }
                _ => flag,
            }]
        }
    }
}

/// What a parameter is for, its limits and its default.
fn help(parameter: &Parameter) -> String {
    let mut notes = Vec::new();
    notes.extend(parameter.limits());
    notes.extend(match parameter.default() {
        Some(Given::Boolean(true)) => Some("default: yes".to_owned()),
        Some(Given::Text(text)) if text.contains("${") => {
            Some(format!("default: from {}", text.replace("${", "").replace('}', "")))
        }
        Some(Given::Text(text)) => Some(format!("default: {text}")),
        Some(Given::Integer(number)) => Some(format!("default: {number}")),
        _ => None,
    });
    if parameter.kind == Kind::List {
        notes.push("may be repeated".to_owned());
    }
    let help = &parameter.help;
    if notes.is_empty() { help.clone() } else { format!("{help} [{}]", notes.join("; ")) }
}

pub(crate) fn run(args: &NewArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    let matches = &args.matches;
    let library = library(templates_folder());
    if matches.get_flag("list") {
        list(&library, session)?;
        return Ok(Outcome::Clean);
    }
    // A list that cannot be read leaves no template to choose from; this says why.
    library.names()?;
    let Some((name, flags)) = matches.subcommand() else {
        bail!("no template was named: `provsmith new --list` shows them");
    };
    let template = library.load(name)?;
    if let Some(target) = flags.get_one::<PathBuf>("output") {
        output::refuse_overwriting(target, files(&template, flags).iter().map(PathBuf::as_path))?;
    }
    let given = given(&template, flags, session)?;
    let made = template.make(&given, &Folder(PathBuf::new()))?;
    let document = converted(made, flags.get_one("as").copied(), &template, session)?;
    super::output::write(document.write(), flags.get_one("output").map(PathBuf::as_path), session)?;
    Ok(Outcome::Clean)
}

fn list(library: &Library, session: &Session) -> anyhow::Result<()> {
    let names = library.names()?;
    let width = names.iter().map(String::len).max().unwrap_or_default();
    let mut out = session.out();
    for name in &names {
        let summary = match library.load(name) {
            Ok(template) => template.declaration().summary.clone(),
            Err(error) => format!("(has a fault: {error})"),
        };
        writeln!(out, "{name:width$}  {summary}")?;
    }
    Ok(())
}

/// What was given on the command line.
fn given(
    template: &Template,
    flags: &ArgMatches,
    session: &Session,
) -> anyhow::Result<BTreeMap<String, Given>> {
    let mut given = BTreeMap::new();
    for parameter in &template.declaration().parameters {
        let name = parameter.name();
        let value = match parameter.kind {
            Kind::Boolean => boolean(flags, name).map(Given::Boolean),
            Kind::Secret => secret(flags, parameter, session)?.map(Given::Text),
            Kind::List => flags
                .get_many::<String>(name)
                .map(|values| Given::List(values.map(|value| Given::Text(value.clone())).collect())),
            _ => flags.get_one::<String>(name).map(|value| Given::Text(value.clone())),
        };
        given.extend(value.map(|value| (name.to_owned(), value)));
    }
    Ok(given)
}

/// The files that the flags name as input.
fn files(template: &Template, flags: &ArgMatches) -> Vec<PathBuf> {
    let parameters = template.declaration().parameters.iter();
    parameters
        .filter_map(|parameter| match parameter.value_kind() {
            Kind::Secret => Some(format!("{}-file", parameter.name())),
            Kind::File | Kind::Certificate => Some(parameter.name().to_owned()),
            _ => None,
        })
        .filter_map(|flag| flags.get_many::<String>(&flag))
        .flatten()
        .map(PathBuf::from)
        .collect()
}

fn boolean(flags: &ArgMatches, name: &str) -> Option<bool> {
    let typed = |flag: &str| flags.value_source(flag) == Some(ValueSource::CommandLine);
    match (typed(name), typed(&format!("no-{name}"))) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

/// A secret comes from the environment, from a file, or from a person at a terminal.
fn secret(flags: &ArgMatches, parameter: &Parameter, session: &Session) -> anyhow::Result<Option<String>> {
    let name = parameter.name();
    if let Some(variable) = flags.get_one::<String>(&format!("{name}-env")) {
        let source = SecretSource::Variable(variable.clone());
        let value = source.read("the secret", &session.context).with_context(|| format!("--{name}-env"))?;
        return Ok(Some(value.to_string()));
    }
    if let Some(path) = flags.get_one::<String>(&format!("{name}-file")) {
        let in_words = || format!("cannot read `{path}`");
        let bytes = input::read_file(Path::new(path), LARGEST_SECRET).with_context(in_words)?;
        let text = String::from_utf8(bytes).with_context(in_words)?;
        return Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()));
    }
    if !parameter.required {
        return Ok(None);
    }
    if !std::io::stdin().is_terminal() {
        bail!("`{name}` is missing: give --{name}-env or --{name}-file");
    }
    Ok(Some(rpassword::prompt_password(format!("{}: ", parameter.help))?))
}

/// The document in the model that was asked for; what that model cannot say is told.
fn converted(
    made: Model,
    wanted: Option<As>,
    template: &Template,
    session: &Session,
) -> anyhow::Result<Model> {
    let catalogue = session.catalogue()?;
    let (model, lost) = match (made, wanted) {
        (Model::SyncMl(message), Some(As::Wap)) => {
            let converted = convert::to_wap(&message, &catalogue)?;
            (Model::Wap(converted.model), converted.lost)
        }
        (Model::Wap(document), Some(As::Syncml)) => {
            let converted = convert::to_syncml(&document, &catalogue)?;
            (Model::SyncMl(converted.model), converted.lost)
        }
        (made, _) => return Ok(made),
    };
    for lost in lost {
        session.say(format_args!("warning: {lost}"));
    }
    if let Some(note) = &template.declaration().converted {
        session.show(format_args!("note: {}", note.trim()));
    }
    Ok(model)
}
