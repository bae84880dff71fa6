/**
 * The HTTP API: routes, authentication, responses and problems. Reaches the store and the index over the bus only. May import bus, config, event, query, merkle, http, intake, intake.formats and log.message.
 */
@NullMarked
package dev.evident.api;

import org.jspecify.annotations.NullMarked;
