//! Every bound of the wire, in one place. Sources: the project's security and design decisions
//! (`docs/security.md`). Checked before anything is allocated.

/// Bytes of one frame from a customer, header included.
pub const CUSTOMER_FRAME: usize = 256 * 1024;
/// Bytes of one frame from an agent, header included.
pub const AGENT_FRAME: usize = 16 * 1024;
/// Bytes of a snapshot or patch after inflating and joining its fragments.
pub const TREE_BYTES: usize = 16 * 1024 * 1024;
/// Nodes alive in one page.
pub const NODES: usize = 200_000;
/// Depth of a page's tree.
pub const DEPTH: usize = 512;
/// Attributes on one node.
pub const ATTRIBUTES: usize = 256;
/// UTF-8 bytes of one attribute's value.
pub const ATTRIBUTE_BYTES: usize = 64 * 1024;
/// Strings of one epoch's table, sender and receiver alike; later ones are sent in full.
pub const TABLE_STRINGS: usize = 1 << 16;
/// Shapes (tag and attribute names) of one epoch's table.
pub const TABLE_SHAPES: usize = 1 << 14;
/// Bytes of one asset (image or font).
pub const ASSET_BYTES: usize = 512 * 1024;
/// Bytes of all assets of one session.
pub const ASSETS_BYTES: usize = 16 * 1024 * 1024;

/// Characters of a chat message.
pub const CHAT_TEXT: usize = 2_000;
/// Characters of a person's name that is shown to another person.
pub const NAME: usize = 64;
/// Characters of a highlight's note.
pub const NOTE: usize = 80;
/// Characters of text that one command may type or fill in.
pub const FILL_TEXT: usize = 4_000;
/// Highlights alive at one time.
pub const MARKS: usize = 20;

/// Frames an agent may send in one second.
pub const AGENT_FRAMES_PER_SECOND: u32 = 60;
/// Acting commands (click, submit, navigate) an agent may send in one second.
pub const ACTS_PER_SECOND: u32 = 10;
/// Bytes a customer may send in one second, sustained.
pub const CUSTOMER_BYTES_PER_SECOND: u32 = 2_000_000;
/// Bytes a customer may send at once.
pub const CUSTOMER_BURST: u32 = 16_000_000;
/// Bytes waiting for one peer at the relay; over it the peer is resynced.
pub const QUEUE_BYTES: usize = 4 * 1024 * 1024;

/// Milliseconds from the upgrade to a Hello.
pub const HELLO_MS: u64 = 5_000;
/// Milliseconds an unjoined session ID lives; then the customer gets a fresh one.
pub const UNJOINED_MS: u64 = 10 * 60_000;
/// Milliseconds a customer may be away (page loads, lost network).
pub const CUSTOMER_AWAY_MS: u64 = 120_000;
/// Milliseconds an agent may be away.
pub const AGENT_AWAY_MS: u64 = 60_000;
/// Milliseconds a session may be paused.
pub const PAUSED_MS: u64 = 30 * 60_000;
/// Milliseconds a session may last.
pub const SESSION_MS: u64 = 4 * 3_600_000;
/// Milliseconds between the relay's pings to a customer in a session: the source of the agent's
/// connection status, which must notice five silent seconds.
pub const PING_MS: u64 = 2_000;
/// Milliseconds of silence after which a socket counts as dead.
pub const DEAD_MS: u64 = 45_000;
/// Milliseconds an invite's token lives.
pub const INVITE_MS: u64 = 5 * 60_000;
