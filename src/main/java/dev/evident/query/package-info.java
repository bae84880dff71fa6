/** What a caller asks for: query parameters, filters and cursors as values. May import event. */
@NullMarked
package dev.evident.query;

import org.jspecify.annotations.NullMarked;
