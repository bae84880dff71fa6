package dev.evident.bus;

/**
 * A request-reply address of the local event bus.
 *
 * @param name the address on the event bus
 * @param <Q> the immutable request
 * @param <A> the immutable response
 */
@SuppressWarnings("UnusedTypeParameter") // they type the calls of Bus
public record Address<Q, A>(String name) {}
