package dev.evident.event;

/** What kind of entry the log has at a position. The numbers are stored. */
public enum EntryKind {
    /** What a producer sent. */
    EVENT(0),
    /** What the service says of itself: its type begins with {@value ServiceEvent#PREFIX}. */
    SERVICE(1),
    /** A {@linkplain RedactionEvent service event} that redacts others. */
    REDACTION(2),
    /** What was refused and {@linkplain RejectedEvent kept} all the same. */
    REJECTED(3);

    private final int number;

    EntryKind(int number) {
        this.number = number;
    }

    /** Under which it is stored; 0 to 127. */
    public int number() {
        return number;
    }

    /** The kind of an event type. */
    static EntryKind of(String type) {
        if (!type.startsWith(ServiceEvent.PREFIX)) {
            return EVENT;
        }
        return switch (type) {
            case RedactionEvent.TYPE -> REDACTION;
            case RejectedEvent.TYPE -> REJECTED;
            default -> SERVICE;
        };
    }
}
