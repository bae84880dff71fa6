/**
 * What an event is: the strict parser, the stored form, and the problems a request can have. Imports the JDK and
 * Jackson's streaming parser only.
 */
@NullMarked
package dev.evident.event;

import org.jspecify.annotations.NullMarked;
