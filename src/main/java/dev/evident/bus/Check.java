package dev.evident.bus;

/**
 * A component's own word on whether it can do its work.
 *
 * @param detail human sentences, without secrets and without anything of an event
 */
public record Check(Status status, String detail) {

    /** The request to a {@code *.check} address. */
    public enum Request {
        HOW_ARE_YOU
    }

    /** How well it does, from best to worst, under the names that monitoring tools know. */
    public enum Status {
        /** All is well. */
        UP,
        /** Requests should go on coming; people should look. */
        DEGRADED,
        /** Requests should not be sent here. */
        DOWN
    }

    public static Check up(String detail) {
        return new Check(Status.UP, detail);
    }

    public static Check degraded(String detail) {
        return new Check(Status.DEGRADED, detail);
    }

    public static Check down(String detail) {
        return new Check(Status.DOWN, detail);
    }

    /** Whether all is well. */
    public boolean isUp() {
        return status == Status.UP;
    }
}
