package dev.evident.log;

/**
 * What is wrong with the log.
 *
 * @param unusable whether requests should go elsewhere
 * @param detail for a person
 */
public record Trouble(boolean unusable, String detail) {}
