package dev.evident.intake;

import org.jspecify.annotations.Nullable;

/**
 * Who sends events.
 *
 * @param name of the token; never the token
 * @param tenant the one that the token is bound to and that is stamped on its events; null when it is not bound
 */
public record Sender(String name, @Nullable String tenant) {}
