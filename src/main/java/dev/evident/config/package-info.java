/**
 * What an operator can set: the keys, where their values come from, and the checked records the program works with.
 * Values are decoded here once, and no other package reads a map of them; names and keys of logs are checked as merkle does.
 * May import merkle.
 */
@NullMarked
package dev.evident.config;

import org.jspecify.annotations.NullMarked;
