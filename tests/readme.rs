//! README's commands, run in order in an empty folder, say what README shows. `[..]` stands for what differs from
//! machine to machine.
#![cfg(unix)] // the commands are typed into a shell
#![allow(clippy::disallowed_methods)] // the shell needs PATH
#![allow(clippy::unwrap_used)] // a test fails by panicking

mod common;

use std::path::Path;

/// A command of README and what it is shown to print.
struct Shown {
    line: usize,
    command: String,
    output: String,
}

#[test]
fn the_commands_of_readme_print_what_readme_shows() {
    for program in ["cabextract", "osslsigncode"] {
        if common::peer(program).is_none() {
            return;
        }
    }
    let folder = tempfile::tempdir().unwrap();
    holds("README.md", include_str!("../README.md"), folder.path());
}

#[test]
fn the_commands_of_the_fifth_sample_print_what_its_readme_shows() {
    let folder = tempfile::tempdir().unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/05-what-the-device-says");
    for name in ["phone.toml", "handheld.toml", "policy.xml", "series.xml", "lock-out.xml"] {
        std::fs::copy(sample.join(name), folder.path().join(name)).unwrap();
    }
    holds("README.md", include_str!("../samples/05-what-the-device-says/README.md"), folder.path());
}

#[test]
fn the_commands_of_the_seventh_sample_print_what_its_readme_shows() {
    let folder = tempfile::tempdir().unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/07-oma-dm");
    for name in ["accepted.xml", "failed.xml", "gone.xml"] {
        std::fs::copy(sample.join(name), folder.path().join(name)).unwrap();
    }
    holds("README.md", include_str!("../samples/07-oma-dm/README.md"), folder.path());
}

#[test]
fn the_commands_of_the_samples_that_push_print_what_their_readmes_show() {
    let pages = [
        ("03-si-sl-push", include_str!("../samples/03-si-sl-push/README.md"), &[][..]),
        (
            "04-client-provisioning",
            include_str!("../samples/04-client-provisioning/README.md"),
            &["gprs.xml", "imsi"][..],
        ),
    ];
    for (name, page, files) in pages {
        let folder = tempfile::tempdir().unwrap();
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name);
        for file in files {
            std::fs::copy(sample.join(file), folder.path().join(file)).unwrap();
        }
        holds(&format!("{name}/README.md"), page, folder.path());
    }
}

/// Runs the commands of a page in a folder, and compares.
#[track_caller]
fn holds(name: &str, page: &str, folder: &Path) {
    let shown = commands_of(page);
    assert!(shown.len() >= 4, "{name} lost its tour");
    for Shown { line, command, output } in shown {
        let actual = run_in_shell(folder, &command);
        snapbox::Assert::new().action(snapbox::assert::Action::Verify).eq(
            format!("{name}:{line}: {command}\n{actual}"),
            snapbox::Data::from(format!("{name}:{line}: {command}\n{output}")),
        );
    }
}

/// The lines behind `$ ` in the `console` blocks, each with what follows it.
fn commands_of(readme: &str) -> Vec<Shown> {
    let mut shown: Vec<Shown> = Vec::new();
    let mut inside = false;
    for (index, line) in readme.lines().enumerate() {
        match (inside, line) {
            (false, "```console") => inside = true,
            (true, "```") => inside = false,
            (true, _) => match (line.strip_prefix("$ "), shown.last_mut()) {
                (Some(command), _) => {
                    shown.push(Shown { line: index + 1, command: command.to_owned(), output: String::new() });
                }
                (None, Some(last)) => {
                    last.output.push_str(line);
                    last.output.push('\n');
                }
                (None, None) => panic!("README.md:{}: output before a command", index + 1),
            },
            (false, _) => {}
        }
    }
    shown
}

fn run_in_shell(folder: &Path, command: &str) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_provsmith")).parent().unwrap();
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap());
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &format!("{command} 2>&1")]).current_dir(folder).env("PATH", path).env("NO_COLOR", "1");
    common::run(&mut shell).stdout
}

#[test]
fn a_sample_is_numbered_in_its_title_as_in_its_folder() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    for folder in std::fs::read_dir(samples).unwrap() {
        let folder = folder.unwrap();
        let name = folder.file_name().into_string().unwrap();
        let (number, _) = name.split_once('-').unwrap();
        let page = std::fs::read_to_string(folder.path().join("README.md")).unwrap();
        assert!(page.starts_with(&format!("# {number}: ")), "{name}: {:?}", page.lines().next());
    }
}
