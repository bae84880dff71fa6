/**
 * The HTTP API: routes, authentication, responses and problems. Reaches the store and the index over the bus only. May
 * import event, query, merkle, bus, intake, config and http.
 */
@NullMarked
package dev.evident.api;

import org.jspecify.annotations.NullMarked;
