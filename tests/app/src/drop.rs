//! Files dragged from a desktop onto the window: the sender's side of the X11 drag-and-drop protocol (XDND,
//! version 5), as a file manager speaks it.

use anyhow::{Context, Result, bail, ensure};
use std::path::Path;
use std::time::{Duration, Instant};
use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    Atom, ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask, PropMode,
    SELECTION_NOTIFY_EVENT, SelectionNotifyEvent, Window as XWindow, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

const PATIENCE: Duration = Duration::from_secs(30);

/// Drags these files to a place of the window (pixels from its corner) and lets go.
pub(crate) fn files(display: &str, target: XWindow, at: (i16, i16), paths: &[&Path]) -> Result<()> {
    let (bus, screen) = RustConnection::connect(Some(display))?;
    let screen = bus.setup().roots.get(screen).context("no screen")?.clone();
    let source = bus.generate_id()?;
    bus.create_window(
        0,
        source,
        screen.root,
        0,
        0,
        1,
        1,
        0,
        WindowClass::INPUT_ONLY,
        0,
        &CreateWindowAux::new().event_mask(EventMask::PROPERTY_CHANGE),
    )?;
    let atom = |name: &str| -> Result<Atom> { Ok(bus.intern_atom(false, name.as_bytes())?.reply()?.atom) };
    let (selection, list) = (atom("XdndSelection")?, atom("text/uri-list")?);
    let (enter, position, drop) = (atom("XdndEnter")?, atom("XdndPosition")?, atom("XdndDrop")?);
    let (status, finished, copy) = (
        atom("XdndStatus")?,
        atom("XdndFinished")?,
        atom("XdndActionCopy")?,
    );
    let uris: String = paths
        .iter()
        .map(|path| format!("file://{}\r\n", path.display()))
        .collect();

    bus.set_selection_owner(source, selection, x11rb::CURRENT_TIME)?;
    let place = bus
        .translate_coordinates(target, screen.root, at.0, at.1)?
        .reply()?;
    let place = (u32::from(place.dst_x.unsigned_abs()) << 16) | u32::from(place.dst_y.unsigned_abs());
    let send = |kind: Atom, data: [u32; 5]| -> Result<()> {
        let message = ClientMessageEvent::new(32, target, kind, data);
        bus.send_event(false, target, EventMask::NO_EVENT, message)?;
        bus.flush()?;
        Ok(())
    };
    // Answers what the target asks for until it says the awaited word.
    let wait_for = |word: Atom| -> Result<[u32; 5]> {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            match bus.poll_for_event()? {
                Some(Event::ClientMessage(told)) if told.type_ == word => return Ok(told.data.as_data32()),
                Some(Event::SelectionRequest(asked)) => {
                    let given = asked.target == list;
                    if given {
                        bus.change_property8(
                            PropMode::REPLACE,
                            asked.requestor,
                            asked.property,
                            list,
                            uris.as_bytes(),
                        )?;
                    }
                    let answer = SelectionNotifyEvent {
                        response_type: SELECTION_NOTIFY_EVENT,
                        sequence: 0,
                        time: asked.time,
                        requestor: asked.requestor,
                        selection: asked.selection,
                        target: asked.target,
                        property: if given { asked.property } else { x11rb::NONE },
                    };
                    bus.send_event(false, asked.requestor, EventMask::NO_EVENT, answer)?;
                    bus.flush()?;
                }
                Some(_) => {}
                None => std::thread::sleep(Duration::from_millis(10)),
            }
        }
        bail!("the window does not take part in the drag")
    };

    send(enter, [source, 5 << 24, list, 0, 0])?;
    // A file manager tells every move; the target decides at each whether it would take the files.
    let mut accepted = false;
    for _ in 0..20 {
        send(position, [source, 0, place, x11rb::CURRENT_TIME, copy])?;
        accepted = wait_for(status)?[1] & 1 == 1;
        if accepted {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    ensure!(accepted, "the window does not take the files");
    send(drop, [source, 0, x11rb::CURRENT_TIME, 0, 0])?;
    wait_for(finished)?;
    Ok(())
}
