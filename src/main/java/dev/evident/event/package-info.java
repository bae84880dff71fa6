/**
 * What an event is: the strict parser, the stored form, and the problems a request can have. Of libraries the JDK and
 * Jackson's streaming parser only. May import no other package.
 */
@NullMarked
package dev.evident.event;

import org.jspecify.annotations.NullMarked;
