//! A publisher's conversation, message for message.

use super::*;

/// A command without arguments.
fn asked(name: &str, transaction: f64) -> [Value; 3] {
    [text(name), Value::Number(transaction), Value::Null]
}

/// A client that has shaken hands.
struct Client {
    session: Session,
}

impl Client {
    fn shaken() -> Self {
        let mut session = Session::new(Limits::default());
        let mut hello = vec![0_u8; 1 + 2 * 1536];
        hello[0] = 3;
        session.input().extend_from_slice(&hello);
        assert_eq!(session.next_event(), Ok(None));
        assert_eq!(session.output().len(), 1 + 2 * 1536);
        Self { session }
    }

    fn send(&mut self, message: &Message) -> Result<Option<Event>, Violation> {
        let mut bytes = BytesMut::new();
        chunk_writer::write(3, message, 128, &mut bytes);
        self.session.input().extend_from_slice(&bytes);
        self.session.received(bytes.len());
        self.session.next_event()
    }

    fn command(&mut self, values: &[Value]) -> Result<Option<Event>, Violation> {
        self.send(&command::message(false, 0, values))
    }

    fn connect(&mut self, application: &str) {
        let object = Value::Object(vec![("app".to_owned(), text(application))]);
        let connected = self.command(&[text("connect"), Value::Number(1.0), object]);
        assert_eq!(connected, Ok(None));
    }

    fn publish(&mut self, name: &str) -> Result<Option<Event>, Violation> {
        self.command(&[
            text("publish"),
            Value::Number(5.0),
            Value::Null,
            text(name),
            text("live"),
        ])
    }

    /// What the server has said since, as commands.
    fn heard(&mut self) -> Vec<Vec<Value>> {
        let mut output = BytesMut::from(&self.session.output()[..]);
        let mut reader = ChunkReader::new(Limits::default());
        let mut heard = Vec::new();
        while let Some(message) = reader.next(&mut output).unwrap() {
            if message.kind == MessageKind::CommandAmf0 {
                heard.push(amf0::decode(&message.payload).unwrap());
            }
        }
        heard
    }

    fn publishing() -> Self {
        let mut client = Self::shaken();
        client.connect("live");
        let asked = client.publish("KEY");
        assert_eq!(
            asked,
            Ok(Some(Event::Publish {
                key: "KEY".to_owned()
            }))
        );
        client.session.accept();
        client.heard();
        client
    }
}

fn code(heard: &[Vec<Value>]) -> Option<&str> {
    heard.last()?.last()?.field("code")?.text()
}

fn media(kind: MessageKind, timestamp: u32, body: &'static [u8]) -> Message {
    Message {
        kind,
        timestamp,
        stream: 1,
        payload: Bytes::from_static(body),
    }
}

#[test]
fn a_publisher_is_led_from_connect_to_its_first_picture() {
    let mut client = Client::shaken();
    client.connect("live");
    assert_eq!(code(&client.heard()), Some("NetConnection.Connect.Success"));
    for (name, transaction) in [("releaseStream", 2.0), ("FCPublish", 3.0)] {
        let values = [
            text(name),
            Value::Number(transaction),
            Value::Null,
            text("KEY"),
        ];
        assert_eq!(client.command(&values), Ok(None));
    }
    assert_eq!(code(&client.heard()), Some("NetStream.Publish.Start"));
    let created = client.command(&asked("createStream", 4.0));
    assert_eq!(created, Ok(None));
    assert_eq!(
        client.heard(),
        [[
            text("_result"),
            Value::Number(4.0),
            Value::Null,
            Value::Number(1.0)
        ]]
    );
    let asked = client.publish("KEY");
    assert_eq!(
        asked,
        Ok(Some(Event::Publish {
            key: "KEY".to_owned()
        }))
    );
    client.session.accept();
    assert_eq!(code(&client.heard()), Some("NetStream.Publish.Start"));
    let picture = client.send(&media(MessageKind::Video, 40, b"picture"));
    let body = Bytes::from_static(b"picture");
    assert_eq!(
        picture,
        Ok(Some(Event::Video {
            timestamp: 40,
            body
        }))
    );
    let ended = client.command(&[
        text("FCUnpublish"),
        Value::Number(6.0),
        Value::Null,
        text("KEY"),
    ]);
    assert_eq!(ended, Ok(Some(Event::Unpublish)));
    let after = client.send(&media(MessageKind::Video, 80, b"picture"));
    assert_eq!(after, Ok(None));
}

#[test]
fn what_follows_a_publication_waits_until_it_is_decided() {
    let mut client = Client::shaken();
    client.connect("live/KEY");
    assert!(client.publish("").unwrap().is_some());
    assert_eq!(
        client.send(&media(MessageKind::Audio, 1, b"sound")),
        Ok(None)
    );
    client.session.accept();
    let body = Bytes::from_static(b"sound");
    assert_eq!(
        client.session.next_event(),
        Ok(Some(Event::Audio { timestamp: 1, body }))
    );
}

#[test]
fn a_refused_publisher_hears_why_and_nothing_more_is_taken() {
    let mut client = Client::shaken();
    client.connect("live");
    client.publish("KEY").unwrap();
    client.session.refuse(&Refusal {
        code: "NetStream.Publish.BadName",
        description: "no",
    });
    assert_eq!(code(&client.heard()), Some("NetStream.Publish.BadName"));
    assert_eq!(
        client.send(&media(MessageKind::Audio, 1, b"sound")),
        Ok(None)
    );
}

#[test]
fn a_publication_without_a_key_and_a_player_are_refused_at_once() {
    let mut client = Client::shaken();
    client.connect("vod");
    assert_eq!(client.publish("KEY"), Ok(None));
    assert_eq!(code(&client.heard()), Some("NetStream.Publish.BadName"));
    let mut client = Client::shaken();
    client.connect("live");
    let played = client.command(&[text("play"), Value::Number(0.0), Value::Null, text("KEY")]);
    assert_eq!(played, Ok(None));
    assert_eq!(code(&client.heard()), Some("NetStream.Play.Failed"));
}

#[test]
fn what_comes_before_its_time_ends_the_connection() {
    assert!(Client::shaken().publish("KEY").is_err());
    assert!(
        Client::shaken()
            .send(&media(MessageKind::Audio, 1, b"sound"))
            .is_err()
    );
    let mut client = Client::shaken();
    client.connect("live");
    let nothing = asked("createStream", 4.0);
    let ended = (0..100).find_map(|_| client.command(&nothing).err());
    assert_eq!(
        ended,
        Some(Violation("too many commands, and no publication"))
    );
}

#[test]
fn metadata_is_found_behind_both_of_its_names() {
    let object = Value::Object(vec![("fps".to_owned(), Value::Number(30.0))]);
    for names in [&["@setDataFrame", "onMetaData"][..], &["onMetaData"]] {
        let mut client = Client::publishing();
        let names = names.iter().map(|name| text(name));
        let values: Vec<_> = names.chain([object.clone()]).collect();
        let mut message = command::message(false, 1, &values);
        message.kind = MessageKind::DataAmf0;
        assert_eq!(
            client.send(&message),
            Ok(Some(Event::Metadata(object.clone())))
        );
    }
}

#[test]
fn commands_in_amf3_clothes_are_answered_in_them() {
    let mut client = Client::shaken();
    let object = Value::Object(vec![("app".to_owned(), text("live"))]);
    let connect = command::message(true, 0, &[text("connect"), Value::Number(1.0), object]);
    assert_eq!(client.send(&connect), Ok(None));
    let mut output = BytesMut::from(&client.session.output()[..]);
    let mut reader = ChunkReader::new(Limits::default());
    let mut kinds = Vec::new();
    while let Some(message) = reader.next(&mut output).unwrap() {
        kinds.push(message.kind);
    }
    assert_eq!(kinds.last(), Some(&MessageKind::CommandAmf3));
}

#[test]
fn pings_and_windows_are_answered() {
    let mut client = Client::publishing();
    let mut ping = media(MessageKind::UserControl, 0, &[0, 6, 1, 2, 3, 4]);
    ping.stream = 0;
    client.send(&ping).unwrap();
    let output = client.session.output();
    assert!(output.ends_with(&[0, 7, 1, 2, 3, 4]), "{output:?}");
    let window = chunk_writer::number(MessageKind::WindowSize, 10_000);
    client.send(&window).unwrap();
    client.session.received(6_000);
    assert!(!client.session.output().is_empty());
}

/// Few bytes of metadata become many: an aggregate full of them must not be there all at once.
#[test]
fn the_tags_of_an_aggregate_are_read_one_at_a_time() {
    let mut client = Client::publishing();
    let nulls = [&[10, 0, 0, 4, 0][..], &[5; 1024]].concat();
    let object = [&[3, 0, 1, b'a'], &nulls[..], &[0, 0, 9]].concat();
    let length = u16::try_from(object.len()).unwrap().to_be_bytes();
    let header = [&[18, 0][..], &length, &[0; 7]].concat();
    let tag = [&header[..], &object, &[0; 4]].concat();
    let mut aggregate = media(MessageKind::Aggregate, 40, b"");
    aggregate.payload = tag.repeat(100).into();
    let mut event = client.send(&aggregate).unwrap();
    let mut seen = 0;
    while let Some(Event::Metadata(_)) = event {
        assert_eq!(client.session.events.len(), 0);
        seen += 1;
        event = client.session.next_event().unwrap();
    }
    assert_eq!((seen, client.session.held()), (100, 0));
}
