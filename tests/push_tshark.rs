//! What goes over the air is read by tshark as it was meant: ports, parts, headers, the document; and the numbers that
//! stand for names are those that tshark knows.
#![allow(clippy::unwrap_used)]

mod common;

use common::{peer, run};
use provsmith::document::{Limits, xml};
use provsmith::push::sms::{Delivery, References, UserData};
use provsmith::push::wsp::{ContentType, Header, Push, decode, encode};
use provsmith::wbxml;

/// What tshark says of packets of one protocol, in full.
fn tshark(protocol: &str, packets: &[Vec<u8>]) -> Option<String> {
    let (mut text2pcap, mut tshark) = (peer("text2pcap")?, peer("tshark")?);
    let folder = tempfile::tempdir().unwrap();
    let [dump, capture] = ["packets.txt", "packets.pcap"].map(|name| folder.path().join(name));
    let line = |packet: &Vec<u8>| {
        let octets: Vec<String> = packet.iter().map(|octet| format!("{octet:02x}")).collect();
        format!("000000 {}\n", octets.join(" "))
    };
    std::fs::write(&dump, packets.iter().map(line).collect::<String>()).unwrap();
    run(text2pcap.args(["-q", "-P", protocol]).args([&dump, &capture])).exits(0);
    let udh = "gsm_sms_ud.port_number_udh_means_wsp:TRUE";
    Some(run(tshark.arg("-r").arg(&capture).args(["-V", "-o", udh])).exits(0).stdout)
}

/// The lines of a text that begin with something, without it.
fn behind<'a>(text: &'a str, start: &str) -> Vec<&'a str> {
    text.lines().filter_map(|line| line.trim_start().strip_prefix(start)).collect()
}

/// A document with so many access points, and the values in it.
fn document(access_points: usize) -> (Vec<u8>, Vec<String>) {
    let names: Vec<String> = (0..access_points).map(|number| format!("access-point-{number:03}")).collect();
    let napdef = |name: &String| {
        format!("<characteristic type=\"NAPDEF\"><parm name=\"NAPID\" value=\"{name}\"/></characteristic>")
    };
    let napdefs: String = names.iter().map(napdef).collect();
    let text = format!("<wap-provisioningdoc version=\"1.1\">{napdefs}</wap-provisioningdoc>");
    let tree = xml::parse(&text, &Limits::default()).model.unwrap();
    let values = std::iter::once("1.1".to_owned()).chain(names).collect();
    (wbxml::encode(&tree, &wbxml::Options::default()).unwrap(), values)
}

const MAC: &str = "E5BABC2341DEE926D4FA5533769BA0A4980D5908";

/// A signed push with that document, and all its headers.
fn push(body: Vec<u8>) -> Push {
    let content_type = ContentType::new(ContentType::PROVISIONING_WBXML).with("SEC", "1").with("MAC", MAC);
    let mut push = Push::new(content_type, body);
    push.headers.push(Header::new(Header::PUSH_FLAG, "3"));
    push
}

fn delivery() -> Delivery {
    Delivery {
        from: Some("+15551230009".parse().unwrap()),
        service_centre: Some("+15550000000".parse().unwrap()),
        validity: Some("24h".parse().unwrap()),
        ..Delivery::to("+15551230001".parse().unwrap())
    }
}

/// The parts of a push with as many access points as make so many parts; the values in it.
fn parts(count: usize) -> (Vec<UserData>, Vec<String>) {
    let made = (1..).map(|access_points| {
        let (body, values) = document(access_points);
        let octets = encode(&push(body)).unwrap();
        (delivery().parts(&octets, &mut References::default()).unwrap(), values)
    });
    made.into_iter().find(|(parts, _)| parts.len() == count).unwrap()
}

/// Checks what tshark says of a message of so many parts.
fn check(seen: &str, count: usize, values: &[String]) {
    assert_eq!(
        behind(seen, "Destination port: ").iter().filter(|port| port.contains("(2948)")).count(),
        count
    );
    assert_eq!(
        behind(seen, "Originator port: ").iter().filter(|port| port.contains("(9200)")).count(),
        count
    );
    let fragments = if count == 1 { vec![] } else { vec![format!("{count}]")] };
    assert_eq!(behind(seen, "[Short Message fragment count: "), fragments);
    let content_type = format!("application/vnd.wap.connectivity-wbxml; SEC=USERPIN; MAC={MAC}");
    assert_eq!(behind(seen, "Content-Type: "), [content_type]);
    assert_eq!(behind(seen, "MAC: "), [MAC]);
    assert!(seen.contains("-//WAPFORUM//DTD PROV 1.0//EN"), "{seen}");
    assert!(!seen.contains("Malformed"), "{seen}");
    // Strings stand in quotes, in the last column of the tree.
    let strings =
        seen.lines().filter(|line| line.contains("STR_I")).filter_map(|line| line.split('\'').nth(1));
    assert_eq!(strings.collect::<Vec<_>>(), values);
}

#[test]
fn tshark_reads_what_a_modem_sends_in_one_two_and_nine_parts() {
    for count in [1, 2, 9] {
        let (parts, values) = parts(count);
        let packet = |part: UserData| {
            let tpdu = delivery().submit(part).encode();
            let message = &tpdu.octets[tpdu.octets.len() - tpdu.length..];
            // RP-DATA from a device to the network: type, reference, no origin, the centre, the length.
            let head = [0, 1, 0, 7, 0x91, 0x51, 0x55, 0, 0, 0, 0xF0, u8::try_from(message.len()).unwrap()];
            [&head, message].concat()
        };
        // The last comes first.
        let packets: Vec<Vec<u8>> = parts.into_iter().rev().map(packet).collect();
        let Some(seen) = tshark("gsm_a_rp", &packets) else { return };
        assert_eq!(behind(&seen, "TP-DA Digits: "), vec!["15551230001"; count]);
        assert_eq!(behind(&seen, "TP-Validity-Period: "), vec!["24 hours 0 minutes"; count]);
        check(&seen, count, &values);
    }
}

#[test]
fn tshark_reads_what_a_device_gets() {
    for count in [1, 2, 9] {
        let (parts, values) = parts(count);
        let packet = |part: UserData| {
            let tpdu = delivery().deliver(part, "2026-11-20T12:34:56Z".parse().unwrap()).encode();
            let message = &tpdu.octets[tpdu.octets.len() - tpdu.length..];
            // RP-DATA from the network to a device: the origin is the centre.
            let head = [1, 1, 7, 0x91, 0x51, 0x55, 0, 0, 0, 0xF0, 0, u8::try_from(message.len()).unwrap()];
            [&head, message].concat()
        };
        let Some(seen) = tshark("gsm_a_rp", &parts.into_iter().map(packet).collect::<Vec<_>>()) else {
            return;
        };
        assert_eq!(behind(&seen, "TP-OA Digits: "), vec!["15551230009"; count]);
        assert_eq!(behind(&seen, "Year: "), vec!["26"; count]);
        assert_eq!(behind(&seen, "Seconds: "), vec!["56"; count]);
        check(&seen, count, &values);
    }
}

#[test]
fn tshark_reads_what_a_short_message_centre_gets() {
    for count in [1, 2, 9] {
        let (parts, values) = parts(count);
        let packets: Vec<Vec<u8>> =
            (1..).zip(&parts).map(|(sequence, part)| delivery().submit_sm(part).encode(sequence)).collect();
        let Some(seen) = tshark("smpp", &packets) else { return };
        assert_eq!(behind(&seen, "Recipient address: "), vec!["15551230001"; count]);
        assert_eq!(behind(&seen, "Originator address: "), vec!["15551230009"; count]);
        assert!(seen.contains("GSM features"), "{seen}");
        check(&seen, count, &values);
    }
}

#[test]
fn tshark_reads_every_header_as_it_was_meant() {
    let headers = [
        (Header::APPLICATION_ID, "x-wap-application:syncml.dm"),
        (Header::PUSH_FLAG, "7"),
        (Header::INITIATOR_URI, "http://tps.example.com/"),
        (Header::CONTENT_URI, "http://c.example/"),
        (Header::CONTENT_LOCATION, "http://l.example/"),
        ("Content-Length", "613"),
        ("Encoding-Version", "1.3"),
        (Header::DESCRIPTION, "New mail settings"),
    ];
    let mut push =
        Push::new(ContentType::new(ContentType::SI_XML).with("charset", "utf-8"), b"<si/>".to_vec());
    push.headers = headers.iter().map(|(name, value)| Header::new(*name, *value)).collect();
    let Some(seen) = tshark("wsp-cl", &[encode(&push).unwrap()]) else { return };
    assert_eq!(behind(&seen, "Content-Type: text/vnd.wap.si"), ["; charset=UTF-8"]);
    for (name, value) in headers {
        if name == Header::PUSH_FLAG {
            // Bit by bit.
            for said in ["Initiator URI is authenticated", "Content is trusted", "Last push message"] {
                assert!(seen.contains(said), "{said}: {seen}");
            }
            continue;
        }
        // tshark has short names for two of them, and shows the CR LF of the last as what it is.
        let name = name.strip_prefix("X-Wap-").filter(|name| name.ends_with("URI")).unwrap_or(name);
        let lines: Vec<&str> = seen
            .lines()
            .map(str::trim)
            .filter(|line| line.to_lowercase().starts_with(&format!("{}: ", name.to_lowercase())))
            .collect();
        assert!(lines.iter().any(|line| line.ends_with(&format!(": {value}"))), "{name}: {lines:?}\n{seen}");
    }
}

/// What tshark and we say of the same push, one for each number.
fn compare(packet: impl Fn(u8) -> Vec<u8>, line: &str, ours: impl Fn(&Push) -> String) {
    let packets: Vec<Vec<u8>> = (0..0x80).map(packet).collect();
    let Some(seen) = tshark("wsp-cl", &packets) else { return };
    let theirs: Vec<&str> = seen
        .lines()
        .filter(|text| text.starts_with("    "))
        .filter_map(|text| text.trim().strip_prefix(line))
        .collect();
    assert_eq!(theirs.len(), packets.len(), "{seen}");
    let mut known = 0;
    for (packet, theirs) in packets.iter().zip(theirs).filter(|(_, theirs)| !theirs.starts_with('<')) {
        let ours = ours(&decode(packet).unwrap().push);
        // A language is told with its English name before it.
        let theirs =
            theirs.strip_suffix(')').and_then(|text| text.rsplit_once('(')).map_or(theirs, |(_, code)| code);
        assert_eq!(ours.to_lowercase(), theirs.to_lowercase());
        known += 1;
    }
    assert!(known > 7, "{seen}");
}

#[test]
fn numbers_stand_for_the_names_that_tshark_knows() {
    compare(
        |token| vec![1, 6, 1, 0x80 | token, b'a'],
        "Content-Type: ",
        |push| push.content_type.media_type.clone(),
    );
    compare(
        |token| vec![1, 6, 3, 0xB5, 0xAF, 0x80 | token, b'a'],
        "X-Wap-Application-Id: ",
        |push| push.headers[0].value.clone(),
    );
    compare(
        |token| vec![1, 6, 3, 0xB5, 0x8C, 0x80 | token.max(1), b'a'],
        "Content-Language: ",
        |push| push.headers[0].value.clone(),
    );
    let Some(mut tshark) = peer("tshark") else { return };
    let values = run(tshark.args(["-G", "values"])).exits(0).stdout;
    let mut names = std::collections::BTreeMap::new();
    for line in values.lines().filter_map(|line| line.strip_prefix("V\twsp.header.name_value\t")) {
        let (number, name) = line.split_once('\t').unwrap();
        // Below them stand those of another page.
        names.entry(number.parse::<u8>().unwrap()).or_insert(name.split(" (").next().unwrap().to_owned());
    }
    assert_eq!(names.len(), 75);
    for (number, name) in names {
        let push = decode(&[1, 6, 3, 0xB5, 0x80 | number, 0x80, b'a']).unwrap().push;
        assert_eq!(push.headers[0].name.to_lowercase(), name.to_lowercase());
    }
}
