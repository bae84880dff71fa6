/**
 * What happens when something breaks: processes killed at chosen system calls, disks that fail or fill up, files that
 * are cut, changed or exchanged. A short part runs in {@code mvn verify}; {@code mvn verify -Pfaults} runs all of it, in
 * about ten minutes on two idle cores.
 */
@NullMarked
package dev.evident.faults;

import org.jspecify.annotations.NullMarked;
