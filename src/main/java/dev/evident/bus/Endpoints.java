package dev.evident.bus;

import java.net.URI;

/**
 * Where the running service listens, with the ports that it really has.
 *
 * @param api the HTTP API
 * @param viewer the web page
 * @param metrics metrics and health
 */
public record Endpoints(URI api, URI viewer, URI metrics) {}
