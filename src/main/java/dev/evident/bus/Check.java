package dev.evident.bus;

/**
 * A component's own word on whether it can do its work.
 *
 * @param ready whether requests should be sent its way
 * @param detail one human sentence, without secrets
 */
public record Check(boolean ready, String detail) {

    /** The question to a {@code *.check} address. */
    public enum Question {
        HOW_ARE_YOU
    }
}
