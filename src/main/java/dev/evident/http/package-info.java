/**
 * What the three listeners have in common: how many connections there may be, which request heads are taken, and by which
 * names the service may be called. May import config and event.
 */
@NullMarked
package dev.evident.http;

import org.jspecify.annotations.NullMarked;
