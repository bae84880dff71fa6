/**
 * What a person at the terminal meets: the command line, the start banner, log lines and the orderly end. May import
 * config, event, files, http, merkle, publish, log, index, verify, recover and backup.
 */
@NullMarked
package dev.evident.cli;

import org.jspecify.annotations.NullMarked;
