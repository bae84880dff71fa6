/** Metrics and health over HTTP on a listener of their own. May import bus, config, event and http. */
@NullMarked
package dev.evident.metrics;

import org.jspecify.annotations.NullMarked;
