package dev.evident.bus;

/**
 * A publish-subscribe address of the local event bus.
 *
 * @param name the address on the event bus
 * @param <T> the immutable message
 */
@SuppressWarnings("UnusedTypeParameter") // they type the calls of Bus
public record Topic<T>(String name) {}
