package dev.evident.intake;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** How a request that brought events is responded to. */
public record IntakeResponse(int status, MultiMap headers, Buffer body) {}
