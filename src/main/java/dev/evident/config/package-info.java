/**
 * What an operator can set: one tree of records, whose components are the keys, and where their values come from.
 * Values are decoded here once, and no other package reads a map of them; names and keys of logs are checked as merkle does.
 * May import merkle.
 */
@NullMarked
package dev.evident.config;

import org.jspecify.annotations.NullMarked;
