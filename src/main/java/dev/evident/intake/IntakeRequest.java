package dev.evident.intake;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.function.Function;

/**
 * The head of a request that brings events, once its sender is known.
 *
 * @param path as it was requested, which references in the response are relative to
 * @param query the values of a query parameter, in order; empty when it is not there
 */
public record IntakeRequest(String path, MultiMap headers, Function<String, List<String>> query, Sender sender) {}
