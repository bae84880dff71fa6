package dev.evident.event;

/** How places inside an event are named. */
public final class Fields {
    private Fields() {}
}
