//! A decision as a line of the Logboek Dataverwerkingen: Logius, working version of 2026 (published as 0.8.0 and after),
//! <https://logius-standaarden.github.io/logboek-dataverwerkingen/>, section "Interface".
//!
//! The standard lets a line name no or one data subject, in encrypted form. These lines name none: the journal holds no
//! subject, only the record's id, from which the origin finds whom it is about as long as it holds it. Attributes
//! outside `dpl.core` belong to extensions that were adopted, so what is ours stands in `resource`.

use serde_json::{Value, json};
use sluis_schemas::messages::Message;

use super::{Placed, Trace, Writer};

pub(super) fn line(writer: &Writer, placed: Placed<'_>) -> Value {
    let Placed { entry, logged, .. } = placed;
    let Trace { trace, span } = writer.trace(placed);
    let name = Message::plain(format!("audit-decided-{}", logged.matter.as_str())).text(writer.lang).text;
    let mut resource = writer.resource(entry);
    let (member, record) = (logged.member.as_ref().map(|m| json!(m)), logged.record.map(|r| json!(r)));
    let named = [("decision", Some(json!(logged.matter))), ("member", member), ("record", record)].into_iter();
    resource.extend(named.filter_map(|(name, named)| Some((format!("sluis.{name}"), named?))));
    // The journal does not repeat the purpose at later decisions about a record: these are activities of their own.
    let activity = logged.class.as_ref().map_or(logged.matter.as_str(), |class| class.purpose.as_str());
    json!({
        "trace_id": trace,
        "span_id": span,
        "status": if logged.has_failed() { "Error" } else { "Unset" },
        "name": name,
        "start_time": entry.at.as_millis(),
        "end_time": entry.at.as_millis(),
        "resource": { "attributes": resource },
        "attributes": { "dpl.core.processing_activity_id": format!("{}{activity}", writer.activities) },
    })
}
